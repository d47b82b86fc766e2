"""Images: resizing, sampling, colours, boxes."""

import numpy as np
import tensorflow as tf

from cases import Family, Values, f32, i32

SIZES = [  # input, size, alignCorners, halfPixelCenters
    ((1, 2, 2, 1), (4, 4), False, False), ((1, 2, 2, 1), (4, 4), True, False),
    ((1, 2, 2, 1), (4, 4), False, True), ((2, 3, 4, 2), (2, 3), False, False),
    ((2, 3, 4, 2), (2, 3), True, False), ((2, 3, 4, 2), (2, 3), False, True),
    ((1, 4, 3, 1), (4, 3), False, False), ((1, 4, 3, 1), (4, 3), False, True),
    ((1, 3, 3, 1), (1, 1), True, False), ((1, 3, 3, 1), (7, 5), False, False),
    ((1, 3, 3, 1), (7, 5), True, False), ((1, 3, 3, 1), (7, 5), False, True),
    ((1, 1, 1, 3), (2, 3), False, False), ((0, 2, 2, 1), (3, 3), False, False),
]


def interpolation(extent, size, corners, half, nearest):
    """The matrix that resizes an axis, in double precision, which TensorFlow's op has not."""
    ratio = (extent - 1) / (size - 1) if corners and size > 1 else extent / size
    matrix = np.zeros((size, extent))
    for i in range(size):
        if nearest:
            at = ratio * (i + 0.5) if half else ratio * i
            at = np.floor(at + 0.5) if corners else np.floor(at)
            matrix[i, min(int(at), extent - 1)] = 1
        else:
            at = max(ratio * (i + 0.5) - 0.5 if half else ratio * i, 0)
            low = min(int(np.floor(at)), extent - 1)
            matrix[i, low] += 1 - (at - low)
            matrix[i, min(low + 1, extent - 1)] += at - low
    return tf.constant(matrix)


def resize(x, size, corners, half, nearest):
    """Images resized by a matrix for each axis."""
    rows = interpolation(x.shape[1], size[0], corners, half, nearest)
    columns = interpolation(x.shape[2], size[1], corners, half, nearest)
    return tf.einsum("ph,bhwc,qw->bpqc", rows, x, columns)


def sizes(family, values):
    """resizeBilinear, resizeNearestNeighbor."""
    for op, nearest, raw in (
        ("resizeBilinear", False, tf.raw_ops.ResizeBilinear),
        ("resizeNearestNeighbor", True, tf.raw_ops.ResizeNearestNeighbor),
    ):
        for shape, size, corners, half in SIZES:
            x = values.f32(*shape)
            attrs = {"size": list(size)}
            if corners:
                attrs["alignCorners"] = True
            if half:
                attrs["halfPixelCenters"] = True
            if shape[0]:
                peer = raw(images=x, size=size, align_corners=corners, half_pixel_centers=half)
                exact = resize(tf.constant(x, tf.float64), size, corners, half, nearest)
                np.testing.assert_allclose(exact, peer, atol=1e-5)
            family.add(op, lambda x: resize(x, size, corners, half, nearest), [x], attrs)
        family.add(op, lambda x: resize(x[None], (3, 4), False, False, nearest)[0],
                   [values.f32(2, 2, 3)], {"size": [3, 4]}, note="one image alone")
    family.add("resizeNearestNeighbor", lambda x: tf.raw_ops.ResizeNearestNeighbor(
        images=x, size=[3, 2]), [values.i32(1, 2, 2, 1)], {"size": [3, 2]})


def crops(family, values):
    """cropAndResize."""
    boxes = np.array([[0, 0, 1, 1], [0.1, 0.2, 0.6, 0.9], [0.9, 0.8, 0.15, 0.05],
                      [-0.3, 0.2, 0.7, 1.4]], np.float32)
    image = values.f32(2, 4, 5, 2)
    # TensorFlow's gradient for boxes that reach outside is not the derivative.
    inside = boxes[:3]
    for method in ("bilinear", "nearest"):
        for size, fill in (([3, 4], 0), ([2, 2], -1.5), ([1, 1], 0), ([1, 3], 0.25)):
            attrs = {"cropSize": size, "method": method}
            if fill:
                attrs["extrapolationValue"] = fill
            family.add("cropAndResize", lambda x, b, i: tf.image.crop_and_resize(
                tf.cast(x, tf.float32), tf.cast(b, tf.float32), i, size, method, fill),
                [image, boxes, i32(0, 1, 1, 0)], attrs, grad=[True, False, False],
                tolerance=1e-5 if method == "nearest" else 1e-4,
                dtype="float32", note="computed in single precision")
    family.add("cropAndResize", lambda x, b, i: tf.image.crop_and_resize(
        tf.cast(x, tf.float32), tf.cast(b, tf.float32), i, [3, 4]), [image, inside, i32(0, 1, 1)],
        {"cropSize": [3, 4]}, tolerance=1e-4, dtype="float32", note="computed in single precision")


