//! Splitting data, scoring, and choosing parameters, with scikit-learn's names and meaning.

pub mod scoring;
pub mod search;
pub mod split;
pub mod validation;

pub use scoring::Scoring;
pub use search::{SearchResult, draw, parameter_grid, search};
pub use split::{Fold, Folds, train_test_split};
pub use validation::{CrossValidation, cross_val_predict, cross_val_score, cross_validate};
