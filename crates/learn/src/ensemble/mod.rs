//! Estimators that predict together, with scikit-learn's names and meaning: votes, stacks and bags
//! of any estimators of the [registry](crate::registry). Each is one model in one file.

mod bagging;
mod members;
mod stacking;
mod voting;

pub use bagging::{
    BaggingClassifier, BaggingClassifierModel, BaggingRegressor, BaggingRegressorModel, MaxSamples,
};
pub use members::Member;
pub use stacking::{
    StackMethod, StackingClassifier, StackingClassifierModel, StackingRegressor,
    StackingRegressorModel,
};
pub use voting::{
    Voting, VotingClassifier, VotingClassifierModel, VotingRegressor, VotingRegressorModel,
};
