//! Preprocessing against scikit-learn 1.9.1: `reference/preprocessing.py` made the values.

use serde_json::Value;
use sparkler_learn::preprocessing::{
    CountVectorizer, HashingVectorizer, Norm, ScoreFunction, TfidfVectorizer, Words,
};
use sparkler_learn::{Features, Matrix, SparseMatrix, registry};

fn reference() -> Value {
    serde_json::from_str(include_str!("reference/preprocessing.json")).unwrap()
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect()
}

fn matrix(rows: &Value) -> Matrix {
    let rows: Vec<Vec<f64>> = rows.as_array().unwrap().iter().map(numbers).collect();
    Matrix::from_rows(&rows).unwrap()
}

#[track_caller]
fn assert_near(what: &str, found: &Matrix, expected: &Matrix) {
    assert_within(1e-10, what, found, expected);
}

#[track_caller]
fn assert_within(tolerance: f64, what: &str, found: &Matrix, expected: &Matrix) {
    assert_eq!(
        (found.rows(), found.columns()),
        (expected.rows(), expected.columns()),
        "{what}: shape"
    );
    for row in 0..found.rows() {
        for column in 0..found.columns() {
            let (a, b) = (found.get(row, column), expected.get(row, column));
            let near = (a - b).abs() <= tolerance * b.abs().max(1.0) || (a.is_nan() && b.is_nan());
            assert!(near, "{what}: row {row}, column {column}: {a}, scikit-learn has {b}");
        }
    }
}

#[test]
fn transformers_give_what_scikit_learn_gives() {
    for case in reference()["cases"].as_array().unwrap() {
        let name = case["estimator"].as_str().unwrap();
        let what = format!("{name} {}", case["params"]);
        let estimator = registry::estimator(name, &case["params"]).unwrap();
        let x: Features = matrix(&case["x"]).into();
        let model = estimator.fit_any(&x, &numbers(&case["y"]), &Default::default()).unwrap();
        let out = model.transform(&x).unwrap();
        assert_near(&what, &out.to_dense(), &matrix(&case["out"]));
        // The same after a way through a file.
        let loaded = registry::model(name, model.state().unwrap()).unwrap();
        assert_near(&what, &loaded.transform(&x).unwrap().to_dense(), &matrix(&case["out"]));
        assert!(model.transform(&Matrix::zeros(1, x.columns() + 1).into()).is_err());
    }
}

#[test]
fn powers_are_those_of_scikit_learn() {
    use sparkler_learn::preprocessing::PowerTransformer;
    use sparkler_learn::{Estimator, Model};
    for case in reference()["powers"].as_array().unwrap() {
        let x: Features = matrix(&case["x"]).into();
        let estimator: PowerTransformer = serde_json::from_value(case["params"].clone()).unwrap();
        let model = estimator.fit(&x, &[]).unwrap();
        let out = model.transform(&x).unwrap();
        // Both minimisers know the power to about 1e-8.
        let what = case["params"].to_string();
        assert_within(1e-6, &what, &out.to_dense(), &matrix(&case["out"]));
        let back = model.inverse_transform(&out).unwrap();
        assert_within(1e-9, &what, &back.to_dense(), &x.to_dense());
        let loaded =
            registry::model("PowerTransformer", sparkler_learn::AnyModel::state(&model).unwrap());
        assert_eq!(loaded.unwrap().transform(&x).unwrap().to_dense().rows(), x.rows());
    }
    let x: Features = Matrix::from_rows(&[[1.0, 0.0], [2.0, 5.0]]).unwrap().into();
    let box_cox =
        registry::estimator("PowerTransformer", &serde_json::json!({ "method": "box-cox" }));
    assert!(box_cox.unwrap().fit_any(&x, &[], &Default::default()).is_err());
    let constant: Features = Matrix::from_rows(&[[2.0], [2.0]]).unwrap().into();
    let model = PowerTransformer::default().fit(&constant, &[]).unwrap();
    assert_eq!(model.transform(&constant).unwrap().to_dense().column(0), [0.0, 0.0]);
    let empty: Features = Matrix::from_rows(&[[f64::NAN], [f64::NAN]]).unwrap().into();
    assert!(PowerTransformer::default().fit(&empty, &[]).is_err());
}

