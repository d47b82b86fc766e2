//! Decompositions against scikit-learn's values (`reference/decomposition.py`).

use serde_json::{Value, json};
use sparkler_learn::decomposition::*;
use sparkler_learn::{Estimator, Features, Matrix, Model, SparseMatrix, registry};

fn reference() -> Value {
    serde_json::from_str(include_str!("reference/decomposition.json")).unwrap()
}

/// All numbers of a list of lists, in order.
fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        other => vec![other.as_f64().unwrap()],
    }
}

fn matrix(value: &Value) -> Features {
    let rows = value.as_array().unwrap();
    Matrix::new(rows.len(), rows[0].as_array().unwrap().len(), numbers(value)).unwrap().into()
}

/// The same numbers in the sparse form.
fn sparse(x: &Features) -> Features {
    SparseMatrix::from_dense(&x.to_dense()).into()
}

#[track_caller]
fn assert_close(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let size = expected.iter().fold(1e-9f64, |m, v| m.max(v.abs()));
    for (i, (a, b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= tolerance * size, "{what}, number {i}: {a}, expected {b}");
    }
}

fn dense(x: &Features) -> Vec<f64> {
    x.to_dense().into_owned().into_f64()
}

fn check(model: &PcaModel, case: &Value, tolerance: f64) {
    let name = format!("{} {}", case["data"], case["parameters"]);
    for (what, found) in [
        ("components", &model.components),
        ("explained_variance", &model.explained_variance),
        ("explained_variance_ratio", &model.explained_variance_ratio),
        ("singular_values", &model.singular_values),
        ("mean", &model.mean),
        ("noise_variance", &vec![model.noise_variance]),
    ] {
        assert_close(&format!("{name}: {what}"), found, &numbers(&case[what]), tolerance);
    }
}

#[test]
fn principal_components_equal_scikit_learns() {
    let reference = reference();
    for case in reference["pca"].as_array().unwrap() {
        let x = matrix(&reference["data"][case["data"].as_str().unwrap()]);
        let estimator = registry::estimator("PCA", &case["parameters"]).unwrap();
        let model = estimator.fit_any(&x, &[], &Default::default()).unwrap();
        let state: PcaModel = model.state().unwrap().deserialized().unwrap();
        check(&state, case, 1e-6);
        let found = dense(&state.transform(&x).unwrap());
        let expected = numbers(&case["transformed"]);
        assert_close("transformed", &found[..expected.len()], &expected, 1e-6);
    }
}

#[test]
fn all_components_give_the_rows_back() {
    let reference = reference();
    let x = matrix(&reference["data"]["iris"]);
    for whiten in [false, true] {
        for svd_solver in [SvdSolver::Full, SvdSolver::CovarianceEigh, SvdSolver::Randomized] {
            let model = Pca { whiten, svd_solver, ..Pca::default() }.fit(&x, &[]).unwrap();
            let back = model.inverse_transform(&model.transform(&x).unwrap()).unwrap();
            assert_close("back", &dense(&back), &dense(&x), 1e-9);
        }
    }
}

#[test]
fn wide_matrices_of_covariances_are_computed_in_strips() {
    let mut generator = sparkler_learn::random::Generator::new(3, 0);
    let values = (0..700 * 300).map(|_| generator.normal() + 5.0).collect();
    let x = Matrix::new(700, 300, values).unwrap().into();
    let fit = |svd_solver| {
        let pca = Pca { svd_solver, n_components: Some(Components::Count(3)), ..Pca::default() };
        pca.fit(&x, &[]).unwrap()
    };
    let (a, b) = (fit(SvdSolver::CovarianceEigh), fit(SvdSolver::Full));
    assert_close("components", &a.components, &b.components, 1e-8);
    assert_close("noise", &[a.noise_variance], &[b.noise_variance], 1e-9);
}

#[test]
fn batches_give_scikit_learns_components() {
    let reference = reference();
    for case in reference["incremental_pca"].as_array().unwrap() {
        let x = matrix(&reference["data"][case["data"].as_str().unwrap()]);
        let estimator: IncrementalPca = serde_json::from_value(case["parameters"].clone()).unwrap();
        check(&estimator.fit(&x, &[]).unwrap().pca, case, 1e-6);
    }
}

