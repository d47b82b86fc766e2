"""Weighted losses."""

import numpy as np
import tensorflow as tf

from cases import Family, Values, f32

REDUCTIONS = ["none", "mean", "sum", "sumByNonzeroWeights"]


def reduced(losses, weights, reduction):
    """Losses weighted and reduced, as TensorFlow.js defines it."""
    if weights is None:
        weighted, weights = losses, tf.ones_like(losses)
    else:
        weighted = losses * weights
    if reduction == "none":
        return weighted
    total = tf.reduce_sum(weighted)
    if reduction == "sum":
        return total
    if reduction == "mean":
        return total / tf.reduce_sum(weights) / max(losses.shape.num_elements() / weights.shape.num_elements(), 1)
    used = tf.cast(tf.broadcast_to(weights, weighted.shape) != 0, total.dtype)
    return total / tf.reduce_sum(used)


def huber(labels, predictions, delta):
    """Huber's loss."""
    error = tf.abs(predictions - labels)
    return tf.where(error <= delta, 0.5 * error ** 2, delta * error - 0.5 * delta ** 2)


def smoothed(labels, smoothing, rest):
    """Labels moved towards `rest`."""
    return labels * (1 - smoothing) + rest * smoothing


def log_loss(y, p, epsilon):
    """Cross-entropy with probabilities."""
    return -y * tf.math.log(p + epsilon) - (1 - y) * tf.math.log(1 - p + epsilon)


LOSSES = {  # loss of labels and predictions, attributes
    "absoluteDifference": [(lambda y, p: tf.abs(y - p), {})],
    "meanSquaredError": [(tf.math.squared_difference, {})],
    "hingeLoss": [(lambda y, p: tf.nn.relu(1 - (2 * y - 1) * p), {})],
    "huberLoss": [(lambda y, p: huber(y, p, 1), {}), (lambda y, p: huber(y, p, 0.3), {"delta": 0.3})],
    "cosineDistance": [
        (lambda y, p: 1 - tf.reduce_sum(y * p, 1, keepdims=True), {"axis": 1}),
        (lambda y, p: 1 - tf.reduce_sum(y * p, -2, keepdims=True), {"axis": -2})],
}


def build():
    """All cases of the family."""
    family = Family("loss")
    values = Values("loss")

    def add(op, function, labels, predictions, attrs, grad=True):
        for reduction in REDUCTIONS:
            for weights in (None, "all", "row"):
                plan = {**attrs, **({} if reduction == "sumByNonzeroWeights" else {"reduction": reduction})}
                shape = function(tf.constant(labels, tf.float64), tf.constant(predictions, tf.float64)).shape
                inputs = [labels, predictions]
                if weights:
                    extents = list(shape) if weights == "all" else [1] * (len(shape) - 1) + [shape[-1]]
                    drawn = values.f32(*extents, low=0.1)
                    if drawn.size > 1:
                        drawn.flat[1] = 0
                    inputs.append(drawn)
                wanted = [grad, True, reduction not in ("mean", "sumByNonzeroWeights") or None][:len(inputs)]
                family.add(op, lambda y, p, w=None: reduced(function(y, p), w, reduction), inputs, plan,
                           grad=[bool(g) for g in wanted], source="definition")

    for op, plans in LOSSES.items():
        for function, attrs in plans:
            add(op, function, values.f32(2, 3), values.f32(2, 3), attrs)
    chances = values.f32(2, 3, low=0.05, high=0.95)
    add("logLoss", lambda y, p: log_loss(y, p, 1e-7), values.flags(2, 3).astype(np.float32), chances, {})
    add("logLoss", lambda y, p: log_loss(y, p, 0.1), values.flags(2, 3).astype(np.float32), chances,
        {"epsilon": 0.1})
    for smoothing in (0, 0.2):
        attrs = {"labelSmoothing": smoothing} if smoothing else {}
        add("sigmoidCrossEntropy", lambda y, x: tf.nn.sigmoid_cross_entropy_with_logits(
            smoothed(y, smoothing, 0.5), x), values.f32(2, 3, low=0, high=1), values.f32(2, 3), attrs,
            grad=False)
        add("softmaxCrossEntropy", lambda y, x: tf.nn.softmax_cross_entropy_with_logits(
            smoothed(y, smoothing, 1 / 4), x), np.eye(4, dtype=np.float32)[[1, 3, 0]], values.f32(3, 4),
            attrs, grad=False)
    for reduction in REDUCTIONS:
        for shape in (None, (2, 3), (3,), (2, 1), ()):
            attrs = {} if reduction == "sumByNonzeroWeights" else {"reduction": reduction}
            inputs = [values.f32(2, 3)] + ([] if shape is None else [values.f32(*shape, low=0.1)])
            family.add("computeWeightedLoss", lambda x, w=None: reduced(x, w, reduction), inputs, attrs,
                       source="definition")
    family.add("computeWeightedLoss", lambda x, w: reduced(x, w, "sumByNonzeroWeights"),
               [f32(1, 2, 3), f32(0, 2, 0)], source="definition", note="weights of 0 do not count")
    return family
