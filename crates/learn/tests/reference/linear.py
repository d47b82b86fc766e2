"""Makes linear.json: coefficients of scikit-learn's and statsmodels' linear models on small data.

Run: python linear.py > linear.json  (scikit-learn 1.9, statsmodels 0.14)
"""
import json
import warnings

import numpy as np
import statsmodels.api as sm
from scipy.optimize import minimize
from sklearn.datasets import load_diabetes, load_iris
from sklearn.linear_model import (
    ElasticNet, GammaRegressor, HuberRegressor, Lasso, LinearRegression, LogisticRegression,
    PoissonRegressor, QuantileRegressor, Ridge, RidgeClassifier, TweedieRegressor,
)
from sklearn.linear_model._huber import _huber_loss_and_gradient

warnings.filterwarnings("ignore")
diabetes = load_diabetes(scaled=False)
X, y = diabetes.data[:150].round(4), diabetes.target[:150]
Z = ((X - X.mean(0)) / X.std(0)).round(3)
iris = load_iris()
weights = np.array([0.5 + (i % 4) * 0.5 for i in range(150)])
rng = np.random.default_rng(0)
G = rng.normal(size=(120, 3)).round(3)
exposure = rng.uniform(0.5, 3, 120).round(3)
mu = np.exp(0.3 + G @ [0.5, -0.3, 0.1])
counts = rng.poisson(mu * exposure)
amounts = (rng.gamma(2.0, mu / 2.0) + 0.01).round(3)
binary = (rng.uniform(size=120) < 1 / (1 + np.exp(-(G @ [1.0, -0.5, 0.2]) - 0.2))).astype(int)
gweights = np.array([1.0 + (i % 3) for i in range(120)])

cases = []


def add(model, params, data, X, y, weights=None):
    extra = {} if weights is None else {"sample_weight": weights}
    m = model.fit(X, y, **extra)
    if isinstance(model, HuberRegressor):
        polish(m, X, y, weights)
    cases.append({
        "estimator": type(model).__name__, "params": params, "data": data,
        "weighted": weights is not None,
        "coef": np.ravel(m.coef_).tolist(), "intercept": np.atleast_1d(m.intercept_).tolist(),
    })


def polish(m, X, y, weights):
    """Goes on where HuberRegressor stops: its minimiser ends when the value changes little."""
    at = np.concatenate([m.coef_, [m.intercept_, m.scale_]])
    w = np.ones(len(y)) if weights is None else weights
    args = (X, y, m.epsilon, m.alpha, w)
    for _ in range(50):
        at = minimize(_huber_loss_and_gradient, at, args, "L-BFGS-B", True,
                      options={"ftol": 0, "gtol": 1e-12, "maxiter": 10000, "maxcor": 30}).x
    m.coef_, m.intercept_ = at[:-2], at[-2]


def each(cls, data, X, y, grid, tight={}, weights=None, ours={}):
    for params in grid:
        for w in ([None] if weights is None else [None, weights]):
            add(cls(**params, **tight), {**params, **ours}, data, X, y, w)


each(LinearRegression, "diabetes", X, y, [{}, {"fit_intercept": False}], weights=weights)
collinear = np.hstack([X, X[:, :2] @ [[1.0], [2.0]]])
each(LinearRegression, "collinear", collinear, y, [{}])
each(Ridge, "diabetes", X, y, [{"alpha": 1.0}, {"alpha": 10.0, "fit_intercept": False}], weights=weights)
each(Ridge, "wide", Z[:8], y[:8], [{"alpha": 0.5}])
each(RidgeClassifier, "iris", iris.data, iris.target, [{"alpha": 1.0}])
each(Lasso, "diabetes", Z, y, [{"alpha": 1.0}, {"alpha": 0.1, "fit_intercept": False},
     {"alpha": 0.5, "positive": True}], {"tol": 1e-12, "max_iter": 100000}, weights, {"tol": 1e-12, "max_iter": 100000})
each(ElasticNet, "diabetes", Z, y, [{"alpha": 0.1, "l1_ratio": 0.5}, {"alpha": 1.0, "l1_ratio": 0.9}],
     {"tol": 1e-12, "max_iter": 100000}, weights, {"tol": 1e-12, "max_iter": 100000})
