//! Clusters around their means.

use super::points::Points;
use crate::estimator::{Estimator, FitOptions, Kind, Model, Progress};
use crate::neighbors::require_columns;
use crate::onnx::{Builder, Output, Value};
use crate::random::Generator;
use crate::{Error, Features, Matrix, Result};
use serde::{Deserialize, Serialize};
use sparkler_cpu::distance::euclidean;

/// How the first centres are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum InitRule {
    /// Far from each other: Arthur and Vassilvitskii, *k-means++: The Advantages of Careful
    /// Seeding* (2007), the best of a few for each centre.
    #[default]
    #[serde(rename = "k-means++")]
    PlusPlus,
    /// Rows at random.
    #[serde(rename = "random")]
    Random,
}

/// The first centres.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Init {
    /// `"k-means++"` or `"random"`.
    Rule(InitRule),
    /// The centres themselves.
    Centers(Vec<Vec<f64>>),
}

impl Default for Init {
    fn default() -> Self {
        Init::Rule(InitRule::PlusPlus)
    }
}

/// The rule for [`Restarts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RestartsRule {
    /// 10 with random centres (3 for mini-batches), else 1.
    Auto,
}

/// How often to begin anew, to keep the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Restarts {
    /// `"auto"`.
    Rule(RestartsRule),
    /// So often.
    Count(usize),
}

impl Restarts {
    fn count(self, init: &Init, random: usize) -> usize {
        match self {
            Restarts::Count(count) => count,
            Restarts::Rule(RestartsRule::Auto) if *init == Init::Rule(InitRule::Random) => random,
            Restarts::Rule(RestartsRule::Auto) => 1,
        }
    }
}

/// k-means clustering, as scikit-learn's class of that name. Distances to centres are computed in
/// single precision, from products of matrices; means and inertia in double. It ignores the target.
///
/// ```
/// use sparkler_learn::{Estimator, KMeans, Matrix, Model};
/// let x = Matrix::from_rows(&[[1.0, 2.0], [1.0, 4.0], [10.0, 2.0], [10.0, 4.0]]).unwrap().into();
/// let model = KMeans { n_clusters: 2, ..KMeans::default() }.fit(&x, &[]).unwrap();
/// assert_eq!(model.inertia, 4.0);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KMeans {
    /// The number of clusters.
    pub n_clusters: usize,
    /// The first centres.
    pub init: Init,
    /// How often to begin anew.
    pub n_init: Restarts,
    /// Most passes over the data.
    pub max_iter: usize,
    /// Stop when the centres move less: the sum of squared moves, as a share of the columns' mean
    /// variance.
    pub tol: f64,
    /// The seed of the first centres.
    pub random_state: u64,
}

impl Default for KMeans {
    fn default() -> Self {
        KMeans {
            n_clusters: 8,
            init: Init::default(),
            n_init: Restarts::Rule(RestartsRule::Auto),
            max_iter: 300,
            tol: 1e-4,
            random_state: 0,
        }
    }
}

/// What [`KMeans`] or [`MiniBatchKMeans`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KMeansModel {
    mini_batch: bool,
    /// A row for each centre.
    pub cluster_centers: Matrix,
    labels: Vec<f64>,
    /// The sum of squared distances to the nearest centre, times the rows' weights.
    pub inertia: f64,
    /// The passes over the data (for mini-batches, the batches' steps).
    pub n_iter: usize,
    mean: Vec<f64>,
}

