//! Discriminant analysis: classes as normal clouds, with one covariance for all or each its own.

use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::linalg::{self, Cholesky, Svd, least_squares, svd, symmetric_eigen};
use crate::linear::{LinearClassifier, Probabilities};
use crate::onnx::{Builder, Output, Value};
use crate::rows::{best_classes, softmax};
use crate::target::{self, Classes};
use crate::{Error, Features, Matrix, Result};
use serde::{Deserialize, Serialize};
use sparkler_cpu::double;

/// How a [`LinearDiscriminantAnalysis`] is computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DiscriminantSolver {
    /// By singular values of the rows; columns may depend on each other. Without shrinkage.
    #[default]
    Svd,
    /// By least squares with the covariance. It cannot transform.
    Lsqr,
    /// By eigenvalues of the covariances.
    Eigen,
}

/// How far covariances are drawn towards a multiple of the identity.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Shrinkage {
    /// By a rule.
    Rule(ShrinkageRule),
    /// By this share, from 0 to 1.
    Share(f64),
}

/// The rules for [`Shrinkage`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShrinkageRule {
    /// Ledoit and Wolf's (2004), on columns of variance 1.
    Auto,
}

/// Classes and priors, and the rows of each class less its mean.
struct Groups {
    classes: Classes,
    priors: Vec<f64>,
    /// Class after class.
    means: Vec<f64>,
    /// The rows of each class, less its mean.
    centred: Vec<Vec<f64>>,
    mean: Vec<f64>,
}

fn group(
    name: &'static str,
    x: &Features,
    y: &[f64],
    options: &FitOptions<'_>,
    priors: Option<&[f64]>,
) -> Result<Groups> {
    x.require_finite(name)?;
    let classes = target::classes(name, y, x.rows())?;
    if options.sample_weight.is_some() {
        return Err(Error::data(name, "takes no weights of rows: leave sample_weight out"));
    }
    let (n, k) = (x.columns(), classes.values.len());
    let dense = x.to_dense();
    let data = dense.to_f64();
    let mut counts = vec![0usize; k];
    let mut means = vec![0.0; k * n];
    for (row, &code) in data.chunks_exact(n).zip(&classes.codes) {
        let code = code as usize;
        counts[code] += 1;
        double::axpy(1.0, row, &mut means[code * n..(code + 1) * n]);
    }
    for (mean, count) in means.chunks_exact_mut(n).zip(&counts) {
        mean.iter_mut().for_each(|m| *m /= *count as f64);
    }
    let mut centred: Vec<Vec<f64>> = counts.iter().map(|c| Vec::with_capacity(c * n)).collect();
    for (row, &code) in data.chunks_exact(n).zip(&classes.codes) {
        let code = code as usize;
        centred[code].extend(row.iter().zip(&means[code * n..]).map(|(x, m)| x - m));
    }
    let priors = match priors {
        None => counts.iter().map(|c| *c as f64 / y.len() as f64).collect(),
        Some(p) => {
            let sum: f64 = p.iter().sum();
            if p.len() != k || p.iter().any(|p| p.is_nan() || *p <= 0.0) || (sum - 1.0).abs() > 1e-5
            {
                return Err(Error::parameter(
                    name,
                    "priors",
                    format!("{p:?}"),
                    format!("{k} numbers above 0, one for each class, that add up to 1"),
                ));
            }
            p.to_vec()
        }
    };
    let mut mean = vec![0.0; n];
    for (class, prior) in means.chunks_exact(n).zip(&priors) {
        double::axpy(*prior, class, &mut mean);
    }
    Ok(Groups { classes, priors, means, centred, mean })
}

