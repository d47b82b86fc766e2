//! t-distributed stochastic neighbour embedding.

use super::nearest::Rows;
use super::{matrix, principal};
use crate::estimator::{Estimator, FitOptions, Kind, Model, Progress};
use crate::random::Generator;
use crate::{Error, Features, Matrix, Result, parallel};
use serde::{Deserialize, Serialize};

const NAME: &str = "TSNE";

/// Where rows start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TsneInit {
    /// At their principal components, scaled to a spread of 1e-4.
    #[default]
    Pca,
    /// At random, with a spread of 1e-4.
    Random,
}

/// How the forces between rows are added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TsneMethod {
    /// Only neighbours attract, and far groups of rows push like one (van der Maaten 2014): O(n log
    /// n) a round.
    #[default]
    BarnesHut,
    /// Every row attracts and pushes every other: O(n²) a round, and 8 n² bytes. Any number of
    /// components.
    Exact,
}

/// The most rows of the method `exact`: 3.2 GB of attractions.
const MOST_EXACT: usize = 20_000;

/// t-distributed stochastic neighbour embedding: places rows so that near ones attract each other
/// (van der Maaten and Hinton 2008). Parameters, defaults and meaning are scikit-learn's, with
/// Euclidean distances.
///
/// Neighbours are found by a k-d tree (up to 8 columns), else exactly by products of matrices (up
/// to 20,000 rows) or by a graph (more rows). The picture does not depend on the number of threads.
///
/// Student's t has one degree of freedom, as in the paper; scikit-learn's has one less than there
/// are components, so its pictures of three columns or more are others.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tsne {
    /// How forces are added up.
    pub method: TsneMethod,
    /// Columns of the picture: 1 to 3, or any number with `exact`.
    pub n_components: usize,
    /// About how many neighbours count; at least 1 and less than the number of rows.
    pub perplexity: f64,
    /// How much stronger attraction is in the first 250 rounds.
    pub early_exaggeration: f64,
    /// The length of a step; rows / `early_exaggeration` / 4, at least 50, if `None`.
    pub learning_rate: Option<f64>,
    /// The number of rounds, at least 250.
    pub max_iter: usize,
    /// Stops when the slope falls below.
    pub min_grad_norm: f64,
    /// Where rows start.
    pub init: TsneInit,
    /// How coarse the tree of `barnes_hut` is: 0 is exact, 0.8 is fast.
    pub angle: f64,
    /// The seed of random starts.
    pub random_state: u64,
}

impl Default for Tsne {
    fn default() -> Self {
        Tsne {
            method: TsneMethod::BarnesHut,
            n_components: 2,
            perplexity: 30.0,
            early_exaggeration: 12.0,
            learning_rate: None,
            max_iter: 1000,
            min_grad_norm: 1e-7,
            init: TsneInit::Pca,
            angle: 0.5,
            random_state: 0,
        }
    }
}

/// What [`Tsne`] has learnt: a place for each row it was fitted to. There is none for other rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TsneModel {
    n_features: usize,
    n_components: usize,
    /// Rows x components.
    pub embedding: Vec<f64>,
    /// The Kullback-Leibler divergence at the end.
    pub kl_divergence: f64,
    /// How many rounds it took.
    pub n_iter: usize,
}

/// Attractions: for each row the others and their weights. They add up to 1.
struct Attractions {
    starts: Vec<usize>,
    others: Vec<u32>,
    weights: Vec<f64>,
}

