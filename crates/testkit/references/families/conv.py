"""Convolutions, their transposes, and the ops that their gradients are made of.

Every convolution is brought to a plain one: a dilated filter is spread with zeros, explicit
padding is `tf.pad`, and channels-first tensors are transposed. The kernels of TensorFlow that
remain have gradients of their own in double precision, so the backprop ops are had by
differentiating the forward op, and their gradients by differentiating again.
"""

import numpy as np
import tensorflow as tf

from cases import Family, Values
from families.matmul import ACTIVATIONS


def spatial(value, rank):
    """An attribute that is one number or a list of them, as a list."""
    return list(value) if isinstance(value, (list, tuple)) else [value] * rank


def spread(filters, rates):
    """The filter with `rate - 1` zeros between its taps, which is what dilation means."""
    for axis, rate in enumerate(rates):
        if rate == 1:
            continue
        shape = filters.shape.as_list()
        gap = [[0, 0]] * len(shape) + [[0, 0]]
        gap[axis + 1] = [0, rate - 1]
        wide = tf.pad(tf.expand_dims(filters, axis + 1), gap)
        length = shape[axis] * rate
        wide = tf.reshape(wide, shape[:axis] + [length] + shape[axis + 1:])
        filters = tf.slice(wide, [0] * len(shape),
                           shape[:axis] + [length - rate + 1] + shape[axis + 1:])
    return filters


def padded(x, pad, rank):
    """The image with explicit padding applied, and the padding scheme that remains."""
    if isinstance(pad, str):
        return x, pad.upper()
    pairs = [list(p) if isinstance(p, (list, tuple)) else [p, p] for p in spatial(pad, rank)]
    return tf.pad(x, [[0, 0], *pairs, [0, 0]]), "VALID"


def conv2d(x, filters, strides=1, pad="valid", dilations=1, dataFormat="NHWC"):
    """`conv2d` with the attributes of tfjs."""
    if dataFormat == "NCHW":
        y = conv2d(tf.transpose(x, [0, 2, 3, 1]), filters, strides, pad, dilations)
        return tf.transpose(y, [0, 3, 1, 2])
    filters = spread(filters, spatial(dilations, 2))
    x, scheme = padded(x, pad, 2)
    return tf.nn.conv2d(x, filters, spatial(strides, 2), scheme)


def depthwise(x, filters, strides=1, pad="valid", dilations=1, dataFormat="NHWC"):
    """`depthwiseConv2d`. TensorFlow wants equal strides, so unequal ones go channel by channel."""
    filters = spread(filters, spatial(dilations, 2))
    x, scheme = padded(x, pad, 2)
    strides = spatial(strides, 2)
    if strides[0] == strides[1]:
        return tf.nn.depthwise_conv2d(x, filters, [1, *strides, 1], scheme)
    return tf.concat([tf.nn.conv2d(x[..., c:c + 1], filters[:, :, c:c + 1], strides, scheme)
                      for c in range(x.shape[-1])], -1)


def conv3d(x, filters, strides=1, pad="valid", dilations=1):
    """`conv3d`."""
    filters = spread(filters, spatial(dilations, 3))
    x, scheme = padded(x, pad, 3)
    return tf.nn.conv3d(x, filters, [1, *spatial(strides, 3), 1], scheme)


def conv1d(x, filters, stride=1, pad="valid", dilation=1):
    """`conv1d`, a `conv2d` of height one."""
    pad = pad if isinstance(pad, str) else [[0, 0], [pad, pad]]
    y = conv2d(x[:, None], filters[None], [1, stride], pad, [1, dilation])
    return tf.squeeze(y, 1)


def backward(forward, primal, dy):
    """The vector-Jacobian product of `forward` at `primal`, itself differentiable."""
    with tf.GradientTape() as tape:
        tape.watch(primal)
        y = forward(primal)
    return tape.gradient(y, primal, output_gradients=dy)


