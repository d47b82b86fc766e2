"""Writes Keras 3 models as the TensorFlow.js converter writes them, with inputs and outputs.

    python make_keras.py OUT_DIR

The converter takes the model's configuration and its weights, under their names, out of the HDF5
file that Keras saves; so does this script, with nothing but Keras and h5py. The peers are those of
`crates/testkit/references/requirements.txt`.
"""

import json
import os
import pathlib
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import h5py
import keras
import numpy as np

layers = keras.layers


def chain():
    """A chain of layers, with activations and initializers as objects."""
    return keras.Sequential([
        keras.Input((6, 5, 2), name="image"),
        layers.Conv2D(3, 3, padding="same", activation=keras.activations.relu,
                      kernel_initializer=keras.initializers.HeNormal(seed=1), name="conv"),
        layers.BatchNormalization(name="norm"),
        layers.Activation("gelu", name="gate"),
        layers.MaxPooling2D(name="pool"),
        layers.Flatten(name="flatten"),
        layers.Dense(4, activation="elu", name="narrow"),
        layers.Dense(3, activation="softmax", name="output"),
    ], name="chain")


def graph():
    """A layer that is applied twice, lists of inputs, a model in a model, two outputs."""
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    tower = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="tanh", name="low"),
                              layers.Dense(3, name="high")], name="tower")
    shared = layers.Dense(3, activation="elu", name="shared")
    first, second = shared(a), shared(b)
    joined = layers.Concatenate(name="join")([tower(a), layers.Add(name="sum")([first, second])])
    return keras.Model([a, b], [layers.Dense(2, name="left")(joined),
                                layers.Maximum(name="right")([first, second])], name="graph")


def text():
    """Recurrent layers, whose weights Keras names with their cells, and wrappers."""
    return keras.Sequential([
        keras.Input((5,), dtype="int32", name="words"),
        layers.Embedding(7, 4, name="vectors"),
        layers.Bidirectional(layers.LSTM(3, return_sequences=True, name="memory"), name="both"),
        layers.TimeDistributed(layers.Dense(4, name="inner"), name="each"),
        layers.GRU(3, reset_after=False, return_sequences=True, name="gates"),
        layers.SimpleRNN(2, name="plain"),
        layers.Dense(2, kernel_regularizer=keras.regularizers.L2(0.1),
                     bias_constraint=keras.constraints.NonNeg(), name="output"),
    ], name="text")


def plain(t):
    """The JSON form of a tensor."""
    t = np.asarray(t)
    data = [float(f"{v:.9g}") for v in t.ravel().tolist()]
    return {"dtype": str(t.dtype), "shape": list(t.shape), "data": data}


def manifest(model, file):
    """The configuration, and names and values of the weights, of a saved model."""
    with h5py.File(file) as saved:
        topology = {key: saved.attrs[key] for key in ("keras_version", "backend")}
        for key in ("model_config", "training_config"):
            if key in saved.attrs:
                topology[key] = json.loads(saved.attrs[key])
        weights = []

        def collect(group):
            if "weight_names" in group.attrs:
                for name in group.attrs["weight_names"]:
                    name = name.decode() if isinstance(name, bytes) else name
                    weights.append((name.removesuffix(":0"), np.asarray(group[name])))
            else:
                for key in group:
                    collect(group[key])

        for layer in saved["model_weights"]:
            collect(saved["model_weights"][layer])
    return topology, weights


def main(out):
    rng = np.random.default_rng(5)
    for make in (chain, graph, text):
        model = make()
        model.set_weights([
            rng.uniform(0.5, 1.5, w.shape).round(3) if "variance" in w.path
            else rng.uniform(-0.6, 0.6, w.shape).round(3) for w in model.weights])
        model.compile(keras.optimizers.Adam(0.01), "mean_squared_error", metrics=None)
        inputs = [rng.integers(0, 7, (3, *x.shape[1:])).astype("int32") if x.dtype == "int32"
                  else rng.uniform(-1, 1, (3, *x.shape[1:])).round(3).astype("float32")
                  for x in model.inputs]
        outputs = model(inputs if len(inputs) > 1 else inputs[0])
        outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        with tempfile.TemporaryDirectory() as scratch:
            file = os.path.join(scratch, "model.h5")
            model.save(file)
            topology, weights = manifest(model, file)
        folder = pathlib.Path(out) / f"keras_{model.name}"
        folder.mkdir(parents=True, exist_ok=True)
        specs = [{"name": n, "shape": list(w.shape), "dtype": str(w.dtype)} for n, w in weights]
        document = {"format": "layers-model", "generatedBy": f"keras v{keras.__version__}",
                    "convertedBy": "make_keras.py", "modelTopology": topology,
                    "weightsManifest": [{"paths": ["weights.bin"], "weights": specs}]}
        (folder / "model.json").write_text(json.dumps(document, indent=1) + "\n")
        (folder / "weights.bin").write_bytes(b"".join(w.tobytes() for _, w in weights))
        case = {"inputs": [plain(x) for x in inputs], "outputs": [plain(y) for y in outputs]}
        (folder / "case.json").write_text(json.dumps(case) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
