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
    assert_eq!(
        (found.rows(), found.columns()),
        (expected.rows(), expected.columns()),
        "{what}: shape"
    );
    for row in 0..found.rows() {
        for column in 0..found.columns() {
            let (a, b) = (found.get(row, column), expected.get(row, column));
            let near = (a - b).abs() <= 1e-10 * b.abs().max(1.0) || (a.is_nan() && b.is_nan());
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
