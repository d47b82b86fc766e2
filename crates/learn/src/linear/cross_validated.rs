//! Linear models that find the strength of their penalty by cross-validation.

use super::coordinate::{ElasticNet, Problem};
use super::design::Design;
use super::logistic::{LogisticRegression, LogisticRegressionModel, Penalty, Solver};
use super::models::LinearPredictor;
use super::regression::Ridge;
use crate::class_weight::ClassWeight;
use crate::estimator::{Estimator, FitOptions, Kind, Model, Progress};
use crate::linalg::{self, symmetric_eigen};
use crate::model_selection::validation::pick;
use crate::model_selection::{CrossValidator, Scoring};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Matrix, Result, parallel, target};
use serde::{Deserialize, Serialize};
use sparkler_cpu::double;
use std::borrow::Cow;

/// A penalty that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    /// `alpha`, or `C` of a [`LogisticRegressionCV`].
    pub strength: f64,
    /// The share of absolute values in the penalty.
    pub l1_ratio: f64,
    /// The mean score over the test parts; greater is better.
    pub score: f64,
}

/// The first of those with the highest score.
fn best(estimator: &'static str, tried: &[Tried]) -> Result<Tried> {
    let mut best: Option<Tried> = None;
    for one in tried.iter().filter(|t| !t.score.is_nan()) {
        if best.is_none_or(|b| one.score > b.score) {
            best = Some(*one);
        }
    }
    best.ok_or_else(|| Error::data(estimator, "no penalty has a score"))
}

/// A linear model with the penalty that did best.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub struct ChosenPredictor<E> {
    /// The model, fitted to all rows.
    pub model: LinearPredictor<E>,
    /// Its penalty.
    pub alpha: f64,
    /// The share of absolute values in it.
    pub l1_ratio: f64,
    /// Its score: that of rows that were left out.
    pub best_score: f64,
    /// All that were tried.
    pub tried: Vec<Tried>,
}

impl<E> std::fmt::Debug for ChosenPredictor<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChosenPredictor")
            .field("model", &self.model)
            .field("alpha", &self.alpha)
            .field("l1_ratio", &self.l1_ratio)
            .field("best_score", &self.best_score)
            .finish_non_exhaustive()
    }
}

impl<E: Estimator> Model for ChosenPredictor<E> {
    fn estimator(&self) -> &'static str {
        E::NAME
    }

    fn n_features(&self) -> usize {
        self.model.n_features()
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        self.model.predict(x)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        self.model.onnx(graph, x)
    }

    fn coefficients(&self) -> Option<Matrix> {
        self.model.coefficients()
    }

    fn validate(&self) -> Result<()> {
        self.model.validate()
    }
}

/// [`Ridge`] with the best of several penalties, as scikit-learn's class of that name: without `cv`
/// each row is left out once, which takes one decomposition and not a fit for each row (Golub, Heath
/// and Wahba 1979).
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, RidgeCV};
/// let x = Matrix::new(4, 1, vec![0.0, 1.0, 2.0, 3.0]).unwrap().into();
/// let model = RidgeCV::default().fit(&x, &[0.0, 1.0, 2.0, 3.0]).unwrap();
/// assert_eq!(model.alpha, 0.1);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RidgeCV {
    /// The penalties: above 0, or 0 or more with `cv`.
    pub alphas: Vec<f64>,
    /// Whether there is an intercept.
    pub fit_intercept: bool,
    /// The score; without it the negated mean squared error where rows are left out one by one
    /// (each times its weight), R² with `cv`.
    pub scoring: Option<Scoring>,
    /// How the rows are split; without it each is left out once.
    pub cv: Option<CrossValidator>,
}

impl Default for RidgeCV {
    fn default() -> Self {
        RidgeCV { alphas: vec![0.1, 1.0, 10.0], fit_intercept: true, scoring: None, cv: None }
    }
}

/// What a [`RidgeCV`] has learnt.
pub type RidgeCVModel = ChosenPredictor<RidgeCV>;

