//! Penalties by cross-validation, chosen columns, halving searches and curves are those of
//! scikit-learn (see `reference/selection.py`).

use serde_json::{Value, json};
use sparkler_learn::feature_selection::{mutual_info_classif, mutual_info_regression};
use sparkler_learn::model_selection::{
    Folds, Halving, Scoring, TrainSizes, draw, learning_curve, parameter_grid, validation_curve,
};
use sparkler_learn::*;

fn reference() -> Value {
    serde_json::from_str(include_str!("reference/selection.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        other => vec![other.as_f64().unwrap()],
    }
}

fn data(name: &str) -> (Features, Vec<f64>) {
    let (file, x, y) = match name {
        "diabetes" | "wide" => (include_str!("reference/linear.json"), "diabetes", "target"),
        "scaled" => (include_str!("reference/linear.json"), "scaled", "target"),
        _ => (include_str!("reference/bayes.json"), "X", "y"),
    };
    let all: Value = serde_json::from_str(file).unwrap();
    let (x, y) = (numbers(&all[x]), numbers(&all[y]));
    let x: Features = Matrix::new(y.len(), x.len() / y.len(), x).unwrap().into();
    let rows: Vec<usize> = match name {
        "iris12" => (0..y.len()).filter(|&i| y[i] > 0.0).collect(),
        "wide" => (0..8).collect(),
        _ => (0..y.len()).collect(),
    };
    (x.take_rows(&rows), rows.iter().map(|&i| y[i]).collect())
}

fn off(got: &[f64], want: &[f64]) -> f64 {
    if got.len() != want.len() {
        return f64::INFINITY;
    }
    let far = |(g, w): (&f64, &f64)| (g - w).abs() / w.abs().max(1.0);
    got.iter()
        .zip(want)
        .map(far)
        .fold(0.0, |a, b| if b.is_nan() { f64::INFINITY } else { a.max(b) })
}

#[test]
fn penalties_are_those_that_scikit_learn_chooses() {
    let mut wrong = Vec::new();
    for case in reference()["linears"].as_array().unwrap() {
        let name = case["estimator"].as_str().unwrap();
        let (x, y) = data(case["data"].as_str().unwrap());
        let weights: Vec<f64> = (0..y.len()).map(|i| 1.0 + (i % 3) as f64).collect();
        let options = FitOptions {
            sample_weight: case["weighted"].as_bool().unwrap().then_some(&weights[..]),
            ..Default::default()
        };
        let estimator = registry::estimator(name, &case["params"]).unwrap();
        let sparse = SparseMatrix::from_dense(&x.to_dense()).into();
        for (form, x) in [("dense", &x), ("sparse", &sparse)] {
            let model = estimator.fit_any(x, &y, &options).unwrap();
            let state: Value = model.state().unwrap().deserialized().unwrap();
            let strength = if name == "LogisticRegressionCV" { "C" } else { "alpha" };
            let mut hold = |what: &str, got: &Value, want: &Value, tolerance: f64| {
                let far = off(&numbers(got), &numbers(want));
                if far > tolerance {
                    wrong.push(format!(
                        "{name} {} {} {form} {what}: {got}, scikit-learn has {want}",
                        case["params"], case["data"]
                    ));
                }
            };
            hold("strength", &state[strength], &case["strength"], 1e-9);
            hold("l1_ratio", &state["l1_ratio"], &case["l1_ratio"], 1e-12);
            // Both sides stop where their minimisers do.
            hold("coef", &state["model"]["coef"], &case["coef"], 1e-4);
            hold("intercept", &state["model"]["intercept"], &case["intercept"], 1e-4);
            if case.get("best_score").is_some() {
                hold("best_score", &state["best_score"], &case["best_score"], 1e-6);
            }
            let loaded = registry::model(name, model.state().unwrap()).unwrap();
            assert_eq!(loaded.predict(x).unwrap(), model.predict(x).unwrap());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn columns_are_those_that_scikit_learn_chooses() {
    for case in reference()["selections"].as_array().unwrap() {
        let name = case["estimator"].as_str().unwrap();
        let (x, y) = data(case["data"].as_str().unwrap());
        let what = format!("{name} {}", case["params"]);
        let estimator = registry::estimator(name, &case["params"]).unwrap();
        let model = estimator.fit_any(&x, &y, &FitOptions::default()).unwrap();
        let state: Value = model.state().unwrap().deserialized().unwrap();
        assert_eq!(state["support"], case["support"], "{what}");
        for (ours, theirs) in [("ranking", "ranking"), ("n_features_tried", "sizes")] {
            if let Some(want) = case.get(theirs) {
                assert_eq!(&state[ours], want, "{what} {theirs}");
            }
        }
        if let Some(want) = case.get("scores") {
            let far = off(&numbers(&state["mean_test_score"]), &numbers(want));
            assert!(far < 1e-6, "{what}: scores off by {far}");
        }
        let loaded = registry::model(name, model.state().unwrap()).unwrap();
        let chosen: Vec<usize> = numbers(&case["support"]).iter().map(|c| *c as usize).collect();
        assert_eq!(loaded.transform(&x).unwrap(), x.take_columns(&chosen).unwrap(), "{what}");
        assert!(loaded.transform(&Matrix::zeros(1, 99).into()).is_err());
    }
}

#[test]
fn rounds_of_halving_are_those_of_scikit_learn() {
    let (x, y) = data("iris");
    let folds = Folds::stratified(3).split(150, &y, None).unwrap();
    for case in reference()["halvings"].as_array().unwrap() {
        let mut params = case["params"].clone();
        if params["min_resources"].is_number() {
            params["min_resources"] = json!({ "count": params["min_resources"] });
        }
        let halving: Halving = serde_json::from_value(params).unwrap();
        let grid: Vec<Value> = parameter_grid(&case["grid"]).unwrap();
        let knn = KNeighborsClassifier::default();
        let options = FitOptions::default();
        let found =
            halving.search(&knn, &x, &y, &grid, &folds, Scoring::Accuracy, &options).unwrap();
        let resources: Vec<usize> = found.rounds.iter().map(|r| r.n_resources).collect();
        let counts: Vec<usize> = found.rounds.iter().map(|r| r.candidates.len()).collect();
        assert_eq!(json!(resources), case["n_resources"]);
        assert_eq!(json!(counts), case["n_candidates"]);
        // Equals may stay in another order: scores in order of size.
        let mut start = 0;
        let all = numbers(&case["scores"]);
        for round in &found.rounds {
            let mut got: Vec<f64> = round.candidates.iter().map(|c| c.mean).collect();
            let mut want = all[start..start + got.len()].to_vec();
            start += got.len();
            got.sort_by(f64::total_cmp);
            want.sort_by(f64::total_cmp);
            assert!(off(&got, &want) < 1e-9, "{got:?} {want:?}");
        }
        assert!(found.best().params.get("n_neighbors").is_some());
    }
}

#[test]
fn halving_by_rows_takes_more_of_them_in_each_round() {
    let (x, y) = data("iris");
    let folds = Folds::stratified(3).split(150, &y, None).unwrap();
    let grid = json!({ "n_neighbors": [1, 2, 3, 4, 5, 6, 7, 8, 9] });
    let (knn, options) = (KNeighborsClassifier::default(), FitOptions::default());
    let halving = Halving::default();
    let count = halving.n_candidates(&knn, &y, &folds).unwrap();
    assert_eq!(count, 8);
    let params = draw(&grid, count, 1).unwrap();
    let search = |halving: &Halving, params: &[Value]| {
        halving.search(&knn, &x, &y, params, &folds, Scoring::Accuracy, &options)
    };
    let found = search(&halving, &params).unwrap();
    let resources: Vec<usize> = found.rounds.iter().map(|r| r.n_resources).collect();
    assert_eq!(resources, [50, 150]);
    assert!(found.best().mean > 0.9);
    // Bad requests.
    assert!(search(&halving, &[]).is_err());
    for wrong in [
        json!({ "factor": 1.0 }),
        json!({ "resource": "n_neighbors", "max_resources": 9 }),
        json!({ "resource": "leaf_size" }),
        json!({ "min_resources": { "count": 151 } }),
        json!({ "max_resources": 151 }),
        json!({ "max_resources": 5 }),
    ] {
        let halving: Halving = serde_json::from_value(wrong.clone()).unwrap();
        assert!(search(&halving, &params).is_err(), "{wrong}");
    }
}

#[test]
fn curves_are_those_of_scikit_learn() {
    let all = reference();
    let (x, y) = data("diabetes");
    let folds = Folds::k_fold(4).split(150, &y, None).unwrap();
    let (ridge, options) = (Ridge::default(), FitOptions::default());
    let sizes = [TrainSizes::default(), TrainSizes::Counts(vec![60, 20])];
    for (case, sizes) in all["learning"].as_array().unwrap().iter().zip(&sizes) {
        let curve =
            learning_curve(&ridge, &x, &y, sizes, &folds, Scoring::R2, None, &options).unwrap();
        assert_eq!(json!(curve.train_sizes), case["sizes"]);
        assert!(off(&curve.train_scores.concat(), &numbers(&case["train"])) < 1e-8);
        assert!(off(&curve.test_scores.concat(), &numbers(&case["test"])) < 1e-8);
    }
    let (values, scoring) = ([json!(0.1), json!(10), json!(100)], Scoring::NegMeanSquaredError);
    let curve =
        validation_curve(&ridge, &x, &y, "alpha", &values, &folds, scoring, &options).unwrap();
    assert!(off(&curve.train_scores.concat(), &numbers(&all["validation"]["train"])) < 1e-8);
    assert!(off(&curve.test_scores.concat(), &numbers(&all["validation"]["test"])) < 1e-8);
    assert!(validation_curve(&ridge, &x, &y, "depth", &values, &folds, scoring, &options).is_err());
    for sizes in
        [TrainSizes::Counts(vec![0]), TrainSizes::Counts(vec![151]), TrainSizes::Shares(vec![])]
    {
        let found = learning_curve(&ridge, &x, &y, &sizes, &folds, Scoring::R2, Some(1), &options);
        assert!(found.is_err(), "{sizes:?}");
    }
}

#[test]
fn mutual_information_is_that_of_scikit_learn() {
    let all = reference();
    let case = &all["information"];
    let x: Features = Matrix::new(90, 4, numbers(&case["x"])).unwrap().into();
    let (classes, y) = (numbers(&case["classes"]), numbers(&case["numbers"]));
    // Both add noise of 1e-10 to break ties, of which there are none.
    let found = mutual_info_classif(&x, &classes, 3, 0).unwrap();
    assert!(off(&found, &numbers(&case["classif"])) < 1e-9, "{found:?}");
    let found = mutual_info_classif(&x, &classes, 5, 0).unwrap();
    assert!(off(&found, &numbers(&case["classif5"])) < 1e-9, "{found:?}");
    let found = mutual_info_regression(&x, &y, 3, 0).unwrap();
    assert!(off(&found, &numbers(&case["regression"])) < 1e-9, "{found:?}");
    assert!(mutual_info_classif(&x, &[1.0; 90], 3, 0).is_err());
    assert!(mutual_info_regression(&x, &y, 0, 0).is_err());
    let constant: Features = Matrix::zeros(90, 1).into();
    assert!(mutual_info_regression(&constant, &y, 3, 0).unwrap()[0] < 0.2);
}

#[test]
fn what_cannot_be_is_an_error() {
    let (iris, classes) = data("iris");
    let (x, y) = data("scaled");
    let fails = |name: &str, params: Value, x: &Features, y: &[f64]| {
        let estimator = registry::estimator(name, &params).unwrap();
        assert!(estimator.fit_any(x, y, &FitOptions::default()).is_err(), "{name} {params}");
    };
    fails("RidgeCV", json!({ "alphas": [] }), &x, &y);
    fails("RidgeCV", json!({ "alphas": [0] }), &x, &y);
    fails("RidgeCV", json!({ "scoring": "roc_auc" }), &x, &y);
    fails("RidgeCV", json!({ "cv": 151 }), &x, &y);
    fails("RidgeCV", json!({}), &x.take_rows(&[0]), &y[..1]);
    fails("LassoCV", json!({ "alphas": 0 }), &x, &y);
    fails("LassoCV", json!({ "eps": 0 }), &x, &y);
    fails("ElasticNetCV", json!({ "l1_ratio": 0 }), &x, &y);
    fails("ElasticNetCV", json!({ "l1_ratio": [] }), &x, &y);
    fails("LogisticRegressionCV", json!({ "Cs": [] }), &iris, &classes);
    fails("LogisticRegressionCV", json!({}), &iris, &[1.0; 150]);
    fails(
        "LogisticRegressionCV",
        json!({ "cv": { "splitter": "KFold", "n_splits": 3,
        "shuffle": false, "random_state": 0 } }),
        &iris,
        &classes,
    );
    let knn = json!({ "estimator": "KNeighborsClassifier", "state": {} });
    fails("SelectFromModel", json!({ "estimator": knn }), &iris, &classes);
    fails("SelectFromModel", json!({ "threshold": "most" }), &iris, &classes);
    fails("SelectFromModel", json!({ "threshold": 1e9 }), &iris, &classes);
    fails("SelectFromModel", json!({ "max_features": 5 }), &iris, &classes);
    fails("RFE", json!({ "estimator": knn }), &iris, &classes);
    fails("RFE", json!({ "step": 0 }), &iris, &classes);
    fails("RFECV", json!({ "min_features_to_select": 5 }), &iris, &classes);
    fails("RFECV", json!({ "cv": 51 }), &iris, &classes);
    fails("SequentialFeatureSelector", json!({ "n_features_to_select": 4 }), &iris, &classes);
    fails("SequentialFeatureSelector", json!({}), &iris, &classes[..9]);
    // A constant target and a constant column are no trouble.
    let constant = registry::estimator("LassoCV", &json!({ "alphas": 5 })).unwrap();
    let model = constant.fit_any(&x, &[2.0; 150], &FitOptions::default()).unwrap();
    assert!(model.predict(&x).unwrap().iter().all(|v| (v - 2.0).abs() < 1e-9));
    let zeros: Features = Matrix::zeros(150, 2).into();
    let model = RidgeCV::default().fit(&zeros, &y).unwrap();
    assert_eq!(model.model.coef, [0.0, 0.0]);
}
