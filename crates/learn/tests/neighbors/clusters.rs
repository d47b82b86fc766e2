//! Clusters and mixtures.

use super::*;
use sparkler_learn::{Estimator, GaussianMixture, KMeans, Model};
use std::collections::HashMap;

/// The adjusted Rand index (Hubert and Arabie 1985): 1 for the same clusters under other names.
fn rand_index(a: &[f64], b: &[f64]) -> f64 {
    let pairs = |n: f64| n * (n - 1.0) / 2.0;
    let mut both: HashMap<(u64, u64), f64> = HashMap::new();
    let (mut left, mut right): (HashMap<u64, f64>, HashMap<u64, f64>) = Default::default();
    for (a, b) in a.iter().zip(b) {
        *both.entry((a.to_bits(), b.to_bits())).or_default() += 1.0;
        *left.entry(a.to_bits()).or_default() += 1.0;
        *right.entry(b.to_bits()).or_default() += 1.0;
    }
    let index: f64 = both.values().map(|&n| pairs(n)).sum();
    let (x, y): (f64, f64) =
        (left.values().map(|&n| pairs(n)).sum(), right.values().map(|&n| pairs(n)).sum());
    let expected = x * y / pairs(a.len() as f64);
    if (x + y) / 2.0 == expected { 1.0 } else { (index - expected) / ((x + y) / 2.0 - expected) }
}

#[test]
fn kmeans_from_the_same_centres_is_scikit_learns() {
    let set = data(&json!("digits"));
    let expected = &reference()["kmeans_digits"];
    let columns = set.x.columns();
    let first = set.x.take_rows(&(0..10).collect::<Vec<_>>()).to_dense().to_f64().into_owned();
    let centres: Vec<&[f64]> = first.chunks_exact(columns).collect();
    let kmeans: KMeans =
        serde_json::from_value(json!({ "n_clusters": 10, "init": centres })).unwrap();
    let model = kmeans.fit(&set.x, &[]).unwrap();
    assert_eq!(model.n_iter as u64, expected["n_iter"].as_u64().unwrap());
    assert_close("inertia", &[model.inertia], &[expected["inertia"].as_f64().unwrap()], 1e-6);
    assert_eq!(model.labels().unwrap(), numbers(&expected["labels"]));
    assert_eq!(model.predict(&set.x).unwrap(), model.labels().unwrap());
    assert_survives_a_file(&model, &set.test.0);
}

#[test]
fn kmeans_finds_clusters_as_good() {
    let set = data(&json!("blobs"));
    let params = json!({ "n_clusters": 3, "n_init": 10 });
    let model = fit("KMeans", &params, &set.x, &[]);
    let expected = numbers(&reference()["kmeans"]["labels"]);
    assert!(rand_index(model.labels().unwrap(), &expected) > 1.0 - 1e-12);

    let weighted = &reference()["kmeans_weighted"];
    let weights = numbers(&weighted["weight"]);
    let kmeans: KMeans = serde_json::from_value(params).unwrap();
    let options = FitOptions { sample_weight: Some(&weights), ..FitOptions::default() };
    let model = kmeans.fit_with(&set.x, &[], &options).unwrap();
    assert_close("weighted", &[model.inertia], &[weighted["inertia"].as_f64().unwrap()], 1e-4);

    let set = data(&json!("digits"));
    for (params, best) in [
        (json!({ "n_clusters": 10, "n_init": 10 }), "kmeans_digits_best"),
        (json!({ "n_clusters": 10, "n_init": 10, "init": "random" }), "kmeans_digits_best"),
    ] {
        let kmeans: KMeans = serde_json::from_value(params).unwrap();
        let inertia = kmeans.fit(&set.x, &[]).unwrap().inertia;
        assert!(inertia <= 1.005 * reference()[best].as_f64().unwrap(), "{inertia}");
    }
    let params = json!({ "n_clusters": 10, "n_init": 3 });
    let kmeans: sparkler_learn::MiniBatchKMeans = serde_json::from_value(params).unwrap();
    let model = kmeans.fit(&set.x, &[]).unwrap();
    let expected = reference()["minibatch_digits"].as_f64().unwrap();
    assert!(model.inertia <= 1.03 * expected, "{} {expected}", model.inertia);
    assert_survives_a_file(&model, &set.test.0);
}

#[test]
fn kmeans_fills_empty_clusters() {
    let x = Features::Dense(Matrix::new(4, 1, vec![0.0, 0.0, 1.0, 9.0]).unwrap());
    let params = json!({ "n_clusters": 3, "init": [[0.0], [100.0], [200.0]] });
    let kmeans: KMeans = serde_json::from_value(params).unwrap();
    assert_eq!(kmeans.fit(&x, &[]).unwrap().inertia, 0.0);
}

