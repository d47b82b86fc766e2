/** Gradients of functions. */
import { convertToTensor, convertToTensorArray } from './convert';
import { core, scratch } from './core';
import { keep, state, tidy } from './engine';
import { addCallback, adoptUnknown, calling } from './host';
import { clone } from './ops/creation';
import { adopt, Tensor, Variable } from './tensor';
import type { NamedTensorMap, TensorLike } from './types';
import { assert, assertShapesMatch, isFunction } from './util';
import type { Scalar } from './tensor';

/** Runs a function on a tape; gives its value and its gradients, null where it does not depend. */
function gradients<T extends Tensor>(f: () => T, xs: Tensor[], dy?: T | null,
  allowNoGradients = false): { value: T; grads: Array<Tensor | null> } {
  assert(xs.length > 0, 'gradients() received an empty list of xs.');
  if (dy != null && dy.dtype !== 'float32') throw new Error(`dy must have 'float32' dtype, but has '${dy.dtype}'`);
  const tape = core.tapeBegin();
  try {
    for (const x of xs) {
      x.throwIfDisposed();
      if (!(x instanceof Variable)) core.tapeWatch(tape, x.handle);
    }
    let y: T;
    state.gradientDepth++;
    try {
      y = tidy('forward', f);
    } finally {
      state.gradientDepth--;
    }
    assert(y instanceof Tensor, 'The result y returned by f() must be a tensor.');
    const grads = tidy('backward', () => {
      const s = scratch();
      xs.forEach((x, i) => (s[i] = x.handle));
      calling(() => core.tapeGradient(tape, y.handle, dy?.handle ?? 0, xs.length));
      const handles = Array.from(scratch().subarray(0, xs.length));
      return handles.map((h) => (h ? adoptUnknown(h) : null)) as Tensor[];
    }) as Array<Tensor | null>;
    if (!allowNoGradients) checkGrads(grads);
    return { value: y, grads };
  } finally {
    core.release(tape);
  }
}

function checkGrads(grads: Array<Tensor | null>) {
  assert(grads.every((g) => g != null), 'Cannot compute gradient of y=f(x) with respect to x. Make sure that the f you ' +
    'passed encloses all operations that lead from x to y.');
}
function checkShapes(value: Tensor, dy: Tensor | null | undefined) {
  if (dy != null) assertShapesMatch(value.shape, dy.shape, 'The shape of dy must match the shape returned by f');
}
function checkTensors(list: unknown[], name: string) {
  assert(list.every((t) => t instanceof Tensor), () => `The x and dy passed in ${name}(f)(x, dy) must be tensors`);
}
function checkFunction(f: unknown, name: string) {
  assert(isFunction(f), () => `The f passed in ${name}(f) must be a function`);
}

/** The gradient of `f(x)` with respect to `x`, as a function of `x`. */
export function grad(f: (x: Tensor) => Tensor): (x: TensorLike | Tensor, dy?: TensorLike | Tensor) => Tensor {
  checkFunction(f, 'grad');
  return (x, dy) => {
    const $x = convertToTensor(x, 'x', 'tf.grad', 'string_or_numeric');
    const $dy = dy != null ? convertToTensor(dy, 'dy', 'tf.grad') : null;
    return tidy(() => {
      const { value, grads } = gradients(() => f($x), [$x], $dy);
      checkShapes(value, $dy);
      return grads[0]!;
    });
  };
}

/** The gradients of `f(x1, x2...)` with respect to each of them, as a function of a list. */
export function grads(f: (...args: Tensor[]) => Tensor): (args: Array<Tensor | TensorLike>,
  dy?: Tensor | TensorLike) => Tensor[] {
  checkFunction(f, 'grads');
  return (args, dy) => {
    const $args = convertToTensorArray(args, 'args', 'tf.grads', 'string_or_numeric');
    const $dy = dy != null ? convertToTensor(dy, 'dy', 'tf.grads') : null;
    return tidy(() => {
      const { value, grads: list } = gradients(() => f(...$args), $args, $dy);
      checkShapes(value, $dy);
      return list as Tensor[];
    });
  };
}

/** Value and gradient of `f(x)`. */
export function valueAndGrad<I extends Tensor, O extends Tensor>(f: (x: I) => O): (x: I, dy?: O) => {
  value: O; grad: I;
} {
  checkFunction(f, 'valueAndGrad');
  return (x, dy) => {
    checkTensors([x, dy ?? x], 'valueAndGrad');
    const { value, grads: list } = gradients(() => f(x), [x], dy);
    return { grad: list[0] as I, value };
  };
}

