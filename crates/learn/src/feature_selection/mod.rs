//! Choosing columns, with scikit-learn's names and meaning: by what a model thinks of them, by
//! cross-validation, and by mutual information. ([`SelectKBest`](crate::preprocessing::SelectKBest)
//! and [`VarianceThreshold`](crate::preprocessing::VarianceThreshold) are with the other
//! transformers.)

mod elimination;
mod from_model;
mod mutual_information;
mod sequential;

pub use elimination::{RFE, RFECV, RFECVModel, RFEModel, Select};
pub use from_model::{SelectFromModel, SelectFromModelModel, Threshold};
pub use mutual_information::{mutual_info_classif, mutual_info_regression};
pub use sequential::{Direction, SequentialFeatureSelector, SequentialFeatureSelectorModel};

use crate::{AnyModel, Error, Features, Result};

/// How much each column matters to a model: its importances, or the norm of its coefficients over
/// the rows of scores.
fn importances(estimator: &'static str, model: &dyn AnyModel, norm: f64) -> Result<Vec<f64>> {
    if let Some(coef) = model.coefficients() {
        let rows = coef.to_f64();
        let column = |c: usize| {
            let values = (0..coef.rows()).map(|r| rows[r * coef.columns() + c].abs());
            if norm == f64::INFINITY {
                values.fold(0.0, f64::max)
            } else {
                values.map(|v| v.powf(norm)).sum::<f64>().powf(1.0 / norm)
            }
        };
        return Ok((0..coef.columns()).map(column).collect());
    }
    match model.feature_importances() {
        Some(importances) => Ok(importances),
        None => Err(Error::parameter(
            estimator,
            "estimator",
            model.estimator(),
            "one with coefficients or importances of columns (linear models, trees, boosting)",
        )),
    }
}

/// The columns that are chosen, in a form that a file may hold: ascending, below `n_features`.
fn validate(estimator: &'static str, support: &[usize], n_features: usize) -> Result<()> {
    let ascending = support.windows(2).all(|w| w[0] < w[1]);
    if !support.is_empty() && ascending && support.iter().all(|c| *c < n_features) {
        return Ok(());
    }
    Err(Error::Model {
        what: estimator.into(),
        reason: format!("chosen columns {support:?} of {n_features}"),
    })
}

fn transform(
    estimator: &'static str,
    support: &[usize],
    n_features: usize,
    x: &Features,
) -> Result<Features> {
    x.require_columns(estimator, n_features)?;
    x.take_columns(support)
}
