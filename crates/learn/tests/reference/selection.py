"""Values of scikit-learn for `tests/selection.rs`: python selection.py > selection.json

Iris is in bayes.json and diabetes in linear.json: here are the results alone.
"""

import json
import warnings

import numpy as np
from sklearn.datasets import load_diabetes, load_iris
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.feature_selection import (
    RFE, RFECV, SelectFromModel, SequentialFeatureSelector, mutual_info_classif,
    mutual_info_regression)
from sklearn.linear_model import (
    ElasticNetCV, Lasso, LassoCV, LinearRegression, LogisticRegression, LogisticRegressionCV, Ridge,
    RidgeCV)
from sklearn.model_selection import (
    HalvingGridSearchCV, KFold, StratifiedKFold, learning_curve, validation_curve)
from sklearn.neighbors import KNeighborsClassifier

warnings.filterwarnings("ignore")
x, y = load_iris(return_X_y=True)
two = y > 0
dx, dy = load_diabetes(return_X_y=True, scaled=False)
dx, dy = dx[:150].round(4), dy[:150]
scaled = ((dx - dx.mean(0)) / dx.std(0)).round(3)
data = {"scaled": (scaled, dy), "iris": (x, y), "iris12": (x[two], y[two]), "diabetes": (dx, dy), "wide": (dx[:8], dy[:8])}


def weights(n):
    return 1.0 + np.arange(n) % 3


def linear(name, params, model, where, weighted=False):
    at, target = data[where]
    model.fit(at, target, **({"sample_weight": weights(len(target))} if weighted else {}))
    strength = model.alpha_ if hasattr(model, "alpha_") else model.C_[0]
    ratio = getattr(model, "l1_ratio_", None)
    ratio = (1.0 if name == "LassoCV" else 0.0) if ratio is None else ratio
    ratio = (ratio[0] or 0.0) if isinstance(ratio, (list, np.ndarray)) else ratio
    out = {"estimator": name, "params": params, "data": where, "weighted": weighted,
           "strength": float(strength), "l1_ratio": float(ratio),
           "coef": np.ravel(model.coef_).tolist(), "intercept": np.ravel(model.intercept_).tolist()}
    if hasattr(model, "best_score_"):
        out["best_score"] = float(model.best_score_)
    return out


alphas = [0.001, 0.1, 3.0, 40.0, 500.0]
kfold = {"splitter": "KFold", "n_splits": 4, "shuffle": False, "random_state": 0}
tight = {"tol": 1e-10, "max_iter": 100000}
log = {"tol": 1e-9, "max_iter": 10000}
linears = [
    linear("RidgeCV", {"alphas": alphas}, RidgeCV(alphas), "diabetes"),
    linear("RidgeCV", {"alphas": alphas}, RidgeCV(alphas), "diabetes", True),
    linear("RidgeCV", {"alphas": alphas, "fit_intercept": False}, RidgeCV(alphas, fit_intercept=False),
           "diabetes"),
    linear("RidgeCV", {"alphas": alphas, "scoring": "neg_mean_absolute_error"},
           RidgeCV(alphas, scoring="neg_mean_absolute_error"), "diabetes"),
    linear("RidgeCV", {"alphas": alphas}, RidgeCV(alphas), "wide"),
    linear("RidgeCV", {"alphas": alphas}, RidgeCV(alphas), "wide", True),
    linear("RidgeCV", {"alphas": alphas, "fit_intercept": False}, RidgeCV(alphas, fit_intercept=False),
           "wide"),
    linear("RidgeCV", {"alphas": alphas, "cv": kfold}, RidgeCV(alphas, cv=KFold(4)), "diabetes"),
    linear("LassoCV", {"alphas": 12, **tight}, LassoCV(alphas=12, **tight), "scaled"),
    linear("LassoCV", {"alphas": 12, **tight}, LassoCV(alphas=12, **tight), "scaled", True),
    linear("LassoCV", {"alphas": [1, 0.3, 5], "cv": 3, "positive": True, **tight},
           LassoCV(alphas=[1, 0.3, 5], cv=3, positive=True, **tight), "scaled"),
    linear("ElasticNetCV", {"l1_ratio": [0.2, 0.7, 0.95], "alphas": 8, "cv": kfold, **tight},
           ElasticNetCV(l1_ratio=[0.2, 0.7, 0.95], alphas=8, cv=KFold(4), **tight), "scaled"),
    linear("LogisticRegressionCV", {"Cs": [0.001, 0.03, 1], **log},
           LogisticRegressionCV(Cs=[0.001, 0.03, 1], l1_ratios=(0,), **log), "iris"),
    linear("LogisticRegressionCV", {"Cs": [0.01, 0.2, 4], "scoring": "neg_log_loss", "cv": 3, **log},
           LogisticRegressionCV(Cs=[0.01, 0.2, 4], scoring="neg_log_loss", cv=3, l1_ratios=(0,), **log),
           "iris12"),
    linear("LogisticRegressionCV", {"Cs": [0.01, 0.5], "class_weight": {"1": 1, "2": 3}, **log},
           LogisticRegressionCV(Cs=[0.01, 0.5], class_weight={1: 1, 2: 3}, l1_ratios=(0,), **log), "iris12", True),
]


