//! Parsers and writers of model and array files, without semantics: they turn bytes into named
//! [`Array`](sparkler_base::Array)s and plain structures, and back. What a layer or an operation
//! of a file means is the business of other rooms.
//!
//! * [`tfjs`]: TensorFlow.js `model.json` with its binary weights;
//! * [`onnx`]: ONNX models, the protocol buffers alone;
//! * [`npy`] and [`npz`]: NumPy's array files;
//! * [`safetensors`]: named arrays behind a JSON header;
//! * [`atomic`]: writing files so that an interruption leaves the old ones whole.
//!
//! Every parser works on bytes in memory (`from_bytes`, for browsers and tests) and on a path
//! (`read`). A malformed file is an [`Error`] that names the file, the offset or field, and what
//! was expected; no header is believed before the bytes it speaks of are known to be there.

pub mod atomic;
mod error;
pub mod npy;
pub mod npz;
pub mod onnx;
mod raw;
pub mod safetensors;
pub mod tfjs;

pub use error::{Error, ErrorKind, Result};
