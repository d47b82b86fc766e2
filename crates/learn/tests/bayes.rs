//! Naive Bayes, discriminant analysis and calibration give scikit-learn's probabilities (see
//! `reference/bayes.py`).

use serde_json::{Value, json};
use sparkler_learn::*;

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        other => vec![other.as_f64().unwrap()],
    }
}

fn sparse(x: &Features) -> Features {
    SparseMatrix::from_dense(&x.to_dense()).into()
}

fn off(got: &[f64], want: &[f64]) -> f64 {
    if got.len() != want.len() {
        return f64::INFINITY;
    }
    got.iter()
        .zip(want)
        .fold(0.0, |m, (g, w)| if (g - w).is_nan() { f64::INFINITY } else { m.max((g - w).abs()) })
}

#[test]
fn probabilities_are_those_of_scikit_learn() {
    let all: Value = serde_json::from_str(include_str!("reference/bayes.json")).unwrap();
    let (numbers_x, y) = (numbers(&all["X"]), numbers(&all["y"]));
    let mut wrong = Vec::new();
    for case in all["cases"].as_array().unwrap() {
        let data = case["data"].as_str().unwrap();
        let floor = data.ends_with("floor");
        let x: Vec<f64> = numbers_x.iter().map(|v| if floor { v.floor() } else { *v }).collect();
        let x: Features = Matrix::new(150, 4, x).unwrap().into();
        let rows: Vec<usize> =
            (0..150).filter(|&i| !data.starts_with("iris12") || y[i] > 0.0).collect();
        let x = x.take_rows(&rows);
        let y: Vec<f64> = rows.iter().map(|&i| y[i]).collect();
        let some = x.take_rows(&(0..y.len()).step_by(7).collect::<Vec<_>>());
        let weights: Vec<f64> = (0..y.len()).map(|i| 1.0 + (i % 3) as f64).collect();
        let options = FitOptions {
            sample_weight: case["weighted"].as_bool().unwrap().then_some(&weights[..]),
            ..Default::default()
        };
        let name = case["estimator"].as_str().unwrap();
        let estimator = registry::estimator(name, &case["params"]).unwrap();
        for (form, x, some) in
            [("dense", x.clone(), some.clone()), ("sparse", sparse(&x), sparse(&some))]
        {
            let model = estimator.fit_any(&x, &y, &options).unwrap();
            let got = model.predict_proba(&some).unwrap();
            let far = off(&got.to_f64(), &numbers(&case["proba"]));
            // Calibration ends where its minimiser does: scikit-learn's at 1e-5 or so.
            let calibrated = name == "CalibratedClassifierCV";
            let tolerance = if calibrated { 1e-4 } else { 1e-9 };
            if far > tolerance {
                wrong.push(format!(
                    "{name} {} {data} {form} weighted {}: off by {far:e}",
                    case["params"], case["weighted"]
                ));
            }
            if let Some(want) = case.get("transformed") {
                let got = model
                    .transform(&some)
                    .unwrap()
                    .to_dense()
                    .to_f64()
                    .iter()
                    .map(|v| v.abs())
                    .collect::<Vec<_>>();
                let far = off(&got, &numbers(want));
                if far > 1e-8 {
                    wrong.push(format!(
                        "{name} {} {data} {form}: transformed off by {far:e}",
                        case["params"]
                    ));
                }
            }
            let loaded = registry::model(name, model.state().unwrap()).unwrap();
            assert_eq!(loaded.predict(&some).unwrap(), model.predict(&some).unwrap());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn isotonic_curves_are_those_of_scikit_learn() {
    let all: Value = serde_json::from_str(include_str!("reference/bayes.json")).unwrap();
    let column = |name: &str| -> Features {
        let v = numbers(&all[name]);
        Matrix::new(v.len(), 1, v).unwrap().into()
    };
    let (x, t, at) = (column("x"), numbers(&all["t"]), column("at"));
    let weights: Vec<f64> = (0..60).map(|i| 1.0 + (i % 3) as f64).collect();
    for case in all["isotonic"].as_array().unwrap() {
        let estimator = registry::estimator("IsotonicRegression", &case["params"]).unwrap();
        let options = FitOptions {
            sample_weight: case["weighted"].as_bool().unwrap().then_some(&weights[..]),
            ..Default::default()
        };
        let got = estimator.fit_any(&x, &t, &options).unwrap().predict(&at).unwrap();
        let far = off(&got, &numbers(&case["values"]));
        assert!(far < 1e-10, "{}: off by {far:e}", case["params"]);
    }
}

#[test]
fn what_cannot_be_learnt_is_an_error() {
    let x: Features = Matrix::new(4, 1, vec![0.0, 1.0, 2.0, -3.0]).unwrap().into();
    let y = [0.0, 1.0, 1.0, 0.0];
    let fails = |name: &str, params: Value, x: &Features, y: &[f64]| {
        let estimator = registry::estimator(name, &params).unwrap();
        let error = estimator.fit_any(x, y, &FitOptions::default()).unwrap_err();
        assert!(error.to_string().starts_with(name), "{error}");
    };
    fails("MultinomialNB", json!({}), &x, &y);
    fails("ComplementNB", json!({}), &x, &y);
    fails("CategoricalNB", json!({}), &x, &y);
    fails("GaussianNB", json!({ "priors": [0.5, 0.6] }), &x, &y);
    fails("GaussianNB", json!({ "var_smoothing": -1.0 }), &x, &y);
    fails("BernoulliNB", json!({ "binarize": null }), &x, &y);
    fails("LinearDiscriminantAnalysis", json!({ "shrinkage": 0.1 }), &x, &y);
    fails("LinearDiscriminantAnalysis", json!({ "n_components": 2 }), &x, &y);
    fails("QuadraticDiscriminantAnalysis", json!({}), &x, &[0.0, 1.0, 1.0, 1.0]);
    fails("CalibratedClassifierCV", json!({}), &x, &y);
    fails("IsotonicRegression", json!({ "y_min": 2.0, "y_max": 1.0 }), &x, &y);
    for name in ["GaussianNB", "BernoulliNB", "LinearDiscriminantAnalysis"] {
        fails(name, json!({}), &x, &[1.0; 4]);
        let estimator = registry::estimator(name, &json!({})).unwrap();
        let model = estimator.fit_any(&x, &y, &FitOptions::default()).unwrap();
        assert!(model.predict(&Matrix::zeros(1, 2).into()).is_err());
    }
    // Outside the range.
    let raise =
        registry::estimator("IsotonicRegression", &json!({ "out_of_bounds": "raise" })).unwrap();
    let model = raise.fit_any(&x, &y, &FitOptions::default()).unwrap();
    assert!(model.predict(&Matrix::new(1, 1, vec![9.0]).unwrap().into()).is_err());
}
