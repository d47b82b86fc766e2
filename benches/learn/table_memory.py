"""Peak memory and time of `sparkler train data.csv` beside LightGBM on the same file.

    cargo build --release -p sparkler-cli --features parquet,arrow
    python benches/learn/table_memory.py FOLDER [--rows 1000000] [--columns 100] [--only ours]

FOLDER gets the tables (about 1 and 2 GB): `six.csv`, whose numbers have six digits behind the
point, `full.csv`, where they have all that double precision gives, and `full.parquet`. Each is
made once, of numbers from a normal distribution and a target of two classes.

What is measured is the largest resident set of a process (`/usr/bin/time -f %M`), and what is
above that of the same program when it does nothing: `sparkler --version`, or Python after its
imports. A cell is one of the rows x (columns + target). LightGBM reads a table through pandas, or
by itself (also in two rounds, which takes less memory), and learns from four fifths of the rows
where pandas reads, from all where it reads by itself; `sparkler train` always holds out a fifth
and besides cross-validates, here with two folds.
"""
import argparse
import json
import os
import subprocess
import sys

parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--rows", type=int, default=1_000_000)
parser.add_argument("--columns", type=int, default=100)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--folds", type=int, default=2)
parser.add_argument("--files", nargs="*", default=["six.csv", "full.csv", "full.parquet"])
parser.add_argument("--models", nargs="*", default=["boosting", "tree", "forest"])
parser.add_argument("--params", default="{}", help="for every model, as JSON")
parser.add_argument("--only", choices=["ours", "theirs", "files"])
parser.add_argument("--program", default=f"{os.environ.get('CARGO_TARGET_DIR', 'target')}/release/sparkler")
args = parser.parse_args()

MAKE = """
import sys
import numpy as np, pyarrow, pyarrow.csv, pyarrow.parquet
path, rows, columns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = np.random.default_rng(0)
names = [f"x{c}" for c in range(columns)] + ["y"]
schema = pyarrow.schema([(n, pyarrow.float64()) for n in names[:-1]] + [("y", pyarrow.int8())])
options = pyarrow.csv.WriteOptions(quoting_style="none", include_header=False)
if path.endswith(".parquet"):
    out = pyarrow.parquet.ParquetWriter(path, schema, compression="snappy")
else:
    # Names without quotes, which LightGBM's reader does not take off.
    file = open(path, "wb")
    file.write((",".join(names) + "\\n").encode())
    out = pyarrow.csv.CSVWriter(file, schema, write_options=options)
with out:
    for start in range(0, rows, 50_000):
        x = rng.standard_normal((min(50_000, rows - start), columns))
        if "six" in path:
            x = x.round(6)
        signal = (x[:, :5] ** 2).sum(1) + 2 * x[:, 5 % columns] * x[:, 6 % columns] + rng.normal(size=len(x))
        y = (signal > 5).astype(np.int8)
        arrays = [pyarrow.array(x[:, c]) for c in range(columns)] + [pyarrow.array(y)]
        out.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
"""

PEER = """
import sys
import lightgbm, numpy as np, pandas
from sklearn.model_selection import train_test_split
path, way, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
parameters = {"objective": "binary", "num_leaves": 31, "num_threads": threads, "verbose": -1}
if way == "pandas":
    table = pandas.read_parquet(path) if path.endswith("parquet") else pandas.read_csv(path)
    y = table.pop("y")
    x, held_x, y, held_y = train_test_split(table, y, random_state=0, test_size=0.2, stratify=y)
    model = lightgbm.LGBMClassifier(n_estimators=100, num_leaves=31, n_jobs=threads, verbose=-1).fit(x, y)
    print(f"accuracy {(model.predict(held_x) == held_y).mean():.4f}", file=sys.stderr)
elif way in ("own", "two_round"):
    own = {**parameters, "header": True, "label_column": "name:y", "two_round": way == "two_round"}
    lightgbm.train(own, lightgbm.Dataset(path, params=own), 100)
"""


def measure(command, **environment):
    env = {**os.environ, "SPARKLER_THREADS": str(args.threads), "OMP_NUM_THREADS": str(args.threads), **environment}
    done = subprocess.run(["/usr/bin/time", "-f", "%M %U %e", *command], env=env, capture_output=True, text=True)
    lines = done.stderr.strip().splitlines()
    kib, user, wall = lines[-1].split()
    if done.returncode != 0:
        return None, lines[-3:-1]
    said = (done.stdout.strip().splitlines() + lines[:-1] or [""])[-1 if command[0] != args.program else 0]
    if command[0] == args.program:
        last = [line for line in done.stdout.splitlines() if line.startswith("{")][-1:]
        said = "accuracy %.4f" % json.loads(last[0])["accuracy"] if last else ""
    return int(kib) * 1024, (float(user), float(wall), said)


def show(what, command, bare):
    peak, rest = measure(command)
    if peak is None:
        print(f"  {what}: failed: {rest}", flush=True)
        return
    user, wall, said = rest
    cells = args.rows * (args.columns + 1)
    print(
        f"  {what}: peak {peak / 2**20:.0f} MiB, {(peak - bare) / cells:.2f} bytes a cell above the bare process; "
        f"{user:.0f} s of processor, {wall:.0f} s; {said}",
        flush=True,
    )


print("load", os.getloadavg())
bare = measure([args.program, "--version"])[0]
bare_peer = measure([sys.executable, "-c", PEER, "", "nothing", "1"])[0]
print(f"bare: sparkler {bare / 2**20:.0f} MiB, Python with LightGBM, pandas and scikit-learn {bare_peer / 2**20:.0f} MiB")
for name in args.files:
    path = os.path.join(args.folder, name)
    if not os.path.exists(path):
        subprocess.run([sys.executable, "-c", MAKE, path, str(args.rows), str(args.columns)], check=True)
    print(f"{name}: {os.path.getsize(path) / 1e9:.2f} GB, {args.rows} x {args.columns}, {args.threads} threads")
    if args.only in (None, "ours"):
        for model in args.models:
            command = [args.program, "train", path, "--target", "y", "--model", model, "--folds", str(args.folds)]
            show(model, [*command, "--params", args.params, "--json", "--out", os.path.join(args.folder, "out")], bare)
    if args.only in (None, "theirs"):
        ways = ["pandas"] if name.endswith("parquet") else ["pandas", "own", "two_round"]
        for way in ways:
            command = [sys.executable, "-c", PEER, path, way, str(args.threads)]
            show(f"LightGBM, read by {way.replace('own', 'itself')}", command, bare_peer)
