//! Foreign models to Sparkler's and back: TensorFlow.js layers-models.
//!
//! ```
//! use sparkler_engine::{DType, Tensor};
//! use sparkler_import::{load_model, save_model};
//! use sparkler_nn::{Sequential, layers::Dense};
//!
//! let folder = std::env::temp_dir().join("sparkler-import-doc");
//! let model = Sequential::new().input([3]).add(Dense::new(2)).build()?;
//! save_model(&model, &folder)?;
//! let again = load_model(&folder)?;
//! let x = Tensor::ones(&[1, 3], DType::F32)?;
//! assert_eq!(again.predict(&x)?.to_vec::<f32>()?, model.predict(&x)?.to_vec::<f32>()?);
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod tfjs;

pub use error::{Error, Result};
pub use tfjs::{
    SaveOptions, from_tfjs, layer_from_tfjs, layer_to_tfjs, load_model, load_model_with,
    model_from_bytes, model_to_bytes, save_model, save_model_with, to_tfjs, to_tfjs_with,
};
