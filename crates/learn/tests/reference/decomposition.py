"""Reference values of decompositions, by scikit-learn, and of item neighbours and fold-in, by implicit.

    python crates/learn/tests/reference/decomposition.py

writes decomposition.json beside this file.
"""

import json
from pathlib import Path

import implicit
import numpy as np
import scipy.sparse as sp
from sklearn.datasets import load_iris, load_wine
from sklearn.decomposition import NMF, PCA, IncrementalPCA, TruncatedSVD

out = {}
iris, wine = load_iris().data, load_wine().data
# A matrix with fewer rows than columns.
wide = np.random.default_rng(0).normal(size=(12, 30)).round(3)
out["data"] = {"iris": iris.tolist(), "wine": wine[::3].tolist(), "wide": wide.tolist()}
data = {"iris": iris, "wine": wine[::3], "wide": wide}


def listed(model, names):
    return {name: np.asarray(getattr(model, name + "_")).tolist() for name in names}


cases = []
for name, parameters in (
    ("iris", {}),
    ("iris", {"n_components": 2, "svd_solver": "full"}),
    ("iris", {"n_components": 2, "svd_solver": "covariance_eigh", "whiten": True}),
    ("wine", {"n_components": 0.999}),
    ("wine", {"n_components": 3, "svd_solver": "randomized"}),
    ("wine", {"n_components": 0.9999, "whiten": True, "svd_solver": "full"}),
    ("wide", {"n_components": 5}),
    ("wide", {"n_components": 0.8}),
):
    model = PCA(random_state=0, **parameters).fit(data[name])
    cases.append(
        {
            "data": name,
            "parameters": parameters,
            "transformed": model.transform(data[name])[:5].tolist(),
            **listed(
                model,
                ["components", "explained_variance", "explained_variance_ratio", "singular_values", "mean", "noise_variance"],
            ),
        }
    )
out["pca"] = cases

cases = []
for name, parameters in (("iris", {"n_components": 2, "batch_size": 40}), ("wine", {"n_components": 5, "batch_size": 20})):
    model = IncrementalPCA(**parameters).fit(data[name])
    cases.append(
        {
            "data": name,
            "parameters": parameters,
            **listed(
                model,
                ["components", "explained_variance", "explained_variance_ratio", "singular_values", "mean", "noise_variance"],
            ),
        }
    )
out["incremental_pca"] = cases

model = TruncatedSVD(3, random_state=0, n_iter=20).fit(wine[::3])
out["truncated_svd"] = {
    "data": "wine",
    **listed(model, ["components", "explained_variance", "explained_variance_ratio", "singular_values"]),
}

cases = []
for parameters in (
    {"n_components": 2},
    {"n_components": 3, "init": "nndsvd"},
    {"n_components": 2, "solver": "mu"},
    {"n_components": 2, "alpha_W": 0.01, "l1_ratio": 0.5},
):
    model = NMF(**{"init": "nndsvda", "random_state": 0, "max_iter": 2000, "tol": 1e-6, **parameters})
    w = model.fit_transform(iris)
    cases.append(
        {
            "parameters": parameters,
            "components": model.components_.tolist(),
            "reconstruction_err": float(model.reconstruction_err_),
            "w": w[:5].tolist(),
        }
    )
out["nmf"] = cases

# Recommendations: 30 users, 20 items.
random = np.random.default_rng(1)
matrix = sp.csr_matrix(random.poisson(0.4, size=(30, 20)).astype("float64"))
recommend = {
    "shape": matrix.shape,
    "entries": [[int(u), int(i), float(v)] for u, i, v in zip(*sp.find(matrix))],
}
for name, model in (
    ("CosineRecommender", implicit.nearest_neighbours.CosineRecommender(K=20, num_threads=1)),
    ("TfidfRecommender", implicit.nearest_neighbours.TFIDFRecommender(K=20, num_threads=1)),
    ("Bm25Recommender", implicit.nearest_neighbours.BM25Recommender(K=20, num_threads=1)),
):
    model.fit(matrix, show_progress=False)
    ids, scores = model.recommend(3, matrix[3], N=5)
    recommend[name] = {
        "similarity": model.similarity.toarray().tolist(),
        "recommended": [[int(i), float(s)] for i, s in zip(ids, scores)],
    }
# Enough rounds that both find the same minimum; scores do not depend on the start.
model = implicit.als.AlternatingLeastSquares(
    factors=3, regularization=0.5, alpha=2.0, iterations=3000, num_threads=1, random_state=0, dtype=np.float64, use_cg=False
)
model.fit(matrix, show_progress=False)
recommend["als"] = (model.user_factors @ model.item_factors.T).tolist()
out["recommend"] = recommend

path = Path(__file__).with_name("decomposition.json")
path.write_text(json.dumps(out, separators=(",", ":")))
print(path, path.stat().st_size)
