//! Trees, forests and boosting on one core: columns as codes of a byte, histograms, and trees in
//! arrays.

mod bins;
mod boosting;
mod draw;
mod forest;
mod forests;
mod grow;
mod import;
mod input;
mod isolation;
mod loss;
mod options;
mod structure;

pub use boosting::{
    BoostingModel, HistGradientBoostingClassifier, HistGradientBoostingRanker,
    HistGradientBoostingRegressor, RegressionLoss,
};
pub use forest::{ClassCriterion, NumberCriterion};
pub use forests::{
    DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreesClassifier, ExtraTreesRegressor,
    ForestModel, RandomForestClassifier, RandomForestRegressor, Splitter,
};
pub use isolation::{IsolationForest, IsolationForestModel};
pub use options::{GrowPolicy, MaxFeatures};
pub use structure::Tree;