/// Weights of the neighbours of one row, of the wanted entropy.
fn conditional(distances: &[f64], perplexity: f64) -> Vec<f64> {
    let squares: Vec<f64> = distances.iter().map(|d| d * d).collect();
    let least = squares.first().copied().unwrap_or(0.0);
    let wanted = perplexity.ln();
    let (mut low, mut high, mut beta) = (0.0f64, f64::INFINITY, 1.0f64);
    let mut weights = vec![0.0; squares.len()];
    for _ in 0..200 {
        let (mut sum, mut dot) = (0.0, 0.0);
        for (w, d) in weights.iter_mut().zip(&squares) {
            // Relative to the nearest, so that not all weights vanish.
            *w = (-beta * (d - least)).exp();
            sum += *w;
            dot += *w * (d - least);
        }
        let entropy = sum.ln() + beta * dot / sum;
        weights.iter_mut().for_each(|w| *w /= sum);
        let difference = entropy - wanted;
        if difference.abs() <= 1e-5 {
            break;
        }
        if difference > 0.0 {
            low = beta;
            beta = if high.is_finite() { (beta + high) / 2.0 } else { beta * 2.0 };
        } else {
            high = beta;
            beta = (beta + low) / 2.0;
        }
        if !beta.is_finite() {
            break;
        }
    }
    weights
}

fn attractions(x: &[f64], columns: usize, perplexity: f64, all: bool) -> Result<Attractions> {
    let n = x.len() / columns;
    let k = if all { n - 1 } else { ((3.0 * perplexity + 1.0) as usize).min(n - 1) };
    let (others, distances) = Rows::new(NAME, x, columns, k)?.nearest(None, k)?;
    let weights = parallel::map(n, 50 * 20 * k, |row| {
        conditional(&distances[row * k..(row + 1) * k], perplexity)
    });
    // Both directions are added.
    let mut pairs: Vec<(u32, u32, f64)> = Vec::with_capacity(2 * n * k);
    for (row, weights) in weights.iter().enumerate() {
        for (&other, &w) in others[row * k..].iter().zip(weights) {
            pairs.push((row as u32, other, w));
            pairs.push((other, row as u32, w));
        }
    }
    pairs.sort_by_key(|p| (p.0, p.1));
    let mut out = Attractions { starts: vec![0; n + 1], others: Vec::new(), weights: Vec::new() };
    let mut last = None;
    for (row, other, w) in pairs {
        if last == Some((row, other))
            && let Some(sum) = out.weights.last_mut()
        {
            *sum += w;
        } else {
            out.starts[row as usize + 1] += 1;
            out.others.push(other);
            out.weights.push(w);
        }
        last = Some((row, other));
    }
    for row in 0..n {
        out.starts[row + 1] += out.starts[row];
    }
    let sum: f64 = out.weights.iter().sum();
    out.weights.iter_mut().for_each(|w| *w /= sum.max(f64::MIN_POSITIVE));
    Ok(out)
}

/// A node of the tree: a square or cube with its points.
#[derive(Clone, Copy)]
struct Node {
    /// The mean of its points.
    center: [f64; 3],
    /// The square of the length of its longest side.
    side: f64,
    points: f64,
    /// The first of its children, which follow each other; 0 for a leaf.
    children: u32,
    count: u32,
}

struct Tree {
    nodes: Vec<Node>,
    /// The leaf that each point is in.
    leaf: Vec<u32>,
}