PLANS_2D = [  # image, filter, attributes
    ((1, 4, 4, 1), (2, 2, 1, 1), {}),
    ((2, 4, 3, 2), (2, 2, 2, 3), {}),
    ((1, 3, 3, 2), (1, 1, 2, 2), {}),
    ((1, 4, 4, 1), (1, 1, 1, 2), {"strides": 2}),
    ((1, 4, 5, 2), (3, 3, 2, 2), {"pad": "same"}),
    ((1, 5, 5, 1), (3, 3, 1, 2), {"strides": 2, "pad": "same"}),
    ((1, 6, 4, 1), (3, 3, 1, 1), {"strides": 2, "pad": "same"}),
    ((1, 5, 4, 1), (2, 3, 1, 2), {"strides": [2, 1]}),
    ((1, 4, 5, 1), (2, 2, 1, 2), {"strides": [1, 2], "pad": "same"}),
    ((1, 5, 5, 1), (2, 2, 1, 2), {"dilations": 2}),
    ((1, 5, 6, 1), (3, 2, 1, 1), {"dilations": [1, 2], "pad": "same"}),
    ((1, 4, 4, 1), (3, 3, 1, 2), {"pad": 1}),
    ((1, 4, 4, 1), (3, 3, 1, 1), {"pad": 2, "strides": 2}),
    ((1, 3, 4, 1), (2, 3, 1, 1), {"pad": [[1, 0], [2, 1]]}),
    ((1, 3, 3, 1), (5, 5, 1, 1), {"pad": "same"}),
    ((1, 5, 5, 1), (1, 3, 1, 1), {"strides": 3}),
    ((1, 2, 7, 1), (2, 7, 1, 2), {}),
    ((1, 2, 4, 4), (2, 2, 2, 2), {"dataFormat": "NCHW"}),
    ((1, 2, 4, 3), (3, 3, 2, 1), {"dataFormat": "NCHW", "pad": "same", "strides": 2}),
    ((1, 1, 4, 4), (3, 3, 1, 1), {"dataFormat": "NCHW", "pad": 1}),
]


def forward_and_backward(family, values, op, forward, plans):
    """Cases of a convolution and of its two backprop ops."""
    for image, filters, attrs in plans:
        x, w = values.f32(*image), values.f32(*filters)
        family.add(op, lambda x, w: forward(x, w, **attrs), [x, w], attrs)
        shape = forward(tf.constant(x, tf.float64), tf.constant(w, tf.float64), **attrs).shape
        dy = values.f32(*shape)

        def to_input(dy, w):
            zeros = tf.zeros(image, tf.float64)
            return backward(lambda x: forward(x, w, **attrs), zeros, dy)

        def to_filter(x, dy):
            zeros = tf.zeros(filters, tf.float64)
            return backward(lambda w: forward(x, w, **attrs), zeros, dy)

        family.add(op + "BackpropInput", to_input, [dy, w], {"inputShape": list(image), **attrs})
        family.add(op + "BackpropFilter", to_filter, [x, dy],
                   {"filterShape": list(filters), **attrs})


