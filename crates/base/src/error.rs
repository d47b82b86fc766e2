//! The error of the tensor rooms: which operation, which values, what was expected.

use crate::DType;
use std::borrow::Cow;
use std::fmt;

/// Shorthand for results of the tensor rooms.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong in a tensor operation, with the data to say so.
///
/// Prints as `operation: what is wrong: the values (what was expected)`.
#[derive(Clone, PartialEq)]
pub struct Error(Box<Inner>);

#[derive(Clone, PartialEq)]
struct Inner {
    op: Cow<'static, str>,
    kind: ErrorKind,
}

/// The kinds of [`Error`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// More dimensions than an array can have.
    RankTooHigh {
        /// The rank asked for.
        rank: usize,
    },
    /// More elements than memory can address.
    TooLarge {
        /// The extents asked for.
        dims: Vec<usize>,
    },
    /// The allocator had no memory of that size.
    OutOfMemory {
        /// Bytes asked for.
        bytes: usize,
    },
    /// An axis that the shape does not have.
    AxisOutOfRange {
        /// The axis as given, negative from the end.
        axis: i64,
        /// Dimensions there are.
        rank: usize,
    },
    /// Two shapes that do not broadcast.
    Broadcast {
        /// Left shape.
        lhs: Vec<usize>,
        /// Right shape.
        rhs: Vec<usize>,
    },
    /// An input of the wrong rank.
    Rank {
        /// Which input.
        input: &'static str,
        /// Its shape.
        shape: Vec<usize>,
        /// The rank or ranks expected.
        expected: Cow<'static, str>,
    },
    /// Two shapes that do not fit together.
    ShapeMismatch {
        /// What does not fit.
        what: Cow<'static, str>,
        /// Left shape.
        lhs: Vec<usize>,
        /// Right shape.
        rhs: Vec<usize>,
    },
    /// An input of a data type the operation does not take.
    DType {
        /// Which input.
        input: Cow<'static, str>,
        /// Its data type.
        got: DType,
        /// What it takes.
        expected: Cow<'static, str>,
    },
    /// An attribute that is unknown, missing, of the wrong kind or out of range.
    Attribute {
        /// Its name.
        name: String,
        /// Its value as text.
        got: String,
        /// What is allowed.
        expected: Cow<'static, str>,
    },
    /// The wrong number of inputs.
    InputCount {
        /// How many were given.
        got: usize,
        /// How many it takes.
        expected: Cow<'static, str>,
    },
    /// An index read from data that lies outside its axis.
    IndexOutOfRange {
        /// The index.
        index: i64,
        /// Elements along the axis.
        extent: usize,
    },
    /// An operation without a gradient, with the reason.
    NoGradient {
        /// Why it has none.
        reason: Cow<'static, str>,
    },
    /// A value was read that is not there: a traced tensor has no numbers, a disposed one no data.
    NotAvailable {
        /// What was asked for and what to do instead.
        reason: Cow<'static, str>,
    },
    /// Anything else, in words.
    Other(Cow<'static, str>),
}

impl Error {
    /// An error of that operation.
    pub fn new(op: impl Into<Cow<'static, str>>, kind: ErrorKind) -> Error {
        Error(Box::new(Inner { op: op.into(), kind }))
    }

    /// An error of that operation, in words.
    pub fn other(op: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Error {
        Error::new(op, ErrorKind::Other(message.into()))
    }

    /// The operation that failed.
    pub fn op(&self) -> &str {
        &self.0.op
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The same error, said of another operation: what a layer or method does with an error from
    /// the shape arithmetic below it.
    pub fn at(mut self, op: impl Into<Cow<'static, str>>) -> Error {
        self.0.op = op.into();
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.0.op)?;
        match &self.0.kind {
            ErrorKind::RankTooHigh { rank } => {
                write!(f, "rank {rank} is too high (at most {})", crate::MAX_RANK)
            }
            ErrorKind::TooLarge { dims } => {
                write!(f, "a shape of {dims:?} has more elements than memory can address")
            }
            ErrorKind::OutOfMemory { bytes } => {
                write!(f, "out of memory: no {bytes} bytes left to allocate")
            }
            ErrorKind::AxisOutOfRange { axis, rank } => match rank {
                0 => write!(f, "axis {axis} is out of range: a scalar has no axes"),
                _ => write!(
                    f,
                    "axis {axis} is out of range for rank {rank} (expected -{rank} to {})",
                    rank - 1
                ),
            },
            ErrorKind::Broadcast { lhs, rhs } => write!(
                f,
                "shapes do not broadcast: lhs {lhs:?}, rhs {rhs:?} (from the last axis on, extents \
                 must be equal or 1)"
            ),
            ErrorKind::Rank { input, shape, expected } => {
                write!(f, "{input} has rank {} (shape {shape:?}), expected {expected}", shape.len())
            }
            ErrorKind::ShapeMismatch { what, lhs, rhs } => {
                write!(f, "{what}: lhs {lhs:?}, rhs {rhs:?}")
            }
            ErrorKind::DType { input, got, expected } => {
                write!(f, "{input} has dtype {got}, expected {expected}")
            }
            ErrorKind::Attribute { name, got, expected } => {
                write!(f, "attribute {name} is {got}, expected {expected}")
            }
            ErrorKind::InputCount { got, expected } => {
                write!(f, "{got} inputs given, expected {expected}")
            }
            ErrorKind::IndexOutOfRange { index, extent } => {
                write!(f, "index {index} is out of range for an axis of {extent} elements")
            }
            ErrorKind::NoGradient { reason } => write!(f, "has no gradient: {reason}"),
            ErrorKind::NotAvailable { reason } => write!(f, "{reason}"),
            ErrorKind::Other(message) => write!(f, "{message}"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}
