"""Ops that move elements about: shapes, slices, gathers, scatters, sorting and counting."""

import numpy as np
import tensorflow as tf

from cases import INF, NAN, Family, Values, f32, i32


def shapes(family, values):
    """reshape, transpose, expandDims, squeeze, reverse, broadcastTo, tile."""
    for shape, target in (((2, 3), [3, 2]), ((2, 3), [6]), ((2, 3), [-1]), ((2, 3, 2), [3, -1]),
                          ((), [1, 1]), ((1,), []), ((0, 3), [3, 0]), ((2, 2, 2, 2), [4, -1, 2])):
        family.add("reshape", lambda x: tf.reshape(x, target), [values.f32(*shape)],
                   {"shape": target})
    family.add("reshape", lambda x: tf.reshape(x, [2, 2]), [values.i32(4)], {"shape": [2, 2]})
    family.add("reshape", lambda x: tf.reshape(x, [2, 1]), [np.array(["a", "b"])],
               {"shape": [2, 1]})
    for shape, perm in (((2, 3), None), ((2, 3), [1, 0]), ((2, 3), [0, 1]), ((2, 3, 2), None),
                        ((2, 3, 2), [1, 0, 2]), ((2, 3, 2), [2, 0, 1]), ((2, 3, 4), [0, 2, 1]),
                        ((1, 2, 3, 2), [0, 3, 1, 2]), ((2, 1, 3, 2), [3, 2, 1, 0]), ((4,), None),
                        ((), None), ((0, 2), [1, 0]), ((2, 1, 2, 1, 3), [4, 0, 2, 1, 3])):
        family.add("transpose", lambda x: tf.transpose(x, perm), [values.f32(*shape)],
                   {} if perm is None else {"perm": perm})
    family.add("transpose", tf.transpose, [values.i32(3, 2)])
    family.add("transpose", tf.transpose, [values.flags(3, 2)])
    for shape, axis in (((2, 3), None), ((2, 3), 0), ((2, 3), 1), ((2, 3), 2), ((2, 3), -1),
                        ((2, 3), -2), ((), 0), ((0, 2), 1)):
        family.add("expandDims", lambda x: tf.expand_dims(x, axis or 0), [values.f32(*shape)],
                   {} if axis is None else {"axis": axis})
    for shape, axis in (((1, 2, 1, 3), None), ((1, 2, 1, 3), [0]), ((1, 2, 1, 3), [2, 0]),
                        ((1, 2, 1), [-1]), ((2, 3), None), ((1, 1), None), ((0, 1), [1])):
        family.add("squeeze", lambda x: tf.squeeze(x, axis), [values.f32(*shape)],
                   {} if axis is None else {"axis": axis})
    for shape, axis in (((4,), None), ((2, 3), None), ((2, 3), [0]), ((2, 3), [1]), ((2, 3), [-1]),
                        ((2, 2, 3), [0, 2]), ((1, 2, 2, 2), [-2, 1]), ((2, 0), [0]), ((2, 3), [])):
        axes = list(range(len(shape))) if axis is None else axis
        family.add("reverse", lambda x: tf.reverse(x, axes), [values.f32(*shape)],
                   {} if axis is None else {"axis": axis})
    for shape, target in (((3,), [2, 3]), ((2, 1), [2, 3]), ((), [2, 2]), ((1, 2, 1), [2, 2, 3]),
                          ((2, 3), [2, 3]), ((1,), [0]), ((1, 3), [2, 2, 3])):
        family.add("broadcastTo", lambda x: tf.broadcast_to(x, target), [values.f32(*shape)],
                   {"shape": target})
    for shape, reps in (((3,), [2]), ((2, 2), [1, 2]), ((2, 2), [2, 1]), ((2, 1, 2), [2, 3, 1]),
                        ((2,), [0]), ((2, 2), [1, 1]), ((), []), ((1, 2, 1, 2), [2, 1, 2, 1])):
        family.add("tile", lambda x: tf.tile(x, tf.constant(reps, tf.int32)),
                   [values.f32(*shape)], {"reps": reps})


