"""Fourier transforms, windows and frames."""

import numpy as np
import tensorflow as tf

from cases import Family, Values

LENGTHS = [(1,), (2,), (3,), (4,), (5,), (8,), (12,), (17,), (2, 6), (3, 1), (2, 2, 4), (0, 4)]


def windowed(length, a, b):
    """A periodic window: an even length is its period, an odd one is one more."""
    period = max(length - length % 2, 1)
    return a - b * np.cos(2 * np.pi * np.arange(length) / period)


def build():
    """All cases of the family."""
    family = Family("signal")
    values = Values("signal")
    for op, function in {"fft": tf.signal.fft, "ifft": tf.signal.ifft}.items():
        for shape in LENGTHS:
            family.add(op, function, [values.c64(*shape)])
    for shape in LENGTHS:
        family.add("rfft", tf.signal.rfft, [values.f32(*shape)])
    for shape, length in (((5,), 4), ((5,), 8), ((2, 4), 6), ((2, 4), 3), ((3,), 1)):
        def fitted(x):
            # TensorFlow's gradient does not take another length.
            more = max(length - x.shape[-1], 0)
            return tf.pad(x, [[0, 0]] * (len(x.shape) - 1) + [[0, more]])[..., :length]

        family.add("rfft", lambda x: tf.signal.rfft(fitted(x)), [values.f32(*shape)],
                   {"fftLength": length})
    for shape in ((2,), (3,), (4,), (6,), (2, 3), (2, 2, 5), (0, 3)):
        family.add("irfft", tf.signal.irfft, [values.c64(*shape)])
    family.add("irfft", tf.math.real, [values.c64(2, 1)], note="one number gives itself",
               source="definition")
    for attrs in ({"windowLength": 10}, {"windowLength": 7}, {"windowLength": 1},
                  {"windowLength": 0}, {"windowLength": 8, "a": 0.54, "b": 0.46}):
        family.add("cosineWindow", lambda: windowed(attrs["windowLength"], attrs.get("a", 0.5),
                                                    attrs.get("b", 0.5)),
                   [], attrs, source="definition")
    for size, length, step, end, fill in ((6, 3, 2, False, 0), (6, 3, 1, False, 0), (7, 3, 2, True, 0),
                                          (5, 2, 3, True, -1.5), (2, 3, 1, False, 0),
                                          (2, 3, 1, True, 4), (0, 2, 1, True, 0)):
        attrs = {"frameLength": length, "frameStep": step}
        if end:
            attrs["padEnd"] = True
        if fill:
            attrs["padValue"] = fill
        family.add("frame", lambda x: tf.signal.frame(x, length, step, end, fill), [values.f32(size)],
                   attrs)
    family.add("frame", lambda x: tf.signal.frame(x, 2, 2), [values.i32(5)],
               {"frameLength": 2, "frameStep": 2})
    for size, length, step, points in ((8, 4, 2, None), (9, 3, 3, None), (8, 4, 4, 8), (3, 4, 1, None)):
        attrs = {"frameStep": step, **({"fftLength": points} if points else {})}
        window = windowed(length, 0.5, 0.5).astype(np.float32)
        rest = (points or 4) - length
        family.add("stft", lambda x, w: tf.signal.rfft(
            tf.pad(tf.signal.frame(x, length, step) * w, [[0, 0], [0, rest]])),
            [values.f32(size), window], attrs)
    return family