tight = {"tol": 1e-10, "max_iter": 10000}
two = iris.target < 2
hard = iris.target > 0
for solver in ["lbfgs", "newton-cholesky"]:
    each(LogisticRegression, "iris", iris.data, iris.target, [{"C": 1.0}, {"C": 10.0}, {"fit_intercept": False}],
         {**tight, "solver": solver}, weights, {**tight, "solver": solver})
    each(LogisticRegression, "iris12", iris.data[hard], iris.target[hard],
         [{"C": 1.0}, {"C": 0.1, "class_weight": "balanced"}],
         {**tight, "solver": solver}, None, {**tight, "solver": solver})
saga = {"tol": 1e-9, "max_iter": 200000, "solver": "saga"}
for params in [{"C": 1.0, "l1_ratio": 1.0}, {"C": 0.5, "l1_ratio": 0.5}]:
    each(LogisticRegression, "iris", iris.data, iris.target, [params], saga, None, {"tol": 1e-9, "max_iter": 2000})
    each(LogisticRegression, "iris12", iris.data[hard], iris.target[hard], [params], saga, None, {"tol": 1e-9, "max_iter": 2000})
each(HuberRegressor, "diabetes", Z, y, [{"epsilon": 1.35}, {"epsilon": 1.1, "alpha": 1.0}],
     {"tol": 1e-9, "max_iter": 100000}, weights, {"tol": 1e-10, "max_iter": 10000})
each(QuantileRegressor, "diabetes", Z, y, [{"quantile": 0.5, "alpha": 0.0}, {"quantile": 0.9, "alpha": 0.1},
     {"quantile": 0.23, "alpha": 1.0}], {}, weights)
each(PoissonRegressor, "glm counts", G, counts, [{"alpha": 0.0}, {"alpha": 1.0}], tight, gweights, tight)
each(GammaRegressor, "glm amounts", G, amounts, [{"alpha": 0.0}, {"alpha": 1.0}], tight, gweights, tight)
each(TweedieRegressor, "glm amounts", G, amounts,
     [{"power": 0.0, "alpha": 0.5}, {"power": 1.5, "alpha": 0.1}, {"power": 3.0, "alpha": 0.1},
      {"power": 1.0, "alpha": 0.1, "fit_intercept": False}], tight, gweights, tight)

glm = []


def statsmodels(family, name, y, link=None, offset=None, weights=None):
    f = family if link is None else family
    m = sm.GLM(y, sm.add_constant(G), family=f, offset=offset, var_weights=weights).fit(tol=1e-13, maxiter=300)
    lower, upper = m.conf_int().T
    glm.append({
        "family": name, "link": link, "offset": offset is not None, "weighted": weights is not None,
        "estimate": m.params.tolist(), "standard_error": m.bse.tolist(), "z": m.tvalues.tolist(),
        "p_value": m.pvalues.tolist(), "lower": lower.tolist(), "upper": upper.tolist(),
        "deviance": m.deviance, "null_deviance": m.null_deviance, "log_likelihood": m.llf, "aic": m.aic,
        "dispersion": m.scale,
    })


F, L = sm.families, sm.families.links
offset = np.log(exposure)
statsmodels(F.Poisson(), "poisson", counts)
statsmodels(F.Poisson(), "poisson", counts, offset=offset)
statsmodels(F.Binomial(), "binomial", binary)
statsmodels(F.Gaussian(), "gaussian", amounts)
statsmodels(F.Gaussian(), "gaussian", amounts, weights=gweights)
statsmodels(F.Gamma(), "gamma", amounts)
statsmodels(F.Gamma(L.Log()), "gamma", amounts, link="log")
statsmodels(F.Gamma(L.Log()), "gamma", amounts, link="log", weights=gweights)

print(json.dumps({
    "diabetes": X.tolist(), "scaled": Z.tolist(), "target": y.tolist(),
    "iris": iris.data.tolist(), "species": iris.target.tolist(),
    "glm": G.tolist(), "exposure": exposure.tolist(), "counts": counts.tolist(),
    "amounts": amounts.tolist(), "binary": binary.tolist(),
    "cases": cases, "models": glm,
}))
