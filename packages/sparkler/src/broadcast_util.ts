/** Public as `tf.broadcast_util`. */
export { assertAndGetBroadcastShape } from './ops/math';

/** The axes of an input that broadcasting repeats. */
export function getBroadcastDims(inShape: number[], outShape: number[]): number[] {
  const rank = inShape.length;
  return inShape.flatMap((d, i) => ((outShape[outShape.length - rank + i] ?? 1) > 1 && (d || 1) === 1 ? [i] : []));
}
/** The axes of an output to sum over for an input's gradient. */
export function getReductionAxes(inShape: number[], outShape: number[]): number[] {
  return outShape.flatMap((d, i) => {
    const own = inShape[inShape.length - outShape.length + i];
    return own == null || (own === 1 && d > 1) ? [i] : [];
  });
}
