#!/usr/bin/env python3
"""Computes the reference values of layers, losses, optimizers and training with Keras.

    python crates/testkit/references/make_layers.py

It writes `layers.json`, an object of the lists `layers`, `activations`, `losses`, `metrics`,
`optimizers`, `initializers`, `training`, `regularizers` and `constraints`. Layers run in double precision (`floatx` float64) and
are rounded when written, as the op cases are; optimizers and training run in single precision,
because that is what their peers do, and give room for it in `tolerance`.
"""

import json
import os

from cases import Values, tensor  # first: it sets the environment of TensorFlow

import keras
import numpy as np
import tensorflow as tf

HERE = os.path.dirname(os.path.abspath(__file__))
values = Values("layers")


def rounded(array):
    """The JSON form, in single precision."""
    array = np.asarray(array)
    return tensor(array.astype(np.float32) if array.dtype == np.float64 else array)


def tame(shape):
    """Weights of three decimals."""
    return values.f32(*shape, low=-1, high=1)


def make(class_name, config, dtype="float64"):
    """A layer; the layer in a wrapper is an object of class and config."""
    config = {key: make(value["class_name"], value["config"]) if key == "layer" else value
              for key, value in config.items()}
    return getattr(keras.layers, class_name)(dtype=dtype, **config)


def layer(class_name, config, shape, *, training=False, positive=(), dtype="float64"):
    """One layer: weights are set by hand, then output and gradients are recorded.

    `positive` names weights that must be positive, such as a variance.
    """
    made = make(class_name, config, dtype)
    x = values.f32(*shape)
    made.build(shape)
    for w in made.weights:
        if w.dtype == "float64":
            value = tame(w.shape)
            w.assign(np.abs(value) + np.float32(0.5) if w.name in positive else value)
    weights = [{"name": w.name, **rounded(w.numpy())} for w in made.weights
               if w.dtype == "float64"]
    wide = tf.constant(x, dtype)
    trainable = [w.value for w in made.trainable_variables]
    with tf.GradientTape() as tape:
        tape.watch(wide)
        y = made(wide, training=training)
    dy = values.f32(*y.shape)
    gradients = tape.gradient(y, [wide, *trainable], output_gradients=tf.constant(dy, dtype))
    case = {
        "class_name": class_name, "config": config, "weights": weights, "input": tensor(x),
        "training": training, "output": rounded(y), "dy": tensor(dy), "dx": rounded(gradients[0]),
        "dweights": [{"name": w.name, **rounded(g)} for w, g in
                     zip(made.trainable_variables, gradients[1:])],
    }
    after = [w for w in made.non_trainable_variables if w.dtype == "float64"]
    if training and after:
        case["weights_after"] = [{"name": w.name, **rounded(w.numpy())} for w in after]
    return case


