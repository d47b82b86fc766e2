//! Optimizers and their state: as TensorFlow.js has them, or in Sparkler's own words where it does
//! not.

use serde_json::{Map, Value as Json, json};
use sparkler_base::Array;
use sparkler_engine::{DType, Tensor, Variable};
use sparkler_nn::losses::Loss;
use sparkler_nn::optimizers::Optimizer;
use sparkler_nn::{Model, Result};
use std::collections::HashMap;

/// What each optimizer of TensorFlow.js that can save its state keeps for a variable, in its
/// order: our name, and the end of its name.
const KEPT: &[(&str, &[(&str, &str)])] = &[
    ("SGD", &[]),
    ("Momentum", &[("momentum", "momentum")]),
    ("Adam", &[("momentum", "m"), ("velocity", "v")]),
    ("RMSProp", &[("velocity", "rms"), ("momentum", "momentum"), ("average_gradient", "mg")]),
    ("Adagrad", &[("accumulator", "accumulator")]),
    ("Adadelta", &[("accumulated_grad", "accum_grad"), ("accumulated_delta_var", "accum_var")]),
];

/// The losses that TensorFlow.js knows by these names.
const LOSSES: &[&str] = &[
    "mean_squared_error",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error",
    "squared_hinge",
    "hinge",
    "categorical_hinge",
    "log_cosh",
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
    "binary_crossentropy",
    "poisson",
];

/// The metrics that TensorFlow.js knows by these names.
const METRICS: &[&str] = &[
    "accuracy",
    "acc",
    "binary_accuracy",
    "categorical_accuracy",
    "precision",
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
    "mse",
    "MSE",
    "mae",
    "MAE",
    "mape",
    "MAPE",
];

/// What a model is compiled with, for its file.
pub(super) enum Training {
    /// TensorFlow.js has it all.
    Stock(Json),
    /// It has not: stock TensorFlow.js would not open a model that says so in the usual place.
    Own(Json),
}

/// What the model is compiled with, if it is.
pub(super) fn training(model: &Model) -> Option<Training> {
    let optimizer = model.optimizer()?;
    Some(match (stock_optimizer(optimizer), stock_losses(model)) {
        (Some(optimizer), Some(loss)) => Training::Stock(config(model, optimizer, loss)),
        _ => {
            let losses: Vec<Json> = model.losses().iter().map(Loss::config).collect();
            let mut own = config(model, optimizer.config(), losses.into());
            own["loss_weights"] = model.loss_weights().into();
            Training::Own(own)
        }
    })
}

fn config(model: &Model, optimizer: Json, loss: Json) -> Json {
    let metrics = match model.metric_names() {
        [] => json!([]),
        [metrics] => json!(metrics),
        several => {
            let outputs = model.network().output_names().into_iter().map(str::to_string);
            // In lists TensorFlow.js wants its own spelling.
            let several =
                several.iter().map(|metrics| metrics.iter().map(|m| camel_case(m)).collect());
            Json::Object(outputs.zip(several).collect::<Map<_, _>>())
        }
    };
    json!({ "optimizer_config": optimizer, "loss": loss, "metrics": metrics })
}

fn camel_case(name: &str) -> String {
    let mut out = String::new();
    let mut upper = false;
    for c in name.chars() {
        match c {
            '_' => upper = true,
            c if upper => {
                out.push(c.to_ascii_uppercase());
                upper = false;
            }
            c => out.push(c),
        }
    }
    out
}

/// The optimizer's configuration as TensorFlow.js writes it, if it has that optimizer.
fn stock_optimizer(optimizer: &dyn Optimizer) -> Option<Json> {
    let mut json = optimizer.config();
    let config = &mut json["config"];
    if !config["learning_rate"].is_number() || config["amsgrad"] == true {
        return None;
    }
    match json["class_name"].as_str()? {
        "SGD" if json["config"]["momentum"] == 0.0 => {}
        "SGD" => {
            json["class_name"] = "Momentum".into();
            json["config"]["use_nesterov"] = json["config"]["nesterov"].clone();
        }
        "RMSprop" => {
            json["class_name"] = "RMSProp".into();
            // TensorFlow.js's name for it.
            json["config"]["decay"] = json["config"]["rho"].clone();
        }
        "Adam" | "Adagrad" | "Adadelta" | "Adamax" => {}
        _ => return None,
    }
    Some(json)
}

/// The names of losses and metrics, if TensorFlow.js has them all.
fn stock_losses(model: &Model) -> Option<Json> {
    let mut losses = Vec::new();
    for loss in model.losses() {
        let plain = Loss::from_name(loss.name()).ok()?;
        // A name says nothing of options.
        if !LOSSES.contains(&loss.name()) || plain.config() != loss.config() {
            return None;
        }
        losses.push(if loss.name() == "log_cosh" { "logcosh" } else { loss.name() });
    }
    let mut metrics = model.metric_names().iter().flatten();
    if metrics.any(|m| !METRICS.contains(&m.as_str()))
        || model.loss_weights().iter().any(|&w| w != 1.0)
    {
        return None;
    }
    Some(match losses[..] {
        [one] => json!(one),
        _ => json!(losses),
    })
}