/// The checks and the centred points that both forms of k-means need.
fn prepare(
    name: &'static str,
    x: &Features,
    k: usize,
    init: &Init,
    restarts: usize,
    weights: Option<&[f64]>,
) -> Result<(Points, Vec<f64>)> {
    x.require_finite(name)?;
    let (rows, columns) = (x.rows(), x.columns());
    if k == 0 || k > rows {
        let expected = format!("from 1 to {rows}, the number of rows");
        return Err(Error::parameter(name, "n_clusters", k, expected));
    }
    if restarts == 0 {
        return Err(Error::parameter(name, "n_init", 0, "1 or more, or auto"));
    }
    if let Init::Centers(centres) = init {
        let wrong = centres.iter().find(|c| c.len() != columns || c.iter().any(|v| !v.is_finite()));
        if centres.len() != k || wrong.is_some() {
            return Err(Error::Shape {
                estimator: name,
                what: "init",
                found: format!(
                    "{} centres of {:?} numbers",
                    centres.len(),
                    centres.first().map(Vec::len)
                ),
                expected: format!("{k} centres of {columns} finite numbers"),
            });
        }
    }
    let points = Points::new(x.to_dense().to_f64().into_owned(), columns, None, k);
    let weights = weights.map_or_else(|| vec![1.0; rows], <[f64]>::to_vec);
    Ok((points, weights))
}

/// A place chosen with a probability in proportion to its share.
fn draw(shares: impl Iterator<Item = f64>, total: f64, generator: &mut Generator) -> usize {
    let mut rest = generator.uniform() * total;
    let mut last = 0;
    for (i, share) in shares.enumerate() {
        if share > 0.0 {
            last = i;
            rest -= share;
            if rest < 0.0 {
                return i;
            }
        }
    }
    last
}

fn first_centres(
    points: &Points,
    weights: &[f64],
    k: usize,
    init: &Init,
    generator: &mut Generator,
) -> Vec<f64> {
    let d = points.columns;
    let total: f64 = weights.iter().sum();
    let mut centres = Vec::with_capacity(k * d);
    match init {
        Init::Centers(given) => {
            for centre in given {
                centres.extend(centre.iter().zip(&points.mean).map(|(v, m)| v - m));
            }
        }
        Init::Rule(InitRule::Random) => {
            let allowed: Vec<usize> = (0..points.rows()).filter(|&i| weights[i] > 0.0).collect();
            let chosen = generator.choose(allowed.len(), k);
            for i in 0..k {
                let i = chosen.get(i).map_or(0, |&c| allowed[c]);
                centres.extend_from_slice(points.row(i));
            }
        }
        Init::Rule(InitRule::PlusPlus) => {
            let trials = 2 + (k as f64).ln() as usize;
            let first = draw(weights.iter().copied(), total, generator);
            centres.extend_from_slice(points.row(first));
            let mut nearest = points.squares(&centres).remove(0);
            for _ in 1..k {
                let share = |i: usize| f64::from(nearest[i]) * weights[i];
                let sum: f64 = (0..points.rows()).map(share).sum();
                let mut candidates = Vec::with_capacity(trials * d);
                for _ in 0..trials {
                    let who = draw((0..points.rows()).map(share), sum, generator);
                    candidates.extend_from_slice(points.row(who));
                }
                let squares = points.squares(&candidates);
                let mut best = (f64::INFINITY, 0);
                for (trial, squares) in squares.iter().enumerate() {
                    let left = squares.iter().zip(&nearest).zip(weights);
                    let left: f64 = left.map(|((&s, &n), w)| f64::from(s.min(n)) * w).sum();
                    if left < best.0 {
                        best = (left, trial);
                    }
                }
                centres.extend_from_slice(&candidates[best.1 * d..][..d]);
                for (nearest, &square) in nearest.iter_mut().zip(&squares[best.1]) {
                    *nearest = nearest.min(square);
                }
            }
        }
    }
    centres
}

/// One run from given centres.
struct Run {
    centres: Vec<f64>,
    labels: Vec<u32>,
    inertia: f64,
    passes: usize,
}

fn inertia(points: &Points, weights: &[f64], centres: &[f64], labels: &[u32]) -> f64 {
    const PART: usize = 4096;
    let d = points.columns;
    let parts = crate::parallel::map(labels.len().div_ceil(PART), PART * d, |part| {
        let range = part * PART..labels.len().min((part + 1) * PART);
        let one = |i: usize| {
            weights[i] * euclidean(points.row(i), &centres[labels[i] as usize * d..][..d])
        };
        range.map(one).sum::<f64>()
    });
    parts.iter().sum()
}

