//! The error of this room: which file, where in it, what was expected.

use std::io;
use std::path::Path;

/// Shorthand for results of this room.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What is wrong with a file, or what went wrong while it was read or written.
///
/// Prints as `file: what is wrong, expected what`.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {kind}")]
pub struct Error {
    file: String,
    kind: Box<ErrorKind>,
}

/// The kinds of [`Error`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The file system refused.
    #[error("{action}: {source}")]
    Io {
        /// What was being done: `cannot read`, `cannot write`, ...
        action: &'static str,
        /// The system's reason.
        source: io::Error,
    },
    /// Bytes that are not what the format says.
    #[error("byte {offset}: {found}, expected {expected}")]
    Bytes {
        /// Where, counted from the start of the file.
        offset: u64,
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
    },
    /// A named field (of a JSON document or a header) that is not what the format says.
    #[error("{field}: {found}, expected {expected}")]
    Field {
        /// Its name, as a path: `weightsManifest[0].weights[3].shape`.
        field: String,
        /// What it holds.
        found: String,
        /// What it should hold.
        expected: String,
    },
    /// An array that cannot be made or that the format cannot hold.
    #[error("{0}")]
    Array(sparkler_base::Error),
}

impl Error {
    /// An error of the file system.
    pub fn io(file: impl AsRef<Path>, action: &'static str, source: io::Error) -> Error {
        Error::new(file.as_ref().display().to_string(), ErrorKind::Io { action, source })
    }

    /// An error in that file.
    pub fn new(file: impl Into<String>, kind: ErrorKind) -> Error {
        Error { file: file.into(), kind: Box::new(kind) }
    }

    pub(crate) fn bytes(
        file: &str,
        offset: usize,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Error {
        let (found, expected) = (found.into(), expected.into());
        Error::new(file, ErrorKind::Bytes { offset: offset as u64, found, expected })
    }

    pub(crate) fn field(
        file: &str,
        field: impl Into<String>,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Error {
        let (field, found, expected) = (field.into(), found.into(), expected.into());
        Error::new(file, ErrorKind::Field { field, found, expected })
    }

    pub(crate) fn array(file: &str) -> impl Fn(sparkler_base::Error) -> Error {
        move |e| Error::new(file, ErrorKind::Array(e))
    }

    /// The file, as it was named to the parser.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What is wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// Is it that there is no such file?
    pub fn is_not_found(&self) -> bool {
        matches!(&*self.kind, ErrorKind::Io { source, .. }
            if source.kind() == io::ErrorKind::NotFound)
    }
}

/// A whole file in memory.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|e| Error::io(path, "cannot read", e))
}
