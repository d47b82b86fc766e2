"""Pictures of 10,000 MNIST digits: t-SNE beside scikit-learn's and UMAP beside umap-learn's, with the
same parameters on one thread, peer and ours in turn.

    cargo build --release -p sparkler-learn --example time_estimator
    python benches/learn/manifold.py FOLDER [--rows 10000] [--only TSNE] [--seeds 1]

FOLDER holds MNIST. For each picture: the trustworthiness of 10 neighbours, the share of the 10 nearest
neighbours that are still among the 10 nearest in the picture, the share of digits that most of these 10
share, and processor seconds of `fit`.
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
parser.add_argument("folder")
parser.add_argument("--rows", type=int, default=10_000)
parser.add_argument("--only", default="")
parser.add_argument("--seeds", type=int, default=1)
args = parser.parse_args()
for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "SPARKLER_THREADS"]:
    os.environ[name] = "1"

import numpy as np
import sklearn
import umap
from sklearn.manifold import TSNE, trustworthiness
from sklearn.neighbors import NearestNeighbors

target = os.environ.get("CARGO_TARGET_DIR", "target")
program = f"{target}/release/examples/time_estimator"


def idx(name, offset):
    return np.frombuffer(gzip.open(f"{args.folder}/{name}.gz").read(), np.uint8, offset=offset)[:]


x = idx("train-images-idx3-ubyte", 16).reshape(-1, 784)[: args.rows] / 255.0
y = idx("train-labels-idx1-ubyte", 8)[: args.rows]


def nearest(points):
    return NearestNeighbors(n_neighbors=11).fit(points).kneighbors(return_distance=False)[:, :10]


before = nearest(x)


def quality(picture):
    after = nearest(picture)
    kept = np.mean([len(np.intersect1d(a, b)) for a, b in zip(before, after)]) / 10
    votes = np.array([np.bincount(y[row], minlength=10).argmax() for row in after])
    return trustworthiness(x, picture, n_neighbors=10), kept, np.mean(votes == y)


def ours(name, seed):
    with tempfile.TemporaryDirectory() as folder:
        table, out = f"{folder}/table", f"{folder}/out"
        np.concatenate([[len(x), x.shape[1]], x.ravel(), np.zeros(len(x))]).astype("<f8").tofile(table)
        params = json.dumps({"random_state": seed})
        run = subprocess.run([program, name, params, table, table, out], capture_output=True, text=True)
        if run.returncode:
            sys.exit(run.stderr)
        return json.loads(run.stdout)["fit_cpu"], np.fromfile(out, "<f8").reshape(len(x), -1)


def peer(model):
    start = time.process_time()
    picture = model.fit_transform(x)
    return time.process_time() - start, picture


# What umap-learn compiles is not counted.
umap.UMAP(n_epochs=2, random_state=0).fit_transform(x[:5000])
print(f"scikit-learn {sklearn.__version__}, umap-learn {umap.__version__}, load {os.getloadavg()[0]:.1f}")
for name, make in (("TSNE", lambda s: TSNE(random_state=s)), ("UMAP", lambda s: umap.UMAP(random_state=s, n_jobs=1))):
    if args.only not in name:
        continue
    for seed in range(args.seeds):
        for who, (seconds, picture) in (("peer", peer(make(seed))), ("ours", ours(name, seed))):
            trust, kept, votes = quality(picture)
            print(f"{name} seed {seed} {who}: {seconds:.1f} s, trustworthiness {trust:.4f}, neighbours kept "
                  f"{kept:.4f}, digits {votes:.4f}", flush=True)