#[test]
fn truncated_singular_values_are_the_same_dense_and_sparse() {
    let reference = reference();
    let case = &reference["truncated_svd"];
    let x = matrix(&reference["data"]["wine"]);
    for x in [sparse(&x), x] {
        let estimator = TruncatedSvd { n_components: 3, n_iter: 20, ..Default::default() };
        let model = estimator.fit(&x, &[]).unwrap();
        for (what, found) in [
            ("components", &model.components),
            ("explained_variance", &model.explained_variance),
            ("explained_variance_ratio", &model.explained_variance_ratio),
            ("singular_values", &model.singular_values),
        ] {
            assert_close(what, found, &numbers(&case[what]), 1e-6);
        }
        let z = model.transform(&x).unwrap();
        assert_eq!((z.rows(), z.columns()), (x.rows(), 3));
    }
}

#[test]
fn non_negative_factors_are_scikit_learns() {
    let reference = reference();
    let x = matrix(&reference["data"]["iris"]);
    for case in reference["nmf"].as_array().unwrap() {
        let mut estimator = registry::estimator("NMF", &case["parameters"]).unwrap();
        estimator.set_params(&json!({ "max_iter": 2000, "tol": 1e-6 })).unwrap();
        for x in [&x, &sparse(&x)] {
            let model = estimator.fit_any(x, &[], &Default::default()).unwrap();
            let state: NmfModel = model.state().unwrap().deserialized().unwrap();
            let name = format!("{}", case["parameters"]);
            let error = case["reconstruction_err"].as_f64().unwrap();
            assert_close(&name, &[state.reconstruction_err], &[error], 1e-3);
            assert_close(&name, &state.components, &numbers(&case["components"]), 2e-2);
            assert!(state.components.iter().all(|&v| v >= 0.0));
            // New rows find the same factors.
            let w = dense(&state.transform(x).unwrap());
            let expected = numbers(&case["w"]);
            assert_close(&name, &w[..expected.len()], &expected, 5e-2);
        }
    }
}

#[test]
fn what_is_wrong_is_said() {
    let x: Features = Matrix::from_rows(&[[1.0, -2.0], [3.0, 4.0], [5.0, 6.5]]).unwrap().into();
    let message = |result: sparkler_learn::Result<()>| result.unwrap_err().to_string();
    let pca = Pca { n_components: Some(Components::Count(3)), ..Pca::default() };
    let text = message(pca.fit(&x, &[]).map(drop));
    assert!(text.contains("n_components = 3: expected 1 to 2"), "{text}");
    let pca = Pca { n_components: Some(Components::Share(1.5)), ..Pca::default() };
    let text = message(pca.fit(&x, &[]).map(drop));
    assert!(text.contains("a share between 0 and 1"), "{text}");
    let text = message(Nmf::default().fit(&x, &[]).map(drop));
    assert!(text.contains("-2") && text.contains("negative"), "{text}");
    let model = Pca::default().fit(&x, &[]).unwrap();
    let text = message(model.transform(&Matrix::zeros(1, 3).into()).map(drop));
    assert!(text.contains("number of columns is 3"), "{text}");
    let one = Matrix::zeros(1, 3).into();
    assert!(message(Pca::default().fit(&one, &[]).map(drop)).contains("1 row"));
    // A constant table has directions without variance, and no NaN.
    let constant = Matrix::zeros(5, 2).into();
    let model = Pca { whiten: true, ..Pca::default() }.fit(&constant, &[]).unwrap();
    assert!(dense(&model.transform(&constant).unwrap()).iter().all(|v| v.is_finite()));
}

#[test]
fn broken_models_are_refused() {
    let x: Features = Matrix::from_rows(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.5]]).unwrap().into();
    for name in ["PCA", "IncrementalPCA", "TruncatedSVD", "NMF"] {
        let model = registry::estimator(name, &json!({}))
            .unwrap()
            .fit_any(&x, &[], &Default::default())
            .unwrap();
        let before = dense(&model.transform(&x).unwrap());
        let state = model.state().unwrap();
        let again = registry::model(name, state.clone()).unwrap();
        assert_eq!(dense(&again.transform(&x).unwrap()), before, "{name}");
        let text = serde_json::to_string(&json!(state.deserialized::<Value>().unwrap())).unwrap();
        let mut value: Value = serde_json::from_str(&text).unwrap();
        let target = if name == "IncrementalPCA" { &mut value["pca"] } else { &mut value };
        target["components"].as_array_mut().unwrap().pop();
        let broken = ciborium::Value::serialized(&value).unwrap();
        assert!(registry::model(name, broken).is_err(), "{name}");
    }
}
