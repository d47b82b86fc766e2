"""Support vector machines, neighbours and k-means: Sparkler beside scikit-learn.

    cargo build --release -p sparkler-learn --example time_estimator
    python benches/learn/neighbors.py target/release/examples/time_estimator [ADULT_FOLDER] [--threads 2] [--only TEXT]

ADULT_FOLDER holds `adult.data` and `adult.test` of the UCI repository; without it, only the
synthetic data are used. With one thread (the default), seconds of processor time are compared;
with more, seconds of the clock. Both sides run in turn, the best of several counts.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("program")
parser.add_argument("adult", nargs="?", default="")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--only", default="")
parser.add_argument("--repeats", type=int, default=3)
args = parser.parse_args()
program, adult_folder, threads, only, REPEATS = args.program, args.adult, args.threads, args.only, args.repeats
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    if os.environ.get(name) != str(threads):
        os.environ[name] = str(threads)
        # These make OpenBLAS slower where they are set for the sake of older versions.
        os.environ.pop("OPENBLAS_CORETYPE", None)
        os.environ.pop("OPENBLAS_L2_SIZE", None)
        os.execv(sys.executable, [sys.executable, *sys.argv])

import numpy as np
import sklearn
from sklearn import cluster, datasets, neighbors, svm
from sklearn.preprocessing import OneHotEncoder, StandardScaler

folder = pathlib.Path(tempfile.mkdtemp(prefix="neighbors-"))


def synthetic(rows, test):
    x, y = datasets.make_classification(
        rows + test, 28, n_informative=14, n_redundant=6, class_sep=0.8, flip_y=0.03, random_state=0)
    x = StandardScaler().fit_transform(x)
    return x[:rows], y[:rows], x[rows:], y[rows:]


def adult():
    def read(name):
        rows = []
        for line in (pathlib.Path(adult_folder) / name).read_text().splitlines():
            cells = [c.strip() for c in line.rstrip(".").split(",")]
            if len(cells) == 15:
                rows.append(cells)
        return rows

    train, test = read("adult.data"), read("adult.test")
    numeric = [0, 2, 4, 10, 11, 12]
    words = [1, 3, 5, 6, 7, 8, 9, 13]
    column = lambda rows, which: [[r[c] for c in which] for r in rows]
    scale = StandardScaler().fit(np.array(column(train, numeric), float))
    code = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(column(train, words))
    build = lambda rows: np.hstack([
        scale.transform(np.array(column(rows, numeric), float)), code.transform(column(rows, words))])
    target = lambda rows: np.array([r[14] == ">50K" for r in rows], float)
    return build(train), target(train), build(test), target(test)


def write(name, x, y):
    path = folder / name
    np.concatenate([[len(x), x.shape[1]], x.ravel(), y]).astype("<f8").tofile(path)
    return path


def ours(name, params, train, test, rows):
    out = folder / "out"
    environment = {**os.environ, "SPARKLER_THREADS": str(threads)}
    text = subprocess.run([program, name, json.dumps(params), train, test, out], env=environment,
                          check=True, capture_output=True, text=True).stdout
    report = json.loads(text)
    clock = "cpu" if threads == 1 else "wall"
    return report["fit_" + clock] + report["predict_" + clock], np.fromfile(out, "<f8"), report


def theirs(make, x, y, test):
    clock = time.process_time if threads == 1 else time.perf_counter
    begin = clock()
    model = make().fit(x, y)
    found = model.predict(test)
    return clock() - begin, found, model


def compare(title, name, params, make, data, score):
    if only and only not in title:
        return
    x, y, tx, ty = data
    train, test = write("train", x, y), write("test", tx, ty)
    best = [np.inf, np.inf]
    for _ in range(REPEATS):
        seconds, found, report = ours(name, params, train, test, len(tx))
        best[0] = min(best[0], seconds)
        seconds, expected, model = theirs(make, x, y, tx)
        best[1] = min(best[1], seconds)
    a, b = score(found, report, None, ty), score(expected, None, model, ty)
    print(f"{title}: ours {best[0]:.3f} s, scikit-learn {best[1]:.3f} s, "
          f"ratio {best[0] / best[1]:.3f}; ours {a}, scikit-learn {b}", flush=True)


def accuracy(found, report, model, y):
    vectors = model.n_support_ if model is not None and hasattr(model, "n_support_") else None
    if report is not None and "n_support" in report:
        vectors = report["n_support"]
    extra = "" if vectors is None else f" with {int(np.sum(vectors))} support vectors"
    return f"{np.mean(found == y):.4f}{extra}"


def inertia(found, report, model, y):
    return f"inertia {report['inertia'] if report else model.inertia_:.6g}, {report['n_iter'] if report else model.n_iter_} passes"


print(f"scikit-learn {sklearn.__version__}, numpy {np.__version__}, {threads} thread(s), "
      f"load {os.getloadavg()[0]:.1f}, best of {REPEATS}")
data = synthetic(10_000, 2_500)
compare("SVC RBF 10k x 28", "SVC", {}, svm.SVC, data, accuracy)
compare("SVC RBF C=10 10k x 28", "SVC", {"C": 10.0}, lambda: svm.SVC(C=10.0), data, accuracy)
big = synthetic(100_000, 5_000)
sets = [("100k x 28", big)] + ([("Adult", adult())] if adult_folder else [])
for title, data in sets:
    first = data[0][np.random.default_rng(0).choice(len(data[0]), 8, replace=False)]
    compare(f"KMeans same centres, {title}", "KMeans", {"init": first.tolist()},
            lambda: cluster.KMeans(8, init=first, n_init=1), data, inertia)
    compare(f"KMeans n_init=5, {title}", "KMeans", {"n_init": 5},
            lambda: cluster.KMeans(8, n_init=5, random_state=0), data, inertia)
    compare(f"kNN, {title}", "KNeighborsClassifier", {},
            lambda: neighbors.KNeighborsClassifier(n_jobs=threads), data, accuracy)
