/** Arithmetic that needs more than one operation, or checks of its own. */
import { call, run } from '../call';
import { convertToTensor } from '../convert';
import { tidy } from '../engine';
import { bandPart as band, basicLSTMCell as cell, cast, confusionMatrix as confusion, inTopK, norm as normOf, qr as decompose, sparseToDense as fromSparse, stack, unstack, gramSchmidt as orthogonal } from '../generated/ops';
import { Op } from '../generated/table';
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '../tensor';
import type { TensorLike } from '../types';
import { arraysEqual, assert, isInt } from '../util';
import { fill } from './creation';

type X = Tensor | TensorLike;

/** The sum of tensors of one shape. */
export function addN<T extends Tensor>(tensors: Array<T | TensorLike>): T {
  return tidy(() => {
    assert(Array.isArray(tensors), 'The argument passed to tf.addN() must be a list of tensors');
    assert(tensors.length, 'Must pass at least one tensor to tf.addN(), but got 0');
    const list = tensors.map((t, i) => convertToTensor<T>(t, `tensors${i}`, 'addN'));
    for (const key of ['dtype', 'shape'] as const) {
      assert(list.every((t) => `${t[key]}` === `${list[0][key]}`), `All tensors passed to tf.addN() must have the same ${key}`);
    }
    return run<T>(Op.addN, list);
  });
}
/** Each element forced into a range. */
export function clipByValue<T extends Tensor>(x: T | TensorLike, clipValueMin: number, clipValueMax: number): T {
  return tidy(() => {
    const $x = convertToTensor<T>(x, 'x', 'clipByValue');
    assert(clipValueMin <= clipValueMax, () =>
      `Error in clip: min (${clipValueMin}) must be less than or equal to max (${clipValueMax}).`);
    if (clipValueMin === clipValueMax) return fill($x.shape, clipValueMin, $x.dtype) as Tensor as T;
    return run<T>(Op.clipByValue, [$x], [clipValueMin, clipValueMax]);
  });
}
/** `base` to the power of `exp`. */
export function pow<T extends Tensor>(base: X, exp: X): T {
  return call<T>(Op.pow, 'pow base exp', [base, exp]);
}
/** The real parts of complex numbers. */
export function real<T extends Tensor>(input: T | TensorLike): T {
  return call<T>(Op.real, 'real input', [input]);
}
/** The imaginary parts of complex numbers. */
export function imag<T extends Tensor>(input: T | TensorLike): T {
  return call<T>(Op.imag, 'imag input', [input]);
}
/** Bits set in both. */
export function bitwiseAnd<T extends Tensor>(x: Tensor, y: Tensor): T {
  return tidy(() => {
    const [$x, $y] = [convertToTensor(x, 'x', 'bitwiseAnd'), convertToTensor(y, 'y', 'bitwiseAnd')];
    assert(arraysEqual($x.shape, $y.shape), 'BitwiseAnd: Tensors must have the same shape');
    assert($x.dtype === 'int32' && $y.dtype === 'int32', 'BitwiseAnd: Only supports \'int32\' values in tensor');
    return run<T>(Op.bitwiseAnd, [$x, $y]);
  });
}
const lastAxis = <T extends Tensor>(n: number, text: string, logits: T | TensorLike, axis: number): T => tidy(() => {
  const y = call<T>(n, text, [logits], [-1]);
  assert(axis === -1 || axis === y.rank - 1, () =>
    `softmax: only the last axis is supported, got ${axis} of rank ${y.rank}`);
  return y;
});
/** Exponentials along the last axis, divided by their sum. */
export function softmax<T extends Tensor>(logits: T | TensorLike, dim = -1): T {
  return lastAxis(Op.softmax, 'softmax logits:f', logits, dim);
}
/** Logarithm of softmax. */
export function logSoftmax<T extends Tensor>(logits: T | TensorLike, axis = -1): T {
  return lastAxis(Op.logSoftmax, 'logSoftmax logits', logits, axis);
}

