//! Why a command ends early, and with which exit code.

use std::fmt::Display;
use std::io;

/// Shorthand for results of commands.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a command ends early.
#[derive(Debug)]
pub enum Error {
    /// It was asked for something that makes no sense: exit code 2.
    Usage(String),
    /// It could not do what it was asked for: exit code 1.
    Failed(String),
    /// Nobody reads its output any more, as in `sparkler ops | head -3`: no reason to complain.
    NoReader,
}

impl Error {
    /// A command line that makes no sense.
    pub fn usage(message: impl Display) -> Error {
        Error::Usage(message.to_string())
    }

    /// Something that could not be done.
    pub fn failed(message: impl Display) -> Error {
        Error::Failed(message.to_string())
    }
}

impl From<io::Error> for Error {
    /// An error of the standard output, the only place a command writes to by itself: files are
    /// written by `sparkler::formats`, which names them in its errors.
    fn from(e: io::Error) -> Error {
        match e.kind() {
            io::ErrorKind::BrokenPipe => Error::NoReader,
            _ => Error::Failed(format!("cannot write to the standard output: {e}")),
        }
    }
}

macro_rules! failures {
    ($($t:ty),*) => {$(
        impl From<$t> for Error {
            fn from(e: $t) -> Error {
                Error::failed(e)
            }
        }
    )*};
}
failures!(
    sparkler::engine::Error,
    sparkler::data::Error,
    sparkler::formats::Error,
    sparkler::import::Error,
    sparkler::nn::Error
);