impl RidgeCV {
    /// What each row's prediction is off by, times the root of its weight, when it is left out: for
    /// each penalty, row after row.
    fn left_out(&self, x: &Features, y: &[f64], weights: Option<&[f64]>) -> Result<Vec<Vec<f64>>> {
        let (rows, n) = (x.rows(), x.columns());
        let total = weights.map_or(rows as f64, |w| w.iter().sum());
        let roots: Vec<f64> =
            weights.map_or_else(|| vec![1.0; rows], |w| w.iter().map(|w| w.sqrt()).collect());
        let (means, y_mean) = if self.fit_intercept {
            let sum: f64 = y.iter().zip(&roots).map(|(y, r)| y * r * r).sum();
            (Design::new(x).means(weights), sum / total)
        } else {
            (vec![0.0; n], 0.0)
        };
        let mut centred = x.to_dense().into_owned().into_f64();
        for (row, root) in centred.chunks_exact_mut(n).zip(&roots) {
            row.iter_mut().zip(&means).for_each(|(x, mean)| *x = root * (*x - mean));
        }
        let target: Vec<f64> = y.iter().zip(&roots).map(|(y, r)| (y - y_mean) * r).collect();
        // The share of each row in the intercept.
        let share = |row: usize| {
            if self.fit_intercept { roots[row] * roots[row] / total } else { 0.0 }
        };
        if n <= rows {
            let gram = linalg::gram(rows, n, &centred);
            let eigen = symmetric_eigen(n, &gram)?;
            // The rows by the directions of the decomposition.
            let turned = linalg::matmul_nt(rows, n, n, &centred, &eigen.vectors);
            let along = linalg::matvec_t(rows, n, &turned, &target);
            let values: Vec<f64> = eigen.values.iter().map(|v| v.max(0.0)).collect();
            return Ok(parallel::map(self.alphas.len(), 4 * rows * n, |i| {
                let factors: Vec<f64> = values.iter().map(|v| 1.0 / (v + self.alphas[i])).collect();
                turned
                    .chunks_exact(n)
                    .enumerate()
                    .map(|(row, z)| {
                        let (mut fitted, mut leverage) = (0.0, share(row));
                        for ((z, f), a) in z.iter().zip(&factors).zip(&along) {
                            fitted += z * f * a;
                            leverage += z * f * z;
                        }
                        (target[row] - fitted) / (1.0 - leverage)
                    })
                    .collect()
            }));
        }
        // More columns than rows: the same by products of rows. The direction that the intercept
        // stands for is moved away from the others by a number of its own.
        let mut kernel = linalg::matmul_nt(rows, n, rows, &centred, &centred);
        let mut away = 0.0;
        if self.fit_intercept {
            away = (0..rows).map(|i| kernel[i * rows + i]).sum::<f64>().max(f64::MIN_POSITIVE);
            for (row, root) in kernel.chunks_exact_mut(rows).zip(&roots) {
                double::axpy(away * root / total, &roots, row);
            }
        }
        let eigen = symmetric_eigen(rows, &kernel)?;
        let along = linalg::matvec(rows, rows, &eigen.vectors, &target);
        let vectors = linalg::transpose(rows, rows, &eigen.vectors);
        Ok(parallel::map(self.alphas.len(), 4 * rows * rows, |i| {
            let alpha = self.alphas[i];
            let factors: Vec<f64> =
                eigen.values.iter().map(|v| alpha / (v.max(0.0) + alpha)).collect();
            vectors
                .chunks_exact(rows)
                .enumerate()
                .map(|(row, u)| {
                    let (mut rest, mut free) = (0.0, -share(row) * alpha / (away + alpha));
                    for ((u, f), a) in u.iter().zip(&factors).zip(&along) {
                        rest += u * f * a;
                        free += u * f * u;
                    }
                    rest / free
                })
                .collect()
        }))
    }
}

