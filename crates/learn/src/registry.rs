//! The list of all estimators: one row each. Searches, pipelines, model files, the command line and
//! other languages find them here by name.

use crate::estimator::{AnyEstimator, AnyModel, Estimator, Kind};
use crate::{Error, Model, Result, decomposition, dummy};
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
    Row::of::<decomposition::IncrementalPca>(),
    Row::of::<decomposition::Nmf>(),
    Row::of::<decomposition::Pca>(),
    Row::of::<decomposition::TruncatedSvd>(),
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
