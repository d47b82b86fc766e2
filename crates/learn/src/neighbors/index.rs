//! The points that were learnt from, and how the nearest of them are found.

use super::brute::{Products, QUERIES};
use super::hnsw::{Hnsw, HnswOptions};
use super::metric::{Distance, Metric, normalise};
use super::tree::{Shape, Tree};
use super::{Best, require_columns};
use crate::{Error, Features, Matrix, Result, parallel};
use serde::{Deserialize, Serialize};
use sparkler_cpu::distance::to_columns;
use std::sync::OnceLock;

/// How neighbours are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Algorithm {
    /// A k-d tree for many points of few columns, else all points.
    #[default]
    Auto,
    /// A tree of balls.
    BallTree,
    /// A tree of boxes.
    KdTree,
    /// All points are looked at.
    Brute,
    /// A graph that finds almost always the nearest (see [`HnswOptions`]).
    Hnsw,
}

/// With at most so many columns a tree is faster than products of matrices.
const TREE_COLUMNS: usize = 8;
/// With fewer points a tree is not worth building.
const TREE_POINTS: usize = 2000;
/// More links make a graph no better.
const MOST_LINKS: usize = 1000;

/// How to search; see the estimators' parameters of the same names.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Search {
    pub(crate) algorithm: Algorithm,
    pub(crate) leaf_size: usize,
    pub(crate) metric: Metric,
    pub(crate) p: f64,
    pub(crate) hnsw: HnswOptions,
}

#[derive(Debug)]
enum Prepared {
    Tree(Tree),
    Products(Products),
    /// Column after column.
    Columns(Vec<f64>),
    Graph(Box<Hnsw>),
}

/// Points, and a way to search them that is prepared when it is first needed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Index {
    x: Matrix,
    distance: Distance,
    search: Search,
    #[serde(skip)]
    prepared: OnceLock<Prepared>,
}

impl Clone for Index {
    fn clone(&self) -> Self {
        Index {
            x: self.x.clone(),
            distance: self.distance,
            search: self.search,
            prepared: OnceLock::new(),
        }
    }
}

/// For each query its neighbours: distance and number, the nearest first.
pub(crate) type Found = Vec<Vec<(f64, u32)>>;

impl Index {
    pub(crate) fn new(estimator: &'static str, x: &Features, search: Search) -> Result<Index> {
        x.require_finite(estimator)?;
        let distance = Distance::new(estimator, search.metric, search.p)?;
        if search.leaf_size == 0 {
            return Err(Error::parameter(estimator, "leaf_size", 0, "1 or more"));
        }
        let options = search.hnsw;
        if !(2..=MOST_LINKS).contains(&options.m) || options.ef_construction == 0 || options.ef == 0
        {
            return Err(Error::parameter(
                estimator,
                "hnsw",
                format!("{options:?}"),
                format!("m from 2 to {MOST_LINKS}, ef_construction and ef of 1 or more"),
            ));
        }
        let trees = matches!(search.algorithm, Algorithm::KdTree | Algorithm::BallTree);
        if trees && search.metric == Metric::Cosine {
            return Err(Error::parameter(
                estimator,
                "metric",
                "cosine",
                "a metric that obeys the triangle inequality, or algorithm = brute or hnsw",
            ));
        }
        let (rows, columns) = (x.rows(), x.columns());
        if u32::try_from(rows).is_err() {
            return Err(Error::data(estimator, format!("{rows} rows: expected below 2^32")));
        }
        let mut values = x.to_dense().to_f64().into_owned();
        if distance.normalised() {
            normalise(&mut values, columns);
        }
        let x = Matrix::new(rows, columns, values)?;
        let index = Index { x, distance, search, prepared: OnceLock::new() };
        index.prepared();
        Ok(index)
    }

    pub(crate) fn rows(&self) -> usize {
        self.x.rows()
    }

    pub(crate) fn columns(&self) -> usize {
        self.x.columns()
    }

    pub(crate) fn distance(&self) -> Distance {
        self.distance
    }

    /// The points, of length 1 where the metric compares directions.
    pub(crate) fn points(&self) -> &Matrix {
        &self.x
    }

    fn prepared(&self) -> &Prepared {
        self.prepared.get_or_init(|| {
            let values = self.x.to_f64();
            let (n, k) = (self.x.rows(), self.x.columns());
            let algorithm = match self.search.algorithm {
                Algorithm::Auto if k <= TREE_COLUMNS && n >= TREE_POINTS => Algorithm::KdTree,
                Algorithm::Auto => Algorithm::Brute,
                given => given,
            };
            let tree = |shape| {
                Prepared::Tree(Tree::new(shape, &values, k, self.distance, self.search.leaf_size))
            };
            match algorithm {
                _ if n == 0 => Prepared::Columns(Vec::new()),
                // What is computed of the cosine is no metric, but its square root is.
                Algorithm::KdTree => tree(Shape::Box),
                Algorithm::BallTree => tree(Shape::Ball),
                Algorithm::Hnsw => Prepared::Graph(Box::new(Hnsw::new(
                    &values,
                    k,
                    self.distance,
                    self.search.hnsw,
                ))),
                _ if self.distance.of_products() => Prepared::Products(Products::new(&values, k)),
                _ => Prepared::Columns(crate::linalg::transpose(n, k, &values)),
            }
        })
    }

