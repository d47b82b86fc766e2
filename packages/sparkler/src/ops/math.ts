/** Arithmetic that needs more than one operation, or checks of its own. */
import { run } from '../call';
import { convertToTensor, scalar } from '../convert';
import { tidy } from '../engine';
import { Op } from '../generated/ops';
import * as g from '../generated/ops';
import { makeTensor, type Scalar, type Tensor, type Tensor1D, type Tensor2D } from '../tensor';
import type { TensorLike } from '../types';
import { arraysEqual, assert, assertShapesMatch, isInt, parseAxisParam, sizeFromShape } from '../util';
import { concat, reshape } from '../generated/ops';
import { oneHot, slice } from './array';
import { fill } from './creation';

type X = Tensor | TensorLike;

/** The sum of tensors of one shape. */
export function addN<T extends Tensor>(tensors: Array<T | TensorLike>): T {
  return tidy(() => {
    assert(Array.isArray(tensors), 'The argument passed to tf.addN() must be a list of tensors');
    assert(tensors.length >= 1, () => `Must pass at least one tensor to tf.addN(), but got ${tensors.length}`);
    const list = tensors.map((t, i) => convertToTensor<T>(t, `tensors${i}`, 'addN'));
    for (const t of list) {
      assert(t.dtype === list[0].dtype, 'All tensors passed to tf.addN() must have the same dtype');
      assert(arraysEqual(t.shape, list[0].shape), 'All tensors passed to tf.addN() must have the same shape');
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
/** Bits set in both. */
export function bitwiseAnd<T extends Tensor>(x: Tensor, y: Tensor): T {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'bitwiseAnd');
    const $y = convertToTensor(y, 'y', 'bitwiseAnd');
    assert(arraysEqual($x.shape, $y.shape), () =>
      `BitwiseAnd: Tensors must have the same shape. x: ${$x.shape}, y: ${$y.shape}`);
    assert($x.dtype === 'int32' && $y.dtype === 'int32', () => 'BitwiseAnd: Only supports \'int32\' values in tensor, ' +
      `found type of x: ${$x.dtype} and type of y: ${$y.dtype}`);
    return run<T>(Op.bitwiseAnd, [$x, $y]);
  });
}
/** Exponentials along the last axis, divided by their sum. */
export function softmax<T extends Tensor>(logits: T | TensorLike, dim = -1): T {
  return tidy(() => {
    const $logits = convertToTensor<T>(logits, 'logits', 'softmax', 'float32');
    lastAxis('Softmax', $logits, dim);
    return run<T>(Op.softmax, [$logits], [-1]);
  });
}
/** Logarithm of softmax. */
export function logSoftmax<T extends Tensor>(logits: T | TensorLike, axis = -1): T {
  return tidy(() => {
    const $logits = convertToTensor<T>(logits, 'logits', 'logSoftmax');
    lastAxis('Log Softmax', $logits, axis, 'axis');
    return run<T>(Op.logSoftmax, [$logits], [-1]);
  });
}
function lastAxis(name: string, t: Tensor, axis: number, word = 'dim') {
  if (axis !== -1 && axis !== t.rank - 1) {
    throw new Error(`${name} along a non-last dimension is not yet supported. Logits was rank ${t.rank} and ${word} was ` +
      `${axis}`);
  }
}

/** The product of vectors and matrices. */
export function dot(t1: X, t2: X): Tensor {
  return tidy(() => {
    const a = convertToTensor(t1, 't1', 'dot');
    const b = convertToTensor(t2, 't2', 'dot');
    assert([a, b].every((t) => t.rank === 1 || t.rank === 2), () =>
      `Error in dot: inputs must all be rank 1 or 2, but got ranks ${a.rank} and ${b.rank}.`);
    const [innerA, innerB] = [a.rank === 1 ? a.size : a.shape[1], b.rank === 1 ? b.size : b.shape[0]];
    assert(innerA === innerB, () => `Error in dot: inner dimensions of inputs must match, but got ${innerA} and ${innerB}.`);
    const y = g.matMul(a.rank === 1 ? reshape(a, [1, -1]) : a, b.rank === 1 ? reshape(b, [-1, 1]) : b);
    return reshape(y, [...a.shape.slice(0, -1), ...b.shape.slice(1)]);
  });
}
/** All products of one vector's elements with another's. */
export function outerProduct(v1: X, v2: X): Tensor2D {
  return tidy(() => {
    const a = convertToTensor(v1, 'v1', 'outerProduct');
    const b = convertToTensor(v2, 'v2', 'outerProduct');
    assert(a.rank === 1 && b.rank === 1, () =>
      `Error in outerProduct: inputs must be rank 1, but got ranks ${a.rank} and ${b.rank}.`);
    return g.matMul<Tensor2D>(reshape(a, [-1, 1]), reshape(b, [1, -1]));
  });
}

function normOf(x: Tensor, ord: number | string, axis: number | number[] | null): Tensor {
  if (x.rank === 0) return g.abs(x);
  if (x.rank !== 1 && axis === null) return normOf(reshape(x, [-1]), ord, axis);
  const euclidean = () => run(Op.sqrt, [g.sum(g.square(run(Op.abs, [x])), axis)]);
  const one = x.rank === 1 || typeof axis === 'number' || (Array.isArray(axis) && axis.length === 1);
  if (one) {
    if (ord === 1) return g.sum(g.abs(x), axis);
    if (ord === Infinity) return g.max(g.abs(x), axis);
    if (ord === -Infinity) return g.min(g.abs(x), axis);
    if (ord === 'euclidean' || ord === 2) return euclidean();
  } else if (Array.isArray(axis) && axis.length === 2) {
    if (ord === 1) return g.max(g.sum(g.abs(x), axis[0]), axis[1] - 1);
    if (ord === Infinity) return g.max(g.sum(g.abs(x), axis[1]), axis[0]);
    if (ord === -Infinity) return g.min(g.sum(g.abs(x), axis[1]), axis[0]);
    if (ord === 'fro' || ord === 'euclidean') return euclidean();
  } else {
    throw new Error(`Error in norm: invalid axis: ${axis}`);
  }
  throw new Error(`Error in norm: invalid ord value: ${ord}`);
}
/** The norm of vectors or matrices along axes. */
export function norm(x: X, ord: number | 'euclidean' | 'fro' = 'euclidean', axis: number | number[] | null = null,
  keepDims = false): Tensor {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'norm');
    const y = normOf($x, ord, axis);
    if (!keepDims) return y;
    const axes = parseAxisParam(axis, $x.shape);
    return reshape(y, $x.shape.map((d, i) => (axes.includes(i) ? 1 : d)));
  });
}
/** The Euclidean norm along axes. */
export function euclideanNorm(x: X, axis: number | number[] | null = null, keepDims = false): Tensor {
  return norm(x, 'euclidean', axis, keepDims);
}
/** Mean and variance along axes. */
export function moments(x: X, axis: number | number[] | null = null, keepDims = false): { mean: Tensor; variance: Tensor } {
  return g.moments(x, axis, keepDims);
}
/** A running mean with a decay. */
export function movingAverage<T extends Tensor>(v: T | TensorLike, x: T | TensorLike, decay: number | Scalar,
  step?: number | Scalar, zeroDebias = true): T {
  return tidy(() => {
    const $v = convertToTensor(v, 'v', 'movingAverage');
    const $x = convertToTensor(x, 'x', 'movingAverage');
    const $decay = convertToTensor<Tensor>(decay, 'decay', 'movingAverage');
    if ($v.dtype !== $x.dtype) throw new Error(`The dtypes of the first(${$v.dtype}) and second(${$x.dtype}) input must match`);
    assert(arraysEqual($v.shape, $x.shape), 'Shape mismatch in v and x');
    const one = scalar(1);
    let update = g.mul(g.sub($x, $v), g.sub(one, $decay));
    if (zeroDebias) {
      assert(step != null, 'When using zeroDebias: true, step is required.');
      update = g.div(update, g.sub(one, g.pow($decay, convertToTensor<Tensor>(step, 'step', 'movingAverage'))));
    }
    return g.add<T>($v, update);
  });
}
/** How often each class was taken for each. */
export function confusionMatrix(labels: Tensor1D | TensorLike, predictions: Tensor1D | TensorLike, numClasses: number): Tensor2D {
  return tidy(() => {
    const $labels = convertToTensor(labels, 'labels', 'confusionMatrix');
    const $predictions = convertToTensor(predictions, 'predictions', 'confusionMatrix');
    assert(numClasses == null || (numClasses > 0 && Number.isInteger(numClasses)), () =>
      `If provided, numClasses must be a positive integer, but got ${numClasses}`);
    assert($labels.rank === 1, () => `Expected the rank of labels to be 1, but got ${$labels.rank}`);
    assert($predictions.rank === 1, () => `Expected the rank of predictions to be 1, but got ${$predictions.rank}`);
    assert($labels.size === $predictions.size, () => `Mismatch in the number of examples: ${$labels.size} vs. ` +
      `${$predictions.size}. Labels and predictions should have the same number of elements.`);
    assert(numClasses > 0 && Number.isInteger(numClasses), () =>
      `numClasses is required to be a positive integer, but got ${numClasses}`);
    const hot = (t: Tensor) => oneHot(g.cast(t, 'int32'), numClasses, 1, 0, 'float32');
    return g.cast<Tensor2D>(g.matMul(hot($labels), hot($predictions), true), 'int32');
  });
}
/** Is the target among the `k` largest predictions? */
export async function inTopKAsync<T extends Tensor, U extends Tensor>(predictions: T | TensorLike, targets: U | TensorLike,
  k = 1): Promise<U> {
  return tidy(() => {
    const p = convertToTensor(predictions, 'predictions', 'inTopK');
    const t = convertToTensor(targets, 'targets', 'inTopK');
    assert(p.rank > 1, () => `inTopK() expects the predictions to be of rank 2 or higher, but got ${p.rank}`);
    assert(p.rank - 1 === t.rank, () => 'predictions rank should be 1 larger than targets rank, but got predictions rank ' +
      `${p.rank} and targets rank ${t.rank}`);
    assertShapesMatch(p.shape.slice(0, -1), t.shape,
      'predictions\'s shape should be align with the targets\' shape, except the last dimension.');
    const last = p.shape[p.rank - 1]!;
    assert(k > 0 && k <= last, () =>
      `'k' passed to inTopK() must be > 0 && <= the predictions last dimension (${last}), but got ${k}`);
    const values = p.dataSync(), wanted = t.dataSync();
    // Of equal predictions the first counts as the larger.
    const found = Uint8Array.from(wanted as Float32Array, (target, row) => {
      const at = row * last + target;
      let larger = 0;
      for (let i = row * last; i < (row + 1) * last; i++) {
        if (values[i] > values[at] || (values[i] === values[at] && i < at)) larger++;
      }
      return +(target >= 0 && target < last && larger < k);
    });
    return makeTensor(found, t.shape, 'bool') as U;
  });
}

