/** Shape, slicing, joining, indexing: what differs from the engine's operations. */
import { call, run, runAll } from '../call';
import { convertToTensor } from '../convert';
import { tidy } from '../engine';
import { concat, meshgrid as grid, pad, raggedGather as pick, reshape, reverse, searchSorted as search, setdiff1d, transpose as permute } from '../generated/ops';
import { Op } from '../generated/table';
import { Tensor, type Tensor1D, type Tensor2D, type Tensor3D, type Tensor4D } from '../tensor';
import type { Rank, ShapeMap, TensorLike } from '../types';
import { arraysEqualWithNull, assert } from '../util';
import { clone } from './creation';

type X = Tensor | TensorLike;

/** A function for tensors of one rank. */
const ofRank = (name: string, rank: number, f: (x: Tensor, ...rest: any[]) => Tensor): any => (x: X, ...rest: unknown[]) =>
  tidy(() => {
    const $x = convertToTensor(x, 'x', name);
    assert($x.rank === rank, () => `${name}${rank}d: x must be rank ${rank} but got rank ${$x.rank}`);
    return f($x, ...rest);
  });

/** The tensor itself, if it has that shape; `null` fits any extent. */
export function ensureShape<R extends Rank>(x: X, shape: Array<number | null>): Tensor<R> {
  const $x = convertToTensor(x, 'x', 'ensureShape', 'string_or_numeric');
  assert(arraysEqualWithNull($x.shape, shape), () =>
    `EnsureShape: Shape of tensor ${$x.shape} is not compatible with expected shape ${shape}`);
  return x as Tensor<R>;
}

/** Vectors joined. */
export const concat1d = (tensors: Array<Tensor1D | TensorLike>): Tensor1D => concat(tensors, 0);
/** Matrices joined along an axis. */
export const concat2d: (tensors: Array<Tensor2D | TensorLike>, axis: number) => Tensor2D = concat;
/** Tensors of rank 3 joined along an axis. */
export const concat3d: (tensors: Array<Tensor3D | TensorLike>, axis: number) => Tensor3D = concat;
/** Tensors of rank 4 joined along an axis. */
export const concat4d: (tensors: Array<Tensor4D | TensorLike>, axis: number) => Tensor4D = concat;

/** The tensor cut along an axis, into a number of equal parts or into parts of those extents. */
export function split<T extends Tensor>(x: X, numOrSizeSplits: number[] | number, axis = 0): T[] {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'split');
    const parts = ([] as number[]).concat(numOrSizeSplits);
    // To the engine a lone number is one of parts.
    const whole = Array.isArray(numOrSizeSplits) && parts.length === 1;
    const extent = $x.shape.at(axis);
    return runAll(Op.split, [$x], [whole ? (parts[0] === extent || parts[0] < 0 ? 1 : [...parts, 0]) : parts, axis]) as T[];
  });
}

type Begin = number | number[];
/** The part that begins at `begin` and has extent `size`; what is left out means up to the end. */
export function slice<T extends Tensor>(x: T | TensorLike, begin: Begin, size?: Begin | null): T {
  return tidy(() => {
    const $x = convertToTensor<T>(x, 'x', 'slice', 'string_or_numeric');
    assert($x.rank, 'Slicing scalar is not possible');
    const [from, extent] = [begin, size ?? []].map((list) => ([] as number[]).concat(list));
    assert(!from.includes(-1), 'slice() does not support negative begin indexing.');
    return run<T>(Op.slice, [$x], [$x.shape.map((_, i) => from[i] ?? 0), $x.shape.map((_, i) => extent[i] ?? -1)]);
  });
}
/** The part of a vector. */
export const slice1d: (x: Tensor1D | TensorLike, begin: number, size: number) => Tensor1D = /* @__PURE__ */ ofRank('slice', 1, slice);
/** The part of a matrix. */
export const slice2d: (x: Tensor2D | TensorLike, begin: Begin, size?: Begin) => Tensor2D = /* @__PURE__ */ ofRank('slice', 2, slice);
/** The part of a tensor of rank 3. */
export const slice3d: (x: Tensor3D | TensorLike, begin: Begin, size?: Begin) => Tensor3D = /* @__PURE__ */ ofRank('slice', 3, slice);
/** The part of a tensor of rank 4. */
export const slice4d: (x: Tensor4D | TensorLike, begin: Begin, size?: Begin) => Tensor4D = /* @__PURE__ */ ofRank('slice', 4, slice);

