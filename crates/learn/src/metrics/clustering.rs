//! Metrics of clusters, against known classes or by themselves.

use super::{check, place, ratio, unique};
use crate::linalg;
use crate::{Error, Matrix, Result, parallel};
use libm::lgamma;

/// How many rows are in each class and cluster.
struct Contingency {
    n: f64,
    /// Counts above 0 with the places of class and cluster.
    cells: Vec<(usize, usize, f64)>,
    classes: Vec<f64>,
    clusters: Vec<f64>,
}

fn contingency(name: &'static str, a: &[f64], b: &[f64]) -> Result<Contingency> {
    check(name, a, b, None)?;
    let (of_a, of_b) = (unique(&[a]), unique(&[b]));
    let mut pairs: Vec<(usize, usize)> =
        a.iter().zip(b).map(|(x, y)| (place(&of_a, *x), place(&of_b, *y))).collect();
    pairs.sort_unstable();
    let mut cells: Vec<(usize, usize, f64)> = Vec::new();
    let (mut classes, mut clusters) = (vec![0.0; of_a.len()], vec![0.0; of_b.len()]);
    for (x, y) in pairs {
        classes[x] += 1.0;
        clusters[y] += 1.0;
        match cells.last_mut() {
            Some(cell) if (cell.0, cell.1) == (x, y) => cell.2 += 1.0,
            _ => cells.push((x, y, 1.0)),
        }
    }
    Ok(Contingency { n: a.len() as f64, cells, classes, clusters })
}

fn squares(counts: &[f64]) -> f64 {
    counts.iter().map(|c| c * c).sum()
}

fn entropy(counts: &[f64], n: f64) -> f64 {
    -counts.iter().filter(|c| **c > 0.0).map(|c| c / n * (c / n).ln()).sum::<f64>()
}

impl Contingency {
    fn squares(&self) -> f64 {
        self.cells.iter().map(|c| c.2 * c.2).sum()
    }

    fn mutual_information(&self) -> f64 {
        let sum: f64 = self
            .cells
            .iter()
            .map(|&(i, j, c)| c / self.n * (c * self.n / (self.classes[i] * self.clusters[j])).ln())
            .sum();
        sum.max(0.0)
    }

    /// The mutual information that chance alone gives (Vinh, Epps and Bailey 2010).
    fn expected_information(&self) -> f64 {
        let n = self.n;
        let log_factorial: Vec<f64> = (0..=n as usize).map(|i| lgamma(i as f64 + 1.0)).collect();
        let lf = |x: f64| log_factorial[x as usize];
        let mut sum = 0.0;
        for &a in &self.classes {
            for &b in &self.clusters {
                let mut c = (a + b - n).max(1.0);
                while c <= a.min(b) {
                    let log = lf(a) + lf(b) + lf(n - a) + lf(n - b)
                        - lf(n)
                        - lf(c)
                        - lf(a - c)
                        - lf(b - c)
                        - lf(n - a - b + c);
                    sum += c / n * (n * c / (a * b)).ln() * log.exp();
                    c += 1.0;
                }
            }
        }
        sum
    }
}

/// The share of pairs of rows on which two partitions agree.
///
/// # Errors
/// If the lists differ in length or are empty.
pub fn rand_score(labels_true: &[f64], labels_pred: &[f64]) -> Result<f64> {
    let t = contingency("rand_score", labels_true, labels_pred)?;
    let same = t.squares();
    let all = t.n * t.n - t.n;
    let agree = t.n * t.n + 2.0 * same - squares(&t.classes) - squares(&t.clusters) - t.n;
    Ok(if all == 0.0 { 1.0 } else { agree / all })
}

/// [`rand_score`] beyond chance (Hubert and Arabie 1985).
///
/// # Errors
/// As there.
pub fn adjusted_rand_score(labels_true: &[f64], labels_pred: &[f64]) -> Result<f64> {
    let t = contingency("adjusted_rand_score", labels_true, labels_pred)?;
    let same = t.squares();
    let tp = same - t.n;
    let fp = squares(&t.clusters) - same;
    let fnn = squares(&t.classes) - same;
    let tn = t.n * t.n - fp - fnn - same;
    if fp == 0.0 && fnn == 0.0 {
        return Ok(1.0);
    }
    Ok(2.0 * (tp * tn - fnn * fp) / ((tp + fnn) * (fnn + tn) + (tp + fp) * (fp + tn)))
}

