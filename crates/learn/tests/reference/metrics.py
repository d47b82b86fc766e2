"""Makes metrics.json: scikit-learn's metrics of small data.

Run: python metrics.py > metrics.json  (scikit-learn 1.9)
"""
import json
import warnings

import numpy as np
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")
rng = np.random.default_rng(1)
n = 60
true = rng.integers(0, 3, n)
pred = np.where(rng.uniform(size=n) < 0.6, true, rng.integers(0, 3, n))
two = (true > 0).astype(int)
score = (two + rng.normal(size=n)).round(1)
other = (two * 0.5 + rng.normal(size=n)).round(1)
prob = (1 / (1 + np.exp(-score))).round(3)
raw = rng.uniform(0.1, 1, (n, 3)).round(2)
raw[np.arange(n), true] += 0.5
proba = raw / raw.sum(1, keepdims=True)
w = (0.5 + rng.integers(0, 5, n) * 0.5)
y = rng.gamma(2, 2, n).round(3) + 0.001
yhat = (y * rng.uniform(0.5, 1.5, n)).round(3) + 0.01
clusters = np.where(rng.uniform(size=n) < 0.7, true, rng.integers(0, 4, n))
X = (rng.normal(size=(n, 3)) + clusters[:, None]).round(3)
relevance = rng.integers(0, 4, (5, 8)).astype(float)
ranks = rng.integers(0, 6, (5, 8)).astype(float)

out = {}
for name, sw in [("", None), (" weighted", w)]:
    k = {"sample_weight": sw}
    out["accuracy_score" + name] = m.accuracy_score(true, pred, **k)
    out["balanced_accuracy_score" + name] = m.balanced_accuracy_score(true, pred, **k)
    out["balanced_accuracy_score adjusted" + name] = m.balanced_accuracy_score(true, pred, adjusted=True, **k)
    out["confusion_matrix" + name] = m.confusion_matrix(true, pred, **k).ravel().tolist()
    for average in ["micro", "macro", "weighted"]:
        for f in [m.precision_score, m.recall_score, m.f1_score, m.jaccard_score]:
            out[f"{f.__name__} {average}{name}"] = f(true, pred, average=average, **k)
        out[f"fbeta_score {average}{name}"] = m.fbeta_score(true, pred, beta=2.0, average=average, **k)
    out["precision_score binary" + name] = m.precision_score(two, (score > 0).astype(int), **k)
    out["matthews_corrcoef" + name] = m.matthews_corrcoef(true, pred, **k)
    for weights in [None, "linear", "quadratic"]:
        out[f"cohen_kappa_score {weights}{name}"] = m.cohen_kappa_score(true, pred, weights=weights, **k)
    out["log_loss" + name] = m.log_loss(true, proba, **k)
    out["brier_score_loss" + name] = m.brier_score_loss(two, prob, **k)
    out["hinge_loss" + name] = m.hinge_loss(two, score, **k)
    for top in [1, 2]:
        out[f"top_k_accuracy_score {top}{name}"] = m.top_k_accuracy_score(true, proba, k=top, **k)
    out["roc_auc_score" + name] = m.roc_auc_score(two, score, **k)
    out["average_precision_score" + name] = m.average_precision_score(two, score, **k)
    for average in ["macro", "weighted", "micro"]:
        out[f"roc_auc_score ovr {average}{name}"] = m.roc_auc_score(true, proba, multi_class="ovr", average=average, **k)
    fpr, tpr, t = m.roc_curve(two, score, **k)
    out["roc_curve" + name] = fpr.tolist() + tpr.tolist() + t[1:].tolist()
    p, r, t = m.precision_recall_curve(two, score, **k)
    out["precision_recall_curve" + name] = r.tolist() + p.tolist() + t.tolist()
    fpr, fnr, t = m.det_curve(two, score, **k)
    out["det_curve" + name] = fpr.tolist() + fnr.tolist() + [v for v in t if np.isfinite(v)]
    for f in [m.mean_squared_error, m.root_mean_squared_error, m.mean_absolute_error,
              m.mean_absolute_percentage_error, m.mean_squared_log_error, m.median_absolute_error,
              m.r2_score, m.explained_variance_score, m.mean_poisson_deviance, m.mean_gamma_deviance,
              m.d2_absolute_error_score]:
        out[f.__name__ + name] = f(y, yhat, **k)
    for power in [-1.0, 0.0, 1.5, 3.0]:
        out[f"mean_tweedie_deviance {power}{name}"] = m.mean_tweedie_deviance(y, yhat, power=power, **k)
    out["d2_tweedie_score" + name] = m.d2_tweedie_score(y, yhat, power=1.5, **k)
    out["mean_pinball_loss" + name] = m.mean_pinball_loss(y, yhat, alpha=0.2, **k)
out["max_error"] = m.max_error(y, yhat)
for average in ["macro", "weighted"]:
    out[f"roc_auc_score ovo {average}"] = m.roc_auc_score(true, proba, multi_class="ovo", average=average)
for strategy in ["uniform", "quantile"]:
    t, p = calibration_curve(two, prob, n_bins=6, strategy=strategy)
    out[f"calibration_curve {strategy}"] = t.tolist() + p.tolist()
for k in [None, 3]:
    out[f"dcg_score {k}"] = m.dcg_score(relevance, ranks, k=k)
    out[f"ndcg_score {k}"] = m.ndcg_score(relevance, ranks, k=k)
for f in [m.rand_score, m.adjusted_rand_score, m.mutual_info_score, m.normalized_mutual_info_score,
          m.adjusted_mutual_info_score, m.homogeneity_score, m.completeness_score, m.v_measure_score,
          m.fowlkes_mallows_score]:
    out[f.__name__] = f(true, clusters)
for f in [m.silhouette_score, m.calinski_harabasz_score, m.davies_bouldin_score]:
    out[f.__name__] = f(X, clusters)
out["silhouette_samples"] = m.silhouette_samples(X, clusters).tolist()


def variance(p, q):
    """DeLong's, from its definition: the mean of comparisons of each positive and each negative."""
    c = (p[:, None] > q).astype(float) + 0.5 * (p[:, None] == q)
    return c.mean(), c.mean(1), c.mean(0)


a, a10, a01 = variance(score[two == 1], score[two == 0])
b, b10, b01 = variance(other[two == 1], other[two == 0])
va = a10.var(ddof=1) / len(a10) + a01.var(ddof=1) / len(a01)
out["delong"] = [a - 1.959963984540054 * va ** 0.5, a, a + 1.959963984540054 * va ** 0.5]
out["delong_test"] = (a - b) / ((a10 - b10).var(ddof=1) / len(a10) + (a01 - b01).var(ddof=1) / len(a01)) ** 0.5

print(json.dumps({
    "true": true.tolist(), "pred": pred.tolist(), "two": two.tolist(), "score": score.tolist(),
    "other": other.tolist(), "prob": prob.tolist(), "proba": proba.tolist(), "w": w.tolist(),
    "y": y.tolist(), "yhat": yhat.tolist(), "clusters": clusters.tolist(), "X": X.tolist(),
    "relevance": relevance.tolist(), "ranks": ranks.tolist(), "values": out,
}))
