//! Votes, stacks and bags predict as scikit-learn's do (see `reference/ensembles.py`).

use serde_json::{Value, json};
use sparkler_learn::compose::Step;
use sparkler_learn::ensemble::MaxSamples;
use sparkler_learn::model_selection::CrossValidator;
use sparkler_learn::*;

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        other => vec![other.as_f64().unwrap()],
    }
}

fn data(name: &str) -> (Features, Vec<f64>) {
    let (file, x, y) = match name {
        "diabetes" => (include_str!("reference/linear.json"), "diabetes", "target"),
        _ => (include_str!("reference/bayes.json"), "X", "y"),
    };
    let all: Value = serde_json::from_str(file).unwrap();
    let (x, y) = (numbers(&all[x]), numbers(&all[y]));
    let x: Features = Matrix::new(y.len(), x.len() / y.len(), x).unwrap().into();
    let rows: Vec<usize> = (0..y.len()).filter(|&i| name != "iris12" || y[i] > 0.0).collect();
    (x.take_rows(&rows), rows.iter().map(|&i| y[i]).collect())
}

fn off(got: &[f64], want: &[f64]) -> f64 {
    if got.len() != want.len() {
        return f64::INFINITY;
    }
    let far = |(g, w): (&f64, &f64)| (g - w).abs() / w.abs().max(1.0);
    got.iter().zip(want).map(far).fold(0.0, |a, b| if b.is_nan() { f64::NAN } else { a.max(b) })
}