def slices(family, values):
    """slice, stridedSlice, pad, mirrorPad, bandPart."""
    for shape, begin, size in (((5,), [1], [3]), ((5,), [2], [-1]), ((5,), [0], [0]),
                               ((3, 4), [1, 0], [2, 2]), ((3, 4), [0, 1], [-1, 2]),
                               ((3, 4), [1, 1], [-1, -1]), ((2, 3, 2), [0, 1, 1], [2, 2, 1]),
                               ((2, 2, 3, 2), [1, 0, 1, 0], [1, 2, 2, -1]), ((), [], [])):
        family.add("slice", lambda x: tf.slice(x, tf.constant(begin, tf.int32), tf.constant(
            size, tf.int32)), [values.f32(*shape)], {"begin": begin, "size": size})
    family.add("slice", lambda x: tf.slice(x, [1], [2]), [values.i32(4)], {"begin": [1], "size": [2]})
    family.add("slice", lambda x: tf.slice(x, [1], [2]), [np.array(["a", "b", "c"])],
               {"begin": [1], "size": [2]})
    for shape, begin, end, strides, masks in (
        ((6,), [1], [5], [2], {}), ((6,), [-1], [-7], [-1], {}), ((6,), [4], [0], [-2], {}),
        ((6,), [0], [0], [1], {"endMask": 1}), ((6,), [3], [0], [1], {"beginMask": 1, "endMask": 1}),
        ((6,), [5], [0], [-1], {"endMask": 1}), ((6,), [2], [3], [1], {"shrinkAxisMask": 1}),
        ((6,), [-2], [0], [1], {"shrinkAxisMask": 1}), ((6,), [-100], [100], [1], {}),
        ((6,), [4], [2], [1], {}),
        ((3, 4), [0, 1], [3, 4], [2, 1], {}), ((3, 4), [1, 0], [2, 4], [1, 2], {"shrinkAxisMask": 1}),
        ((3, 4), [0, 1], [0, 3], [1, 1], {"beginMask": 1, "endMask": 1}),
        ((3, 4), [1], [3], [1], {}),
        ((2, 3, 4), [0, 1], [0, 2], [1, 1], {"ellipsisMask": 1}),
        ((2, 3, 4), [0, 0, 2], [1, 0, 4], [1, 1, 1], {"ellipsisMask": 2}),
        ((3, 4), [0, 0, 1], [0, 2, 3], [1, 1, 1], {"newAxisMask": 1}),
        ((3, 4), [0, 0, 0], [2, 0, 2], [1, 1, 1], {"newAxisMask": 2}),
        ((2, 3, 4), [1, 0, 0], [2, 0, 0], [1, 1, 1],
         {"shrinkAxisMask": 1, "newAxisMask": 2, "ellipsisMask": 4}),
        ((2, 3, 4), [0, 0, -1], [0, 0, 0], [1, 1, -1], {"beginMask": 3, "endMask": 7}),
    ):
        tf_masks = {"beginMask": "begin_mask", "endMask": "end_mask", "newAxisMask": "new_axis_mask",
                    "ellipsisMask": "ellipsis_mask", "shrinkAxisMask": "shrink_axis_mask"}
        family.add("stridedSlice", lambda x: tf.strided_slice(
            x, begin, end, strides, **{tf_masks[k]: v for k, v in masks.items()}),
            [values.f32(*shape)], {"begin": begin, "end": end, "strides": strides, **masks})
    family.add("stridedSlice", lambda x: tf.strided_slice(x, [3], [0], [-1]), [values.i32(5)],
               {"begin": [3], "end": [0], "strides": [-1]})
    for shape, paddings, value in (
        ((3,), [[1, 2]], None), ((3,), [[0, 0]], None), ((2, 2), [[1, 0], [0, 2]], 1.5),
        ((2, 2), [[1, 1], [1, 1]], -2), ((1, 2, 2), [[0, 0], [1, 0], [0, 1]], 0),
        ((1, 2, 2, 1), [[0, 0], [1, 1], [1, 1], [0, 0]], None), ((0, 2), [[1, 0], [0, 0]], 3),
        ((), [], None),
    ):
        family.add("pad", lambda x: tf.pad(x, tf.reshape(tf.constant(paddings, tf.int32), [-1, 2]),
                                           constant_values=value or 0), [values.f32(*shape)],
                   {"paddings": paddings, **({} if value is None else {"constantValue": value})})
    family.add("pad", lambda x: tf.pad(x, [[1, 1]], constant_values=7), [values.i32(2)],
               {"paddings": [[1, 1]], "constantValue": 7})
    for shape, paddings, mode in (
        ((4,), [[2, 3]], "reflect"), ((4,), [[2, 4]], "symmetric"), ((3, 3), [[1, 2], [2, 0]], "reflect"),
        ((2, 3), [[1, 2], [2, 0]], "symmetric"), ((1, 3, 3, 1), [[0, 0], [1, 1], [1, 1], [0, 0]], "reflect"),
        ((2, 2), [[0, 0], [0, 0]], "reflect"),
    ):
        family.add("mirrorPad", lambda x: tf.pad(x, paddings, mode.upper()), [values.f32(*shape)],
                   {"paddings": paddings, "mode": mode})
    for shape, low, high in (((3, 4), 1, 0), ((3, 4), 0, 1), ((4, 3), -1, 0), ((3, 3), 0, -1),
                             ((2, 3, 3), 0, 0), ((3, 3), -1, -1), ((2, 2, 2, 3), 1, 1)):
        family.add("bandPart", lambda x: tf.linalg.band_part(x, low, high), [values.f32(*shape)],
                   {"numLower": low, "numUpper": high})