impl Estimator for RidgeCV {
    const NAME: &'static str = "RidgeCV";
    const KIND: Kind = Kind::Regressor;
    type Fitted = RidgeCVModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        x.require_finite(Self::NAME)?;
        target::require_numbers(Self::NAME, y, x.rows())?;
        let weights = options.weights(Self::NAME, x.rows())?;
        let low = |a: &f64| !a.is_finite() || *a < 0.0 || (*a == 0.0 && self.cv.is_none());
        if self.alphas.is_empty() || self.alphas.iter().any(low) {
            return Err(Error::parameter(
                Self::NAME,
                "alphas",
                format!("{:?}", self.alphas),
                "one number or more above 0 (0 only with cv)",
            ));
        }
        if matches!(self.scoring, Some(s) if s.of_predictions(&[0.0, 1.0], &[0.0, 1.0]).is_nan()) {
            return Err(Error::parameter(
                Self::NAME,
                "scoring",
                format!("{:?}", self.scoring),
                "a score of numbers",
            ));
        }
        let ridge = |alpha: f64| Ridge { alpha, fit_intercept: self.fit_intercept };
        let mut tried = Vec::with_capacity(self.alphas.len());
        match &self.cv {
            None => {
                if x.rows() < 2 {
                    return Err(Error::data(
                        Self::NAME,
                        "1 row: expected 2 or more, to leave one out",
                    ));
                }
                let off = self.left_out(x, y, weights)?;
                for (&strength, off) in self.alphas.iter().zip(off) {
                    let score = match self.scoring {
                        None => -double::dot(&off, &off) / y.len() as f64,
                        Some(scoring) => {
                            // A row of weight 0 is off by nothing that counts.
                            let predicted: Vec<f64> = (0..y.len())
                                .map(|i| match weights.map_or(1.0, |w| w[i].sqrt()) {
                                    0.0 => y[i],
                                    root => y[i] - off[i] / root,
                                })
                                .collect();
                            scoring.of_predictions_weighted(&predicted, y, weights)
                        }
                    };
                    tried.push(Tried { strength, l1_ratio: 0.0, score });
                }
            }
            Some(cv) => {
                let folds = cv.folds(false).split(x.rows(), y, options.groups)?;
                let scoring = self.scoring.unwrap_or(Scoring::R2);
                for (i, &strength) in self.alphas.iter().enumerate() {
                    let quiet = FitOptions { sample_weight: weights, ..FitOptions::default() };
                    let (scorings, ridge) = ([scoring], ridge(strength));
                    let found = crate::model_selection::cross_validate(
                        &ridge, x, y, &folds, &scorings, false, &quiet,
                    )?;
                    tried.push(Tried { strength, l1_ratio: 0.0, score: found.mean(0) });
                    let total = self.alphas.len();
                    options.step(Self::NAME, Progress { done: i + 1, total, score: None })?;
                }
            }
        }
        let chosen = best(Self::NAME, &tried)?;
        let plain = FitOptions { sample_weight: weights, ..FitOptions::default() };
        let fitted = ridge(chosen.strength).fit_with(x, y, &plain)?;
        Ok(ChosenPredictor {
            model: LinearPredictor::new(fitted.coef, fitted.intercept),
            alpha: chosen.strength,
            l1_ratio: 0.0,
            best_score: chosen.score,
            tried,
        })
    }
}

/// The penalties of a path. In JSON a whole number or a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Alphas {
    /// So many, from the smallest at which all coefficients are 0 down to `eps` of it, in equal
    /// ratios.
    Count(usize),
    /// These.
    Each(Vec<f64>),
}

/// [`Lasso`](super::Lasso) with the best of several penalties by cross-validation, as
/// scikit-learn's class of that name. Each fold goes down the path of penalties, each from where the
/// one before has ended.
///
/// ```
/// use sparkler_learn::{Estimator, LassoCV, Matrix};
/// let x: Vec<f64> = (0..20).map(f64::from).collect();
/// let y: Vec<f64> = x.iter().map(|x| 2.0 * x + 1.0).collect();
/// let model = LassoCV::default().fit(&Matrix::new(20, 1, x).unwrap().into(), &y).unwrap();
/// assert!((model.model.coef[0] - 2.0).abs() < 0.01);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LassoCV {
    /// The smallest penalty of the path as a share of the largest.
    pub eps: f64,
    /// The penalties.
    pub alphas: Alphas,
    /// Whether there is an intercept.
    pub fit_intercept: bool,
    /// Most rounds over all columns for each penalty.
    pub max_iter: usize,
    /// Stops when the duality gap is below this share of the target's sum of squares.
    pub tol: f64,
    /// How the rows are split; not stratified.
    pub cv: CrossValidator,
    /// Whether coefficients must not be negative.
    pub positive: bool,
}

