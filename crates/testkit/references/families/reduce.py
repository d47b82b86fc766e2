"""Reductions, arg-reductions and running sums."""

import numpy as np
import tensorflow as tf

from cases import INF, NAN, Family, Values, f32, flags, i32

REDUCE = {
    "sum": tf.reduce_sum, "mean": tf.reduce_mean, "prod": tf.reduce_prod, "max": tf.reduce_max,
    "min": tf.reduce_min, "logSumExp": tf.reduce_logsumexp,
}
PLANS = [  # shape, attributes
    ((2, 3), {}), ((2, 3), {"axis": [0]}), ((2, 3), {"axis": [1]}), ((2, 3), {"axis": [-1]}),
    ((2, 3), {"axis": [1], "keepDims": True}), ((2, 3), {"keepDims": True}), ((), {}), ((5,), {}),
    ((2, 3, 2), {"axis": [0, 2]}), ((2, 3, 2), {"axis": [2, 0]}), ((2, 3, 2), {"axis": [1]}),
    ((2, 3, 2), {"axis": [-3, -1], "keepDims": True}), ((2, 1, 3, 2), {"axis": [1, 2]}),
    ((2, 3, 2, 2), {"axis": [0, 1, 2]}), ((2, 3), {"axis": []}),
]


def with_plan(function, attrs):
    """`function` with the axis and keepDims of a case."""
    return lambda x: function(x, axis=attrs.get("axis"), keepdims=attrs.get("keepDims", False))


def build():
    """All cases of the family."""
    family = Family("reduce")
    values = Values("reduce")
    for op, function in REDUCE.items():
        for shape, attrs in PLANS:
            x = values.distinct(*shape) if op in ("max", "min") else values.f32(*shape)
            family.add(op, with_plan(function, attrs), [x], attrs)
        family.add(op, function, [values.f64(2, 2)])
        for attrs in ({"axis": [0]}, {"axis": [1]}, {}):
            empty = np.zeros((0, 3) if "axis" in attrs else (0,), np.float32)
            family.add(op, with_plan(function, attrs), [empty], attrs, grad=False, note="empty")
        special = np.array([[1, NAN, 2], [INF, 1, 2], [-INF, 1, 2], [INF, -INF, 0]], np.float32)
        family.add(op, with_plan(function, {"axis": [1]}), [special], {"axis": [1]}, grad=False,
                   note="special values")
    for op in ("sum", "prod", "max", "min"):
        family.add(op, REDUCE[op], [i32(3, -4, 2)])
        family.add(op, with_plan(REDUCE[op], {"axis": [0]}), [values.i32(2, 3)], {"axis": [0]})
    family.add("sum", lambda x: tf.reduce_sum(tf.cast(x, tf.int32)), [flags(True, False, True)],
               note="a count, as in tfjs")
    family.add("mean", lambda x: tf.reduce_mean(tf.cast(x, tf.float64)), [i32(3, -4, 2, 1)],
               dtype="float32", note="of integers a float, as in tfjs and NumPy")
    family.add("max", tf.reduce_max, [f32(1, 3, 3)], note="a tie shares the gradient")
    family.add("min", tf.reduce_min, [f32(1, 3, 1)], note="a tie shares the gradient")
    family.add("prod", tf.reduce_prod, [f32(2, 0, 3)], note="the gradient at a zero")
    family.add("prod", tf.reduce_prod, [f32(0, 0, 3)], note="the gradient at two zeros")
    family.add("logSumExp", tf.reduce_logsumexp, [f32(1000, 1000.5, -1000)], note="no overflow")
    family.add("logSumExp", tf.reduce_logsumexp, [f32(-INF, -INF)], grad=False)
    family.add("sum", tf.reduce_sum, [np.full((1000,), 0.1, np.float32)], grad=False,
               note="rounding errors must not grow with the length")

    for op, function in {"any": tf.reduce_any, "all": tf.reduce_all}.items():
        for shape, attrs in PLANS:
            family.add(op, with_plan(function, attrs), [values.flags(*shape)], attrs)
        family.add(op, function, [np.zeros((0,), bool)], note="empty")

    for op, function in {"argMax": tf.argmax, "argMin": tf.argmin}.items():
        for shape, attrs in (((2, 3), {}), ((2, 3), {"axis": 1}), ((2, 3), {"axis": -1}), ((5,), {}),
                             ((2, 3, 2), {"axis": 1}), ((2, 1, 3, 2), {"axis": 2})):
            family.add(op, lambda x: function(x, axis=attrs.get("axis", 0)),
                       [values.distinct(*shape)], attrs)
        family.add(op, function, [f32(1, 3, 3, 1, 1)], note="the first of equals")
        family.add(op, function, [i32(2, -5, 7, 7)])
        family.add(op, lambda x: function(x, axis=1), [values.f64(2, 3)], {"axis": 1})
        family.add(op, function, [f32(INF, -INF, 0)])

    for op, function in {"cumsum": tf.cumsum, "cumprod": tf.math.cumprod}.items():
        for shape, attrs in (
            ((4,), {}), ((2, 3), {}), ((2, 3), {"axis": 1}), ((2, 3), {"axis": -1}),
            ((2, 3), {"axis": 1, "exclusive": True}), ((2, 3), {"axis": 1, "reverse": True}),
            ((2, 3), {"axis": 0, "exclusive": True, "reverse": True}),
            ((2, 3, 2), {"axis": 1}), ((2, 2, 3, 2), {"axis": 2, "reverse": True}), ((0, 2), {}),
            ((1,), {"exclusive": True}),
        ):
            family.add(op, lambda x: function(x, axis=attrs.get("axis", 0),
                                              exclusive=attrs.get("exclusive", False),
                                              reverse=attrs.get("reverse", False)),
                       [values.f32(*shape)], attrs)
        family.add(op, function, [i32(3, -1, 2, 5)])
        family.add(op, function, [values.f64(4)])
        family.add(op, function, [f32(1, NAN, 2, INF)], grad=False)

    for shape, attrs in PLANS:
        if attrs.get("axis") == []:
            continue

        def moments(x):
            axes = attrs.get("axis") or list(range(len(shape)))
            return tf.nn.moments(x, axes, keepdims=attrs.get("keepDims", False))

        family.add("moments", moments, [values.f32(*shape)], attrs)
    family.add("moments", lambda x: tf.nn.moments(x, [0]), [values.f32(5) + np.float32(1000)],
               {"axis": [0]}, tolerance=1e-4, note="a mean far from zero")
    return family
