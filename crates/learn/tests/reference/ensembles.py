"""Values of scikit-learn for `tests/ensembles.rs`: python ensembles.py > ensembles.json

Iris is in bayes.json and diabetes in linear.json: here are the results alone.
"""

import json
import warnings

import numpy as np
from sklearn.datasets import load_diabetes, load_iris
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import (
    StackingClassifier, StackingRegressor, VotingClassifier, VotingRegressor)
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, RidgeClassifier
from sklearn.model_selection import KFold
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

warnings.filterwarnings("ignore")
x, y = load_iris(return_X_y=True)
two = y > 0
dx, dy = load_diabetes(return_X_y=True, scaled=False)
dx, dy = dx[:150].round(4), dy[:150]

logistic = LogisticRegression(C=0.3, tol=1e-9, max_iter=10000)
steps = {
    "bayes": ("GaussianNB", {}, GaussianNB()),
    "lda": ("LinearDiscriminantAnalysis", {}, LinearDiscriminantAnalysis()),
    "near": ("KNeighborsClassifier", {"n_neighbors": 7}, KNeighborsClassifier(7)),
    "ridge": ("RidgeClassifier", {"alpha": 2.0}, RidgeClassifier(2.0)),
    "line": ("LinearRegression", {}, LinearRegression()),
    "shrunk": ("Ridge", {"alpha": 20.0}, Ridge(20.0)),
    "rows": ("KNeighborsRegressor", {"n_neighbors": 6}, KNeighborsRegressor(6)),
}
final = {"estimator": "LogisticRegression", "state": {"C": 0.3, "tol": 1e-9, "max_iter": 10000}}


def theirs(names):
    return [(n, steps[n][2]) for n in names]


def ours(names):
    return [{"name": n, "estimator": {"estimator": steps[n][0], "state": steps[n][1]}} for n in names]


def case(estimator, params, data, model, weighted=False):
    at, target = {"iris": (x, y), "iris12": (x[two], y[two]), "diabetes": (dx, dy)}[data]
    weight = 1.0 + np.arange(len(target)) % 3 if weighted else None
    model.fit(at, target, sample_weight=weight) if weighted else model.fit(at, target)
    some = at[::11]
    out = {"estimator": estimator, "params": params, "data": data, "weighted": weighted,
           "predict": model.predict(some).tolist()}
    if hasattr(model, "predict_proba"):
        out["proba"] = model.predict_proba(some).tolist()
    if hasattr(model, "transform"):
        out["transform"] = np.asarray(model.transform(some), float).tolist()
    return out


all3, scored, numbers = ["bayes", "lda", "near"], ["bayes", "ridge", "near"], ["line", "shrunk", "rows"]
fold = {"splitter": "KFold", "n_splits": 4, "shuffle": False, "random_state": 0}
cases = []
for data in ["iris", "iris12"]:
    cases += [
        case("VotingClassifier", {"estimators": ours(all3 + ["ridge"])}, data,
             VotingClassifier(theirs(all3 + ["ridge"]))),
        case("VotingClassifier", {"estimators": ours(scored), "weights": [1, 0.5, 2]}, data,
             VotingClassifier(theirs(scored), weights=[1, 0.5, 2])),
        case("VotingClassifier", {"estimators": ours(all3), "voting": "soft", "weights": [1, 2, 0.5]}, data,
             VotingClassifier(theirs(all3), voting="soft", weights=[1, 2, 0.5])),
        case("StackingClassifier", {"estimators": ours(scored), "final_estimator": final}, data,
             StackingClassifier(theirs(scored), final_estimator=logistic)),
        case("StackingClassifier", {"estimators": ours(all3), "final_estimator": final, "cv": 3,
                                    "passthrough": True}, data,
             StackingClassifier(theirs(all3), final_estimator=logistic, cv=3, passthrough=True)),
        case("StackingClassifier", {"estimators": ours(all3), "final_estimator": final,
                                    "stack_method": "predict"}, data,
             StackingClassifier(theirs(all3), final_estimator=logistic, stack_method="predict")),
    ]
nb = ["bayes", "ridge"]
cases += [
    case("VotingClassifier", {"estimators": ours(nb)}, "iris12", VotingClassifier(theirs(nb)), True),
    case("StackingClassifier", {"estimators": ours(nb), "final_estimator": final}, "iris",
         StackingClassifier(theirs(nb), final_estimator=logistic), True),
    case("VotingRegressor", {"estimators": ours(numbers)}, "diabetes", VotingRegressor(theirs(numbers))),
    case("VotingRegressor", {"estimators": ours(numbers), "weights": [0.2, 1, 3]}, "diabetes",
         VotingRegressor(theirs(numbers), weights=[0.2, 1, 3])),
    case("StackingRegressor", {"estimators": ours(numbers)}, "diabetes", StackingRegressor(theirs(numbers))),
    case("StackingRegressor", {"estimators": ours(numbers), "cv": fold, "passthrough": True}, "diabetes",
         StackingRegressor(theirs(numbers), cv=KFold(4), passthrough=True)),
    case("StackingRegressor", {"estimators": ours(numbers[:2])}, "diabetes",
         StackingRegressor(theirs(numbers[:2])), True),
]
print(json.dumps({"cases": cases}))
