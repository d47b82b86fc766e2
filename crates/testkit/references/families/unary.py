"""Elementwise ops of one tensor."""

import keras
import numpy as np
import tensorflow as tf

from cases import INF, NAN, Family, Values, f32, flags, i32

SPECIAL = f32(NAN, INF, -INF, 0.0, -0.0, 1e-30, -1e-30, 1e30, -1e30)



def erf(x):
    """The error function; TensorFlow's own, in double precision, gives NaN at infinity."""
    return tf.where(tf.math.is_inf(x), tf.sign(x), tf.math.erf(x))


def silu(x):
    """`x * sigmoid(x)` with its limit at -Infinity, where the peers compute `-Infinity * 0`."""
    return tf.where(x == -INF, tf.zeros_like(x), tf.nn.silu(x))


def mish(x):
    """`x * tanh(softplus(x))` with its limit at -Infinity."""
    return tf.where(x == -INF, tf.zeros_like(x), x * tf.tanh(tf.nn.softplus(x)))


def softsign(x):
    """`x / (1 + |x|)` with its limits at the infinities."""
    return tf.where(tf.math.is_inf(x), tf.sign(x), tf.nn.softsign(x))


# name: (function, low, high); random inputs lie between low and high.
SMOOTH = {
    "exp": (tf.exp, -3, 3), "expm1": (tf.math.expm1, -3, 3),
    "log": (tf.math.log, 0.1, 5), "log1p": (tf.math.log1p, -0.9, 5),
    "sqrt": (tf.sqrt, 0.1, 9), "rsqrt": (tf.math.rsqrt, 0.1, 9),
    "square": (tf.square, -3, 3), "reciprocal": (tf.math.reciprocal, 0.2, 5),
    "sin": (tf.sin, -7, 7), "cos": (tf.cos, -7, 7), "tan": (tf.tan, -1.4, 1.4),
    "asin": (tf.asin, -0.95, 0.95), "acos": (tf.acos, -0.95, 0.95), "atan": (tf.atan, -5, 5),
    "sinh": (tf.sinh, -3, 3), "cosh": (tf.cosh, -3, 3), "tanh": (tf.tanh, -3, 3),
    "asinh": (tf.asinh, -5, 5), "acosh": (tf.acosh, 1.1, 5), "atanh": (tf.atanh, -0.95, 0.95),
    "erf": (erf, -3, 3), "sigmoid": (tf.sigmoid, -5, 5),
    "softplus": (tf.nn.softplus, -5, 5), "logSigmoid": (tf.math.log_sigmoid, -5, 5),
    "elu": (tf.nn.elu, -3, 3), "selu": (tf.nn.selu, -3, 3), "silu": (silu, -5, 5),
    "softsign": (softsign, -5, 5),
    "mish": (mish, -5, 5),
    "abs": (tf.abs, -3, 3), "neg": (tf.negative, -3, 3),
    "relu": (tf.nn.relu, -3, 3), "relu6": (tf.nn.relu6, -3, 9),
    "hardSigmoid": (keras.activations.hard_sigmoid, -4, 4),
}


def sign(x):
    """The sign, which of NaN is 0 in tfjs and here, and NaN in TensorFlow."""
    return tf.sign(tf.where(tf.math.is_nan(x), tf.zeros_like(x), x))


def trunc(x):
    """Rounds toward zero."""
    return tf.where(x < 0, tf.math.ceil(x), tf.math.floor(x))


# Piecewise constant: the gradient is zero wherever there is one.
FLAT = {"sign": sign, "ceil": tf.math.ceil, "floor": tf.math.floor, "round": tf.round,
        "trunc": trunc}

