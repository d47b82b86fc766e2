"""Makes bayes.json: probabilities of scikit-learn's naive Bayes, discriminant analysis and
calibration on small data.

Run: python bayes.py > bayes.json  (scikit-learn 1.9)
"""
import json
import warnings

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_iris
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, ComplementNB, GaussianNB, MultinomialNB

warnings.filterwarnings("ignore")
iris = load_iris()
rng = np.random.default_rng(2)
order = rng.permutation(150)
X, y = iris.data[order], iris.target[order]
C = np.floor(X).astype(int)
weights = np.array([1.0 + (i % 3) for i in range(150)])
two = y > 0
cases = []


def add(model, params, data, X, y, weighted):
    m = model.fit(X, y, **({"sample_weight": weights[: len(y)]} if weighted else {}))
    case = {"estimator": type(model).__name__, "params": params, "data": data, "weighted": weighted,
            "proba": m.predict_proba(X[::7]).ravel().tolist()}
    if hasattr(m, "transform") and params.get("solver") != "lsqr":
        case["transformed"] = np.abs(m.transform(X[::7])).ravel().tolist()
        case["explained"] = m.explained_variance_ratio_.tolist()
    cases.append(case)


for data, A, b in [("iris", X, y), ("iris12", X[two], y[two])]:
    for w in [False, True]:
        for cls, grid in [
            (GaussianNB, [{}, {"var_smoothing": 0.1}]),
            (MultinomialNB, [{}, {"alpha": 0.1, "fit_prior": False}]),
            (ComplementNB, [{}, {"norm": True}]),
            (BernoulliNB, [{"binarize": 1.4}]),
        ]:
            for params in grid:
                add(cls(**params), params, data, A, b, w)
        add(CategoricalNB(), {}, data + " floor", C if data == "iris" else C[two], b, w)
    for params in [{}, {"solver": "lsqr"}, {"solver": "eigen"}, {"solver": "lsqr", "shrinkage": "auto"},
                   {"solver": "eigen", "shrinkage": 0.3}, {"n_components": 1}]:
        add(LinearDiscriminantAnalysis(**params), params, data, A, b, False)
    for params in [{}, {"reg_param": 0.2}]:
        add(QuadraticDiscriminantAnalysis(**params), params, data, A, b, False)
    for method in ["sigmoid", "isotonic"]:
        for ensemble in [True, False]:
            params = {"method": method, "cv": 3, "ensemble": ensemble}
            add(CalibratedClassifierCV(LogisticRegression(tol=1e-10, max_iter=1000), **params),
                {**params, "estimator": {"estimator": "LogisticRegression", "state": {"tol": 1e-10, "max_iter": 1000}}},
                data, A, b, False)
            add(CalibratedClassifierCV(GaussianNB(), **params),
                {**params, "estimator": {"estimator": "GaussianNB", "state": {}}}, data, A, b, False)

x = rng.integers(0, 40, 60).astype(float)
t = (x * 0.1 + rng.normal(size=60)).round(3)
at = np.linspace(-2, 45, 30).round(3)
isotonic = []
for params in [{}, {"increasing": False}, {"increasing": "auto", "y_min": 0.5, "y_max": 3.0}]:
    for w in [None, weights[:60]]:
        m = IsotonicRegression(out_of_bounds="clip", **params).fit(x, t, w)
        ours = {**params, "out_of_bounds": "clip"}
        if params.get("increasing") == "auto":
            ours["increasing"] = None
        isotonic.append({"params": ours, "weighted": w is not None, "values": m.predict(at).tolist()})

print(json.dumps({"X": X.tolist(), "y": y.tolist(), "cases": cases, "x": x.tolist(), "t": t.tolist(),
                  "at": at.tolist(), "isotonic": isotonic}))
