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
        let graph = x.len() / columns > GRAPH_ROWS && columns > TREE_COLUMNS;
        Rows::with(estimator, x, columns, k, graph)
    }

    fn with(
        estimator: &'static str,
        x: &[f64],
        columns: usize,
        k: usize,
        graph: bool,
    ) -> Result<Rows> {
        let rows = x.len() / columns;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Generator;

    #[test]
    fn a_graph_misses_few_neighbours_whatever_the_number_of_threads() {
        let mut random = Generator::new(1, 0);
        let (rows, columns, k) = (3000, 12, 15);
        let x: Vec<f64> = (0..rows * columns).map(|_| random.normal()).collect();
        let find = |graph: bool, queries: Option<&Features>| {
            Rows::with("UMAP", &x, columns, k, graph).unwrap().nearest(queries, k).unwrap()
        };
        let new: Vec<f64> = (0..500 * columns).map(|_| random.normal()).collect();
        let new: Features = Matrix::new(500, columns, new).unwrap().into();
        for queries in [None, Some(&new)] {
            let (exact, _) = find(false, queries);
            let (found, apart) = find(true, queries);
            let there = exact
                .chunks(k)
                .zip(found.chunks(k))
                .map(|(exact, found)| exact.iter().filter(|who| found.contains(who)).count());
            let share = there.sum::<usize>() as f64 / exact.len() as f64;
            assert!(share > 0.98, "{share}");
            assert!(apart.chunks(k).all(|own| own.windows(2).all(|w| w[0] <= w[1])));
            for threads in [1, 2, 5] {
                sparkler_cpu::par::set_threads(threads);
                assert_eq!(find(true, queries), (found.clone(), apart.clone()));
            }
        }
    }
}