def joins(family, values):
    """concat, stack, unstack, split."""
    for axis, *parts in ((0, (2, 3), (1, 3)), (1, (2, 3), (2, 1), (2, 2)), (-1, (2, 2), (2, 1)),
                         (0, (3,), (2,)), (2, (1, 2, 2), (1, 2, 1)), (1, (1, 1, 2, 2), (1, 2, 2, 2)),
                         (0, (2,)), (0, (0, 2), (2, 2)), (-2, (1, 2), (2, 2))):
        family.add("concat", lambda *x: tf.concat(x, axis), [values.f32(*p) for p in parts],
                   {"axis": axis})
    family.add("concat", lambda *x: tf.concat(x, 0), [values.f32(2), values.f32(1)])
    family.add("concat", lambda *x: tf.concat(x, 0), [values.i32(2), values.i32(1)])
    family.add("concat", lambda *x: tf.concat(x, 0), [np.array(["a"]), np.array(["b", "c"])])
    for shape, axis, count in (((3,), 0, 2), ((3,), 1, 2), ((2, 2), -1, 3), ((2, 3), 1, 2),
                               ((), 0, 3), ((2, 2), 0, 1), ((1, 2, 2), -2, 2)):
        family.add("stack", lambda *x: tf.stack(x, axis), [values.f32(*shape) for _ in range(count)],
                   {"axis": axis})
    family.add("stack", lambda *x: tf.stack(x), [values.i32(2), values.i32(2)])
    for shape, axis in (((2, 3), 0), ((2, 3), 1), ((2, 3), -1), ((3,), 0), ((2, 2, 3), 1),
                        ((1, 2), 0), ((2, 0), 0)):
        family.add("unstack", lambda x: tf.unstack(x, axis=axis), [values.f32(*shape)],
                   {"axis": axis})
    for shape, parts, axis in (((4,), 2, 0), ((6, 2), 3, 0), ((2, 4), 2, 1), ((2, 4), [1, 3], 1),
                               ((2, 5), [2, -1, 1], -1), ((3, 2), [0, 3], 0), ((2, 2, 4), 4, 2),
                               ((2, 3), 1, 0)):
        family.add("split", lambda x: tf.split(x, parts, axis), [values.f32(*shape)],
                   {"numOrSizeSplits": parts, "axis": axis})