type Axes = number | number[];
/** A vector back to front. */
export const reverse1d: (x: Tensor1D | TensorLike) => Tensor1D = /* @__PURE__ */ ofRank('reverse', 1, (x) => reverse(x, 0));
/** A matrix in opposite order along axes. */
export const reverse2d: (x: Tensor2D | TensorLike, axis?: Axes) => Tensor2D = /* @__PURE__ */ ofRank('reverse', 2, reverse);
/** A tensor of rank 3 in opposite order along axes. */
export const reverse3d: (x: Tensor3D | TensorLike, axis?: Axes) => Tensor3D = /* @__PURE__ */ ofRank('reverse', 3, reverse);
/** A tensor of rank 4 in opposite order along axes. */
export const reverse4d: (x: Tensor4D | TensorLike, axis?: Axes) => Tensor4D = /* @__PURE__ */ ofRank('reverse', 4, reverse);

/** A vector with a value put before and after it. */
export const pad1d = (x: Tensor1D | TensorLike, paddings: [number, number], constantValue = 0): Tensor1D => pad(x, [paddings], constantValue);
/** A matrix with a value put around it. */
export const pad2d: (x: Tensor2D | TensorLike, paddings: number[][], constantValue?: number) => Tensor2D = pad;
/** A tensor of rank 3 with a value put around it. */
export const pad3d: (x: Tensor3D | TensorLike, paddings: number[][], constantValue?: number) => Tensor3D = pad;
/** A tensor of rank 4 with a value put around it. */
export const pad4d: (x: Tensor4D | TensorLike, paddings: number[][], constantValue?: number) => Tensor4D = pad;

/** Blocks of channels moved into squares of pixels. */
export function depthToSpace(x: Tensor4D | TensorLike, blockSize: number, dataFormat: 'NHWC' | 'NCHW' = 'NHWC'): Tensor4D {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'depthToSpace', 'float32') as Tensor4D;
    assert(blockSize > 1, () => `blockSize should be > 1 for depthToSpace, but was: ${blockSize}`);
    if (dataFormat === 'NHWC') return run<Tensor4D>(Op.depthToSpace, [$x], [blockSize]);
    return permute(run<Tensor4D>(Op.depthToSpace, [permute($x, [0, 2, 3, 1])], [blockSize]), [0, 3, 1, 2]);
  });
}

/** For each index a vector with `onValue` at the index and `offValue` elsewhere. */
export function oneHot(indices: X, depth: number, onValue = 1, offValue = 0, dtype: 'float32' | 'int32' | 'bool' = 'int32'): Tensor {
  assert(depth > 1, () => `Error in oneHot: depth must be >=2, but it is ${depth}`);
  return call(Op.oneHot, 'oneHot indices:i', [indices], [depth, onValue, offValue, dtype]);
}
/** A tensor with slices at coordinates, zeros elsewhere; values for one place add up. */
export function scatterND<R extends Rank>(indices: X, updates: X, shape: ShapeMap[R] | number[]): Tensor<R> {
  return tidy(() => {
    const $indices = convertToTensor(indices, 'indices', 'scatterND', 'int32');
    const $updates = convertToTensor(updates, 'updates', 'scatterND');
    assert($indices.rank && $updates.rank, 'scatterND expects indices and updates of rank 1 or higher');
    const at = $indices.rank === 1 ? reshape($indices, [-1, 1]) : $indices;
    return run(Op.scatterND, [at, $updates], [shape as number[]]) as Tensor as Tensor<R>;
  });
}
/** A tensor with slices replaced at coordinates. */
export function tensorScatterUpdate<R extends Rank>(tensor: Tensor<R> | TensorLike, indices: X, updates: X): Tensor<R> {
  return tidy(() => {
    const name = 'tensorScatterupdate';
    const $tensor = convertToTensor(tensor as X, 'tensor', name);
    const $indices = convertToTensor(indices, 'indices', name, 'int32');
    const $updates = convertToTensor(updates, 'updates', name);
    assert($tensor.dtype === $updates.dtype, () =>
      `tensor and updates must have the same dtype, instead they are ${$tensor.dtype} and ${$updates.dtype}.`);
    return run(Op.tensorScatterUpdate, [$tensor, $indices, $updates]) as Tensor as Tensor<R>;
  });
}

