//! Activations, losses, metrics, optimizers and initializers compute what Keras computes: the
//! reference values of `crates/testkit/references/layers.json`.

use serde_json::Value;
use sparkler_engine::{DType, Tape, Tensor, Variable};
use sparkler_nn::activations::Activation;
use sparkler_nn::constraints::Constraint;
use sparkler_nn::initializers::Initializer;
use sparkler_nn::losses::Loss;
use sparkler_nn::regularizers::Regularizer;
use sparkler_nn::{Result, metrics, optimizers};

/// The cases of one part of the file.
fn cases(part: &str) -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../testkit/references/layers.json");
    let text = std::fs::read_to_string(path).expect("the reference values are in the repository");
    let all: Value = serde_json::from_str(&text).expect("they are JSON");
    all[part].as_array().expect("a part is a list of cases").clone()
}

fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some("NaN") => f64::NAN,
        Some("Infinity") => f64::INFINITY,
        Some("-Infinity") => f64::NEG_INFINITY,
        _ => value.as_f64().expect("a number"),
    }
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().expect("a list of numbers").iter().map(number).collect()
}

fn tensor(value: &Value) -> Result<Tensor> {
    let data = numbers(&value["data"]);
    let shape: Vec<usize> = numbers(&value["shape"]).into_iter().map(|d| d as usize).collect();
    let dtype = DType::from_name(value["dtype"].as_str().expect("a dtype")).expect("a dtype");
    Ok(Tensor::new(&data, &shape)?.cast(dtype)?)
}

/// Compares within a relative error, absolute below one.
fn check(what: &str, found: &Tensor, expected: &[f64], tolerance: f64) -> Result<()> {
    let found = found.cast(DType::F64)?.to_vec::<f64>()?;
    assert_eq!(found.len(), expected.len(), "{what}");
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        let error = (f - e).abs() / e.abs().max(1.0);
        assert!(error <= tolerance, "{what}: {f} at {i}, {e} expected (error {error:e})");
    }
    Ok(())
}

const TOLERANCE: f64 = 1e-5;

#[test]
fn activations() -> Result<()> {
    for case in cases("activations") {
        let activation = Activation::from_name(case["name"].as_str().expect("a name"))?;
        let (x, dy) = (tensor(&case["input"])?, tensor(&case["dy"])?);
        let tape = Tape::new();
        tape.watch(&x);
        let y = activation.apply(&x)?;
        let dx = tape.gradient_from(&[(&y, Some(&dy))], &[&x])?;
        check(activation.name(), &y, &numbers(&case["output"]["data"]), TOLERANCE)?;
        let what = format!("gradient of {activation}");
        check(&what, &dx[0], &numbers(&case["dx"]["data"]), TOLERANCE)?;
    }
    Ok(())
}

#[test]
fn losses() -> Result<()> {
    for (i, case) in cases("losses").into_iter().enumerate() {
        let loss = Loss::from_config(&case)?;
        let what = format!("loss case {i}: {} {}", loss.name(), case["config"]);
        let (y_true, y_pred) = (tensor(&case["y_true"])?, tensor(&case["y_pred"])?);
        let weight = case.get("sample_weight").map(tensor).transpose()?;
        let tape = Tape::new();
        tape.watch(&y_pred);
        let value = loss.call(&y_true, &y_pred, weight.as_ref())?;
        let gradient = tape.gradient(&value, &[&y_pred])?;
        assert_eq!(value.shape()[..].len(), numbers(&case["value"]["shape"]).len(), "{what}");
        check(&what, &value, &numbers(&case["value"]["data"]), TOLERANCE)?;
        let what = format!("gradient of {what}");
        check(&what, &gradient[0], &numbers(&case["dy_pred"]["data"]), TOLERANCE)?;
        assert_eq!(Loss::from_config(&loss.config())?, loss);
    }
    Ok(())
}

