/** Images, public as `tf.image`. */
import { concat, nonMaxSuppression as suppress, split, transform } from '../generated/ops';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '../tensor';
import { tidy } from '../engine';
import type { TensorLike } from '../types';

export {
  cropAndResize, flipLeftRight, grayscaleToRGB, resizeBilinear, resizeNearestNeighbor, rgbToGrayscale, threshold, transform,
} from '../generated/ops';

type Boxes = Tensor2D | TensorLike;
type Scores = Tensor1D | TensorLike;
interface Selection {
  selectedIndices: Tensor;
  selectedScores: Tensor;
  validOutputs: Tensor;
}
/** The names of the outputs that are wanted; the others go. */
const chosen = <T>(names: string[], selection: Selection): T => tidy(() =>
  Object.fromEntries(Object.entries(selection).filter(([name]) => names.includes(name)))) as T;

/** The best of boxes that overlap. */
export function nonMaxSuppression(boxes: Boxes, scores: Scores, maxOutputSize: number, iouThreshold = 0.5,
  scoreThreshold = -Infinity): Tensor1D {
  return tidy(() => suppress(boxes, scores, maxOutputSize, iouThreshold, scoreThreshold).selectedIndices) as Tensor1D;
}
/** The best of boxes that overlap, and their scores. */
export function nonMaxSuppressionWithScore(boxes: Boxes, scores: Scores, maxOutputSize: number, iouThreshold = 0.5,
  scoreThreshold = -Infinity, softNmsSigma = 0): { selectedIndices: Tensor1D; selectedScores: Tensor1D } {
  return tidy(() => chosen(['selectedIndices', 'selectedScores'],
    suppress(boxes, scores, maxOutputSize, iouThreshold, scoreThreshold, softNmsSigma)));
}
/** The best of boxes that overlap, filled up to a number, and how many they are. */
export function nonMaxSuppressionPadded(boxes: Boxes, scores: Scores, maxOutputSize: number, iouThreshold = 0.5,
  scoreThreshold = -Infinity, padToMaxOutputSize = false): { selectedIndices: Tensor1D; validOutputs: Tensor } {
  return tidy(() => chosen(['selectedIndices', 'validOutputs'],
    suppress(boxes, scores, maxOutputSize, iouThreshold, scoreThreshold, 0, padToMaxOutputSize)));
}
const later = <A extends unknown[], R>(f: (...args: A) => R) => async (...args: A): Promise<R> => f(...args);
export const nonMaxSuppressionAsync = /* @__PURE__ */ later(nonMaxSuppression);
export const nonMaxSuppressionWithScoreAsync = /* @__PURE__ */ later(nonMaxSuppressionWithScore);
export const nonMaxSuppressionPaddedAsync = /* @__PURE__ */ later(nonMaxSuppressionPadded);

/** Images turned about a point. */
export function rotateWithOffset(image: Tensor4D | TensorLike, radians: number, fillValue: number | [number, number, number] = 0,
  center: number | [number, number] = 0.5): Tensor4D {
  return tidy(() => {
    const [, height, width, channels] = (image as Tensor4D).shape;
    const [cx, cy] = typeof center === 'number' ? [center, center] : center;
    const [x, y] = [width * cx, height * cy];
    const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
    const map = [cos, -sin, x - x * cos + y * sin, sin, cos, y - x * sin - y * cos, 0, 0];
    const turn = (t: Tensor, fill: number) => transform(t, [map], 'nearest', 'constant', fill);
    if (typeof fillValue === 'number') return turn(image as Tensor, fillValue);
    return concat(split(image, channels, 3).map((t, i) => turn(t, fillValue[i] ?? 255)), 3);
  }) as Tensor4D;
}
