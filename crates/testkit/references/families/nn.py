"""Softmaxes, cross entropies and normalizations."""

import numpy as np
import tensorflow as tf

from cases import NAN, Family, Values, f32, i32


def softmax(axis):
    """Softmax along an axis."""
    return lambda x: tf.nn.softmax(x, axis)


def batch_norm(epsilon):
    """`batchNorm` of (x, mean, variance, offset, scale)."""
    def run(x, mean, variance, offset=None, scale=None):
        return tf.nn.batch_normalization(x, mean, variance, offset, scale, epsilon)

    return run


def layer_norm(epsilon):
    """Normalizes the last axis, then scales by gamma and shifts by beta."""
    def run(x, gamma, beta):
        mean, variance = tf.nn.moments(x, [-1], keepdims=True)
        return (x - mean) * tf.math.rsqrt(variance + epsilon) * gamma + beta

    return run


def response_normalization(radius, bias, alpha, beta):
    """`localResponseNormalization`, in double precision, which TensorFlow's op has not."""
    def run(x):
        depth = x.shape[-1]
        near = np.abs(np.subtract.outer(np.arange(depth), np.arange(depth))) <= radius
        sums = tf.tensordot(tf.square(x), tf.constant(near, x.dtype), 1)
        return x / (bias + alpha * sums) ** beta

    return run


def build():
    """All cases of the family."""
    family = Family("nn")
    values = Values("nn")
    for op, function in {"softmax": tf.nn.softmax, "logSoftmax": tf.nn.log_softmax}.items():
        for shape, attrs in (((4,), {}), ((2, 3), {}), ((2, 3), {"axis": -1}), ((2, 3), {"axis": 1}),
                             ((2, 3), {"axis": 0}), ((2, 2, 3), {"axis": 1}), ((1, 2, 2, 3), {}),
                             ((1, 1), {}), ((0, 3), {}), ((2, 17), {})):
            family.add(op, lambda x: function(x, attrs.get("axis", -1)), [values.f32(*shape)], attrs)
        family.add(op, function, [f32(1000, 1001, -1000)], note="no overflow")
        family.add(op, function, [f32(-1e30, 0, 1e30)], grad=False)
        family.add(op, function, [f32(1, NAN, 2)], grad=False)
        family.add(op, function, [values.f64(2, 3)])

    def probabilities(*shape):
        # Whole parts of 1024 are exact in float32, so that each row adds up to 1 exactly, which
        # TensorFlow's gradient takes for granted.
        p = values.f32(*shape, low=0.05, high=1)
        p = np.floor(p / p.sum(-1, keepdims=True) * 1024)
        p[..., 0] += 1024 - p.sum(-1)
        return (p / 1024).astype(np.float32)

    for shape in ((3,), (2, 3), (4, 5), (2, 2, 3)):
        family.add("softmaxCrossEntropyWithLogits",
                   lambda y, x: tf.nn.softmax_cross_entropy_with_logits(y, x),
                   [probabilities(*shape), values.f32(*shape)], grad=[False, True])
    family.add("softmaxCrossEntropyWithLogits",
               lambda y, x: tf.nn.softmax_cross_entropy_with_logits(y, x),
               [np.eye(3, dtype=np.float32)[:2], np.array([[1000, 0, -1000], [1000, 0, -1000]],
                                                          np.float32)],
               grad=[False, True], note="no overflow")
    for shape in ((3,), (2, 3), (4, 5), (2, 2, 3)):
        labels = values.i32(*shape[:-1], low=0, high=shape[-1])
        family.add("sparseSoftmaxCrossEntropyWithLogits",
                   lambda y, x: tf.nn.sparse_softmax_cross_entropy_with_logits(y, x),
                   [labels, values.f32(*shape)])
    for shape in ((4,), (2, 3), ()):
        family.add("sigmoidCrossEntropyWithLogits",
                   lambda y, x: tf.nn.sigmoid_cross_entropy_with_logits(y, x),
                   [values.f32(*shape, low=0, high=1), values.f32(*shape)], grad=[False, True])
    family.add("sigmoidCrossEntropyWithLogits",
               lambda y, x: tf.nn.sigmoid_cross_entropy_with_logits(y, x),
               [f32(0, 1, 0, 1, 0.5), f32(100, -100, -100, 100, 0)], grad=[False, True],
               note="no overflow")

    for shape, parameters, attrs in (
        ((2, 3), (3,), {}), ((2, 2, 2, 3), (3,), {}), ((2, 3), (3,), {"varianceEpsilon": 0.1}),
        ((2, 3, 2), (2,), {}), ((2, 3), (2, 3), {}), ((1, 2, 2, 2), (2,), {"varianceEpsilon": 1e-5}),
    ):
        family.add("batchNorm", batch_norm(attrs.get("varianceEpsilon", 0.001)),
                   [values.f32(*shape), values.f32(*parameters),
                    values.f32(*parameters, low=0.1), values.f32(*parameters),
                    values.f32(*parameters)], attrs)
    family.add("batchNorm", batch_norm(0.001), [values.f32(2, 3), values.f32(3),
                                                values.f32(3, low=0.1)], note="no offset, no scale")
    family.add("batchNorm", batch_norm(0.001), [values.f32(2, 3), values.f32(3),
                                                values.f32(3, low=0.1), values.f32(3)], note="no scale")
    for shape, attrs in (((4,), {}), ((2, 3), {}), ((2, 2, 4), {}), ((1, 2, 2, 3), {"epsilon": 1e-6}),
                         ((2, 1), {}), ((3, 9), {"epsilon": 0.1})):
        family.add("layerNorm", layer_norm(attrs.get("epsilon", 1e-3)),
                   [values.f32(*shape), values.f32(shape[-1]), values.f32(shape[-1])], attrs)
    for shape, attrs in (
        ((1, 1, 1, 8), {}), ((1, 2, 2, 4), {"depthRadius": 1}),
        ((1, 1, 2, 6), {"depthRadius": 2, "bias": 2, "alpha": 0.5, "beta": 0.75}),
        ((2, 1, 1, 3), {"depthRadius": 1, "alpha": 1e-2, "beta": 1}),
    ):
        plan = [attrs.get("depthRadius", 5), attrs.get("bias", 1), attrs.get("alpha", 1),
                attrs.get("beta", 0.5)]
        x = values.f32(*shape)
        function = response_normalization(*plan)
        np.testing.assert_allclose(function(tf.constant(x)), tf.nn.local_response_normalization(
            x, *plan), rtol=1e-5)
        family.add("localResponseNormalization", function, [x], attrs)
    for shape, attrs in (((4,), {}), ((2, 3), {"axis": [1]}), ((2, 3), {"axis": [0]}), ((2, 3), {}),
                         ((2, 2, 3), {"axis": [-1]}), ((2, 2, 3), {"axis": [0, 2], "epsilon": 0.5})):
        family.add("l2Normalize", lambda x: tf.nn.l2_normalize(
            x, attrs.get("axis"), attrs.get("epsilon", 1e-12)), [values.f32(*shape)], attrs)
    family.add("l2Normalize", tf.nn.l2_normalize, [f32(0, 0)], grad=False, note="zeros stay zeros")
    return family
