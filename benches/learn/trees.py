"""Trees, forests and boosting against scikit-learn and LightGBM: the same data and parameters,
peer and ours in turn, best of several. Prints a line of numbers for each.

    cargo build --release -p sparkler-learn --example trees
    python benches/learn/trees.py target/release/examples/trees [--adult DIR] [--only boosting] [--threads 1]

CPU seconds where one thread works, else wall time.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("binary")
parser.add_argument("--adult", help="folder with adult.data and adult.test")
parser.add_argument("--only", default="")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--repeats", type=int, default=3)
args = parser.parse_args()
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "SPARKLER_THREADS"):
    os.environ[name] = str(args.threads)

import lightgbm
import numpy as np
import sklearn.ensemble
import sklearn.tree
from sklearn.metrics import accuracy_score, r2_score, roc_auc_score


def synthetic():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(120_000, 28)).astype(np.float32)
    signal = (x[:, :5] ** 2).sum(1) + 2 * x[:, 5] * x[:, 6] + rng.normal(size=len(x))
    y = (signal > 5).astype(float)
    return x[:100_000], y[:100_000], x[100_000:], y[100_000:], signal


def adult(folder):
    import pandas

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
    return x[:n], y[:n], x[n:], y[n:], None


def ours(name, params, data, regression=False):
    x, y, test, _, _ = data
    with tempfile.TemporaryDirectory() as folder:
        table, out = f"{folder}/table", f"{folder}/out"
        with open(table, "wb") as f:
            f.write(np.array([len(x), x.shape[1], len(test)], np.uint64).tobytes())
            f.write(x.tobytes() + test.tobytes() + np.asarray(y, np.float64).tobytes())
        run = subprocess.run([args.binary, name, json.dumps(params), table, out], check=True, capture_output=True)
        scores = np.fromfile(out).reshape(len(test), -1)
    return json.loads(run.stdout), scores if scores.shape[1] > 1 else scores[:, 0]


def peer(model, data, score):
    x, y, test, _, _ = data
    cpu, wall = time.process_time(), time.perf_counter()
    model.fit(x, y)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    start = time.process_time()
    scores = score(model, test)
    return {"fit": cpu, "wall": wall, "predict": time.process_time() - start}, scores


def compare(label, data, peer_model, score, name, params, metric):
    if args.only not in label:
        return
    best = [{}, {}]
    for _ in range(args.repeats):
        results = peer(peer_model(), data, score), ours(name, params, data)
        for side, (times, _) in zip(best, results):
            for key, value in times.items():
                side[key] = min(side.get(key, 1e9), value)
        scores = [metric(data[3], scores) for _, scores in results]
    key = "fit" if args.threads == 1 else "wall"
    ratio = best[1][key] / best[0][key]
    print(
        f"{label:28} {key} peer {best[0][key]:.3f} ours {best[1][key]:.3f} ratio {ratio:.3f}"
        f"  predict {best[0]['predict']:.3f} {best[1]['predict']:.3f}"
        f"  score peer {scores[0]:.4f} ours {scores[1]:.4f}",
        flush=True,
    )


def proba(model, x):
    return model.predict_proba(x)


def accuracy(y, p):
    return accuracy_score(y, p.argmax(1))


data_sets = {"synthetic": synthetic()}
if args.adult:
    data_sets["adult"] = adult(args.adult)
for where, data in data_sets.items():
    for leaves in (31,):
        compare(
            f"boosting {where}",
            data,
            lambda: lightgbm.LGBMClassifier(n_estimators=100, num_leaves=leaves, n_jobs=args.threads, verbose=-1),
            proba,
            "HistGradientBoostingClassifier",
            {"max_iter": 100, "max_leaf_nodes": leaves, "early_stopping": False},
            accuracy,
        )
    no_missing = [np.nan_to_num(part, nan=-1) if i in (0, 2) else part for i, part in enumerate(data)]
    compare(
        f"tree {where}", no_missing,
        lambda: sklearn.tree.DecisionTreeClassifier(random_state=0), proba,
        "DecisionTreeClassifier", {}, accuracy,
    )
    compare(
        f"forest {where}", no_missing,
        lambda: sklearn.ensemble.RandomForestClassifier(20, random_state=0, n_jobs=args.threads), proba,
        "RandomForestClassifier", {"n_estimators": 20}, accuracy,
    )
    compare(
        f"extra trees {where}", no_missing,
        lambda: sklearn.ensemble.ExtraTreesClassifier(20, random_state=0, n_jobs=args.threads), proba,
        "ExtraTreesClassifier", {"n_estimators": 20}, accuracy,
    )
    compare(
        f"isolation {where}", no_missing,
        lambda: sklearn.ensemble.IsolationForest(n_estimators=100, random_state=0, n_jobs=args.threads),
        lambda m, x: m.decision_function(x),
        "IsolationForest", {"n_estimators": 100}, lambda y, s: roc_auc_score(y, -s),
    )
if args.only in "regression forest":
    x, _, test, _, signal = data_sets["synthetic"]
    regression = (x[:30_000], signal[:30_000], test, signal[100_000:], None)
    compare(
        "regression forest", regression,
        lambda: sklearn.ensemble.RandomForestRegressor(5, random_state=0, n_jobs=args.threads),
        lambda m, x: m.predict(x),
        "RandomForestRegressor", {"n_estimators": 5}, r2_score,
    )
    compare(
        "regression forest boosting", regression,
        lambda: lightgbm.LGBMRegressor(n_estimators=100, n_jobs=args.threads, verbose=-1),
        lambda m, x: m.predict(x),
        "HistGradientBoostingRegressor", {"early_stopping": False}, r2_score,
    )