fn lloyd(
    name: &'static str,
    points: &Points,
    weights: &[f64],
    mut centres: Vec<f64>,
    max_iter: usize,
    tol: f64,
    options: &FitOptions<'_>,
) -> Result<Run> {
    let d = points.columns;
    let k = centres.len() / d;
    const NONE: u32 = u32::MAX;
    let mut labels = vec![NONE; points.rows()];
    let mut sums = vec![0.0; k * d];
    let mut mass = vec![0.0; k];
    let mut passes = 0;
    let mut settled = false;
    while passes < max_iter {
        passes += 1;
        options.step(name, Progress { done: passes, total: max_iter, score: None })?;
        let mut changed = false;
        // Only points that go to another cluster change the sums; most runs of points hold none.
        let mut start = 0;
        for run in points.nearest(&centres).iter().flat_map(|block| block.chunks(32)) {
            let old = &mut labels[start..start + run.len()];
            if *old != *run {
                changed = true;
                for (i, (old, &new)) in old.iter_mut().zip(run).enumerate() {
                    if *old == new {
                        continue;
                    }
                    let (row, w) = (points.row(start + i), weights[start + i]);
                    let to = &mut sums[new as usize * d..][..d];
                    to.iter_mut().zip(row).for_each(|(s, v)| *s += w * v);
                    mass[new as usize] += w;
                    if *old != NONE {
                        let from = &mut sums[*old as usize * d..][..d];
                        from.iter_mut().zip(row).for_each(|(s, v)| *s -= w * v);
                        mass[*old as usize] -= w;
                    }
                    *old = new;
                }
            }
            start += run.len();
        }
        if !changed {
            settled = true;
            break;
        }
        relocate(points, weights, &centres, &mut labels, &mut sums, &mut mass);
        let mut moved = 0.0;
        for c in 0..k {
            if mass[c] > 0.0 {
                for j in c * d..(c + 1) * d {
                    let new = sums[j] / mass[c];
                    moved += (new - centres[j]) * (new - centres[j]);
                    centres[j] = new;
                }
            }
        }
        if moved <= tol {
            break;
        }
    }
    if !settled {
        labels = points.nearest(&centres).concat();
    }
    let inertia = inertia(points, weights, &centres, &labels);
    Ok(Run { centres, labels, inertia, passes })
}

/// Clusters without rows get the rows that are farthest from their centres.
fn relocate(
    points: &Points,
    weights: &[f64],
    centres: &[f64],
    labels: &mut [u32],
    sums: &mut [f64],
    mass: &mut [f64],
) {
    let d = points.columns;
    let mut counts = vec![0usize; mass.len()];
    labels.iter().zip(weights).for_each(|(&l, &w)| counts[l as usize] += usize::from(w > 0.0));
    let empty: Vec<usize> = (0..mass.len()).filter(|&c| counts[c] == 0).collect();
    if empty.is_empty() {
        return;
    }
    let apart = |i: usize| euclidean(points.row(i), &centres[labels[i] as usize * d..][..d]);
    let mut far: Vec<(f64, usize)> =
        (0..labels.len()).filter(|&i| weights[i] > 0.0).map(|i| (apart(i), i)).collect();
    far.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut far = far.into_iter();
    for c in empty {
        // Not the last row of another cluster.
        let Some((_, i)) = far.find(|&(_, i)| counts[labels[i] as usize] > 1) else { return };
        let old = labels[i] as usize;
        let (row, w) = (points.row(i), weights[i]);
        for j in 0..d {
            sums[old * d + j] -= w * row[j];
            sums[c * d + j] = w * row[j];
        }
        mass[old] -= w;
        mass[c] = w;
        counts[old] -= 1;
        counts[c] = 1;
        labels[i] = c as u32;
    }
}

