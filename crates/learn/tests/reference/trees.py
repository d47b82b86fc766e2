"""Makes trees.json.gz: data sets that come with scikit-learn (public, see its documentation), what
scikit-learn, LightGBM and XGBoost learn from them, and models in the latter two's formats.

    python crates/learn/tests/reference/trees.py
"""

import gzip
import json
import os
import pathlib
import tempfile

os.environ["OMP_NUM_THREADS"] = "1"

import lightgbm
import numpy as np
import sklearn.datasets as datasets
import xgboost
from sklearn.ensemble import *
from sklearn.inspection import partial_dependence
from sklearn.metrics import ndcg_score
from sklearn.model_selection import train_test_split
from sklearn.tree import *

out = {"made_by": {m.__name__: m.__version__ for m in (lightgbm, xgboost, __import__("sklearn"))}}


def plain(a):
    a = np.asarray(a)
    return [None if isinstance(v, float) and v != v else v for v in a.ravel().tolist()]


out["data"] = {}
loaded = {}
for name in ("digits", "breast_cancer", "wine", "diabetes"):
    x, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    if name == "diabetes":
        x = np.round(x, 6)
    rows = np.arange(len(x))
    train, test = train_test_split(rows, random_state=0)
    loaded[name] = x, y, train, test
    integers = name == "digits"
    out["data"][name] = {
        "columns": x.shape[1],
        "x": plain(x.astype(int) if integers else x),
        "y": plain(y),
        "train": plain(train),
        "test": plain(test),
    }

# Models without random choices: predictions for the test part.
exact = out["exact"] = []


def case(estimator, params, data, model, proba, change=None):
    x, y, train, test = loaded[data]
    if change == "missing":
        x = x.copy()
        x[::7, 2] = np.nan
        x[::5, 0] = np.nan
    if change == "category":
        # The third of the age and the body mass as a category of 12 values.
        x = x.copy()
        x[:, 0] = np.floor((x[:, 0] - x[:, 0].min()) * 50) % 12
    if change == "positive":
        y = y / 10
    model.fit(x[train], y[train])
    p = model.predict_proba(x[test]) if proba else model.predict(x[test])
    exact.append({"estimator": estimator, "params": params, "data": data, "change": change, "expected": plain(p)})


for data, depth in (("diabetes", 4), ("diabetes", 6)):
    case("DecisionTreeRegressor", {"max_depth": depth, "exact": True}, data,
         DecisionTreeRegressor(max_depth=depth, random_state=0), False)
case("DecisionTreeRegressor", {"max_leaf_nodes": 10, "exact": True}, "diabetes",
     DecisionTreeRegressor(max_leaf_nodes=10, random_state=0), False)
case("DecisionTreeRegressor", {"max_depth": 4, "exact": True, "criterion": "poisson"}, "diabetes",
     DecisionTreeRegressor(max_depth=4, criterion="poisson", random_state=0), False)
case("DecisionTreeRegressor", {"ccp_alpha": 100.0, "exact": True}, "diabetes",
     DecisionTreeRegressor(ccp_alpha=100.0, random_state=0), False)
case("DecisionTreeRegressor", {"max_depth": 4, "exact": True}, "diabetes",
     DecisionTreeRegressor(max_depth=4, random_state=0), False, "missing")
for criterion in ("gini", "entropy"):
    case("DecisionTreeClassifier", {"max_depth": 3, "exact": True, "criterion": criterion}, "breast_cancer",
         DecisionTreeClassifier(max_depth=3, criterion=criterion, random_state=0), True)

hist = dict(early_stopping=False, max_iter=20)
for loss in ("squared_error", "absolute_error", "poisson", "gamma"):
    case("HistGradientBoostingRegressor", {**hist, "loss": loss}, "diabetes",
         HistGradientBoostingRegressor(loss=loss, **hist), False)
case("HistGradientBoostingRegressor", {**hist, "loss": "quantile", "quantile": 0.8}, "diabetes",
     HistGradientBoostingRegressor(loss="quantile", quantile=0.8, **hist), False)
for more in (
    {"l2_regularization": 3.0},
    {"max_depth": 3},
    {"max_leaf_nodes": 8, "min_samples_leaf": 30},
    {"monotonic_cst": [0, 0, 1, 1, 0, 0, -1, 0, 1, 0]},
    {"interaction_cst": [[0, 1, 2], [3, 8]]},
    {"max_bins": 32},
):
    case("HistGradientBoostingRegressor", {**hist, **more}, "diabetes",
         HistGradientBoostingRegressor(**hist, **more), False)
case("HistGradientBoostingRegressor", hist, "diabetes", HistGradientBoostingRegressor(**hist), False, "missing")
case("HistGradientBoostingRegressor", {**hist, "categorical_features": [0]}, "diabetes",
     HistGradientBoostingRegressor(categorical_features=[0], **hist), False, "category")
case("HistGradientBoostingClassifier", hist, "breast_cancer", HistGradientBoostingClassifier(**hist), True)
case("HistGradientBoostingClassifier", hist, "wine", HistGradientBoostingClassifier(**hist), True)
case("HistGradientBoostingClassifier", {**hist, "class_weight": "balanced"}, "breast_cancer",
     HistGradientBoostingClassifier(class_weight="balanced", **hist), True)