/// What one partition tells of the other, in nats.
///
/// # Errors
/// As [`rand_score`].
pub fn mutual_info_score(labels_true: &[f64], labels_pred: &[f64]) -> Result<f64> {
    Ok(contingency("mutual_info_score", labels_true, labels_pred)?.mutual_information())
}

/// [`mutual_info_score`] by the mean of both entropies.
///
/// # Errors
/// As [`rand_score`].
pub fn normalized_mutual_info_score(labels_true: &[f64], labels_pred: &[f64]) -> Result<f64> {
    let t = contingency("normalized_mutual_info_score", labels_true, labels_pred)?;
    if t.classes.len() == 1 && t.clusters.len() == 1 {
        return Ok(1.0);
    }
    let mean = 0.5 * (entropy(&t.classes, t.n) + entropy(&t.clusters, t.n));
    Ok(ratio(t.mutual_information(), mean))
}

/// [`normalized_mutual_info_score`] beyond chance.
///
/// # Errors
/// As [`rand_score`].
pub fn adjusted_mutual_info_score(labels_true: &[f64], labels_pred: &[f64]) -> Result<f64> {
    let t = contingency("adjusted_mutual_info_score", labels_true, labels_pred)?;
    let (a, b) = (t.classes.len(), t.clusters.len());
    if (a == 1 && b == 1) || (a as f64 == t.n && b as f64 == t.n) {
        return Ok(1.0);
    }
    let expected = t.expected_information();
    let mean = 0.5 * (entropy(&t.classes, t.n) + entropy(&t.clusters, t.n));
    let below = mean - expected;
    let below = if below < 0.0 { below.min(-f64::EPSILON) } else { below.max(f64::EPSILON) };
    Ok((t.mutual_information() - expected) / below)
}

fn homogeneity_completeness(a: &[f64], b: &[f64]) -> Result<(f64, f64)> {
    let t = contingency("homogeneity_score", a, b)?;
    let (of_a, of_b) = (entropy(&t.classes, t.n), entropy(&t.clusters, t.n));
    let information = t.mutual_information();
    let part = |entropy: f64| if entropy == 0.0 { 1.0 } else { information / entropy };
    Ok((part(of_a), part(of_b)))
}

/// Whether each cluster holds one class only (Rosenberg and Hirschberg 2007).
///
/// # Errors
/// As [`rand_score`].
pub fn homogeneity_score(labels_true: &[f64], labels_pred: &[f64]) -> Result<f64> {
    Ok(homogeneity_completeness(labels_true, labels_pred)?.0)
}

/// Whether each class is in one cluster only.
///
/// # Errors
/// As [`rand_score`].
pub fn completeness_score(labels_true: &[f64], labels_pred: &[f64]) -> Result<f64> {
    Ok(homogeneity_completeness(labels_true, labels_pred)?.1)
}

/// The harmonic mean of [`homogeneity_score`] and [`completeness_score`].
///
/// # Errors
/// As [`rand_score`].
pub fn v_measure_score(labels_true: &[f64], labels_pred: &[f64]) -> Result<f64> {
    let (h, c) = homogeneity_completeness(labels_true, labels_pred)?;
    Ok(ratio(2.0 * h * c, h + c))
}

/// The geometric mean of precision and recall of pairs.
///
/// # Errors
/// As [`rand_score`].
pub fn fowlkes_mallows_score(labels_true: &[f64], labels_pred: &[f64]) -> Result<f64> {
    let t = contingency("fowlkes_mallows_score", labels_true, labels_pred)?;
    let tp = t.squares() - t.n;
    let (p, q) = (squares(&t.clusters) - t.n, squares(&t.classes) - t.n);
    Ok(if tp == 0.0 { 0.0 } else { (tp / p).sqrt() * (tp / q).sqrt() })
}

/// The place of each row's cluster, and the number of clusters.
fn clusters(name: &'static str, x: &Matrix, labels: &[f64]) -> Result<(Vec<usize>, usize)> {
    crate::target::require_numbers(name, labels, x.rows())?;
    let values = unique(&[labels]);
    if values.len() < 2 || values.len() >= x.rows() {
        return Err(Error::data(
            name,
            format!("{} clusters of {} rows: expected 2 to rows - 1", values.len(), x.rows()),
        ));
    }
    Ok((labels.iter().map(|l| place(&values, *l)).collect(), values.len()))
}

