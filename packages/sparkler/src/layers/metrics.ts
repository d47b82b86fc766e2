/** Metrics of single examples, public as `tf.metrics`. */
import { convertToTensor, scalar } from '../convert';
import { tidy } from '../engine';
import * as g from '../generated/ops';
import { clipByValue } from '../ops/math';
import { zerosLike } from '../ops/creation';
import type { Tensor } from '../tensor';

type Metric = (yTrue: Tensor, yPred: Tensor) => Tensor;
const EPSILON = 1e-7;
const inside = (p: Tensor) => clipByValue(p, EPSILON, 1 - EPSILON);
const metric = (body: Metric): Metric => (yTrue, yPred) =>
  tidy(() => body(convertToTensor(yTrue, 'yTrue', 'metric'), convertToTensor(yPred, 'yPred', 'metric')));
const float = (t: Tensor): Tensor => g.cast(t, 'float32');
const both = (a: Tensor, b: Tensor) => float(g.logicalAnd(g.equal(a, scalar(1)), g.equal(b, scalar(1))));
/** The share of those that are rightly 1 among those that are 1 in `of`. */
const share = (t: Tensor, p: Tensor, of: Tensor) => g.divNoNan(g.sum(both(t, p)), g.sum(float(g.equal(of, scalar(1)))));
/** Without a last axis of one element. */
const flat = (t: Tensor) => (t.rank > 1 && t.shape[t.rank - 1] === 1 ? g.squeeze(t, [t.rank - 1]) : t);

export const binaryAccuracy = /* @__PURE__ */ metric((t, p) =>
  g.mean(g.equal(float(t), float(g.greater(p, scalar(0.5)))), -1));
export const binaryCrossentropy = /* @__PURE__ */ metric((t, p) => {
  const q = inside(p), one = scalar(1);
  return g.mean(g.neg(g.add(g.mul(t, g.log(q)), g.mul(g.sub(one, t), g.log(g.sub(one, q))))), -1);
});
export const categoricalAccuracy = /* @__PURE__ */ metric((t, p) => float(g.equal(g.argMax(t, -1), g.argMax(p, -1))));
export const categoricalCrossentropy = /* @__PURE__ */ metric((t, p) =>
  g.neg(g.sum(g.mul(t, g.log(inside(g.div(p, g.sum(p, -1, true))))), -1)));
export const sparseCategoricalAccuracy = /* @__PURE__ */ metric((t, p) =>
  float(g.equal(g.cast(flat(t), 'int32'), g.argMax(p, -1))));
export const precision = /* @__PURE__ */ metric((t, p) => share(t, p, p));
export const recall = /* @__PURE__ */ metric((t, p) => share(t, p, t));
export const cosineProximity = /* @__PURE__ */ metric((t, p) =>
  g.neg(g.sum(g.mul(g.l2Normalize(t, -1), g.l2Normalize(p, -1)), -1)));
export const meanAbsoluteError = /* @__PURE__ */ metric((t, p) => g.mean(g.abs(g.sub(p, t)), -1));
export const meanAbsolutePercentageError = /* @__PURE__ */ metric((t, p) =>
  g.mul(scalar(100), g.mean(g.abs(g.div(g.sub(t, p), clipByValue(g.abs(t), EPSILON, Number.MAX_VALUE))), -1)));
export const meanSquaredError = /* @__PURE__ */ metric((t, p) => g.mean(g.squaredDifference(p, t), -1));
export const r2Score = /* @__PURE__ */ metric((t, p) =>
  g.sub(scalar(1), g.div(g.sum(g.squaredDifference(t, p)), g.sum(g.squaredDifference(t, g.add(g.mean(t), zerosLike(t)))))));
export { meanAbsolutePercentageError as MAPE, meanAbsolutePercentageError as mape, meanSquaredError as MSE, meanSquaredError as mse };
