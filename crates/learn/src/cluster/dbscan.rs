//! Clusters as dense regions: Ester et al., *A Density-Based Algorithm for Discovering Clusters in
//! Large Spatial Databases with Noise* (1996).

use super::agglomerative::Sets;
use crate::estimator::{Estimator, FitOptions, Kind, Model, Progress};
use crate::neighbors::{Algorithm, HnswOptions, Index, Metric, Search};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Result};
use serde::{Deserialize, Serialize};
use sparkler_formats::onnx::{Attribute, DataType};

/// Density-based clustering, as scikit-learn's class of that name. It ignores the target. Memory is
/// that of the rows, some numbers for each, and the neighbours of a few thousand of them at a time.
///
/// ```
/// use sparkler_learn::{DBSCAN, Estimator, Matrix, Model};
/// let x = Matrix::from_rows(&[[1.0], [1.2], [1.4], [8.0], [8.1], [8.2], [20.0]]).unwrap().into();
/// let model = DBSCAN { min_samples: 3, ..DBSCAN::default() }.fit(&x, &[]).unwrap();
/// assert_eq!(model.labels().unwrap(), [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, -1.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DBSCAN {
    /// How far neighbours may be.
    pub eps: f64,
    /// The weight of neighbours, itself included, that makes a row a core.
    pub min_samples: usize,
    /// How far two rows are from each other.
    pub metric: Metric,
    /// The power of the metric `minkowski`.
    pub p: f64,
    /// How neighbours are found.
    pub algorithm: Algorithm,
    /// Points in a leaf of a tree.
    pub leaf_size: usize,
}

impl Default for DBSCAN {
    fn default() -> Self {
        DBSCAN {
            eps: 0.5,
            min_samples: 5,
            metric: Metric::Euclidean,
            p: 2.0,
            algorithm: Algorithm::Auto,
            leaf_size: 30,
        }
    }
}

/// What [`DBSCAN`] has learnt. New rows belong to the cluster of the nearest core within `eps`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DbscanModel {
    labels: Vec<f64>,
    /// The rows that are cores.
    pub core_sample_indices: Vec<usize>,
    n_features: usize,
    eps: f64,
    /// The cores; none if there are none.
    cores: Option<Index>,
}

/// Rows whose neighbours are sought at a time.
const PART: usize = 4096;

impl Estimator for DBSCAN {
    const NAME: &'static str = "DBSCAN";
    const KIND: Kind = Kind::Clusterer;
    type Fitted = DbscanModel;