fn model(points: Points, run: Run, mini_batch: bool) -> Result<KMeansModel> {
    let d = points.columns;
    let k = run.centres.len() / d;
    let shift = |(i, v): (usize, &f64)| v + points.mean[i % d];
    let centres = run.centres.iter().enumerate().map(shift).collect();
    Ok(KMeansModel {
        mini_batch,
        cluster_centers: Matrix::new(k, d, centres)?,
        labels: run.labels.iter().map(|&l| f64::from(l)).collect(),
        inertia: run.inertia,
        n_iter: run.passes,
        mean: points.mean,
    })
}

impl Estimator for KMeans {
    const NAME: &'static str = "KMeans";
    const KIND: Kind = Kind::Clusterer;
    type Fitted = KMeansModel;

    fn fit_with(&self, x: &Features, _y: &[f64], options: &FitOptions<'_>) -> Result<KMeansModel> {
        let name = Self::NAME;
        if self.max_iter == 0 {
            return Err(Error::parameter(name, "max_iter", 0, "1 or more"));
        }
        if self.tol.is_nan() || self.tol < 0.0 {
            return Err(Error::parameter(name, "tol", self.tol, "0 or more"));
        }
        let given = options.weights(name, x.rows())?;
        let restarts = self.n_init.count(&self.init, 10);
        let (points, weights) = prepare(name, x, self.n_clusters, &self.init, restarts, given)?;
        let variance = points.x.iter().map(|v| v * v).sum::<f64>() / points.x.len() as f64;
        let mut best: Option<Run> = None;
        let restarts = if matches!(self.init, Init::Centers(_)) { 1 } else { restarts };
        for restart in 0..restarts {
            let mut generator = Generator::new(self.random_state, restart as u64);
            let centres =
                first_centres(&points, &weights, self.n_clusters, &self.init, &mut generator);
            let tol = self.tol * variance;
            let run = lloyd(name, &points, &weights, centres, self.max_iter, tol, options)?;
            if best.as_ref().is_none_or(|best| run.inertia < best.inertia) {
                best = Some(run);
            }
        }
        match best {
            Some(run) => model(points, run, false),
            None => Err(Error::data(name, "no run ended with a number")),
        }
    }
}

impl Model for KMeansModel {
    fn estimator(&self) -> &'static str {
        if self.mini_batch { MiniBatchKMeans::NAME } else { KMeans::NAME }
    }

    fn n_features(&self) -> usize {
        self.cluster_centers.columns()
    }

    fn labels(&self) -> Option<&[f64]> {
        Some(&self.labels)
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        require_columns(self.estimator(), x, self.n_features())?;
        let d = self.n_features();
        let k = self.cluster_centers.rows();
        let points = Points::new(x.to_dense().to_f64().into_owned(), d, Some(&self.mean), k);
        let centres = self.cluster_centers.to_f64();
        let centres: Vec<f64> =
            centres.iter().enumerate().map(|(i, v)| v - self.mean[i % d]).collect();
        Ok(points.nearest(&centres).iter().flatten().map(|&l| f64::from(l)).collect())
    }

    /// The distance to each centre.
    fn transform(&self, x: &Features) -> Result<Features> {
        require_columns(self.estimator(), x, self.n_features())?;
        let (d, k) = (self.n_features(), self.cluster_centers.rows());
        let (x, centres) = (x.to_dense(), self.cluster_centers.to_f64());
        let mut out = Vec::with_capacity(x.rows() * k);
        for row in x.to_f64().chunks_exact(d) {
            out.extend(centres.chunks_exact(d).map(|centre| euclidean(row, centre).sqrt()));
        }
        Ok(Features::Dense(Matrix::new(x.rows(), k, out)?))
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let centres = self.cluster_centers.to_f64();
        let squares = graph.squared_distances(x, &centres, &self.mean);
        let numbers = graph.reduce("ArgMin", &squares, 1);
        let distances = Some(graph.call("Sqrt", &[&squares], vec![]));
        Ok(Output::Clusters { numbers, distances })
    }

    fn validate(&self) -> Result<()> {
        let (k, d) = (self.cluster_centers.rows(), self.cluster_centers.columns());
        if k == 0 || d == 0 || self.mean.len() != d {
            return Err(Error::Model {
                what: self.estimator().into(),
                reason: format!("{k} centres of {d} columns, a mean of {}", self.mean.len()),
            });
        }
        Ok(())
    }
}

