//! Traditional machine learning: learners for tables of numbers, with the names, parameters and
//! meaning of scikit-learn.
//!
//! ```
//! use sparkler_learn::{DummyClassifier, Estimator, Matrix, Model};
//!
//! # fn main() -> sparkler_learn::Result<()> {
//! let x = Matrix::from_rows(&[[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])?.into();
//! let y = [0.0, 1.0, 1.0];
//! let model = DummyClassifier::default().fit(&x, &y)?;
//! assert_eq!(model.predict(&x)?, [1.0, 1.0, 1.0]);
//! # Ok(())
//! # }
//! ```
//!
//! An [`Estimator`] is a struct of parameters; fitting it gives a [`Model`]. [`registry`] lists
//! all of them by name.

pub mod baskets;
pub mod decomposition;
pub mod dummy;
mod error;
pub mod estimator;
mod features;
pub mod linalg;
pub mod parallel;
pub mod random;
pub mod recommend;
pub mod registry;
pub mod target;

pub use dummy::{DummyClassifier, DummyRegressor};
pub use error::{Error, Result};
pub use estimator::{AnyEstimator, AnyModel, Estimator, FitOptions, Kind, Model, Progress};
pub use features::{Features, Matrix, SparseMatrix, Values};
