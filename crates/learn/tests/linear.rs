//! Linear models have the coefficients of scikit-learn's and statsmodels' (see
//! `reference/linear.py`).

use serde_json::{Value, json};
use sparkler_learn::linear::GeneralizedLinearModelFit;
use sparkler_learn::*;

fn reference() -> Value {
    serde_json::from_str(include_str!("reference/linear.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        other => vec![other.as_f64().unwrap()],
    }
}

fn matrix(value: &Value) -> Features {
    let rows = value.as_array().unwrap().len();
    let numbers = numbers(value);
    Matrix::new(rows, numbers.len() / rows, numbers).unwrap().into()
}

/// The same numbers without the zeros.
fn sparse(x: &Features) -> Features {
    SparseMatrix::from_dense(&x.to_dense()).into()
}

fn data(all: &Value, name: &str, estimator: &str) -> (Features, Vec<f64>) {
    let (x, y) = match name {
        "diabetes" if ["LinearRegression", "Ridge"].contains(&estimator) => ("diabetes", "target"),
        "diabetes" | "wide" => ("scaled", "target"),
        "collinear" => ("diabetes", "target"),
        "iris" | "iris12" => ("iris", "species"),
        "glm counts" => ("glm", "counts"),
        _ => ("glm", "amounts"),
    };
    let (x, y) = (matrix(&all[x]), numbers(&all[y]));
    match name {
        "wide" => (x.take_rows(&(0..8).collect::<Vec<_>>()), y[..8].to_vec()),
        "iris12" => {
            let rows: Vec<usize> = (0..y.len()).filter(|&i| y[i] > 0.0).collect();
            (x.take_rows(&rows), rows.iter().map(|&i| y[i]).collect())
        }
        "collinear" => {
            let mut wide = Vec::new();
            for row in x.to_dense().to_f64().chunks_exact(10) {
                wide.extend_from_slice(row);
                wide.push(row[0] + 2.0 * row[1]);
            }
            (Matrix::new(y.len(), 11, wide).unwrap().into(), y)
        }
        _ => (x, y),
    }
}

/// Coefficients and intercepts, which every linear model's state has under these names.
fn learnt(model: &dyn AnyModel) -> (Vec<f64>, Vec<f64>) {
    let state: Value = model.state().unwrap().deserialized().unwrap();
    (numbers(&state["coef"]), numbers(&state["intercept"]))
}

#[track_caller]
fn assert_close(what: &str, got: &[f64], want: &[f64], tolerance: f64) {
    assert_eq!(got.len(), want.len(), "{what}");
    for (g, w) in got.iter().zip(want) {
        assert!(
            (g - w).abs() <= tolerance * w.abs().max(1.0),
            "{what}: {got:?}, expected {want:?}"
        );
    }
}

#[test]
fn coefficients_are_those_of_scikit_learn() {
    let all = reference();
    let mut wrong = Vec::new();
    for case in all["cases"].as_array().unwrap() {
        let name = case["estimator"].as_str().unwrap();
        let (x, y) = data(&all, case["data"].as_str().unwrap(), name);
        let estimator = registry::estimator(name, &case["params"]).unwrap();
        let step =
            if name == "PoissonRegressor" || case["data"].as_str().unwrap().starts_with("glm") {
                (1.0, 1.0, 3)
            } else {
                (0.5, 0.5, 4)
            };
        let weights: Vec<f64> =
            (0..y.len()).map(|i| step.0 + step.1 * (i % step.2) as f64).collect();
        let options = FitOptions {
            sample_weight: case["weighted"].as_bool().unwrap().then_some(&weights[..]),
            ..Default::default()
        };
        let want: Vec<f64> = [numbers(&case["coef"]), numbers(&case["intercept"])].concat();
        // scikit-learn's own solvers stop at their tolerance: those of the issue.
        let tolerance = match name {
            "LinearRegression" | "Ridge" | "RidgeClassifier" => 1e-8,
            "QuantileRegressor" => 1e-6,
            "HuberRegressor" => 1e-4,
            "LogisticRegression" if case["params"]["solver"] == "lbfgs" => 1e-4,
            _ => 1e-5,
        };
        for (form, x) in [("dense", x.clone()), ("sparse", sparse(&x))] {
            let model = estimator.fit_any(&x, &y, &options).unwrap();
            let (coef, intercept) = learnt(&*model);
            let got = [coef, intercept].concat();
            let off = got
                .iter()
                .zip(&want)
                .fold(0.0f64, |m, (g, w)| m.max((g - w).abs() / w.abs().max(1.0)));
            if got.len() != want.len() || off.is_nan() || off > tolerance {
                wrong.push(format!(
                    "{name} {} {} {form}: off by {off:e}\n  {got:?}\n  {want:?}",
                    case["params"], case["data"]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn generalised_models_report_what_statsmodels_reports() {
    let all = reference();
    let x = matrix(&all["glm"]);
    let offset: Vec<f64> = numbers(&all["exposure"]).iter().map(|v| v.ln()).collect();
    for case in all["models"].as_array().unwrap() {
        let family = case["family"].as_str().unwrap();
        let y = numbers(
            &all[match family {
                "poisson" => "counts",
                "binomial" => "binary",
                _ => "amounts",
            }],
        );
        let with_offset = case["offset"].as_bool().unwrap();
        let x = if with_offset {
            let rows: Vec<f64> = x
                .to_dense()
                .to_f64()
                .chunks_exact(3)
                .zip(&offset)
                .flat_map(|(row, o)| [row[0], *o, row[1], row[2]])
                .collect();
            Matrix::new(y.len(), 4, rows).unwrap().into()
        } else {
            x.clone()
        };
        let params = json!({
            "family": family, "link": case["link"],
            "offset_column": if with_offset { json!(1) } else { Value::Null },
        });
        let estimator: GeneralizedLinearModel = serde_json::from_value(params).unwrap();
        let weights: Vec<f64> = (0..y.len()).map(|i| 1.0 + (i % 3) as f64).collect();
        let options = FitOptions {
            sample_weight: case["weighted"].as_bool().unwrap().then_some(&weights[..]),
            ..Default::default()
        };
        for x in [x.clone(), sparse(&x)] {
            let fit: GeneralizedLinearModelFit = estimator.fit_with(&x, &y, &options).unwrap();
            let mut all: Vec<_> = fit.intercept.into_iter().collect();
            for (i, c) in fit.coefficients.iter().enumerate() {
                if !(with_offset && i == 1) {
                    all.push(*c);
                }
            }
            let fields: [(&str, fn(&linear::Coefficient) -> f64); 6] = [
                ("estimate", |c| c.estimate),
                ("standard_error", |c| c.standard_error),
                ("z", |c| c.z),
                ("p_value", |c| c.p_value),
                ("lower", |c| c.lower),
                ("upper", |c| c.upper),
            ];
            for (name, field) in fields {
                let got: Vec<f64> = all.iter().map(field).collect();
                assert_close(&format!("{family} {name}"), &got, &numbers(&case[name]), 1e-6);
            }
            let numbers = [
                ("deviance", fit.deviance),
                ("null_deviance", fit.null_deviance),
                ("log_likelihood", fit.log_likelihood),
                ("aic", fit.aic),
                ("dispersion", fit.dispersion),
            ];
            for (name, got) in numbers {
                let want = case[name].as_f64().unwrap();
                assert_close(&format!("{family} {name} {case}"), &[got], &[want], 1e-7);
            }
            assert!(fit.converged);
            assert_eq!(fit.predict(&x).unwrap().len(), y.len());
        }
    }
}

#[test]
fn stochastic_descent_comes_near_the_minimum() {
    let all = reference();
    let (x, y) = (matrix(&all["iris"]), numbers(&all["species"]));
    let (means, spreads) = ([5.84, 3.06, 3.76, 1.20], [0.83, 0.43, 1.76, 0.76]);
    let scaled = |(i, v): (usize, &f64)| (v - means[i % 4]) / spreads[i % 4];
    let rows = x.to_dense().to_f64().iter().enumerate().map(scaled).collect();
    let x: Features = Matrix::new(150, 4, rows).unwrap().into();
    for params in [
        json!({}),
        json!({ "loss": "log_loss", "penalty": "elasticnet" }),
        json!({ "loss": "modified_huber", "penalty": "l1", "alpha": 1e-3 }),
        json!({ "loss": "log_loss", "average": true, "alpha": 1e-3 }),
    ] {
        let estimator = registry::estimator("SGDClassifier", &params).unwrap();
        for x in [x.clone(), sparse(&x)] {
            let model = estimator.fit_any(&x, &y, &FitOptions::default()).unwrap();
            let right = model.predict(&x).unwrap().iter().zip(&y).filter(|(a, b)| a == b).count();
            assert!(right >= 125, "{params}: {right} of 150");
            if params["loss"] == "log_loss" {
                let p = model.predict_proba(&x).unwrap();
                let sums =
                    p.to_f64().chunks_exact(3).map(|r| r.iter().sum::<f64>()).collect::<Vec<_>>();
                assert!(sums.iter().all(|s| (s - 1.0).abs() < 1e-12));
            }
        }
    }
    // On scaled columns it finds what least squares finds.
    let (x, y) = (matrix(&all["scaled"]), numbers(&all["target"]));
    let exact = LinearRegression::default().fit(&x, &y).unwrap().predict(&x).unwrap();
    let error = |p: &[f64]| p.iter().zip(&y).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
    let model = SGDRegressor { max_iter: 5000, ..Default::default() }.fit(&x, &y).unwrap();
    assert!(error(&model.predict(&x).unwrap()) < 1.03 * error(&exact));
}

#[test]
fn bad_parameters_and_data_are_errors() {
    let x: Features = Matrix::new(3, 1, vec![0.0, 1.0, 2.0]).unwrap().into();
    let y = [0.0, 1.0, 1.0];
    let wrong = [
        ("LogisticRegression", json!({ "C": 0.0 })),
        ("LogisticRegression", json!({ "class_weight": { "7": 1.0 } })),
        ("LogisticRegression", json!({ "l1_ratio": 2.0 })),
        ("Ridge", json!({ "alpha": -1.0 })),
        ("Lasso", json!({ "alpha": -1.0 })),
        ("ElasticNet", json!({ "l1_ratio": -1.0 })),
        ("QuantileRegressor", json!({ "quantile": 1.0 })),
        ("HuberRegressor", json!({ "epsilon": 0.5 })),
        ("TweedieRegressor", json!({ "power": 0.5 })),
        ("GammaRegressor", json!({})),
        ("GeneralizedLinearModel", json!({ "offset_column": 3 })),
        ("GeneralizedLinearModel", json!({ "offset_column": 0 })),
        ("SGDClassifier", json!({ "alpha": 0.0 })),
        ("SGDRegressor", json!({ "loss": "hinge" })),
    ];
    for (name, params) in wrong {
        let estimator = registry::estimator(name, &params).unwrap();
        let error = estimator.fit_any(&x, &y, &FitOptions::default()).unwrap_err().to_string();
        assert!(error.contains("expected") || error.contains("has numbers"), "{error}");
    }
    for row in registry::ESTIMATORS {
        let Ok(estimator) = registry::estimator(row.name, &json!({})) else { continue };
        if !["Ridge", "LogisticRegression", "Lasso", "SGDClassifier", "LinearRegression"]
            .contains(&row.name)
        {
            continue;
        }
        for x in [
            Matrix::new(3, 1, vec![0.0, f64::NAN, 2.0]).unwrap(),
            Matrix::new(2, 1, vec![0.0, 1.0]).unwrap(),
            Matrix::new(3, 0, vec![]).unwrap(),
        ] {
            assert!(estimator.fit_any(&x.into(), &y, &FitOptions::default()).is_err());
        }
        let model = estimator.fit_any(&x, &y, &FitOptions::default()).unwrap();
        assert!(model.predict(&Matrix::zeros(1, 2).into()).is_err());
        let loaded = registry::model(row.name, model.state().unwrap()).unwrap();
        assert_eq!(loaded.predict(&x).unwrap(), model.predict(&x).unwrap());
    }
    assert!(LogisticRegression::default().fit(&x, &[1.0, 1.0, 1.0]).is_err());
}
