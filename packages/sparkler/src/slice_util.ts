/** Public as `tf.slice_util`. */

export { assertParamsValid, parseSliceParams } from './ops/array';

/** Does a slice lie in memory without gaps? */
export function isSliceContinous(shape: number[], begin: number[], size: number[]): boolean {
  let axis = size.findIndex((d) => d > 1);
  if (axis < 0) axis = size.length;
  return size.every((d, i) => i <= axis || (begin[i] === 0 && d === shape[i]));
}
/** The place of a slice's first element. */
export function computeFlatOffset(begin: number[], strides: number[]): number {
  return begin.reduce((at, b, i) => at + b * (strides[i] ?? (i === begin.length - 1 ? 1 : 0)), 0);
}
/** The extents of a slice from `begin` to before `end` in steps. */
export const computeOutShape = (begin: number[], end: number[], strides: number[]): number[] =>
  begin.map((b, i) => Math.ceil((end[i] - b) / strides[i]));
/** The axes that a bit mask names. */
export const maskToAxes = (mask: number): number[] =>
  Array.from({ length: 32 }, (_, i) => i).filter((i) => (mask >> i) & 1);

const clampTo = (low: number, x: number, high: number) => Math.max(low, Math.min(x, high));
/** Where a strided slice begins along an axis. */
export function startForAxis(beginMask: number, startIndices: number[], strides: number[], inputShape: number[],
  axis: number, ellipsisMask = 0): number {
  let start = startIndices[axis];
  const stride = strides[axis] || 1;
  if (beginMask & (1 << axis) || ellipsisMask & (1 << axis) || start == null) {
    start = stride > 0 ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
  }
  const size = inputShape[axis];
  return clampTo(0, start < 0 ? start + size : start, size - 1);
}
/** Where a strided slice ends along an axis. */
export function stopForAxis(endMask: number, stopIndices: number[], strides: number[], inputShape: number[],
  axis: number, ellipsisMask = 0): number {
  let stop = stopIndices[axis];
  const stride = strides[axis] || 1;
  if (endMask & (1 << axis) || ellipsisMask & (1 << axis) || stop == null) {
    stop = stride > 0 ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
  }
  const size = inputShape[axis];
  if (stop < 0) stop += size;
  return stride > 0 ? clampTo(0, stop, size) : clampTo(-1, stop, size - 1);
}
