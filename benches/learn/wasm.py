"""Boosting in WebAssembly, in Node on one thread, against LightGBM as native code: the same data
and parameters, peer and ours in turn, best of several, CPU seconds. Prints a line of numbers for
each data set.

    cargo xtask web learn-simd
    python benches/learn/wasm.py [--adult DIR] [--repeats 3] [--native target/release/examples/trees]

`first` is the first fit of a process, in which V8 still compiles the module; `fit` the best one.
"""

import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("--adult", help="folder with adult.data and adult.test")
parser.add_argument("--repeats", type=int, default=3)
parser.add_argument("--native", help="the example `trees`, to compare with our own native code")
args = parser.parse_args()
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "SPARKLER_THREADS"):
    os.environ[name] = "1"

import lightgbm
import numpy as np
import pandas

script = pathlib.Path(__file__).with_name("wasm.mjs")


def synthetic():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(120_000, 28)).astype(np.float32)
    signal = (x[:, :5] ** 2).sum(1) + 2 * x[:, 5] * x[:, 6] + rng.normal(size=len(x))
    y = (signal > 5).astype(float)
    return x[:100_000], y[:100_000], x[100_000:], y[100_000:]


def adult(folder):
    parts = [
        pandas.read_csv(f"{folder}/adult.{part}", header=None, comment="|", skipinitialspace=True, na_values="?")
        for part in ("data", "test")
    ]
    n = len(parts[0])
    table = pandas.concat(parts, ignore_index=True)
    y = table[14].str.startswith(">50K").to_numpy(float)
    for column in range(14):
        if table[column].dtype.kind not in "if":
            codes = pandas.Categorical(table[column]).codes.astype(float)
            table[column] = np.where(codes < 0, np.nan, codes)
    x = table[list(range(14))].to_numpy(np.float32)
    return x[:n], y[:n], x[n:], y[n:]


def peer(data):
    x, y, test, _ = data
    model = lightgbm.LGBMClassifier(n_estimators=100, num_leaves=31, n_jobs=1, verbose=-1)
    start = time.process_time()
    model.fit(x, y)
    fit = time.process_time() - start
    start = time.process_time()
    scores = model.predict_proba(test)
    return {"fit": fit, "predict": time.process_time() - start}, scores


def ours(data, command):
    x, y, test, _ = data
    params = {"max_iter": 100, "max_leaf_nodes": 31, "early_stopping": False}
    with tempfile.TemporaryDirectory() as folder:
        table, out = f"{folder}/table", f"{folder}/out"
        with open(table, "wb") as f:
            f.write(np.array([len(x), x.shape[1], len(test)], np.uint64).tobytes())
            f.write(x.tobytes() + test.tobytes() + np.asarray(y, np.float64).tobytes())
        arguments = ["HistGradientBoostingClassifier", json.dumps(params), table, out]
        run = subprocess.run(command + arguments, check=True, capture_output=True)
        return json.loads(run.stdout), np.fromfile(out).reshape(len(test), -1)


sides = {"LightGBM": peer, "wasm": lambda data: ours(data, ["node", str(script)])}
if args.native:
    sides["native"] = lambda data: ours(data, [args.native])
data_sets = {"synthetic": synthetic()}
if args.adult:
    data_sets["adult"] = adult(args.adult)
for where, data in data_sets.items():
    best = {name: {} for name in sides}
    accuracy = {}
    for _ in range(args.repeats):
        for name, side in sides.items():
            times, scores = side(data)
            for key, value in times.items():
                best[name][key] = min(best[name].get(key, 1e9), value)
            accuracy[name] = (scores.argmax(1) == data[3]).mean()
    print(where, f"load {os.getloadavg()[0]:.1f}")
    for name, times in best.items():
        ratio = times["fit"] / best["LightGBM"]["fit"]
        shown = "  ".join(f"{key} {value:.3f}" for key, value in times.items())
        print(f"  {name:9} {shown}  ratio {ratio:.2f}  accuracy {accuracy[name]:.4f}", flush=True)
