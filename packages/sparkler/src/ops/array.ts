/** Shape, slicing, joining, indexing. */
import { call, run, runAll } from '../call';
import { convertToTensor, convertToTensorArray, type Wanted } from '../convert';
import { tidy } from '../engine';
import { Op } from '../generated/ops';
import * as g from '../generated/ops';
import { makeTensor, Tensor, type Tensor1D, type Tensor2D, type Tensor3D, type Tensor4D } from '../tensor';
import type { Rank, ShapeMap, TensorLike } from '../types';
import { arraysEqual, arraysEqualWithNull, assert, assertNonNegativeIntegerDimensions, assertShapesMatch,
  inferFromImplicitShape, parseAxisParam, sizeFromShape, squeezeShape } from '../util';
import { clone } from './creation';

type X = Tensor | TensorLike;

/** The argument as a tensor of that rank. */
function ofRank(x: X, rank: number, name: string, message: (actual: number) => string, wanted?: Wanted): Tensor {
  const $x = convertToTensor(x, 'x', name, wanted);
  assert($x.rank === rank, () => message($x.rank));
  return $x;
}

/** The same elements in another shape, in which one extent may be -1. */
export function reshape<R extends Rank>(x: X, shape: ShapeMap[R] | number[]): Tensor<R> {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'reshape', 'string_or_numeric');
    const dims = inferFromImplicitShape(shape as number[], $x.size);
    assert($x.size === sizeFromShape(dims), () =>
      `The new shape (${dims}) has ${sizeFromShape(dims)} elements and the old shape (${$x.shape}) has ${$x.size} ` +
      'elements. The new shape and old shape must have the same number of elements.');
    return run(Op.reshape, [$x], [dims], $x.dataId) as Tensor as Tensor<R>;
  });
}
/** The tensor without its axes of one element, or without those listed. */
export function squeeze<T extends Tensor = Tensor>(x: X, axis?: number[]): T {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'squeeze', 'string_or_numeric');
    return reshape($x, squeezeShape($x.shape, axis).newShape) as Tensor as T;
  });
}
/** The tensor with an axis of one element inserted before `axis`. */
export function expandDims<T extends Tensor = Tensor>(x: X, axis = 0): T {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'expandDims', 'string_or_numeric');
    assert(axis <= $x.rank, 'Axis must be <= rank of the tensor');
    return run<T>(Op.expandDims, [$x], [axis], $x.dataId);
  });
}
/** The tensor itself, if it has that shape; `null` fits any extent. */
export function ensureShape<R extends Rank>(x: X, shape: Array<number | null>): Tensor<R> {
  const $x = convertToTensor(x, 'x', 'ensureShape', 'string_or_numeric');
  if (!arraysEqualWithNull($x.shape, shape)) {
    throw new Error(`EnsureShape: Shape of tensor ${$x.shape} is not compatible with expected shape ${shape}`);
  }
  return x as Tensor<R>;
}

