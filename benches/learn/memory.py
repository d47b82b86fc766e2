"""Peak memory of boosting: Sparkler's process beside one with LightGBM, on the same files.

    cargo build --release -p sparkler-learn --example memory
    python benches/learn/memory.py [--data FOLDER] [--threads 2] [--large]

Each side is a process of its own that reads the table (32-bit floats) and the target from the same
`.npy` files and trains 100 trees of 31 leaves. The peak is the largest resident set the kernel has
seen (`ru_maxrss`); `before` is that of the process just before `fit`, with the table read: what an
interpreter and its libraries take is in there, so the difference is what training itself adds.
FOLDER holds `adult/`; `--large` adds 1,000,000 rows x 100 columns.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("--data")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--large", action="store_true")
parser.add_argument("--only", default="")
args = parser.parse_args()
target = os.environ.get("CARGO_TARGET_DIR", "target")
program = f"{target}/release/examples/memory"
folder = tempfile.mkdtemp()

PEER = """
import json, resource, sys, time
import numpy as np, lightgbm
x, y = np.load(sys.argv[1]), np.load(sys.argv[2])
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before, start = peak(), time.perf_counter()
if sys.argv[4] == "scikit":
    lightgbm.LGBMClassifier(n_estimators=100, num_leaves=31, n_jobs=int(sys.argv[3]), verbose=-1).fit(x, y)
else:
    parameters = {"objective": "binary", "num_leaves": 31, "num_threads": int(sys.argv[3]), "verbose": -1}
    lightgbm.train(parameters, lightgbm.Dataset(x, y, free_raw_data=True), 100)
print(json.dumps({"before": before, "after": peak(), "seconds": time.perf_counter() - start}))
"""


def child(command):
    env = {**os.environ, "SPARKLER_THREADS": str(args.threads), "OMP_NUM_THREADS": str(args.threads)}
    return json.loads(subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout)


def compare(title, x, y):
    files = os.path.join(folder, "x.npy"), os.path.join(folder, "y.npy")
    np.save(files[0], np.ascontiguousarray(x, np.float32))
    np.save(files[1], np.asarray(y, np.float64))
    shape = x.shape
    del x, y
    params = json.dumps({"max_iter": 100, "max_leaf_nodes": 31, "early_stopping": False})
    ours = child([program, *files, params])
    print(f"{title}, {shape[0]} x {shape[1]}, {args.threads} threads")
    show = lambda name, r: print(  # noqa: E731
        f"  {name}: peak {r['after'] / 1024:.0f} MiB, before fit {r['before'] / 1024:.0f}, "
        f"fit adds {(r['after'] - r['before']) / 1024:.0f} "
        f"({(r['after'] - r['before']) * 1024 / shape[0] / shape[1]:.2f} bytes a cell), "
        f"{r['after'] * 1024 / shape[0] / shape[1]:.2f} bytes a cell in all; {r['seconds']:.2f} s", flush=True)
    show("Sparkler", ours)
    for name, way in (("LGBMClassifier", "scikit"), ("lightgbm.train", "train")):
        theirs = child([sys.executable, "-c", PEER, *files, str(args.threads), way])
        show(name, theirs)
        added = (ours["after"] - ours["before"]) / max(theirs["after"] - theirs["before"], 1)
        print(f"    ratio of peaks {ours['after'] / theirs['after']:.2f}, of what fit adds {added:.2f}", flush=True)


print("load", os.getloadavg())
rng = np.random.default_rng(0)


def made(rows, columns):
    x = rng.standard_normal(size=(rows, columns), dtype=np.float32)
    signal = (x[:, :5] ** 2).sum(1) + 2 * x[:, 5] * x[:, 6] + rng.normal(size=rows)
    return x, (signal > 5).astype(float)


if args.only in "synthetic":
    compare("synthetic", *made(100_000, 28))
if args.data and args.only in "Adult":
    import pandas

    table = pandas.read_csv(f"{args.data}/adult/adult.data", header=None, skipinitialspace=True, na_values="?")
    y = table[14].str.startswith(">50K").to_numpy(float)
    for column in range(14):
        if table[column].dtype.kind not in "if":
            codes = pandas.Categorical(table[column]).codes.astype(float)
            table[column] = np.where(codes < 0, np.nan, codes)
    compare("Adult", table[list(range(14))].to_numpy(np.float32), y)
if args.large and args.only in "large":
    compare("large", *made(1_000_000, 100))
