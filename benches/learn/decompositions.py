"""PCA against scikit-learn.

Peer and Sparkler alternate in one run; times are processor seconds on one thread or, with
`--threads 2`, seconds of the clock on two on both sides; the best of rounds. Usage:

    cargo build --release -p sparkler-learn --example decompositions
    python benches/learn/decompositions.py ADULT_FOLDER MNIST_FOLDER [target dir] [--threads 2]
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("adult")
parser.add_argument("mnist")
parser.add_argument("target", nargs="?", default="target")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--rounds", type=int, default=5)
args = parser.parse_args()
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "SPARKLER_THREADS"):
    os.environ[name] = str(args.threads)

import numpy as np
import pandas as pd
import sklearn
from sklearn.datasets import make_classification
from sklearn.decomposition import PCA

adult, mnist = args.adult, args.mnist
clock = time.process_time if args.threads == 1 else time.perf_counter
driver = os.path.join(args.target, "release", "examples", "decompositions")
folder = tempfile.mkdtemp()


def sparkler(method, x, parameters, repeats):
    files = os.path.join(folder, "x"), os.path.join(folder, "out")
    np.ascontiguousarray(x, dtype=np.float64).tofile(files[0])
    arguments = [driver, method, files[0], *map(str, x.shape), json.dumps(parameters), str(repeats), files[1]]
    out = subprocess.run(arguments, capture_output=True, text=True)
    if out.returncode:
        sys.exit(out.stderr)
    return json.loads(out.stdout)["cpu" if args.threads == 1 else "wall"], np.fromfile(files[1])


print("load", os.getloadavg(), "threads", args.threads, "scikit-learn", sklearn.__version__)
synthetic = make_classification(100_000, 28, n_informative=15, random_state=0)[0]
columns = [f"c{i}" for i in range(15)]
table = pd.read_csv(os.path.join(adult, "adult.data"), names=columns, skipinitialspace=True).drop(columns="c14")
encoded = pd.get_dummies(table).to_numpy(dtype=float)
pixels = np.frombuffer(gzip.open(os.path.join(mnist, "train-images-idx3-ubyte.gz")).read(), np.uint8, offset=16)
pixels = pixels.reshape(60000, 784)[:20000] / 255.0

for name, x, parameters, repeats in (
    ("PCA, synthetic 100k x 28", synthetic, {"n_components": 10}, 5),
    (f"PCA, Adult one-hot {encoded.shape}", encoded, {"n_components": 10}, 5),
    ("PCA, MNIST pixels 20k x 784", pixels, {"n_components": 50}, 1),
    ("PCA, MNIST pixels 20k x 784, randomized", pixels, {"n_components": 50, "svd_solver": "randomized"}, 1),
):
    ours, theirs = [], []
    for _ in range(args.rounds):
        seconds, components = sparkler("pca", x, parameters, repeats)
        ours.append(seconds)
        start = clock()
        for _ in range(repeats):
            model = PCA(random_state=0, **parameters).fit(x)
        theirs.append((clock() - start) / repeats)
    difference = np.abs(components.reshape(model.components_.shape) - model.components_).max()
    print(
        f"{name}: {min(ours) * 1e3:.1f} ms, peer {min(theirs) * 1e3:.1f} ms, "
        f"ratio {min(ours) / min(theirs):.3f}, components differ by {difference:.1e}"
    )