/// The means of clusters, row after row, and their sizes.
fn centres(data: &[f64], columns: usize, codes: &[usize], k: usize) -> (Vec<f64>, Vec<f64>) {
    let (mut means, mut sizes) = (vec![0.0; k * columns], vec![0.0; k]);
    for (row, &code) in data.chunks_exact(columns.max(1)).zip(codes) {
        sizes[code] += 1.0;
        let mean = &mut means[code * columns..(code + 1) * columns];
        mean.iter_mut().zip(row).for_each(|(m, x)| *m += x);
    }
    for (mean, size) in means.chunks_exact_mut(columns.max(1)).zip(&sizes) {
        mean.iter_mut().for_each(|m| *m /= size);
    }
    (means, sizes)
}

fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum()
}

/// For each row how much nearer (Euclidean) it is to its own cluster than to the next, from -1 to 1
/// (Rousseeuw 1987); 0 for a row alone in its cluster.
///
/// # Errors
/// If there are fewer than 2 clusters, or as many as rows.
pub fn silhouette_samples(x: &Matrix, labels: &[f64]) -> Result<Vec<f64>> {
    let (codes, k) = clusters("silhouette_samples", x, labels)?;
    let data = x.to_f64();
    let n = x.columns();
    let mut sizes = vec![0.0; k];
    codes.iter().for_each(|&c| sizes[c] += 1.0);
    let row = |i: usize| &data[i * n..(i + 1) * n];
    Ok(parallel::map(x.rows(), x.rows() * n.max(1), |i| {
        let mut sums = vec![0.0; k];
        for j in 0..x.rows() {
            sums[codes[j]] += squared_distance(row(i), row(j)).sqrt();
        }
        let own = codes[i];
        if sizes[own] <= 1.0 {
            return 0.0;
        }
        let inside = sums[own] / (sizes[own] - 1.0);
        let next =
            (0..k).filter(|&c| c != own).map(|c| sums[c] / sizes[c]).fold(f64::INFINITY, f64::min);
        ratio(next - inside, next.max(inside))
    }))
}

/// The mean of [`silhouette_samples`].
///
/// # Errors
/// As there.
pub fn silhouette_score(x: &Matrix, labels: &[f64]) -> Result<f64> {
    let samples = silhouette_samples(x, labels)?;
    Ok(samples.iter().sum::<f64>() / samples.len() as f64)
}

/// The spread between clusters by that within them (Calinski and Harabasz 1974).
///
/// # Errors
/// As [`silhouette_samples`].
pub fn calinski_harabasz_score(x: &Matrix, labels: &[f64]) -> Result<f64> {
    let (codes, k) = clusters("calinski_harabasz_score", x, labels)?;
    let (data, n, rows) = (x.to_f64(), x.columns(), x.rows() as f64);
    let (means, sizes) = centres(&data, n, &codes, k);
    let mut mean = linalg::matvec_t(x.rows(), n, &data, &vec![1.0; x.rows()]);
    mean.iter_mut().for_each(|m| *m /= rows);
    let between: f64 =
        (0..k).map(|c| sizes[c] * squared_distance(&means[c * n..(c + 1) * n], &mean)).sum();
    let within: f64 = data
        .chunks_exact(n.max(1))
        .zip(&codes)
        .map(|(row, &c)| squared_distance(row, &means[c * n..(c + 1) * n]))
        .sum();
    Ok(if within == 0.0 { 1.0 } else { between * (rows - k as f64) / (within * (k as f64 - 1.0)) })
}

/// The mean over clusters of how much they overlap with the one that they overlap most (Davies and
/// Bouldin 1979); less is better.
///
/// # Errors
/// As [`silhouette_samples`].
pub fn davies_bouldin_score(x: &Matrix, labels: &[f64]) -> Result<f64> {
    let (codes, k) = clusters("davies_bouldin_score", x, labels)?;
    let (data, n) = (x.to_f64(), x.columns());
    let (means, sizes) = centres(&data, n, &codes, k);
    let mean = |c: usize| &means[c * n..(c + 1) * n];
    let mut spreads = vec![0.0; k];
    for (row, &c) in data.chunks_exact(n.max(1)).zip(&codes) {
        spreads[c] += squared_distance(row, mean(c)).sqrt() / sizes[c];
    }
    let worst = |a: usize| {
        (0..k)
            .filter(|&b| b != a)
            .map(|b| ratio(spreads[a] + spreads[b], squared_distance(mean(a), mean(b)).sqrt()))
            .fold(0.0f64, f64::max)
    };
    Ok((0..k).map(worst).sum::<f64>() / k as f64)
}