    /// Calls `task` with blocks of queries, and joins what it returns.
    fn blocks(
        &self,
        estimator: &'static str,
        queries: Option<&Features>,
        task: impl Fn(usize, &[f64], &[f64]) -> Found + Sync,
    ) -> Result<Found> {
        let k = self.x.columns();
        let x = self.x.to_f64();
        let own;
        let queries: &[f64] = match queries {
            None => &x,
            Some(queries) => {
                require_columns(estimator, queries, k)?;
                let mut values = queries.to_dense().to_f64().into_owned();
                if self.distance.normalised() {
                    normalise(&mut values, k);
                }
                own = values;
                &own
            }
        };
        self.prepared();
        let blocks = queries.len().div_ceil(QUERIES * k);
        let parts = parallel::map(blocks, self.x.rows() * k * QUERIES / 32 + 1000, |block| {
            let start = block * QUERIES * k;
            task(block * QUERIES, &queries[start..queries.len().min(start + QUERIES * k)], &x)
        });
        Ok(parts.into_iter().flatten().collect())
    }

    fn finish(&self, mut found: Found) -> Found {
        for (distance, _) in found.iter_mut().flatten() {
            *distance = self.distance.finish(*distance);
        }
        found
    }

    /// The `k` nearest points of each query; without queries, of each point itself, which is then
    /// no neighbour of its own.
    ///
    /// # Errors
    /// If there are fewer points, or the queries do not fit.
    pub(crate) fn nearest(
        &self,
        estimator: &'static str,
        queries: Option<&Features>,
        k: usize,
    ) -> Result<Found> {
        let most = self.rows() - usize::from(queries.is_none());
        if k == 0 || k > most {
            return Err(Error::parameter(
                estimator,
                "n_neighbors",
                k,
                format!("from 1 to {most}, the number of rows that can be neighbours"),
            ));
        }
        let wanted = k + usize::from(queries.is_none());
        let found = self.blocks(estimator, queries, |first, queries, x| {
            let mut found = self.nearest_of(queries, x, wanted);
            if wanted > k {
                for (q, found) in found.iter_mut().enumerate() {
                    let own = (first + q) as u32;
                    let place = found.iter().position(|f| f.1 == own).unwrap_or(found.len() - 1);
                    found.remove(place);
                }
            }
            found
        })?;
        Ok(self.finish(found))
    }

    fn nearest_of(&self, queries: &[f64], x: &[f64], k: usize) -> Found {
        let columns = self.x.columns();
        match self.prepared() {
            Prepared::Tree(tree) => {
                queries.chunks_exact(columns).map(|query| tree.nearest(query, k)).collect()
            }
            Prepared::Products(products) => products.nearest(x, queries, k, self.distance),
            Prepared::Graph(graph) => {
                let mut found = graph.nearest(x, queries, k);
                // A walk may end in a corner of fewer points; then all are looked at.
                for (found, query) in found.iter_mut().zip(queries.chunks_exact(columns)) {
                    if found.len() < k {
                        let mut best = Best::new(k);
                        for (i, point) in x.chunks_exact(columns).enumerate() {
                            best.offer(self.distance.between(query, point), i as u32);
                        }
                        *found = best.into_items();
                    }
                }
                found
            }
            Prepared::Columns(points) => {
                let mut apart = vec![0.0; self.x.rows()];
                let kind = self.distance.reduced();
                queries
                    .chunks_exact(columns)
                    .map(|query| {
                        to_columns(kind, query, points, self.x.rows(), &mut apart);
                        let mut best = Best::new(k);
                        for (i, &apart) in apart.iter().enumerate() {
                            if apart <= best.limit() {
                                best.offer(apart, i as u32);
                            }
                        }
                        best.into_items()
                    })
                    .collect()
            }
        }
    }

    /// All points within a radius of each of these points, themselves included.
    ///
    /// # Errors
    /// If the radius is negative.
    pub(crate) fn within_of(
        &self,
        estimator: &'static str,
        rows: std::ops::Range<usize>,
        radius: f64,
    ) -> Result<Found> {
        let part: Vec<usize> = rows.collect();
        // Points that are normalised stay so.
        let queries = Features::Dense(self.x.take_rows(&part));
        self.within(estimator, Some(&queries), radius)
    }

    /// All points within a radius of each query, by number; without queries, of each point, itself
    /// included.
    ///
    /// # Errors
    /// If the radius is negative, or the queries do not fit.
    pub(crate) fn within(
        &self,
        estimator: &'static str,
        queries: Option<&Features>,
        radius: f64,
    ) -> Result<Found> {
        if !(radius >= 0.0 && radius.is_finite()) {
            return Err(Error::parameter(estimator, "radius", radius, "0 or more"));
        }
        let columns = self.x.columns();
        let reduced = self.distance.reduce(radius);
        let found = self.blocks(estimator, queries, |_, queries, x| {
            let all = queries.chunks_exact(columns);
            match self.prepared() {
                Prepared::Tree(tree) => all.map(|query| tree.within(query, reduced)).collect(),
                Prepared::Products(products) => products.within(x, queries, reduced, self.distance),
                // A graph knows no radius.
                Prepared::Columns(_) | Prepared::Graph(_) => all
                    .map(|query| {
                        let points = x.chunks_exact(columns).enumerate();
                        points
                            .filter_map(|(i, point)| {
                                let apart = self.distance.between(query, point);
                                (apart <= reduced).then_some((apart, i as u32))
                            })
                            .collect()
                    })
                    .collect(),
            }
        })?;
        Ok(self.finish(found))
    }

    pub(crate) fn validate(&self, estimator: &'static str) -> Result<()> {
        if self.x.rows() == 0 || self.x.columns() == 0 {
            return Err(Error::Model { what: estimator.into(), reason: "no points".into() });
        }
        if !(2..=MOST_LINKS).contains(&self.search.hnsw.m) {
            let reason = format!("a graph of {} links", self.search.hnsw.m);
            return Err(Error::Model { what: estimator.into(), reason });
        }
        Features::Dense(self.x.clone()).require_finite(estimator)
    }
}
