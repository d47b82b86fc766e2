//! Mixtures of normal distributions.

use crate::cluster::KMeans;
use crate::estimator::{Estimator, FitOptions, Kind, Model, Progress};
use crate::linalg::{Cholesky, matmul_nt, matmul_tn};
use crate::linear::Probabilities;
use crate::neighbors::require_columns;
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Matrix, Result};
use serde::{Deserialize, Serialize};

/// The form of the components' covariances.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CovarianceType {
    /// Each component has its own matrix.
    #[default]
    Full,
    /// All components share one matrix.
    Tied,
    /// Each component has a variance for each column.
    Diag,
    /// Each component has a single variance.
    Spherical,
}

/// A mixture of normal distributions by expectation and maximisation (Dempster, Laird and Rubin
/// 1977), as scikit-learn's class of that name, begun by k-means. It ignores the target.
///
/// ```
/// use sparkler_learn::{Estimator, GaussianMixture, Matrix, Model};
/// let x = Matrix::from_rows(&[[1.0], [1.2], [1.4], [10.0], [10.1], [10.3]]).unwrap().into();
/// let model = GaussianMixture { n_components: 2, ..Default::default() }.fit(&x, &[]).unwrap();
/// let labels = model.predict(&x).unwrap();
/// assert!(labels[0] == labels[2] && labels[2] != labels[3]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GaussianMixture {
    /// The number of components.
    pub n_components: usize,
    /// The form of their covariances.
    pub covariance_type: CovarianceType,
    /// Stop when the mean log-likelihood grows by less.
    pub tol: f64,
    /// Added to variances, so that none is zero.
    pub reg_covar: f64,
    /// Most passes over the data.
    pub max_iter: usize,
    /// How often to begin anew, to keep the best.
    pub n_init: usize,
    /// The seed of the k-means that it begins with.
    pub random_state: u64,
}

impl Default for GaussianMixture {
    fn default() -> Self {
        GaussianMixture {
            n_components: 1,
            covariance_type: CovarianceType::Full,
            tol: 1e-3,
            reg_covar: 1e-6,
            max_iter: 100,
            n_init: 1,
            random_state: 0,
        }
    }
}

/// What a [`GaussianMixture`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GaussianMixtureModel {
    covariance_type: CovarianceType,
    /// The share of each component.
    pub weights: Vec<f64>,
    /// A row for each component.
    pub means: Matrix,
    /// The covariances: for `full` the components' matrices one below the other, for `tied` one
    /// matrix, for `diag` a row and for `spherical` a number for each component.
    pub covariances: Matrix,
    labels: Vec<f64>,
    /// The passes over the data.
    pub n_iter: usize,
    /// Whether the tolerance was reached.
    pub converged: bool,
    /// The mean log-likelihood of the rows at the end.
    pub lower_bound: f64,
}

/// What turns rows into independent numbers of variance 1, and the log of its determinant.
struct Whitening {
    /// For matrices, the inverse of the Cholesky factor, row after row; else one over the standard
    /// deviations.
    factor: Vec<f64>,
    log_determinant: f64,
}

impl Whitening {
    fn matrix(name: &'static str, covariance: &[f64], d: usize) -> Result<Whitening> {
        let Some(cholesky) = Cholesky::new(d, covariance) else {
            return Err(Error::data(
                name,
                "a component's covariance is singular: choose fewer components, or a larger \
                 reg_covar",
            ));
        };
        // Rows of the inverse of L are columns of the solutions of L y = e.
        let mut factor = vec![0.0; d * d];
        let mut column = vec![0.0; d];
        for j in 0..d {
            column.fill(0.0);
            column[j] = 1.0;
            cholesky.solve_lower(&mut column);
            (0..d).for_each(|i| factor[i * d + j] = column[i]);
        }
        Ok(Whitening { factor, log_determinant: -0.5 * cholesky.log_determinant() })
    }

    fn deviations(name: &'static str, variances: impl Iterator<Item = f64>) -> Result<Whitening> {
        let mut factor = Vec::new();
        for variance in variances {
            if !(variance > 0.0 && variance.is_finite()) {
                return Err(Error::data(name, "a component has no variance: enlarge reg_covar"));
            }
            factor.push(1.0 / variance.sqrt());
        }
        let log_determinant = factor.iter().map(|f| f.ln()).sum();
        Ok(Whitening { factor, log_determinant })
    }

    fn all(
        kind: CovarianceType,
        covariances: &[f64],
        k: usize,
        d: usize,
    ) -> Result<Vec<Whitening>> {
        let name = GaussianMixture::NAME;
        match kind {
            CovarianceType::Full => {
                covariances.chunks_exact(d * d).map(|c| Whitening::matrix(name, c, d)).collect()
            }
            CovarianceType::Tied => {
                (0..k).map(|_| Whitening::matrix(name, covariances, d)).collect()
            }
            CovarianceType::Diag => covariances
                .chunks_exact(d)
                .map(|c| Whitening::deviations(name, c.iter().copied()))
                .collect(),
            CovarianceType::Spherical => covariances
                .iter()
                .map(|&c| Whitening::deviations(name, std::iter::repeat_n(c, d)))
                .collect(),
        }
    }
}

