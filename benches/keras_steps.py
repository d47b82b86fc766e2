#!/usr/bin/env python3
"""Times the training steps of two small models in Keras on TensorFlow.

    python benches/keras_steps.py --threads 2
    python benches/keras_steps.py --threads 1 --work mlp_step --repeats 9

One JSON object a line. `mlp_step` and `cnn_step` are what a user of `model.fit` gets, per step;
`mlp_step_function` and `cnn_step_function` are the same step as one compiled `tf.function` called
in a bare loop, the least that this peer can take.

- mlp: 784 - dense 128 relu - dropout 0.2 - dense 10 softmax, Adam, batch 32
- cnn: 28x28x1 - conv 32 3x3 relu - pool 2 - conv 64 3x3 relu - pool 2 - flatten - dropout 0.5 -
  dense 10 softmax, Adam, batch 128
"""

import argparse
import json
import os
import statistics
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def parse_arguments():
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--work", action="append", choices=["mlp_step", "cnn_step"])
    parser.add_argument("--repeats", type=int, default=7)
    return parser.parse_args()


def models(keras):
    """For each work: how to make the model, the input shape, batch size, steps per repeat."""
    layers = keras.layers

    def mlp():
        return keras.Sequential([
            keras.Input((784,)), layers.Dense(128, activation="relu"), layers.Dropout(0.2),
            layers.Dense(10, activation="softmax"),
        ])

    def cnn():
        return keras.Sequential([
            keras.Input((28, 28, 1)), layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2), layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2), layers.Flatten(), layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ])

    return {"mlp_step": (mlp, (784,), 32, 400), "cnn_step": (cnn, (28, 28, 1), 128, 30)}


def time_fit(keras, model, x, y, batch, repeats):
    """Milliseconds of a step inside `fit`, from the second step of an epoch to its last.

    An epoch's set-up and its last log are no part of a step, so the clock is read by a callback.
    """
    class Clock(keras.callbacks.Callback):
        """Notes when the first and the last batch ended."""

        def on_train_batch_end(self, batch, logs=None):
            now = time.perf_counter()
            if batch == 0:
                self.first = now
            self.last, self.count = now, batch

    clock, results = Clock(), []
    for repeat in range(repeats + 1):
        model.fit(x, y, batch_size=batch, epochs=1, verbose=0, callbacks=[clock])
        if repeat:  # the first compiles
            results.append(1e3 * (clock.last - clock.first) / clock.count)
    return results


def time_function(tf, keras, model, x, y, batch, steps, repeats):
    """Milliseconds of one compiled step, its batch already a tensor."""
    loss = keras.losses.SparseCategoricalCrossentropy()
    optimizer = keras.optimizers.Adam()
    optimizer.build(model.trainable_variables)

    @tf.function
    def step(xb, yb):
        with tf.GradientTape() as tape:
            value = loss(yb, model(xb, training=True))
        gradients = tape.gradient(value, [v.value for v in model.trainable_variables])
        optimizer.apply(gradients, model.trainable_variables)
        return value

    batches = [(tf.constant(x[i:i + batch]), tf.constant(y[i:i + batch]))
               for i in range(0, 8 * batch, batch)]
    for xb, yb in batches:
        step(xb, yb).numpy()
    results = []
    for _ in range(repeats):
        start = time.perf_counter()
        for i in range(steps):
            value = step(*batches[i % 8])
        value.numpy()
        results.append(1e3 * (time.perf_counter() - start) / steps)
    return results


def main():
    """Runs what the command line asks for."""
    arguments = parse_arguments()
    # Before TensorFlow starts its threads.
    os.environ["OMP_NUM_THREADS"] = str(arguments.threads)
    import keras
    import numpy as np
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(arguments.threads)
    tf.config.threading.set_inter_op_parallelism_threads(arguments.threads)
    peer = f"keras {keras.__version__} / tensorflow {tf.__version__}"
    rng = np.random.default_rng(0)
    for work, (make, shape, batch, steps) in models(keras).items():
        if arguments.work and work not in arguments.work:
            continue
        x = rng.random((batch * steps, *shape), np.float32)
        y = rng.integers(0, 10, batch * steps).astype(np.int32)
        model = make()
        model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", jit_compile=False)
        timings = {
            work: time_fit(keras, model, x, y, batch, arguments.repeats),
            work + "_function": time_function(tf, keras, make(), x, y, batch, steps,
                                              arguments.repeats),
        }
        for name, times in timings.items():
            print(json.dumps({"work": name, "peer": peer, "threads": arguments.threads,
                              "median_ms": round(statistics.median(times), 4),
                              "min_ms": round(min(times), 4)}), flush=True)


if __name__ == "__main__":
    main()
