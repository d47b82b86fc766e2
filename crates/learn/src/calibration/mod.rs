//! Probabilities that mean what they say: monotone curves from scores to probabilities.

mod classifier;
mod isotonic;
mod sigmoid;

pub use classifier::{CalibratedClassifierCV, CalibratedClassifierCVModel, CalibrationMethod};
pub use isotonic::{IsotonicRegression, IsotonicRegressionModel, OutOfBounds};
pub use sigmoid::Sigmoid;
