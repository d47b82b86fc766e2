"""What every family of reference cases shares: inputs, the gradient, and the JSON form.

A case is computed in double precision from its single-precision inputs and only then rounded,
so that a reference is as near to the truth as its data type can say. Its gradient is a
vector-Jacobian product with a fixed pseudo-random `dy`.
"""

import json
import os
import zlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # plain kernels: the same digits on any CPU
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import numpy as np
import tensorflow as tf

NAN, INF = float("nan"), float("inf")

# Single precision is computed in double, and rounded when the case is written.
WIDE = {np.dtype("float32"): tf.float64, np.dtype("float16"): tf.float64,
        np.dtype("complex64"): tf.complex128}


class Values:
    """A stream of small pseudo-random inputs with few digits, one stream per seed name."""

    def __init__(self, name):
        self.generator = np.random.default_rng(zlib.crc32(name.encode()))

    def f32(self, *shape, low=-2.0, high=2.0):
        """Uniform singles with three decimals."""
        return np.round(self.generator.uniform(low, high, shape), 3).astype(np.float32)

    def f64(self, *shape, low=-2.0, high=2.0):
        """Uniform doubles."""
        return self.generator.uniform(low, high, shape)

    def c64(self, *shape):
        """Complex numbers from the square around zero."""
        return (self.f32(*shape) + 1j * self.f32(*shape)).astype(np.complex64)

    def i32(self, *shape, low=-9, high=10):
        """Uniform integers of [low, high)."""
        return self.generator.integers(low, high, shape).astype(np.int32)

    def flags(self, *shape):
        """Booleans, as many true as false."""
        return self.generator.uniform(size=shape) < 0.5

    def distinct(self, *shape, step=0.25):
        """Singles in random order of which no two are equal: no ties for max, sort and topk."""
        count = int(np.prod(shape))
        values = (np.arange(count) - count // 2) * step
        return self.generator.permutation(values).reshape(shape).astype(np.float32)


def f32(*values):
    """A vector of singles."""
    return np.array(values, np.float32)


def i32(*values):
    """A vector of 32-bit integers."""
    return np.array(values, np.int32)


def flags(*values):
    """A vector of booleans."""
    return np.array(values, bool)


def number(value, dtype):
    """One number in JSON: the fewest digits that give the same value back."""
    if dtype.kind == "f":
        if np.isnan(value):
            return "NaN"
        if np.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        exact = float(np.format_float_scientific(value, unique=True))
        whole = exact.is_integer() and abs(exact) < 1e9 and not (exact == 0 and np.signbit(exact))
        return int(exact) if whole else exact
    return bool(value) if dtype.kind == "b" else int(value)


def tensor(array):
    """The JSON form of an array: data type, shape, and the elements in row-major order."""
    array = np.asarray(array)
    name = array.dtype.name
    if array.dtype.kind in "OUS":
        name = "string"
        data = [v.decode() if isinstance(v, bytes) else str(v) for v in array.ravel()]
    elif array.dtype.kind == "c":
        part = np.dtype(np.float32 if array.dtype == np.complex64 else np.float64)
        pairs = np.stack([array.real, array.imag], axis=-1).astype(part)
        data = [number(v, part) for v in pairs.ravel()]
    elif name == "bfloat16":
        data = [number(v, np.dtype(np.float32)) for v in array.astype(np.float32).ravel()]
    else:
        data = [number(v, array.dtype) for v in array.ravel()]
    return {"dtype": name, "shape": list(array.shape), "data": data}


class Family:
    """The cases of one file, in the order in which they were added."""

    def __init__(self, name):
        self.name = name
        self.cases = []

    def add(self, op, function, inputs, attrs=None, *, grad=True, zero_grad=False, tolerance=None,
            note=None, source="tensorflow", dtype=None):
        """Adds the case that `function(*inputs)` computes.

        `function` gets TensorFlow tensors, singles widened to doubles, and returns a tensor or a
        sequence of them. `grad=False` leaves the gradient out; a list of flags, one per input,
        leaves out that of single inputs. `zero_grad` writes zeros where TensorFlow says that
        nothing flows back. `dtype` names the data type of the outputs where it is not the
        natural one: float32 unless an input is float64, int32 unless an input is int64.
        """
        inputs = [np.asarray(x) for x in inputs]
        case = {"op": op, "attrs": attrs or {}, "inputs": [tensor(x) for x in inputs]}
        wide = [tf.constant(x, WIDE.get(x.dtype)) if x.dtype.kind not in "OUS"
                else tf.constant(x.tolist(), tf.string, x.shape) for x in inputs]
        differentiable = [x.dtype.is_floating or x.dtype.is_complex for x in wide]
        with tf.GradientTape() as tape:
            for x, watched in zip(wide, differentiable):
                if watched:
                    tape.watch(x)
            outputs = function(*wide)
            if not isinstance(outputs, (list, tuple)):
                outputs = [outputs]
            outputs = [tf.convert_to_tensor(y) for y in outputs]
        kinds = {x.dtype.name for x in inputs}

        def narrow(array):
            """Rounds a result to the data type in which it is stored."""
            array = np.asarray(array)
            name = array.dtype.name
            if name == "float64" and "float64" not in kinds:
                return array.astype(np.float32)
            if name == "complex128" and "complex128" not in kinds:
                return array.astype(np.complex64)
            if name == "int64" and "int64" not in kinds:
                return array.astype(np.int32)
            return array

        with np.errstate(over="ignore", invalid="ignore"):
            case["outputs"] = [tensor(y.numpy().astype(dtype) if dtype else narrow(y.numpy()))
                               for y in outputs]
            flows = [y.dtype.is_floating or y.dtype.is_complex for y in outputs]
            if grad and any(differentiable) and any(flows):
                values = Values(f"dy {op} {len(self.cases)}")
                dy = [None if not flow else values.c64(*y.shape) if y.dtype.is_complex
                      else values.f32(*y.shape) for y, flow in zip(outputs, flows)]
                sources = [x for x, watched in zip(wide, differentiable) if watched]
                targets = [y for y, flow in zip(outputs, flows) if flow]
                wanted = iter(tape.gradient(
                    targets, sources,
                    output_gradients=[tf.constant(g, y.dtype) for g, y, flow
                                      in zip(dy, outputs, flows) if flow],
                    unconnected_gradients="zero" if zero_grad else "none"))
                dx = [next(wanted) if watched else None for watched in differentiable]
                if isinstance(grad, list):
                    dx = [g if keep else None for g, keep in zip(dx, grad)]
                if any(g is not None for g in dx):
                    case["grad"] = {
                        "dy": [None if g is None else tensor(
                            g.astype(np.float64) if "float64" in kinds and g.dtype.kind == "f"
                            else g) for g in dy],
                        "dx": [None if g is None else tensor(narrow(
                            tf.convert_to_tensor(g).numpy())) for g in dx],
                    }
        if tolerance is not None:
            case["tolerance"] = tolerance
        if note is not None:
            case["note"] = note
        case["source"] = source
        self.cases.append(case)

    def write(self, folder):
        """Writes `<folder>/<name>.json`, one case a line."""
        lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in self.cases)
        path = os.path.join(folder, self.name + ".json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"[\n{lines}\n]\n")
        return path
