"""Complex numbers. Gradients follow TensorFlow: dx of a*b is dy * conj(b)."""

import numpy as np
import tensorflow as tf

from cases import Family, Values


def build():
    """All cases of the family."""
    family = Family("complex")
    values = Values("complex")
    family.add("complex", tf.complex, [values.f32(2, 3), values.f32(2, 3)])
    family.add("complex", tf.complex, [values.f32(), values.f32()])
    family.add("complex", tf.complex, [values.f32(0, 2), values.f32(0, 2)])
    for op, function in {"real": tf.math.real, "imag": tf.math.imag, "conj": tf.math.conj,
                         "abs": tf.abs, "neg": tf.negative, "square": tf.square,
                         "exp": tf.exp, "sqrt": tf.sqrt, "reciprocal": tf.math.reciprocal}.items():
        grad = op not in ("exp", "sqrt", "square", "reciprocal")
        family.add(op, function, [values.c64(2, 3)], grad=grad)
        family.add(op, function, [values.c64()], grad=grad)
    for op, function in {"real": tf.math.real, "conj": tf.math.conj}.items():
        family.add(op, function, [values.f32(2, 2)], note="of a real tensor: itself")
    family.add("imag", tf.zeros_like, [values.f32(3)], grad=False, note="of a real tensor: zeros")
    for op, function in {"add": tf.add, "sub": tf.subtract, "mul": tf.multiply,
                         "div": tf.divide}.items():
        family.add(op, function, [values.c64(2, 3), values.c64(2, 3)], grad=op != "div")
        family.add(op, function, [values.c64(2, 3), values.c64(3)], grad=op != "div")
        family.add(op, function, [values.c64(2, 1), values.c64()], grad=op != "div")
    family.add("matMul", tf.matmul, [values.c64(2, 3), values.c64(3, 2)])
    family.add("matMul", tf.matmul, [values.c64(2, 2, 3), values.c64(2, 3, 1)])
    family.add("matMul", lambda a, b: tf.matmul(a, b, transpose_b=True),
               [values.c64(2, 3), values.c64(4, 3)], {"transposeB": True})
    family.add("sum", tf.reduce_sum, [values.c64(2, 3)])
    family.add("sum", lambda x: tf.reduce_sum(x, 1), [values.c64(2, 3)], {"axis": [1]})
    family.add("mean", tf.reduce_mean, [values.c64(2, 3)])
    for op, attrs, function in [
        ("reshape", {"shape": [3, 2]}, lambda x: tf.reshape(x, [3, 2])),
        ("transpose", {"perm": [1, 0]}, lambda x: tf.transpose(x, [1, 0])),
        ("slice", {"begin": [0, 1], "size": [2, 2]}, lambda x: tf.slice(x, [0, 1], [2, 2])),
        ("tile", {"reps": [1, 2]}, lambda x: tf.tile(x, [1, 2])),
    ]:
        family.add(op, function, [values.c64(2, 3)], attrs)
    family.add("concat", lambda *x: tf.concat(x, 0), [values.c64(2, 2), values.c64(1, 2)])
    return family
