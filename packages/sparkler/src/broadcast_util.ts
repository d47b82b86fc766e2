/** Public as `tf.broadcast_util`. */
/** The shape that two shapes broadcast to. */
export function assertAndGetBroadcastShape(shapeA: number[], shapeB: number[]): number[] {
  const rank = Math.max(shapeA.length, shapeB.length);
  return Array.from({ length: rank }, (_, i) => {
    const [a, b] = [shapeA, shapeB].map((shape) => shape[i - rank + shape.length] ?? 1);
    if (a !== b && a !== 1 && b !== 1) {
      throw new Error(`Operands could not be broadcast together with shapes ${shapeA} and ${shapeB}.`);
    }
    return a === 1 ? b : a;
  });
}

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