/// k-means clustering with a part of the rows at a time (Sculley, *Web-scale K-means Clustering*,
/// 2010), as scikit-learn's class of that name.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, MiniBatchKMeans, Model};
/// let x = Matrix::from_rows(&[[1.0, 2.0], [1.0, 4.0], [10.0, 2.0], [10.0, 4.0]]).unwrap().into();
/// let model = MiniBatchKMeans { n_clusters: 2, ..Default::default() }.fit(&x, &[]).unwrap();
/// assert_eq!(model.predict(&x).unwrap()[0], model.predict(&x).unwrap()[1]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MiniBatchKMeans {
    /// The number of clusters.
    pub n_clusters: usize,
    /// The first centres.
    pub init: Init,
    /// Most passes over the data.
    pub max_iter: usize,
    /// Rows at a time.
    pub batch_size: usize,
    /// The seed of centres and batches.
    pub random_state: u64,
    /// Stop when the centres move less, smoothed over batches; as for [`KMeans`]. 0 turns it off.
    pub tol: f64,
    /// Stop after so many batches without a lower inertia, smoothed over batches.
    pub max_no_improvement: Option<usize>,
    /// How often to choose first centres, to keep the best.
    pub n_init: Restarts,
    /// Centres with less than this share of the largest cluster's rows are put elsewhere.
    pub reassignment_ratio: f64,
}

impl Default for MiniBatchKMeans {
    fn default() -> Self {
        MiniBatchKMeans {
            n_clusters: 8,
            init: Init::default(),
            max_iter: 100,
            batch_size: 1024,
            random_state: 0,
            tol: 0.0,
            max_no_improvement: Some(10),
            n_init: Restarts::Rule(RestartsRule::Auto),
            reassignment_ratio: 0.01,
        }
    }
}

impl Estimator for MiniBatchKMeans {
    const NAME: &'static str = "MiniBatchKMeans";
    const KIND: Kind = Kind::Clusterer;
    type Fitted = KMeansModel;

