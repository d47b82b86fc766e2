//! Uniform manifold approximation and projection.

use super::nearest::Rows;
use super::{matrix, principal};
use crate::estimator::{Estimator, FitOptions, Kind, Model, Progress};
use crate::linalg::randomized_svd;
use crate::random::Generator;
use crate::{Error, Features, Result, SparseMatrix};
use serde::{Deserialize, Serialize};

const NAME: &str = "UMAP";

/// Where rows start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UmapInit {
    /// At the eigenvectors of the graph's Laplacian.
    #[default]
    Spectral,
    /// At their principal components.
    Pca,
    /// At random.
    Random,
}

/// Uniform manifold approximation and projection (McInnes, Healy and Melville 2018): places rows so
/// that a graph of near ones is kept. Parameters, defaults and meaning are those of the Python
/// package `umap-learn`, with Euclidean distances. Neighbours are found by a k-d tree (up to 8
/// columns), else exactly by products of matrices (up to 20,000 rows) or by a graph (more rows).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Umap {
    /// How many neighbours of each row count, itself among them: 2 or more.
    pub n_neighbors: usize,
    /// Columns of the picture.
    pub n_components: usize,
    /// How near rows may come in the picture; at most `spread`.
    pub min_dist: f64,
    /// The scale of the picture.
    pub spread: f64,
    /// The number of rounds; 500 for up to 10,000 rows, else 200, if `None`.
    pub n_epochs: Option<usize>,
    /// The length of the first step.
    pub learning_rate: f64,
    /// How many others push a row away each time one attracts it.
    pub negative_sample_rate: usize,
    /// How strongly they push.
    pub repulsion_strength: f64,
    /// Where rows start.
    pub init: UmapInit,
    /// The seed.
    pub random_state: u64,
}

impl Default for Umap {
    fn default() -> Self {
        Umap {
            n_neighbors: 15,
            n_components: 2,
            min_dist: 0.1,
            spread: 1.0,
            n_epochs: None,
            learning_rate: 1.0,
            negative_sample_rate: 5,
            repulsion_strength: 1.0,
            init: UmapInit::Spectral,
            random_state: 0,
        }
    }
}

/// What [`Umap`] has learnt. It places new rows among those it has learnt from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UmapModel {
    parameters: Umap,
    n_features: usize,
    /// The rows it has learnt from.
    data: Vec<f64>,
    /// Rows x components.
    pub embedding: Vec<f64>,
    /// Nearness in the picture is `1 / (1 + a d^(2 b))`.
    pub a: f64,
    /// See `a`.
    pub b: f64,
}

/// The curve `1 / (1 + a d^(2 b))` that is nearest to 1 up to `min_dist` with an exponential decay
/// after it: least squares over 300 distances, by Levenberg and Marquardt's method.
fn curve(min_dist: f64, spread: f64) -> (f64, f64) {
    let points: Vec<(f64, f64)> = (0..300)
        .map(|i| {
            let d = 3.0 * spread * f64::from(i) / 299.0;
            (d, if d < min_dist { 1.0 } else { (-(d - min_dist) / spread).exp() })
        })
        .collect();
    let error = |a: f64, b: f64| {
        points.iter().map(|(d, y)| (1.0 / (1.0 + a * d.powf(2.0 * b)) - y).powi(2)).sum::<f64>()
    };
    let (mut a, mut b, mut damping) = (1.0f64, 1.0f64, 1e-3);
    let mut now = error(a, b);
    for _ in 0..500 {
        let (mut aa, mut ab, mut bb, mut ga, mut gb) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for &(d, y) in points.iter().filter(|p| p.0 > 0.0) {
            let power = d.powf(2.0 * b);
            let f = 1.0 / (1.0 + a * power);
            let (da, db) = (-power * f * f, -2.0 * a * power * d.ln() * f * f);
            aa += da * da;
            ab += da * db;
            bb += db * db;
            ga += da * (f - y);
            gb += db * (f - y);
        }
        let (aa, bb) = (aa * (1.0 + damping), bb * (1.0 + damping));
        let determinant = aa * bb - ab * ab;
        let (next_a, next_b) =
            (a - (bb * ga - ab * gb) / determinant, b - (aa * gb - ab * ga) / determinant);
        let next = if next_a > 0.0 && next_b > 0.0 { error(next_a, next_b) } else { f64::INFINITY };
        if next < now {
            let small = now - next < 1e-15;
            (a, b, now, damping) = (next_a, next_b, next, damping * 0.3);
            if small {
                break;
            }
        } else {
            damping *= 5.0;
            if damping > 1e12 {
                break;
            }
        }
    }
    (a, b)
}