/** Value and gradients of `f(x1, x2...)`. */
export function valueAndGrads<O extends Tensor>(f: (...args: Tensor[]) => O): (args: Tensor[], dy?: O) => {
  value: O; grads: Tensor[];
} {
  checkFunction(f, 'valueAndGrads');
  return (args, dy) => {
    checkTensors([args, dy ?? []].flat(), 'valueAndGrads');
    const { value, grads: list } = gradients(() => f(...args), args, dy);
    checkShapes(value, dy);
    return { value, grads: list as Tensor[] };
  };
}

/** Layers' weights that are alive; user code reaches them by name as it does other variables. */
export const layerWeights = new Map<string, WeakRef<Variable>>();
/** The variable of that name. */
export const variableOf = (name: string): Variable | undefined =>
  state.registeredVariables[name] ?? layerWeights.get(name)?.deref();

/** The gradients of a scalar with respect to trainable variables, by their names. */
export function variableGrads(f: () => Scalar, varList?: Variable[]): { value: Scalar; grads: NamedTensorMap } {
  checkFunction(f, 'variableGrads');
  assert(varList == null || (Array.isArray(varList) && varList.every((v) => v instanceof Variable)),
    'varList must be an array of variables');
  const list = varList ?? [...Object.values(state.registeredVariables),
    ...[...layerWeights.values()].map((ref) => ref.deref()!).filter((v) => v && !v.isDisposed)];
  const trainable = list.filter((v) => v.trainable);
  assert(trainable.length, () => `None of the ${list.length} variables is trainable.`);
  const { value, grads: found } = gradients(f, trainable, null, true);
  assert(found.some((g) => g != null), 'Cannot find a connection between any variable and the result of f.');
  assert(value.rank === 0, () => `f must return a scalar, but it returned a tensor of rank ${value.rank}`);
  const named: Record<string, Tensor | null> = {};
  trainable.forEach((v, i) => {
    if (found[i] != null) named[v.name] = found[i];
  });
  if (varList) {
    for (const v of varList) if (!v.trainable) named[v.name] = null;
  }
  return { value, grads: named as NamedTensorMap };
}

/** Keeps tensors for the gradient function. */
export type GradSaveFunc = (save: Tensor[]) => void;
/** A function that gives a value and the function of its gradient. */
export type CustomGradientFunc<T extends Tensor> = (...inputs: Array<Tensor | GradSaveFunc>) => {
  value: T; gradFunc: (dy: T, saved: Tensor[]) => Tensor | Tensor[];
};

/** A function with a gradient of its own. */
export function customGrad<T extends Tensor>(f: CustomGradientFunc<T>): (...args: Tensor[]) => T {
  checkFunction(f, 'customGrad');
  return (...inputs) => {
    checkTensors(inputs, 'customGrad');
    const recording = state.gradientDepth > 0;
    const saved: Tensor[] = [];
    const paused = core.pauseTapes(true);
    let gradFunc!: (dy: T, saved: Tensor[]) => Tensor | Tensor[];
    let value: T;
    try {
      value = tidy(() => {
        const result = f(...inputs, (list: Tensor[]) => {
          // What depends on the inputs does so in gradients of gradients too.
          core.pauseTapes(paused);
          if (recording) saved.push(...list.map((t) => keep(clone(t))));
          core.pauseTapes(true);
        });
        assert(result.value instanceof Tensor && isFunction(result.gradFunc),
          'The f passed in customGrad(f) must return {value, gradFunc}, a tensor and a function.');
        gradFunc = result.gradFunc;
        return result.value;
      });
    } finally {
      core.pauseTapes(paused);
    }
    if (!recording) return value;
    const callback = addCallback([([handle]) => {
      const list = tidy(() => {
        const result = gradFunc(adoptUnknown(handle) as T, saved);
        const found = Array.isArray(result) ? result : [result];
        assert(found.length === inputs.length && found.every((t) => t instanceof Tensor), () =>
          `The gradFunc of customGrad(f) must return ${inputs.length} tensors, one for each input.`);
        return found;
      });
      const handles = list.map((t) => core.duplicate(t.handle));
      // What the function made is the core's now; what it was given stays.
      for (const t of list) if (!inputs.includes(t) && !saved.includes(t)) t.dispose();
      return handles;
    }], () => saved.forEach((t) => t.dispose()));
    const s = scratch();
    inputs.forEach((t, i) => (s[i] = t.handle));
    const handle = core.customGradient(value.handle, inputs.length, callback);
    const y = adopt(handle, value.dtype, value.shape.slice(), value.dataId) as Tensor as T;
    value.dispose();
    return y;
  };
}