def flips(family, values):
    """flipLeftRight, grayscaleToRGB, rgbToGrayscale."""
    for shape in ((1, 2, 3, 1), (2, 2, 2, 3)):
        family.add("flipLeftRight", tf.image.flip_left_right, [values.f32(*shape)])
    family.add("flipLeftRight", tf.image.flip_left_right, [values.i32(1, 2, 2, 1)])
    for shape in ((2, 1), (2, 3, 1), (1, 2, 2, 1)):
        family.add("grayscaleToRGB", lambda x: tf.repeat(x, 3, -1), [values.f32(*shape)])
    family.add("grayscaleToRGB", lambda x: tf.repeat(x, 3, -1), [values.i32(2, 2, 1)])
    weights = np.array([0.2989, 0.587, 0.114])
    gray = lambda x: tf.reduce_sum(x * weights, -1, keepdims=True)
    for shape in ((2, 3), (2, 2, 3), (1, 2, 2, 3)):
        x = values.f32(*shape)
        if len(shape) > 2:
            np.testing.assert_allclose(gray(tf.constant(x, tf.float64)),
                                       tf.image.rgb_to_grayscale(x), atol=1e-5)
        family.add("rgbToGrayscale", gray, [x])
    family.add("rgbToGrayscale", lambda x: tf.cast(gray(tf.cast(x, tf.float64)), tf.int32),
               [values.i32(2, 2, 3, low=0, high=256)], note="of integers an integer")


def boxes(family, values):
    """nonMaxSuppression."""
    corners = np.array([[0, 0, 1, 1], [0, 0.1, 1, 1.1], [0, -0.1, 1, 0.9], [0, 10, 1, 11],
                        [0, 10.1, 1, 11.1], [0, 100, 1, 101], [1, 1, 0, 0], [2, 2, 2, 3]], np.float32)
    scores = f32(0.9, 0.75, 0.6, 0.95, 0.5, 0.3, 0.85, 0.2)
    for attrs in ({"maxOutputSize": 3}, {"maxOutputSize": 8}, {"maxOutputSize": 8, "iouThreshold": 0.9},
                  {"maxOutputSize": 8, "scoreThreshold": 0.4}, {"maxOutputSize": 0},
                  {"maxOutputSize": 8, "iouThreshold": 1, "softNmsSigma": 0.5},
                  {"maxOutputSize": 8, "iouThreshold": 1, "softNmsSigma": 0.5, "scoreThreshold": 0.3},
                  {"maxOutputSize": 8, "padToMaxOutputSize": True}):
        def suppress(b, s):
            sigma = attrs.get("softNmsSigma", 0)
            picked, kept, valid = tf.raw_ops.NonMaxSuppressionV5(
                boxes=tf.cast(b, tf.float32), scores=tf.cast(s, tf.float32),
                max_output_size=attrs["maxOutputSize"], iou_threshold=attrs.get("iouThreshold", 0.5),
                score_threshold=attrs.get("scoreThreshold", -np.inf), soft_nms_sigma=sigma,
                pad_to_max_output_size=attrs.get("padToMaxOutputSize", False))
            return picked, kept, valid

        family.add("nonMaxSuppression", suppress, [corners, scores], attrs, grad=False)


def maps(family, values):
    """transform."""
    image = values.f32(2, 4, 5, 2)
    turn = [0.8, -0.6, 1.27, 0.6, 0.8, -0.73, 0, 0]
    lean = [1.13, 0.31, -0.72, 0.11, 0.93, 0.41, 0.021, -0.032]
    shift = [1, 0, 2.3, 0, 1, -1.6, 0, 0]
    for interpolation_name in ("nearest", "bilinear"):
        for mode in ("constant", "reflect", "wrap", "nearest"):
            for rows, size in (([turn, lean], None), ([shift], [3, 7])):
                attrs = {"interpolation": interpolation_name, "fillMode": mode}
                if size:
                    attrs["outputShape"] = size
                if mode == "constant":
                    attrs["fillValue"] = 0.5
                family.add("transform", lambda x, m: tf.raw_ops.ImageProjectiveTransformV3(
                    images=tf.cast(x, tf.float32), transforms=tf.cast(m, tf.float32),
                    output_shape=size or [4, 5], fill_value=attrs.get("fillValue", 0),
                    interpolation=interpolation_name.upper(), fill_mode=mode.upper()),
                    [image, np.array(rows, np.float32)], attrs, grad=False, dtype="float32",
                    tolerance=1e-4, note="computed in single precision")


def thresholds(family, values):
    """threshold."""
    def otsu(levels):
        best, largest = -1, 0
        for level in range(255):
            dark, bright = levels[levels <= level], levels[levels > level]
            if dark.size and bright.size:
                apart = dark.size * bright.size * (dark.mean() - bright.mean()) ** 2
                if apart > largest:
                    best, largest = level, apart
        return best

    for channels in (1, 3):
        image = values.i32(4, 5, channels, low=0, high=256)
        gray = image[..., :1].astype(float) if channels == 1 else image @ np.array([[0.2989], [0.587], [0.114]])
        for attrs in ({}, {"threshValue": 0.3}, {"inverted": True}, {"method": "otsu"},
                      {"method": "otsu", "inverted": True}):
            limit = attrs.get("threshValue", 0.5) * 255
            if "method" in attrs:
                limit = otsu(np.round(gray))
            bright = gray <= limit if attrs.get("inverted") else gray > limit
            family.add("threshold", lambda x: tf.constant(bright * 255, tf.int32), [image], attrs,
                       source="definition")


def build():
    """All cases of the family."""
    family = Family("image")
    values = Values("image")
    for part in (sizes, crops, flips, boxes, maps, thresholds):
        part(family, values)
    return family
