//! Support vector machines, neighbours and clusters against scikit-learn. The values are made by
//! `tests/reference/make_neighbors.py`.

mod clusters;
mod knn;
mod svm;

use serde_json::{Value, json};
use sparkler_learn::{AnyModel, Features, FitOptions, Matrix, registry};
use std::io::Read;
use std::sync::OnceLock;

/// All reference values.
fn reference() -> &'static Value {
    static VALUES: OnceLock<Value> = OnceLock::new();
    VALUES.get_or_init(|| {
        let bytes = include_bytes!("../reference/neighbors.json.gz");
        let mut text = String::new();
        flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
        serde_json::from_str(&text).unwrap()
    })
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

/// A data set and its parts.
struct Data {
    x: Features,
    y: Vec<f64>,
    train: (Features, Vec<f64>),
    test: (Features, Vec<f64>),
}

fn data(name: &Value) -> Data {
    let set = &reference()["data"][name.as_str().unwrap()];
    let columns = set["columns"].as_u64().unwrap() as usize;
    let (x, y) = (numbers(&set["x"]), numbers(&set["y"]));
    let x = Features::Dense(Matrix::new(y.len(), columns, x).unwrap());
    let part = |which: &str| {
        let rows: Vec<usize> = numbers(&set[which]).iter().map(|&r| r as usize).collect();
        (x.take_rows(&rows), rows.iter().map(|&r| y[r]).collect())
    };
    Data { train: part("train"), test: part("test"), x, y }
}

fn fit(name: &str, params: &Value, x: &Features, y: &[f64]) -> Box<dyn AnyModel> {
    let estimator = registry::estimator(name, params).unwrap();
    estimator.fit_any(x, y, &FitOptions::default()).unwrap()
}

/// That numbers agree to `tolerance`, absolute and relative.
#[track_caller]
fn assert_close(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (&a, &b)) in found.iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= tolerance * (1.0 + b.abs()), "{what}: {a} at {i}, expected {b}");
    }
}

fn accuracy(found: &[f64], expected: &[f64]) -> f64 {
    let right = found.iter().zip(expected).filter(|(a, b)| a == b).count();
    right as f64 / expected.len() as f64
}

/// A model written to a file and read again predicts the same; one whose numbers are cut off is
/// refused or predicts without a panic.
fn assert_survives_a_file(model: &dyn AnyModel, x: &Features) {
    let state = model.state().unwrap();
    let again = registry::model(model.estimator(), state.clone()).unwrap();
    assert_eq!(again.predict(x).unwrap(), model.predict(x).unwrap());
    let mut broken = state;
    cut(&mut broken);
    if let Ok(model) = registry::model(model.estimator(), broken) {
        let _ = model.predict(x);
    }
}

/// Takes the last element off every list.
fn cut(value: &mut ciborium::Value) {
    match value {
        ciborium::Value::Array(items) => {
            items.iter_mut().for_each(cut);
            items.pop();
        }
        ciborium::Value::Map(fields) => fields.iter_mut().for_each(|(_, v)| cut(v)),
        _ => {}
    }
}