/** Tensors joined along an existing axis. */
export function concat<T extends Tensor>(tensors: Array<T | TensorLike>, axis = 0): T {
  return tidy(() => {
    assert(tensors.length >= 1, 'Pass at least one tensor to concat');
    const list = convertToTensorArray<T>(tensors, 'tensors', 'concat', 'string_or_numeric');
    const complex = list.find((t) => t.dtype !== 'complex64');
    if (list[0].dtype === 'complex64' && complex) {
      throw new Error(`Cannot concatenate complex64 tensors with a tensor with dtype ${complex.dtype}. `);
    }
    if (list.length === 1) return clone(list[0]);
    const at = parseAxisParam(axis, list[0].shape)[0];
    assertParamsConsistent(list.map((t) => t.shape), at);
    const full = list.filter((t) => t.size > 0);
    return full.length === 1 ? clone(full[0]) : run<T>(Op.concat, list, [at]);
  });
}
/** Can tensors of those shapes be joined along that axis? */
export function assertParamsConsistent(shapes: number[][], axis: number) {
  const [first] = shapes;
  const rank = first.length;
  const where = `Error in concat${rank}D:`;
  shapes.forEach((shape, i) => assert(shape.length === rank, () =>
    `${where} rank of tensors[${i}] must be the same as the rank of the rest (${rank})`));
  assert(axis >= 0 && axis < rank, () => `${where} axis must be between 0 and ${rank - 1}.`);
  shapes.forEach((shape, i) => assert(shape.every((d, r) => r === axis || d === first[r]), () =>
    `${where} Shape of tensors[${i}] (${shape}) does not match the shape of the rest (${first}) along the ` +
    `non-concatenated axis ${i}.`));
}
/** Vectors joined. */
export function concat1d(tensors: Array<Tensor1D | TensorLike>): Tensor1D {
  return concat(tensors, 0);
}
/** Matrices joined along an axis. */
export function concat2d(tensors: Array<Tensor2D | TensorLike>, axis: number): Tensor2D {
  return concat(tensors, axis);
}
/** Tensors of rank 3 joined along an axis. */
export function concat3d(tensors: Array<Tensor3D | TensorLike>, axis: number): Tensor3D {
  return concat(tensors, axis);
}
/** Tensors of rank 4 joined along an axis. */
export function concat4d(tensors: Array<Tensor4D | TensorLike>, axis: number): Tensor4D {
  return concat(tensors, axis);
}

/** Tensors of one shape joined along a new axis. */
export function stack<T extends Tensor>(tensors: Array<T | TensorLike>, axis = 0): Tensor {
  return tidy(() => {
    const list = convertToTensorArray<T>(tensors, 'tensors', 'stack', 'string_or_numeric');
    assert(list.length >= 1, 'Pass at least one tensor to tf.stack');
    assert(axis <= list[0].rank, 'Axis must be <= rank of the tensor');
    for (const t of list) {
      assertShapesMatch(list[0].shape, t.shape, 'All tensors passed to stack must have matching shapes');
      assert(t.dtype === list[0].dtype, 'All tensors passed to stack must have matching dtypes');
    }
    return run(Op.stack, list, [axis]);
  });
}
/** The slices along an axis, without that axis. */
export function unstack(x: X, axis = 0): Tensor[] {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'unstack', 'string_or_numeric');
    assert(axis >= -$x.rank && axis < $x.rank, () => `Axis = ${axis} is not in [-${$x.rank}, ${$x.rank})`);
    return runAll(Op.unstack, [$x], [axis]);
  });
}
/** The tensor cut along an axis, into a number of equal parts or into parts of those extents. */
export function split<T extends Tensor>(x: X, numOrSizeSplits: number[] | number, axis = 0): T[] {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'split');
    const [at] = parseAxisParam(axis, $x.shape);
    const sizes = prepareSplitSize($x, numOrSizeSplits, at);
    return runAll(Op.split, [$x], [sizes, at]) as T[];
  });
}
/** The extents of a split's parts. */
export function prepareSplitSize(x: Tensor, numOrSizeSplits: number[] | number, axis = 0): number[] {
  const extent = x.shape[axis]!;
  if (typeof numOrSizeSplits === 'number') {
    assert(extent % numOrSizeSplits === 0, 'Number of splits must evenly divide the axis.');
    return new Array(numOrSizeSplits).fill(extent / numOrSizeSplits);
  }
  const rest = numOrSizeSplits.indexOf(-1);
  assert(rest === numOrSizeSplits.lastIndexOf(-1), 'There should be only one negative value in split array.');
  const known = numOrSizeSplits.reduce((a, b) => (b > 0 ? a + b : a), 0);
  const sizes = numOrSizeSplits.map((d) => (d === -1 ? extent - known : d));
  assert(sizes.reduce((a, b) => a + b, 0) === extent, 'The sum of sizes must match the size of the axis dimension.');
  return sizes;
}

