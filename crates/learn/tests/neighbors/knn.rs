//! Nearest neighbours.

use super::*;
use sparkler_learn::neighbors::{HnswOptions, NearestNeighbors};
use sparkler_learn::{Estimator, Model};

#[test]
fn knn_votes_like_scikit_learn_by_every_algorithm() {
    for case in reference()["knn"].as_array().unwrap() {
        let set = data(&case["data"]);
        let cosine = case["params"]["metric"] == "cosine";
        let algorithms: &[&str] =
            if cosine { &["brute"] } else { &["auto", "brute", "kd_tree", "ball_tree"] };
        for algorithm in algorithms {
            let mut params = case["params"].clone();
            params["algorithm"] = json!(algorithm);
            let what = format!("{} {params}", case["data"]);
            let model = fit("KNeighborsClassifier", &params, &set.train.0, &set.train.1);
            let found = model.predict_proba(&set.test.0).unwrap().into_f64();
            assert_close(&what, &found, &numbers(&case["proba"]), 1e-5);
            let score = accuracy(&model.predict(&set.test.0).unwrap(), &set.test.1);
            assert!((score - case["accuracy"].as_f64().unwrap()).abs() < 1e-9, "{what}: {score}");
            assert_survives_a_file(&*model, &set.test.0);
        }
        let mut params = case["params"].clone();
        params.as_object_mut().unwrap().remove("weights");
        let nearest: NearestNeighbors = serde_json::from_value(params).unwrap();
        let model = nearest.fit(&set.train.0, &[]).unwrap();
        let some = set.test.0.take_rows(&(0..20).collect::<Vec<_>>());
        let (distances, _) = model.kneighbors(Some(&some), nearest.n_neighbors).unwrap();
        assert_close("distances", &distances.to_f64(), &numbers(&case["distances"]), 1e-5);
    }
}

#[test]
fn knn_of_the_digits_is_right_in_9800_of_10000() {
    let set = data(&json!("digits"));
    let model = fit("KNeighborsClassifier", &json!({}), &set.train.0, &set.train.1);
    let score = accuracy(&model.predict(&set.test.0).unwrap(), &set.test.1);
    assert!((score - 0.98).abs() < 1e-9, "{score}");
}

#[test]
fn regressors_and_radii_agree_with_scikit_learn() {
    let set = data(&json!("diabetes"));
    for case in reference()["knn_regressor"].as_array().unwrap() {
        let model = fit("KNeighborsRegressor", &case["params"], &set.train.0, &set.train.1);
        let found = model.predict(&set.test.0).unwrap();
        assert_close("knn", &found, &numbers(&case["predict"]), 1e-5);
        assert_survives_a_file(&*model, &set.test.0);
    }
    let params = json!({ "radius": 4.0, "weights": "distance" });
    let model = fit("RadiusNeighborsRegressor", &params, &set.train.0, &set.train.1);
    let found = model.predict(&set.test.0).unwrap();
    assert_close("radius", &found, &numbers(&reference()["radius_regressor"]), 1e-5);
    let set = data(&json!("iris"));
    for algorithm in ["brute", "kd_tree", "ball_tree"] {
        let params = json!({ "radius": 1.5, "algorithm": algorithm });
        let model = fit("RadiusNeighborsClassifier", &params, &set.train.0, &set.train.1);
        let found = model.predict(&set.test.0).unwrap();
        assert_eq!(found, numbers(&reference()["radius_classifier"]));
    }
}

#[test]
fn a_row_without_neighbours_is_an_error_or_has_a_label() {
    let x = Features::Dense(Matrix::new(3, 1, vec![0.0, 0.5, 1.0]).unwrap());
    let far = Features::Dense(Matrix::new(1, 1, vec![9.0]).unwrap());
    let model = fit("RadiusNeighborsClassifier", &json!({}), &x, &[0.0, 1.0, 1.0]);
    assert!(model.predict(&far).unwrap_err().to_string().contains("row 0 has no neighbour"));
    let params = json!({ "outlier_label": 7.0 });
    let model = fit("RadiusNeighborsClassifier", &params, &x, &[0.0, 1.0, 1.0]);
    assert_eq!(model.predict(&far).unwrap(), [7.0]);
}

#[test]
fn products_find_the_exact_neighbours_even_of_numbers_far_from_zero() {
    // In single precision the squared distances would be all noise.
    let n = 3000;
    let noise = |i: usize| ((i * 7919) % 10_007) as f64 / 10_007.0;
    let values: Vec<f64> = (0..n * 3).map(|i| 1e6 * f64::from(i as u32 % 2) + noise(i)).collect();
    let x = Features::Dense(Matrix::new(n, 3, values).unwrap());
    let find = |algorithm: &str| {
        let params = json!({ "n_neighbors": 7, "algorithm": algorithm });
        let nearest: NearestNeighbors = serde_json::from_value(params).unwrap();
        nearest.fit(&x, &[]).unwrap().kneighbors(None, 7).unwrap()
    };
    let (brute, tree, balls) = (find("brute"), find("kd_tree"), find("ball_tree"));
    assert_eq!(brute.1, tree.1);
    assert_eq!(brute.1, balls.1);
}

#[test]
fn the_graph_finds_nearly_all_neighbours() {
    let set = data(&json!("digits"));
    let nearest = NearestNeighbors { n_neighbors: 10, ..Default::default() };
    let exact = nearest.fit(&set.train.0, &[]).unwrap();
    let hnsw = HnswOptions { ef: 80, ..Default::default() };
    let algorithm = sparkler_learn::neighbors::Algorithm::Hnsw;
    let graph = NearestNeighbors { algorithm, hnsw, ..nearest }.fit(&set.train.0, &[]).unwrap();
    let (_, a) = exact.kneighbors(Some(&set.test.0), 10).unwrap();
    let (_, b) = graph.kneighbors(Some(&set.test.0), 10).unwrap();
    let hits: usize = a
        .chunks_exact(10)
        .zip(b.chunks_exact(10))
        .map(|(a, b)| a.iter().filter(|i| b.contains(i)).count())
        .sum();
    let recall = hits as f64 / a.len() as f64;
    assert!(recall > 0.98, "{recall}");
    let sparse = exact.transform(&set.test.0).unwrap();
    assert_eq!((sparse.rows(), sparse.columns()), (set.test.0.rows(), set.train.0.rows()));
}

#[test]
fn local_outlier_factors_are_scikit_learns() {
    let set = data(&json!("cancer"));
    let params = json!({ "n_neighbors": 15, "contamination": 0.05 });
    let lof: sparkler_learn::LocalOutlierFactor = serde_json::from_value(params).unwrap();
    let model = lof.fit(&set.x, &[]).unwrap();
    let expected = &reference()["lof"];
    assert_close("lof", &model.negative_outlier_factor, &numbers(&expected["factor"]), 1e-5);
    assert_eq!(model.labels().unwrap(), numbers(&expected["predict"]));
    assert!(model.predict(&set.x).unwrap_err().to_string().contains("novelty = true"));
    let novelty = sparkler_learn::LocalOutlierFactor { novelty: true, ..Default::default() };
    let model = novelty.fit(&set.train.0, &[]).unwrap();
    let found = model.score_samples(&set.test.0).unwrap();
    assert_close("novelty", &found, &numbers(&reference()["lof_novelty"]), 1e-5);
    assert_survives_a_file(&model, &set.test.0);
}
