//! Models as files: TensorFlow.js layers-models, with the names of the classes.

use crate::error::{Error, Result};
use serde_json::{Value, json};
use sparkler::engine::{Array, Tensor};
use sparkler::formats::tfjs::{self, ModelJson, Shards};
use sparkler::nn::Model;
use sparkler::nn::layers::{Registry, format_dims};
use std::path::Path;

/// Where the names of the classes stand in `model.json`, beside what TensorFlow.js looks at.
const METADATA: &str = "userDefinedMetadata";

/// A model that classifies images.
pub struct Loaded {
    /// The model.
    pub model: Model,
    /// What its classes are called.
    pub classes: Vec<String>,
}

impl Loaded {
    /// Reads the model in a folder, or of a `model.json`.
    pub fn read(path: &Path) -> Result<Loaded> {
        let file = if path.is_dir() { path.join("model.json") } else { path.to_path_buf() };
        let tfjs::Model { json, weights } = tfjs::Model::read(&file)?;
        let wrong = |e: &dyn std::fmt::Display| Error::failed(format!("{}: {e}", file.display()));
        let topology = json.model_topology.as_ref().ok_or_else(|| wrong(&"is no layers-model"))?;
        let model = Model::from_config(topology, &Registry::new()).map_err(|e| wrong(&e))?;
        let weights: Vec<Tensor> =
            weights.into_iter().map(|(_, array)| Tensor::from_array(array)).collect();
        model.set_weights(&weights).map_err(|e| wrong(&e))?;
        let count = match model.output_shape() {
            [_, Some(count)] => *count,
            other => {
                let found = format_dims(other);
                return Err(wrong(&format!("gives {found}, not a score for each class")));
            }
        };
        let named = json.other.get(METADATA).and_then(|m| m.get("classes"));
        let classes = match named.and_then(class_names) {
            Some(names) if names.len() == count => names,
            _ => (0..count).map(|class| class.to_string()).collect(),
        };
        Ok(Loaded { model, classes })
    }
}

/// Images as a model takes them: with an axis of channels or without, or flat.
///
/// # Errors
/// If the model takes images of another size.
pub fn input(model: &Model, images: &Array) -> Result<Tensor> {
    let (shape, expected) = (images.shape(), model.input_shape());
    let extents: Option<Vec<usize>> = expected.iter().skip(1).copied().collect();
    let size: usize = shape[1..].iter().product();
    match extents {
        Some(extents) if extents.iter().product::<usize>() == size => {
            let batch: Vec<usize> = [&shape[..1], &extents].concat();
            Ok(Tensor::from_array(images.clone()).reshape(batch)?)
        }
        _ => Err(Error::failed(format!(
            "the model takes {}, the images are {shape}",
            format_dims(expected)
        ))),
    }
}

fn class_names(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|name| name.as_str().map(String::from)).collect()
}

/// The files of a model by name, `model.json` last.
pub fn to_files(model: &Model, classes: &[String]) -> Result<Vec<(String, Vec<u8>)>> {
    let weights = model
        .variables()
        .iter()
        .map(|v| Ok((v.name().to_string(), v.stored().array()?.clone())))
        .collect::<Result<_>>()?;
    let mut json = ModelJson {
        model_topology: Some(model.config()),
        format: Some("layers-model".into()),
        generated_by: Some("Sparkler".into()),
        ..Default::default()
    };
    json.other.insert(METADATA.into(), json!({ "classes": classes }));
    Ok(tfjs::Model { json, weights }.to_files(Shards::One)?)
}
