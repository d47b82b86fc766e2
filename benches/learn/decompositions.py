"""PCA against scikit-learn.

Peer and Sparkler alternate in one run; times are processor seconds on one thread, the best of
rounds. Usage:

    cargo build --release -p sparkler-learn --example decompositions
    python benches/learn/decompositions.py ADULT_FOLDER MNIST_FOLDER [target dir]
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np
import pandas as pd
import sklearn
from sklearn.datasets import make_classification
from sklearn.decomposition import PCA

adult, mnist = sys.argv[1:3]
target = sys.argv[3] if len(sys.argv) > 3 else "target"
driver = os.path.join(target, "release", "examples", "decompositions")
folder = tempfile.mkdtemp()


def sparkler(method, x, parameters, repeats):
    files = os.path.join(folder, "x"), os.path.join(folder, "out")
    np.ascontiguousarray(x, dtype=np.float64).tofile(files[0])
    arguments = [driver, method, files[0], *map(str, x.shape), json.dumps(parameters), str(repeats), files[1]]
    out = subprocess.run(arguments, env={**os.environ, "SPARKLER_THREADS": "1"}, capture_output=True, text=True)
    if out.returncode:
        sys.exit(out.stderr)
    return json.loads(out.stdout)["cpu"], np.fromfile(files[1])


print("load", os.getloadavg(), "scikit-learn", sklearn.__version__)
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
    for _ in range(5):
        seconds, components = sparkler("pca", x, parameters, repeats)
        ours.append(seconds)
        start = time.process_time()
        for _ in range(repeats):
            model = PCA(random_state=0, **parameters).fit(x)
        theirs.append((time.process_time() - start) / repeats)
    difference = np.abs(components.reshape(model.components_.shape) - model.components_).max()
    print(
        f"{name}: {min(ours) * 1e3:.1f} ms, peer {min(theirs) * 1e3:.1f} ms, "
        f"ratio {min(ours) / min(theirs):.3f}, components differ by {difference:.1e}"
    )