/// The kinds of state that TensorFlow.js's optimizer keeps; `None` if it cannot save any.
fn kept(optimizer: &dyn Optimizer) -> Option<(&'static [(&'static str, &'static str)], bool)> {
    let config = stock_optimizer(optimizer)?;
    let class = config["class_name"].as_str()?;
    let &(_, mut kept) = KEPT.iter().find(|(name, _)| *name == class)?;
    if class == "RMSProp" && config["config"]["centered"] == false {
        kept = &kept[..2];
    }
    Some((kept, class == "Momentum"))
}

/// State that is not grouped by kind: all but the counter and the learning rate.
fn own_state(optimizer: &dyn Optimizer) -> Vec<Variable> {
    let apart = ["/iteration", "/learning_rate"];
    let of = |v: &Variable| !apart.iter().any(|end| v.name().ends_with(end));
    optimizer.variables().into_iter().filter(of).collect()
}

/// The optimizer's state by name. `names` are those of the weights in the file.
pub(super) fn write_state(
    model: &Model,
    names: &HashMap<u64, String>,
) -> Result<Vec<(String, Array)>> {
    let Some(optimizer) = model.optimizer() else { return Ok(Vec::new()) };
    let array = |t: Tensor| -> Result<Array> { Ok(t.array()?.clone()) };
    let iteration = optimizer.variables()[0].stored().cast(DType::I32)?;
    let mut out = vec![("iter".to_string(), array(iteration)?)];
    let Some((kinds, is_momentum)) = kept(optimizer) else {
        for v in own_state(optimizer) {
            out.push((v.name().to_string(), array(v.stored())?));
        }
        return Ok(out);
    };
    let state = optimizer.state();
    let rate = optimizer.learning_rate()?;
    for (kind, end) in kinds {
        let ours = state.iter().find(|(name, _)| name == kind).map(|(_, variables)| variables);
        for (i, weight) in model.trainable_variables().iter().enumerate() {
            let value = match ours.and_then(|variables| variables.get(i)) {
                // TensorFlow.js's momentum is a sum of gradients, Keras's one of steps.
                Some(v) if is_momentum && rate != 0.0 => (&v.stored() * (-1.0 / rate))?,
                Some(v) => v.stored(),
                None => Tensor::zeros(weight.shape(), weight.dtype())?,
            };
            let name = names.get(&weight.id()).map_or(weight.name(), String::as_str);
            out.push((format!("{name}/{end}"), array(value)?));
        }
    }
    Ok(out)
}

/// Gives the optimizer of a compiled model the state that was saved.
pub(super) fn read_state(model: &Model, weights: &[(String, Array)]) -> Result<(), String> {
    let text = |e: sparkler_nn::Error| e.to_string();
    let Some(optimizer) = model.optimizer() else { return Ok(()) };
    let Some(((_, iteration), rest)) = weights.split_first() else { return Ok(()) };
    let rate = optimizer.learning_rate().map_err(text)?;
    // Where each value goes, and what it is multiplied by.
    let mut places: Vec<(Option<Variable>, f64)> = Vec::new();
    match kept(optimizer) {
        Some((kinds, is_momentum)) => {
            let state = optimizer.state();
            for (kind, _) in kinds {
                let ours = state.iter().find(|(name, _)| name == kind);
                let factor = if is_momentum { -rate } else { 1.0 };
                for i in 0..model.trainable_variables().len() {
                    let ours = ours.and_then(|(_, variables)| variables.get(i).cloned());
                    places.push((ours, factor));
                }
            }
        }
        None => places.extend(own_state(optimizer).into_iter().map(|v| (Some(v), 1.0))),
    }
    // An optimizer that has taken no step has saved nothing else.
    if !rest.is_empty() && rest.len() != places.len() {
        return Err(format!(
            "the optimizer's state has {} parts besides the counter, expected {}",
            rest.len(),
            places.len()
        ));
    }
    let mut values =
        vec![(optimizer.variables()[0].clone(), Tensor::from_array(iteration.clone()), 1.0)];
    for ((name, array), (variable, factor)) in rest.iter().zip(places) {
        let Some(variable) = variable else { continue };
        if array.shape() != variable.shape() {
            return Err(format!(
                "{name:?} of the optimizer's state has shape {}, expected {}",
                array.shape(),
                variable.shape()
            ));
        }
        values.push((variable, Tensor::from_array(array.clone()), factor));
    }
    for (variable, value, factor) in values {
        let value = value.cast(variable.dtype());
        let value = value.and_then(|v| if factor == 1.0 { Ok(v) } else { &v * factor });
        value.and_then(|v| variable.assign(&v)).map_err(|e| e.to_string())?;
    }
    Ok(())
}
