//! TensorFlow.js layers-models: reading and writing.

mod read;
mod write;

pub use read::from_tfjs;
pub use write::to_tfjs;

use crate::Result;
use sparkler_formats::tfjs::{Model as File, Shards};
use sparkler_nn::Model;
use sparkler_nn::layers::Registry;
use std::path::Path;

/// Writes a model into a folder (made if need be) as `model.json` and `weights.bin`, which stock
/// TensorFlow.js opens with `tf.loadLayersModel`. A model that was there is replaced as a whole or
/// not at all.
///
/// Loss, metrics and optimizer (without its state) are written too where TensorFlow.js has them.
///
/// # Errors
/// If a layer does what TensorFlow.js cannot, or the file system refuses.
pub fn save_model(model: &Model, folder: impl AsRef<Path>) -> Result<()> {
    Ok(to_tfjs(model)?.write(folder, Shards::One)?)
}

/// Reads a model that [`save_model`], TensorFlow.js or its converter wrote: a folder with a
/// `model.json`, or that file. A model that was saved with its optimizer and loss comes back
/// compiled, if they are known here.
///
/// # Errors
/// If a file is missing or malformed, or the model has layers that are not known here.
pub fn load_model(path: impl AsRef<Path>) -> Result<Model> {
    load_model_with(path, &Registry::new())
}

/// As [`load_model`], with layers of one's own.
///
/// # Errors
/// As [`load_model`].
pub fn load_model_with(path: impl AsRef<Path>, registry: &Registry) -> Result<Model> {
    let path = path.as_ref();
    let path = if path.is_dir() { path.join("model.json") } else { path.to_path_buf() };
    from_tfjs(&path.display().to_string(), File::read(&path)?, registry)
}