def gathers(family, values):
    """gather, gatherND, scatterND, tensorScatterUpdate, unsortedSegmentSum, oneHot."""
    for shape, indices, attrs in (
        ((4,), [2, 0, 2], {}), ((4,), 3, {}), ((3, 2), [2, 0], {}), ((3, 2), [1, 1, 0], {"axis": 1}),
        ((3, 2), [1], {"axis": -1}), ((3, 2), [[0, 2], [1, 0]], {}), ((2, 3, 2), [2, 0], {"axis": 1}),
        ((2, 3, 2), [[0], [1]], {"axis": 2}), ((3, 2), [], {}),
        ((2, 3), [[0, 2], [1, 1]], {"axis": 1, "batchDims": 1}),
        ((2, 3, 2), [[0, 2], [1, 1]], {"axis": 1, "batchDims": 1}),
        ((2, 2, 3), [[0, 2], [1, 1]], {"axis": 2, "batchDims": 1}),
        ((2, 2, 3), [[2, 0], [1, 1]], {"axis": 2, "batchDims": 2}),
    ):
        family.add("gather", lambda x, i: tf.gather(x, i, axis=attrs.get("axis", 0),
                                                    batch_dims=attrs.get("batchDims", 0)),
                   [values.f32(*shape), np.array(indices, np.int32)], attrs)
    family.add("gather", tf.gather, [values.i32(4), i32(3, 1)])
    family.add("gather", tf.gather, [np.array(["a", "b"]), i32(1, 1)])
    for shape, indices in (((4,), [[1], [3]]), ((3, 2), [[0, 1], [2, 0]]), ((3, 2), [[2], [0]]),
                           ((2, 2, 3), [[[0, 1], [1, 0]]]), ((2, 2, 3), [[1, 0, 2], [1, 0, 2]]),
                           ((3, 2), [0, 1])):
        # TensorFlow has no gradient for a single index.
        family.add("gatherND", tf.gather_nd, [values.f32(*shape), np.array(indices, np.int32)],
                   grad=np.ndim(indices) > 1)
    for indices, updates, shape in (
        ([[4], [3], [1], [7]], (4,), [8]), ([[0], [2]], (2, 2), [3, 2]), ([[0, 1], [2, 0]], (2,), [3, 2]),
        ([[1], [1], [0]], (3,), [2]), ([[0], [0]], (2, 2, 2), [2, 2, 2]), ([[[0], [1]]], (1, 2, 2), [3, 2]),
    ):
        family.add("scatterND", lambda i, u: tf.scatter_nd(i, u, shape),
                   [np.array(indices, np.int32), values.f32(*updates)], {"shape": shape})
    family.add("scatterND", lambda i, u: tf.scatter_nd(i, u, [3]),
               [np.array([[1], [1]], np.int32), i32(2, 3)], {"shape": [3]})
    for shape, indices, updates in (((5,), [[1], [3]], (2,)), ((3, 2), [[2], [0]], (2, 2)),
                                    ((3, 2), [[2, 1], [0, 0]], (2,)), ((2, 2, 2), [[1, 0]], (1, 2))):
        family.add("tensorScatterUpdate", tf.tensor_scatter_nd_update,
                   [values.f32(*shape), np.array(indices, np.int32), values.f32(*updates)])
    for shape, segments, count in (((4,), [0, 1, 0, 2], 3), ((4, 2), [1, 1, 0, 3], 4), ((3,), [0, -1, 0], 2),
                                   ((2, 2), [[0, 1], [1, 0]], 2), ((2, 2, 2), [1, 1], 2),
                                   ((2, 2, 2), [[0, 2], [1, 0]], 3), ((0, 2), [], 2)):
        family.add("unsortedSegmentSum", lambda x, s: tf.math.unsorted_segment_sum(x, s, count),
                   [values.f32(*shape), np.array(segments, np.int32)], {"numSegments": count},
                   note="a negative segment is dropped" if -1 in np.ravel(segments) else None)
    for indices, attrs in (
        ([0, 2, 1], {"depth": 3}), ([0, 3, -1], {"depth": 3}), (1, {"depth": 2}),
        ([[0, 1], [2, 0]], {"depth": 3}), ([0, 2], {"depth": 3, "dtype": "float32"}),
        ([1, 0], {"depth": 2, "onValue": 0.5, "offValue": -1.0, "dtype": "float32"}),
        ([1, 0], {"depth": 2, "onValue": 5, "offValue": 2}), ([0, 1], {"depth": 2, "dtype": "bool"}),
        ([], {"depth": 2}),
    ):
        dtype = attrs.get("dtype", "int32")
        family.add("oneHot", lambda i: tf.one_hot(
            i, attrs["depth"], tf.cast(attrs.get("onValue", 1), dtype),
            tf.cast(attrs.get("offValue", 0), dtype)), [np.array(indices, np.int32)], attrs)


