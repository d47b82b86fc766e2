"""Pooling. Padding never takes part: it is no maximum, and it is not counted in a mean."""

import itertools

import numpy as np
import tensorflow as tf

from cases import Family, Values, f32
from families.conv import spatial


def windows(size, window, stride, pad, dilation):
    """For each output position along one axis, the input indices under the window."""
    extent = (window - 1) * dilation + 1
    if pad == "same":
        count = -(-size // stride)
        before = max((count - 1) * stride + extent - size, 0) // 2
        after = 0
    else:
        before, after = (0, 0) if pad == "valid" else pad
        count = (size + before + after - extent) // stride + 1
    return [[o * stride - before + k * dilation for k in range(window)] for o in range(count)]


def pool(reduce, filterSize, strides, pad, dilations=1):
    """A pooling op, spelled out: gather what lies under each window, then reduce it."""
    def run(x):
        rank = len(x.shape) - 2
        if isinstance(pad, str):
            pads = [pad] * rank
        else:
            pads = [p if isinstance(p, list) else [p, p] for p in spatial(pad, rank)]
        grids = [windows(size, *plan) for size, *plan in zip(
            x.shape[1:-1], spatial(filterSize, rank), spatial(strides, rank), pads,
            spatial(dilations, rank))]
        outputs = []
        for place in itertools.product(*grids):
            inside = [[i for i in axis if 0 <= i < size] for axis, size in zip(place, x.shape[1:-1])]
            patch = x
            for axis, indices in enumerate(inside):
                patch = tf.gather(patch, indices, axis=axis + 1)
            outputs.append(reduce(patch, list(range(1, rank + 1))))
        y = tf.stack(outputs, 1)
        return tf.reshape(y, [x.shape[0], *[len(g) for g in grids], x.shape[-1]])

    return run


PLANS_2D = [  # image, attributes
    ((1, 4, 4, 1), {"filterSize": 2, "strides": 2, "pad": "valid"}),
    ((2, 4, 4, 2), {"filterSize": 2, "strides": 2, "pad": "valid"}),
    ((1, 5, 5, 1), {"filterSize": 2, "strides": 2, "pad": "valid"}),
    ((1, 5, 5, 1), {"filterSize": 2, "strides": 2, "pad": "same"}),
    ((1, 4, 5, 2), {"filterSize": 3, "strides": 1, "pad": "same"}),
    ((1, 5, 4, 1), {"filterSize": [2, 3], "strides": [2, 1], "pad": "valid"}),
    ((1, 5, 4, 1), {"filterSize": [3, 2], "strides": [1, 2], "pad": "same"}),
    ((1, 3, 3, 1), {"filterSize": 1, "strides": 1, "pad": "valid"}),
    ((1, 4, 4, 1), {"filterSize": 1, "strides": 2, "pad": "same"}),
    ((1, 3, 4, 1), {"filterSize": [3, 4], "strides": 1, "pad": "valid"}),
]
EXPLICIT = [
    ((1, 4, 4, 1), {"filterSize": 3, "strides": 1, "pad": 1}),
    ((1, 5, 5, 1), {"filterSize": 3, "strides": 2, "pad": 1}),
    ((1, 4, 4, 1), {"filterSize": 2, "strides": 2, "pad": [[1, 0], [1, 1]]}),
]
DILATED = [
    ((1, 5, 5, 1), {"filterSize": 2, "strides": 1, "pad": "valid", "dilations": 2}),
    ((1, 5, 4, 1), {"filterSize": 3, "strides": 1, "pad": "same", "dilations": [2, 1]}),
]
PLANS_3D = [
    ((1, 2, 2, 2, 1), {"filterSize": 2, "strides": 1, "pad": "valid"}),
    ((1, 4, 2, 2, 2), {"filterSize": 2, "strides": 2, "pad": "valid"}),
    ((1, 3, 3, 3, 1), {"filterSize": 2, "strides": 2, "pad": "same"}),
    ((1, 3, 4, 2, 1), {"filterSize": [2, 3, 1], "strides": [1, 2, 1], "pad": "same"}),
]


def build():
    """All cases of the family."""
    family = Family("pool")
    values = Values("pool")
    for op, reduce, stock in (("maxPool", tf.reduce_max, tf.nn.max_pool),
                              ("avgPool", tf.reduce_mean, tf.nn.avg_pool)):
        for image, attrs in PLANS_2D + EXPLICIT + DILATED:
            spelled = pool(reduce, **attrs)
            x = values.distinct(*image)
            family.add(op, spelled, [x], attrs, source="definition")
            if isinstance(attrs["pad"], str) and "dilations" not in attrs:
                family.cases[-1]["source"] = "tensorflow"
                np.testing.assert_allclose(spelled(tf.constant(x)), stock(
                    x, attrs["filterSize"], attrs["strides"], attrs["pad"].upper()), rtol=1e-6)
        for image, attrs in PLANS_3D:
            x = values.distinct(*image)
            spelled = pool(reduce, **attrs)
            family.add(op + "3d", spelled, [x], attrs)
            np.testing.assert_allclose(spelled(tf.constant(x)), stock(
                x, attrs["filterSize"], attrs["strides"], attrs["pad"].upper()), rtol=1e-6)
        family.add(op, pool(reduce, 2, 2, "valid"), [values.f64(1, 4, 2, 1)], PLANS_2D[0][1])
    family.add("maxPool", lambda x: tf.nn.max_pool(x, 2, 2, "VALID"),
               [f32(1, 1, 1, 1, 2, 3, 3, 3).reshape(1, 2, 4, 1)], PLANS_2D[0][1],
               note="at a tie the gradient goes to the first")
    family.add("maxPool", lambda x: tf.nn.max_pool(x, 3, 1, "SAME"),
               [-1 - np.abs(values.distinct(1, 3, 3, 1))],
               {"filterSize": 3, "strides": 1, "pad": "same"}, grad=False,
               note="all negative: padding must not win")

    for image, attrs in (
        ((1, 4, 4, 1), {"filterSize": 2, "strides": 2, "pad": "valid"}),
        ((2, 4, 4, 2), {"filterSize": 2, "strides": 2, "pad": "valid"}),
        ((2, 4, 4, 2), {"filterSize": 2, "strides": 2, "pad": "valid", "includeBatchInIndex": True}),
        ((1, 3, 5, 2), {"filterSize": 2, "strides": 2, "pad": "same"}),
        ((1, 4, 4, 1), {"filterSize": 3, "strides": 1, "pad": "same"}),
    ):
        family.add("maxPoolWithArgmax", lambda x: tf.nn.max_pool_with_argmax(
            x, attrs["filterSize"], attrs["strides"], attrs["pad"].upper(),
            include_batch_in_index=attrs.get("includeBatchInIndex", False)),
            [values.distinct(*image)], attrs)
    return family
