//! From a model to TensorFlow.js's form.

use super::optimizer::{self, Training};
use super::read::inside;
use crate::{Error, Result, SaveOptions};
use serde_json::{Map, Value as Json, json};
use sparkler_base::Array;
use sparkler_formats::tfjs::{Model as File, ModelJson};
use sparkler_nn::layers::LayerRef;
use sparkler_nn::{Model, model::Network};
use std::collections::{HashMap, HashSet};

/// The activations of TensorFlow.js that mean here what they mean there.
const ACTIVATIONS: &[&str] = &[
    "linear",
    "relu",
    "relu6",
    "elu",
    "selu",
    "sigmoid",
    "tanh",
    "softplus",
    "softsign",
    "softmax",
    "log_softmax",
    "gelu",
    "gelu_new",
    "mish",
];

/// A model in TensorFlow.js's form; see [`save_model`](crate::save_model).
///
/// # Errors
/// If a layer does what TensorFlow.js cannot.
pub fn to_tfjs(model: &Model) -> Result<File> {
    to_tfjs_with(model, &SaveOptions::default())
}

/// As [`to_tfjs`], and says what is saved.
///
/// # Errors
/// As [`to_tfjs`].
pub fn to_tfjs_with(model: &Model, options: &SaveOptions) -> Result<File> {
    let mut topology = model.config();
    let mut writer = Writer::default();
    writer.network(model.network(), &mut topology["config"])?;
    rename_class(&mut topology);
    topology["keras_version"] = "tfjs-layers 4.22.0".into();
    topology["backend"] = "tensor_flow.js".into();
    let mut json = ModelJson {
        model_topology: Some(topology),
        format: Some("layers-model".into()),
        generated_by: Some(concat!("Sparkler ", env!("CARGO_PKG_VERSION")).into()),
        ..ModelJson::default()
    };
    match options.training_config.then(|| optimizer::training(model)).flatten() {
        Some(Training::Stock(config)) => json.training_config = Some(config),
        Some(Training::Own(config)) => {
            let own = json!({ "sparkler": { "trainingConfig": config } });
            json.other.insert("userDefinedMetadata".into(), own);
        }
        None => {}
    }
    let optimizer_weights = match options.include_optimizer {
        true => optimizer::write_state(model, &writer.names).map_err(|e| Error::Unsupported {
            layer: "optimizer".into(),
            message: e.to_string(),
        })?,
        false => Vec::new(),
    };
    Ok(File { json, weights: writer.weights, optimizer_weights })
}

/// Old versions of TensorFlow.js know only the name `Model`.
fn rename_class(json: &mut Json) {
    if json["class_name"] == "Functional" {
        json["class_name"] = "Model".into();
    }
}

#[derive(Default)]
struct Writer {
    /// Names of layers so far. TensorFlow.js finds weights by name through all nested models, so
    /// a name may stand only once in the whole file.
    taken: HashSet<String>,
    weights: Vec<(String, Array)>,
    /// The names of the weights, by variable.
    names: HashMap<u64, String>,
}

impl Writer {
    /// Brings the config of a network into shape and collects its weights.
    fn network(&mut self, network: &Network, config: &mut Json) -> Result<()> {
        let mut renamed: HashMap<String, String> = HashMap::new();
        let Some(layers) = config["layers"].as_array_mut() else { return Ok(()) };
        // A chain's configuration may begin with an input that is none of its layers.
        let inputs = layers.len().saturating_sub(network.layers().len());
        for (layer, json) in network.layers().iter().zip(&mut layers[inputs..]) {
            let old = layer.name().to_string();
            let mut new = old.clone();
            let mut number = 0;
            while !self.taken.insert(new.clone()) {
                number += 1;
                new = match number {
                    1 => format!("{}_{old}", network.name()),
                    n => format!("{}_{old}_{n}", network.name()),
                };
            }
            json["config"]["name"] = new.clone().into();
            if json.get("name").is_some() {
                json["name"] = new.clone().into();
            }
            match layer.layer().as_network() {
                Some(inner) => {
                    self.network(inner, &mut json["config"])?;
                    rename_class(json);
                }
                None => {
                    self.layer(layer, &new)?;
                    arguments(layer, &mut json["config"])?;
                    // TensorFlow.js does not work out what -1 stands for before it runs.
                    let shape = network.layer_output_shape(layer).and_then(|dims| dims.get(1..));
                    let known =
                        shape.and_then(|dims| dims.iter().copied().collect::<Option<Vec<_>>>());
                    if let (Some(known), "Reshape") = (known, layer.class_name()) {
                        json["config"]["target_shape"] = known.into();
                    }
                }
            }
            renamed.insert(old, new);
        }
        rename_references(config, &renamed);
        Ok(())
    }

    fn layer(&mut self, layer: &LayerRef, name: &str) -> Result<()> {
        for variable in layer.weights() {
            let short = inside(layer, &variable);
            let value = variable.stored();
            let array = value.array().map_err(|e| unsupported(layer, e.to_string()))?;
            let name = format!("{name}/{short}");
            self.names.insert(variable.id(), name.clone());
            self.weights.push((name, array.clone()));
        }
        Ok(())
    }
}

