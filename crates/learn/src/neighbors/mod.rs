//! Nearest neighbours: exact by trees or products of matrices, or approximate by a graph.

mod best;
mod brute;
mod hnsw;
mod index;
mod metric;
mod onnx;
mod outlier;
mod spanning;
mod tree;
mod vote;

pub(crate) use best::Best;
pub use hnsw::HnswOptions;
pub use index::Algorithm;
pub(crate) use index::{Index, Search};
pub use metric::Metric;
pub(crate) use metric::{Distance, normalise};
pub use outlier::{Contamination, ContaminationRule, LocalOutlierFactor, LocalOutlierFactorModel};
pub(crate) use spanning::Links;
pub use vote::{
    KNeighborsClassifier, KNeighborsClassifierModel, KNeighborsRegressor, KNeighborsRegressorModel,
    NearestNeighbors, NearestNeighborsModel, RadiusNeighborsClassifier,
    RadiusNeighborsClassifierModel, RadiusNeighborsRegressor, RadiusNeighborsRegressorModel,
    Weights,
};

use crate::{Features, Result};

/// That new rows have the columns that were learnt from, and only finite numbers. No rows at all
/// are allowed.
pub(crate) fn require_columns(estimator: &'static str, x: &Features, columns: usize) -> Result<()> {
    x.require_columns(estimator, columns)?;
    if x.rows() > 0 { x.require_finite(estimator) } else { Ok(()) }
}
