//! One error type: a message for JavaScript.

use std::fmt;

/// A message; that is all an exception carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(pub String);

/// Shorthand.
pub type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Error {
        Error(message.into())
    }
}

impl From<sparkler_engine::Error> for Error {
    fn from(e: sparkler_engine::Error) -> Error {
        Error(e.to_string())
    }
}

impl From<sparkler_nn::Error> for Error {
    fn from(e: sparkler_nn::Error) -> Error {
        Error(e.to_string())
    }
}

impl From<sparkler_import::Error> for Error {
    fn from(e: sparkler_import::Error) -> Error {
        Error(e.to_string())
    }
}

impl From<sparkler_formats::Error> for Error {
    fn from(e: sparkler_formats::Error) -> Error {
        Error(e.to_string())
    }
}

impl From<serde_json::Error> for Error {
    fn from(e: serde_json::Error) -> Error {
        Error(format!("malformed JSON: {e}"))
    }
}