/// The covariance of centred rows, shrunk.
fn covariance(n: usize, centred: &[f64], shrinkage: Option<Shrinkage>) -> Vec<f64> {
    let rows = centred.len() / n;
    let of = |data: &[f64]| {
        let mut cov = linalg::gram(rows, n, data);
        cov.iter_mut().for_each(|c| *c /= rows as f64);
        cov
    };
    let shrink = |cov: &mut [f64], share: f64| {
        let mean = (0..n).map(|i| cov[i * n + i]).sum::<f64>() / n as f64;
        cov.iter_mut().for_each(|c| *c *= 1.0 - share);
        (0..n).for_each(|i| cov[i * n + i] += share * mean);
    };
    match shrinkage {
        None => of(centred),
        Some(Shrinkage::Share(share)) => {
            let mut cov = of(centred);
            shrink(&mut cov, share);
            cov
        }
        Some(Shrinkage::Rule(ShrinkageRule::Auto)) => {
            // On columns of variance 1, then back.
            let mut scales = vec![0.0; n];
            for row in centred.chunks_exact(n) {
                scales.iter_mut().zip(row).for_each(|(s, x)| *s += x * x / rows as f64);
            }
            scales.iter_mut().for_each(|s| *s = if *s > 0.0 { s.sqrt() } else { 1.0 });
            let mut data = centred.to_vec();
            for row in data.chunks_exact_mut(n) {
                row.iter_mut().zip(&scales).for_each(|(x, s)| *x /= s);
            }
            let mut cov = of(&data);
            let share = ledoit_wolf(n, &data, &cov);
            shrink(&mut cov, share);
            for i in 0..n {
                for j in 0..n {
                    cov[i * n + j] *= scales[i] * scales[j];
                }
            }
            cov
        }
    }
}

/// The share that makes the expected error smallest (Ledoit and Wolf 2004).
fn ledoit_wolf(n: usize, data: &[f64], cov: &[f64]) -> f64 {
    if n == 1 {
        return 0.0;
    }
    let rows = (data.len() / n) as f64;
    let mean = (0..n).map(|i| cov[i * n + i]).sum::<f64>() / n as f64;
    let squares: f64 = cov.iter().map(|c| c * c).sum();
    // The sum over rows of the fourth power of their length.
    let fourth: f64 = data.chunks_exact(n).map(|row| double::dot(row, row).powi(2)).sum();
    let beta = (fourth / rows - squares) / (n as f64 * rows);
    let delta = (squares - n as f64 * mean * mean) / n as f64;
    if delta <= 0.0 { 0.0 } else { (beta.min(delta) / delta).clamp(0.0, 1.0) }
}

fn check_shrinkage(name: &'static str, shrinkage: Option<Shrinkage>) -> Result<()> {
    match shrinkage {
        Some(Shrinkage::Share(s)) if !(0.0..=1.0).contains(&s) => {
            Err(Error::parameter(name, "shrinkage", s, "\"auto\" or a number from 0 to 1"))
        }
        _ => Ok(()),
    }
}

/// Linear discriminant analysis, as scikit-learn's class of that name: a classifier, and a way to
/// few columns that keep classes apart ([`Model::transform`]).
///
/// ```
/// use sparkler_learn::{Estimator, LinearDiscriminantAnalysis, Matrix, Model};
/// let x = Matrix::new(4, 1, vec![0.0, 1.0, 5.0, 6.0]).unwrap().into();
/// let model = LinearDiscriminantAnalysis::default().fit(&x, &[0.0, 0.0, 1.0, 1.0]).unwrap();
/// assert_eq!(model.predict(&x).unwrap(), [0.0, 0.0, 1.0, 1.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LinearDiscriminantAnalysis {
    /// How it is computed.
    pub solver: DiscriminantSolver,
    /// How far the covariance is drawn towards a multiple of the identity; not with `svd`.
    pub shrinkage: Option<Shrinkage>,
    /// The classes' shares; those of the rows if not given.
    pub priors: Option<Vec<f64>>,
    /// How many columns [`Model::transform`] gives at most; one less than classes if not given.
    pub n_components: Option<usize>,
    /// Singular values below it count as zero (`svd`).
    pub tol: f64,
}

impl Default for LinearDiscriminantAnalysis {
    fn default() -> Self {
        LinearDiscriminantAnalysis {
            solver: DiscriminantSolver::Svd,
            shrinkage: None,
            priors: None,
            n_components: None,
            tol: 1e-4,
        }
    }
}

/// What a [`LinearDiscriminantAnalysis`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LinearDiscriminantAnalysisModel {
    /// The classifier.
    pub linear: LinearClassifier<LinearDiscriminantAnalysis>,
    /// What [`Model::transform`] takes off each column first: its mean, or 0 with `eigen` (as
    /// scikit-learn).
    pub xbar: Vec<f64>,
    /// The directions that keep classes apart, `n_features` x `components`.
    pub scalings: Vec<f64>,
    components: usize,
    /// The share of the spread between classes that each direction shows.
    pub explained_variance_ratio: Vec<f64>,
}

