//! The list of all estimators: one row each. Searches, pipelines, model files, the command line and
//! other languages find them here by name.

use crate::estimator::{AnyEstimator, AnyModel, Estimator, Kind};
use crate::{
    Error, Model, Result, calibration, cluster, compose, decomposition, discriminant_analysis,
    dummy, ensemble, feature_selection, linear, manifold, mixture, naive_bayes, neighbors,
    preprocessing, svm, tree,
};
use serde_json::Value;

/// A row of the list.
pub struct Row {
    /// The estimator's name.
    pub name: &'static str,
    /// What it is for.
    pub kind: Kind,
    make: fn() -> Box<dyn AnyEstimator>,
    load: fn(ciborium::Value) -> Result<Box<dyn AnyModel>>,
}

impl Row {
    const fn of<E: Estimator>() -> Row {
        Row { name: E::NAME, kind: E::KIND, make: || Box::new(E::default()), load: load::<E> }
    }
}

fn load<E: Estimator>(state: ciborium::Value) -> Result<Box<dyn AnyModel>> {
    let model: E::Fitted = state
        .deserialized()
        .map_err(|e| Error::Model { what: E::NAME.into(), reason: e.to_string() })?;
    model.validate()?;
    Ok(Box::new(model))
}

/// All estimators, by family.
pub static ESTIMATORS: &[Row] = &[
    Row::of::<dummy::DummyClassifier>(),
    Row::of::<dummy::DummyRegressor>(),
    Row::of::<linear::LinearRegression>(),
    Row::of::<linear::Ridge>(),
    Row::of::<linear::RidgeClassifier>(),
    Row::of::<linear::Lasso>(),
    Row::of::<linear::ElasticNet>(),
    Row::of::<linear::LogisticRegression>(),
    Row::of::<linear::RidgeCV>(),
    Row::of::<linear::LassoCV>(),
    Row::of::<linear::ElasticNetCV>(),
    Row::of::<linear::LogisticRegressionCV>(),
    Row::of::<linear::SGDClassifier>(),
    Row::of::<linear::SGDRegressor>(),
    Row::of::<linear::HuberRegressor>(),
    Row::of::<linear::QuantileRegressor>(),
    Row::of::<linear::PoissonRegressor>(),
    Row::of::<linear::GammaRegressor>(),
    Row::of::<linear::TweedieRegressor>(),
    Row::of::<linear::GeneralizedLinearModel>(),
    Row::of::<tree::HistGradientBoostingClassifier>(),
    Row::of::<tree::HistGradientBoostingRegressor>(),
    Row::of::<tree::HistGradientBoostingRanker>(),
    Row::of::<tree::DecisionTreeClassifier>(),
    Row::of::<tree::DecisionTreeRegressor>(),
    Row::of::<tree::RandomForestClassifier>(),
    Row::of::<tree::RandomForestRegressor>(),
    Row::of::<tree::ExtraTreesClassifier>(),
    Row::of::<tree::ExtraTreesRegressor>(),
    Row::of::<tree::IsolationForest>(),
    Row::of::<decomposition::IncrementalPca>(),
    Row::of::<decomposition::Nmf>(),
    Row::of::<decomposition::Pca>(),
    Row::of::<decomposition::TruncatedSvd>(),
    Row::of::<cluster::AgglomerativeClustering>(),
    Row::of::<cluster::DBSCAN>(),
    Row::of::<cluster::HDBSCAN>(),
    Row::of::<cluster::KMeans>(),
    Row::of::<cluster::MiniBatchKMeans>(),
    Row::of::<mixture::GaussianMixture>(),
    Row::of::<neighbors::KNeighborsClassifier>(),
    Row::of::<neighbors::KNeighborsRegressor>(),
    Row::of::<neighbors::LocalOutlierFactor>(),
    Row::of::<neighbors::NearestNeighbors>(),
    Row::of::<neighbors::RadiusNeighborsClassifier>(),
    Row::of::<neighbors::RadiusNeighborsRegressor>(),
    Row::of::<svm::LinearSVC>(),
    Row::of::<svm::LinearSVR>(),
    Row::of::<svm::NuSVC>(),
    Row::of::<svm::NuSVR>(),
    Row::of::<svm::OneClassSVM>(),
    Row::of::<svm::SVC>(),
    Row::of::<svm::SVR>(),
    Row::of::<ensemble::VotingClassifier>(),
    Row::of::<ensemble::VotingRegressor>(),
    Row::of::<ensemble::StackingClassifier>(),
    Row::of::<ensemble::StackingRegressor>(),
    Row::of::<ensemble::BaggingClassifier>(),
    Row::of::<ensemble::BaggingRegressor>(),
    Row::of::<compose::ColumnTransformer>(),
    Row::of::<compose::Pipeline>(),
    Row::of::<preprocessing::Binarizer>(),
    Row::of::<preprocessing::KBinsDiscretizer>(),
    Row::of::<preprocessing::KNNImputer>(),
    Row::of::<preprocessing::MaxAbsScaler>(),
    Row::of::<preprocessing::MinMaxScaler>(),
    Row::of::<preprocessing::Normalizer>(),
    Row::of::<preprocessing::OneHotEncoder>(),
    Row::of::<preprocessing::OrdinalEncoder>(),
    Row::of::<preprocessing::PolynomialFeatures>(),
    Row::of::<preprocessing::PowerTransformer>(),
    Row::of::<preprocessing::QuantileTransformer>(),
    Row::of::<preprocessing::RobustScaler>(),
    Row::of::<preprocessing::SelectKBest>(),
    Row::of::<preprocessing::SimpleImputer>(),
    Row::of::<preprocessing::StandardScaler>(),
    Row::of::<preprocessing::TargetEncoder>(),
    Row::of::<manifold::Tsne>(),
    Row::of::<manifold::Umap>(),
    Row::of::<preprocessing::VarianceThreshold>(),
    Row::of::<feature_selection::RFE>(),
    Row::of::<feature_selection::RFECV>(),
    Row::of::<feature_selection::SelectFromModel>(),
    Row::of::<feature_selection::SequentialFeatureSelector>(),
    Row::of::<naive_bayes::GaussianNB>(),
    Row::of::<naive_bayes::MultinomialNB>(),
    Row::of::<naive_bayes::ComplementNB>(),
    Row::of::<naive_bayes::BernoulliNB>(),
    Row::of::<naive_bayes::CategoricalNB>(),
    Row::of::<discriminant_analysis::LinearDiscriminantAnalysis>(),
    Row::of::<discriminant_analysis::QuadraticDiscriminantAnalysis>(),
    Row::of::<calibration::IsotonicRegression>(),
    Row::of::<calibration::CalibratedClassifierCV>(),
];

fn row(name: &str) -> Result<&'static Row> {
    ESTIMATORS.iter().find(|row| row.name == name).ok_or_else(|| Error::UnknownEstimator {
        name: name.into(),
        known: ESTIMATORS.iter().map(|row| row.name).collect::<Vec<_>>().join(", "),
    })
}

/// An estimator by name, with the parameters that differ from the defaults.
///
/// ```
/// use sparkler_learn::registry;
/// use serde_json::json;
/// let estimator = registry::estimator("DummyClassifier", &json!({ "strategy": "prior" })).unwrap();
/// assert_eq!(estimator.params()["strategy"], "prior");
/// ```
///
/// # Errors
/// If there is no such estimator or parameter.
pub fn estimator(name: &str, params: &Value) -> Result<Box<dyn AnyEstimator>> {
    let mut estimator = (row(name)?.make)();
    estimator.set_params(params)?;
    Ok(estimator)
}

/// A model from what [`AnyModel::state`] gave.
///
/// # Errors
/// If there is no such estimator, or the state is broken.
pub fn model(name: &str, state: ciborium::Value) -> Result<Box<dyn AnyModel>> {
    (row(name)?.load)(state)
}