    fn fit_with(&self, x: &Features, _y: &[f64], options: &FitOptions<'_>) -> Result<KMeansModel> {
        let name = Self::NAME;
        if self.batch_size == 0 || self.max_iter == 0 {
            return Err(Error::parameter(name, "batch_size and max_iter", 0, "1 or more"));
        }
        if self.tol.is_nan() || self.tol < 0.0 || !(0.0..=1.0).contains(&self.reassignment_ratio) {
            let value = format!("{} and {}", self.tol, self.reassignment_ratio);
            let expected = "0 or more, and from 0 to 1";
            return Err(Error::parameter(name, "tol and reassignment_ratio", value, expected));
        }
        let given = options.weights(name, x.rows())?;
        let k = self.n_clusters;
        let restarts = self.n_init.count(&self.init, 3);
        let (points, weights) = prepare(name, x, k, &self.init, restarts, given)?;
        let (n, d) = (points.rows(), points.columns);
        let mut generator = Generator::new(self.random_state, 0);
        let batch = self.batch_size.min(n);
        // The first centres are those of a sample, judged by another.
        let sample = (3 * batch).max(3 * k).min(n);
        let pick = |rows: &[usize]| {
            let values = rows.iter().flat_map(|&i| points.row(i)).copied().collect();
            let own: Vec<f64> = rows.iter().map(|&i| weights[i]).collect();
            (Points::new(values, d, Some(&vec![0.0; d]), k), own)
        };
        let mut best: Option<(f64, Vec<f64>)> = None;
        let (judge, judge_weights) = pick(&generator.choose(n, sample));
        for _ in 0..restarts {
            let (own, own_weights) = pick(&generator.choose(n, sample));
            let init = match &self.init {
                Init::Centers(centres) => Init::Centers(
                    centres
                        .iter()
                        .map(|c| c.iter().zip(&points.mean).map(|(v, m)| v - m).collect())
                        .collect(),
                ),
                rule => rule.clone(),
            };
            let centres = first_centres(&own, &own_weights, k, &init, &mut generator);
            let labels = judge.nearest(&centres).concat();
            let score = inertia(&judge, &judge_weights, &centres, &labels);
            if best.as_ref().is_none_or(|best| score < best.0) {
                best = Some((score, centres));
            }
        }
        let Some((_, mut centres)) = best else {
            return Err(Error::data(name, "no first centres"));
        };
        let mut mass = vec![0.0f64; k];
        let variance = points.x.iter().map(|v| v * v).sum::<f64>() / points.x.len() as f64;
        let steps = self.max_iter.saturating_mul(n).div_ceil(batch);
        let blend = (2.0 * batch as f64 / (n as f64 + 1.0)).min(1.0);
        let (mut smooth, mut smooth_move): (Option<f64>, Option<f64>) = (None, None);
        let (mut lowest, mut without) = (f64::INFINITY, 0usize);
        let mut since_reassigned = 0;
        let mut done = 0;
        while done < steps {
            done += 1;
            let rows: Vec<usize> = (0..batch).map(|_| generator.below(n)).collect();
            let (part, own) = pick(&rows);
            let labels = part.nearest(&centres).concat();
            let score =
                inertia(&part, &own, &centres, &labels) / own.iter().sum::<f64>().max(1e-300);
            let before = centres.clone();
            let (mut sums, mut new) = (vec![0.0; k * d], vec![0.0; k]);
            for (i, &label) in labels.iter().enumerate() {
                let c = label as usize;
                new[c] += own[i];
                let row = part.row(i);
                (0..d).for_each(|j| sums[c * d + j] += own[i] * row[j]);
            }
            for c in 0..k {
                if new[c] > 0.0 {
                    let total = mass[c] + new[c];
                    for j in c * d..(c + 1) * d {
                        centres[j] = (centres[j] * mass[c] + sums[j]) / total;
                    }
                    mass[c] = total;
                }
            }
            since_reassigned += batch;
            if since_reassigned >= 10 * k.max(batch) && self.reassignment_ratio > 0.0 {
                since_reassigned = 0;
                let largest = mass.iter().copied().fold(0.0, f64::max);
                let least =
                    mass.iter().copied().filter(|m| *m >= self.reassignment_ratio * largest);
                let least = least.fold(f64::INFINITY, f64::min);
                for c in 0..k {
                    if mass[c] < self.reassignment_ratio * largest {
                        let who = generator.below(batch);
                        centres[c * d..(c + 1) * d].copy_from_slice(part.row(who));
                        mass[c] = least;
                    }
                }
            }
            options.step(name, Progress { done, total: steps, score: Some(score) })?;
            if done == 1 {
                continue; // The first batch says little about those to come.
            }
            let now = smooth.map_or(score, |s| s * (1.0 - blend) + score * blend);
            smooth = Some(now);
            let moved: f64 = centres.iter().zip(&before).map(|(a, b)| (a - b) * (a - b)).sum();
            let moved = smooth_move.map_or(moved, |s| s * (1.0 - blend) + moved * blend);
            smooth_move = Some(moved);
            if self.tol > 0.0 && moved <= self.tol * variance {
                break;
            }
            if now < lowest {
                (lowest, without) = (now, 0);
            } else {
                without += 1;
            }
            if self.max_no_improvement.is_some_and(|most| without >= most) {
                break;
            }
        }
        let labels = points.nearest(&centres).concat();
        let inertia = inertia(&points, &weights, &centres, &labels);
        model(points, Run { centres, labels, inertia, passes: done }, true)
    }
}