def selected(name, params, model, where):
    at, target = data[where]
    model.fit(at, target)
    out = {"estimator": name, "params": params, "data": where,
           "support": np.flatnonzero(model.get_support()).tolist()}
    if hasattr(model, "ranking_"):
        out["ranking"] = model.ranking_.tolist()
    if hasattr(model, "cv_results_"):
        out["scores"] = model.cv_results_["mean_test_score"].tolist()
        out["sizes"] = model.cv_results_["n_features"].tolist()
    return out


logistic = {"estimator": "LogisticRegression", "state": {"tol": 1e-8, "max_iter": 5000}}
lr = LogisticRegression(tol=1e-8, max_iter=5000)
ridge, lin = {"estimator": "Ridge", "state": {}}, {"estimator": "LinearRegression", "state": {}}
knn = {"estimator": "KNeighborsClassifier", "state": {}}
lasso = {"estimator": "Lasso", "state": {"alpha": 2.0}}
selections = [
    selected("SelectFromModel", {"estimator": logistic}, SelectFromModel(lr), "iris"),
    selected("SelectFromModel", {"estimator": logistic, "threshold": "0.8*median"},
             SelectFromModel(lr, threshold="0.8*median"), "iris12"),
    selected("SelectFromModel", {"estimator": logistic, "norm_order": 2, "max_features": 1},
             SelectFromModel(lr, norm_order=2, max_features=1), "iris"),
    selected("SelectFromModel", {"estimator": lasso}, SelectFromModel(Lasso(2.0)), "diabetes"),
    selected("SelectFromModel", {"estimator": ridge, "threshold": 1.5}, SelectFromModel(Ridge(), threshold=1.5),
             "diabetes"),
    selected("RFE", {"estimator": logistic}, RFE(lr), "iris"),
    selected("RFE", {"estimator": lin, "n_features_to_select": 3, "step": 2},
             RFE(LinearRegression(), n_features_to_select=3, step=2), "diabetes"),
    selected("RFE", {"estimator": lin, "n_features_to_select": 0.4, "step": 0.25},
             RFE(LinearRegression(), n_features_to_select=0.4, step=0.25), "diabetes"),
    selected("RFECV", {"estimator": lin}, RFECV(LinearRegression()), "diabetes"),
    selected("RFECV", {"estimator": logistic, "cv": 3, "min_features_to_select": 2,
                       "scoring": "neg_log_loss"},
             RFECV(lr, cv=3, min_features_to_select=2, scoring="neg_log_loss"), "iris"),
    selected("SequentialFeatureSelector", {"estimator": lin, "n_features_to_select": 4},
             SequentialFeatureSelector(LinearRegression(), n_features_to_select=4), "diabetes"),
    selected("SequentialFeatureSelector", {"estimator": lin, "direction": "backward"},
             SequentialFeatureSelector(LinearRegression(), direction="backward"), "diabetes"),
    selected("SequentialFeatureSelector", {"estimator": lin, "tol": 0.01},
             SequentialFeatureSelector(LinearRegression(), tol=0.01), "diabetes"),
    selected("SequentialFeatureSelector", {"estimator": knn, "n_features_to_select": 1, "cv": 3},
             SequentialFeatureSelector(KNeighborsClassifier(), n_features_to_select=1, cv=3), "iris"),
]


def halving(grid, **params):
    search = HalvingGridSearchCV(KNeighborsClassifier(), grid, cv=StratifiedKFold(3),
                                 resource="n_neighbors", scoring="accuracy", **params)
    search.fit(x, y)
    found = search.cv_results_
    return {"grid": grid, "params": {**params, "resource": "n_neighbors"},
            "n_resources": search.n_resources_, "n_candidates": search.n_candidates_,
            "scores": found["mean_test_score"].tolist(), "best": search.best_params_}


grid = {"p": [1, 2, 3], "weights": ["uniform", "distance"]}
halvings = [
    halving(grid, max_resources=40),
    halving(grid, max_resources=40, min_resources="smallest", factor=2),
    halving(grid, max_resources=5, min_resources=3, factor=2, aggressive_elimination=True),
]
sizes, train, test = learning_curve(Ridge(), dx, dy, cv=KFold(4), scoring="r2")
counts = learning_curve(Ridge(), dx, dy, cv=KFold(4), train_sizes=[20, 60], scoring="r2")
vtrain, vtest = validation_curve(Ridge(), dx, dy, param_name="alpha", param_range=[0.1, 10, 100],
                                 cv=KFold(4), scoring="neg_mean_squared_error")
# Columns with nothing equal in them, so that the noise that breaks ties does not matter.
rng = np.random.RandomState(3)
m = rng.normal(size=(90, 4)).round(6)
mc = ((m[:, 0] + 0.5 * m[:, 1] ** 2 + 0.3 * rng.normal(size=90)) > 0.4).astype(float) + (m[:, 2] > 1)
mr = (m[:, 0] * m[:, 1] + 0.2 * rng.normal(size=90)).round(6)
print(json.dumps({
    "linears": linears, "selections": selections, "halvings": halvings,
    "learning": [{"sizes": s.tolist(), "train": a.tolist(), "test": b.tolist()}
                 for s, a, b in [(sizes, train, test), counts]],
    "validation": {"train": vtrain.tolist(), "test": vtest.tolist()},
    "information": {"x": m.tolist(), "classes": mc.tolist(), "numbers": mr.tolist(),
                    "classif": mutual_info_classif(m, mc, random_state=0).tolist(),
                    "classif5": mutual_info_classif(m, mc, n_neighbors=5, random_state=0).tolist(),
                    "regression": mutual_info_regression(m, mr, random_state=0).tolist()},
}))