    fn fit_with(&self, x: &Features, _y: &[f64], options: &FitOptions<'_>) -> Result<DbscanModel> {
        let name = Self::NAME;
        if !(self.eps > 0.0 && self.eps.is_finite()) {
            return Err(Error::parameter(name, "eps", self.eps, "a number above 0"));
        }
        if self.min_samples == 0 {
            return Err(Error::parameter(name, "min_samples", 0, "1 or more"));
        }
        let search = Search {
            algorithm: self.algorithm,
            leaf_size: self.leaf_size,
            metric: self.metric,
            p: self.p,
            hnsw: HnswOptions::default(),
        };
        let index = Index::new(name, x, search)?;
        let weights = options.weights(name, x.rows())?;
        let weight = |i: u32| weights.map_or(1.0, |w| w[i as usize]);
        // A part of the rows at a time, so that the neighbours of all are never held together: each
        // pair is seen when its later row's turn comes, and by then both are known as cores or not.
        let n = x.rows();
        let mut core = vec![false; n];
        let mut sets = Sets::new(n);
        let mut borders: Vec<(u32, u32)> = Vec::new();
        for first in (0..n).step_by(PART) {
            let last = n.min(first + PART);
            let found = index.within_of(name, first..last, self.eps)?;
            for (near, core) in found.iter().zip(&mut core[first..last]) {
                let sum: f64 = near.iter().map(|f| weight(f.1)).sum();
                *core = sum >= self.min_samples as f64;
            }
            for (i, near) in (first..last).zip(&found) {
                for &(_, j) in near.iter().filter(|f| (f.1 as usize) < i) {
                    match (core[i], core[j as usize]) {
                        (true, true) => sets.join(i, j as usize),
                        (true, false) => borders.push((j, i as u32)),
                        (false, true) => borders.push((i as u32, j)),
                        (false, false) => {}
                    }
                }
            }
            options.step(name, Progress { done: last, total: n, score: None })?;
        }
        // Clusters are numbered in the order of their first cores; a row at the border of several
        // belongs to the first of them.
        let mut labels = vec![-1.0f64; n];
        let mut numbers = vec![-1.0; n];
        let mut next = 0.0;
        for i in (0..n).filter(|&i| core[i]) {
            let root = sets.find(i);
            if numbers[root] < 0.0 {
                numbers[root] = next;
                next += 1.0;
            }
            labels[i] = numbers[root];
        }
        for (border, of) in borders {
            let (label, own) = (labels[of as usize], &mut labels[border as usize]);
            *own = if *own < 0.0 { label } else { own.min(label) };
        }
        let core_sample_indices: Vec<usize> = (0..x.rows()).filter(|&i| core[i]).collect();
        let cores = if core_sample_indices.is_empty() {
            None
        } else {
            Some(Index::new(name, &x.take_rows(&core_sample_indices), search)?)
        };
        let n_features = x.columns();
        Ok(DbscanModel { labels, core_sample_indices, n_features, eps: self.eps, cores })
    }
}

impl Model for DbscanModel {
    fn estimator(&self) -> &'static str {
        DBSCAN::NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn labels(&self) -> Option<&[f64]> {
        Some(&self.labels)
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        crate::neighbors::require_columns(DBSCAN::NAME, x, self.n_features)?;
        let Some(cores) = &self.cores else { return Ok(vec![-1.0; x.rows()]) };
        let found = cores.nearest(DBSCAN::NAME, Some(x), 1)?;
        let label = |found: &Vec<(f64, u32)>| match found.first() {
            Some(&(apart, who)) if apart <= self.eps => {
                self.labels[self.core_sample_indices[who as usize]]
            }
            _ => -1.0,
        };
        Ok(found.iter().map(label).collect())
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let none = graph.integers(&[-1]);
        let axis = vec![Attribute::int("axis", 0)];
        let Some(cores) = &self.cores else {
            let rows = graph.for_each_row(x, &[-1.0]);
            let flat = graph.integers(&[-1]);
            let rows = graph.call("Reshape", &[&rows, &flat], vec![]);
            let numbers = graph.cast(&rows, DataType::Int64);
            return Ok(Output::Clusters { numbers, distances: None });
        };
        let [apart, who] = cores.onnx(graph, x, 1);
        let labels: Vec<i64> =
            self.core_sample_indices.iter().map(|&i| self.labels[i] as i64).collect();
        let labels = graph.integers(&labels);
        let label = graph.call("Gather", &[&labels, &who], axis);
        let near = graph.with("LessOrEqual", &apart, self.eps);
        let label = graph.call("Where", &[&near, &label, &none], vec![]);
        let flat = graph.integers(&[-1]);
        let numbers = graph.call("Reshape", &[&label, &flat], vec![]);
        Ok(Output::Clusters { numbers, distances: None })
    }

    fn validate(&self) -> Result<()> {
        let cores = self.cores.as_ref().map_or(0, Index::rows);
        if let Some(index) = &self.cores {
            index.validate(DBSCAN::NAME)?;
        }
        if cores != self.core_sample_indices.len()
            || self.core_sample_indices.iter().any(|&i| i >= self.labels.len())
            || self.cores.as_ref().is_some_and(|c| c.columns() != self.n_features)
        {
            return Err(Error::Model {
                what: DBSCAN::NAME.into(),
                reason: format!("{cores} cores do not fit their list"),
            });
        }
        Ok(())
    }
}
