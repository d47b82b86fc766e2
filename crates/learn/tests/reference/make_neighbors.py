"""Reference values of support vector machines, neighbours and clusters, made by scikit-learn.

    python make_neighbors.py

writes neighbors.json.gz beside itself: the data sets (iris, digits, breast cancer, diabetes, each
with the rows of the test part) and what scikit-learn finds on them.
"""

import gzip
import json
import pathlib

import numpy as np
from sklearn import cluster, datasets, metrics, mixture, neighbors, svm
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def numbers(values, digits=6):
    return np.round(np.asarray(values, dtype=float), digits).tolist()


def split(y):
    train, test = train_test_split(np.arange(len(y)), test_size=0.25, random_state=0)
    return train, test


out = {"data": {}}


def data(name, x, y, digits):
    train, test = split(y)
    out["data"][name] = {
        "columns": x.shape[1],
        "x": numbers(x.ravel(), digits),
        "y": numbers(y),
        "train": train.tolist(),
        "test": test.tolist(),
    }
    x = np.round(x, digits)
    return x, y, train, test


def scaled(x):
    return np.round(StandardScaler().fit_transform(x), 4)


digits = data("digits", *datasets.load_digits(return_X_y=True), 0)
iris = data("iris", *datasets.load_iris(return_X_y=True), 4)
x, y = datasets.load_breast_cancer(return_X_y=True)
cancer = data("cancer", scaled(x)[:, :10], y, 4)
x, y = datasets.load_diabetes(return_X_y=True)
diabetes = data("diabetes", np.round(x * 20, 4), y / 50, 4)
moons = data("moons", *datasets.make_moons(300, noise=0.06, random_state=3), 4)
blobs = data("blobs", *datasets.make_blobs(
    300, n_features=3, centers=[[0, 0, 0], [4, 4, 0], [-4, 4, 3]], cluster_std=[0.7, 1.2, 0.5],
    random_state=5), 4)

# ---------------------------------------------------------------- support vector machines
out["svc"] = []
for name, set_, params in [
    ("iris", iris, {}),
    ("iris", iris, {"kernel": "poly", "degree": 2, "coef0": 1.0, "gamma": "auto"}),
    ("iris", iris, {"kernel": "linear", "C": 10.0}),
    ("cancer", cancer, {"C": 2.0, "class_weight": "balanced"}),
    ("cancer", cancer, {"kernel": "sigmoid", "gamma": 0.01}),
    ("cancer", cancer, {"gamma": 0.5, "shrinking": False}),
    ("digits", digits, {}),
]:
    x, y, train, test = set_
    tight = {} if name == "digits" else {"tol": 1e-8}
    model = svm.SVC(**params, **tight).fit(x[train], y[train])
    out["svc"].append({
        "data": name, "params": {**params, **tight},
        "support": int(model.n_support_.sum()),
        "decision": [] if name == "digits" else numbers(model.decision_function(x[test]).ravel()),
        "accuracy": model.score(x[test], y[test]),
        "predict": numbers(model.predict(x[test])),
    })
x, y, train, test = cancer
model = svm.SVC(probability=True, random_state=0).fit(x[train], y[train])
out["svc_proba"] = numbers(model.predict_proba(x[test])[:, 1])
x, y, train, test = iris
model = svm.SVC(probability=True, random_state=0).fit(x[train], y[train])
out["svc_proba_iris"] = numbers(model.predict_proba(x[test]).ravel())

out["svr"] = []
x, y, train, test = diabetes
for params in [{}, {"kernel": "linear", "C": 3.0, "epsilon": 0.3}, {"gamma": 0.1, "C": 10.0}]:
    params = {**params, "tol": 1e-8}
    model = svm.SVR(**params).fit(x[train], y[train])
    out["svr"].append({"params": params, "support": len(model.support_),
                       "predict": numbers(model.predict(x[test]))})
