"""Operations made of others, and those that no other file holds."""

import numpy as np
import tensorflow as tf

from cases import Family, Values, f32, i32


def norms(family, values):
    """norm."""
    for shape in ((4,), (2, 3), (2, 3, 2)):
        for order in ("euclidean", "1", "2", "inf", "-inf"):
            for axis in (None, 0, -1):
                attrs = {} if order == "euclidean" else {"ord": order}
                if axis is not None:
                    attrs["axis"] = [axis]
                peer = order if order == "euclidean" else float(order)

                def norm(x):
                    if order == "-inf":
                        return tf.reduce_min(tf.abs(x), axis)
                    return tf.norm(x, peer, axis)

                family.add("norm", norm, [values.distinct(*shape, step=0.3) + np.float32(0.05)], attrs)
    for order in ("euclidean", "fro", "1", "inf", "-inf"):
        for axis, keep in (([0, 1], False), ([-1, 0], True)):
            attrs = {"axis": axis, **({"keepDims": True} if keep else {}),
                     **({} if order == "euclidean" else {"ord": order})}

            def norm(x):
                rows, columns = axis
                size = tf.abs(x)
                if order in ("euclidean", "fro"):
                    y = tf.sqrt(tf.reduce_sum(x * x, axis, keepdims=True))
                elif order == "1":
                    y = tf.reduce_max(tf.reduce_sum(size, rows, keepdims=True), columns, keepdims=True)
                else:
                    pick = tf.reduce_max if order == "inf" else tf.reduce_min
                    y = pick(tf.reduce_sum(size, columns, keepdims=True), rows, keepdims=True)
                return y if keep else tf.squeeze(y, axis)

            family.add("norm", norm, [values.f32(3, 2, 4)], attrs, source="definition")


def products(family, values):
    """dot, outerProduct, gramSchmidt, qr."""
    for a, b in (((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4))):
        family.add("dot", lambda x, y: tf.tensordot(x, y, 1), [values.f32(*a), values.f32(*b)])
    family.add("dot", lambda x, y: tf.tensordot(x, y, 1), [values.i32(3), values.i32(3)])
    family.add("outerProduct", lambda x, y: tf.tensordot(x, y, 0), [values.f32(3), values.f32(2)])

    def gram_schmidt(x):
        rows = []
        for row in tf.unstack(x):
            for other in rows:
                row -= tf.tensordot(row, other, 1) * other
            rows.append(row / tf.norm(row))
        return tf.stack(rows)

    for shape in ((1, 2), (2, 2), (2, 4), (3, 3)):
        family.add("gramSchmidt", gram_schmidt, [values.f32(*shape)], source="definition")

    def qr(x, full):
        q, r = np.linalg.qr(x.numpy(), "complete" if full else "reduced")
        # Householder's mirrors turn the diagonal's sign around at each step, also at the last one.
        work = np.array(x)
        for index in np.ndindex(*work.shape[:-2]):
            a = work[index].copy()
            m, n = a.shape
            for j in range(min(m, n)):
                sign = -1 if a[j, j] > 0 else 1
                norm = np.linalg.norm(a[j:, j])
                if np.sign(r[index][j, j]) != sign and norm > 0:
                    q[index][:, j] *= -1
                    r[index][j] *= -1
                v = a[j:, j].copy()
                v[0] -= sign * norm
                if np.dot(v, v) > 0:
                    a[j:] -= 2 * np.outer(v, v @ a[j:]) / np.dot(v, v)
        return q, r

    for shape, full in (((1, 1), False), ((2, 2), False), ((3, 3), False), ((3, 2), False),
                        ((3, 2), True), ((2, 3), False), ((2, 3), True), ((2, 2, 2), False),
                        ((2, 1, 4, 3), False)):
        family.add("qr", lambda x: qr(x, full), [values.f32(*shape)], {"fullMatrices": True} if full else {},
                   grad=False, source="numpy", note="signs as in TensorFlow.js" if not full else None)


