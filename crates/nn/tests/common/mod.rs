//! What the tests against reference values share.
#![allow(dead_code)]

use serde_json::Value;
use sparkler_engine::{DType, Tensor};
use sparkler_nn::Result;

/// The cases of one part of `layers.json`.
pub fn cases(part: &str) -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../testkit/references/layers.json");
    let text = std::fs::read_to_string(path).expect("the reference values are in the repository");
    let all: Value = serde_json::from_str(&text).expect("they are JSON");
    all[part].as_array().expect("a part is a list of cases").clone()
}

/// A list of numbers.
pub fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number")).collect()
}

/// A tensor in its JSON form.
pub fn tensor(value: &Value) -> Result<Tensor> {
    let shape: Vec<usize> = numbers(&value["shape"]).into_iter().map(|d| d as usize).collect();
    let dtype = DType::from_name(value["dtype"].as_str().expect("a dtype")).expect("a dtype");
    Ok(Tensor::new(&numbers(&value["data"]), &shape)?.cast(dtype)?)
}

/// Compares numbers within a relative error, absolute below one.
pub fn check_numbers(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        let error = (f - e).abs() / e.abs().max(1.0);
        assert!(error <= tolerance, "{what}: {f} at {i}, {e} expected (error {error:e})");
    }
}

/// Compares a tensor with one in its JSON form.
pub fn check(what: &str, found: &Tensor, expected: &Value, tolerance: f64) -> Result<()> {
    let shape: Vec<usize> = numbers(&expected["shape"]).iter().map(|&d| d as usize).collect();
    assert_eq!(found.shape().to_vec(), shape, "{what}");
    let found = found.cast(DType::F64)?.to_vec::<f64>()?;
    check_numbers(what, &found, &numbers(&expected["data"]), tolerance);
    Ok(())
}