#[test]
fn votes_and_stacks_are_those_of_scikit_learn() {
    let all: Value = serde_json::from_str(include_str!("reference/ensembles.json")).unwrap();
    let mut wrong = Vec::new();
    for case in all["cases"].as_array().unwrap() {
        let name = case["estimator"].as_str().unwrap();
        let (x, y) = data(case["data"].as_str().unwrap());
        let some = x.take_rows(&(0..y.len()).step_by(11).collect::<Vec<_>>());
        let weights: Vec<f64> = (0..y.len()).map(|i| 1.0 + (i % 3) as f64).collect();
        let options = FitOptions {
            sample_weight: case["weighted"].as_bool().unwrap().then_some(&weights[..]),
            ..Default::default()
        };
        let estimator = registry::estimator(name, &case["params"]).unwrap();
        let model = estimator.fit_any(&x, &y, &options).unwrap();
        // The same after a way through a file.
        let loaded = registry::model(name, model.state().unwrap()).unwrap();
        for model in [&model, &loaded] {
            // Minimisers and least squares of both sides agree to this.
            let tolerance = 1e-6;
            let mut hold = |what: &str, got: &[f64]| {
                let far = off(got, &numbers(&case[what]));
                if far.is_nan() || far > tolerance {
                    let params = &case["params"];
                    wrong.push(format!("{name} {} {params} {what}: off by {far:e}", case["data"]));
                }
            };
            hold("predict", &model.predict(&some).unwrap());
            if case.get("proba").is_some() {
                hold("proba", &model.predict_proba(&some).unwrap().to_f64());
            }
            hold("transform", &model.transform(&some).unwrap().to_dense().to_f64());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn steps() -> Vec<Step> {
    vec![Step::new("bayes", GaussianNB::default()), Step::new("ridge", RidgeClassifier::default())]
}

#[test]
fn parameters_of_members_are_reached_by_their_names() {
    let mut voting = VotingClassifier { estimators: steps(), ..Default::default() };
    voting.set_params(&json!({ "ridge__alpha": 7.0, "weights": [1.0, 2.0] })).unwrap();
    assert_eq!(voting.estimators[1].estimator.params()["alpha"], 7.0);
    let mut bagging = BaggingRegressor::default();
    bagging.set_params(&json!({ "estimator__max_depth": 3, "max_samples": 0.5 })).unwrap();
    assert_eq!(bagging.estimator.params()["max_depth"], 3);
    assert_eq!(bagging.max_samples, Some(MaxSamples::Share(0.5)));
}

#[test]
fn bags_without_chance_are_the_estimator_itself() {
    let (x, y) = data("iris");
    let plain = GaussianNB::default().fit(&x, &y).unwrap();
    let bagging = BaggingClassifier {
        estimator: Box::new(GaussianNB::default()),
        bootstrap: false,
        n_estimators: 3,
        ..Default::default()
    };
    let (got, want) = (bagging.fit(&x, &y).unwrap(), plain);
    let got = got.predict_proba(&x).unwrap().into_f64();
    assert!(off(&got, &want.predict_proba(&x).unwrap().to_f64()) < 1e-12);
}

#[test]
fn bags_judge_rows_that_they_have_not_seen() {
    let (x, y) = data("iris");
    let bagging = BaggingClassifier {
        n_estimators: 40,
        max_features: MaxSamples::Count(2),
        oob_score: true,
        random_state: 5,
        ..Default::default()
    };
    let model = bagging.fit(&x, &y).unwrap();
    // scikit-learn has 0.93 to 0.96 over seeds.
    assert!(model.oob_score.unwrap() > 0.9, "{:?}", model.oob_score);
    let again = bagging.fit(&x, &y).unwrap();
    assert_eq!(model.predict_proba(&x).unwrap(), again.predict_proba(&x).unwrap());
    let loaded = registry::model("BaggingClassifier", model.state().unwrap()).unwrap();
    assert_eq!(model.predict_proba(&x).unwrap(), loaded.predict_proba(&x).unwrap());

    let (x, y) = data("diabetes");
    let bagging =
        BaggingRegressor { n_estimators: 60, oob_score: true, ..BaggingRegressor::default() };
    let model = bagging.fit(&x, &y).unwrap();
    // scikit-learn has 0.34 to 0.42 over seeds.
    let score = model.oob_score.unwrap();
    assert!((0.25..0.5).contains(&score), "{score}");
    // Rows of weight 0 are never drawn.
    let weights: Vec<f64> = (0..y.len()).map(|i| f64::from(u8::from(i < 3))).collect();
    let options = FitOptions { sample_weight: Some(&weights), ..Default::default() };
    let model = bagging.fit_with(&x, &y, &options).unwrap();
    let most = y[..3].iter().copied().fold(f64::MIN, f64::max);
    assert!(model.predict(&x).unwrap().iter().all(|v| *v <= most));
    let all = BaggingRegressor { bootstrap: false, oob_score: false, ..bagging };
    assert!(all.fit_with(&x, &y, &options).is_ok());
    let all = BaggingRegressor { max_samples: Some(MaxSamples::Count(9)), ..all };
    assert!(all.fit_with(&x, &y, &options).is_err());
}

#[test]
fn what_cannot_be_is_an_error() {
    let (x, y) = data("iris");
    let options = FitOptions::default();
    for (name, params) in [
        ("VotingClassifier", json!({})),
        (
            "VotingClassifier",
            json!({ "estimators": [
            { "name": "a", "estimator": { "estimator": "Ridge", "state": {} } }] }),
        ),
        (
            "VotingClassifier",
            json!({ "voting": "soft", "estimators": [
            { "name": "a", "estimator": { "estimator": "RidgeClassifier", "state": {} } }] }),
        ),
        (
            "VotingRegressor",
            json!({ "weights": [1, 2], "estimators": [
            { "name": "a", "estimator": { "estimator": "Ridge", "state": {} } }] }),
        ),
        (
            "VotingRegressor",
            json!({ "estimators": [
            { "name": "a__b", "estimator": { "estimator": "Ridge", "state": {} } }] }),
        ),
        ("StackingClassifier", json!({})),
        (
            "StackingClassifier",
            json!({ "cv": 1, "estimators": [
            { "name": "a", "estimator": { "estimator": "GaussianNB", "state": {} } }] }),
        ),
        (
            "StackingClassifier",
            json!({ "cv": 1000, "estimators": [
            { "name": "a", "estimator": { "estimator": "GaussianNB", "state": {} } }] }),
        ),
        (
            "StackingClassifier",
            json!({ "stack_method": "predict_proba", "estimators": [
            { "name": "a", "estimator": { "estimator": "RidgeClassifier", "state": {} } }] }),
        ),
        (
            "StackingRegressor",
            json!({ "estimators": [
            { "name": "a", "estimator": { "estimator": "GaussianNB", "state": {} } }] }),
        ),
        ("BaggingClassifier", json!({ "n_estimators": 0 })),
        ("BaggingClassifier", json!({ "max_features": 9 })),
        ("BaggingClassifier", json!({ "max_samples": 0.0 })),
        ("BaggingClassifier", json!({ "oob_score": true, "bootstrap": false })),
        ("BaggingRegressor", json!({ "estimator": { "estimator": "GaussianNB", "state": {} } })),
    ] {
        let estimator = registry::estimator(name, &params).unwrap();
        let found = estimator.fit_any(&x, &y, &options);
        assert!(found.is_err(), "{name} {params}");
    }
    // One class, no rows, rows that do not fit.
    let stack = StackingClassifier {
        estimators: steps(),
        cv: CrossValidator::Count(3),
        ..Default::default()
    };
    assert!(stack.fit(&x, &vec![1.0; 150]).is_err());
    assert!(stack.fit(&x, &y[..149]).is_err());
    assert!(stack.fit(&Matrix::zeros(0, 4).into(), &[]).is_err());
    assert!(BaggingClassifier::default().fit(&x, &vec![1.0; 150]).is_err());
    assert!(BaggingRegressor::default().fit(&Matrix::zeros(0, 4).into(), &[]).is_err());
    let model = stack.fit(&x, &y).unwrap();
    assert!(model.predict(&Matrix::zeros(1, 5).into()).is_err());
}

#[test]
fn broken_files_are_errors() {
    let (x, y) = data("iris12");
    let voting = VotingClassifier { estimators: steps(), ..Default::default() };
    let state: Value = voting.fit(&x, &y).unwrap().state().unwrap().deserialized().unwrap();
    for (place, value) in [
        ("members", json!([])),
        ("weights", json!([1.0])),
        ("n_features", json!(3)),
        ("classes", json!([1.0])),
    ] {
        let mut broken = state.clone();
        broken[place] = value;
        let broken = ciborium::Value::serialized(&broken).unwrap();
        assert!(registry::model("VotingClassifier", broken).is_err(), "{place}");
    }
}

#[test]
fn ensembles_have_a_form_in_onnx() {
    let (x, y) = data("iris");
    let steps = vec![
        Step::new("line", LogisticRegression::default()),
        Step::new("tree", DecisionTreeClassifier::default()),
    ];
    let bagging = BaggingClassifier { n_estimators: 3, ..Default::default() };
    let models: [Box<dyn AnyModel>; 3] = [
        VotingClassifier { estimators: steps.clone(), ..Default::default() }
            .fit_any(&x, &y, &FitOptions::default())
            .unwrap(),
        StackingClassifier { estimators: steps, ..Default::default() }
            .fit_any(&x, &y, &FitOptions::default())
            .unwrap(),
        bagging.fit_any(&x, &y, &FitOptions::default()).unwrap(),
    ];
    for model in models {
        let file = onnx::export(&*model).unwrap();
        assert!(!file.graph.unwrap().node.is_empty());
    }
}