/** The part that begins at `begin` and has extent `size`; what is left out means up to the end. */
export function slice<T extends Tensor>(x: T | TensorLike, begin: number | number[], size?: number | number[] | null): T {
  return tidy(() => {
    const $x = convertToTensor<T>(x, 'x', 'slice', 'string_or_numeric');
    if ($x.rank === 0) throw new Error('Slicing scalar is not possible');
    const [from, extent] = parseSliceParams($x, begin, size);
    assertParamsValid($x, from, extent);
    return run<T>(Op.slice, [$x], [from, extent]);
  });
}
/** Begin and size of a slice for every axis. */
export function parseSliceParams(x: { shape: number[] }, begin: number | number[], size?: number | number[] | null) {
  const from = ([] as number[]).concat(begin);
  const given = size == null ? [] : ([] as number[]).concat(size);
  from.forEach((d) => assert(d !== -1, 'slice() does not support negative begin indexing.'));
  const begins = x.shape.map((_, i) => from[i] ?? 0);
  const sizes = x.shape.map((d, i) => {
    const n = given[i] ?? -1;
    assert(n >= -1, () => `Negative size values should be exactly -1 but got ${n} for the slice() size at index ${i}.`);
    return n < 0 ? d - begins[i] : n;
  });
  return [begins, sizes];
}
/** Does a slice lie inside? */
export function assertParamsValid(input: { shape: number[] }, begin: number[], size: number[]) {
  const rank = input.shape.length;
  const where = `Error in slice${rank}D:`;
  assert(rank === begin.length, () => `${where} Length of begin ${begin} must match the rank of the array (${rank}).`);
  assert(rank === size.length, () => `${where} Length of size ${size} must match the rank of the array (${rank}).`);
  begin.forEach((b, i) => assert(b + size[i] <= input.shape[i], () =>
    `${where} begin[${i}] + size[${i}] (${b + size[i]}) would overflow input.shape[${i}] (${input.shape[i]})`));
}
const sliced = (rank: number, x: X, begin: number | number[], size?: number | number[]) => tidy(() => slice(
  ofRank(x, rank, `slice${rank}d`, (n) => `slice${rank}d expects a rank-${rank} tensor, but got a rank-${n} tensor`),
  begin, size));
/** The part of a vector. */
export function slice1d(x: Tensor1D | TensorLike, begin: number, size: number): Tensor1D {
  return sliced(1, x, [begin], [size]) as Tensor1D;
}
/** The part of a matrix. */
export function slice2d(x: Tensor2D | TensorLike, begin: number | number[], size?: number | number[]): Tensor2D {
  return sliced(2, x, begin, size) as Tensor2D;
}
/** The part of a tensor of rank 3. */
export function slice3d(x: Tensor3D | TensorLike, begin: number | number[], size?: number | number[]): Tensor3D {
  return sliced(3, x, begin, size) as Tensor3D;
}
/** The part of a tensor of rank 4. */
export function slice4d(x: Tensor4D | TensorLike, begin: number | number[], size?: number | number[]): Tensor4D {
  return sliced(4, x, begin, size) as Tensor4D;
}

/** The elements in opposite order along the axes listed, or along all. */
export function reverse<T extends Tensor>(x: T | TensorLike, axis?: number | number[]): T {
  return tidy(() => {
    const $x = convertToTensor<T>(x, 'x', 'reverse');
    return $x.rank ? run<T>(Op.reverse, [$x], [parseAxisParam(axis, $x.shape)]) : clone($x);
  });
}
const reversed = (rank: number, x: X, axis?: number | number[]) => tidy(() => reverse(
  ofRank(x, rank, 'reverse', (n) => `Error in reverse${rank}D: x must be rank ${rank} but got rank ${n}.`), axis));
/** A vector back to front. */
export function reverse1d(x: Tensor1D | TensorLike): Tensor1D {
  return reversed(1, x, 0) as Tensor1D;
}
/** A matrix in opposite order along axes. */
export function reverse2d(x: Tensor2D | TensorLike, axis?: number | number[]): Tensor2D {
  return reversed(2, x, axis) as Tensor2D;
}
/** A tensor of rank 3 in opposite order along axes. */
export function reverse3d(x: Tensor3D | TensorLike, axis?: number | number[]): Tensor3D {
  return reversed(3, x, axis) as Tensor3D;
}
/** A tensor of rank 4 in opposite order along axes. */
export function reverse4d(x: Tensor4D | TensorLike, axis?: number | number[]): Tensor4D {
  return reversed(4, x, axis) as Tensor4D;
}