/** One step of a long short-term memory. */
export function basicLSTMCell(forgetBias: X, lstmKernel: X, lstmBias: X, data: X, c: X, h: X): [Tensor2D, Tensor2D] {
  return tidy(() => {
    const of = (t: X, name: string) => convertToTensor(t, name, 'basicLSTMCell');
    const bias = of(forgetBias, 'forgetBias');
    const $c = of(c, 'c');
    const joined = concat([of(data, 'data'), of(h, 'h')], 1);
    const all = g.add(g.matMul(joined, of(lstmKernel, 'lstmKernel')), of(lstmBias, 'lstmBias'));
    const [rows, columns] = all.shape as unknown as [number, number];
    const width = columns / 4;
    const [i, j, f, o] = [0, 1, 2, 3].map((k) => slice(all, [0, k * width], [rows, width]));
    const newC = g.add(g.mul(g.sigmoid(i), g.tanh(j)), g.mul($c, g.sigmoid(g.add(bias, f))));
    return [newC, g.mul(g.tanh(newC), g.sigmoid(o))] as any;
  });
}
/** One step of a cell of a recurrent network: new state and output of data, state and output. */
export type LSTMCellFunc = (data: Tensor2D, c: Tensor2D, h: Tensor2D) => [Tensor2D, Tensor2D];
/** One step of cells stacked on each other. */
export function multiRNNCell(lstmCells: LSTMCellFunc[], data: X, c: X[], h: X[]): [Tensor2D[], Tensor2D[]] {
  return tidy(() => {
    let input = convertToTensor(data, 'data', 'multiRNNCell') as Tensor2D;
    const of = (t: X, name: string, i: number) => convertToTensor(t, `${name}[${i}]`, 'multiRNNCell') as Tensor2D;
    const cs: Tensor2D[] = [], hs: Tensor2D[] = [];
    lstmCells.forEach((cell, i) => {
      const [newC, newH] = cell(input, of(c[i], 'c', i), of(h[i], 'h', i));
      cs.push(newC);
      hs.push(newH);
      input = newH;
    });
    return [cs, hs] as any;
  });
}