impl Estimator for LinearDiscriminantAnalysis {
    const NAME: &'static str = "LinearDiscriminantAnalysis";
    const KIND: Kind = Kind::Classifier;
    type Fitted = LinearDiscriminantAnalysisModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        check_shrinkage(Self::NAME, self.shrinkage)?;
        if self.shrinkage.is_some() && self.solver == DiscriminantSolver::Svd {
            return Err(Error::parameter(
                Self::NAME,
                "shrinkage",
                "given with the solver \"svd\"",
                "the solver \"lsqr\" or \"eigen\"",
            ));
        }
        let groups = group(Self::NAME, x, y, options, self.priors.as_deref())?;
        let (n, k) = (x.columns(), groups.priors.len());
        let most = (k - 1).min(n);
        let keep = self.n_components.unwrap_or(most);
        if keep == 0 || keep > most {
            return Err(Error::parameter(
                Self::NAME,
                "n_components",
                keep,
                format!("1 to {most}, less than classes and at most columns"),
            ));
        }
        let (coef, intercept, scalings, ratio) = match self.solver {
            DiscriminantSolver::Svd => self.by_svd(&groups, n, x.rows())?,
            DiscriminantSolver::Lsqr => {
                let cov = within(&groups, n, self.shrinkage);
                let means = linalg::transpose(k, n, &groups.means);
                let solved = least_squares(n, n, &cov, k, &means, f64::EPSILON)?.solution;
                let coef = linalg::transpose(n, k, &solved);
                let intercept = offsets(&groups, n, &coef);
                (coef, intercept, Vec::new(), Vec::new())
            }
            DiscriminantSolver::Eigen => by_eigen(&groups, n, self.shrinkage)?,
        };
        let found = if scalings.is_empty() { 0 } else { scalings.len() / n };
        let components = keep.min(found);
        let mut kept = Vec::with_capacity(n * components);
        for row in scalings.chunks_exact(found.max(1)) {
            kept.extend_from_slice(&row[..components]);
        }
        let (coef, intercept) = if k == 2 {
            let difference = (0..n).map(|j| coef[n + j] - coef[j]).collect();
            (difference, vec![intercept[1] - intercept[0]])
        } else {
            (coef, intercept)
        };
        Ok(LinearDiscriminantAnalysisModel {
            linear: LinearClassifier::new(
                groups.classes.values,
                coef,
                intercept,
                Probabilities::Softmax,
            ),
            xbar: match self.solver {
                DiscriminantSolver::Eigen => vec![0.0; n],
                DiscriminantSolver::Svd | DiscriminantSolver::Lsqr => groups.mean,
            },
            scalings: kept,
            components,
            explained_variance_ratio: ratio.into_iter().take(keep).collect(),
        })
    }
}

/// The mean covariance within classes.
fn within(groups: &Groups, n: usize, shrinkage: Option<Shrinkage>) -> Vec<f64> {
    let mut cov = vec![0.0; n * n];
    for (rows, prior) in groups.centred.iter().zip(&groups.priors) {
        double::axpy(*prior, &covariance(n, rows, shrinkage), &mut cov);
    }
    cov
}

/// The scores of a row of zeros, from the classes' coefficients.
fn offsets(groups: &Groups, n: usize, coef: &[f64]) -> Vec<f64> {
    let rows = groups.means.chunks_exact(n).zip(coef.chunks_exact(n)).zip(&groups.priors);
    rows.map(|((mean, coef), prior)| prior.ln() - 0.5 * double::dot(mean, coef)).collect()
}

type Solved = (Vec<f64>, Vec<f64>, Vec<f64>, Vec<f64>);

