"""Makes boosting.json: what scikit-learn's histogram gradient boosting predicts on made-up rows
without ties, and for the training rows of a data set that has ties.

    python crates/learn/tests/reference/boosting.py

The rows come from a linear congruential generator, which the test has as well.
"""

import json
import os
import pathlib

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import sklearn
import sklearn.datasets as datasets
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.model_selection import train_test_split

ROWS, TRAIN, COLUMNS = 1200, 1000, 5
state = 1
numbers = []
for _ in range(ROWS * (COLUMNS + 2)):
    state = (1664525 * state + 1013904223) % 2**32
    numbers.append((state >> 8) / 2**24)
numbers = np.array(numbers).reshape(ROWS, COLUMNS + 2)
# 200 values a column: as many bins, so that weights make no difference to these.
x, noise = np.floor(numbers[:, :COLUMNS] * 200) / 200, numbers[:, COLUMNS]
# Gradients that are small whole numbers (those of absolute errors, or of classes in the first round)
# make ties of gains wherever counts are equal; weights part them.
weights = 0.5 + numbers[:, COLUMNS + 1]
y = 2 + 3 * x[:, 0] + np.sin(6 * x[:, 1]) + x[:, 2] * x[:, 3] + 0.5 * noise
missing = x.copy()
missing[::7, 2] = np.nan
missing[::5, 0] = np.nan
category = x.copy()
category[:, 4] = np.floor(category[:, 4] * 12)
category_y = y + np.cos(category[:, 4] * 5)
two = (y > 4.5).astype(float)
three = np.digitize(y, [4.0, 5.0]).astype(float)

hist = dict(early_stopping=False, max_iter=20)
made_up = []


fine_weights = None


def case(label, x, y, params, kind="Regressor", weights=weights, same="predictions"):
    model = globals()[f"HistGradientBoosting{kind}"](**{**hist, **params})
    model.fit(x[:TRAIN], y[:TRAIN], sample_weight=None if weights is None else weights[:TRAIN])
    p = model.predict_proba(x[TRAIN:])[:, -1] if kind == "Classifier" else model.predict(x[TRAIN:])
    made_up.append({"data": label, "kind": kind, "weights": None if weights is None else "fine" if weights is fine_weights else "plain", "params": {**hist, **params}, "same": same, "expected": np.round(p, 7).tolist()})


for loss in ("squared_error", "poisson", "gamma"):
    case("plain", x, y, {"loss": loss})
case("plain", x, y, {}, weights=None)
case("plain", x, y, {"l2_regularization": 3.0, "max_depth": 4})
case("plain", x, y, {"monotonic_cst": [1, 0, 1, 0, -1], "max_leaf_nodes": 15}, weights=None)
case("plain", x, y, {"interaction_cst": [[0, 1], [2, 3]]})
case("missing", missing, y, {})
case("missing", missing, y, {}, weights=None)
case("category", category, category_y, {"categorical_features": [4]})
case("two", x, two, {}, "Classifier")
case("two", x, two, {}, "Classifier", weights=None)
case("two", x, two, {"class_weight": "balanced"}, "Classifier")
case("three", x, three, {}, "Classifier")

# Losses whose gradients are signs, leaves that are (weighted) medians and quantiles.
for w in (None, weights):
    case("plain", x, y, {"loss": "absolute_error"}, weights=w)
    case("plain", x, y, {"loss": "quantile", "quantile": 0.8}, weights=w)
    case("plain", x, y, {"loss": "quantile", "quantile": 0.13, "max_leaf_nodes": 8}, weights=w)
    case("missing", missing, y, {"loss": "absolute_error", "max_leaf_nodes": 8}, weights=w)
case("plain", x, y, {"monotonic_cst": [1, 0, 1, 0, -1], "max_leaf_nodes": 15})
# Where both sides of a split lie at the same bound, its gain is 0 but for the rounding of sums. A
# split is taken if that leaves anything above 0, however little, so which ones are depends on the
# last bits of sums of gradients. It does not where these are exact: signs (weighted or not), and the
# first tree of small binary fractions whose mean is one as well.
constraints = [[1, -1, 1, 0, 1], [-1, -1, 0, 1, 0], [1, 1, 1, 0, -1]]
even = np.round(y * 64) / 64
mean = np.round(even[:TRAIN].mean() * 64) / 64
even[0] += mean * TRAIN - even[:TRAIN].sum()
for cst in constraints:
    # (With a limit of leaves, the order of leaves whose gains are equal would decide.)
    signs = {"monotonic_cst": cst, "loss": "absolute_error", "max_leaf_nodes": None}
    one = {"monotonic_cst": cst, "max_iter": 1, "learning_rate": 1.0}
    case("plain", x, y, signs)
    case("missing", missing, y, signs, weights=None)
    case("even", x, even, one, weights=None)
    case("even", x, even, {**one, "l2_regularization": 2.0, "max_depth": 4}, weights=None)
    case("even missing", missing, even, one, weights=None)
# Of sums that are not exact the losses are compared.
case("plain", x, y, {"monotonic_cst": [-1, -1, 0, 1, 0]}, same="loss")
case("plain", x, y, {"monotonic_cst": [1, -1, 1, 1, 1], "loss": "poisson", "max_depth": 5}, same="loss")
case("missing", missing, y, {"monotonic_cst": [1, -1, 1, 0, 1]}, same="loss")
case("missing", missing, y, {"monotonic_cst": [1, 1, 1, 0, -1], "l2_regularization": 2.0}, weights=None, same="loss")
case("two", x, two, {"monotonic_cst": [1, -1, 0, 1, 0]}, "Classifier", same="loss")
# More values than bins: the limits of these are quantiles of the weight. Rows without weight.
fine = numbers[:, :COLUMNS]
fine_weights = np.where(np.arange(ROWS) % 9 == 4, 0, weights)
case("fine", fine, y, {}, weights=None)
case("fine", fine, y, {})
case("fine", fine, y, {"loss": "absolute_error"})
case("fine", fine, y, {"max_bins": 20, "loss": "quantile", "quantile": 0.4})
case("fine", fine, y, {"max_bins": 20}, weights=fine_weights)
most = round(np.quantile(y, 0.8), 6)
fine_two = (y > most).astype(float)
case("fine two", fine, fine_two, {"class_weight": "balanced", "max_bins": 60}, "Classifier", weights=None)

# Where columns part the training rows alike, which column is taken is a matter of rounding: new
# rows then differ, but the training rows do not.
bx, by = datasets.load_breast_cancer(return_X_y=True)
train, _ = train_test_split(np.arange(len(bx)), random_state=0)
model = HistGradientBoostingClassifier(**hist).fit(bx[train], by[train])
alike = np.round(model.predict_proba(bx[train])[:, -1], 7).tolist()

path = pathlib.Path(__file__).with_suffix(".json")
out = {"made_by": f"scikit-learn {sklearn.__version__}", "made_up": made_up, "most": most, "alike": alike}
path.write_text(json.dumps(out, separators=(",", ":")))
print(path.stat().st_size, "bytes")