/// Rows at a time.
const PART: usize = 512;

/// The logarithm of a component's weight and of its density's factor.
fn log_constant(weight: f64, whitening: &Whitening, d: usize) -> f64 {
    weight.ln() + whitening.log_determinant - 0.5 * d as f64 * std::f64::consts::TAU.ln()
}

/// For each row the log of each component's share of its density, row after row.
fn log_densities(
    x: &[f64],
    d: usize,
    weights: &[f64],
    means: &[f64],
    whitenings: &[Whitening],
) -> Vec<f64> {
    let k = weights.len();
    let parts = crate::parallel::map(x.len().div_ceil(PART * d), PART * d * d * k / 16, |part| {
        let rows = &x[part * PART * d..x.len().min((part + 1) * PART * d)];
        let m = rows.len() / d;
        let mut out = vec![0.0; m * k];
        for (c, (mean, whitening)) in means.chunks_exact(d).zip(whitenings).enumerate() {
            let mut apart: Vec<f64> =
                rows.iter().enumerate().map(|(i, v)| v - mean[i % d]).collect();
            if whitening.factor.len() == d * d && d > 1 {
                apart = matmul_nt(m, d, d, &apart, &whitening.factor);
            } else {
                apart.iter_mut().enumerate().for_each(|(i, v)| *v *= whitening.factor[i % d]);
            }
            let constant = log_constant(weights[c], whitening, d);
            for (row, values) in apart.chunks_exact(d).enumerate() {
                out[row * k + c] = constant - 0.5 * values.iter().map(|v| v * v).sum::<f64>();
            }
        }
        out
    });
    parts.concat()
}

/// Makes shares of log densities; returns the rows' log-likelihoods.
fn normalise(log: &mut [f64], k: usize) -> Vec<f64> {
    log.chunks_exact_mut(k)
        .map(|row| {
            let most = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = row.iter().map(|v| (v - most).exp()).sum();
            let total = most + sum.ln();
            row.iter_mut().for_each(|v| *v = (*v - total).exp());
            total
        })
        .collect()
}

struct Run {
    weights: Vec<f64>,
    means: Vec<f64>,
    covariances: Vec<f64>,
    passes: usize,
    converged: bool,
    bound: f64,
}