impl Default for LassoCV {
    fn default() -> Self {
        let ElasticNetCV { eps, alphas, fit_intercept, max_iter, tol, cv, positive, .. } =
            ElasticNetCV::default();
        LassoCV { eps, alphas, fit_intercept, max_iter, tol, cv, positive }
    }
}

/// What a [`LassoCV`] has learnt.
pub type LassoCVModel = ChosenPredictor<LassoCV>;

/// One or several shares of absolute values. In JSON a number or a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum L1Ratio {
    /// One.
    One(f64),
    /// The best of these.
    Each(Vec<f64>),
}

impl L1Ratio {
    fn all(&self) -> &[f64] {
        match self {
            L1Ratio::One(one) => std::slice::from_ref(one),
            L1Ratio::Each(all) => all,
        }
    }
}

/// [`ElasticNet`] with the best of several penalties (and shares of absolute values in them) by
/// cross-validation, as scikit-learn's class of that name. See [`LassoCV`].
///
/// ```
/// use sparkler_learn::linear::L1Ratio;
/// use sparkler_learn::{ElasticNetCV, Estimator, Matrix};
/// let x: Vec<f64> = (0..20).map(f64::from).collect();
/// let y: Vec<f64> = x.iter().map(|x| 2.0 * x + 1.0).collect();
/// let estimator =
///     ElasticNetCV { l1_ratio: L1Ratio::Each(vec![0.5, 1.0]), ..Default::default() };
/// let model = estimator.fit(&Matrix::new(20, 1, x).unwrap().into(), &y).unwrap();
/// assert_eq!(model.l1_ratio, 1.0);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ElasticNetCV {
    /// The share of absolute values in the penalty, from 0 to 1 (above 0 where the path of
    /// penalties is not given).
    pub l1_ratio: L1Ratio,
    /// The smallest penalty of the path as a share of the largest.
    pub eps: f64,
    /// The penalties.
    pub alphas: Alphas,
    /// Whether there is an intercept.
    pub fit_intercept: bool,
    /// Most rounds over all columns for each penalty.
    pub max_iter: usize,
    /// Stops when the duality gap is below this share of the target's sum of squares.
    pub tol: f64,
    /// How the rows are split; not stratified.
    pub cv: CrossValidator,
    /// Whether coefficients must not be negative.
    pub positive: bool,
}

impl Default for ElasticNetCV {
    fn default() -> Self {
        ElasticNetCV {
            l1_ratio: L1Ratio::One(0.5),
            eps: 1e-3,
            alphas: Alphas::Count(100),
            fit_intercept: true,
            max_iter: 1000,
            tol: 1e-4,
            cv: CrossValidator::default(),
            positive: false,
        }
    }
}

/// What an [`ElasticNetCV`] has learnt.
pub type ElasticNetCVModel = ChosenPredictor<ElasticNetCV>;

impl ElasticNetCV {
    /// The penalties from the largest to the smallest.
    fn path(&self, estimator: &'static str, all: &Problem, l1_ratio: f64) -> Result<Vec<f64>> {
        match &self.alphas {
            Alphas::Each(alphas) => {
                if alphas.is_empty() || alphas.iter().any(|a| !a.is_finite() || *a < 0.0) {
                    let value = format!("{alphas:?}");
                    let expected = "numbers of 0 or more, at least one, or how many";
                    return Err(Error::parameter(estimator, "alphas", value, expected));
                }
                let mut alphas = alphas.clone();
                alphas.sort_by(|a, b| b.total_cmp(a));
                Ok(alphas)
            }
            Alphas::Count(0) => {
                Err(Error::parameter(estimator, "alphas", 0, "at least one penalty"))
            }
            Alphas::Count(_) if l1_ratio == 0.0 => Err(Error::parameter(
                estimator,
                "l1_ratio",
                0,
                "above 0, or a list of alphas: no penalty on squares makes all coefficients 0",
            )),
            &Alphas::Count(count) => {
                let resolution = 1e-15;
                let largest = all.largest_alpha(l1_ratio, self.positive);
                if largest <= resolution {
                    return Ok(vec![resolution; count]);
                }
                let steps = (count - 1).max(1) as f64;
                Ok((0..count).map(|i| largest * self.eps.powf(i as f64 / steps)).collect())
            }
        }
    }