def blocks(family, values):
    """depthToSpace, spaceToDepth, batchToSpaceND, spaceToBatchND."""
    for shape, block in (((1, 1, 1, 4), 2), ((1, 2, 2, 4), 2), ((2, 1, 2, 8), 2), ((1, 1, 1, 9), 3)):
        family.add("depthToSpace", lambda x: tf.nn.depth_to_space(x, block), [values.f32(*shape)],
                   {"blockSize": block})
    for shape, block in (((1, 2, 2, 1), 2), ((1, 4, 4, 1), 2), ((2, 2, 4, 2), 2), ((1, 3, 3, 1), 3)):
        family.add("spaceToDepth", lambda x: tf.nn.space_to_depth(x, block), [values.f32(*shape)],
                   {"blockSize": block})
    for shape, block, crops in (((4, 1, 1, 1), [2, 2], [[0, 0], [0, 0]]),
                                ((4, 2, 2, 1), [2, 2], [[0, 1], [1, 0]]),
                                ((4, 1, 1, 3), [2, 2], [[0, 0], [0, 0]]),
                                ((2, 3, 2), [2], [[1, 2]])):
        family.add("batchToSpaceND", lambda x: tf.batch_to_space(x, block, crops),
                   [values.f32(*shape)], {"blockShape": block, "crops": crops})
    for shape, block, pads in (((1, 2, 2, 1), [2, 2], [[0, 0], [0, 0]]),
                               ((1, 3, 3, 1), [2, 2], [[1, 0], [0, 1]]),
                               ((2, 2, 4, 1), [2, 2], [[0, 0], [0, 0]]), ((1, 3, 2), [2], [[1, 0]])):
        family.add("spaceToBatchND", lambda x: tf.space_to_batch(x, block, pads),
                   [values.f32(*shape)], {"blockShape": block, "paddings": pads})


def sorting(family, values):
    """topk, sort, argsort, searchSorted, bincount, unique."""
    for shape, attrs in (((5,), {}), ((5,), {"k": 3}), ((2, 4), {"k": 2}), ((2, 3), {"k": 3}),
                         ((2, 2, 3), {"k": 2}), ((3,), {"k": 0}), ((4,), {"k": 2, "sorted": True})):
        family.add("topk", lambda x: tf.math.top_k(x, attrs.get("k", 1)), [values.distinct(*shape)],
                   attrs)
    family.add("topk", lambda x: tf.math.top_k(x, 3), [f32(1, 3, 3, 2, 3)], {"k": 3}, grad=False,
               note="of equals the first comes first")
    family.add("topk", lambda x: tf.math.top_k(x, 2), [values.i32(6)], {"k": 2})
    for op, function in {"sort": tf.sort, "argsort": lambda x, axis, direction: tf.argsort(
            x, axis, direction, stable=True)}.items():
        for shape, attrs in (((6,), {}), ((6,), {"direction": "DESCENDING"}), ((2, 4), {}),
                             ((3, 2), {"axis": 0}), ((3, 2), {"axis": 0, "direction": "DESCENDING"}),
                             ((2, 2, 3), {"axis": 1}), ((2, 2, 3), {"axis": -1}), ((1,), {})):
            family.add(op, lambda x: function(x, axis=attrs.get("axis", -1),
                                              direction=attrs.get("direction", "ASCENDING")),
                       [values.distinct(*shape)], attrs)
    family.add("argsort", lambda x: np.argsort(x, kind="stable"), [f32(2, 1, 2, 1, 0)],
               note="stable", source="numpy")
    family.add("argsort", lambda x: np.argsort(-x, kind="stable"), [f32(2, 1, 2, 1, 0)],
               {"direction": "DESCENDING"}, note="stable", source="numpy")
    family.add("sort", tf.sort, [values.i32(6)])
    family.add("sort", lambda x: np.sort(x), [f32(INF, 0, -INF, 1)], grad=False, source="numpy")
    for side in ("left", "right"):
        attrs = {"side": side}
        function = lambda s, v: tf.searchsorted(s, v, side)
        family.add("searchSorted", function, [f32(-1, 0, 0, 2, 3), f32(0, -2, 1.5, 3, 9)], attrs)
        family.add("searchSorted", function, [np.sort(values.distinct(2, 4)), values.f32(2, 3)], attrs)
        family.add("searchSorted", function, [i32(1, 2, 2, 5), i32(2, 0, 6)], attrs)
    family.add("searchSorted", tf.searchsorted, [f32(0, 1, 2), f32(0.5, 1)])

    def count(x, weights, size):
        result = np.zeros(size, weights.dtype if weights.size else np.float32)
        np.add.at(result, x[x < size], weights[x < size] if weights.size else 1)
        return result

    for x, weights, size in ((i32(1, 1, 0, 3), np.zeros(0, np.float32), 4),
                             (i32(1, 1, 0, 3), f32(0.5, 1, 2, -1), 5),
                             (i32(1, 7, 0, 3), f32(0.5, 1, 2, -1), 4),
                             (i32(2, 2, 2), np.zeros(0, np.float32), 2),
                             (i32(), np.zeros(0, np.float32), 3)):
        family.add("bincount", lambda a, b: tf.constant(count(x, weights, size)), [x, weights],
                   {"size": size}, grad=False, source="numpy",
                   note="no weights: each counts one" if not weights.size else None)
    for x in (f32(2, 1, 2, 5, 1), i32(3, 3, 3), i32(4, -1, 4, 0), np.zeros(0, np.float32)):
        family.add("unique", lambda x: tf.unique(x), [x], grad=False,
                   note="in the order of first appearance")

    def unique_along(x, axis):
        array = x.numpy()
        _, first, inverse = np.unique(array, axis=axis, return_index=True, return_inverse=True)
        order = np.argsort(first)
        return np.take(array, first[order], axis), np.argsort(order)[inverse.ravel()].astype(np.int32)

    rows = np.array([[1, 0, 0], [1, 0, 0], [2, 0, 0]], np.float32)
    for axis in (0, 1):
        family.add("unique", lambda x: unique_along(x, axis), [rows], {"axis": axis}, grad=False,
                   source="numpy")