impl GaussianMixture {
    /// Shares, means and covariances from how much of each row belongs to each component.
    fn maximise(&self, x: &[f64], d: usize, shares: &[f64]) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
        let k = self.n_components;
        let n = x.len() / d;
        let mut mass = vec![10.0 * f64::EPSILON; k];
        for row in shares.chunks_exact(k) {
            mass.iter_mut().zip(row).for_each(|(m, s)| *m += s);
        }
        let mut means = matmul_tn(n, k, d, shares, x);
        for (mean, m) in means.chunks_exact_mut(d).zip(&mass) {
            mean.iter_mut().for_each(|v| *v /= m);
        }
        let covariances = match self.covariance_type {
            CovarianceType::Full => {
                let matrices = crate::parallel::map(k, n * d * d / 8, |c| {
                    let mean = &means[c * d..][..d];
                    let mut sum = vec![0.0; d * d];
                    let (mut plain, mut weighted) = (Vec::new(), Vec::new());
                    for (part, rows) in x.chunks(PART * d).enumerate() {
                        plain.clear();
                        weighted.clear();
                        for (i, row) in rows.chunks_exact(d).enumerate() {
                            let share = shares[(part * PART + i) * k + c];
                            plain.extend(row.iter().zip(mean).map(|(v, m)| v - m));
                            weighted.extend(row.iter().zip(mean).map(|(v, m)| share * (v - m)));
                        }
                        let m = plain.len() / d;
                        let product = matmul_tn(m, d, d, &weighted, &plain);
                        sum.iter_mut().zip(&product).for_each(|(s, p)| *s += p);
                    }
                    sum.iter_mut().for_each(|s| *s /= mass[c]);
                    (0..d).for_each(|j| sum[j * d + j] += self.reg_covar);
                    sum
                });
                matrices.concat()
            }
            CovarianceType::Tied => {
                let mut sum = matmul_tn(n, d, d, x, x);
                for c in 0..k {
                    let mean = &means[c * d..][..d];
                    for i in 0..d {
                        for j in 0..d {
                            sum[i * d + j] -= mass[c] * mean[i] * mean[j];
                        }
                    }
                }
                let total: f64 = mass.iter().sum();
                sum.iter_mut().for_each(|s| *s /= total);
                (0..d).for_each(|j| sum[j * d + j] += self.reg_covar);
                sum
            }
            CovarianceType::Diag | CovarianceType::Spherical => {
                let mut sum = vec![0.0; k * d];
                for (row, shares) in x.chunks_exact(d).zip(shares.chunks_exact(k)) {
                    for (c, share) in shares.iter().enumerate() {
                        for j in 0..d {
                            let apart = row[j] - means[c * d + j];
                            sum[c * d + j] += share * apart * apart;
                        }
                    }
                }
                for (sum, m) in sum.chunks_exact_mut(d).zip(&mass) {
                    sum.iter_mut().for_each(|s| *s = *s / m + self.reg_covar);
                }
                if self.covariance_type == CovarianceType::Diag {
                    sum
                } else {
                    sum.chunks_exact(d).map(|s| s.iter().sum::<f64>() / d as f64).collect()
                }
            }
        };
        let total: f64 = mass.iter().sum();
        mass.iter_mut().for_each(|m| *m /= total);
        (mass, means, covariances)
    }

    fn run(&self, x: &[f64], d: usize, labels: &[f64], options: &FitOptions<'_>) -> Result<Run> {
        let k = self.n_components;
        let mut shares = vec![0.0; labels.len() * k];
        for (row, &label) in labels.iter().enumerate() {
            shares[row * k + label as usize] = 1.0;
        }
        let (mut weights, mut means, mut covariances) = self.maximise(x, d, &shares);
        let mut bound = f64::NEG_INFINITY;
        for pass in 1..=self.max_iter {
            let progress = Progress { done: pass, total: self.max_iter, score: Some(bound) };
            options.step(Self::NAME, progress)?;
            let whitenings = Whitening::all(self.covariance_type, &covariances, k, d)?;
            let mut log = log_densities(x, d, &weights, &means, &whitenings);
            let likelihoods = normalise(&mut log, k);
            let before = bound;
            bound = likelihoods.iter().sum::<f64>() / likelihoods.len() as f64;
            (weights, means, covariances) = self.maximise(x, d, &log);
            if (bound - before).abs() < self.tol {
                return Ok(Run {
                    weights,
                    means,
                    covariances,
                    passes: pass,
                    converged: true,
                    bound,
                });
            }
        }
        let passes = self.max_iter;
        Ok(Run { weights, means, covariances, passes, converged: false, bound })
    }
}

impl Estimator for GaussianMixture {
    const NAME: &'static str = "GaussianMixture";
    const KIND: Kind = Kind::Clusterer;
    type Fitted = GaussianMixtureModel;

    fn fit_with(
        &self,
        x: &Features,
        _y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<GaussianMixtureModel> {
        let name = Self::NAME;
        x.require_finite(name)?;
        let (n, d, k) = (x.rows(), x.columns(), self.n_components);
        if k == 0 || k > n {
            let expected = format!("from 1 to {n}, the number of rows");
            return Err(Error::parameter(name, "n_components", k, expected));
        }
        if self.max_iter == 0 || self.n_init == 0 {
            return Err(Error::parameter(name, "max_iter and n_init", 0, "1 or more"));
        }
        if self.reg_covar.is_nan() || self.reg_covar < 0.0 || self.tol.is_nan() || self.tol < 0.0 {
            let value = format!("{} and {}", self.reg_covar, self.tol);
            return Err(Error::parameter(name, "reg_covar and tol", value, "0 or more"));
        }
        let dense = x.to_dense();
        let values = dense.to_f64();
        // Around the mean, so that sums of products lose nothing.
        let mut centre = vec![0.0; d];
        for row in values.chunks_exact(d) {
            centre.iter_mut().zip(row).for_each(|(c, v)| *c += v / n as f64);
        }
        let values: Vec<f64> = values.iter().enumerate().map(|(i, v)| v - centre[i % d]).collect();
        let mut best: Option<Run> = None;
        for start in 0..self.n_init {
            let random_state = self.random_state.wrapping_add(start as u64);
            let kmeans = KMeans { n_clusters: k, random_state, ..KMeans::default() };
            let first = kmeans.fit(x, &[])?;
            let run = self.run(&values, d, first.labels().unwrap_or_default(), options)?;
            if best.as_ref().is_none_or(|best| run.bound > best.bound) {
                best = Some(run);
            }
        }
        let Some(run) = best else {
            return Err(Error::data(name, "no run ended with a number"));
        };
        let means = run.means.iter().enumerate().map(|(i, v)| v + centre[i % d]).collect();
        let (rows, columns) = match self.covariance_type {
            CovarianceType::Full => (k * d, d),
            CovarianceType::Tied => (d, d),
            CovarianceType::Diag => (k, d),
            CovarianceType::Spherical => (k, 1),
        };
        let mut model = GaussianMixtureModel {
            covariance_type: self.covariance_type,
            weights: run.weights,
            means: Matrix::new(k, d, means)?,
            covariances: Matrix::new(rows, columns, run.covariances)?,
            labels: Vec::new(),
            n_iter: run.passes,
            converged: run.converged,
            lower_bound: run.bound,
        };
        model.labels = model.predict(x)?;
        Ok(model)
    }
}

impl GaussianMixtureModel {
    fn shares(&self, x: &Features) -> Result<(Vec<f64>, Vec<f64>)> {
        require_columns(GaussianMixture::NAME, x, self.n_features())?;
        let (k, d) = (self.weights.len(), self.n_features());
        let whitenings = Whitening::all(self.covariance_type, &self.covariances.to_f64(), k, d)?;
        let x = x.to_dense();
        let mut log =
            log_densities(&x.to_f64(), d, &self.weights, &self.means.to_f64(), &whitenings);
        let likelihoods = normalise(&mut log, k);
        Ok((log, likelihoods))
    }