/** The tensor with a value put before and after each axis, as many as `paddings` says. */
export function pad<T extends Tensor>(x: T | TensorLike, paddings: Array<[number, number]>, constantValue = 0): T {
  return tidy(() => {
    const $x = convertToTensor<T>(x, 'x', 'pad');
    if ($x.rank === 0) throw new Error('pad(scalar) is not defined. Pass non-scalar to pad');
    return run<T>(Op.pad, [$x], [paddings.flat(), constantValue]);
  });
}
function pairs(paddings: number[][], rank: number) {
  assert(paddings.length === rank && paddings.every((p) => p.length === 2),
    'Invalid number of paddings. Must be length of 2 each.');
  return paddings as Array<[number, number]>;
}
/** A vector with a value put before and after it. */
export function pad1d(x: Tensor1D | TensorLike, paddings: [number, number], constantValue = 0): Tensor1D {
  assert(paddings.length === 2, 'Invalid number of paddings. Must be length of 2.');
  return pad(x, [paddings], constantValue) as Tensor1D;
}
/** A matrix with a value put around it. */
export function pad2d(x: Tensor2D | TensorLike, paddings: number[][], constantValue = 0): Tensor2D {
  return pad(x, pairs(paddings, 2), constantValue) as Tensor2D;
}
/** A tensor of rank 3 with a value put around it. */
export function pad3d(x: Tensor3D | TensorLike, paddings: number[][], constantValue = 0): Tensor3D {
  return pad(x, pairs(paddings, 3), constantValue) as Tensor3D;
}
/** A tensor of rank 4 with a value put around it. */
export function pad4d(x: Tensor4D | TensorLike, paddings: number[][], constantValue = 0): Tensor4D {
  return pad(x, pairs(paddings, 4), constantValue) as Tensor4D;
}
/** The tensor continued by its own mirror image. */
export function mirrorPad<T extends Tensor>(x: T | TensorLike, paddings: Array<[number, number]>,
  mode: 'reflect' | 'symmetric'): T {
  return tidy(() => {
    assert(mode === 'reflect' || mode === 'symmetric', () =>
      `Invalid mode. Mode must be either reflect or symmetric. Got ${mode}.`);
    const $x = convertToTensor<T>(x, 'x', 'mirrorPad');
    if ($x.rank === 0) throw new Error('mirrorPad(scalar) is not defined. Pass non-scalar to mirrorPad');
    assert(paddings.length === $x.rank, () =>
      `Padding doesn't match input. Must be ${$x.rank}. Got ${paddings.length}.`);
    paddings.forEach((pair, i) => {
      assert(pair.length === 2, 'Invalid number of paddings. Must be length of 2 each.');
      const most = $x.shape[i]! - +(mode === 'reflect');
      assert(pair.every((p) => p >= 0 && p <= most), () => `Padding in dimension ${i} cannot be greater than or equal ` +
        `to ${most} or less than 0 for input of shape ${$x.shape}`);
    });
    return run<T>(Op.mirrorPad, [$x], [paddings.flat(), mode]);
  });
}

