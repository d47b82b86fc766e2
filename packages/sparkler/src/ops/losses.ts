/** Losses, public as `tf.losses`. */
import { run } from '../call';
import { convertToTensor, scalar } from '../convert';
import { tidy } from '../engine';
import { Op } from '../generated/ops';
import * as g from '../generated/ops';
import type { Tensor } from '../tensor';
import type { TensorLike } from '../types';
import { assertShapesMatch } from '../util';
import { ones } from './creation';

type X = Tensor | TensorLike;

/** How the losses of examples become one. */
export enum Reduction {
  NONE,
  MEAN,
  SUM,
  SUM_BY_NONZERO_WEIGHTS,
}
const BY_WEIGHTS = Reduction.SUM_BY_NONZERO_WEIGHTS;

/** Losses of single examples, weighted and made one. */
export function computeWeightedLoss<O extends Tensor>(losses: X, weights?: X | null, reduction: Reduction = BY_WEIGHTS): O {
  return tidy(() => {
    const l = convertToTensor(losses, 'losses', 'computeWeightedLoss');
    const w = weights == null ? null : convertToTensor(weights, 'weights', 'computeWeightedLoss');
    const weighted = w ? g.mul(l, w) : l;
    if (reduction === Reduction.NONE) return weighted;
    if (reduction === Reduction.SUM) return g.sum(weighted);
    if (reduction === Reduction.MEAN) {
      if (!w) return g.mean(weighted);
      const repeats = l.size / w.size;
      const mean = g.div(g.sum(weighted), g.sum(w));
      return repeats > 1 ? g.div(mean, scalar(repeats)) : mean;
    }
    if (reduction === BY_WEIGHTS) {
      if (!w) return g.div(g.sum(weighted), scalar(l.size));
      const used = g.notEqual(g.mul(w, ones(l.shape)), scalar(0));
      return g.div(g.sum(weighted), g.cast(g.sum(used), 'float32'));
    }
    throw new Error(`Unknown reduction: ${reduction}`);
  }) as O;
}

/** A loss of labels and predictions: `body` gives it for each example. */
function loss(name: string, labels: X, predictions: X, weights: X | null | undefined, reduction: Reduction | undefined,
  body: (labels: Tensor, predictions: Tensor) => Tensor, names = ['labels', 'predictions']): any {
  return tidy(() => {
    const l = convertToTensor(labels, names[0], name);
    const p = convertToTensor(predictions, names[1], name);
    const w = weights == null ? null : convertToTensor(weights, 'weights', name);
    assertShapesMatch(l.shape, p.shape, `Error in ${name}: `);
    return computeWeightedLoss(body(l, p), w, reduction);
  });
}

/** `|labels - predictions|` */
export function absoluteDifference<T extends Tensor, O extends Tensor>(labels: T | TensorLike, predictions: T | TensorLike,
  weights?: X | null, reduction: Reduction = BY_WEIGHTS): O {
  return loss('absoluteDifference', labels, predictions, weights, reduction, (l, p) => g.abs(g.sub(l, p)));
}
/** 1 less the cosine of the angle between labels and predictions along an axis. */
export function cosineDistance<T extends Tensor, O extends Tensor>(labels: T | TensorLike, predictions: T | TensorLike,
  axis: number, weights?: X | null, reduction: Reduction = BY_WEIGHTS): O {
  return loss('cosineDistance', labels, predictions, weights, reduction, (l, p) =>
    g.sub(scalar(1), g.sum(g.mul(l, p), axis, true)));
}
/** What a margin of 1 is missed by. */
export function hingeLoss<T extends Tensor, O extends Tensor>(labels: T | TensorLike, predictions: T | TensorLike,
  weights?: X | null, reduction: Reduction = BY_WEIGHTS): O {
  return loss('hingeLoss', labels, predictions, weights, reduction, (l, p) =>
    g.relu(g.sub(scalar(1), g.mul(g.sub(g.mul(scalar(2), l), scalar(1)), p))));
}
/** Squares of small errors, absolute values of large ones. */
export function huberLoss<T extends Tensor, O extends Tensor>(labels: T | TensorLike, predictions: T | TensorLike,
  weights?: X | null, delta = 1.0, reduction: Reduction = BY_WEIGHTS): O {
  return loss('huberLoss', labels, predictions, weights, reduction, (l, p) => {
    const error = g.abs(g.sub(p, l));
    const small = g.minimum(error, scalar(delta));
    return g.add(g.mul(scalar(0.5), g.square(small)), g.mul(scalar(delta), g.sub(error, small)));
  });
}
/** Cross-entropy of probabilities. */
export function logLoss<T extends Tensor, O extends Tensor>(labels: T | TensorLike, predictions: T | TensorLike,
  weights?: X | null, epsilon = 1e-7, reduction: Reduction = BY_WEIGHTS): O {
  return loss('logLoss', labels, predictions, weights, reduction, (l, p) => {
    const one = scalar(1), tiny = scalar(epsilon);
    return g.sub(g.neg(g.mul(l, g.log(g.add(p, tiny)))), g.mul(g.sub(one, l), g.log(g.add(g.sub(one, p), tiny))));
  });
}
/** `(labels - predictions)^2` */
export function meanSquaredError<T extends Tensor, O extends Tensor>(labels: T | TensorLike, predictions: T | TensorLike,
  weights?: X | null, reduction: Reduction = BY_WEIGHTS): O {
  return loss('meanSquaredError', labels, predictions, weights, reduction, (l, p) => g.squaredDifference(l, p));
}
/** Moves labels by a share towards a value. */
const smooth = (labels: Tensor, share: number, towards: number) =>
  share > 0 ? g.add(g.mul(labels, scalar(1 - share)), scalar(towards * share)) : labels;
/** Cross-entropy of the logistic function of logits. */
export function sigmoidCrossEntropy<T extends Tensor, O extends Tensor>(multiClassLabels: T | TensorLike,
  logits: T | TensorLike, weights?: X | null, labelSmoothing = 0, reduction: Reduction = BY_WEIGHTS): O {
  return loss('sigmoidCrossEntropy', multiClassLabels, logits, weights, reduction, (l, p) =>
    run(Op.sigmoidCrossEntropyWithLogits, [smooth(l, labelSmoothing, 0.5), p]), ['multiClassLabels', 'logits']);
}
/** Cross-entropy of the softmax of logits. */
export function softmaxCrossEntropy<T extends Tensor, O extends Tensor>(onehotLabels: T | TensorLike,
  logits: T | TensorLike, weights?: X | null, labelSmoothing = 0, reduction: Reduction = BY_WEIGHTS): O {
  return loss('softmaxCrossEntropy', onehotLabels, logits, weights, reduction, (l, p) =>
    run(Op.softmaxCrossEntropyWithLogits, [smooth(l, labelSmoothing, 1 / l.shape[1]!), p]), ['onehotLabels', 'logits']);
}