#[test]
fn target_encoding_keeps_each_row_out_of_its_own_mean() {
    use serde_json::json;
    for case in reference()["cross_fitted"].as_array().unwrap() {
        let x: Features = matrix(&case["x"]).into();
        let encoder = registry::estimator("TargetEncoder", &case["params"]).unwrap();
        let y = numbers(&case["y"]);
        let (_, out) = encoder.fit_transform_any(&x, &y, &Default::default()).unwrap();
        assert_near(&case["params"].to_string(), &out.to_dense(), &matrix(&case["out"]));
    }
    // Unknown categories are the mean; a missing value is a category; a constant target is itself.
    let x: Features = Matrix::from_rows(&[[1.0], [1.0], [f64::NAN], [2.0]]).unwrap().into();
    let fit = |params: Value, y: &[f64]| {
        registry::estimator("TargetEncoder", &params).unwrap().fit_any(&x, y, &Default::default())
    };
    let model = fit(json!({ "smooth": 0 }), &[0.5, 1.5, 4.5, 2.5]).unwrap();
    let new: Features = Matrix::from_rows(&[[9.0], [f64::NAN], [1.0]]).unwrap().into();
    assert_eq!(model.transform(&new).unwrap().to_dense().column(0), [2.25, 4.5, 1.0]);
    let model = fit(json!({}), &[3.5; 4]).unwrap();
    assert_eq!(model.transform(&new).unwrap().to_dense().column(0), [3.5; 3]);
    assert!(fit(json!({ "smooth": -1.0 }), &[0.5, 1.5, 4.5, 2.5]).is_err());
    assert!(fit(json!({ "target_type": "binary" }), &[0.0, 1.0, 2.0, 2.0]).is_err());
    assert!(fit(json!({}), &[0.0, 1.0]).is_err());
    // More folds than rows.
    let encoder = registry::estimator("TargetEncoder", &json!({ "cv": 9 })).unwrap();
    assert!(encoder.fit_transform_any(&x, &[0.5, 1.5, 4.5, 2.5], &Default::default()).is_err());
}

#[test]
fn quantiles_and_neighbours_at_the_edges() {
    use serde_json::json;
    let fit = |name: &str, params: Value, x: &Features| {
        registry::estimator(name, &params).unwrap().fit_any(x, &[], &Default::default())
    };
    let x: Features = Matrix::from_rows(&[[1.0, 3.0], [2.0, 3.0], [4.0, f64::NAN]]).unwrap().into();
    let model = fit("QuantileTransformer", json!({}), &x).unwrap();
    let new: Features =
        Matrix::from_rows(&[[0.0, 3.0], [3.0, 9.0], [9.0, f64::NAN]]).unwrap().into();
    let out = model.transform(&new).unwrap().to_dense().into_owned();
    assert_eq!(out.column(0), [0.0, 0.75, 1.0]);
    assert!(out.get(2, 1).is_nan());
    assert!(fit("QuantileTransformer", json!({ "n_quantiles": 0 }), &x).is_err());
    assert!(fit("KNNImputer", json!({ "n_neighbors": 0 }), &x).is_err());
    assert!(fit("KNNImputer", json!({}), &Matrix::zeros(0, 2).into()).is_err());
    // A row without any value gets the mean.
    let model = fit("KNNImputer", json!({}), &x).unwrap();
    let none: Features = Matrix::from_rows(&[[f64::NAN, f64::NAN]]).unwrap().into();
    let out = model.transform(&none).unwrap().to_dense().into_owned();
    assert!((out.get(0, 0) - 7.0 / 3.0).abs() < 1e-12 && out.get(0, 1) == 3.0);
}

#[test]
fn scores_of_columns() {
    let reference = reference();
    let case = |function: &str| {
        let cases = reference["cases"].as_array().unwrap();
        let of = |c: &&Value| {
            c["estimator"] == "SelectKBest"
                && c["params"].get("score_func").map_or("f_classif", |f| f.as_str().unwrap())
                    == function
        };
        let case = cases.iter().find(of).unwrap();
        (Features::from(matrix(&case["x"])), numbers(&case["y"]))
    };
    for (name, function) in [
        ("f_classif", ScoreFunction::FClassif),
        ("f_regression", ScoreFunction::FRegression),
        ("chi2", ScoreFunction::Chi2),
    ] {
        let (x, y) = case(name);
        let found = function.scores(&x, &y).unwrap();
        for (a, b) in found.iter().zip(numbers(&reference["scores"][name])) {
            assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{name}: {a} {b}");
        }
    }
}

#[test]
fn texts_become_what_scikit_learn_makes_of_them() {
    let reference = reference();
    let texts: Vec<&str> =
        reference["texts"].as_array().unwrap().iter().map(|t| t.as_str().unwrap()).collect();
    let same = |name: &str, found: SparseMatrix| {
        assert_near(name, &found.to_dense(), &matrix(&reference["vectorizers"][name]));
    };
    let count = CountVectorizer::default();
    same("count", count.fit(&texts).unwrap().transform(&texts).unwrap());
    let bigrams = CountVectorizer {
        words: Words { ngram_range: (1, 2), ..Words::default() },
        min_df: 2,
        ..CountVectorizer::default()
    };
    same("count_bigrams", bigrams.fit(&texts).unwrap().transform(&texts).unwrap());
    let tfidf = TfidfVectorizer::default();
    same("tfidf", tfidf.fit(&texts).unwrap().transform(&texts).unwrap());
    let sublinear = TfidfVectorizer {
        sublinear_tf: true,
        norm: Some(Norm::L1),
        smooth_idf: false,
        ..TfidfVectorizer::default()
    };
    same("tfidf_sublinear", sublinear.fit(&texts).unwrap().transform(&texts).unwrap());
    let hashing = HashingVectorizer { n_features: 16, ..HashingVectorizer::default() };
    same("hashing", hashing.transform(&texts).unwrap());
}