/** The tensor repeated to a wider shape. */
export function broadcastTo<R extends Rank>(x: X, shape: ShapeMap[R] | number[]): Tensor<R> {
  return tidy(() => {
    const $x = convertToTensor(x, 'broadcastTo', 'x');
    assertNonNegativeIntegerDimensions(shape as number[]);
    if (shape.length < $x.rank) {
      throw new Error(`broadcastTo(): shape.length=${shape.length} < input.rank=${$x.rank}.`);
    }
    return (arraysEqual($x.shape, shape) ? clone($x) : run(Op.broadcastTo, [$x], [shape as number[]])) as Tensor<R>;
  });
}
/** The tensor repeated `reps[i]` times along axis `i`. */
export function tile<T extends Tensor>(x: T | TensorLike, reps: number[]): T {
  return tidy(() => {
    const $x = convertToTensor<T>(x, 'x', 'tile', 'string_or_numeric');
    assert($x.rank === reps.length, () =>
      `Error in transpose: rank of input ${$x.rank} must match length of reps ${reps}.`);
    return run<T>(Op.tile, [$x], [reps]);
  });
}
/** Axes reordered: axis `i` of the result is axis `perm[i]`; without `perm` they are reversed. */
export function transpose<T extends Tensor>(x: T | TensorLike, perm?: number[] | null, conjugate?: boolean): T {
  return tidy(() => {
    const $x = convertToTensor<T>(x, 'x', 'transpose');
    const order = perm ?? $x.shape.map((_, i) => i).reverse();
    assert($x.rank === order.length, () =>
      `Error in transpose: rank of input ${$x.rank} must match length of perm ${order}.`);
    order.forEach((axis) => assert(axis >= 0 && axis < $x.rank, () =>
      `All entries in 'perm' must be between 0 and ${$x.rank - 1} but got ${order}`));
    if ($x.rank <= 1) return clone($x);
    const t = run<T>(Op.transpose, [$x], [order]);
    return conjugate && t.dtype === 'complex64' ? g.conj(t) as T : t;
  });
}

/** Blocks of the batch moved back into the spatial axes, then cropped. */
export function batchToSpaceND<T extends Tensor>(x: T | TensorLike, blockShape: number[], crops: number[][]): T {
  return tidy(() => {
    const $x = convertToTensor<T>(x, 'x', 'batchToSpaceND');
    const product = sizeFromShape(blockShape);
    assert($x.rank >= 1 + blockShape.length, () =>
      `input rank is ${$x.rank} but should be > than blockShape.length ${blockShape.length}`);
    assert(crops.length === blockShape.length, () =>
      `crops.length is ${crops.length} but should be equal to blockShape.length  ${blockShape.length}`);
    assert($x.shape[0]! % product === 0, () => `input tensor batch is ${$x.shape[0]} but is not divisible by the ` +
      `product of the elements of blockShape ${blockShape.join(' * ')} === ${product}`);
    return run<T>(Op.batchToSpaceND, [$x], [blockShape, crops.flat()]);
  });
}
/** The spatial axes padded and cut into blocks whose elements go to the batch. */
export function spaceToBatchND<T extends Tensor>(x: T | TensorLike, blockShape: number[], paddings: number[][]): T {
  return tidy(() => {
    const $x = convertToTensor<T>(x, 'x', 'spaceToBatchND');
    assert($x.rank >= 1 + blockShape.length, () =>
      `input rank ${$x.rank} should be > than [blockShape] ${blockShape.length}`);
    assert(paddings.length === blockShape.length, () =>
      `paddings.shape[0] ${paddings.length} must be equal to [blockShape] ${blockShape.length}`);
    assert(blockShape.every((b, i) => ($x.shape[i + 1]! + paddings[i][0] + paddings[i][1]) % b === 0), () =>
      `input spatial dimensions ${$x.shape.slice(1)} with paddings ${paddings} must be divisible by blockShapes ` +
      `${blockShape}`);
    return run<T>(Op.spaceToBatchND, [$x], [blockShape, paddings.flat()]);
  });
}
/** Blocks of channels moved into squares of pixels. */
export function depthToSpace(x: Tensor4D | TensorLike, blockSize: number, dataFormat: 'NHWC' | 'NCHW' = 'NHWC'): Tensor4D {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'depthToSpace', 'float32') as Tensor4D;
    const [height, width, depth] = dataFormat === 'NHWC' ? $x.shape.slice(1) : [...$x.shape.slice(2), $x.shape[1]];
    assert(blockSize > 1, () => `blockSize should be > 1 for depthToSpace, but was: ${blockSize}`);
    for (const [extent, axis] of [[height, 'height'], [width, 'width']] as const) {
      assert(extent * blockSize >= 0, () => `Negative dimension size caused by overflow when multiplying ${extent} and ` +
        `${blockSize} for depthToSpace with input shape ${$x.shape} (${axis})`);
    }
    assert(depth % (blockSize * blockSize) === 0, () => `Dimension size must be evenly divisible by ` +
      `${blockSize * blockSize} but is ${depth} for depthToSpace with input shape ${$x.shape}`);
    if (dataFormat === 'NHWC') return run<Tensor4D>(Op.depthToSpace, [$x], [blockSize]);
    return transpose(run<Tensor4D>(Op.depthToSpace, [transpose($x, [0, 2, 3, 1])], [blockSize]), [0, 3, 1, 2]);
  });
}