    fn choose<E: Estimator>(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<ChosenPredictor<E>> {
        let estimator = E::NAME;
        let weights = options.weights(estimator, x.rows())?;
        let all = Problem::new(estimator, x, y, weights, self.fit_intercept)?;
        if !(self.eps > 0.0 && self.eps < 1.0) {
            return Err(Error::parameter(estimator, "eps", self.eps, "between 0 and 1"));
        }
        let ratios = self.l1_ratio.all();
        if ratios.is_empty() {
            return Err(Error::parameter(estimator, "l1_ratio", "[]", "at least one number"));
        }
        let net = |alpha: f64, l1_ratio: f64| ElasticNet {
            alpha,
            l1_ratio,
            fit_intercept: self.fit_intercept,
            max_iter: self.max_iter,
            tol: self.tol,
            positive: self.positive,
        };
        let mut paths = Vec::with_capacity(ratios.len());
        for &ratio in ratios {
            net(0.0, ratio).check(estimator)?;
            paths.push(self.path(estimator, &all, ratio)?);
        }
        let folds = self.cv.folds(false).split(x.rows(), y, options.groups)?;
        // One path after another for each fold: the mean squared errors on its test part.
        let quiet = FitOptions { progress: options.progress, ..FitOptions::default() };
        let run = |job: usize| -> Result<Vec<f64>> {
            let (ratio, fold) = (job / folds.len(), &folds[job % folds.len()]);
            let own = weights.map(|w| pick(w, &fold.train));
            let (train, test) = (x.take_rows(&fold.train), x.take_rows(&fold.test));
            let (train_y, test_y) = (pick(y, &fold.train), pick(y, &fold.test));
            if own.as_ref().is_some_and(|w| w.iter().all(|w| *w == 0.0)) {
                return Err(Error::data(estimator, "all rows of a fold have the weight 0"));
            }
            let part =
                Problem::new(estimator, &train, &train_y, own.as_deref(), self.fit_intercept)?;
            let design = Design::new(&test);
            let test_weights = weights.map(|w| pick(w, &fold.test));
            let total = test_weights.as_ref().map_or(test_y.len() as f64, |w| w.iter().sum());
            let mut coef = vec![0.0; x.columns()];
            let mut errors = Vec::with_capacity(paths[ratio].len());
            for &alpha in &paths[ratio] {
                let solved = part.descend(estimator, &net(alpha, ratios[ratio]), coef, &quiet)?;
                let found = design.scores(&solved.coef, &[solved.intercept]);
                let squares = found.iter().zip(&test_y).enumerate().map(|(i, (f, y))| {
                    test_weights.as_ref().map_or(1.0, |w| w[i]) * (f - y) * (f - y)
                });
                errors.push(squares.sum::<f64>() / total);
                coef = solved.coef;
            }
            Ok(errors)
        };
        let cost = x.rows() * x.columns() * 100;
        let errors: Result<Vec<Vec<f64>>> =
            parallel::map(ratios.len() * folds.len(), cost, run).into_iter().collect();
        let errors = errors?;
        let mut tried = Vec::new();
        for ((path, &l1_ratio), errors) in
            paths.iter().zip(ratios).zip(errors.chunks_exact(folds.len()))
        {
            for (i, &strength) in path.iter().enumerate() {
                let mean = errors.iter().map(|e| e[i]).sum::<f64>() / folds.len() as f64;
                tried.push(Tried { strength, l1_ratio, score: -mean });
            }
        }
        let chosen = best(estimator, &tried)?;
        let net = net(chosen.strength, chosen.l1_ratio);
        let solved = all.descend(estimator, &net, vec![0.0; x.columns()], &quiet)?;
        Ok(ChosenPredictor {
            model: LinearPredictor::new(solved.coef, solved.intercept)
                .after(solved.n_iter, solved.converged),
            alpha: chosen.strength,
            l1_ratio: chosen.l1_ratio,
            best_score: chosen.score,
            tried,
        })
    }
}

impl Estimator for ElasticNetCV {
    const NAME: &'static str = "ElasticNetCV";
    const KIND: Kind = Kind::Regressor;
    type Fitted = ElasticNetCVModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        self.choose(x, y, options)
    }
}

