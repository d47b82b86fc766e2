//! The nearest neighbours of rows.

use crate::neighbors::{Algorithm, HnswOptions, Index, Metric, Search};
use crate::{Features, Matrix, Result};

/// With more rows than this a graph finds neighbours in less time than products with all rows do,
/// where trees are of no use.
const GRAPH_ROWS: usize = 20_000;

/// Columns up to which trees are of use.
const TREE_COLUMNS: usize = 8;

/// Rows among which the nearest are found: by a k-d tree where there are few columns, by products
/// of matrices with all rows (exactly, O(n^2)) where there are not many rows, else by a graph
/// ([`HnswOptions`]), which misses about one in a hundred.
pub(super) struct Rows {
    index: Index,
    estimator: &'static str,
}

impl Rows {
    /// `k` is how many neighbours will be asked for.
    pub(super) fn new(
        estimator: &'static str,
        x: &[f64],
        columns: usize,
        k: usize,
    ) -> Result<Rows> {
        let rows = x.len() / columns;
        let graph = rows > GRAPH_ROWS && columns > TREE_COLUMNS;
        let search = Search {
            algorithm: if graph { Algorithm::Hnsw } else { Algorithm::Auto },
            leaf_size: 30,
            metric: Metric::Euclidean,
            p: 2.0,
            hnsw: HnswOptions { ef: (k + k / 2).max(64), ..HnswOptions::default() },
        };
        let x = Features::Dense(Matrix::new(rows, columns, x.to_vec())?);
        Ok(Rows { index: Index::new(estimator, &x, search)?, estimator })
    }

    /// The `k` nearest rows, nearest first, of each row of `queries` or (without) of each row
    /// itself, which is then no neighbour of its own: their numbers, and Euclidean distances.
    pub(super) fn nearest(
        &self,
        queries: Option<&Features>,
        k: usize,
    ) -> Result<(Vec<u32>, Vec<f64>)> {
        let found = self.index.nearest(self.estimator, queries, k)?;
        Ok(found.into_iter().flatten().map(|(apart, who)| (who, apart)).unzip())
    }
}
