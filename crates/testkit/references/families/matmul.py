"""Matrix products and Einstein sums."""

import numpy as np
import tensorflow as tf

from cases import Family, Values, INF, NAN

ACTIVATIONS = {
    "linear": tf.identity, "relu": tf.nn.relu, "relu6": tf.nn.relu6, "elu": tf.nn.elu,
    "sigmoid": tf.sigmoid, "tanh": tf.tanh, "leakyrelu": lambda x: tf.where(x > 0, x, 0.2 * x),
}


def product(attrs):
    """`matMul` with the attributes of a case."""
    return lambda a, b: tf.matmul(a, b, transpose_a=attrs.get("transposeA", False),
                                  transpose_b=attrs.get("transposeB", False))


def build():
    """All cases of the family."""
    family = Family("matmul")
    values = Values("matmul")
    for shape_a, shape_b, attrs in (
        ((2, 3), (3, 4), {}), ((3, 2), (3, 4), {"transposeA": True}),
        ((2, 3), (4, 3), {"transposeB": True}),
        ((3, 2), (4, 3), {"transposeA": True, "transposeB": True}),
        ((1, 5), (5, 1), {}), ((4, 1), (1, 3), {}), ((1, 1), (1, 1), {}), ((7, 5), (5, 9), {}),
        ((17, 3), (3, 5), {}),
        ((2, 2, 3), (2, 3, 2), {}), ((2, 2, 3), (3, 2), {}), ((2, 3), (2, 3, 2), {}),
        ((2, 1, 2, 3), (1, 2, 3, 2), {}), ((2, 2, 2, 3), (2, 2, 3, 1), {}),
        ((1, 2, 3), (3, 3, 2), {}),
        ((2, 3, 2), (2, 2, 3), {"transposeA": True, "transposeB": True}),
        ((2, 2, 3), (2, 4, 3), {"transposeB": True}),
        ((0, 3), (3, 2), {}), ((2, 0), (0, 3), {}), ((2, 3), (3, 0), {}), ((0, 2, 3), (0, 3, 2), {}),
    ):
        family.add("matMul", product(attrs), [values.f32(*shape_a), values.f32(*shape_b)], attrs)
    family.add("matMul", tf.matmul, [values.f64(2, 3), values.f64(3, 2)])
    family.add("matMul", tf.matmul, [values.i32(2, 3), values.i32(3, 2)])
    family.add("matMul", tf.matmul, [np.array([[1, NAN], [INF, 1]], np.float32),
                                     np.array([[1, 0], [0, 1]], np.float32)], grad=False)
    family.add("matMul", tf.matmul, [values.f32(33, 40, low=-1, high=1),
                                     values.f32(40, 18, low=-1, high=1)], grad=False,
               note="larger than one tile")

    for equation, *shapes in (
        ("ij,jk->ik", (2, 3), (3, 4)), ("ij,jk", (2, 3), (3, 4)), ("ij,kj->ik", (2, 3), (4, 3)),
        ("bij,bjk->bik", (2, 2, 3), (2, 3, 2)), ("ij->ji", (2, 3)), ("ij->", (2, 3)),
        ("ij->i", (2, 3)), ("ij->j", (2, 3)), ("i,j->ij", (2,), (3,)), ("i,i->", (4,), (4,)),
        ("i,i->i", (4,), (4,)), ("bhqd,bhkd->bhqk", (1, 2, 2, 3), (1, 2, 3, 3)),
        ("bhqk,bhkd->bhqd", (1, 2, 2, 3), (1, 2, 3, 2)), ("abc,cd->abd", (2, 2, 3), (3, 2)),
        ("abc,acd->abd", (2, 2, 3), (2, 3, 2)), ("ij,ij->i", (2, 3), (2, 3)),
        ("ij,ij->", (2, 3), (2, 3)), ("ij,ij->ij", (2, 3), (2, 3)), ("ij,j->ij", (2, 3), (3,)),
        ("abcd,cde->abe", (1, 2, 2, 3), (2, 3, 2)), ("abe,cde->abcd", (1, 2, 3), (2, 2, 3)),
        ("ab,bc,cd->ad", (2, 3), (3, 2), (2, 2)), ("i,ij,j->", (2,), (2, 3), (3,)),
        ("...ij,...jk->...ik", (2, 2, 3), (2, 3, 2)), ("...ij->...ji", (2, 2, 3)),
        ("ii->i", (3, 3)), ("ii->", (3, 3)), ("bii->b", (2, 2, 2)), ("ij,ik->jk", (3, 2), (3, 2)),
        ("i,->i", (3,), ()), ("abc->cab", (2, 3, 2)),
    ):
        family.add("einsum", lambda *x: tf.einsum(equation, *x), [values.f32(*s) for s in shapes],
                   {"equation": equation})
    family.add("einsum", lambda *x: tf.einsum("ij,jk->ik", *x), [values.f64(2, 2), values.f64(2, 2)],
               {"equation": "ij,jk->ik"})

    for activation, function in ACTIVATIONS.items():
        attrs = {"activation": activation}
        if activation == "leakyrelu":
            attrs["leakyreluAlpha"] = 0.2
        family.add("fusedMatMul", lambda a, b, bias: function(tf.matmul(a, b) + bias),
                   [values.f32(2, 3), values.f32(3, 4), values.f32(4)], attrs)
    family.add("fusedMatMul", tf.matmul, [values.f32(2, 3), values.f32(3, 2)], note="no bias")
    family.add("fusedMatMul", lambda a, b: tf.nn.relu(tf.matmul(a, b, transpose_b=True)),
               [values.f32(2, 3), values.f32(4, 3)], {"transposeB": True, "activation": "relu"})
    family.add("fusedMatMul", lambda a, b, c: tf.nn.relu(tf.matmul(a, b, transpose_a=True) + c),
               [values.f32(3, 2), values.f32(3, 4), values.f32(4)],
               {"transposeA": True, "activation": "relu"})
    family.add("fusedMatMul", lambda a, b, c: tf.matmul(a, b) + c,
               [values.f32(2, 2, 3), values.f32(2, 3, 2), values.f32(2)], note="batched")
    return family