/** A window of raised cosine. */
export function cosineWindow(windowLength: number, a: number, b: number): Tensor1D {
  const even = 1 - (windowLength % 2);
  return makeTensor(Float32Array.from({ length: windowLength }, (_, i) =>
    a - b * Math.cos((2 * Math.PI * i) / (windowLength + even - 1))), [windowLength], 'float32') as Tensor1D;
}
/** The smallest power of 2 that is not below. */
export const enclosingPowerOfTwo = (value: number) => Math.floor(2 ** Math.ceil(Math.log(value) / Math.log(2)));

/** A band of each matrix, zeros elsewhere. */
export function bandPart<T extends Tensor>(a: T | TensorLike, numLower: number | Scalar, numUpper: number | Scalar): T {
  return tidy(() => {
    const $a = convertToTensor(a, 'a', 'bandPart');
    assert($a.rank >= 2, () => `bandPart(): Rank must be at least 2, got ${$a.rank}.`);
    const [rows, columns] = $a.shape.slice(-2);
    const of = (n: number | Scalar, name: string, most: number, word: string) => {
      if (typeof n !== 'number') {
        assert(n.dtype === 'int32', () => `bandPart(): ${name}'s dtype must be an int32.`);
        return n.dataSync()[0] as number;
      }
      assert(isInt(n), () => `bandPart(): ${name} must be an integer, got ${n}.`);
      assert(n <= most, () => `bandPart(): ${name} (${n}) must not be greater than the number of ${word} (${most}).`);
      return n;
    };
    return run<T>(Op.bandPart, [$a], [of(numLower, 'numLower', rows, 'rows'), of(numUpper, 'numUpper', columns, 'columns')]);
  });
}
/** Vectors made orthogonal to each other and of length 1. */
export function gramSchmidt(xs: Tensor1D[] | Tensor2D): Tensor1D[] | Tensor2D {
  return tidy(() => {
    const list = Array.isArray(xs) ? xs : g.unstack<Tensor1D>(xs);
    assert(list.length > 0, 'Gram-Schmidt process: input must not be null, undefined, or empty');
    const n = list[0].shape[0];
    list.forEach((x) => assert(x.shape[0] === n, () =>
      `Gram-Schmidt: Non-unique lengths found in the input vectors: (${x.shape[0]} vs. ${n})`));
    assert(list.length <= n, () =>
      `Gram-Schmidt: Number of vectors (${list.length}) exceeds number of dimensions (${n}).`);
    const ys: Tensor[] = [];
    for (const x of list) {
      let y: Tensor = x;
      for (const other of ys) y = g.sub(y, g.mul(g.sum(g.mul(other, y)), other));
      ys.push(g.div(y, norm(y)));
    }
    return (Array.isArray(xs) ? ys : g.stack(ys)) as any;
  });
}
/** How often each whole number occurs in each row, or the sum of its weights. */
export function denseBincount<T extends Tensor1D | Tensor2D>(x: T | TensorLike, weights: T | TensorLike, size: number,
  binaryOutput = false): T {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'denseBincount');
    const $weights = convertToTensor(weights, 'weights', 'denseBincount');
    const where = 'Error in denseBincount: input';
    assert($x.dtype === 'int32', () => `${where} dtype must be int32, but got ${$x.dtype}`);
    assert($x.rank <= 2, () => `${where} must be at most rank 2, but got rank ${$x.rank}.`);
    assert(size >= 0, () => `size must be non-negative, but got ${size}.`);
    assert($weights.size === $x.size || $weights.size === 0, () => 'Error in denseBincount: weights must have the same ' +
      `shape as x or 0-length, but got x shape: ${$x.shape}, weights shape: ${$weights.shape}.`);
    const w = $weights.size ? $weights : fill($x.shape, 1, 'float32');
    const count = (a: Tensor, b: Tensor) => {
      const y = run(Op.bincount, [a, binaryOutput ? fill(a.shape, 1, 'float32') : b], [size]);
      return binaryOutput ? g.cast(g.cast(y, 'bool'), 'float32') : y;
    };
    if ($x.rank < 2) return count($x, w) as T;
    const others = g.unstack(w);
    return g.stack(g.unstack($x).map((row, i) => count(row, others[i]))) as T;
  });
}
/** Values at coordinates, a default elsewhere. */
export function sparseToDense(sparseIndices: X, sparseValues: X, outputShape: number[], defaultValue: X = 0): Tensor {
  return tidy(() => {
    assert(outputShape.every((d) => Number.isInteger(d) && d >= 0), () =>
      `Tensor must have a shape comprised of positive integers but got shape [${outputShape}].`);
    const indices = convertToTensor(sparseIndices, 'sparseIndices', 'sparseToDense', 'int32');
    const values = convertToTensor(sparseValues, 'sparseValues', 'sparseToDense', 'string_or_numeric');
    const other = convertToTensor(defaultValue, 'defaultValue', 'sparseToDense', values.dtype);
    if (indices.rank > 2) throw new Error(`sparseIndices should be a scalar, vector, or matrix, but got shape ${indices.shape}.`);
    const rows = indices.rank > 0 ? indices.shape[0]! : 1;
    const width = indices.rank > 1 ? indices.shape[1]! : 1;
    if (outputShape.length !== width) {
      throw new Error(`outputShape has incorrect number of elements:, ${outputShape.length}, should be: ${width}.`);
    }
    if (!(values.rank === 0 || (values.rank === 1 && values.size === rows))) {
      throw new Error(`sparseValues has incorrect shape ${values.shape}, should be [] or [${rows}]`);
    }
    if (values.dtype !== other.dtype) throw new Error('sparseValues.dtype must match defaultValues.dtype');
    const at = indices.dataSync() as Int32Array;
    const strides = outputShape.map((_, i) => sizeFromShape(outputShape.slice(i + 1)));
    const fillWith = other.dataSync()[0] as any;
    const given = values.dataSync() as any;
    const size = sizeFromShape(outputShape);
    const out: any = values.dtype === 'string' ? new Array(size).fill(fillWith) : new given.constructor(size).fill(fillWith);
    for (let r = 0; r < rows; r++) {
      let place = 0;
      for (let i = 0; i < width; i++) {
        const k = at[r * width + i];
        if (k < 0 || k >= outputShape[i]) throw new Error(`indices(${r}, ${i}) is invalid: ${k} not in [0, ${outputShape[i]})`);
        place += k * strides[i];
      }
      out[place] = given[values.rank ? r : 0];
    }
    return makeTensor(out, outputShape, values.dtype);
  });
}
/** The shape that two shapes broadcast to, shapes being given as vectors. */
export function broadcastArgs(s0: X, s1: X): Tensor {
  return tidy(() => {
    const shapes = ([[s0, 's0', 'first'], [s1, 's1', 'second']] as const).map(([s, name, word]) => {
      const t = convertToTensor(s, name, 'broadcastArgs', 'int32');
      if (t.rank !== 1) throw new Error(`broadcastArgs(): ${word} input must be a vector (rank=1). Has rank ${t.rank}`);
      return Array.from(t.dataSync() as Int32Array);
    });
    const shape = assertAndGetBroadcastShape(shapes[0], shapes[1]);
    return makeTensor(Int32Array.from(shape), [shape.length], 'int32');
  });
}
/** The shape that two shapes broadcast to. */
export function assertAndGetBroadcastShape(shapeA: number[], shapeB: number[]): number[] {
  const rank = Math.max(shapeA.length, shapeB.length);
  return Array.from({ length: rank }, (_, i) => {
    const a = shapeA[i - rank + shapeA.length] ?? 1;
    const b = shapeB[i - rank + shapeB.length] ?? 1;
    if (a === 1) return b;
    if (b !== 1 && a !== b) {
      throw new Error(`Operands could not be broadcast together with shapes ${shapeA} and ${shapeB}.`);
    }
    return a;
  });
}
