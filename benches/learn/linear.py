"""Linear models beside scikit-learn's: coefficients, scores and time, both sides alternating.

    cargo build --release -p sparkler-learn --example linear_models
    python benches/learn/linear.py [--data FOLDER] [--threads 1] [--repeat 5]

FOLDER holds `adult/` (UCI Adult) and `compas/` (ProPublica); without it only made data is used.
Prints one line for each comparison. Times are of `fit` alone: processor seconds and wall seconds,
the best of the repeats.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("--data")
parser.add_argument("--threads", default="1")
parser.add_argument("--repeat", type=int, default=5)
parser.add_argument("--program", default=None)
args = parser.parse_args()
for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "SPARKLER_THREADS"]:
    os.environ[name] = args.threads

import numpy as np  # noqa: E402
from scipy import sparse  # noqa: E402
from sklearn.datasets import load_digits, make_classification  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402
from sklearn.model_selection import train_test_split  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402

target = os.environ.get("CARGO_TARGET_DIR", "target")
program = args.program or f"{target}/release/examples/linear_models"
folder = tempfile.mkdtemp()


def ours(name, params, X, y, test=0, is_sparse=False):
    file = os.path.join(folder, "table")
    np.column_stack([X, y]).astype(np.float64).tofile(file)
    rows, columns = X.shape
    command = [program, name, json.dumps(params), str(rows - test), str(columns), file, str(test)]
    return json.loads(subprocess.check_output(command + (["--sparse"] if is_sparse else [])))


def compare(title, params, theirs, X, y, test=0, is_sparse=False):
    """Fits both in turn and prints scores, steps, times and the largest difference."""
    best = {"ours": [9e9, 9e9], "theirs": [9e9, 9e9]}
    rows = len(X) - test
    train = sparse.csr_matrix(X[:rows]) if is_sparse else np.ascontiguousarray(X[:rows])
    for _ in range(args.repeat):
        a = ours("LogisticRegression", params, X, y, test, is_sparse)
        best["ours"] = [min(best["ours"][0], a["cpu"]), min(best["ours"][1], a["wall"])]
        model = LogisticRegression(**theirs)
        cpu, wall = time.process_time(), time.perf_counter()
        model.fit(train, y[:rows])
        took = [time.process_time() - cpu, time.perf_counter() - wall]
        best["theirs"] = [min(b, t) for b, t in zip(best["theirs"], took)]
    held = slice(rows, None) if test else slice(None)
    score = model.score(X[held], y[held])
    off = np.abs(np.array(a["coef"]).ravel() - model.coef_.ravel()).max()
    print(f"{title}: accuracy {a['accuracy']:.4f} (theirs {score:.4f}), steps {a['n_iter']} "
          f"({model.n_iter_.max()}), largest difference of a coefficient {off:.1e}, "
          f"cpu {best['ours'][0]:.3f} s ({best['theirs'][0]:.3f}), ratio {best['ours'][0] / best['theirs'][0]:.2f}, "
          f"wall {best['ours'][1]:.3f} s ({best['theirs'][1]:.3f}), ratio {best['ours'][1] / best['theirs'][1]:.2f}",
          flush=True)


print("load", os.getloadavg(), "threads", args.threads, file=sys.stderr)
digits = load_digits()
X1, X2, y1, y2 = train_test_split(digits.data, digits.target, random_state=0)
X, y = np.vstack([X1, X2]), np.concatenate([y1, y2])
compare("digits 75/25, max_iter 5000", {"max_iter": 5000}, {"max_iter": 5000}, X, y, len(X2))
X, y = make_classification(100_000, 28, n_informative=15, random_state=0)
compare("synthetic 100k x 28, lbfgs", {}, {}, X, y)
newton = {"solver": "newton-cholesky"}
compare("synthetic 100k x 28, newton-cholesky", newton, newton, X, y)

if args.data:
    import pandas as pd

    names = ("age workclass fnlwgt education education-num marital occupation relationship race sex "
             "gain loss hours country income").split()
    read = lambda f, skip: pd.read_csv(f"{args.data}/adult/{f}", names=names, skiprows=skip,  # noqa: E731
                                       skipinitialspace=True)
    a, b = read("adult.data", 0), read("adult.test", 1)
    both = pd.concat([a, b], ignore_index=True)
    y = both.pop("income").str.startswith(">50K").astype(float).to_numpy()
    numbers = both.select_dtypes("number")
    scaler = StandardScaler().fit(numbers[: len(a)])
    X = np.hstack([scaler.transform(numbers), pd.get_dummies(both.select_dtypes(exclude="number")).to_numpy(float)])
    more = {"max_iter": 1000}
    compare(f"Adult one-hot {X.shape[1]} columns, dense", more, more, X, y, len(b))
    compare(f"Adult one-hot {X.shape[1]} columns, sparse", more, more, X, y, len(b), True)

    c = pd.read_csv(f"{args.data}/compas/compas-scores-two-years.csv")
    c = c[c.days_b_screening_arrest.between(-30, 30) & (c.is_recid != -1)
          & (c.c_charge_degree != "O") & (c.score_text != "N/A")]
    X = pd.DataFrame({
        "Female": c.sex == "Female",
        "Greater than 45": c.age_cat == "Greater than 45",
        "Less than 25": c.age_cat == "Less than 25",
        "African-American": c.race == "African-American", "Asian": c.race == "Asian",
        "Hispanic": c.race == "Hispanic", "Native American": c.race == "Native American",
        "Other": c.race == "Other",
        "priors_count": c.priors_count, "misdemeanour": c.c_charge_degree == "M",
        "two_year_recid": c.two_year_recid,
    }).astype(float)
    fit = ours("GeneralizedLinearModel", {"family": "binomial"}, X.to_numpy(),
               (c.score_text != "Low").to_numpy(float))["model"]
    print(f"COMPAS, {len(c)} rows: AIC {fit['aic']:.1f} (published 6192.4), "
          f"deviance {fit['deviance']:.1f} (6168.4), null {fit['null_deviance']:.1f} (8483.3)")
    for name, k in zip(X.columns, fit["coefficients"]):
        print(f"  {name}: {k['estimate']:.5f}, standard error {k['standard_error']:.5f}, p {k['p_value']:.3g}")
