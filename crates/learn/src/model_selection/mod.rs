//! Splitting data, scoring, and choosing parameters, with scikit-learn's names and meaning.

pub mod curves;
pub mod halving;
pub mod scoring;
pub mod search;
pub mod split;
pub mod validation;

pub use curves::{LearningCurve, TrainSizes, ValidationCurve, learning_curve, validation_curve};
pub use halving::{Halving, HalvingResult, HalvingRound, MinResources};
pub use scoring::Scoring;
pub use search::{SearchResult, draw, parameter_grid, search};
pub use split::{CrossValidator, Fold, Folds, train_test_split};
pub use validation::{
    CrossValidation, PredictMethod, cross_val_predict, cross_val_predict_with, cross_val_score,
    cross_validate, cross_validate_samples,
};