/** The norm of vectors or matrices along axes. */
export function norm(x: X, ord: number | 'euclidean' | 'fro' = 'euclidean', axis: number | number[] | null = null,
  keepDims = false): Tensor {
  return normOf(x, `${ord}`.replace('Infinity', 'inf') as 'fro', axis, keepDims);
}
/** The Euclidean norm along axes. */
export function euclideanNorm(x: X, axis: number | number[] | null = null, keepDims = false): Tensor {
  return norm(x, 'euclidean', axis, keepDims);
}
/** Whole numbers, also where floats stand for them. */
const ints = (x: X, name: string, f: string) => cast(convertToTensor(x, name, f), 'int32');
/** How often each class was taken for each. */
export function confusionMatrix(labels: X, predictions: X, numClasses: number): Tensor2D {
  const name = 'confusionMatrix';
  return tidy(() => confusion<Tensor2D>(ints(labels, 'labels', name), ints(predictions, 'predictions', name), numClasses));
}
/** Is the target among the `k` largest predictions? */
export async function inTopKAsync<T extends Tensor, U extends Tensor>(predictions: T | TensorLike, targets: U | TensorLike,
  k = 1): Promise<U> {
  return tidy(() => inTopK(predictions, ints(targets, 'targets', 'inTopK'), k));
}

/** One step of a long short-term memory. */
export function basicLSTMCell(forgetBias: X, lstmKernel: X, lstmBias: X, data: X, c: X, h: X): [Tensor2D, Tensor2D] {
  const next = cell(forgetBias, lstmKernel, lstmBias, data, c, h);
  return [next.c, next.h] as [Tensor2D, Tensor2D];
}
/** One step of a cell of a recurrent network: new state and output of data, state and output. */
export type LSTMCellFunc = (data: Tensor2D, c: Tensor2D, h: Tensor2D) => [Tensor2D, Tensor2D];
/** One step of cells stacked on each other. */
export function multiRNNCell(lstmCells: LSTMCellFunc[], data: X, c: X[], h: X[]): [Tensor2D[], Tensor2D[]] {
  return tidy(() => {
    const of = (t: X, name: string) => convertToTensor(t, name, 'multiRNNCell') as Tensor2D;
    let input = of(data, 'data');
    const steps = lstmCells.map((f, i) => {
      const next = f(input, of(c[i], `c[${i}]`), of(h[i], `h[${i}]`));
      input = next[1];
      return next;
    });
    return [steps.map(([newC]) => newC), steps.map(([, newH]) => newH)] as any;
  });
}

/** The smallest power of 2 that is not below. */
export const enclosingPowerOfTwo = (value: number) => 2 ** Math.ceil(Math.log2(value));

/** A band of each matrix, zeros elsewhere. */
export function bandPart<T extends Tensor>(a: T | TensorLike, numLower: number | Scalar, numUpper: number | Scalar): T {
  const $a = convertToTensor(a, 'a', 'bandPart');
  assert($a.rank > 1, () => `bandPart(): Rank must be at least 2, got ${$a.rank}.`);
  const [lower, upper] = ([[numLower, 'numLower'], [numUpper, 'numUpper']] as const).map(([n, name], i) => {
    const most = $a.shape.at(i - 2)!;
    const value = typeof n === 'number' ? n : n.dtype === 'int32' ? n.dataSync()[0] as number : NaN;
    assert(isInt(value) && (typeof n !== 'number' || n <= most), () =>
      `bandPart(): ${name} must be an integer and at most ${most}, got ${n}.`);
    return Math.min(value, most);
  });
  return band<T>($a, lower, upper);
}
/** Vectors made orthogonal to each other and of length 1. */
export function gramSchmidt(xs: Tensor1D[] | Tensor2D): Tensor1D[] | Tensor2D {
  if (!Array.isArray(xs)) return orthogonal<Tensor2D>(xs);
  return tidy(() => {
    assert(xs.length, 'Gram-Schmidt process: input must not be null, undefined, or empty');
    assert(xs.every((x) => x.size === xs[0].size), 'Gram-Schmidt: Non-unique lengths found in the input vectors');
    return unstack<Tensor1D>(orthogonal(stack(xs)));
  });
}
/** Matrices as products of an orthogonal matrix and one that is zero below its diagonal. */
export function qr(x: Tensor, fullMatrices = false): [Tensor, Tensor] {
  assert(x.rank > 1, () => `qr() requires input tensor to have a rank >= 2, but got rank ${x.rank}`);
  const { q, r } = decompose(x, fullMatrices);
  return [q, r];
}
/** Values at coordinates, a default elsewhere. */
export function sparseToDense(sparseIndices: X, sparseValues: X, outputShape: number[], defaultValue: X = 0): Tensor {
  return tidy(() => {
    const values = convertToTensor(sparseValues, 'sparseValues', 'sparseToDense', 'string_or_numeric');
    return fromSparse(sparseIndices, values, convertToTensor(defaultValue, 'defaultValue', 'sparseToDense', values.dtype), outputShape);
  });
}