/// By the directions in which classes' means differ most, with the covariance as the measure.
fn by_eigen(groups: &Groups, n: usize, shrinkage: Option<Shrinkage>) -> Result<Solved> {
    const NAME: &str = LinearDiscriminantAnalysis::NAME;
    let inside = within(groups, n, shrinkage);
    // The covariance of all rows less that within classes.
    let mut all = Vec::new();
    let rows: usize = groups.centred.iter().map(|c| c.len() / n).sum();
    let mut mean = vec![0.0; n];
    for (class, centred) in groups.centred.iter().enumerate() {
        let share = (centred.len() / n) as f64 / rows as f64;
        double::axpy(share, &groups.means[class * n..(class + 1) * n], &mut mean);
    }
    for (class, centred) in groups.centred.iter().enumerate() {
        let own = &groups.means[class * n..(class + 1) * n];
        for row in centred.chunks_exact(n) {
            all.extend((0..n).map(|j| row[j] + own[j] - mean[j]));
        }
    }
    let mut between = covariance(n, &all, shrinkage);
    double::axpy(-1.0, &inside, &mut between);
    let factor = Cholesky::new(n, &inside).ok_or_else(|| {
        Error::data(
            NAME,
            "the covariance within classes has no inverse: take a shrinkage or the solver \"svd\"",
        )
    })?;
    // L^-1 B L^-T has the same eigenvalues, and is symmetric.
    let mut left = between;
    for row in left.chunks_exact_mut(n) {
        factor.solve_lower(row);
    }
    let mut both = linalg::transpose(n, n, &left);
    for row in both.chunks_exact_mut(n) {
        factor.solve_lower(row);
    }
    let eigen = symmetric_eigen(n, &both)?;
    let total: f64 = eigen.values.iter().sum();
    let ratio: Vec<f64> = eigen.values.iter().rev().map(|v| v / total).collect();
    let mut vectors = Vec::with_capacity(n * n);
    for row in eigen.vectors.chunks_exact(n).rev() {
        let mut vector = row.to_vec();
        factor.solve_upper(&mut vector);
        vectors.extend(vector);
    }
    // Vectors are rows here: coefficients are means times vectors times vectors.
    let k = groups.priors.len();
    let along = linalg::matmul_nt(k, n, n, &groups.means, &vectors);
    let coef = linalg::matmul(k, n, n, &along, &vectors);
    let intercept = offsets(groups, n, &coef);
    Ok((coef, intercept, linalg::transpose(n, n, &vectors), ratio))
}

impl LinearDiscriminantAnalysis {
    fn by_svd(&self, groups: &Groups, n: usize, rows: usize) -> Result<Solved> {
        let k = groups.priors.len();
        let mut centred: Vec<f64> = groups.centred.concat();
        // Columns in the same measure first.
        let mut spreads = vec![0.0; n];
        for row in centred.chunks_exact(n) {
            spreads.iter_mut().zip(row).for_each(|(s, x)| *s += x * x / rows as f64);
        }
        spreads.iter_mut().for_each(|s| *s = if *s > 0.0 { s.sqrt() } else { 1.0 });
        let root = (1.0 / rows as f64).sqrt();
        for row in centred.chunks_exact_mut(n) {
            row.iter_mut().zip(&spreads).for_each(|(x, s)| *x = root * *x / s);
        }
        let Svd { s, vt, .. } = svd(rows, n, &centred)?;
        let rank = s.iter().take_while(|s| **s > self.tol).count();
        if rank == 0 {
            return Err(Error::data(Self::NAME, "all columns are constant within classes"));
        }
        // Directions in which the covariance within classes is 1.
        let mut white = vec![0.0; n * rank];
        for (r, row) in vt.chunks_exact(n).take(rank).enumerate() {
            for j in 0..n {
                white[j * rank + r] = row[j] / spreads[j] / s[r];
            }
        }
        let mut centres = groups.means.clone();
        for (row, prior) in centres.chunks_exact_mut(n).zip(&groups.priors) {
            let scale = (rows as f64 * prior / (k as f64 - 1.0)).sqrt();
            row.iter_mut().zip(&groups.mean).for_each(|(x, m)| *x = scale * (*x - m));
        }
        let apart = linalg::matmul(k, n, rank, &centres, &white);
        let Svd { s, vt, .. } = svd(k, rank, &apart)?;
        let total: f64 = s.iter().map(|s| s * s).sum();
        let ratio = s.iter().map(|s| s * s / total).collect();
        let limit = self.tol * s.first().copied().unwrap_or(0.0);
        let found = s.iter().take_while(|s| **s > limit).count();
        let scalings = linalg::matmul_nt(n, rank, found, &white, &vt[..found * rank]);
        let mut moved = groups.means.clone();
        for row in moved.chunks_exact_mut(n) {
            row.iter_mut().zip(&groups.mean).for_each(|(x, m)| *x -= m);
        }
        let along = linalg::matmul(k, n, found, &moved, &scalings);
        let coef = linalg::matmul_nt(k, found, n, &along, &scalings);
        let intercept = (0..k)
            .map(|c| {
                let own = &along[c * found..(c + 1) * found];
                groups.priors[c].ln()
                    - 0.5 * double::dot(own, own)
                    - double::dot(&groups.mean, &coef[c * n..(c + 1) * n])
            })
            .collect();
        Ok((coef, intercept, scalings, ratio))
    }
}