LARGE = {  # inputs at which a careless formula overflows or loses all digits
    "exp": f32(88.5, 89, -87, -104, 1e-8), "expm1": f32(1e-7, -1e-7, 88, -50),
    "log": f32(1e-38, 1e38, 1.0000001), "log1p": f32(1e-7, -1e-7, 1e30, -1),
    "sin": f32(100, -1000, 12345.678, 1e6), "cos": f32(100, -1000, 12345.678, 1e6),
    "tan": f32(1.57, -1.57, 100, 1000), "tanh": f32(1e-5, 9, -20, 100),
    "sinh": f32(1e-5, 20, -88), "cosh": f32(1e-5, 20, -88),
    "asinh": f32(1e-5, -1e-5, -1e4, -1e18, 1e18), "acosh": f32(1, 1.00001, 1e18),
    "atanh": f32(1e-5, 0.99999, 1, -1), "erf": f32(1e-6, 4, -10, 0.5),
    "sigmoid": f32(-90, 90, 17, -17, 1e-6), "softplus": f32(-90, 90, 17, -17, 30),
    "logSigmoid": f32(-90, 90, 17, -17), "elu": f32(-1e-6, -50, 1e6),
    "selu": f32(-1e-6, -50, 1e6), "silu": f32(-90, 90, 1e-6), "mish": f32(-60, 60, 1e-6),
}


