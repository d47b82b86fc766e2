//! The error of this room: which estimator or function, the values, what was expected.

/// Shorthand for results of this room.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What is wrong with a request to learn or to predict.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter outside its range, or one that does not go with another.
    #[error("{estimator}: {parameter} = {value}: expected {expected}")]
    Parameter {
        /// The estimator or function.
        estimator: &'static str,
        /// The parameter's name.
        parameter: &'static str,
        /// Its value.
        value: String,
        /// What is allowed.
        expected: String,
    },
    /// A parameter that the estimator does not have, or a value of the wrong type.
    #[error("{estimator}: {reason}")]
    Parameters {
        /// The estimator.
        estimator: String,
        /// What the parser of parameters says.
        reason: String,
    },
    /// An input of the wrong shape.
    #[error("{estimator}: {what} is {found}, expected {expected}")]
    Shape {
        /// The estimator or function.
        estimator: &'static str,
        /// Which input, and which of its extents.
        what: &'static str,
        /// What it is.
        found: String,
        /// What was expected.
        expected: String,
    },
    /// A number that the estimator cannot use: missing or infinite.
    #[error(
        "{estimator}: {what} holds {value} at row {row}, column {column}; expected finite numbers \
         (an imputer fills missing ones; trees and boosting take them as they are)"
    )]
    NotFinite {
        /// The estimator or function.
        estimator: &'static str,
        /// Which input.
        what: &'static str,
        /// The value.
        value: f64,
        /// Its row, from 0.
        row: usize,
        /// Its column, from 0.
        column: usize,
    },
    /// Data that cannot be learnt from: too few rows, a single class.
    #[error("{estimator}: {reason}")]
    Data {
        /// The estimator or function.
        estimator: &'static str,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// Something that this model cannot do.
    #[error("{estimator}: has no {method}{hint}")]
    Unsupported {
        /// The estimator.
        estimator: &'static str,
        /// What was asked for: `predict_proba`, `transform`, ...
        method: &'static str,
        /// What to do instead, beginning with `; `, or nothing.
        hint: &'static str,
    },
    /// A name that is not in the list of estimators.
    #[error("no estimator is called {name}; there are {known}")]
    UnknownEstimator {
        /// The name.
        name: String,
        /// Those that exist.
        known: String,
    },
    /// A model file that is broken or of another kind.
    #[error("{what}: {reason}")]
    Model {
        /// The file, or what was read.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The caller stopped the work.
    #[error("{estimator}: cancelled")]
    Cancelled {
        /// The estimator.
        estimator: &'static str,
    },
    /// An error of the tables and files below.
    #[error(transparent)]
    Table(#[from] sparkler_data::Error),
}

impl Error {
    /// A parameter outside its range.
    pub fn parameter(
        estimator: &'static str,
        parameter: &'static str,
        value: impl ToString,
        expected: impl Into<String>,
    ) -> Error {
        Error::Parameter {
            estimator,
            parameter,
            value: value.to_string(),
            expected: expected.into(),
        }
    }

    /// Data that cannot be learnt from.
    pub fn data(estimator: &'static str, reason: impl Into<String>) -> Error {
        Error::Data { estimator, reason: reason.into() }
    }
}
