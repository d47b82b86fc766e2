//! Clusters.

mod agglomerative;
mod dbscan;
mod hdbscan;
mod kmeans;
pub(crate) mod points;

pub use agglomerative::{AgglomerativeClustering, AgglomerativeModel, Linkage};
pub use dbscan::{DBSCAN, DbscanModel};
pub use hdbscan::{HDBSCAN, HdbscanModel, Selection};
pub use kmeans::{Init, InitRule, KMeans, KMeansModel, MiniBatchKMeans, Restarts, RestartsRule};
