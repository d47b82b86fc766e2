//! Trees, forests and boosting on one core: columns as codes of a byte, histograms, and trees in
//! arrays.

mod bins;
mod boosting;
mod grow;
mod loss;
mod options;
mod structure;

pub use boosting::{
    BoostingModel, HistGradientBoostingClassifier, HistGradientBoostingRanker,
    HistGradientBoostingRegressor, RegressionLoss,
};
pub(crate) use options::argmax;
pub use options::{ClassWeight, GrowPolicy};
pub use structure::Tree;
