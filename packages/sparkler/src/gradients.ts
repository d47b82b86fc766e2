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
    if (!allowNoGradients && grads.every((g) => g == null)) {
      throw new Error('Cannot compute gradient of y=f(x) with respect to x. Make sure that the f you passed encloses all ' +
        'operations that lead from x to y.');
    }
    return { value: y, grads };
  } finally {
    core.release(tape);
  }
}

function checkGrads(grads: Array<Tensor | null>) {
  assert(grads.every((g) => g != null), `Cannot compute gradient of y=f(x) with respect to x. Make sure that
    the f you passed encloses all operations that lead from x to y.`);
}
function checkShapes(value: Tensor, dy: Tensor | null | undefined, call: string, of: string) {
  if (dy != null) {
    assertShapesMatch(value.shape, dy.shape,
      `The shape of dy passed in ${call} must match the shape returned by ${of}`);
  }
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
      checkShapes(value, $dy, 'grad(f)(x, dy)', 'f(x)');
      checkGrads(grads);
      return grads[0]!;
    });
  };
}

/** The gradients of `f(x1, x2...)` with respect to each of them, as a function of a list. */
export function grads(f: (...args: Tensor[]) => Tensor): (args: Array<Tensor | TensorLike>,
  dy?: Tensor | TensorLike) => Tensor[] {
  checkFunction(f, 'grads');
  return (args, dy) => {
    assert(Array.isArray(args),
      'The args passed in grads(f)(args) must be an array of `Tensor`s or `TensorLike`s');
    const $args = convertToTensorArray(args, 'args', 'tf.grads', 'string_or_numeric');
    const $dy = dy != null ? convertToTensor(dy, 'dy', 'tf.grads') : null;
    return tidy(() => {
      const { value, grads: list } = gradients(() => f(...$args), $args, $dy);
      checkShapes(value, $dy, 'grads(f)([x1,...], dy)', 'f([x1,...])');
      checkGrads(list);
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
    assert(x instanceof Tensor, 'The x passed in valueAndGrad(f)(x) must be a tensor');
    assert(dy == null || dy instanceof Tensor, 'The dy passed in valueAndGrad(f)(x, dy) must be a tensor');
    const { value, grads: list } = gradients(() => f(x), [x], dy);
    checkGrads(list);
    return { grad: list[0] as I, value };
  };
}

/** Value and gradients of `f(x1, x2...)`. */
export function valueAndGrads<O extends Tensor>(f: (...args: Tensor[]) => O): (args: Tensor[], dy?: O) => {
  value: O; grads: Tensor[];
} {
  checkFunction(f, 'valueAndGrads');
  return (args, dy) => {
    assert(Array.isArray(args) && args.every((arg) => arg instanceof Tensor),
      'The args passed in valueAndGrads(f)(args) must be array of tensors');
    assert(dy == null || dy instanceof Tensor, 'The dy passed in valueAndGrads(f)(args, dy) must be a tensor');
    const { value, grads: list } = gradients(() => f(...args), args, dy);
    checkShapes(value, dy, 'valueAndGrads(f)([x1,...], dy)', 'f([x1,...])');
    checkGrads(list);
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
    'The varList passed in variableGrads(f, varList) must be an array of variables');
  const list = varList ?? [...Object.values(state.registeredVariables),
    ...[...layerWeights.values()].map((ref) => ref.deref()!).filter((v) => v && !v.isDisposed)];
  const trainable = list.filter((v) => v.trainable);
  assert(trainable.length > 0, () => 'variableGrads() expects at least one of the input variables to be trainable, but none ' +
    `of the ${list.length} variables is trainable.`);
  const { value, grads: found } = gradients(f, trainable, null, true);
  assert(found.some((g) => g != null), 'Cannot find a connection between any variable and the result of the loss function ' +
    'y=f(x). Please make sure the operations that use variables are inside the function f passed to minimize().');
  assert(value.rank === 0, () =>
    `The f passed in variableGrads(f) must return a scalar, but it returned a rank-${value.rank} tensor`);
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
  assert(isFunction(f), 'The f passed in customGrad(f) must be a function.');
  const must = 'The function f passed in customGrad(f) must return an object where ';
  return (...inputs) => {
    assert(inputs.every((t) => t instanceof Tensor), 'The args passed in customGrad(f)(x1, x2,...) must all be tensors');
    const recording = state.gradientDepth > 0;
    const saved: Tensor[] = [];
    const paused = core.pauseTapes(true);
    let gradFunc!: (dy: T, saved: Tensor[]) => Tensor | Tensor[];
    let value: T;
    try {
      value = tidy(() => {
        const result = f(...inputs, (list: Tensor[]) => {
          if (recording) saved.push(...list.map((t) => keep(clone(t))));
        });
        assert(result.value instanceof Tensor, `${must}\`obj.value\` is a tensor`);
        assert(isFunction(result.gradFunc), `${must}\`obj.gradFunc\` is a function.`);
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
        assert(found.length === inputs.length, `${must}\`obj.gradFunc\` is a function that returns the same number of ` +
          'tensors as inputs passed to f(...).');
        assert(found.every((t) => t instanceof Tensor), `${must}\`obj.gradFunc\` is a function that returns a list of only ` +
          'tensors.');
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
