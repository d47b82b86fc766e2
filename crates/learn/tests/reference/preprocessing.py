"""Values of scikit-learn for `tests/preprocessing.rs`: python preprocessing.py > preprocessing.json"""

import json

import numpy as np
from sklearn import preprocessing as p
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.feature_selection import SelectKBest, VarianceThreshold, chi2, f_classif, f_regression
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.model_selection import KFold, StratifiedKFold

rng = np.random.RandomState(0)
x = np.round(np.abs(rng.normal(size=(24, 4))) * [1, 10, 0.1, 3], 3)
x[:, 2] = np.round(x[:, 2], 1)
holes = x.copy()
holes[rng.uniform(size=x.shape) < 0.2] = np.nan
codes = rng.randint(0, 5, size=(24, 2)).astype(float)
y = rng.randint(0, 3, size=24).astype(float)
z = rng.normal(size=24)


def listed(a):
    a = a.toarray() if hasattr(a, "toarray") else np.asarray(a)
    return [[None if np.isnan(v) else float(v) for v in row] for row in a]


def case(name, params, estimator, data, target=None):
    out = estimator.fit(data, target).transform(data)
    return {"estimator": name, "params": params, "x": listed(data),
            "y": [] if target is None else [float(v) for v in target], "out": listed(out)}


cases = [
    case("StandardScaler", {}, p.StandardScaler(), holes),
    case("StandardScaler", {"with_std": False}, p.StandardScaler(with_std=False), x),
    case("MinMaxScaler", {"feature_range": [-1, 2]}, p.MinMaxScaler(feature_range=(-1, 2)), holes),
    case("MaxAbsScaler", {}, p.MaxAbsScaler(), holes),
    case("RobustScaler", {"quantile_range": [10, 80]}, p.RobustScaler(quantile_range=(10, 80)), holes),
    case("Normalizer", {}, p.Normalizer(), x),
    case("Normalizer", {"norm": "l1"}, p.Normalizer(norm="l1"), x),
    case("Binarizer", {"threshold": 0.7}, p.Binarizer(threshold=0.7), x),
    case("KBinsDiscretizer", {"n_bins": 4},
         p.KBinsDiscretizer(4, encode="ordinal", quantile_method="linear"), x),
    case("KBinsDiscretizer", {"n_bins": 3, "strategy": "uniform"},
         p.KBinsDiscretizer(3, encode="ordinal", strategy="uniform"), x),
    case("PolynomialFeatures", {"degree": 3}, p.PolynomialFeatures(3), x),
    case("PolynomialFeatures", {"interaction_only": True, "include_bias": False},
         p.PolynomialFeatures(interaction_only=True, include_bias=False), x),
    case("SimpleImputer", {}, SimpleImputer(), holes),
    case("SimpleImputer", {"strategy": "median", "add_indicator": True},
         SimpleImputer(strategy="median", add_indicator=True), holes),
    case("SimpleImputer", {"strategy": "most_frequent"}, SimpleImputer(strategy="most_frequent"), holes),
    case("OneHotEncoder", {}, p.OneHotEncoder(), codes),
    case("OneHotEncoder", {"drop": "first"}, p.OneHotEncoder(drop="first"), codes),
    case("OneHotEncoder", {"max_categories": 3}, p.OneHotEncoder(max_categories=3), codes),
    case("OneHotEncoder", {"min_frequency": 5}, p.OneHotEncoder(min_frequency=5), codes),
    case("OrdinalEncoder", {}, p.OrdinalEncoder(), codes * 2 + 1),
    case("SelectKBest", {"k": 2}, SelectKBest(f_classif, k=2), x, y),
    case("SelectKBest", {"k": 2, "score_func": "chi2"}, SelectKBest(chi2, k=2), x, y),
    case("SelectKBest", {"k": 2, "score_func": "f_regression"}, SelectKBest(f_regression, k=2), x, z),
    case("VarianceThreshold", {"threshold": 0.5}, VarianceThreshold(0.5), x),
    case("KNNImputer", {}, KNNImputer(), holes),
    case("KNNImputer", {"n_neighbors": 3, "weights": "distance", "add_indicator": True},
         KNNImputer(n_neighbors=3, weights="distance", add_indicator=True), holes),
    case("QuantileTransformer", {}, p.QuantileTransformer(n_quantiles=24), holes),
    case("QuantileTransformer", {"n_quantiles": 7, "output_distribution": "normal"},
         p.QuantileTransformer(n_quantiles=7, output_distribution="normal"), x),
    case("TargetEncoder", {}, p.TargetEncoder(), codes, z),
    case("TargetEncoder", {"smooth": 3.5}, p.TargetEncoder(smooth=3.5), codes, z),
    case("TargetEncoder", {"smooth": 0}, p.TargetEncoder(smooth=0.0), codes, (y > 0) + 1.0),
    case("TargetEncoder", {}, p.TargetEncoder(), codes, y),
    case("TargetEncoder", {"target_type": "continuous"}, p.TargetEncoder(target_type="continuous"),
         codes, y),
]
# Powers are where a minimiser ends: held with a wider tolerance.
powers = [
    case("PowerTransformer", {}, p.PowerTransformer(), holes - 0.4),
    case("PowerTransformer", {"method": "box-cox", "standardize": False},
         p.PowerTransformer(method="box-cox", standardize=False), x[:, [0, 1, 3]]),
    case("PowerTransformer", {"method": "box-cox"}, p.PowerTransformer(method="box-cox"),
         x[:, [0, 1, 3]]),
]


def crossed(params, encoder, target):
    return {"params": params, "x": listed(codes), "y": target.tolist(),
            "out": listed(encoder.fit_transform(codes, target))}


kfold = {"splitter": "KFold", "n_splits": 4, "shuffle": False, "random_state": 0}
cross_fitted = [
    crossed({"cv": kfold}, p.TargetEncoder(cv=KFold(4)), z),
    crossed({"cv": kfold, "smooth": 2}, p.TargetEncoder(cv=KFold(4), smooth=2.0), y),
    crossed({"cv": 3, "shuffle": False}, p.TargetEncoder(cv=StratifiedKFold(3)), (y > 1) + 0.0),
]
scores = {
    "f_classif": f_classif(x, y)[0].tolist(),
    "f_regression": f_regression(x, z)[0].tolist(),
    "chi2": chi2(x, y)[0].tolist(),
}
texts = ["The cat sat on the mat.", "a dog, a CAT & the mat_2", "", "Dogs sat; dogs ran - it's 42",
         "Ünïcode wörds sat", "the the the"]
vectorizers = {
    "count": listed(CountVectorizer().fit_transform(texts)),
    "count_bigrams": listed(CountVectorizer(ngram_range=(1, 2), min_df=2).fit_transform(texts)),
    "tfidf": listed(TfidfVectorizer().fit_transform(texts)),
    "tfidf_sublinear": listed(
        TfidfVectorizer(sublinear_tf=True, norm="l1", smooth_idf=False).fit_transform(texts)),
    "hashing": listed(HashingVectorizer(n_features=16).fit_transform(texts)),
}
print(json.dumps({"cases": cases, "powers": powers, "cross_fitted": cross_fitted, "scores": scores, "texts": texts, "vectorizers": vectorizers},
                 ensure_ascii=False))
