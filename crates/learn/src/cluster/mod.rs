//! Clusters.

use crate::Error;

pub(crate) mod agglomerative;
mod dbscan;
mod hdbscan;
mod kmeans;
pub(crate) mod points;

pub use agglomerative::{AgglomerativeClustering, AgglomerativeModel, Linkage};
pub use dbscan::{DBSCAN, DbscanModel};
pub use hdbscan::{HDBSCAN, HdbscanModel, Selection};
pub use kmeans::{Init, InitRule, KMeans, KMeansModel, MiniBatchKMeans, Restarts, RestartsRule};

/// The error of a clusterer that cannot place new rows.
fn knows_labels_alone(estimator: &'static str, method: &'static str) -> Error {
    let hint = "; it knows the clusters of the rows it has learnt from alone (labels)";
    Error::Unsupported { estimator, method, hint }
}