def creation(family):
    """range, linspace, eye, diag, fill: no inputs, or nearly none."""
    for start, stop, step, dtype in ((0, 5, 1, "int32"), (1, 8, 3, "int32"), (5, 0, -2, "int32"),
                                     (0, 1, 0.25, "float32"), (3, 3, 1, "int32"), (2, -1, -0.5, "float32")):
        family.add("range", lambda: np.arange(start, stop, step, dtype), [],
                   {"start": start, "stop": stop, "step": step, "dtype": dtype}, source="numpy")
    for start, stop, num in ((0, 1, 5), (1, 1, 3), (5, -5, 3), (0, 10, 1), (0, 1, 7)):
        family.add("linspace", lambda: np.linspace(start, stop, num), [],
                   {"start": start, "stop": stop, "num": num}, source="numpy")
    for rows, columns, batch, dtype in ((3, 3, None, "float32"), (2, 4, None, "float32"),
                                        (3, 2, None, "int32"), (2, 2, [2], "float32"), (1, 1, None, "bool")):
        attrs = {"numRows": rows, "numColumns": columns, "dtype": dtype}
        if batch:
            attrs["batchShape"] = batch
        family.add("eye", lambda: tf.cast(tf.eye(rows, columns, batch), dtype), [], attrs)
    for shape, value, dtype in (([2, 3], 1.5, "float32"), ([], -2, "int32"), ([0, 2], 1, "float32"),
                                ([2], True, "bool")):
        family.add("fill", lambda: np.full(shape, value, dtype), [],
                   {"shape": shape, "value": value, "dtype": dtype}, source="numpy")

    def diag(x):
        return tf.reshape(tf.linalg.diag(tf.reshape(x, [-1])), [*x.shape, *x.shape])

    values = Values("diag")
    family.add("diag", diag, [values.f32(3)])
    family.add("diag", diag, [values.f32(2, 2)], note="rank two gives rank four")
    family.add("diag", diag, [values.i32(2)])


def build():
    """All cases of the family."""
    family = Family("array")
    values = Values("array")
    for part in (shapes, slices, joins, gathers, blocks, sorting):
        part(family, values)
    creation(family)
    return family