impl Model for LinearDiscriminantAnalysisModel {
    fn estimator(&self) -> &'static str {
        LinearDiscriminantAnalysis::NAME
    }

    fn n_features(&self) -> usize {
        self.linear.n_features()
    }

    fn classes(&self) -> Option<&[f64]> {
        self.linear.classes()
    }

    fn decision_function(&self, x: &Features) -> Result<Matrix> {
        self.linear.decision_function(x)
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        self.linear.predict(x)
    }

    fn predict_proba(&self, x: &Features) -> Result<Matrix> {
        self.linear.predict_proba(x)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        self.linear.onnx(graph, x)
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        if self.components == 0 {
            return Err(self.unsupported("transform"));
        }
        let n = self.n_features();
        x.require_columns(self.estimator(), n)?;
        x.require_finite(self.estimator())?;
        let dense = x.to_dense();
        let mut data = dense.to_f64().to_vec();
        for row in data.chunks_exact_mut(n) {
            row.iter_mut().zip(&self.xbar).for_each(|(x, m)| *x -= m);
        }
        let out = linalg::matmul(x.rows(), n, self.components, &data, &self.scalings);
        Ok(Matrix::new(x.rows(), self.components, out)?.into())
    }

    fn validate(&self) -> Result<()> {
        self.linear.validate()?;
        let n = self.n_features();
        if self.xbar.len() != n || Some(self.scalings.len()) != self.components.checked_mul(n) {
            return Err(Error::Model {
                what: self.estimator().into(),
                reason: "its directions do not fit its columns".into(),
            });
        }
        Ok(())
    }
}

/// Quadratic discriminant analysis, as scikit-learn's class of that name: each class has a
/// covariance of its own.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, QuadraticDiscriminantAnalysis};
/// let x = Matrix::new(4, 1, vec![0.0, 1.0, 5.0, 9.0]).unwrap().into();
/// let model = QuadraticDiscriminantAnalysis::default().fit(&x, &[0.0, 0.0, 1.0, 1.0]).unwrap();
/// assert_eq!(model.predict(&x).unwrap(), [0.0, 0.0, 1.0, 1.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuadraticDiscriminantAnalysis {
    /// The classes' shares; those of the rows if not given.
    pub priors: Option<Vec<f64>>,
    /// How far variances are drawn towards 1: `(1 - reg_param) variance + reg_param`.
    pub reg_param: f64,
    /// A class with a variance along one of its axes of at most this is refused.
    pub tol: f64,
}

impl Default for QuadraticDiscriminantAnalysis {
    fn default() -> Self {
        QuadraticDiscriminantAnalysis { priors: None, reg_param: 0.0, tol: 1e-4 }
    }
}

/// What a [`QuadraticDiscriminantAnalysis`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct QuadraticDiscriminantAnalysisModel {
    n_features: usize,
    classes: Vec<f64>,
    priors: Vec<f64>,
    /// The mean of each class.
    pub means: Vec<f64>,
    /// For each class its directions, row after row.
    rotations: Vec<Vec<f64>>,
    /// The variance along each.
    scalings: Vec<Vec<f64>>,
}

impl Estimator for QuadraticDiscriminantAnalysis {
    const NAME: &'static str = "QuadraticDiscriminantAnalysis";
    const KIND: Kind = Kind::Classifier;
    type Fitted = QuadraticDiscriminantAnalysisModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        if !(0.0..=1.0).contains(&self.reg_param) {
            let expected = "a number from 0 to 1";
            return Err(Error::parameter(Self::NAME, "reg_param", self.reg_param, expected));
        }
        let groups = group(Self::NAME, x, y, options, self.priors.as_deref())?;
        let n = x.columns();
        let (mut rotations, mut scalings) = (Vec::new(), Vec::new());
        for (class, centred) in groups.centred.iter().enumerate() {
            let rows = centred.len() / n;
            let label = groups.classes.values[class];
            if rows < 2 {
                let reason = format!("class {label} has {rows} row: expected at least 2");
                return Err(Error::data(Self::NAME, reason));
            }
            let Svd { s, vt, .. } = svd(rows, n, centred)?;
            let variances: Vec<f64> = s
                .iter()
                .map(|s| (1.0 - self.reg_param) * s * s / rows as f64 + self.reg_param)
                .collect();
            if variances.len() < n || variances.iter().any(|v| *v <= self.tol) {
                return Err(Error::data(
                    Self::NAME,
                    format!(
                        "the columns of class {label} depend on each other: take a reg_param above \
                         0, or fewer columns"
                    ),
                ));
            }
            rotations.push(vt);
            scalings.push(variances);
        }
        Ok(QuadraticDiscriminantAnalysisModel {
            n_features: n,
            classes: groups.classes.values,
            priors: groups.priors,
            means: groups.means,
            rotations,
            scalings,
        })
    }
}