fn rename_references(config: &mut Json, renamed: &HashMap<String, String>) {
    /// Replaces the name at the head of `[name, application, output, ...]`, at any depth.
    fn walk(json: &mut Json, renamed: &HashMap<String, String>) {
        let Json::Array(items) = json else { return };
        match items.first() {
            Some(Json::String(name)) => {
                if let Some(new) = renamed.get(name) {
                    items[0] = new.clone().into();
                }
            }
            _ => items.iter_mut().for_each(|item| walk(item, renamed)),
        }
    }
    for key in ["input_layers", "output_layers"] {
        if let Some(references) = config.get_mut(key) {
            walk(references, renamed);
        }
    }
    for layer in config["layers"].as_array_mut().into_iter().flatten() {
        if let Some(references) = layer.get_mut("inbound_nodes") {
            walk(references, renamed);
        }
    }
}

fn unsupported(layer: &LayerRef, message: impl Into<String>) -> Error {
    Error::Unsupported { layer: layer.name().into(), message: message.into() }
}

/// What TensorFlow.js calls an activation that has another name in Keras 3.
fn stock_activation(name: &str) -> Option<&'static str> {
    match name {
        "silu" => Some("swish"),
        "legacy_hard_sigmoid" => Some("hard_sigmoid"),
        _ => None,
    }
}

/// The arguments of a layer, with activations under TensorFlow.js's names: what
/// [`layer_from_tfjs`](crate::layer_from_tfjs) makes the layer of again.
pub fn layer_to_tfjs(layer: &LayerRef) -> Json {
    fn walk(json: &mut Json) {
        match json {
            Json::String(name) => {
                if let Some(stock) = stock_activation(name) {
                    *name = stock.into();
                }
            }
            Json::Object(fields) => fields
                .iter_mut()
                .filter(|(key, _)| !key.ends_with("name"))
                .for_each(|(_, value)| walk(value)),
            _ => {}
        }
    }
    let mut config = layer.config()["config"].take();
    walk(&mut config);
    config
}

/// Brings the arguments of a layer into the form of Keras 2, which TensorFlow.js reads.
fn arguments(layer: &LayerRef, config: &mut Json) -> Result<()> {
    let class = layer.class_name();
    let Some(config) = config.as_object_mut() else { return Ok(()) };
    // The layer in a wrapper.
    if let (Some(inner), Some(json)) = (layer.layer().sublayers().first(), config.get_mut("layer"))
    {
        arguments(inner, &mut json["config"])?;
    }
    for activation in ["activation", "recurrent_activation"] {
        let Some(activation) = config.get_mut(activation) else { continue };
        let name = activation.as_str().unwrap_or_default().to_string();
        *activation = match stock_activation(&name) {
            Some(stock) => stock.into(),
            None if ACTIVATIONS.contains(&name.as_str()) => name.into(),
            None => return Err(unsupported(layer, format!("it has no activation {name}"))),
        };
    }
    for (_, value) in config.iter_mut().filter(|(key, _)| key.ends_with("_initializer")) {
        initializer(value);
    }
    for (_, value) in config.iter_mut().filter(|(key, _)| key.ends_with("_regularizer")) {
        // TensorFlow.js has one class for them all.
        if value.is_object() {
            let factor = |name: &str| value["config"][name].as_f64().unwrap_or(0.0);
            let factors = json!({ "l1": factor("l1"), "l2": factor("l2") });
            *value = json!({ "class_name": "L1L2", "config": factors });
        }
    }
    let only = |config: &Map<String, Json>, key: &str, value: Json| match config.get(key) {
        Some(found) if *found != value => {
            Err(unsupported(layer, format!("{key} is {found}, and it knows only {value}")))
        }
        _ => Ok(()),
    };
    match class {
        "Conv2D" => {
            only(config, "groups", 1.into())?;
            config.remove("groups");
        }
        "Conv1D" if config.get("padding").is_some_and(|p| p == "causal") => {
            return Err(unsupported(layer, "it has no causal padding"));
        }
        "ReLU" => {
            only(config, "negative_slope", 0.0.into())?;
            only(config, "threshold", 0.0.into())?;
            config.remove("negative_slope");
            config.remove("threshold");
        }
        "LeakyReLU" => {
            if let Some(slope) = config.remove("negative_slope") {
                config.insert("alpha".into(), slope);
            }
        }
        "GlobalAveragePooling1D"
        | "GlobalMaxPooling1D"
        | "GlobalAveragePooling2D"
        | "GlobalMaxPooling2D" => {
            only(config, "keepdims", false.into())?;
            config.remove("keepdims");
        }
        // Its state after the reset gate is another one.
        "GRU" => only(config, "reset_after", false.into())?,
        // It takes elements for their corners.
        "UpSampling2D" => only(config, "interpolation", "nearest".into())?,
        "Subtract"
        | "GlobalAveragePooling3D"
        | "GlobalMaxPooling3D"
        | "SpatialDropout2D"
        | "ZeroPadding1D" => {
            return Err(unsupported(layer, format!("it has no layer {class}")));
        }
        _ => {}
    }
    Ok(())
}

/// Spells out what initializers are, as TensorFlow.js does when it saves: it lacks some names.
fn initializer(json: &mut Json) {
    let (scale, mode, distribution) = match json["class_name"].as_str() {
        Some("GlorotUniform") => (1.0, "fan_avg", "uniform"),
        Some("GlorotNormal") => (1.0, "fan_avg", "normal"),
        Some("HeUniform") => (2.0, "fan_in", "uniform"),
        Some("HeNormal") => (2.0, "fan_in", "normal"),
        Some("LecunUniform") => (1.0, "fan_in", "uniform"),
        Some("LecunNormal") => (1.0, "fan_in", "normal"),
        _ => return,
    };
    let seed = json["config"]["seed"].take();
    *json = json!({
        "class_name": "VarianceScaling",
        "config": { "scale": scale, "mode": mode, "distribution": distribution, "seed": seed },
    });
}