/// How much each neighbour belongs to a row: `k` a row, from distances that are ascending.
/// `neighbors` counts the row itself among them.
fn memberships(distances: &[f64], k: usize, neighbors: usize) -> Vec<f64> {
    let wanted = (neighbors as f64).log2();
    let mean_of_all = distances.iter().sum::<f64>() / distances.len().max(1) as f64;
    let mut out = Vec::with_capacity(distances.len());
    for own in distances.chunks_exact(k) {
        // The nearest other row belongs wholly.
        let nearest = own.iter().copied().find(|&d| d > 0.0).unwrap_or(0.0);
        let (mut low, mut high, mut scale) = (0.0f64, f64::INFINITY, 1.0f64);
        for _ in 0..64 {
            let sum: f64 = own.iter().map(|d| (-(d - nearest).max(0.0) / scale).exp()).sum();
            if (sum - wanted).abs() < 1e-5 {
                break;
            }
            if sum > wanted {
                high = scale;
                scale = (low + high) / 2.0;
            } else {
                low = scale;
                scale = if high.is_finite() { (low + high) / 2.0 } else { scale * 2.0 };
            }
        }
        let mean = if nearest > 0.0 { own.iter().sum::<f64>() / k as f64 } else { mean_of_all };
        let scale = scale.max(1e-3 * mean);
        out.extend(own.iter().map(|d| {
            if *d <= nearest || scale == 0.0 { 1.0 } else { (-(d - nearest) / scale).exp() }
        }));
    }
    out
}

/// The union of both directions: `a + b - a b`.
fn union(n: usize, k: usize, others: &[u32], weights: &[f64]) -> Result<SparseMatrix> {
    let mut pairs: Vec<(u32, u32, f64, f64)> = Vec::with_capacity(2 * others.len());
    for (i, (&other, &w)) in others.iter().zip(weights).enumerate() {
        let row = (i / k) as u32;
        pairs.push((row, other, w, 0.0));
        pairs.push((other, row, 0.0, w));
    }
    pairs.sort_by_key(|p| (p.0, p.1));
    pairs.dedup_by(|next, kept| {
        let same = (next.0, next.1) == (kept.0, kept.1);
        if same {
            kept.2 += next.2;
            kept.3 += next.3;
        }
        same
    });
    let mut starts = vec![0; n + 1];
    pairs.iter().for_each(|p| starts[p.0 as usize + 1] += 1);
    (0..n).for_each(|row| starts[row + 1] += starts[row]);
    let columns = pairs.iter().map(|p| p.1).collect();
    let values = pairs.iter().map(|p| p.2 + p.3 - p.2 * p.3).collect();
    SparseMatrix::new(n, n, starts, columns, values)
}