/** Sums of products by Einstein's convention. */
export function einsum(equation: string, ...tensors: Tensor[]): Tensor {
  return tidy(() => run(Op.einsum, tensors.map((t, i) => convertToTensor(t, `tensors${i}`, 'einsum')), [equation]));
}
/** The `k` largest elements along the last axis and their places. */
export function topk<T extends Tensor>(x: T | TensorLike, k = 1, sorted = true): { values: T; indices: T } {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'topk');
    assert($x.rank, 'topk() expects the input to be of rank 1 or higher');
    const last = $x.shape.at(-1)!;
    assert(k >= 0 && k <= last, () =>
      `'k' passed to topk() must be ${k < 0 ? '>= 0' : `<= the last dimension (${last})`} but got ${k}`);
    const [values, indices] = runAll(Op.topk, [$x], [k, sorted]);
    return { values, indices } as any;
  });
}
/** The distinct slices along an axis (elements of a vector) and each slice's place among them. */
export function unique<T extends Tensor>(x: T | TensorLike, axis = 0): { values: T; indices: Tensor1D } {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'unique', 'string_or_numeric');
    assert($x.rank, 'The input tensor must be at least 1D');
    const [values, indices] = runAll(Op.unique, [$x], [$x.rank === 1 ? null : axis]);
    return { values, indices } as any;
  });
}
/** The coordinates of the true elements. */
export async function whereAsync(condition: X): Promise<Tensor2D> {
  return call<Tensor2D>(Op.whereTrue, 'whereAsync condition:b', [condition]);
}
/** The slices that a mask names. */
export async function booleanMaskAsync(tensor: X, mask: X, axis = 0): Promise<Tensor> {
  return call(Op.booleanMask, 'boolMask tensor mask:b', [tensor, mask], [axis]);
}
/** The elements of one vector that another lacks, and their places. */
export async function setdiff1dAsync(x: X, y: X): Promise<[Tensor, Tensor]> {
  const { out, indices } = setdiff1d(x, y);
  return [out, indices];
}
/** Coordinates of a grid, one tensor for each axis. */
export function meshgrid(x?: X, y?: X, { indexing = 'xy' } = {}): Tensor[] {
  assert(/^(xy|ij)$/.test(indexing), () => `${indexing} is not a valid third argument to meshgrid`);
  if (x === undefined) return [];
  return tidy(() => {
    const [$x, $y] = [x, y ?? 0].map((t, i) =>
      convertToTensor(t, 'xy'[i], 'meshgrid', t instanceof Tensor ? t.dtype : 'float32'));
    if (y === undefined) return [clone($x)];
    const { xs, ys } = grid($x, $y, indexing as 'xy');
    return [xs, ys];
  });
}
/** How often each whole number occurs, or the sum of its weights. */
export function bincount<T extends Tensor1D>(x: T | TensorLike, weights: T | TensorLike, size: number): T {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'bincount');
    const $weights = convertToTensor(weights, 'weights', 'bincount');
    assert($x.dtype === 'int32' && size >= 0, () => `bincount: x must be int32 and size at least 0, got ${$x.dtype} and ${size}`);
    return run(Op.bincount, [$x, $weights.size ? $weights : run(Op.fill, [], [$x.shape, 1])], [size]) as Tensor as T;
  });
}
const side = (where: 'left' | 'right') => (sortedSequence: X, values: X): Tensor => search(sortedSequence, values, where);
/** Where each value would be inserted before its equals. */
export const lowerBound = /* @__PURE__ */ side('left');
/** Where each value would be inserted after its equals. */
export const upperBound = /* @__PURE__ */ side('right');
/** Rows of a ragged tensor, picked by index; the result's splits and values. */
export function raggedGather(paramsNestedSplits: Tensor[], paramsDenseValues: X,
  indices: X, _outputRaggedRank?: number): { outputNestedSplits: Tensor[]; outputDenseValues: Tensor } {
  const outputNestedSplits = pick(paramsDenseValues, indices, paramsNestedSplits);
  return { outputDenseValues: outputNestedSplits.pop()!, outputNestedSplits };
}
