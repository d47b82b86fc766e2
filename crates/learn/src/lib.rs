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
pub mod calibration;
pub mod class_weight;
pub mod cluster;
mod columns;
pub mod compose;
pub mod decomposition;
pub mod discriminant_analysis;
pub mod dummy;
pub mod ensemble;
mod error;
pub mod estimator;
pub mod feature_selection;
mod features;
pub mod inspection;
pub mod linalg;
pub mod linear;
pub mod manifold;
pub mod metrics;
pub mod mixture;
pub mod model_selection;
pub mod naive_bayes;
pub mod neighbors;
pub mod onnx;
pub mod parallel;
pub mod preprocessing;
pub mod random;
pub mod recommend;
pub mod registry;
mod rows;
mod saved;
pub mod special;
pub mod svm;
pub mod tabular;
pub mod target;
pub mod tree;

pub use calibration::{CalibratedClassifierCV, IsotonicRegression};
pub use class_weight::{ClassWeight, ClassWeightRule};
pub use cluster::{AgglomerativeClustering, DBSCAN, HDBSCAN, KMeans, MiniBatchKMeans};
pub use columns::{Columns, Samples};
pub use discriminant_analysis::{LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis};
pub use dummy::{DummyClassifier, DummyRegressor};
pub use ensemble::{
    BaggingClassifier, BaggingRegressor, StackingClassifier, StackingRegressor, VotingClassifier,
    VotingRegressor,
};
pub use error::{Error, Result};
pub use estimator::{AnyEstimator, AnyModel, Estimator, FitOptions, Kind, Model, Progress};
pub use feature_selection::{RFE, RFECV, SelectFromModel, SequentialFeatureSelector};
pub use features::{Features, Matrix, SparseMatrix, Values};
pub use linear::{
    ElasticNet, ElasticNetCV, GammaRegressor, GeneralizedLinearModel, HuberRegressor, Lasso,
    LassoCV, LinearRegression, LogisticRegression, LogisticRegressionCV, PoissonRegressor,
    QuantileRegressor, Ridge, RidgeCV, RidgeClassifier, SGDClassifier, SGDRegressor,
    TweedieRegressor,
};
pub use mixture::GaussianMixture;
pub use naive_bayes::{BernoulliNB, CategoricalNB, ComplementNB, GaussianNB, MultinomialNB};
pub use neighbors::{
    KNeighborsClassifier, KNeighborsRegressor, LocalOutlierFactor, NearestNeighbors,
    RadiusNeighborsClassifier, RadiusNeighborsRegressor,
};
pub use saved::SavedModel;
pub use svm::{LinearSVC, LinearSVR, NuSVC, NuSVR, OneClassSVM, SVC, SVR};
pub use tree::{
    DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreesClassifier, ExtraTreesRegressor,
    HistGradientBoostingClassifier, HistGradientBoostingRanker, HistGradientBoostingRegressor,
    IsolationForest, RandomForestClassifier, RandomForestRegressor,
};