def build():
    """All cases of the family."""
    family = Family("conv")
    values = Values("conv")
    forward_and_backward(family, values, "conv2d", conv2d, PLANS_2D)
    family.add("conv2d", conv2d, [values.f64(1, 3, 3, 1), values.f64(2, 2, 1, 2)])
    family.add("conv2d", conv2d, [np.zeros((0, 3, 3, 1), np.float32), values.f32(2, 2, 1, 2)],
               grad=False, note="an empty batch")
    family.add("conv2d", lambda x, w: conv2d(x, w, pad="same"),
               [values.f32(1, 6, 6, 3, low=-1, high=1), values.f32(3, 3, 3, 17, low=-1, high=1)],
               {"pad": "same"}, grad=False, note="more channels than one tile")
    forward_and_backward(family, values, "depthwiseConv2d", depthwise, [
        ((1, 4, 4, 1), (2, 2, 1, 1), {}),
        ((2, 3, 3, 2), (2, 2, 2, 1), {}),
        ((1, 4, 4, 2), (2, 2, 2, 2), {}),
        ((1, 4, 4, 2), (3, 3, 2, 1), {"pad": "same"}),
        ((1, 5, 5, 2), (3, 3, 2, 1), {"pad": "same", "strides": 2}),
        ((1, 6, 6, 1), (3, 3, 1, 2), {"pad": "same", "strides": 2}),
        ((1, 5, 4, 2), (2, 2, 2, 1), {"strides": [2, 1]}),
        ((1, 5, 5, 2), (2, 2, 2, 1), {"dilations": 2}),
        ((1, 5, 5, 1), (3, 3, 1, 2), {"dilations": 2, "pad": "same"}),
        ((1, 4, 4, 2), (3, 3, 2, 1), {"pad": 1}),
        ((1, 3, 4, 1), (2, 3, 1, 2), {"pad": [[1, 0], [2, 1]]}),
        ((1, 3, 3, 9), (3, 3, 9, 1), {"pad": "same"}),
    ])
    for image, filters, attrs in (
        ((1, 2, 2, 1), (2, 2, 1, 1), {"outputShape": [1, 3, 3, 1]}),
        ((1, 2, 3, 2), (3, 3, 3, 2), {"outputShape": [1, 4, 5, 3]}),
        ((1, 2, 2, 2), (3, 3, 1, 2), {"outputShape": [1, 4, 4, 1], "strides": 2, "pad": "same"}),
        ((2, 2, 2, 1), (2, 2, 2, 1), {"outputShape": [2, 4, 4, 2], "strides": 2}),
        ((1, 2, 2, 1), (3, 3, 1, 1), {"outputShape": [1, 3, 3, 1], "strides": 2, "pad": "same"}),
        ((1, 2, 2, 1), (2, 3, 2, 1), {"outputShape": [1, 5, 4, 2], "strides": [3, 1]}),
        ((1, 3, 3, 1), (1, 1, 2, 1), {"outputShape": [1, 3, 3, 2], "pad": "same"}),
    ):
        # `strides` has no default in tfjs; a case that leaves it out means 1.
        strides, pad = spatial(attrs.get("strides", 1), 2), attrs.get("pad", "valid").upper()
        attrs = {"strides": 1, "pad": "valid", **attrs}
        family.add("conv2dTranspose", lambda x, w: tf.nn.conv2d_transpose(
            x, w, attrs["outputShape"], strides, pad), [values.f32(*image), values.f32(*filters)],
            attrs)
    for image, filters, attrs in (
        ((1, 2, 3, 3, 1), (2, 2, 2, 1, 1), {}),
        ((1, 3, 3, 2, 2), (2, 2, 1, 2, 2), {}),
        ((1, 3, 3, 3, 1), (2, 2, 2, 1, 2), {"pad": "same"}),
        ((1, 4, 3, 4, 1), (2, 2, 2, 1, 1), {"strides": 2, "pad": "same"}),
        ((1, 4, 3, 3, 1), (2, 1, 2, 1, 1), {"strides": [2, 1, 1]}),
        ((1, 3, 4, 3, 1), (2, 2, 2, 1, 1), {"dilations": 2}),
    ):
        family.add("conv3d", lambda x, w: conv3d(x, w, **attrs),
                   [values.f32(*image), values.f32(*filters)], {"strides": 1, "pad": "valid", **attrs})
    for image, filters, attrs in (
        ((1, 2, 2, 2, 1), (2, 2, 2, 1, 1), {"outputShape": [1, 3, 3, 3, 1]}),
        ((1, 1, 2, 2, 2), (2, 2, 2, 1, 2), {"outputShape": [1, 2, 4, 4, 1], "strides": 2}),
        ((1, 2, 2, 1, 1), (3, 3, 3, 2, 1),
         {"outputShape": [1, 4, 4, 2, 2], "strides": 2, "pad": "same"}),
    ):
        attrs = {"strides": 1, "pad": "valid", **attrs}
        family.add("conv3dTranspose", lambda x, w: tf.nn.conv3d_transpose(
            x, w, attrs["outputShape"], [1, *spatial(attrs["strides"], 3), 1],
            attrs["pad"].upper()), [values.f32(*image), values.f32(*filters)], attrs)
    for image, filters, attrs in (
        ((1, 5, 1), (2, 1, 1), {}), ((2, 5, 2), (3, 2, 3), {}),
        ((1, 5, 2), (3, 2, 2), {"pad": "same"}), ((1, 6, 1), (3, 1, 2), {"stride": 2, "pad": "same"}),
        ((1, 7, 1), (2, 1, 2), {"stride": 3}), ((1, 7, 1), (3, 1, 2), {"dilation": 2}),
        ((1, 6, 2), (3, 2, 1), {"dilation": 2, "pad": "same"}), ((1, 4, 1), (3, 1, 1), {"pad": 1}),
        ((1, 4, 2), (1, 2, 3), {}),
    ):
        family.add("conv1d", lambda x, w: conv1d(x, w, **attrs),
                   [values.f32(*image), values.f32(*filters)], {"stride": 1, "pad": "valid", **attrs})
    for activation, function in ACTIVATIONS.items():
        attrs = {"strides": 1, "pad": "same", "activation": activation}
        if activation == "leakyrelu":
            attrs["leakyreluAlpha"] = 0.2
        family.add("fusedConv2d", lambda x, w, b: function(conv2d(x, w, pad="same") + b),
                   [values.f32(1, 3, 3, 2), values.f32(2, 2, 2, 2), values.f32(2)], attrs)
    family.add("fusedConv2d", lambda x, w, b: tf.nn.relu(conv2d(x, w, 2) + b),
               [values.f32(1, 5, 5, 1), values.f32(3, 3, 1, 3), values.f32(3)],
               {"strides": 2, "pad": "valid", "activation": "relu"})
    for case in family.cases:
        if case["op"].startswith(("conv2d", "depthwise")):
            case["attrs"].setdefault("strides", 1)
            case["attrs"].setdefault("pad", "valid")
    return family
