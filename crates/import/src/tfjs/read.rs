//! From TensorFlow.js's form to a model.

use super::optimizer;
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
    let keras_3 = topology["keras_version"].as_str().is_some_and(|v| v.starts_with("3."));
    // The converter puts the model beside its training configuration.
    let (mut config, beside) = match topology.get("model_config") {
        Some(config) => (config.clone(), topology.get("training_config").cloned()),
        None => (topology, None),
    };
    let own = file.json.other.get("userDefinedMetadata").and_then(|m| m.get("sparkler"));
    let own = own.and_then(|own| own.get("trainingConfig")).cloned();
    let training = file.json.training_config.or(beside).or(own);
    if !keras_3 {
        keras_2(&mut config);
    }
    let model_error = |source| Error::Model { file: name.into(), source };
    let mut model = Model::from_config(&config, registry).map_err(model_error)?;
    set_weights(&model, file.weights).map_err(weights_error)?;
    if let Some(training) = training {
        compile(&mut model, &training);
    }
    optimizer::read_state(&model, &file.optimizer_weights).map_err(weights_error)?;
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
                        if (key == "activation" || key == "recurrent_activation")
                            && (s == "hard_sigmoid" || s == "hardSigmoid") =>
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

/// A weight of a model, with its name in files.
struct Wanted {
    /// The layer's name and the weight's within it.
    name: String,
    /// The same with the weight's number in the layer, as Keras 3 saves weights.
    numbered: String,
    variable: Variable,
}

/// Every weight, through nested models.
fn wanted_weights(layers: &[LayerRef], out: &mut Vec<Wanted>) {
    for layer in layers {
        match layer.layer().as_network() {
            Some(network) => wanted_weights(network.layers(), out),
            None => {
                for (i, variable) in layer.weights().into_iter().enumerate() {
                    let name = format!("{}/{}", layer.name(), inside(layer, &variable));
                    out.push(Wanted { name, numbered: format!("{}/{i}", layer.name()), variable });
                }
            }
        }
    }
}

/// A weight's name within its layer: `kernel`, or `forward_lstm/kernel`.
pub(super) fn inside<'a>(layer: &LayerRef, variable: &'a Variable) -> &'a str {
    let rest = variable.name().strip_prefix(layer.name()).and_then(|n| n.strip_prefix('/'));
    rest.unwrap_or_else(|| variable.name().rsplit('/').next().unwrap_or_default())
}

/// A weight's name without what stands around it in some files: TensorFlow's output number, and
/// the folders of Keras 3's.
fn plain(name: &str) -> String {
    let name = name.strip_suffix(":0").unwrap_or(name);
    if name.rsplit('/').next().is_none_or(|end| end.parse::<usize>().is_err()) {
        return name.into();
    }
    let folders = ["vars", "layers", "_layer_checkpoint_dependencies"];
    name.split('/').filter(|part| !folders.contains(part)).collect::<Vec<_>>().join("/")
}

fn set_weights(model: &Model, weights: Vec<(String, Array)>) -> Result<(), String> {
    let mut wanted = Vec::new();
    wanted_weights(model.layers(), &mut wanted);
    let mut by_name: HashMap<String, &Array> = HashMap::new();
    for (name, array) in &weights {
        if by_name.insert(plain(name), array).is_some() {
            return Err(format!("weight {name:?} stands there twice"));
        }
    }
    // Converted models may carry the names of the models around a layer before its name.
    let ending = |name: &str| {
        let end = format!("/{name}");
        let mut ending = by_name.keys().filter(|key| key.ends_with(&end));
        match (ending.next(), ending.next()) {
            (Some(key), None) => Some(key.as_str()),
            _ => None,
        }
    };
    // And that of a part of the layer after it: `lstm/lstm_cell/kernel`.
    let around = |name: &str| {
        let (layer, weight) = name.rsplit_once('/')?;
        let inside = |key: &&String| {
            let middle = key.strip_suffix(weight).and_then(|key| key.strip_suffix('/'));
            middle
                .and_then(|m| m.rsplit_once('/'))
                .is_some_and(|(start, _)| start == layer || start.ends_with(&format!("/{layer}")))
        };
        let mut inside = by_name.keys().filter(inside);
        match (inside.next(), inside.next()) {
            (Some(key), None) => Some(key.as_str()),
            _ => None,
        }
    };
    let mut used: HashSet<&str> = HashSet::new();
    let mut values = Vec::with_capacity(wanted.len());
    for Wanted { name, numbered, variable } in &wanted {
        let exact = |name: &str| by_name.get_key_value(name).map(|(key, _)| key.as_str());
        let found = exact(name)
            .or_else(|| exact(numbered))
            .or_else(|| ending(name))
            .or_else(|| ending(numbered))
            .or_else(|| around(name));
        let Some((key, array)) = found.and_then(|key| Some((key, *by_name.get(key)?))) else {
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
    if let Some(extra) = by_name.keys().find(|key| !used.contains(key.as_str())) {
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