out["nu"] = []
for name, set_, class_, params in [("iris", iris, svm.NuSVC, {"nu": 0.3}), ("cancer", cancer, svm.NuSVC, {"nu": 0.4, "gamma": 0.2}),
                                   ("diabetes", diabetes, svm.NuSVR, {"nu": 0.3, "C": 2.0}), ("diabetes", diabetes, svm.NuSVR, {"kernel": "linear"})]:
    x, y, train, test = set_
    params = {**params, "tol": 1e-8}
    model = class_(**params).fit(x[train], y[train])
    find = model.decision_function if class_ is svm.NuSVC else model.predict
    out["nu"].append({"data": name, "name": class_.__name__, "params": params, "values": numbers(find(x[test]).ravel())})
x, y, train, test = moons
out["one_class"] = []
for params in [{"nu": 0.1}, {"nu": 0.5, "gamma": 2.0}]:
    params = {**params, "tol": 1e-8}
    model = svm.OneClassSVM(**params).fit(x)
    out["one_class"].append({"params": params, "decision": numbers(model.decision_function(x))})

out["linear_svc"] = []
for name, set_, params in [
    ("cancer", cancer, {"C": 0.5}),
    ("cancer", cancer, {"C": 0.5, "loss": "hinge"}),
    ("cancer", cancer, {"C": 0.5, "penalty": "l1"}),
    ("iris", iris, {"C": 1.0}),
]:
    x, y, train, test = set_
    more = {"dual": False} if params.get("penalty") == "l1" else {"dual": True}
    params = {**params, "tol": 1e-7, "max_iter": 1000000}
    model = svm.LinearSVC(**params, **more, random_state=0).fit(x[train], y[train])
    out["linear_svc"].append({"data": name, "params": params, "coef": numbers(model.coef_.ravel()),
                              "intercept": numbers(model.intercept_)})
out["linear_svr"] = []
x, y, train, test = diabetes
for params in [{"C": 0.5, "epsilon": 0.1}, {"C": 0.5, "epsilon": 0.2, "loss": "squared_epsilon_insensitive"}]:
    params = {**params, "tol": 1e-7, "max_iter": 1000000}
    model = svm.LinearSVR(**params, dual=True, random_state=0).fit(x[train], y[train])
    out["linear_svr"].append({"params": params, "coef": numbers(model.coef_),
                              "intercept": numbers(model.intercept_)})

# ---------------------------------------------------------------- neighbours
out["knn"] = []
for name, set_, params in [
    ("digits", digits, {}),
    ("iris", iris, {"n_neighbors": 7, "weights": "distance"}),
    ("cancer", cancer, {"n_neighbors": 3, "metric": "manhattan", "algorithm": "kd_tree"}),
    ("cancer", cancer, {"n_neighbors": 9, "metric": "chebyshev", "algorithm": "ball_tree"}),
    ("cancer", cancer, {"n_neighbors": 4, "metric": "minkowski", "p": 3.0, "weights": "distance"}),
    ("cancer", cancer, {"n_neighbors": 5, "metric": "cosine"}),
]:
    x, y, train, test = set_
    model = neighbors.KNeighborsClassifier(**params).fit(x[train], y[train])
    distances, _ = model.kneighbors(x[test][:20])
    out["knn"].append({"data": name, "params": params, "distances": numbers(distances.ravel()),
                       "accuracy": model.score(x[test], y[test]),
                       "proba": numbers(model.predict_proba(x[test]).ravel())})
x, y, train, test = diabetes
out["knn_regressor"] = []
for params in [{}, {"n_neighbors": 10, "weights": "distance", "algorithm": "ball_tree"}]:
    model = neighbors.KNeighborsRegressor(**params).fit(x[train], y[train])
    out["knn_regressor"].append({"params": params, "predict": numbers(model.predict(x[test]))})
x, y, train, test = iris
model = neighbors.RadiusNeighborsClassifier(radius=1.5).fit(x[train], y[train])
out["radius_classifier"] = numbers(model.predict(x[test]))
x, y, train, test = diabetes
model = neighbors.RadiusNeighborsRegressor(radius=4.0, weights="distance").fit(x[train], y[train])
out["radius_regressor"] = numbers(model.predict(x[test]))
x, y, train, test = cancer
model = neighbors.LocalOutlierFactor(n_neighbors=15, contamination=0.05).fit(x)
out["lof"] = {"factor": numbers(model.negative_outlier_factor_), "predict": numbers(model.fit_predict(x))}
model = neighbors.LocalOutlierFactor(novelty=True).fit(x[train])
out["lof_novelty"] = numbers(model.score_samples(x[test]))

