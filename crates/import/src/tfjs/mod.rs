//! TensorFlow.js layers-models: reading and writing.

mod optimizer;
mod read;
mod write;

pub use read::from_tfjs;
pub use write::{to_tfjs, to_tfjs_with};

use crate::Result;
use sparkler_formats::tfjs::{Model as File, Shards};
use sparkler_nn::Model;
use sparkler_nn::layers::Registry;
use std::path::Path;

/// What of a model is saved besides its layers and their weights.
#[derive(Clone, Debug)]
pub struct SaveOptions {
    /// Loss, metrics and optimizer, if the model is compiled (by default).
    pub training_config: bool,
    /// The state of the optimizer too, so that training can go on where it was.
    pub include_optimizer: bool,
}

impl Default for SaveOptions {
    fn default() -> SaveOptions {
        SaveOptions { training_config: true, include_optimizer: false }
    }
}

/// Writes a model into a folder (made if need be) as `model.json` and `weights.bin`, which stock
/// TensorFlow.js opens with `tf.loadLayersModel`. A model that was there is replaced as a whole or
/// not at all.
///
/// Loss, metrics and optimizer (without its state) are written too. Those that TensorFlow.js lacks
/// stand where it does not look, and it opens the model as one that is not compiled.
///
/// # Errors
/// If a layer does what TensorFlow.js cannot, or the file system refuses.
pub fn save_model(model: &Model, folder: impl AsRef<Path>) -> Result<()> {
    save_model_with(model, folder, &SaveOptions::default())
}

/// As [`save_model`], and says what is saved.
///
/// # Errors
/// As [`save_model`].
pub fn save_model_with(
    model: &Model,
    folder: impl AsRef<Path>,
    options: &SaveOptions,
) -> Result<()> {
    Ok(to_tfjs_with(model, options)?.write(folder, Shards::One)?)
}

/// What [`save_model_with`] writes, in memory: the text of `model.json` and the bytes of
/// `weights.bin`.
///
/// ```
/// use sparkler_import::{SaveOptions, model_from_bytes, model_to_bytes};
/// use sparkler_nn::{Sequential, layers::{Dense, Registry}};
/// let model = Sequential::new().input([3]).add(Dense::new(2)).build()?;
/// let (json, weights) = model_to_bytes(&model, &SaveOptions::default())?;
/// let again = model_from_bytes("my model", &json, &weights, &Registry::new())?;
/// assert_eq!(again.config(), model.config());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If a layer does what TensorFlow.js cannot.
pub fn model_to_bytes(model: &Model, options: &SaveOptions) -> Result<(Vec<u8>, Vec<u8>)> {
    Ok(to_tfjs_with(model, options)?.to_bytes()?)
}

/// Reads what [`model_to_bytes`] gave, or the content of any `model.json` of a layers-model and of
/// its weights, one after the other in the order of its manifest. `name` is what messages call it.
///
/// # Errors
/// As [`load_model`], but for files.
pub fn model_from_bytes(
    name: &str,
    json: &[u8],
    weights: &[u8],
    registry: &Registry,
) -> Result<Model> {
    from_tfjs(name, File::from_bytes(name, json, weights)?, registry)
}

/// Reads a model that [`save_model`], TensorFlow.js or its converter wrote: a folder with a
/// `model.json`, or that file. A model that was saved with its optimizer and loss comes back
/// compiled, if they are known here, and with the optimizer's state if that was saved.
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
