"""Sparse and ragged tensors, and strings."""

import numpy as np
import tensorflow as tf

from cases import Family, Values, f32, i32


def sparse(family, values):
    """sparseToDense, sparseReshape, sparseFillEmptyRows, sparse segments."""
    for indices, shape in (([0, 2], [4]), ([[1], [3]], [5]), ([[0, 1], [2, 0]], [3, 2]), (2, [3]),
                           ([[0, 0, 1]], [1, 2, 2]), (np.zeros((0, 2)), [2, 2])):
        indices = np.array(indices, np.int32)
        count = 1 if indices.ndim == 0 else len(indices)
        rows = indices.reshape(count, len(shape))
        for one in (False, True):
            def dense(i, v, d):
                return tf.tensor_scatter_nd_update(tf.fill(shape, d), rows, tf.broadcast_to(v, [count]))

            family.add("sparseToDense", dense, [indices, values.f32() if one else values.f32(count),
                                                values.f32()], {"outputShape": shape})
    family.add("sparseToDense", lambda i, v, d: tf.constant([7, 0, 0], tf.int32),
               [i32(0), i32(7), np.int32(0)], {"outputShape": [3]})
    for indices, old, new in (([[0, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 2, 3]], [2, 3, 6], [9, -1]),
                              ([[0, 1], [1, 2]], [2, 3], [3, 2]), ([[4]], [6], [2, 3]),
                              ([[0, 1]], [2, 3], [6]), (np.zeros((0, 2)), [2, 3], [3, -1]),
                              (np.zeros((0, 2)), [0, 3], [5, 0])):
        family.add("sparseReshape", lambda i, o, n: tf.raw_ops.SparseReshape(
            input_indices=tf.cast(i, tf.int64), input_shape=tf.cast(o, tf.int64),
            new_shape=tf.cast(n, tf.int64)), [np.array(indices, np.int32), i32(*old), i32(*new)])
    for indices, shape in (([[0, 0], [2, 1]], [4, 2]), ([[1, 0], [1, 1], [0, 1]], [3, 2]),
                           ([[0, 0], [1, 0]], [2, 1]), (np.zeros((0, 2)), [2, 3]),
                           (np.zeros((0, 2)), [0, 3]), ([[2, 0], [0, 1]], [3, 2])):
        indices = np.array(indices, np.int32)
        family.add("sparseFillEmptyRows", lambda i, v, s, d: tf.raw_ops.SparseFillEmptyRows(
            indices=tf.cast(i, tf.int64), values=v, dense_shape=tf.cast(s, tf.int64), default_value=d),
            [indices, values.f32(len(indices)), i32(*shape), values.f32()])
    for op, function in {"sparseSegmentSum": tf.sparse.segment_sum,
                         "sparseSegmentMean": tf.sparse.segment_mean}.items():
        for shape, rows, ids in (((3, 2), [0, 1], [0, 0]), ((3, 2), [0, 1, 1, 2], [0, 0, 1, 3]),
                                 ((4,), [3, 3, 0], [0, 2, 2]), ((3, 2, 2), [2, 0], [1, 1]),
                                 ((3, 2), [], [])):
            family.add(op, function, [values.f32(*shape), np.array(rows, np.int32),
                                      np.array(ids, np.int32)])
    family.add("sparseSegmentSum", tf.sparse.segment_sum, [values.i32(3, 2), i32(0, 2), i32(0, 0)])
    for inputs in ((i32(0, 3, 5), i32(8, 3, 7), i32(1, 1, 1)), (np.int32(0), i32(8, 5, 1), np.int32(2)),
                   (i32(0, 5, 8), i32(8, 0, 8), i32(2, -1, 1)), (f32(0, 1), f32(1, 2.5), f32(0.25, 0.5)),
                   (np.int32(2), np.int32(6), np.int32(3)), (i32(), i32(), i32())):
        family.add("raggedRange", lambda s, l, d: tf.raw_ops.RaggedRange(
            starts=s, limits=l, deltas=d, Tsplits=tf.int32), list(inputs), grad=False)