# ---------------------------------------------------------------- clusters
x, y, train, test = blobs
model = cluster.KMeans(3, n_init=10, random_state=0).fit(x)
out["kmeans"] = {"inertia": model.inertia_, "labels": model.labels_.tolist()}
weight = np.round(np.linspace(0.1, 2, len(x)), 3)
model = cluster.KMeans(3, n_init=10, random_state=0).fit(x, sample_weight=weight)
out["kmeans_weighted"] = {"inertia": model.inertia_, "weight": numbers(weight),
                          "centers": numbers(model.cluster_centers_.ravel())}
xd = digits[0]
model = cluster.KMeans(10, init=xd[:10], n_init=1).fit(xd)
out["kmeans_digits"] = {"inertia": model.inertia_, "labels": model.labels_.tolist(), "n_iter": model.n_iter_}
out["kmeans_digits_best"] = float(cluster.KMeans(10, n_init=10, random_state=0).fit(xd).inertia_)
out["minibatch_digits"] = float(cluster.MiniBatchKMeans(10, n_init=3, random_state=0).fit(xd).inertia_)
x = moons[0]
out["dbscan"] = []
for params in [{"eps": 0.2, "min_samples": 5}, {"eps": 0.1, "min_samples": 4}, {"eps": 0.15, "min_samples": 8, "metric": "manhattan"}]:
    model = cluster.DBSCAN(**params).fit(x)
    out["dbscan"].append({"params": params, "labels": model.labels_.tolist(), "core": len(model.core_sample_indices_)})
out["hdbscan"] = []
for name, set_, params in [("moons", moons, {}), ("blobs", blobs, {"min_cluster_size": 15}),
                           ("blobs", blobs, {"min_cluster_size": 10, "cluster_selection_method": "leaf"}),
                           ("iris", iris, {"min_cluster_size": 8, "min_samples": 4})]:
    model = cluster.HDBSCAN(copy=True, **params).fit(set_[0])
    out["hdbscan"].append({"data": name, "params": params, "labels": model.labels_.tolist(),
                           "probabilities": numbers(model.probabilities_)})
out["agglomerative"] = []
for name, set_, params in [
    ("blobs", blobs, {"n_clusters": 3}), ("cancer", cancer, {"n_clusters": 6}),
    ("cancer", cancer, {"n_clusters": 6, "linkage": "complete"}),
    ("cancer", cancer, {"n_clusters": 6, "linkage": "average"}),
    ("moons", moons, {"n_clusters": 2, "linkage": "single"}),
    ("blobs", blobs, {"n_clusters": None, "distance_threshold": 6.0}),
    ("cancer", cancer, {"n_clusters": 5, "linkage": "average", "metric": "manhattan"}),
]:
    model = cluster.AgglomerativeClustering(**params, compute_distances=True).fit(set_[0])
    out["agglomerative"].append({"data": name, "params": params, "labels": model.labels_.tolist(),
                                 "distances": numbers(model.distances_[-20:])})
out["mixture"] = []
x = blobs[0]
for kind in ["full", "tied", "diag", "spherical"]:
    model = mixture.GaussianMixture(3, covariance_type=kind, tol=1e-8, max_iter=1000, n_init=3, random_state=0).fit(x)
    order = np.argsort(model.means_[:, 0])
    out["mixture"].append({"kind": kind, "score": model.score(x), "means": numbers(model.means_[order].ravel()),
                           "weights": numbers(model.weights_[order]), "labels": model.predict(x).tolist(),
                           "bic": model.bic(x), "aic": model.aic(x)})

path = pathlib.Path(__file__).with_name("neighbors.json.gz")
text = json.dumps(out, separators=(",", ":")).encode()
path.write_bytes(gzip.compress(text, 9, mtime=0))
print(path, len(text), path.stat().st_size)
