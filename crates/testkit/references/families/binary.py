"""Elementwise ops of two tensors, which broadcast as in NumPy."""

import numpy as np
import tensorflow as tf

from cases import INF, NAN, Family, Values, f32, flags, i32

SHAPES = [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 3), ()), ((), ()), ((2, 1), (1, 3)),
          ((2, 1, 2, 3), (2, 1, 3)), ((3,), (2, 3)), ((0, 3), (3,))]

ARITHMETIC = {
    "add": tf.add, "sub": tf.subtract, "mul": tf.multiply, "div": tf.divide,
    "divNoNan": tf.math.divide_no_nan, "floorDiv": tf.math.floordiv, "mod": tf.math.floormod,
    "pow": tf.pow, "maximum": tf.maximum, "minimum": tf.minimum,
    "squaredDifference": tf.math.squared_difference, "atan2": tf.atan2,
}
COMPARISON = {
    "equal": tf.equal, "notEqual": tf.not_equal, "less": tf.less, "lessEqual": tf.less_equal,
    "greater": tf.greater, "greaterEqual": tf.greater_equal,
}
LOGICAL = {"logicalAnd": tf.logical_and, "logicalOr": tf.logical_or, "logicalXor": tf.math.logical_xor}
BITWISE = {"bitwiseAnd": tf.bitwise.bitwise_and, "bitwiseOr": tf.bitwise.bitwise_or,
           "bitwiseXor": tf.bitwise.bitwise_xor}

SPECIAL_A = f32(NAN, 1, INF, INF, -INF, 0, 0, -0.0, 1, -1, 1e30)
SPECIAL_B = f32(1, NAN, INF, -INF, 2, 0, -0.0, 0, 0, 0, 1e30)


def build():
    """All cases of the family."""
    family = Family("binary")
    values = Values("binary")
    for op, function in ARITHMETIC.items():
        for shape_a, shape_b in SHAPES:
            a, b = values.f32(*shape_a), values.f32(*shape_b)
            if op == "pow":
                a = np.abs(a) + np.float32(0.125)
            if op in ("div", "floorDiv", "mod"):
                b = np.where(np.abs(b) < 0.25, np.float32(0.5), b).astype(np.float32)
            family.add(op, function, [a, b], zero_grad=op == "floorDiv")
        family.add(op, function, [np.abs(values.f64(3)) + 0.1, values.f64(3)],
                   zero_grad=op == "floorDiv")
        if op not in ("floorDiv", "mod"):
            family.add(op, function, [SPECIAL_A, SPECIAL_B], grad=False, note="special values")
    for op in ("add", "sub", "mul", "maximum", "minimum", "squaredDifference", "floorDiv", "mod"):
        a, b = i32(-7, -7, 7, 7, 0, 6), i32(2, -2, 2, -2, 5, 3)
        family.add(op, ARITHMETIC[op], [a, b])
        family.add(op, ARITHMETIC[op], [a.reshape(2, 3), i32(-3, 2, 5)])
    family.add("add", tf.add, [i32(2**31 - 1, -2**31), i32(1, -1)], note="wraps around")
    family.add("mul", tf.multiply, [i32(65536, 123456789), i32(65536, 10)], note="wraps around")
    family.add("add", tf.add, [np.array([2**40, -5]), np.array([1, 2])], note="64-bit")
    family.add("pow", tf.pow, [i32(2, -3, 5, 0), i32(10, 3, 0, 0)])
    family.add("div", tf.math.floordiv, [i32(-7, -7, 7, 7), i32(2, -2, 2, -2)],
               note="two integers divide as floorDiv, as in tfjs; TensorFlow's / gives a float64")
    family.add("floorDiv", tf.math.floordiv, [f32(-7, -7, 7, 7.5), f32(2, -2, -2, 2)],
               zero_grad=True)
    family.add("mod", tf.math.floormod, [f32(-7, -7, 7, 7.5, -0.5), f32(2, -2, -2, 2, 3)],
               note="the sign of the divisor")
    family.add("pow", tf.pow, [f32(-2, -2, 0, 0, 4, -8), f32(3, 2, 0, 2, 0.5, 1 / 3)], grad=False,
               note="negative and zero bases")
    family.add("divNoNan", tf.math.divide_no_nan, [f32(1, 0, -2, 3), f32(0, 0, 4, -0.0)])
    family.add("maximum", tf.maximum, [f32(1, 2, 3), f32(2, 2, 1)],
               note="at a tie the gradient goes to the first")
    family.add("minimum", tf.minimum, [f32(1, 2, 3), f32(2, 2, 1)],
               note="at a tie the gradient goes to the first")
    family.add("atan2", tf.atan2, [f32(1, 1, -1, -1, 2, -2), f32(1, -1, 1, -1, 0, 0)])

    for op, function in COMPARISON.items():
        for shape_a, shape_b in SHAPES:
            family.add(op, function, [np.round(values.f32(*shape_a)), np.round(values.f32(*shape_b))])
        family.add(op, function, [SPECIAL_A, SPECIAL_B], note="special values")
        family.add(op, function, [values.i32(2, 3, low=-1, high=2), values.i32(3, low=-1, high=2)])
        family.add(op, function, [np.array([1.0, 2.0]), np.array([1.0 + 1e-12, 2.0])])
    for op in ("equal", "notEqual"):
        family.add(op, COMPARISON[op], [values.flags(2, 3), values.flags(3)])
        family.add(op, COMPARISON[op], [np.array(["a", "b", "ab"]), np.array(["a", "c", "ab"])])
        family.add(op, COMPARISON[op], [np.array([1 + 2j, 1], np.complex64),
                                        np.array([1 + 2j, 1j], np.complex64)])
    for op, function in LOGICAL.items():
        family.add(op, function, [flags(False, False, True, True), flags(False, True, False, True)])
        family.add(op, function, [values.flags(2, 1, 3), values.flags(2, 3)])
        family.add(op, function, [values.flags(2, 3), np.array(True)])
        family.add(op, function, [values.flags(0, 3), values.flags(3)])
    for op, function in BITWISE.items():
        family.add(op, function, [i32(-7, 12, 255, 0), i32(3, 10, 15, -1)])
        family.add(op, function, [values.i32(2, 3), values.i32(3)])
        family.add(op, function, [values.i32(2, 3), np.array(6, np.int32)])

    def add_all(*tensors):
        return tf.add_n(list(tensors))

    family.add("addN", add_all, [values.f32(2, 3)])
    family.add("addN", add_all, [values.f32(2, 3), values.f32(2, 3), values.f32(2, 3)])
    family.add("addN", add_all, [values.f32(), values.f32()])
    family.add("addN", add_all, [values.i32(4) for _ in range(4)])

    family.add("where", tf.where, [values.flags(2, 3), values.f32(2, 3), values.f32(2, 3)])
    family.add("where", tf.where, [values.flags(2, 1), values.f32(3), values.f32(2, 3)])
    family.add("where", tf.where, [values.flags(2, 3), values.f32(), values.f32(2, 3)])
    family.add("where", tf.where, [np.array(True), values.f32(2), values.f32(2)])
    family.add("where", tf.where, [values.flags(3, 1, 2), values.f32(2, 1), values.f32(1, 2, 2)])
    family.add("where", tf.where, [values.flags(4), values.i32(4), values.i32(4)])
    family.add("where", tf.where, [flags(True, False), f32(1, NAN), f32(NAN, 2)],
               note="what is not chosen leaves no trace")
    family.add("where", tf.where, [values.flags(0, 2), values.f32(0, 2), values.f32(2)])
    return family