def ragged(family, values):
    """raggedGather, raggedTensorToTensor."""
    for splits, extents, indices in (
        ([[0, 3, 3, 7, 9]], (9,), [2, 1, 0, 3]), ([[0, 3, 3, 7, 9]], (9, 2), [3, 3]),
        ([[0, 2, 2, 3], [0, 1, 3, 6]], (6,), [2, 0]), ([[0, 2, 3]], (3,), [[1, 0], [0, 0]]),
        ([[0, 2, 3]], (3,), np.zeros(0)), ([[0, 1, 1, 2]], (2, 1), [[[0], [2]], [[1], [1]]]),
    ):
        indices = np.array(indices, np.int32)
        rank = len(splits) + indices.ndim - 1

        def gather(v, i, *s):
            found = tf.raw_ops.RaggedGather(params_nested_splits=s, params_dense_values=v, indices=i,
                                            OUTPUT_RAGGED_RANK=rank)
            return [*found[0], found[1]]

        family.add("raggedGather", gather, [values.f32(*extents), indices, *(i32(*s) for s in splits)],
                   grad=False)
    for shape, extents, default, tensors, types in (
        ([4, 4], (9,), (), [4, [0, 0, 0, 2, 2, 2, 2, 3, 3]], "FIRST_DIM_SIZE,VALUE_ROWIDS"),
        ([-1, -1], (9,), (), [[0, 3, 3, 7, 9]], "ROW_SPLITS"),
        (-1, (3,), (), [[0, 2, 3]], "ROW_SPLITS"),
        ([3, 2], (9,), (), [[0, 3, 3, 7, 9]], "ROW_SPLITS"),
        ([5, -1, 2], (3, 2), (2,), [[0, 1, 3]], "ROW_SPLITS"),
        ([-1, -1, -1], (6,), (), [[0, 2, 2, 3], [0, 1, 3, 6]], "ROW_SPLITS,ROW_SPLITS"),
        ([2, 3, 2], (6,), (), [3, [0, 0, 2], [0, 1, 1, 2, 2, 2]], "FIRST_DIM_SIZE,VALUE_ROWIDS,VALUE_ROWIDS"),
        ([-1, 2], (0,), (), [[0, 0, 0]], "ROW_SPLITS"),
    ):
        family.add("raggedTensorToTensor", lambda s, v, d, *t: tf.raw_ops.RaggedTensorToTensor(
            shape=s, values=v, default_value=d, row_partition_tensors=t,
            row_partition_types=types.split(",")),
            [np.array(shape, np.int32), values.f32(*extents), values.f32(*default),
             *(np.array(t, np.int32) for t in tensors)], {"rowPartitionTypes": types}, grad=False)


def strings(family):
    """stringNGrams, stringSplit, stringToHashBucketFast."""
    words = np.array(["a", "b", "c", "d", "e", "f"])
    splits = i32(0, 4, 6, 6)
    plans = [([1], -1, False), ([2], -1, False), ([3], 0, False), ([3], 0, True), ([3], 1, False),
             ([5], 1, True), ([2, 3], 0, False), ([2], 0, True), ([7], 2, False)]
    for widths, pad, keep in plans:
        attrs = {"separator": "|", "nGramWidths": widths, "leftPad": "LP", "rightPad": "RP",
                 "padWidth": pad, "preserveShortSequences": keep}
        family.add("stringNGrams", lambda d, s: tf.raw_ops.StringNGrams(
            data=d, data_splits=s, separator="|", ngram_widths=widths, left_pad="LP", right_pad="RP",
            pad_width=pad, preserve_short_sequences=keep), [words, splits], attrs)
    for texts, delimiter, skip in ((["a b c", "de", " f  g "], " ", True),
                                   (["a b c", "de", " f  g "], " ", False),
                                   (["a,b;c", ""], ",;", True), (["a,b;c", ""], ",;", False),
                                   (["ab", "c"], "", True), ([], " ", True)):
        family.add("stringSplit", lambda i, d: tf.raw_ops.StringSplit(
            input=i, delimiter=d, skip_empty=skip), [np.array(texts, str), np.array(delimiter)],
            {} if skip else {"skipEmpty": False})
    texts = ["", "a", "ab", "abc", "abcd", "hello", "12345678", "x" * 15, "y" * 16, "z" * 17, "w" * 32,
             "v" * 33, "The quick brown fox jumps over the lazy dog", "u" * 64, "t" * 65, "s" * 127,
             "r" * 128, "q" * 129, "pack my box with five dozen liquor jugs " * 9]
    for buckets in (1, 10, 2147483647):
        family.add("stringToHashBucketFast", lambda s: tf.strings.to_hash_bucket_fast(s, buckets),
                   [np.array(texts)], {"numBuckets": buckets})


def build():
    """All cases of the family."""
    family = Family("sparse")
    sparse(family, Values("sparse"))
    strings(family)
    ragged(family, Values("ragged"))
    texts, others = np.array(["b", "a", "ab", ""]), np.array(["a", "b", "ab", "a"])
    for op, function in {"greater": np.greater, "greaterEqual": np.greater_equal, "less": np.less,
                         "lessEqual": np.less_equal}.items():
        family.add(op, lambda a, b: function(texts, others), [texts, others], source="numpy")
    family.add("unique", lambda x: [np.array(["b", "a"]), i32(0, 1, 0)], [np.array(["b", "a", "b"])],
               source="definition", note="in the order of first appearance")
    family.add("unique", lambda x: [np.array([["b"], ["a"]]), i32(0, 0)], [np.array([["b", "b"], ["a", "a"]])],
               {"axis": 1}, source="definition")
    return family
