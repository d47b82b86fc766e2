//! The error of this room: which file or argument, what it holds, what was expected.

use std::io;
use std::path::Path;

/// Shorthand for results of this room.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What is wrong with data, a file of data, or a request for it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such file or folder.
    #[error("{path}: not found")]
    NotFound {
        /// The path as given.
        path: String,
    },
    /// The file system refused.
    #[error("{path}: {action}: {source}")]
    Io {
        /// The path as given.
        path: String,
        /// What was being done: `cannot read`, ...
        action: &'static str,
        /// The system's reason.
        source: io::Error,
    },
    /// A file whose header speaks of more or fewer bytes than there are.
    #[error("{path}: {expected} bytes expected by the header {shape:?}, file has {found}")]
    Length {
        /// The file.
        path: String,
        /// The shape in its header.
        shape: Vec<usize>,
        /// Bytes that a file with such a header has, unpacked, header included.
        expected: u64,
        /// Bytes it has.
        found: String,
    },
    /// A file that is not what it should be.
    #[error("{path}: {found}, expected {expected}")]
    Malformed {
        /// The file.
        path: String,
        /// What it is or holds.
        found: String,
        /// What it should.
        expected: String,
    },
    /// A folder without the files of a data set.
    #[error("{path}: no {missing}, expected {expected}")]
    MissingFiles {
        /// The folder.
        path: String,
        /// What was looked for.
        missing: String,
        /// The file names it may have.
        expected: String,
    },
    /// A cell of a table that is not what it should be.
    #[error("{path}:{line}: column {column}: {found}, expected {expected}")]
    Cell {
        /// The file.
        path: String,
        /// The line, from 1; the row in a file without lines.
        line: u64,
        /// The column's name.
        column: String,
        /// What stands there.
        found: String,
        /// What should, and what to do.
        expected: String,
    },
    /// A line of a table that is not what it should be.
    #[error("{path}:{line}: {reason}")]
    Line {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// An argument that does not make sense for this data.
    #[error("{what} is {found}, expected {expected}")]
    Argument {
        /// The argument.
        what: &'static str,
        /// Its value as text.
        found: String,
        /// What is allowed.
        expected: String,
    },
    /// An array could not be made.
    #[error(transparent)]
    Array(#[from] sparkler_base::Error),
    /// A file could not be written.
    #[error(transparent)]
    Format(#[from] sparkler_formats::Error),
}

impl Error {
    pub(crate) fn io(path: &Path, action: &'static str, source: io::Error) -> Error {
        let path = path.display().to_string();
        match source.kind() {
            io::ErrorKind::NotFound => Error::NotFound { path },
            _ => Error::Io { path, action, source },
        }
    }

    pub(crate) fn malformed(
        path: &str,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Error {
        Error::Malformed { path: path.into(), found: found.into(), expected: expected.into() }
    }

    pub(crate) fn argument(
        what: &'static str,
        found: impl ToString,
        expected: impl Into<String>,
    ) -> Error {
        Error::Argument { what, found: found.to_string(), expected: expected.into() }
    }
}
