//! The error of this room.

use std::fmt;

/// Shorthand for results of this room.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong in reading or writing a model.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be read or written, or is not what its format says.
    Format(sparkler_formats::Error),
    /// The model that a file describes cannot be made.
    Model {
        /// The file.
        file: String,
        /// Why.
        source: sparkler_nn::Error,
    },
    /// Weights and layers do not fit together.
    Weights {
        /// The file.
        file: String,
        /// What is wrong and what was expected.
        message: String,
    },
    /// The format has no way to say what a model does.
    Unsupported {
        /// The layer.
        layer: String,
        /// What it does that cannot be said.
        message: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Format(e) => fmt::Display::fmt(e, f),
            Error::Model { file, source } => write!(f, "{file}: {source}"),
            Error::Weights { file, message } => write!(f, "{file}: {message}"),
            Error::Unsupported { layer, message } => {
                write!(f, "layer {layer} cannot be saved for TensorFlow.js: {message}")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Format(e) => Some(e),
            Error::Model { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl From<sparkler_formats::Error> for Error {
    fn from(e: sparkler_formats::Error) -> Error {
        Error::Format(e)
    }
}