/// The eigenvectors of the smoothest ways to give each row of a graph a number, the constant one
/// left out.
fn spectral(graph: &SparseMatrix, dims: usize, seed: u64) -> Result<Option<Vec<f64>>> {
    let n = graph.rows();
    if n < dims + 12 {
        return Ok(None);
    }
    let degrees: Vec<f64> = (0..n).map(|row| graph.row(row).1.iter().sum()).collect();
    if degrees.iter().any(|d| *d <= 0.0) {
        return Ok(None);
    }
    // (I + D^-1/2 W D^-1/2) / 2 has the Laplacian's eigenvectors, and no negative eigenvalue, so
    // that its singular vectors are its eigenvectors.
    let multiply = |b: &[f64], k: usize| {
        let mut out = Vec::with_capacity(n * k);
        for row in 0..n {
            let mut sum: Vec<f64> = b[row * k..][..k].iter().map(|v| v / 2.0).collect();
            let (others, weights) = graph.row(row);
            for (&other, w) in others.iter().zip(weights) {
                let scale = w / (2.0 * (degrees[row] * degrees[other as usize]).sqrt());
                let from = &b[other as usize * k..][..k];
                sum.iter_mut().zip(from).for_each(|(s, v)| *s += scale * v);
            }
            out.extend(sum);
        }
        out
    };
    let mut generator = Generator::new(seed, 1);
    let svd = randomized_svd(n, n, dims + 1, 10, 40, &mut generator, &multiply, &multiply)?;
    let count = svd.s.len();
    let rows = svd.u.chunks_exact(count);
    Ok(Some(rows.flat_map(|row| row[1..].iter().copied()).collect()))
}

/// What moves places: the attraction of edges and the repulsion of random others.
struct Layout<'a> {
    a: f64,
    b: f64,
    dims: usize,
    rounds: usize,
    parameters: &'a Umap,
}

impl Layout<'_> {
    /// Moves `moving` along edges to `fixed`, or to `moving` itself where there is none.
    fn run(
        &self,
        edges: &[(u32, u32, f64)],
        moving: &mut [f64],
        fixed: Option<&[f64]>,
        learning_rate: f64,
        options: &FitOptions<'_>,
    ) -> Result<()> {
        let (dims, a, b) = (self.dims, self.a, self.b);
        let largest = edges.iter().map(|e| e.2).fold(0.0, f64::max);
        // Each edge acts every so many rounds; too weak ones never do.
        let mut plan: Vec<(usize, usize, f64, f64, f64, f64)> = edges
            .iter()
            .filter(|e| e.2 > 0.0 && e.2 >= largest / self.rounds as f64)
            .map(|&(i, j, w)| {
                let every = largest / w;
                let negative = every / self.parameters.negative_sample_rate.max(1) as f64;
                (i as usize, j as usize, every, every, negative, negative)
            })
            .collect();
        let others = fixed.map_or(moving.len(), <[f64]>::len) / dims;
        let clip = |v: f64| v.clamp(-4.0, 4.0);
        let mut from = vec![0.0; dims];
        for round in 0..self.rounds {
            let mut random = Generator::new(self.parameters.random_state, 100 + round as u64);
            let rate = learning_rate * (1.0 - round as f64 / self.rounds as f64);
            let now = round as f64;
            for (i, j, every, next, negative_every, negative_next) in &mut plan {
                if *next > now {
                    continue;
                }
                let (i, j) = (*i, *j);
                from.copy_from_slice(&fixed.unwrap_or(moving)[j * dims..][..dims]);
                let square: f64 = between(&moving[i * dims..][..dims], &from);
                if square > 0.0 {
                    let slope = -2.0 * a * b * square.powf(b - 1.0) / (a * square.powf(b) + 1.0);
                    for d in 0..dims {
                        let step = rate * clip(slope * (moving[i * dims + d] - from[d]));
                        moving[i * dims + d] += step;
                        if fixed.is_none() {
                            moving[j * dims + d] -= step;
                        }
                    }
                }
                *next += *every;
                if self.parameters.negative_sample_rate == 0 {
                    continue;
                }
                let count = ((now - *negative_next) / *negative_every).max(0.0) as usize;
                for _ in 0..count {
                    let other = random.below(others);
                    if fixed.is_none() && other == i {
                        continue;
                    }
                    from.copy_from_slice(&fixed.unwrap_or(moving)[other * dims..][..dims]);
                    let square: f64 = between(&moving[i * dims..][..dims], &from);
                    if square > 0.0 {
                        let slope = 2.0 * self.parameters.repulsion_strength * b
                            / ((0.001 + square) * (a * square.powf(b) + 1.0));
                        for d in 0..dims {
                            moving[i * dims + d] +=
                                rate * clip(slope * (moving[i * dims + d] - from[d]));
                        }
                    }
                }
                *negative_next += count as f64 * *negative_every;
            }
            let progress = Progress { done: round + 1, total: self.rounds, score: None };
            options.step(NAME, progress)?;
        }
        Ok(())
    }
}