def layers():
    """Every layer of the first floor."""
    norm = ("moving_variance",)
    cases = [
        layer("Dense", {"units": 3}, (2, 4)),
        layer("Dense", {"units": 3, "use_bias": False}, (2, 4)),
        layer("Dense", {"units": 2, "activation": "relu"}, (3, 4)),
        layer("Dense", {"units": 4, "activation": "softmax"}, (2, 3)),
        layer("Dense", {"units": 2, "activation": "tanh"}, (2, 3, 4)),
        layer("Dense", {"units": 1, "activation": "sigmoid"}, (4, 2)),
        layer("Flatten", {}, (2, 2, 3)),
        layer("Flatten", {}, (2, 2, 2, 3)),
        layer("Reshape", {"target_shape": [3, 2]}, (2, 6)),
        layer("Reshape", {"target_shape": [-1, 2]}, (2, 2, 3)),
        layer("Dropout", {"rate": 0.5}, (2, 4)),
        layer("Dropout", {"rate": 0.0}, (2, 4), training=True),
        layer("Rescaling", {"scale": 0.5, "offset": -1.0}, (2, 3)),
        layer("Rescaling", {"scale": 2.0}, (2, 3)),
    ]
    for name in ("relu", "sigmoid", "tanh", "softmax", "elu", "selu", "softplus", "softsign",
                 "gelu", "silu", "linear", "exponential", "hard_sigmoid", "leaky_relu", "relu6",
                 "mish", "log_softmax"):
        cases.append(layer("Activation", {"activation": name}, (2, 4)))
    for config in ({}, {"negative_slope": 0.1}, {"max_value": 1.0}, {"threshold": 0.5},
                   {"max_value": 1.5, "negative_slope": 0.25, "threshold": 0.25}):
        cases.append(layer("ReLU", config, (2, 4)))
    cases += [
        layer("LeakyReLU", {}, (2, 4)),
        layer("LeakyReLU", {"negative_slope": 0.1}, (2, 4)),
        layer("ELU", {"alpha": 0.5}, (2, 4)),
        layer("Softmax", {"axis": 1}, (2, 3, 2)),
    ]
    for config, shape in (
        ({"filters": 2, "kernel_size": 3}, (1, 4, 4, 1)),
        ({"filters": 2, "kernel_size": [2, 3], "padding": "same"}, (2, 3, 4, 2)),
        ({"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}, (1, 5, 5, 1)),
        ({"filters": 1, "kernel_size": 2, "strides": [2, 1], "use_bias": False}, (1, 4, 4, 2)),
        ({"filters": 2, "kernel_size": 2, "dilation_rate": 2}, (1, 4, 5, 1)),
        ({"filters": 2, "kernel_size": 3, "activation": "relu"}, (1, 4, 4, 1)),
        ({"filters": 2, "kernel_size": 1, "activation": "sigmoid"}, (1, 2, 2, 3)),
    ):
        cases.append(layer("Conv2D", config, shape))
    for config, shape in (
        ({"filters": 2, "kernel_size": 3}, (1, 6, 2)),
        ({"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}, (2, 5, 1)),
        ({"filters": 2, "kernel_size": 2, "padding": "causal"}, (1, 5, 2)),
        ({"filters": 2, "kernel_size": 2, "dilation_rate": 2, "activation": "relu"}, (1, 6, 1)),
    ):
        cases.append(layer("Conv1D", config, shape))
    for name in ("MaxPooling2D", "AveragePooling2D"):
        cases += [
            layer(name, {"pool_size": 2}, (1, 4, 4, 2)),
            layer(name, {"pool_size": 2, "strides": 1}, (1, 3, 4, 1)),
            layer(name, {"pool_size": [2, 3], "strides": [1, 2], "padding": "same"}, (1, 4, 5, 1)),
            layer(name, {"pool_size": 3, "padding": "same"}, (1, 5, 5, 1)),
        ]
    cases += [
        layer("GlobalAveragePooling2D", {}, (2, 2, 3, 2)),
        layer("GlobalAveragePooling2D", {"keepdims": True}, (2, 2, 3, 2)),
        layer("GlobalMaxPooling2D", {}, (2, 2, 3, 2)),
        layer("BatchNormalization", {}, (4, 3), positive=norm),
        layer("BatchNormalization", {}, (4, 3), training=True, positive=norm),
        layer("BatchNormalization", {"momentum": 0.8, "epsilon": 0.01}, (4, 2), training=True,
              positive=norm),
        layer("BatchNormalization", {"scale": False}, (2, 2, 2, 3), positive=norm),
        layer("BatchNormalization", {"center": False}, (2, 2, 2, 3), training=True, positive=norm),
        layer("BatchNormalization", {}, (2, 2, 2, 3), training=True, positive=norm),
        layer("LayerNormalization", {}, (2, 4)),
        layer("LayerNormalization", {"epsilon": 0.1}, (2, 2, 3)),
        layer("LayerNormalization", {"axis": [1, 2]}, (2, 2, 3)),
        layer("LayerNormalization", {"scale": False}, (2, 4)),
        layer("LayerNormalization", {"center": False}, (2, 4)),
    ]
    return cases


def joining(class_name, config, *shapes):
    """A layer of several inputs and no weights."""
    made = make(class_name, config)
    xs = [values.f32(*shape) for shape in shapes]
    wide = [tf.constant(x, tf.float64) for x in xs]
    with tf.GradientTape() as tape:
        tape.watch(wide)
        y = made(wide)
    dy = values.f32(*y.shape)
    gradients = tape.gradient(y, wide, output_gradients=tf.constant(dy, tf.float64))
    return {"class_name": class_name, "config": config, "weights": [], "dweights": [],
            "input": [tensor(x) for x in xs], "training": False, "output": rounded(y),
            "dy": tensor(dy), "dx": [rounded(g) for g in gradients]}


def looking_up(config, numbers):
    """An embedding: its input is of whole numbers and has no gradient."""
    made = make("Embedding", config)
    made.build(numbers.shape)
    table = tame(made.weights[0].shape)
    made.weights[0].assign(table)
    with tf.GradientTape() as tape:
        y = made(numbers)
    dy = values.f32(*y.shape)
    gradient = tape.gradient(y, made.weights[0].value, output_gradients=tf.constant(dy, tf.float64))
    return {"class_name": "Embedding", "config": config,
            "weights": [{"name": "embeddings", **rounded(table)}], "input": tensor(numbers),
            "training": False, "output": rounded(y), "dy": tensor(dy), "dx": None,
            "dweights": [{"name": "embeddings", **rounded(tf.convert_to_tensor(gradient))}]}


def more_layers():
    """The layers that came later. They draw their numbers after all else, which so stays."""
    cases = [
        looking_up({"input_dim": 5, "output_dim": 3}, np.array([[0, 4, 2], [2, 2, 1]], np.int32)),
        layer("Permute", {"dims": [2, 1]}, (2, 3, 4)),
        layer("Permute", {"dims": [3, 1, 2]}, (2, 2, 3, 4)),
        layer("RepeatVector", {"n": 3}, (2, 4)),
        joining("Dot", {"axes": 1}, (2, 3), (2, 3)),
        joining("Dot", {"axes": [1, 2]}, (2, 3, 4), (2, 5, 3)),
        joining("Dot", {"axes": -1}, (2, 3, 4), (2, 2, 4)),
        joining("Dot", {"axes": -1, "normalize": True}, (2, 3, 4), (2, 2, 4)),
        joining("Dot", {"axes": [2, 1]}, (2, 2, 3), (2, 3)),
        layer("PReLU", {}, (2, 3)),
        layer("PReLU", {"shared_axes": [1, 2]}, (2, 2, 3, 2)),
        layer("GaussianNoise", {"stddev": 1.0}, (2, 3)),
        layer("GaussianDropout", {"rate": 0.5}, (2, 3)),
        layer("AlphaDropout", {"rate": 0.5}, (2, 3)),
        layer("SpatialDropout1D", {"rate": 0.5}, (2, 3, 2)),
        layer("SpatialDropout2D", {"rate": 0.5}, (1, 2, 3, 2)),
        layer("UpSampling2D", {}, (1, 2, 3, 2)),
        layer("UpSampling2D", {"size": [3, 1]}, (1, 2, 3, 1)),
        layer("UpSampling2D", {"size": [2, 3], "interpolation": "bilinear"}, (1, 2, 3, 2)),
        layer("Cropping2D", {"cropping": [[1, 0], [0, 2]]}, (1, 3, 4, 2)),
        layer("Cropping2D", {"cropping": 1}, (1, 3, 4, 1)),
        layer("ZeroPadding1D", {"padding": [2, 1]}, (1, 3, 2)),
        layer("ZeroPadding1D", {}, (1, 2, 2)),
    ]
    for config, shape in (
        ({"filters": 2, "kernel_size": 3}, (1, 3, 3, 1)),
        ({"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}, (2, 3, 2, 2)),
        ({"filters": 1, "kernel_size": [2, 4], "strides": [3, 2], "use_bias": False}, (1, 2, 3, 2)),
        ({"filters": 2, "kernel_size": 2, "strides": 2, "activation": "relu"}, (1, 2, 2, 1)),
    ):
        cases.append(layer("Conv2DTranspose", config, shape))
    for config, shape in (
        ({"filters": 2, "kernel_size": 2}, (1, 3, 3, 3, 2)),
        ({"filters": 1, "kernel_size": [2, 3, 2], "strides": [1, 2, 2], "padding": "same",
          "activation": "tanh"}, (1, 2, 4, 3, 1)),
        ({"filters": 2, "kernel_size": 2, "dilation_rate": [1, 2, 1], "use_bias": False},
         (1, 2, 3, 2, 1)),
    ):
        cases.append(layer("Conv3D", config, shape))
    for name in ("MaxPooling", "AveragePooling"):
        cases += [
            layer(name + "1D", {"pool_size": 2}, (2, 5, 2)),
            layer(name + "1D", {"pool_size": 3, "strides": 2, "padding": "same"}, (1, 6, 2)),
            # TensorFlow takes the largest of three axes in single precision only.
            layer(name + "3D", {"pool_size": 2}, (1, 4, 2, 3, 2), dtype="float32"),
            layer(name + "3D", {"pool_size": [2, 1, 3], "strides": [1, 1, 2], "padding": "same"},
                  (1, 3, 2, 4, 1), dtype="float32"),
        ]
    for name in ("GlobalAveragePooling", "GlobalMaxPooling"):
        cases += [
            layer(name + "1D", {}, (2, 4, 3)),
            layer(name + "1D", {"keepdims": True}, (2, 4, 3)),
            layer(name + "3D", {}, (2, 2, 2, 3, 2)),
            layer(name + "3D", {"keepdims": True}, (1, 2, 2, 2, 2)),
        ]
    dense = {"class_name": "Dense", "config": {"units": 3, "activation": "tanh"}}
    conv = {"class_name": "Conv2D", "config": {"filters": 2, "kernel_size": 2}}
    cases += [
        layer("TimeDistributed", {"layer": dense}, (2, 3, 4)),
        layer("TimeDistributed", {"layer": conv}, (1, 2, 3, 3, 1)),
        layer("SimpleRNN", {"units": 3}, (2, 4, 2)),
        layer("SimpleRNN", {"units": 2, "activation": "relu", "return_sequences": True,
                            "use_bias": False}, (2, 3, 2)),
        layer("LSTM", {"units": 3}, (2, 4, 2)),
        layer("LSTM", {"units": 2, "return_sequences": True, "go_backwards": True}, (2, 3, 2)),
        layer("LSTM", {"units": 2, "recurrent_activation": "hard_sigmoid", "use_bias": False},
              (1, 3, 2)),
        layer("GRU", {"units": 3}, (2, 4, 2)),
        layer("GRU", {"units": 2, "reset_after": False, "return_sequences": True}, (2, 3, 2)),
        layer("GRU", {"units": 2, "use_bias": False, "go_backwards": True}, (1, 3, 2)),
    ]
    lstm = {"class_name": "LSTM", "config": {"units": 2, "return_sequences": True}}
    gru = {"class_name": "GRU", "config": {"units": 2}}
    for mode in ("concat", "sum", "mul", "ave"):
        cases.append(layer("Bidirectional", {"layer": lstm, "merge_mode": mode}, (2, 3, 2)))
    cases.append(layer("Bidirectional", {"layer": gru}, (2, 3, 2)))
    return cases


def regularizers():
    """What a weight adds to a loss, and the gradient."""
    cases = []
    w = tame((3, 2))
    for class_name, config in (("L1", {}), ("L1", {"l1": 0.3}), ("L2", {"l2": 0.5}),
                               ("L1L2", {"l1": 0.1, "l2": 0.2}), ("L1L2", {"l2": 0.2})):
        wide = tf.constant(w, tf.float64)
        with tf.GradientTape() as tape:
            tape.watch(wide)
            value = getattr(keras.regularizers, class_name)(**config)(wide)
        cases.append({"class_name": class_name, "config": config, "input": tensor(w),
                      "output": rounded(value), "dx": rounded(tape.gradient(value, wide))})
    return cases


def constraints():
    """What a weight is made to be."""
    cases = []
    for shape, class_name, config in (
        ((3, 2), "MaxNorm", {}), ((3, 2), "MaxNorm", {"max_value": 0.5}),
        ((2, 2, 3), "MaxNorm", {"max_value": 0.5, "axis": [0, 1]}),
        ((3, 2), "MinMaxNorm", {"min_value": 1.2, "max_value": 2.0}),
        ((3, 2), "MinMaxNorm", {"min_value": 0.1, "max_value": 0.5, "rate": 0.3, "axis": 1}),
        ((3, 2), "NonNeg", {}), ((3, 2), "UnitNorm", {}), ((3, 2), "UnitNorm", {"axis": 1}),
    ):
        w = tame(shape)
        made = getattr(keras.constraints, class_name)(**config)(tf.constant(w, tf.float64))
        cases.append({"class_name": class_name, "config": config, "input": tensor(w),
                      "output": rounded(made)})
    return cases


def activations():
    """Each activation by its name, and its derivative."""
    cases = []
    x = np.array([-4, -3, -1.5, -0.5, 0.25, 1, 2.5, 3.5, 7], np.float32).reshape(1, 9)
    for name in ("linear", "relu", "relu6", "elu", "selu", "sigmoid", "hard_sigmoid", "tanh",
                 "softplus", "softsign", "softmax", "log_softmax", "exponential", "gelu", "silu",
                 "mish", "leaky_relu", "hard_silu", "log_sigmoid"):
        wide = tf.constant(x, tf.float64)
        with tf.GradientTape() as tape:
            tape.watch(wide)
            y = keras.activations.get(name)(wide)
        dy = values.f32(*x.shape)
        cases.append({"name": name, "input": tensor(x), "output": rounded(y), "dy": tensor(dy),
                      "dx": rounded(tape.gradient(y, wide, tf.constant(dy, tf.float64)))})
    return cases


def loss(class_name, config, y_true, y_pred, sample_weight=None):
    """The value of a loss, and its gradient with respect to the predictions."""
    # Keras computes a loss in `dtype`, but casts y_true to the type of y_pred.
    made = getattr(keras.losses, class_name)(dtype="float64", **config)
    wide = tf.constant(y_pred, tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(wide)
        value = made(y_true, wide, sample_weight=sample_weight)
        total = tf.reduce_sum(value)
    case = {"class_name": class_name, "config": config, "y_true": tensor(y_true),
            "y_pred": tensor(y_pred), "value": rounded(value),
            "dy_pred": rounded(tape.gradient(total, wide)),
            "note": "dy_pred is the gradient of the sum of the value"}
    if sample_weight is not None:
        case["sample_weight"] = tensor(sample_weight)
    return case


def losses():
    """Cross entropies and squared errors, with all that can be said about them."""
    def probabilities(*shape):
        p = np.exp(values.f32(*shape))
        return np.round(p / p.sum(-1, keepdims=True), 4).astype(np.float32)

    weights = np.array([1, 0.5, 2, 0], np.float32)
    classes = np.array([2, 0, 1, 2], np.int32)
    one_hot = np.eye(3, dtype=np.float32)[classes]
    bits = np.array([[0, 1], [1, 1], [0, 0], [1, 0]], np.float32)
    chances = np.round(values.f32(4, 2, low=0.05, high=0.95), 3)
    targets = values.f32(4, 3)
    cases = []
    sum_ = {"reduction": "sum"}
    none = {"reduction": "none"}
    for base, sample_weight in (({}, None), ({}, weights), (sum_, None), (sum_, weights),
                                (none, None), (none, weights),
                                ({"reduction": "mean_with_sample_weight"}, weights)):
        cases += [
            loss("SparseCategoricalCrossentropy", base, classes, probabilities(4, 3), sample_weight),
            loss("SparseCategoricalCrossentropy", {"from_logits": True, **base}, classes,
                 values.f32(4, 3), sample_weight),
            loss("CategoricalCrossentropy", base, one_hot, probabilities(4, 3), sample_weight),
            loss("CategoricalCrossentropy", {"from_logits": True, **base}, one_hot,
                 values.f32(4, 3), sample_weight),
            loss("BinaryCrossentropy", base, bits, chances, sample_weight),
            loss("BinaryCrossentropy", {"from_logits": True, **base}, bits, values.f32(4, 2),
                 sample_weight),
            loss("MeanSquaredError", base, targets, values.f32(4, 3), sample_weight),
            loss("MeanAbsoluteError", base, targets, values.f32(4, 3), sample_weight),
        ]
    smooth = {"label_smoothing": 0.1}
    cases += [
        loss("CategoricalCrossentropy", smooth, one_hot, probabilities(4, 3)),
        loss("CategoricalCrossentropy", {"from_logits": True, **smooth}, one_hot, values.f32(4, 3)),
        loss("BinaryCrossentropy", smooth, bits, chances),
        loss("BinaryCrossentropy", {"from_logits": True, **smooth}, bits, values.f32(4, 2)),
        loss("Huber", {}, targets, values.f32(4, 3)),
        loss("Huber", {"delta": 0.5}, targets, values.f32(4, 3)),
        loss("SparseCategoricalCrossentropy", {"from_logits": True}, classes.reshape(2, 2),
             values.f32(2, 2, 3)),
        loss("SparseCategoricalCrossentropy", {}, classes.reshape(4, 1), probabilities(4, 3)),
        loss("CategoricalCrossentropy", {}, one_hot, values.f32(4, 3, low=0.5, high=2)),
    ]
    cases[-1]["note"] += "; predictions that do not sum to one are divided by their sum"
    certain = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1]], np.float32)
    cases.append(loss("CategoricalCrossentropy", none, one_hot, certain))
    cases[-1]["note"] += "; probabilities are clipped to [1e-7, 1 - 1e-7]"
    cases.append(loss("BinaryCrossentropy", none, bits, 1 - bits))
    cases[-1]["note"] += "; probabilities are clipped to [1e-7, 1 - 1e-7]"
    return cases


def metrics():
    """Accuracies over two batches, the second with weights."""
    batches = {
        "SparseCategoricalAccuracy": [(np.array([2, 0, 1]), values.f32(3, 3)),
                                      (np.array([1, 1]), values.f32(2, 3))],
        "CategoricalAccuracy": [(np.eye(3, dtype=np.float32)[[2, 0, 1]], values.f32(3, 3)),
                                (np.eye(3, dtype=np.float32)[[1, 1]], values.f32(2, 3))],
        "BinaryAccuracy": [(np.array([[1], [0], [1]], np.float32), values.f32(3, 1, low=0, high=1)),
                           (np.array([[1], [0]], np.float32), values.f32(2, 1, low=0, high=1))],
        "Accuracy": [(np.array([1, 2, 3], np.float32), np.array([1, 0, 3], np.float32)),
                     (np.array([1, 2], np.float32), np.array([1, 1], np.float32))],
        "SparseTopKCategoricalAccuracy": [(np.array([2, 0, 1]), values.f32(3, 4)),
                                          (np.array([1, 1]), values.f32(2, 4))],
        "MeanSquaredError": [(values.f32(3, 2), values.f32(3, 2)), (values.f32(2, 2), values.f32(2, 2))],
        "MeanAbsoluteError": [(values.f32(3, 2), values.f32(3, 2)), (values.f32(2, 2), values.f32(2, 2))],
        "Mean": [(values.f32(3),), (values.f32(2),)],
    }
    configs = {"BinaryAccuracy": [{}, {"threshold": 0.7}],
               "SparseTopKCategoricalAccuracy": [{"k": 2}]}
    cases = []
    for name, (first, second) in batches.items():
        for config in configs.get(name, [{}]):
            for weights in (None, np.array([0.5, 2], np.float32)):
                made = getattr(keras.metrics, name)(**config)
                made.update_state(*first)
                after_first = float(made.result())
                made.update_state(*second, **({} if weights is None else {"sample_weight": weights}))
                updates = [{"y_pred": tensor(b[-1]),
                            **({"y_true": tensor(np.asarray(b[0], np.int32) if b[0].dtype.kind == "i"
                                                 else b[0])} if len(b) == 2 else {})}
                           for b in (first, second)]
                if weights is not None:
                    updates[1]["sample_weight"] = tensor(weights)
                updates[0]["result"], updates[1]["result"] = after_first, float(made.result())
                cases.append({"class_name": name, "config": config, "updates": updates})
    return cases


def optimizers():
    """Where five steps with given gradients lead."""
    plans = [
        ("SGD", {}), ("SGD", {"learning_rate": 0.1}),
        ("SGD", {"learning_rate": 0.1, "momentum": 0.9}),
        ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}),
        ("SGD", {"learning_rate": 0.1, "clipnorm": 1.0}), ("SGD", {"learning_rate": 0.1, "clipvalue": 0.5}),
        ("SGD", {"learning_rate": 0.1, "weight_decay": 0.01}),
        ("RMSprop", {}), ("RMSprop", {"learning_rate": 0.01, "rho": 0.8}),
        ("RMSprop", {"learning_rate": 0.01, "momentum": 0.9}),
        ("RMSprop", {"learning_rate": 0.01, "centered": True}),
        ("RMSprop", {"learning_rate": 0.01, "momentum": 0.5, "centered": True, "epsilon": 1e-3}),
        ("Adam", {}), ("Adam", {"learning_rate": 0.1}),
        ("Adam", {"learning_rate": 0.1, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3}),
        ("Adam", {"learning_rate": 0.1, "amsgrad": True}),
        ("AdamW", {}), ("AdamW", {"learning_rate": 0.1, "weight_decay": 0.05}),
        ("Adagrad", {}), ("Adagrad", {"learning_rate": 0.1, "initial_accumulator_value": 0.2}),
        ("Adadelta", {"learning_rate": 1.0}), ("Adamax", {"learning_rate": 0.1}),
        ("Nadam", {"learning_rate": 0.1}),
    ]
    cases = []
    for name, config in plans:
        initial = values.f32(4)
        gradients = [values.f32(4) for _ in range(5)]
        gradients[3][0] = 0
        variable = keras.Variable(initial)
        made = getattr(keras.optimizers, name)(**config)
        made.build([variable])
        after = []
        for gradient in gradients:
            made.apply([tf.constant(gradient)])
            after.append(rounded(variable.numpy())["data"])
        cases.append({"name": name, "config": config, "initial": rounded(initial)["data"],
                      "gradients": [rounded(g)["data"] for g in gradients],
                      "parameters_after": after, "tolerance": 2e-6})
    return cases


def initializers():
    """What the draws of an initializer of a given shape look like from afar.

    `limit` bounds what may come out (uniform, or truncated normal at two standard deviations of
    the normal that was cut); `variance` is that of the distribution itself, not of one draw.
    """
    cases = []
    cut = 0.87962566103423978  # standard deviation of a unit normal cut at two
    for shape in ([784, 128], [3, 3, 32, 64], [10], [5, 7]):
        receptive = int(np.prod(shape[:-2]))
        fan_in, fan_out = ((shape[-2], shape[-1]) if len(shape) > 1 else (shape[0], shape[0]))
        fan_in, fan_out = fan_in * receptive, fan_out * receptive
        for name, scale in (("Glorot", 2 / (fan_in + fan_out)), ("He", 2 / fan_in),
                            ("Lecun", 1 / fan_in)):
            for kind in ("Uniform", "Normal"):
                class_name = name + kind
                limit = np.sqrt(3 * scale) if kind == "Uniform" else 2 * np.sqrt(scale) / cut
                draw = np.asarray(getattr(keras.initializers, class_name)(seed=1)(shape))
                assert np.abs(draw).max() <= limit * (1 + 1e-6), class_name
                if draw.size > 10_000:
                    assert abs(draw.var() / scale - 1) < 0.03, class_name
                cases.append({"class_name": class_name, "config": {}, "shape": shape, "mean": 0.0,
                              "variance": float(scale), "limit": float(limit)})
    for class_name, config, mean, variance, limit in (
        ("Zeros", {}, 0, 0, 0), ("Ones", {}, 1, 0, 1), ("Constant", {"value": 0.3}, 0.3, 0, 0.3),
        ("RandomUniform", {}, 0, 0.1 ** 2 / 12, 0.05),
        ("RandomUniform", {"minval": 0.0, "maxval": 2.0}, 1, 1 / 3, 2),
        ("RandomNormal", {}, 0, 0.05 ** 2, None),
        ("RandomNormal", {"mean": 1.0, "stddev": 0.5}, 1, 0.25, None),
        ("TruncatedNormal", {}, 0, (0.05 * cut) ** 2, 0.1),
    ):
        draw = np.asarray(getattr(keras.initializers, class_name)(**config)([200, 300]))
        assert abs(draw.mean() - mean) < 0.01 and abs(draw.var() - variance) <= 0.03 * variance
        cases.append({"class_name": class_name, "config": config, "shape": [200, 300],
                      "mean": mean, "variance": variance, "limit": limit})
    return cases


def training():
    """Ten steps of a small classifier with fixed weights, data and order."""
    cases = []
    for optimizer, config in (("Adam", {"learning_rate": 0.05}),
                              ("SGD", {"learning_rate": 0.1, "momentum": 0.9})):
        model = keras.Sequential([
            keras.Input((6,)),
            keras.layers.Dense(5, activation="relu", name="hidden"),
            keras.layers.Dense(3, activation="softmax", name="output"),
        ])
        initial = [tame(w.shape) for w in model.weights]
        model.set_weights(initial)
        x = values.f32(20, 6)
        y = values.i32(20, low=0, high=3)
        made = getattr(keras.optimizers, optimizer)(**config)
        model.compile(optimizer=made, loss="sparse_categorical_crossentropy", metrics=["accuracy"],
                      jit_compile=False)
        losses_ = []
        for step in range(10):
            at = 4 * (step % 5)
            model.reset_metrics()
            losses_.append(float(model.train_on_batch(x[at:at + 4], y[at:at + 4])[0]))
        final = [rounded(w) for w in model.get_weights()]

        # `fit` over the same batches, twice, must end in the same place.
        model.set_weights(initial)
        made = getattr(keras.optimizers, optimizer)(**config)
        model.compile(optimizer=made, loss="sparse_categorical_crossentropy", metrics=["accuracy"],
                      jit_compile=False)
        history = model.fit(x, y, batch_size=4, epochs=2, shuffle=False, verbose=0).history
        for a, b in zip(model.get_weights(), final):
            np.testing.assert_allclose(a.ravel(), b["data"], atol=1e-5)
        evaluation = model.evaluate(x, y, batch_size=8, verbose=0)
        cases.append({
            "layers": [{"class_name": "Dense", "config": {"units": 5, "activation": "relu"}},
                       {"class_name": "Dense", "config": {"units": 3, "activation": "softmax"}}],
            "optimizer": {"class_name": optimizer, "config": config},
            "loss": "sparse_categorical_crossentropy", "x": tensor(x), "y": tensor(y),
            "batch_size": 4, "weights": [rounded(w) for w in initial], "losses": losses_,
            "weights_after": final,
            "fit": {"epochs": 2, "shuffle": False, "loss": history["loss"],
                    "accuracy": history["accuracy"]},
            "evaluate": {"loss": float(evaluation[0]), "accuracy": float(evaluation[1])},
            "predict": rounded(model.predict(x[:3], verbose=0)), "tolerance": 2e-5,
        })
    return cases


def main():
    """Writes `layers.json`, one case a line."""
    keras.utils.set_random_seed(1)
    parts = {"layers": layers(), "activations": activations(), "losses": losses(),
             "metrics": metrics(), "optimizers": optimizers(), "initializers": initializers(),
             "training": training()}
    parts["layers"] += more_layers()
    parts |= {"regularizers": regularizers(), "constraints": constraints()}
    path = os.path.join(HERE, "layers.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write("{\n" + ",\n".join(
            f"{json.dumps(name)}: [\n" + ",\n".join(
                json.dumps(case, separators=(",", ":")) for case in cases) + "\n]"
            for name, cases in parts.items()) + "\n}\n")
    print({name: len(cases) for name, cases in parts.items()}, os.path.getsize(path) // 1000, "kB")


if __name__ == "__main__":
    main()