impl Estimator for LassoCV {
    const NAME: &'static str = "LassoCV";
    const KIND: Kind = Kind::Regressor;
    type Fitted = LassoCVModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        let net = ElasticNetCV {
            l1_ratio: L1Ratio::One(1.0),
            eps: self.eps,
            alphas: self.alphas.clone(),
            fit_intercept: self.fit_intercept,
            max_iter: self.max_iter,
            tol: self.tol,
            cv: self.cv.clone(),
            positive: self.positive,
        };
        net.choose(x, y, options)
    }
}

/// [`LogisticRegression`] with the best of several `C` by cross-validation, as scikit-learn's class
/// of that name; the best of all is fitted to all rows.
///
/// ```
/// use sparkler_learn::{Estimator, LogisticRegressionCV, Matrix, Model};
/// let x = Matrix::new(6, 1, vec![0.0, 1.0, 2.0, 5.0, 6.0, 7.0]).unwrap().into();
/// let y = [0.0, 0.0, 0.0, 1.0, 1.0, 1.0];
/// let estimator = LogisticRegressionCV {
///     cv: sparkler_learn::model_selection::CrossValidator::Count(3),
///     ..Default::default()
/// };
/// assert_eq!(estimator.fit(&x, &y).unwrap().predict(&x).unwrap(), y);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogisticRegressionCV {
    /// How much the losses count against the penalty: so many from 1e-4 to 1e4 in equal ratios, or
    /// these.
    #[serde(rename = "Cs")]
    pub cs: Alphas,
    /// The shares of absolute values in the penalty, from 0 to 1: the best of these.
    pub l1_ratios: Vec<f64>,
    /// Whether there is an intercept.
    pub fit_intercept: bool,
    /// How the rows are split; stratified where it is a number.
    pub cv: CrossValidator,
    /// The score, accuracy without it. Rows' weights count.
    pub scoring: Option<Scoring>,
    /// How the minimum is found.
    pub solver: Solver,
    /// Stops at this largest element of the gradient of the mean loss and penalty.
    pub tol: f64,
    /// Most steps.
    pub max_iter: usize,
    /// How much the rows of each class count; `balanced` is worked out on all rows.
    pub class_weight: Option<ClassWeight>,
}

impl Default for LogisticRegressionCV {
    fn default() -> Self {
        LogisticRegressionCV {
            cs: Alphas::Count(10),
            l1_ratios: vec![0.0],
            fit_intercept: true,
            cv: CrossValidator::default(),
            scoring: None,
            solver: Solver::Lbfgs,
            tol: 1e-4,
            max_iter: 100,
            class_weight: None,
        }
    }
}

/// What a [`LogisticRegressionCV`] has learnt.
#[derive(Debug, Serialize, Deserialize)]
pub struct LogisticRegressionCVModel {
    /// The model, fitted to all rows.
    pub model: LogisticRegressionModel,
    /// Its `C`.
    #[serde(rename = "C")]
    pub c: f64,
    /// The share of absolute values in its penalty.
    pub l1_ratio: f64,
    /// Its mean score on the test parts.
    pub best_score: f64,
    /// All that were tried.
    pub tried: Vec<Tried>,
}