fn between(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

impl Umap {
    fn check(&self, rows: usize) -> Result<()> {
        if rows < 3 {
            let reason = format!("there are {rows} rows: expected at least 3");
            return Err(Error::data(NAME, reason));
        }
        if self.n_neighbors < 2 {
            let found = self.n_neighbors;
            return Err(Error::parameter(NAME, "n_neighbors", found, "at least 2"));
        }
        if self.n_components == 0 || self.n_components > 1000 {
            return Err(Error::parameter(NAME, "n_components", self.n_components, "1 to 1000"));
        }
        if !(self.spread > 0.0 && self.spread.is_finite()) {
            return Err(Error::parameter(NAME, "spread", self.spread, "a number greater than 0"));
        }
        if !(self.min_dist >= 0.0 && self.min_dist <= self.spread) {
            let expected = format!("0 to {}, the spread", self.spread);
            return Err(Error::parameter(NAME, "min_dist", self.min_dist, expected));
        }
        if !(self.learning_rate > 0.0 && self.learning_rate.is_finite()) {
            let (found, expected) = (self.learning_rate, "a number greater than 0");
            return Err(Error::parameter(NAME, "learning_rate", found, expected));
        }
        if !(self.repulsion_strength >= 0.0 && self.repulsion_strength.is_finite()) {
            let (found, expected) = (self.repulsion_strength, "a number of at least 0");
            return Err(Error::parameter(NAME, "repulsion_strength", found, expected));
        }
        if self.n_epochs == Some(0) {
            return Err(Error::parameter(NAME, "n_epochs", 0, "at least 1"));
        }
        Ok(())
    }

    fn rounds(&self, rows: usize) -> usize {
        self.n_epochs.unwrap_or(if rows <= 10_000 { 500 } else { 200 })
    }
}

impl Estimator for Umap {
    const NAME: &'static str = NAME;
    const KIND: Kind = Kind::Transformer;
    type Fitted = UmapModel;

    fn fit_with(&self, x: &Features, _y: &[f64], options: &FitOptions<'_>) -> Result<UmapModel> {
        x.require_finite(NAME)?;
        let (n, dims) = (x.rows(), self.n_components);
        self.check(n)?;
        let data = x.to_dense().into_owned().into_f64();
        let k = (self.n_neighbors - 1).min(n - 1);
        let (others, distances) = Rows::new(NAME, &data, x.columns(), k)?.nearest(None, k)?;
        let graph = union(n, k, &others, &memberships(&distances, k, k + 1))?;
        let mut generator = Generator::new(self.random_state, 0);
        let start = match self.init {
            UmapInit::Spectral => spectral(&graph, dims, self.random_state)?,
            UmapInit::Pca => principal(x, dims)?,
            UmapInit::Random => None,
        };
        let mut y = match start {
            Some(mut y) => {
                let largest = y.iter().fold(f64::MIN_POSITIVE, |m, v| m.max(v.abs()));
                y.iter_mut().for_each(|v| *v = *v * 10.0 / largest + 1e-4 * generator.normal());
                y
            }
            None => (0..n * dims).map(|_| 20.0 * generator.uniform() - 10.0).collect(),
        };
        // Each column from 0 to 10.
        for d in 0..dims {
            let column = || y.iter().skip(d).step_by(dims).copied();
            let low = column().fold(f64::INFINITY, f64::min);
            let high = column().fold(f64::NEG_INFINITY, f64::max);
            let scale = if high > low { 10.0 / (high - low) } else { 0.0 };
            y.iter_mut().skip(d).step_by(dims).for_each(|v| *v = (*v - low) * scale);
        }
        let (a, b) = curve(self.min_dist, self.spread);
        let mut edges = Vec::with_capacity(graph.stored());
        for row in 0..n {
            let (others, weights) = graph.row(row);
            edges.extend(others.iter().zip(weights).map(|(&other, &w)| (row as u32, other, w)));
        }
        let layout = Layout { a, b, dims, rounds: self.rounds(n), parameters: self };
        layout.run(&edges, &mut y, None, self.learning_rate, options)?;
        Ok(UmapModel {
            parameters: self.clone(),
            n_features: x.columns(),
            data,
            embedding: y,
            a,
            b,
        })
    }
}

impl UmapModel {
    /// The place of each row it has learnt from.
    ///
    /// # Errors
    /// Never for a model that [`Model::validate`] accepts.
    pub fn embedding(&self) -> Result<Features> {
        matrix(self.embedding.len() / self.parameters.n_components.max(1), &self.embedding)
    }
}

impl Model for UmapModel {
    fn estimator(&self) -> &'static str {
        NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    /// New rows start between their neighbours, and find their place while those stay.
    fn transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(NAME, self.n_features)?;
        x.require_finite(NAME)?;
        let dims = self.parameters.n_components;
        let known = self.embedding.len() / dims;
        let k = self.parameters.n_neighbors.min(known);
        let rows = Rows::new(NAME, &self.data, self.n_features, k)?;
        let (others, distances) = rows.nearest(Some(x), k)?;
        let weights = memberships(&distances, k, k);
        let mut y = vec![0.0; x.rows() * dims];
        let mut edges = Vec::with_capacity(others.len());
        for (row, place) in y.chunks_exact_mut(dims).enumerate() {
            let range = row * k..(row + 1) * k;
            let total: f64 = weights[range.clone()].iter().sum();
            for i in range {
                let from = &self.embedding[others[i] as usize * dims..][..dims];
                for (to, from) in place.iter_mut().zip(from) {
                    *to += weights[i] / total * from;
                }
                edges.push((row as u32, others[i], weights[i]));
            }
        }
        let rounds = self
            .parameters
            .n_epochs
            .map_or(if x.rows() <= 10_000 { 100 } else { 30 }, |rounds| (rounds / 3).max(1));
        let layout = Layout { a: self.a, b: self.b, dims, rounds, parameters: &self.parameters };
        let rate = self.parameters.learning_rate / 4.0;
        layout.run(&edges, &mut y, Some(&self.embedding), rate, &FitOptions::default())?;
        matrix(x.rows(), &y)
    }

    fn validate(&self) -> Result<()> {
        let (dims, columns) = (self.parameters.n_components, self.n_features);
        let rows = self.data.len().checked_div(columns).unwrap_or(0);
        if rows == 0
            || dims == 0
            || self.parameters.n_neighbors < 2
            || rows.checked_mul(columns) != Some(self.data.len())
            || rows.checked_mul(dims) != Some(self.embedding.len())
        {
            return Err(Error::Model {
                what: NAME.into(),
                reason: "rows, columns and places do not fit".into(),
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_is_that_of_umap_learn() {
        // find_ab_params(1.0, 0.1) and (1.0, 0.5) of umap-learn 0.5.12.
        for (min_dist, a, b) in [(0.1, 1.57694346, 0.89506088), (0.5, 0.58303, 1.33416)] {
            let found = curve(min_dist, 1.0);
            assert!((found.0 - a).abs() < 1e-4 && (found.1 - b).abs() < 1e-4, "{found:?}");
        }
    }
}