    /// The log-likelihood of each row.
    ///
    /// # Errors
    /// If the columns differ.
    pub fn score_samples(&self, x: &Features) -> Result<Vec<f64>> {
        Ok(self.shares(x)?.1)
    }

    /// The mean log-likelihood of the rows.
    ///
    /// # Errors
    /// If the columns differ.
    pub fn score(&self, x: &Features) -> Result<f64> {
        let values = self.score_samples(x)?;
        Ok(values.iter().sum::<f64>() / values.len() as f64)
    }

    fn parameters(&self) -> f64 {
        let (k, d) = (self.weights.len() as f64, self.n_features() as f64);
        let covariances = match self.covariance_type {
            CovarianceType::Full => k * d * (d + 1.0) / 2.0,
            CovarianceType::Tied => d * (d + 1.0) / 2.0,
            CovarianceType::Diag => k * d,
            CovarianceType::Spherical => k,
        };
        covariances + k * d + k - 1.0
    }

    /// The Bayesian information criterion (Schwarz 1978): the lower the better.
    ///
    /// # Errors
    /// If the columns differ.
    pub fn bic(&self, x: &Features) -> Result<f64> {
        let n = x.rows() as f64;
        Ok(-2.0 * self.score(x)? * n + self.parameters() * n.ln())
    }

    /// The Akaike information criterion (Akaike 1974): the lower the better.
    ///
    /// # Errors
    /// If the columns differ.
    pub fn aic(&self, x: &Features) -> Result<f64> {
        Ok(-2.0 * self.score(x)? * x.rows() as f64 + 2.0 * self.parameters())
    }
}

impl Model for GaussianMixtureModel {
    fn estimator(&self) -> &'static str {
        GaussianMixture::NAME
    }

    fn n_features(&self) -> usize {
        self.means.columns()
    }

    fn labels(&self) -> Option<&[f64]> {
        Some(&self.labels)
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let k = self.weights.len();
        let best = |row: &[f64]| (0..k).fold(0, |b, i| if row[i] > row[b] { i } else { b });
        Ok(self.shares(x)?.0.chunks_exact(k).map(|row| best(row) as f64).collect())
    }

    /// How much of each row belongs to each component.
    fn predict_proba(&self, x: &Features) -> Result<Matrix> {
        Matrix::new(x.rows(), self.weights.len(), self.shares(x)?.0)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let (k, d) = (self.weights.len(), self.n_features());
        let whitenings = Whitening::all(self.covariance_type, &self.covariances.to_f64(), k, d)?;
        let means = self.means.to_f64();
        let mut logs = Vec::with_capacity(k);
        for (c, (mean, whitening)) in means.chunks_exact(d).zip(&whitenings).enumerate() {
            let squares = graph.scaled_lengths(x, mean, &whitening.factor);
            let half = graph.with("Mul", &squares, -0.5);
            logs.push(graph.with("Add", &half, log_constant(self.weights[c], whitening, d)));
        }
        let logs = graph.beside(&logs);
        Ok(graph.classes(&logs, false, Probabilities::Softmax))
    }

    fn validate(&self) -> Result<()> {
        let (k, d) = (self.weights.len(), self.means.columns());
        let shape = match self.covariance_type {
            CovarianceType::Full => (k.saturating_mul(d), d),
            CovarianceType::Tied => (d, d),
            CovarianceType::Diag => (k, d),
            CovarianceType::Spherical => (k, 1),
        };
        if k == 0
            || d == 0
            || self.means.rows() != k
            || (self.covariances.rows(), self.covariances.columns()) != shape
        {
            return Err(Error::Model {
                what: GaussianMixture::NAME.into(),
                reason: format!("its parts do not fit {k} components of {d} columns"),
            });
        }
        Ok(())
    }
}