def build():
    """All cases of the family."""
    family = Family("unary")
    values = Values("unary")
    for op, (function, low, high) in SMOOTH.items():
        family.add(op, function, [values.f32(2, 3, low=low, high=high)])
        family.add(op, function, [values.f32(low=low, high=high)], note="scalar")
        family.add(op, function, [values.f32(1, 2, 2, 3, low=low, high=high)])
        family.add(op, function, [np.zeros((0, 3), np.float32)], note="empty")
        family.add(op, function, [values.f64(4, low=low, high=high)])
        # Reducing 1e30 modulo pi takes a hundred bits of pi, which no kernel here promises.
        special = SPECIAL[:7] if op in ("sin", "cos", "tan") else SPECIAL
        family.add(op, function, [special], grad=False, note="special values")
        if op in LARGE:
            family.add(op, function, [LARGE[op]], grad=False, note="extreme arguments")
    for op, function in FLAT.items():
        family.add(op, function, [values.f32(2, 3)], zero_grad=True)
        family.add(op, function, [f32(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.49999997, 8388609.0)],
                   grad=False, note="halves")
        family.add(op, function, [SPECIAL], grad=False, note="special values")
        family.add(op, function, [np.zeros((2, 0), np.float32)], grad=False, note="empty")
        family.add(op, function, [values.f64(3)], zero_grad=True)

    integers = i32(-7, -1, 0, 3, 12)
    for op, function in {"abs": tf.abs, "neg": tf.negative, "sign": tf.sign, "square": tf.square,
                         "relu": tf.nn.relu, "relu6": tf.nn.relu6,
                         "bitwiseNot": tf.bitwise.invert}.items():
        family.add(op, function, [integers])
        family.add(op, function, [integers[:4].reshape(2, 2)])
    for op in ("floor", "ceil", "round", "trunc"):
        family.add(op, tf.identity, [integers], note="integers are unchanged", source="numpy")

    def leaky(alpha):
        # Written out: tf.nn.leaky_relu rounds alpha to single precision.
        return lambda x: tf.where(x > 0, x, alpha * x)

    for attrs in ({}, {"alpha": 0.5}, {"alpha": 0.0}, {"alpha": 1.5}):
        family.add("leakyRelu", leaky(attrs.get("alpha", 0.2)), [values.f32(2, 4)], attrs)
    family.add("leakyRelu", leaky(0.2), [f32(NAN, INF, -INF)], grad=False)

    def prelu(x, alpha):
        return tf.where(x >= 0, x, alpha * x)

    family.add("prelu", prelu, [values.f32(2, 4), values.f32(2, 4, low=0)])
    family.add("prelu", prelu, [values.f32(2, 3, 4), values.f32(4, low=0)], note="broadcast")
    family.add("prelu", prelu, [values.f32(2, 2, 3), values.f32(1, 2, 1, low=0)], note="broadcast")
    family.add("prelu", prelu, [values.f32(5), values.f32(low=0)], note="scalar alpha")

    def gelu(approximate):
        if approximate:
            return lambda x: 0.5 * x * (1 + tf.tanh(
                np.sqrt(2 / np.pi) * (x + 0.044715 * x * x * x)))
        return lambda x: 0.5 * x * (1 + tf.math.erf(x / np.sqrt(2)))

    for attrs in ({}, {"approximate": False}, {"approximate": True}):
        family.add("gelu", gelu(attrs.get("approximate", False)), [values.f32(2, 5)], attrs)
        family.add("gelu", gelu(attrs.get("approximate", False)), [f32(-12, -5, 0, 5, 12)], attrs)

    def step(alpha):
        return lambda x: tf.where(tf.math.is_nan(x), x, tf.where(x > 0, 1.0, tf.cast(
            alpha, tf.float64)) + 0 * tf.stop_gradient(tf.where(tf.math.is_finite(x), x, 0)))

    for attrs in ({}, {"alpha": 0.3}, {"alpha": -2.0}):
        family.add("step", step(attrs.get("alpha", 0)), [f32(-1.5, 0, 0.25, 3)], attrs, grad=False,
                   source="definition")
        family.add("step", step(attrs.get("alpha", 0)), [f32(NAN, INF, -INF)], attrs, grad=False,
                   source="definition")

    for op, function in {"isNaN": tf.math.is_nan, "isInf": tf.math.is_inf,
                         "isFinite": tf.math.is_finite}.items():
        family.add(op, function, [SPECIAL])
        family.add(op, function, [values.f32(2, 2)])
        family.add(op, function, [np.zeros((0,), np.float32)])
        family.add(op, function, [np.array([1.0, NAN, INF])])
    family.add("logicalNot", tf.logical_not, [flags(True, False, True)])
    family.add("logicalNot", tf.logical_not, [values.flags(2, 3)])
    family.add("logicalNot", tf.logical_not, [np.array(True)])

    def clip(low, high):
        return lambda x: tf.clip_by_value(x, tf.cast(low, x.dtype), tf.cast(high, x.dtype))

    for low, high in ((-1, 1), (-0.5, 1.25), (0, 0)):
        attrs = {"clipValueMin": low, "clipValueMax": high}
        family.add("clipByValue", clip(low, high), [values.f32(2, 4)], attrs)
    attrs = {"clipValueMin": -1, "clipValueMax": 1}
    family.add("clipByValue", clip(-1, 1), [f32(-1, 1, -2, 2)], attrs,
               note="a value on the bound lets the gradient through")
    family.add("clipByValue", clip(-1, 1), [f32(NAN, INF, -INF)], attrs, grad=False)
    family.add("clipByValue", clip(-3, 4), [integers], {"clipValueMin": -3, "clipValueMax": 4})

    def cast(dtype):
        return lambda x: tf.cast(x, dtype)

    def cast_case(x, dtype, **options):
        family.add("cast", cast(dtype), [x], {"dtype": dtype}, dtype=None
                   if dtype in ("bfloat16", "bool") else dtype, **options)

    cast_case(f32(-2.7, -0.5, 0, 0.5, 2.7, 100), "int32", note="toward zero")
    cast_case(f32(-2.7, -0.0, 0, 1e-20, NAN), "bool", note="whatever is not zero is true")
    cast_case(f32(0.1, -2.5, 65504, 1e-7), "float64", note="exact", grad=False)
    cast_case(f32(0.1, -2.5, 1.0009765, 1.0004883), "float16", grad=False)
    cast_case(f32(0.1, -2.5, 3.14159265, 1.00390625), "bfloat16", grad=False)
    cast_case(np.array([0.1, -2.5, 1e-5], np.float16), "float32", grad=False)
    cast_case(integers, "float32")
    cast_case(integers, "bool")
    cast_case(integers, "int64")
    cast_case(np.array([1, -5, 1 << 20], np.int64), "int32")
    cast_case(i32(0, 3, 255), "uint8")
    cast_case(i32(-128, 3, 127), "int8")
    cast_case(flags(True, False), "int32")
    cast_case(flags(True, False), "float32")
    cast_case(values.f32(2, 2), "complex64", grad=False)
    cast_case(values.f32(2, 2), "float32")
    cast_case(np.zeros((0, 2), np.float32), "int32")
    return family
