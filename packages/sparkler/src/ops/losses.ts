/** Losses, public as `tf.losses`. */
import * as g from '../generated/ops';
import type { Tensor } from '../tensor';
import type { TensorLike } from '../types';

type X = Tensor | TensorLike;

/** How the losses of examples become one. */
export enum Reduction {
  NONE,
  MEAN,
  SUM,
  SUM_BY_NONZERO_WEIGHTS,
}
const WORDS = ['none', 'mean', 'sum', 'sumByNonzeroWeights'] as const;

/** A loss of labels and predictions, weights, `extra` numbers and a reduction. */
const loss = (f: (...args: any[]) => Tensor, extra: number) => (labels: unknown, predictions: unknown, weights?: unknown, ...rest: any[]) =>
  f(labels, predictions, weights, ...Array.from({ length: extra }, (_, i) => rest[i]), WORDS[rest[extra] ?? 3]) as any;

type Plain = <O extends Tensor>(labels: X, predictions: X, weights?: X | null, reduction?: Reduction) => O;

/** Losses of single examples, weighted and made one. */
export const computeWeightedLoss = <O extends Tensor>(losses: X, weights?: X | null, reduction: Reduction = 3): O =>
  g.computeWeightedLoss<O>(losses, weights, WORDS[reduction]);
/** `|labels - predictions|` */
export const absoluteDifference: Plain = /* @__PURE__ */ loss(g.absoluteDifference, 0);
/** 1 less the cosine of the angle between labels and predictions along an axis. */
export const cosineDistance = <O extends Tensor>(labels: X, predictions: X, axis: number, weights?: X | null, reduction: Reduction = 3): O =>
  g.cosineDistance<O>(labels, predictions, weights, axis, WORDS[reduction]);
/** What a margin of 1 is missed by. */
export const hingeLoss: Plain = /* @__PURE__ */ loss(g.hingeLoss, 0);
/** Squares of small errors, absolute values of large ones. */
export const huberLoss: <O extends Tensor>(labels: X, predictions: X, weights?: X | null, delta?: number, reduction?: Reduction) => O =
  /* @__PURE__ */ loss(g.huberLoss, 1);
/** Cross-entropy of probabilities. */
export const logLoss: <O extends Tensor>(labels: X, predictions: X, weights?: X | null, epsilon?: number, reduction?: Reduction) => O =
  /* @__PURE__ */ loss(g.logLoss, 1);
/** `(labels - predictions)^2` */
export const meanSquaredError: Plain = /* @__PURE__ */ loss(g.meanSquaredError, 0);
/** Cross-entropy of the logistic function of logits. */
export const sigmoidCrossEntropy: <O extends Tensor>(multiClassLabels: X, logits: X, weights?: X | null, labelSmoothing?: number,
  reduction?: Reduction) => O = /* @__PURE__ */ loss(g.sigmoidCrossEntropy, 1);
/** Cross-entropy of the softmax of logits. */
export const softmaxCrossEntropy: <O extends Tensor>(onehotLabels: X, logits: X, weights?: X | null, labelSmoothing?: number,
  reduction?: Reduction) => O = /* @__PURE__ */ loss(g.softmaxCrossEntropy, 1);