impl Estimator for LogisticRegressionCV {
    const NAME: &'static str = "LogisticRegressionCV";
    const KIND: Kind = Kind::Classifier;
    type Fitted = LogisticRegressionCVModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        let classes = target::classes(Self::NAME, y, x.rows())?;
        let weights = options.weights(Self::NAME, x.rows())?;
        let cs: Cow<'_, [f64]> = match &self.cs {
            Alphas::Count(count) => {
                let steps = count.saturating_sub(1).max(1) as f64;
                (0..*count).map(|i| 10f64.powf(-4.0 + 8.0 * i as f64 / steps)).collect()
            }
            Alphas::Each(cs) => Cow::Borrowed(cs),
        };
        if cs.is_empty() || self.l1_ratios.is_empty() {
            let parameter = if cs.is_empty() { "Cs" } else { "l1_ratios" };
            return Err(Error::parameter(Self::NAME, parameter, "[]", "at least one number"));
        }
        let class_weight = match &self.class_weight {
            Some(rule) => {
                let each = rule.of_classes(Self::NAME, &classes)?;
                let named = classes.values.iter().map(f64::to_string).zip(each);
                Some(ClassWeight::Each(named.collect()))
            }
            None => None,
        };
        let one = |c: f64, l1_ratio: f64| LogisticRegression {
            penalty: Penalty::Auto,
            c,
            l1_ratio,
            tol: self.tol,
            fit_intercept: self.fit_intercept,
            class_weight: class_weight.clone(),
            solver: self.solver,
            max_iter: self.max_iter,
        };
        let scoring = self.scoring.unwrap_or(Scoring::Accuracy);
        let folds = self.cv.folds(true).split(x.rows(), y, options.groups)?;
        for fold in &folds {
            let mut known = pick(&classes.codes, &fold.train);
            known.sort_unstable();
            known.dedup();
            if known.len() < classes.values.len() {
                return Err(Error::data(
                    Self::NAME,
                    format!(
                        "a fold has rows of {} of {} classes: expected all (take fewer folds, or \
                         stratified ones)",
                        known.len(),
                        classes.values.len()
                    ),
                ));
            }
        }
        let run = |f: usize| -> Result<Vec<f64>> {
            let fold = &folds[f];
            let (train, test) = (x.take_rows(&fold.train), x.take_rows(&fold.test));
            let (train_y, test_y) = (pick(y, &fold.train), pick(y, &fold.test));
            let (own, test_weights) =
                (weights.map(|w| pick(w, &fold.train)), weights.map(|w| pick(w, &fold.test)));
            let quiet = FitOptions { sample_weight: own.as_deref(), ..FitOptions::default() };
            let mut scores = Vec::with_capacity(cs.len() * self.l1_ratios.len());
            for &c in cs.iter() {
                for &l1_ratio in &self.l1_ratios {
                    options.step(
                        Self::NAME,
                        Progress { done: scores.len(), total: scores.capacity(), score: None },
                    )?;
                    let model = one(c, l1_ratio).fit_with(&train, &train_y, &quiet)?;
                    let weights = test_weights.as_deref();
                    scores.push(scoring.score_weighted(&model, &test, &test_y, weights)?);
                }
            }
            Ok(scores)
        };
        let cost = x.rows().saturating_mul(x.columns()).saturating_mul(100);
        let scores: Result<Vec<Vec<f64>>> =
            parallel::map(folds.len(), cost, run).into_iter().collect();
        let scores = scores?;
        let mut tried = Vec::new();
        for (i, &strength) in cs.iter().enumerate() {
            for (j, &l1_ratio) in self.l1_ratios.iter().enumerate() {
                let place = i * self.l1_ratios.len() + j;
                let score = scores.iter().map(|s| s[place]).sum::<f64>() / folds.len() as f64;
                tried.push(Tried { strength, l1_ratio, score });
            }
        }
        let chosen = best(Self::NAME, &tried)?;
        let model = one(chosen.strength, chosen.l1_ratio).fit_with(x, y, options)?;
        Ok(LogisticRegressionCVModel {
            model,
            c: chosen.strength,
            l1_ratio: chosen.l1_ratio,
            best_score: chosen.score,
            tried,
        })
    }
}

impl Model for LogisticRegressionCVModel {
    fn estimator(&self) -> &'static str {
        LogisticRegressionCV::NAME
    }

    fn n_features(&self) -> usize {
        self.model.n_features()
    }

    fn classes(&self) -> Option<&[f64]> {
        self.model.classes()
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        self.model.predict(x)
    }

    fn predict_proba(&self, x: &Features) -> Result<Matrix> {
        self.model.predict_proba(x)
    }

    fn decision_function(&self, x: &Features) -> Result<Matrix> {
        self.model.decision_function(x)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        self.model.onnx(graph, x)
    }

    fn coefficients(&self) -> Option<Matrix> {
        self.model.coefficients()
    }

    fn validate(&self) -> Result<()> {
        self.model.validate()
    }
}
