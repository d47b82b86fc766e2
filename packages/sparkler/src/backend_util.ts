/** What specs and libraries ask of a backend's tools, public as `tf.backend_util`. */
import { assert } from './util';

export * from './broadcast_util';
export {
  checkPadOnDimRoundingMode, computeConv2DInfo, computeConv3DInfo, computeDefaultPad, computeDilation2DInfo,
  computePool2DInfo, computePool3DInfo, convertConv2DDataFormat, eitherStridesOrDilationsAreOne,
  stridesOrDilationsArePositive, tupleValuesAreOne,
} from './ops/conv_util';
export { upcastType } from './types';

export const SELU_SCALEALPHA = 1.7580993408473768599402175208123;
export const SELU_SCALE = 1.0507009873554804934193349852946;
export const PARALLELIZE_THRESHOLD = 30;

/** Are those the last axes? */
export const axesAreInnerMostDims = (axes: number[], rank: number): boolean =>
  axes.every((_, i) => axes[axes.length - i - 1] === rank - 1 - i);
/** The positions of all axes, reduced and others. */
export function combineLocations<T>(outputLoc: T[], reduceLoc: T[], axes: number[]): T[] {
  const kept = [...outputLoc], reduced = [...reduceLoc];
  return Array.from({ length: outputLoc.length + reduceLoc.length }, (_, i) =>
    (axes.includes(i) ? reduced : kept).shift() as T);
}
/** The shapes of what a reduction leaves and of what it takes away. */
export const computeOutAndReduceShapes = (aShape: number[], axes: number[]): [number[], number[]] =>
  [aShape.filter((_, i) => !axes.includes(i)), axes.map((i) => aShape[i])];
export const expandShapeToKeepDim = (shape: number[], axes: number[]): number[] =>
  combineLocations(shape, axes.map(() => 1), axes);
export function assertAxesAreInnerMostDims(msg: string, axes: number[], rank: number): void {
  assert(axesAreInnerMostDims(axes, rank), () => `${msg} supports only inner-most axes, got ${axes} of rank ${rank}`);
}
/** The order of axes that puts some last; null if they are there. */
export function getAxesPermutation(axes: number[], rank: number): number[] | null {
  if (axesAreInnerMostDims(axes, rank)) return null;
  return [...Array(rank).keys()].filter((i) => !axes.includes(i)).concat(axes);
}
/** The order of axes that undoes another. */
export const getUndoAxesPermutation = (axes: number[]): number[] =>
  axes.map((axis, i) => [i, axis]).sort((a, b) => a[1] - b[1]).map(([i]) => i);
export const getInnerMostAxes = (numAxes: number, rank: number): number[] =>
  Array.from({ length: numAxes }, (_, i) => rank - numAxes + i);

export function computeOptimalWindowSize(inSize: number): number {
  if (inSize <= PARALLELIZE_THRESHOLD) return inSize;
  for (let i = Math.floor(Math.sqrt(inSize)); i < inSize; i++) if (inSize % i === 0) return i;
  return inSize;
}
/** The shape of tensors joined along an axis. */
export const computeOutShape = (shapes: number[][], axis: number): number[] =>
  shapes[0].map((d, i) => (i === axis ? shapes.reduce((sum, shape) => sum + shape[i], 0) : d));