# Models with random choices: scores over ten seeds.
scores = out["scores"] = []
classifiers = {
    "RandomForestClassifier": (RandomForestClassifier, {}),
    "ExtraTreesClassifier": (ExtraTreesClassifier, {}),
    "HistGradientBoostingClassifier": (HistGradientBoostingClassifier, {}),
    "DecisionTreeClassifier": (DecisionTreeClassifier, {}),
}
regressors = {
    "RandomForestRegressor": (RandomForestRegressor, {}),
    "ExtraTreesRegressor": (ExtraTreesRegressor, {}),
    "HistGradientBoostingRegressor": (HistGradientBoostingRegressor, {}),
}
for data in loaded:
    x, y, train, test = loaded[data]
    for name, (kind, params) in (regressors if data == "diabetes" else classifiers).items():
        seeds = 1 if name.startswith("Hist") else 10
        values = [kind(random_state=s, **params).fit(x[train], y[train]).score(x[test], y[test]) for s in range(seeds)]
        scores.append({"estimator": name, "data": data, "mean": np.mean(values), "std": np.std(values), "first": values[0]})
x, y, train, test = loaded["breast_cancer"]
oob = [RandomForestClassifier(oob_score=True, random_state=s).fit(x, y).oob_score_ for s in range(5)]
out["oob"] = {"mean": np.mean(oob), "std": np.std(oob)}
outlier = [IsolationForest(random_state=s).fit(x).score_samples(x) for s in range(20)]
out["isolation"] = {"mean": np.round(np.mean(outlier, 0), 5).tolist(), "std": np.round(np.std(outlier, 0), 5).tolist()}

# Partial dependence.
x, y, train, test = loaded["diabetes"]
boosting = HistGradientBoostingRegressor(**hist).fit(x[train], y[train])
pd = partial_dependence(boosting, x[train], [2], grid_resolution=10, method="brute")
out["partial_dependence"] = {"grid": plain(pd["grid_values"][0]), "average": plain(pd["average"][0])}

# A ranker.
rng = np.random.default_rng(0)
rx = np.round(rng.normal(size=(3000, 6)), 3)
relevance = np.clip(np.round(1.2 * rx[:, 0] + rx[:, 1] * rx[:, 2] + rng.normal(size=3000) * 0.5 + 1), 0, 4)
ranker = lightgbm.LGBMRanker(n_estimators=50, num_leaves=15, verbose=-1).fit(rx[:2000], relevance[:2000], group=[20] * 100)
p = ranker.predict(rx[2000:])
out["ranker"] = {
    "x": plain(rx), "y": plain(relevance.astype(int)), "group": 20, "train": 2000,
    "ndcg": np.mean([ndcg_score([2 ** relevance[i:i + 20] - 1], [p[i - 2000:i - 1980]]) for i in range(2000, 3000, 20)]),
}

# Foreign models.
foreign = out["foreign"] = []


def lgb(label, model, x, proba):
    p = model.predict_proba(x) if proba else model.predict(x)
    foreign.append({"label": label, "format": "lightgbm", "text": model.booster_.model_to_string(), "columns": x.shape[1], "x": plain(x), "expected": plain(p)})


def xgb(label, model, x, proba):
    with tempfile.TemporaryDirectory() as folder:
        model.save_model(f"{folder}/model.json")
        text = pathlib.Path(f"{folder}/model.json").read_text()
    p = model.predict_proba(x) if proba else model.predict(x)
    foreign.append({"label": label, "format": "xgboost", "text": text, "columns": x.shape[1], "x": plain(x), "expected": plain(p)})


small = dict(n_estimators=6, num_leaves=7, verbose=-1)
x, y, train, test = loaded["breast_cancer"]
gaps = np.where(rng.random(x.shape) < 0.1, np.nan, x)
lgb("binary", lightgbm.LGBMClassifier(**small).fit(x[train], y[train]), x[test][:20], True)
lgb("binary with missing values", lightgbm.LGBMClassifier(**small).fit(gaps[train], y[train]), gaps[test][:20], True)
xs = dict(n_estimators=6, max_depth=3)
xgb("binary", xgboost.XGBClassifier(**xs).fit(x[train], y[train]), x[test][:20], True)
xgb("binary with missing values", xgboost.XGBClassifier(**xs).fit(gaps[train], y[train]), gaps[test][:20], True)
x, y, train, test = loaded["wine"]
lgb("three classes", lightgbm.LGBMClassifier(**small).fit(x[train], y[train]), x[test][:20], True)
xgb("three classes", xgboost.XGBClassifier(**xs).fit(x[train], y[train]), x[test][:20], True)
x, y, train, test = loaded["diabetes"]
lgb("regression", lightgbm.LGBMRegressor(**small).fit(x[train], y[train]), x[test][:20], False)
lgb("poisson", lightgbm.LGBMRegressor(objective="poisson", **small).fit(x[train], y[train]), x[test][:20], False)
xgb("regression", xgboost.XGBRegressor(**xs).fit(x[train], y[train]), x[test][:20], False)
xgb("poisson", xgboost.XGBRegressor(objective="count:poisson", **xs).fit(x[train], y[train]), x[test][:20], False)
categories = rng.integers(0, 40, size=(600, 2)).astype(float)
target = (categories[:, 0] % 3) * 2.0 + (categories[:, 1] % 5) + rng.normal(size=600) * 0.1
lgb("categories", lightgbm.LGBMRegressor(min_data_per_group=5, cat_smooth=1, **small).fit(categories, target, categorical_feature=[0, 1]),
    np.vstack([categories[:18], [[np.nan, 3], [77, 39]]]), False)

path = pathlib.Path(__file__).with_suffix(".json.gz")
with open(path, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as f:
    f.write(json.dumps(out, separators=(",", ":")).encode())
print(path.stat().st_size, "bytes")
for s in scores:
    print(s)