/** For each index a vector with `onValue` at the index and `offValue` elsewhere. */
export function oneHot(indices: X, depth: number, onValue = 1, offValue = 0, dtype: 'float32' | 'int32' | 'bool' = 'int32'): Tensor {
  if (depth < 2) throw new Error(`Error in oneHot: depth must be >=2, but it is ${depth}`);
  return call(Op.oneHot, 'oneHot indices:i', [indices], [depth, onValue, offValue, dtype]);
}
/** A tensor with slices at coordinates, zeros elsewhere; values for one place add up. */
export function scatterND<R extends Rank>(indices: X, updates: X, shape: ShapeMap[R] | number[]): Tensor<R> {
  return tidy(() => {
    assertNonNegativeIntegerDimensions(shape as number[]);
    const $indices = convertToTensor(indices, 'indices', 'scatterND', 'int32');
    const $updates = convertToTensor(updates, 'updates', 'scatterND');
    validateInput($updates, $indices, shape as number[]);
    const at = $indices.rank === 1 ? reshape($indices, [-1, 1]) : $indices;
    return run(Op.scatterND, [at, $updates], [shape as number[]]) as Tensor as Tensor<R>;
  });
}
/** A tensor with slices replaced at coordinates. */
export function tensorScatterUpdate<R extends Rank>(tensor: Tensor<R> | TensorLike, indices: X, updates: X): Tensor<R> {
  return tidy(() => {
    const $tensor = convertToTensor(tensor as X, 'tensor', 'tensorScatterupdate');
    const $indices = convertToTensor(indices, 'indices', 'tensorScatterupdate', 'int32');
    const $updates = convertToTensor(updates, 'updates', 'tensorScatterupdate');
    validateInput($updates, $indices, $tensor.shape);
    if ($tensor.dtype !== $updates.dtype) {
      throw new Error(`tensor and updates must have the same dtype, instead they are ${$tensor.dtype} and ` +
        `${$updates.dtype}.`);
    }
    return run($tensor.rank ? Op.tensorScatterUpdate : -1, [$tensor, $indices, $updates]) as Tensor as Tensor<R>;
  });
}
/** Do updates, indices and shape of a scatter fit? */
export function validateInput(updates: Tensor, indices: Tensor, shape: number[]) {
  for (const [t, name] of [[indices, 'indices'], [updates, 'updates']] as const) {
    if (t.rank < 1) {
      throw new Error(`tf.scatterND() expects the ${name} to be rank 1 or higher, but the rank was ${t.rank}.`);
    }
  }
  if (indices.dtype !== 'int32') throw new Error(`The dtype of 'indices' should be int32, but got dtype: ${indices.dtype}`);
  if (shape.length < 1) throw new Error(`Output rank must be greater or equal to 1, but got shape: ${shape}`);
  if (!shape.includes(0) || indices.size || updates.size) {
    if (shape.includes(0)) {
      throw new Error(`${indices.size ? 'Indices' : 'Updates'} specified for empty output. ` +
        `${indices.size ? 'indices' : 'updates'} shape: ${(indices.size ? indices : updates).shape}`);
    }
  }
  validateUpdateShape(shape, indices, updates);
}
/** Does the shape of a scatter's updates follow from the others? */
export function validateUpdateShape(shape: number[], indices: Tensor, updates: Tensor) {
  const sliceDim = indices.rank > 1 ? indices.shape[indices.rank - 1]! : 1;
  const batchDim = indices.rank > 1 ? indices.rank - 1 : 1;
  const expected = [...indices.shape.slice(0, batchDim), ...shape.slice(sliceDim)];
  const problem = 'Must have updates.shape = indices.shape[:batchDim] + shape[sliceDim:], got updates.shape: ' +
    `${updates.shape}, indices.shape: ${indices.shape}, shape: ${shape}, sliceDim: ${sliceDim}, and batchDim: ${batchDim}.`;
  if (updates.rank < batchDim) throw new Error(`${problem} update.rank < ${batchDim}. `);
  if (shape.length < sliceDim + (updates.rank - batchDim)) {
    throw new Error(`${problem} Output shape length < ${sliceDim + (updates.rank - batchDim)}`);
  }
  if (updates.rank !== batchDim + shape.length - sliceDim) {
    throw new Error(`${problem} update.rank != ${batchDim + shape.length - sliceDim}`);
  }
  expected.forEach((d, i) => {
    if (updates.shape[i] === d) return;
    const [what, j] = i < batchDim ? ['indices.shape', i] : ['shape', i - batchDim + sliceDim];
    throw new Error(`${problem} updates.shape[${i}] (${updates.shape[i]}) != ${what}[${i < batchDim ? i : i - batchDim}] ` +
      `(${i < batchDim ? d : shape[j as number]})`);
  });
}