#[test]
fn dbscan_finds_scikit_learns_clusters() {
    let set = data(&json!("moons"));
    for case in reference()["dbscan"].as_array().unwrap() {
        for algorithm in ["brute", "kd_tree", "ball_tree"] {
            let mut params = case["params"].clone();
            params["algorithm"] = json!(algorithm);
            let model = fit("DBSCAN", &params, &set.x, &[]);
            assert_eq!(model.labels().unwrap(), numbers(&case["labels"]), "{params}");
            assert_survives_a_file(&*model, &set.x);
        }
    }
}

#[test]
fn hdbscan_finds_scikit_learns_clusters() {
    for case in reference()["hdbscan"].as_array().unwrap() {
        let set = data(&case["data"]);
        let hdbscan: sparkler_learn::HDBSCAN =
            serde_json::from_value(case["params"].clone()).unwrap();
        let model = hdbscan.fit(&set.x, &[]).unwrap();
        let index = rand_index(model.labels().unwrap(), &numbers(&case["labels"]));
        assert!(index > 1.0 - 1e-12, "{} {}: {index}", case["data"], case["params"]);
        let expected = numbers(&case["probabilities"]);
        assert_close("probabilities", &model.probabilities, &expected, 1e-5);
    }
}

#[test]
fn agglomerative_clustering_joins_like_scikit_learn() {
    for case in reference()["agglomerative"].as_array().unwrap() {
        let set = data(&case["data"]);
        let estimator: sparkler_learn::AgglomerativeClustering =
            serde_json::from_value(case["params"].clone()).unwrap();
        let model = estimator.fit(&set.x, &[]).unwrap();
        let what = format!("{} {}", case["data"], case["params"]);
        let index = rand_index(model.labels().unwrap(), &numbers(&case["labels"]));
        assert!(index > 1.0 - 1e-12, "{what}: {index}");
        let expected = numbers(&case["distances"]);
        let last = &model.distances[model.distances.len() - expected.len()..];
        assert_close(&what, last, &expected, 1e-5);
        assert!(model.predict(&set.x).is_err());
    }
}

#[test]
fn mixtures_are_scikit_learns() {
    let set = data(&json!("blobs"));
    for case in reference()["mixture"].as_array().unwrap() {
        let params = json!({
            "n_components": 3, "covariance_type": case["kind"], "tol": 1e-8, "max_iter": 1000,
            "n_init": 3,
        });
        let mixture: GaussianMixture = serde_json::from_value(params).unwrap();
        let model = mixture.fit(&set.x, &[]).unwrap();
        let what = case["kind"].as_str().unwrap();
        let number = |key: &str| case[key].as_f64().unwrap();
        assert_close(what, &[model.score(&set.x).unwrap()], &[number("score")], 1e-5);
        assert_close(what, &[model.bic(&set.x).unwrap()], &[number("bic")], 1e-5);
        assert_close(what, &[model.aic(&set.x).unwrap()], &[number("aic")], 1e-5);
        let index = rand_index(model.labels().unwrap(), &numbers(&case["labels"]));
        assert!(index > 1.0 - 1e-12, "{what}: {index}");
        let mut order: Vec<usize> = (0..3).collect();
        order.sort_by(|&a, &b| model.means.get(a, 0).total_cmp(&model.means.get(b, 0)));
        let means = model.means.take_rows(&order).into_f64();
        assert_close(what, &means, &numbers(&case["means"]), 1e-3);
        assert_survives_a_file(&model, &set.x);
    }
}

#[test]
fn impossible_clusters_are_errors() {
    let x = Features::Dense(Matrix::new(3, 1, vec![0.0, 1.0, 2.0]).unwrap());
    let wrong = |name: &str, params: Value, part: &str| {
        let estimator = registry::estimator(name, &params).unwrap();
        let error = estimator.fit_any(&x, &[], &FitOptions::default()).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    };
    wrong("KMeans", json!({ "n_clusters": 4 }), "n_clusters = 4");
    wrong("KMeans", json!({ "n_clusters": 2, "init": [[0.0, 1.0]] }), "init");
    wrong("DBSCAN", json!({ "eps": 0.0 }), "eps = 0");
    wrong("HDBSCAN", json!({ "min_cluster_size": 1 }), "min_cluster_size = 1");
    wrong("HDBSCAN", json!({}), "min_samples = 5");
    wrong("AgglomerativeClustering", json!({ "distance_threshold": 1.0 }), "one of the two");
    wrong("AgglomerativeClustering", json!({ "metric": "manhattan" }), "linkage = ward");
    wrong("GaussianMixture", json!({ "n_components": 9 }), "n_components = 9");
}
