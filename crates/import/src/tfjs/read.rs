//! From TensorFlow.js's form to a model.

use crate::{Error, Result};
use serde_json::Value as Json;
use sparkler_base::Array;
use sparkler_engine::{Tensor, Variable};
use sparkler_formats::tfjs::Model as File;
use sparkler_nn::layers::{LayerRef, Registry};
use sparkler_nn::{Model, optimizers};
use std::collections::{HashMap, HashSet};

/// The model in a file of TensorFlow.js's form; `name` is the file's name in messages. See
/// [`load_model`](crate::load_model).
///
/// # Errors
/// If the file holds no layers-model, a layer is not known to the registry, or layers and weights
/// do not fit together.
pub fn from_tfjs(name: &str, file: File, registry: &Registry) -> Result<Model> {
    let weights_error = |message: String| Error::Weights { file: name.into(), message };
    let Some(topology) = file.json.model_topology else {
        return Err(weights_error(
            "it holds weights alone, expected a model with modelTopology".into(),
        ));
    };
    if file.json.format.as_deref() == Some("graph-model") || topology.get("node").is_some() {
        return Err(weights_error("it holds a graph model, expected a layers model".into()));
    }
    // The converter puts the model beside its training configuration.
    let (mut config, mut training) = match topology.get("model_config") {
        Some(config) => (config.clone(), topology.get("training_config").cloned()),
        None => (topology, None),
    };
    training = file.json.training_config.or(training);
    keras_2(&mut config);
    let model_error = |source| Error::Model { file: name.into(), source };
    let mut model = Model::from_config(&config, registry).map_err(model_error)?;
    set_weights(&model, file.weights).map_err(weights_error)?;
    if let Some(training) = training {
        compile(&mut model, &training);
    }
    Ok(model)
}

/// Says what Keras 2 and TensorFlow.js mean in the words of Keras 3: their `hard_sigmoid` is
/// another one.
fn keras_2(json: &mut Json) {
    match json {
        Json::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Json::String(s)
                        if key == "activation" && (s == "hard_sigmoid" || s == "hardSigmoid") =>
                    {
                        *s = "legacy_hard_sigmoid".into();
                    }
                    other => keras_2(other),
                }
            }
        }
        Json::Array(items) => items.iter_mut().for_each(keras_2),
        _ => {}
    }
}

/// Every weight with the name of its layer, through nested models.
fn named_weights(layers: &[LayerRef], out: &mut Vec<(String, Variable)>) {
    for layer in layers {
        match layer.layer().as_network() {
            Some(network) => named_weights(network.layers(), out),
            None => {
                for variable in layer.weights() {
                    let short = variable.name().rsplit('/').next().unwrap_or_default();
                    out.push((format!("{}/{short}", layer.name()), variable));
                }
            }
        }
    }
}

fn set_weights(model: &Model, weights: Vec<(String, Array)>) -> Result<(), String> {
    let mut wanted = Vec::new();
    named_weights(model.layers(), &mut wanted);
    let mut by_name: HashMap<&str, &Array> = HashMap::new();
    for (name, array) in &weights {
        // Some converters leave TensorFlow's output number on the name.
        let plain = name.strip_suffix(":0").unwrap_or(name);
        if by_name.insert(plain, array).is_some() {
            return Err(format!("weight {name:?} stands there twice"));
        }
    }
    let mut used: HashSet<&str> = HashSet::new();
    let mut values = Vec::with_capacity(wanted.len());
    for (name, variable) in &wanted {
        let found = match by_name.get_key_value(name.as_str()) {
            Some((key, array)) => Some((*key, *array)),
            None => {
                // Converted models may carry the names of the models around it before it.
                let end = format!("/{name}");
                let mut ending = by_name.iter().filter(|(key, _)| key.ends_with(&end));
                match (ending.next(), ending.next()) {
                    (Some((key, array)), None) => Some((*key, *array)),
                    _ => None,
                }
            }
        };
        let Some((key, array)) = found else {
            return Err(format!("weight {name:?} is missing"));
        };
        if !used.insert(key) {
            return Err(format!("two layers take the weight {key:?}"));
        }
        let value = Tensor::from_array(array.clone());
        let value = match value.dtype() == variable.dtype() {
            true => value,
            false => value.cast(variable.dtype()).map_err(|e| e.to_string())?,
        };
        if value.shape() != variable.shape() {
            return Err(format!(
                "weight {key:?} has shape {}, expected {}",
                value.shape(),
                variable.shape()
            ));
        }
        values.push((variable, value));
    }
    if let Some(extra) = by_name.keys().find(|key| !used.contains(*key)) {
        return Err(format!("weight {extra:?} belongs to no layer"));
    }
    for (variable, value) in values {
        variable.assign(&value).map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// Compiles the model as it was when it was saved. What is not known here leaves it as it is: it
/// predicts all the same.
fn compile(model: &mut Model, training: &Json) {
    let Some(optimizer) = training.get("optimizer_config") else { return };
    let Ok(optimizer) = optimizers::from_config(optimizer) else { return };
    let _ = model.compile_config(optimizer, training);
}
