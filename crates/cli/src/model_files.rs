//! Models as files: TensorFlow.js layers-models, with the names of the classes.

use crate::error::{Error, Result};
use serde_json::{Value, json};
use sparkler::engine::{Array, Tensor};
use sparkler::formats::tfjs::{self, Shards};
use sparkler::import::{from_tfjs, to_tfjs};
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
        let files = tfjs::Model::read(&file)?;
        let metadata = files.json.other.get(METADATA).cloned();
        let model = from_tfjs(&file.display().to_string(), files, &Registry::new())?;
        let count = match model.output_shape() {
            [_, Some(count)] => *count,
            other => {
                return Err(Error::failed(format!(
                    "{}: the model gives {}, not a score for each class",
                    file.display(),
                    format_dims(other)
                )));
            }
        };
        let named = metadata.as_ref().and_then(|m| class_names(m.get("classes")?));
        let classes = match named {
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
    let mut files = to_tfjs(model)?;
    files.json.other.insert(METADATA.into(), json!({ "classes": classes }));
    Ok(files.to_files(Shards::One)?)
}