impl QuadraticDiscriminantAnalysisModel {
    fn scores(&self, x: &Features) -> Result<Vec<f64>> {
        x.require_columns(self.estimator(), self.n_features)?;
        x.require_finite(self.estimator())?;
        let (n, k) = (self.n_features, self.classes.len());
        let dense = x.to_dense();
        let data = dense.to_f64();
        let mut out = vec![0.0; x.rows() * k];
        for class in 0..k {
            let mut moved = data.to_vec();
            for row in moved.chunks_exact_mut(n) {
                let mean = &self.means[class * n..(class + 1) * n];
                row.iter_mut().zip(mean).for_each(|(x, m)| *x -= m);
            }
            let along = linalg::matmul_nt(x.rows(), n, n, &moved, &self.rotations[class]);
            let scales = &self.scalings[class];
            let logs: f64 = scales.iter().map(|s| s.ln()).sum();
            for (i, row) in along.chunks_exact(n).enumerate() {
                let far: f64 = row.iter().zip(scales).map(|(a, s)| a * a / s).sum();
                out[i * k + class] = self.priors[class].ln() - 0.5 * (far + logs);
            }
        }
        Ok(out)
    }
}

impl Model for QuadraticDiscriminantAnalysisModel {
    fn estimator(&self) -> &'static str {
        QuadraticDiscriminantAnalysis::NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn classes(&self) -> Option<&[f64]> {
        Some(&self.classes)
    }

    fn decision_function(&self, x: &Features) -> Result<Matrix> {
        let scores = self.scores(x)?;
        if self.classes.len() == 2 {
            let difference = scores.chunks_exact(2).map(|s| s[1] - s[0]).collect();
            return Matrix::new(x.rows(), 1, difference);
        }
        Matrix::new(x.rows(), self.classes.len(), scores)
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        Ok(best_classes(&self.scores(x)?, &self.classes))
    }

    fn predict_proba(&self, x: &Features) -> Result<Matrix> {
        let mut scores = self.scores(x)?;
        scores.chunks_exact_mut(self.classes.len()).for_each(softmax);
        Matrix::new(x.rows(), self.classes.len(), scores)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let n = self.n_features;
        let mut scores = Vec::with_capacity(self.classes.len());
        for (class, (rotation, scales)) in self.rotations.iter().zip(&self.scalings).enumerate() {
            let mean = &self.means[class * n..(class + 1) * n];
            let whitening: Vec<f64> =
                rotation.iter().enumerate().map(|(i, v)| v / scales[i / n].sqrt()).collect();
            let squares = graph.scaled_lengths(x, mean, &whitening);
            let half = graph.with("Mul", &squares, -0.5);
            let logs: f64 = scales.iter().map(|s| s.ln()).sum();
            scores.push(graph.with("Add", &half, self.priors[class].ln() - 0.5 * logs));
        }
        let scores = graph.beside(&scores);
        Ok(graph.classes(&scores, false, Probabilities::Softmax))
    }

    fn validate(&self) -> Result<()> {
        let (n, k) = (self.n_features, self.classes.len());
        let squares = self.rotations.iter().all(|r| Some(r.len()) == n.checked_mul(n));
        if k < 2
            || self.priors.len() != k
            || Some(self.means.len()) != k.checked_mul(n)
            || self.rotations.len() != k
            || self.scalings.len() != k
            || !squares
            || self.scalings.iter().any(|s| s.len() != n)
        {
            return Err(Error::Model {
                what: self.estimator().into(),
                reason: "its tables do not fit its classes and columns".into(),
            });
        }
        Ok(())
    }
}