def counts(family, values):
    """confusionMatrix, inTopK, denseBincount, meshgrid, broadcastArgs, booleanMask, setdiff1d."""
    for labels, predictions, classes in ((i32(0, 1, 2, 1, 0), i32(0, 2, 2, 1, 1), 3), (i32(), i32(), 2)):
        family.add("confusionMatrix", lambda a, b: tf.math.confusion_matrix(a, b, classes),
                   [labels, predictions], {"numClasses": classes})
    for k in (1, 2, 4):
        family.add("inTopK", lambda p, t: tf.math.in_top_k(t, tf.cast(p, tf.float32), k),
                   [values.distinct(3, 4), i32(0, 3, 1)], {} if k == 1 else {"k": k})
    family.add("inTopK", lambda p, t: tf.constant([True, False]),
               [np.array([[1, 3, 3], [3, 3, 1]], np.float32), i32(1, 1)], source="definition",
               note="of equals the first is the better one")
    for x, weights, size, binary in (
        (i32(1, 1, 0, 5), np.zeros(0, np.float32), 4, False),
        (np.array([[1, 1, 0], [2, 9, 2]], np.int32), np.zeros(0, np.float32), 3, False),
        (np.array([[1, 1, 0], [2, 9, 2]], np.int32), values.f32(2, 3), 3, False),
        (np.array([[1, 1, 0], [2, 9, 2]], np.int32), np.zeros(0, np.float32), 3, True),
        (i32(1, 1, 0, 5), values.f32(4), 4, True),
    ):
        def count(a, b):
            return tf.raw_ops.DenseBincount(input=a, size=size, weights=tf.cast(b, tf.float32),
                                            binary_output=binary)

        family.add("denseBincount", count, [x, weights], {"size": size, **(
            {"binaryOutput": True} if binary else {})}, grad=False, dtype="float32")
    for indexing in ("xy", "ij"):
        attrs = {} if indexing == "xy" else {"indexing": "ij"}
        family.add("meshgrid", lambda x, y: tf.meshgrid(x, y, indexing=indexing),
                   [values.f32(3), values.f32(2)], attrs)
        family.add("meshgrid", lambda x, y: tf.meshgrid(x, y, indexing=indexing),
                   [i32(1, 2), i32(3)], attrs)
    for a, b in (((2, 1), (3,)), ((), (2, 3)), ((4, 1, 2), (3, 1)), ((1,), (1,)), ((), ())):
        family.add("broadcastArgs", tf.broadcast_dynamic_shape, [i32(*a), i32(*b)])
    for shape, mask, axis in (((3,), [True, False, True], 0), ((3, 2), [True, False, True], 0),
                              ((2, 3), [False, True, True], 1),
                              ((2, 2, 2), [[True, False], [True, True]], 0),
                              ((2, 2), [[False, False], [False, False]], 0)):
        family.add("booleanMask", lambda x, m: tf.boolean_mask(x, m, axis),
                   [values.f32(*shape), np.array(mask)], {"axis": axis} if axis else {})
    for x, y in ((i32(1, 2, 3, 4, 5, 6), i32(1, 3, 5)), (f32(1, 1, 2), f32(3)), (i32(1), i32(1)),
                 (i32(), i32(1))):
        family.add("setdiff1d", lambda a, b: tf.raw_ops.ListDiff(x=a, y=b), [x, y], grad=False)


def layers(family, values):
    """dilation2d, separableConv2d, movingAverage, basicLSTMCell."""
    for shape, taps, strides, pad, dilations in (
        ((1, 4, 4, 1), (2, 2, 1), [1, 1], "valid", [1, 1]), ((2, 5, 4, 2), (3, 2, 2), [1, 1], "same", [1, 1]),
        ((1, 5, 5, 1), (2, 2, 1), [2, 1], "same", [1, 1]), ((1, 5, 5, 2), (2, 2, 2), [1, 1], "valid", [2, 2]),
        ((1, 5, 5, 1), (2, 2, 1), [2, 2], "same", [2, 1]),
    ):
        family.add("dilation2d", lambda x, f: tf.nn.dilation2d(
            tf.cast(x, tf.float32), tf.cast(f, tf.float32), [1, *strides, 1], pad.upper(), "NHWC",
            [1, *dilations, 1]), [values.distinct(*shape, step=0.31), values.distinct(*taps, step=0.17)],
            {"strides": strides, "pad": pad, **({} if dilations == [1, 1] else {"dilations": dilations})},
            dtype="float32")
    for shape, depthwise, pointwise, strides, pad in (
        ((1, 3, 3, 2), (2, 2, 2, 1), (1, 1, 2, 3), 1, "valid"),
        ((2, 4, 3, 1), (3, 2, 1, 2), (1, 1, 2, 1), 2, "same"),
    ):
        family.add("separableConv2d", lambda x, d, p: tf.nn.separable_conv2d(
            x, d, p, [1, strides, strides, 1], pad.upper()),
            [values.f32(*shape), values.f32(*depthwise), values.f32(*pointwise)],
            {"strides": strides, "pad": pad})
    average = lambda v, x, d: v + (x - v) * (1 - d)
    family.add("movingAverage", average, [values.f32(2, 2), values.f32(2, 2), f32(0.6)[0]],
               {"zeroDebias": False}, source="definition")
    family.add("movingAverage", lambda v, x, d, s: v + (x - v) * (1 - d) / (1 - d ** s),
               [values.f32(2, 2), values.f32(2, 2), f32(0.6)[0], f32(3)[0]], source="definition")

    def cell(forget, kernel, bias, data, c, h):
        i, j, f, o = tf.split(tf.concat([data, h], 1) @ kernel + bias, 4, 1)
        state = c * tf.sigmoid(f + forget) + tf.sigmoid(i) * tf.tanh(j)
        return state, tf.tanh(state) * tf.sigmoid(o)

    for rows, width, units in ((1, 2, 1), (2, 3, 2)):
        family.add("basicLSTMCell", cell, [
            f32(1)[0], values.f32(width + units, 4 * units), values.f32(4 * units),
            values.f32(rows, width), values.f32(rows, units), values.f32(rows, units)],
            source="definition")


def build():
    """All cases of the family."""
    family = Family("more")
    values = Values("more")
    for part in (norms, products, counts, layers):
        part(family, values)
    return family