/** Sums of products by Einstein's convention. */
export function einsum(equation: string, ...tensors: Tensor[]): Tensor {
  return tidy(() => {
    const list = tensors.map((t, i) => convertToTensor(t, `tensors${i}`, 'einsum'));
    return run(Op.einsum, list, [equation]);
  });
}
/** The `k` largest elements along the last axis and their places. */
export function topk<T extends Tensor>(x: T | TensorLike, k = 1, sorted = true): { values: T; indices: T } {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'topk');
    if ($x.rank === 0) throw new Error('topk() expects the input to be of rank 1 or higher');
    const last = $x.shape[$x.rank - 1]!;
    if (k < 0) throw new Error(`'k' passed to topk() must be >= 0 but got ${k}`);
    if (k > last) throw new Error(`'k' passed to topk() must be <= the last dimension (${last}) but got ${k}`);
    const [values, indices] = runAll(Op.topk, [$x], [k, sorted]);
    return { values, indices } as any;
  });
}
/** The distinct slices along an axis (elements of a vector) and each slice's place among them. */
export function unique<T extends Tensor>(x: T | TensorLike, axis = 0): { values: T; indices: Tensor1D } {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'unique', 'string_or_numeric');
    assert($x.rank > 0, 'The input tensor must be at least 1D');
    const [values, indices] = runAll(Op.unique, [$x], [$x.rank === 1 ? null : axis]);
    return { values, indices } as any;
  });
}
/** Sums of the slices that share a segment. */
export function unsortedSegmentSum<T extends Tensor>(x: T | TensorLike, segmentIds: X, numSegments: number): T {
  assert(Number.isInteger(numSegments), 'numSegments must be of dtype int');
  return call<T>(Op.unsortedSegmentSum, 'unsortedSegmentSum x segmentIds:i', [x, segmentIds], [numSegments]);
}
/** Elements of `a` where the condition holds, of `b` elsewhere. */
export function where<T extends Tensor>(condition: X, a: T | TensorLike, b: T | TensorLike): T {
  return tidy(() => {
    const $a = convertToTensor<T>(a, 'a', 'where');
    const $b = convertToTensor<T>(b, 'b', 'where');
    return run<T>(Op.where, [convertToTensor(condition, 'condition', 'where', 'bool'), $a, $b]);
  });
}
/** The coordinates of the true elements. */
export async function whereAsync(condition: X): Promise<Tensor2D> {
  return call<Tensor2D>(Op.whereTrue, 'whereAsync condition:b', [condition]);
}
/** The slices that a mask names. */
export async function booleanMaskAsync(tensor: X, mask: X, axis = 0): Promise<Tensor> {
  return tidy(() => {
    const $tensor = convertToTensor(tensor, 'tensor', 'boolMask');
    const $mask = convertToTensor(mask, 'mask', 'boolMask', 'bool');
    const end = axis + $mask.rank;
    const { shape } = $tensor;
    assert($mask.rank > 0, 'mask cannot be scalar');
    assertShapesMatch(shape.slice(axis, end), $mask.shape, `mask's shape must match the first K dimensions of tensor's shape,`);
    const flat = reshape($tensor, [...shape.slice(0, axis), $mask.size, ...shape.slice(end)]);
    const found = call(Op.whereTrue, 'whereAsync condition:b', [reshape($mask, [-1])]);
    return g.gather(flat, squeeze(found, [1]), axis);
  });
}
/** The elements of one vector that another lacks, and their places. */
export async function setdiff1dAsync(x: X, y: X): Promise<[Tensor, Tensor]> {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'setdiff1d');
    const $y = convertToTensor(y, 'y', 'setdiff1d');
    assert($x.dtype === $y.dtype, () => `x and y should have the same dtype, but got x (${$x.dtype}) and y (${$y.dtype}).`);
    assert($x.rank === 1, () => `x should be 1D tensor, but got x (${$x.shape}).`);
    assert($y.rank === 1, () => `y should be 1D tensor, but got y (${$y.shape}).`);
    const known = new Set<number>($y.dataSync() as any);
    const values = $x.dataSync() as Float32Array;
    const places: number[] = [];
    values.forEach((v, i) => {
      if (!known.has(v)) places.push(i);
    });
    const at = Int32Array.from(places);
    return [makeTensor((values.constructor as any).from(places, (i: number) => values[i]), [at.length], $x.dtype),
      makeTensor(at, [at.length], 'int32')];
  }) as [Tensor, Tensor];
}
/** Coordinates of a grid, one tensor for each axis. */
export function meshgrid(x?: X, y?: X, { indexing = 'xy' } = {}): Tensor[] {
  if (indexing !== 'xy' && indexing !== 'ij') throw new TypeError(`${indexing} is not a valid third argument to meshgrid`);
  if (x === undefined) return [];
  return tidy(() => {
    const of = (t: X, name: string) => convertToTensor(t, name, 'meshgrid', t instanceof Tensor ? t.dtype : 'float32');
    let $x = of(x, 'x');
    if (y === undefined) return [clone($x)];
    let $y = of(y, 'y');
    const w = $x.size, h = $y.size;
    const xy = indexing === 'xy';
    $x = reshape($x, xy ? [1, -1] : [-1, 1]);
    $y = reshape($y, xy ? [-1, 1] : [1, -1]);
    const shape = xy ? [h, w] : [w, h];
    return [run(Op.broadcastTo, [$x], [shape]), run(Op.broadcastTo, [$y], [shape])];
  });
}
/** How often each whole number occurs, or the sum of its weights. */
export function bincount<T extends Tensor1D>(x: T | TensorLike, weights: T | TensorLike, size: number): T {
  return tidy(() => {
    const $x = convertToTensor(x, 'x', 'bincount');
    const $weights = convertToTensor(weights, 'weights', 'bincount');
    assert($x.dtype === 'int32', () => `Error in bincount: input dtype must be int32, but got ${$x.dtype}`);
    assert(size >= 0, () => `size must be non-negative, but got ${size}.`);
    assert($weights.size === $x.size || $weights.size === 0, () => 'Error in bincount: weights must have the same size as ' +
      `input or0-length, but got input shape: ${$x.shape}, weights shape: ${$weights.shape}.`);
    const w = $weights.size ? $weights : g.fill($x.shape, 1);
    return run(Op.bincount, [$x, w], [size]) as Tensor as T;
  });
}
const side = (name: 'left' | 'right', sorted: X, values: X) => tidy(() => {
  const $sorted = convertToTensor(sorted, 'sortedSequence', 'searchSorted');
  const $values = convertToTensor(values, 'values', 'searchSorted');
  return run(Op.searchSorted, [$sorted, $values], [name]);
});
/** Where each value would be inserted to keep rows in order. */
export function searchSorted(sortedSequence: X, values: X, where: 'left' | 'right' = 'left'): Tensor {
  return side(where, sortedSequence, values);
}
/** Where each value would be inserted before its equals. */
export function lowerBound(sortedSequence: X, values: X): Tensor {
  return side('left', sortedSequence, values);
}
/** Where each value would be inserted after its equals. */
export function upperBound(sortedSequence: X, values: X): Tensor {
  return side('right', sortedSequence, values);
}