#[test]
fn metrics_over_batches() -> Result<()> {
    for case in cases("metrics") {
        let class = case["class_name"].as_str().expect("a class");
        let metric = metrics::from_config(&case, &Loss::mean_squared_error(), &[None, Some(3)])?;
        // Twice: the second time after a reset.
        for _ in 0..2 {
            for update in case["updates"].as_array().expect("a list of batches") {
                let y_pred = tensor(&update["y_pred"])?;
                let y_true = update.get("y_true").map(tensor).transpose()?;
                let weight = update.get("sample_weight").map(tensor).transpose()?;
                metric.update_state(
                    y_true.as_ref().unwrap_or(&y_pred),
                    &y_pred,
                    weight.as_ref(),
                )?;
                check(class, &metric.result()?, &[number(&update["result"])], TOLERANCE)?;
            }
            metric.reset_state()?;
        }
    }
    Ok(())
}

#[test]
fn optimizers_over_steps() -> Result<()> {
    for (i, mut case) in cases("optimizers").into_iter().enumerate() {
        case["class_name"] = case["name"].take();
        let optimizer = optimizers::from_config(&case)?;
        let single = |list: &Value| -> Result<Tensor> {
            let data: Vec<f32> = numbers(list).into_iter().map(|v| v as f32).collect();
            Ok(Tensor::new(&data, &[data.len()])?)
        };
        let variable = Variable::new("w", &single(&case["initial"])?, true);
        let gradients = case["gradients"].as_array().expect("a list of gradients");
        let after = case["parameters_after"].as_array().expect("a list of parameters");
        for (step, (gradient, after)) in gradients.iter().zip(after).enumerate() {
            optimizer.apply_gradients(&[single(gradient)?], std::slice::from_ref(&variable))?;
            let what =
                format!("optimizer case {i}: {} {} step {step}", optimizer.name(), case["config"]);
            check(&what, &variable.value(), &numbers(after), number(&case["tolerance"]))?;
        }
        assert_eq!(optimizer.variables()[0].value().item()?, 5.0);
        let again = optimizers::from_config(&optimizer.config())?;
        assert_eq!(again.config(), optimizer.config());
    }
    Ok(())
}

#[test]
fn initializers() -> Result<()> {
    for case in cases("initializers") {
        let initializer = Initializer::from_config(&case)?;
        let what = format!("{} of {}", case["class_name"], case["shape"]);
        let shape: Vec<usize> = numbers(&case["shape"]).into_iter().map(|d| d as usize).collect();
        let draws = initializer.call(&shape, DType::F32, 7, 1)?.to_vec::<f32>()?;
        if let Some(limit) = case["limit"].as_f64() {
            let largest = draws.iter().fold(0.0f64, |m, &d| m.max((d as f64).abs()));
            assert!(largest <= limit * (1.0 + 1e-6), "{what}: {largest} exceeds {limit}");
        }
        let (mean, variance) = (number(&case["mean"]), number(&case["variance"]));
        let n = draws.len() as f64;
        let found_mean = draws.iter().map(|&d| d as f64).sum::<f64>() / n;
        let found = draws.iter().map(|&d| (d as f64 - found_mean).powi(2)).sum::<f64>() / n;
        // Five standard errors; the kurtosis of all these distributions is at most 3.
        let mean_error = 5.0 * (variance / n).sqrt() + 1e-7;
        assert!((found_mean - mean).abs() <= mean_error, "{what}: mean {found_mean}");
        let variance_error = 5.0 * variance * (2.0 / n).sqrt() + 1e-9;
        if n > 100.0 {
            assert!((found - variance).abs() <= variance_error, "{what}: variance {found}");
        }
    }
    Ok(())
}

#[test]
fn regularizers_and_constraints() -> Result<()> {
    for case in cases("regularizers") {
        let regularizer = Regularizer::from_config(&case)?;
        let what = format!("{} {}", case["class_name"], case["config"]);
        let w = tensor(&case["input"])?;
        let tape = Tape::new();
        tape.watch(&w);
        let value = regularizer.call(&w)?;
        check(&what, &value, &numbers(&case["output"]["data"]), TOLERANCE)?;
        let gradient = &tape.gradient(&value, &[&w])?[0];
        check(&what, gradient, &numbers(&case["dx"]["data"]), TOLERANCE)?;
    }
    for case in cases("constraints") {
        let constraint = Constraint::from_config(&case)?;
        let what = format!("{} {}", case["class_name"], case["config"]);
        let w = constraint.call(&tensor(&case["input"])?)?;
        check(&what, &w, &numbers(&case["output"]["data"]), TOLERANCE)?;
    }
    Ok(())
}
