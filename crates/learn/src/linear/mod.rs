//! Linear models: least squares and its kin, logistic regression, generalised linear models.

mod coordinate;
mod cross_validated;
pub(crate) mod design;
mod glm;
mod logistic;
pub(crate) mod models;
pub(crate) mod optimize;
mod regression;
mod robust;
mod sgd;

pub use coordinate::{ElasticNet, ElasticNetModel, Lasso, LassoModel};
pub use cross_validated::{
    Alphas, ChosenPredictor, ElasticNetCV, ElasticNetCVModel, L1Ratio, LassoCV, LassoCVModel,
    LogisticRegressionCV, LogisticRegressionCVModel, RidgeCV, RidgeCVModel, Tried,
};
pub use glm::{
    Coefficient, Family, GammaRegressor, GammaRegressorModel, GeneralizedLinearModel,
    GeneralizedLinearModelFit, PoissonRegressor, PoissonRegressorModel, TweedieLink,
    TweedieRegressor, TweedieRegressorModel,
};
pub use logistic::{LogisticRegression, LogisticRegressionModel, Penalty, Solver};
pub use models::{LinearClassifier, LinearPredictor, Link, Probabilities};
pub use regression::{
    LinearRegression, LinearRegressionModel, Ridge, RidgeClassifier, RidgeClassifierModel,
    RidgeModel,
};
pub use robust::{HuberRegressor, HuberRegressorModel, QuantileRegressor, QuantileRegressorModel};
pub use sgd::{
    LearningRate, SGDClassifier, SGDClassifierModel, SGDRegressor, SGDRegressorModel, SgdLoss,
    SgdPenalty,
};