impl Tree {
    fn new(y: &[f64], dims: usize) -> Tree {
        let n = y.len() / dims;
        let mut tree = Tree { nodes: Vec::with_capacity(2 * n), leaf: vec![0; n] };
        let (mut low, mut high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
        for point in y.chunks_exact(dims) {
            for d in 0..dims {
                low[d] = low[d].min(point[d]);
                high[d] = high[d].max(point[d]);
            }
        }
        let mut points: Vec<u32> = (0..n as u32).collect();
        tree.nodes.push(Node { center: [0.0; 3], side: 0.0, points: 0.0, children: 0, count: 0 });
        tree.split(y, dims, 0, &mut points, low, high, 0);
        tree
    }

    fn split(
        &mut self,
        y: &[f64],
        dims: usize,
        node: usize,
        points: &mut [u32],
        low: [f64; 3],
        high: [f64; 3],
        depth: usize,
    ) {
        let mut center = [0.0; 3];
        for &p in points.iter() {
            for d in 0..dims {
                center[d] += y[p as usize * dims + d];
            }
        }
        let count = points.len() as f64;
        let side = (0..dims).map(|d| high[d] - low[d]).fold(0.0, f64::max);
        self.nodes[node].center = center.map(|c| c / count);
        self.nodes[node].side = side * side;
        self.nodes[node].points = count;
        // Points at the same place cannot be parted.
        if points.len() == 1 || depth > 48 {
            points.iter().for_each(|&p| self.leaf[p as usize] = node as u32);
            return;
        }
        let middle: [f64; 3] = std::array::from_fn(|d| (low[d] + high[d]) / 2.0);
        let part = |p: u32| {
            (0..dims)
                .fold(0, |part, d| part | usize::from(y[p as usize * dims + d] > middle[d]) << d)
        };
        points.sort_by_key(|&p| part(p));
        let mut ranges = Vec::with_capacity(8);
        let mut start = 0;
        while start < points.len() {
            let own = part(points[start]);
            let end = start + points[start..].iter().take_while(|&&p| part(p) == own).count();
            ranges.push((own, start, end));
            start = end;
        }
        let first = self.nodes.len();
        self.nodes[node].children = first as u32;
        self.nodes[node].count = ranges.len() as u32;
        let empty = self.nodes[node];
        self.nodes.resize(first + ranges.len(), Node { children: 0, count: 0, ..empty });
        for (i, (own, start, end)) in ranges.into_iter().enumerate() {
            let (mut low, mut high) = (low, high);
            for d in 0..dims {
                if own >> d & 1 == 1 { low[d] = middle[d] } else { high[d] = middle[d] }
            }
            self.split(y, dims, first + i, &mut points[start..end], low, high, depth + 1);
        }
    }

    /// What pushes a point away, and its part of the normalisation.
    fn repulsion(
        &self,
        point: usize,
        place: [f64; 3],
        angle: f64,
        stack: &mut Vec<u32>,
    ) -> ([f64; 3], f64) {
        let (mut force, mut sum) = ([0.0; 3], 0.0);
        stack.clear();
        stack.push(0);
        while let Some(number) = stack.pop() {
            let node = &self.nodes[number as usize];
            let away: [f64; 3] = std::array::from_fn(|d| place[d] - node.center[d]);
            let square = away.iter().map(|a| a * a).sum::<f64>();
            if node.children == 0 || node.side < angle * angle * square {
                // A point does not push itself.
                let own = f64::from(u8::from(self.leaf[point] == number));
                let q = 1.0 / (1.0 + square);
                let weight = (node.points - own) * q;
                sum += weight;
                for d in 0..3 {
                    force[d] += weight * q * away[d];
                }
            } else {
                stack.extend(node.children..node.children + node.count);
            }
        }
        (force, sum)
    }
}

/// As [`gradient`], with the pushes of all rows one by one.
fn exact_gradient(p: &Attractions, y: &[f64], dims: usize, exaggeration: f64) -> (Vec<f64>, f64) {
    const BLOCK: usize = 64;
    let n = y.len() / dims;
    let blocks = parallel::map(n.div_ceil(BLOCK), BLOCK * n * 10, |block| {
        let rows = block * BLOCK..((block + 1) * BLOCK).min(n);
        let mut out = vec![0.0; rows.len() * 2 * dims];
        let (mut total, mut divergence) = (0.0, 0.0);
        for (row, out) in rows.zip(out.chunks_exact_mut(2 * dims)) {
            let place = &y[row * dims..][..dims];
            let (pull, push) = out.split_at_mut(dims);
            let apart = |other: usize| between(place, &y[other * dims..][..dims]);
            for other in (0..n).filter(|&other| other != row) {
                let q = 1.0 / (1.0 + apart(other));
                total += q;
                for d in 0..dims {
                    push[d] += q * q * (place[d] - y[other * dims + d]);
                }
            }
            for i in p.starts[row]..p.starts[row + 1] {
                let other = p.others[i] as usize;
                let square = apart(other);
                let w = p.weights[i] * exaggeration;
                for d in 0..dims {
                    pull[d] += w / (1.0 + square) * (place[d] - y[other * dims + d]);
                }
                divergence += w * (w.max(f64::MIN_POSITIVE) * (1.0 + square)).ln();
            }
        }
        (out, total, divergence)
    });
    slope(blocks, dims, exaggeration)
}

fn between(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// The slope of the divergence, and the divergence, at `y`.
fn gradient(
    p: &Attractions,
    y: &[f64],
    dims: usize,
    angle: f64,
    exaggeration: f64,
) -> (Vec<f64>, f64) {
    const BLOCK: usize = 256;
    let n = y.len() / dims;
    let tree = Tree::new(y, dims);
    let blocks = parallel::map(n.div_ceil(BLOCK), BLOCK * 2000, |block| {
        let mut stack = Vec::new();
        let rows = block * BLOCK..((block + 1) * BLOCK).min(n);
        let mut out = Vec::with_capacity(rows.len() * 2 * dims);
        let (mut total, mut divergence) = (0.0, 0.0);
        for row in rows {
            let mut place = [0.0; 3];
            place[..dims].copy_from_slice(&y[row * dims..][..dims]);
            let (push, sum) = tree.repulsion(row, place, angle, &mut stack);
            total += sum;
            let mut pull = [0.0; 3];
            for i in p.starts[row]..p.starts[row + 1] {
                let other = &y[p.others[i] as usize * dims..][..dims];
                let square: f64 = place.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum();
                let w = p.weights[i] * exaggeration;
                for d in 0..dims {
                    pull[d] += w / (1.0 + square) * (place[d] - other[d]);
                }
                divergence += w * (w.max(f64::MIN_POSITIVE) * (1.0 + square)).ln();
            }
            out.extend_from_slice(&pull[..dims]);
            out.extend_from_slice(&push[..dims]);
        }
        (out, total, divergence)
    });
    slope(blocks, dims, exaggeration)
}

/// From blocks of pulls and pushes (one after the other for each row), parts of the normalisation
/// and parts of the divergence.
fn slope(blocks: Vec<(Vec<f64>, f64, f64)>, dims: usize, exaggeration: f64) -> (Vec<f64>, f64) {
    let total: f64 = blocks.iter().map(|b| b.1).sum::<f64>().max(f64::MIN_POSITIVE);
    let divergence: f64 = blocks.iter().map(|b| b.2).sum::<f64>() + exaggeration * total.ln();
    let mut slope = Vec::new();
    for (forces, _, _) in blocks {
        for both in forces.chunks_exact(2 * dims) {
            slope.extend((0..dims).map(|d| 4.0 * (both[d] - both[dims + d] / total)));
        }
    }
    (slope, divergence)
}

impl Tsne {
    fn check(&self, rows: usize) -> Result<()> {
        let exact = self.method == TsneMethod::Exact;
        if self.n_components == 0 || (self.n_components > 3 && !exact) {
            let expected = "1 to 3, or method = exact";
            return Err(Error::parameter(NAME, "n_components", self.n_components, expected));
        }
        if exact && rows > MOST_EXACT {
            let reason = format!(
                "there are {rows} rows: expected at most {MOST_EXACT} with method = exact, which \
                 keeps {rows} x {rows} numbers; method = barnes_hut takes more"
            );
            return Err(Error::data(NAME, reason));
        }
        if rows < 4 {
            let reason = format!("there are {rows} rows: expected at least 4");
            return Err(Error::data(NAME, reason));
        }
        if !(self.perplexity >= 1.0 && self.perplexity < rows as f64) {
            let expected = format!("at least 1 and less than {rows}, the number of rows");
            return Err(Error::parameter(NAME, "perplexity", self.perplexity, expected));
        }
        if !(self.early_exaggeration >= 1.0 && self.early_exaggeration.is_finite()) {
            let found = self.early_exaggeration;
            return Err(Error::parameter(NAME, "early_exaggeration", found, "1 or more"));
        }
        if let Some(rate) = self.learning_rate.filter(|r| !(*r > 0.0 && r.is_finite())) {
            return Err(Error::parameter(NAME, "learning_rate", rate, "a number greater than 0"));
        }
        if self.max_iter < 250 {
            return Err(Error::parameter(NAME, "max_iter", self.max_iter, "at least 250"));
        }
        if !(0.0..=1.0).contains(&self.angle) {
            return Err(Error::parameter(NAME, "angle", self.angle, "0 to 1"));
        }
        Ok(())
    }
}

impl Estimator for Tsne {
    const NAME: &'static str = NAME;
    const KIND: Kind = Kind::Transformer;
    type Fitted = TsneModel;

    fn fit_with(&self, x: &Features, _y: &[f64], options: &FitOptions<'_>) -> Result<TsneModel> {
        x.require_finite(NAME)?;
        let (n, dims) = (x.rows(), self.n_components);
        self.check(n)?;
        let dense = x.to_dense();
        let exact = self.method == TsneMethod::Exact;
        let p = attractions(&dense.to_f64(), x.columns(), self.perplexity, exact)?;
        let start = if self.init == TsneInit::Pca { principal(x, dims)? } else { None };
        let mut y = start.unwrap_or_else(|| {
            let mut generator = Generator::new(self.random_state, 0);
            (0..n * dims).map(|_| generator.normal()).collect()
        });
        let spread = (y.iter().step_by(dims).map(|v| v * v).sum::<f64>() / n as f64).sqrt();
        y.iter_mut().for_each(|v| *v *= 1e-4 / spread.max(f64::MIN_POSITIVE));
        let usual = (n as f64 / self.early_exaggeration / 4.0).max(50.0);
        let rate = self.learning_rate.unwrap_or(usual);
        let (mut step, mut gains) = (vec![0.0; y.len()], vec![1.0f64; y.len()]);
        let (mut divergence, mut rounds) = (0.0, self.max_iter);
        for round in 0..self.max_iter {
            let early = round < 250;
            let exaggeration = if early { self.early_exaggeration } else { 1.0 };
            if round == 250 {
                // The second part starts afresh.
                step.fill(0.0);
                gains.fill(1.0);
            }
            let (slope, now) = if exact {
                exact_gradient(&p, &y, dims, exaggeration)
            } else {
                gradient(&p, &y, dims, self.angle, exaggeration)
            };
            divergence = now;
            let momentum = if early { 0.5 } else { 0.8 };
            for i in 0..y.len() {
                let grows = slope[i] * step[i] < 0.0;
                gains[i] = if grows { gains[i] + 0.2 } else { (gains[i] * 0.8).max(0.01) };
                step[i] = momentum * step[i] - rate * gains[i] * slope[i];
                y[i] += step[i];
            }
            options.step(
                NAME,
                Progress { done: round + 1, total: self.max_iter, score: Some(divergence) },
            )?;
            let norm = slope.iter().map(|s| s * s).sum::<f64>().sqrt();
            if !early && norm <= self.min_grad_norm {
                rounds = round + 1;
                break;
            }
        }
        if y.iter().any(|v| !v.is_finite()) {
            return Err(Error::data(NAME, "places became infinite: a smaller learning_rate helps"));
        }
        Ok(TsneModel {
            n_features: x.columns(),
            n_components: dims,
            embedding: y,
            kl_divergence: divergence,
            n_iter: rounds,
        })
    }
}

impl TsneModel {
    /// The place of each row it was fitted to.
    ///
    /// # Errors
    /// Never for a model that [`Model::validate`] accepts.
    pub fn embedding(&self) -> Result<Matrix> {
        let rows = self.embedding.len() / self.n_components.max(1);
        Ok(matrix(rows, &self.embedding)?.to_dense().into_owned())
    }
}

impl Model for TsneModel {
    fn estimator(&self) -> &'static str {
        NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn transform(&self, _x: &Features) -> Result<Features> {
        let hint = "; it knows the places of the rows it was fitted to alone (embedding); UMAP and \
                    PCA have it";
        Err(Error::Unsupported { estimator: NAME, method: "transform", hint })
    }

    fn validate(&self) -> Result<()> {
        let n = self.n_components;
        if n == 0 || !self.embedding.len().is_multiple_of(n) {
            return Err(Error::Model {
                what: NAME.into(),
                reason: format!("{} numbers for {n} columns", self.embedding.len()),
            });
        }
        Ok(())
    }
}
