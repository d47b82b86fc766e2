//! The error of this room.

use std::fmt;

/// Shorthand for results of this room.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong in building, training or saving a model: prints as a sentence; [`Error::kind`]
/// tells its parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Error(Box<ErrorKind>);

/// The kinds of [`Error`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An operation failed.
    Op(sparkler_base::Error),
    /// A layer failed: its name, and what was wrong.
    Layer {
        /// The layer's name.
        layer: String,
        /// What was wrong.
        source: Error,
    },
    /// An argument that makes no sense: what was given, and what was expected.
    Argument {
        /// Of which function, layer or object.
        of: String,
        /// What is wrong with it and what was expected.
        message: String,
    },
    /// A configuration (of a layer, an optimizer, ...) that does not describe one.
    Config {
        /// The class it should describe.
        class: String,
        /// What is wrong with it and what was expected.
        message: String,
    },
    /// The loss became NaN or infinite; training stopped with the last good weights.
    NotFinite {
        /// Which epoch, counted from 0.
        epoch: usize,
        /// Which step of the epoch, counted from 0.
        step: usize,
        /// The first layer whose output, or the first variable whose value, was not finite.
        place: String,
    },
}

impl Error {
    /// An argument that makes no sense.
    pub fn argument(of: impl Into<String>, message: impl Into<String>) -> Error {
        ErrorKind::Argument { of: of.into(), message: message.into() }.into()
    }

    /// A configuration that does not describe its class.
    pub fn config(class: impl Into<String>, message: impl Into<String>) -> Error {
        ErrorKind::Config { class: class.into(), message: message.into() }.into()
    }

    /// The same error, said of a layer.
    pub fn in_layer(self, layer: impl Into<String>) -> Error {
        ErrorKind::Layer { layer: layer.into(), source: self }.into()
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// What went wrong, for whoever wants its parts.
    pub fn into_kind(self) -> ErrorKind {
        *self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::Op(e) => fmt::Display::fmt(e, f),
            ErrorKind::Layer { layer, source } => write!(f, "layer {layer}: {source}"),
            ErrorKind::Argument { of, message } => write!(f, "{of}: {message}"),
            ErrorKind::Config { class, message } => {
                write!(f, "configuration of {class}: {message}")
            }
            ErrorKind::NotFinite { epoch, step, place } => write!(
                f,
                "the loss is not a finite number at step {} of epoch {}; first seen in {place} (the \
                 last good weights were kept; try a lower learning rate or look at the data)",
                step + 1,
                epoch + 1
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::Op(e) => Some(e),
            ErrorKind::Layer { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl From<sparkler_base::Error> for Error {
    fn from(e: sparkler_base::Error) -> Error {
        ErrorKind::Op(e).into()
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Error {
        Error(Box::new(kind))
    }
}
