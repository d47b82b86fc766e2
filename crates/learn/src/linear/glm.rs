//! Generalised linear models (Nelder and Wedderburn 1972): the mean of the target is a function of
//! a linear score, its variance a function of the mean.

use super::design::Design;
use super::models::{LinearPredictor, Link};
use super::optimize::{Minimum, Stop, newton};
use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::linalg::{Cholesky, symmetric_eigen};
use crate::onnx::{Builder, Output, Value};
use crate::special::{normal_quantile, normal_tail};
use crate::{Error, Features, Matrix, Result, SparseMatrix, target};
use libm::lgamma;
use serde::{Deserialize, Serialize};
use sparkler_cpu::double;

/// Half the deviance of one observation, for a variance that grows with the mean to the power
/// `power` (Jorgensen 1987); `binomial` for the variance `mean (1 - mean)`.
#[derive(Clone, Copy)]
enum Variance {
    Power(f64),
    Binomial,
}

/// `x ln(x / y)`, 0 where `x` is.
fn x_log_ratio(x: f64, y: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x * (x / y).ln() }
}

impl Variance {
    fn half_deviance(self, y: f64, mean: f64) -> f64 {
        match self {
            Variance::Binomial => x_log_ratio(y, mean) + x_log_ratio(1.0 - y, 1.0 - mean),
            Variance::Power(0.0) => 0.5 * (y - mean) * (y - mean),
            Variance::Power(1.0) => x_log_ratio(y, mean) - y + mean,
            Variance::Power(2.0) => (mean / y).ln() + y / mean - 1.0,
            Variance::Power(p) => {
                y.max(0.0).powf(2.0 - p) / ((1.0 - p) * (2.0 - p))
                    - y * mean.powf(1.0 - p) / (1.0 - p)
                    + mean.powf(2.0 - p) / (2.0 - p)
            }
        }
    }

    fn of(self, mean: f64) -> f64 {
        match self {
            Variance::Binomial => mean * (1.0 - mean),
            Variance::Power(0.0) => 1.0,
            Variance::Power(1.0) => mean,
            Variance::Power(2.0) => mean * mean,
            Variance::Power(p) => mean.powf(p),
        }
    }

    fn allows_mean(self, mean: f64) -> bool {
        match self {
            Variance::Binomial => mean > 0.0 && mean < 1.0,
            Variance::Power(p) => p <= 0.0 || mean > 0.0,
        }
    }

    /// The range of targets, in words, where one is outside.
    fn refuses(self, y: f64) -> Option<&'static str> {
        match self {
            Variance::Binomial if !(0.0..=1.0).contains(&y) => Some("numbers from 0 to 1"),
            Variance::Power(p) if p >= 2.0 && y <= 0.0 => Some("numbers above 0"),
            Variance::Power(p) if p >= 1.0 && y < 0.0 => Some("numbers of 0 or more"),
            _ => None,
        }
    }
}

/// The problem: the mean deviance, weighted, plus half `alpha` times the squares.
struct Problem<'a> {
    design: &'a Design<'a>,
    y: &'a [f64],
    weights: Vec<f64>,
    offset: Option<&'a [f64]>,
    variance: Variance,
    link: Link,
    alpha: f64,
    intercept: bool,
}

impl Problem<'_> {
    fn scores(&self, params: &[f64]) -> Vec<f64> {
        let n = self.design.columns();
        let intercept = if self.intercept { params[n] } else { 0.0 };
        let mut scores = self.design.scores(&params[..n], &[intercept]);
        if let Some(offset) = self.offset {
            double::axpy(1.0, offset, &mut scores);
        }
        scores
    }

    fn deviance(&self, scores: &[f64]) -> f64 {
        let mut sum = 0.0;
        for ((score, y), w) in scores.iter().zip(self.y).zip(&self.weights) {
            let mean = self.link.mean(*score);
            if !self.variance.allows_mean(mean) {
                // Also where rounding has brought a mean to the end of its range.
                let near = matches!(self.variance, Variance::Binomial) && (mean == *y);
                if near {
                    continue;
                }
                return f64::INFINITY;
            }
            sum += w * self.variance.half_deviance(*y, mean);
        }
        sum
    }

    fn value(&self, params: &[f64]) -> f64 {
        let coef = &params[..self.design.columns()];
        self.deviance(&self.scores(params)) + 0.5 * self.alpha * double::dot(coef, coef)
    }

    /// The weights of Fisher's information, and the derivatives of the deviance by the scores.
    fn derivatives(&self, scores: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let rows = scores.iter().zip(self.y).zip(&self.weights);
        rows.map(|((score, y), w)| {
            let mean = self.link.mean(*score);
            let slope = self.link.slope(mean);
            let variance = self.variance.of(mean);
            if !(variance > 0.0 && variance.is_finite()) {
                return (0.0, 0.0);
            }
            (w * slope * slope / variance, w * (mean - y) * slope / variance)
        })
        .unzip()
    }

    fn information(&self, params: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let n = self.design.columns();
        let size = params.len();
        let (second, first) = self.derivatives(&self.scores(params));
        let mut gradient = self.design.weighted_sum(&first);
        double::axpy(self.alpha, &params[..n], &mut gradient);
        if self.intercept {
            gradient.push(first.iter().sum());
        }
        let mut hessian = self.design.weighted_gram_with_ones(&second, self.intercept);
        (0..n).for_each(|i| hessian[i * size + i] += self.alpha);
        (gradient, hessian)
    }

    fn minimise(
        &self,
        estimator: &'static str,
        tol: f64,
        value: f64,
        max_iter: usize,
        options: &FitOptions<'_>,
    ) -> Result<Minimum> {
        let n = self.design.columns();
        let mut start = vec![0.0; n + usize::from(self.intercept)];
        let total: f64 = self.weights.iter().sum();
        let mean = double::dot(&self.weights, self.y) / total;
        let inside = match self.variance {
            Variance::Binomial => mean.clamp(1e-3, 1.0 - 1e-3),
            Variance::Power(p) if p > 0.0 => mean.max(1e-8),
            Variance::Power(_) => mean,
        };
        if self.intercept {
            start[n] = self.link.score(inside);
        } else if self.link == Link::Inverse {
            // A score of 0 has no mean: the nearest constant instead, by least squares.
            let ones = vec![1.0; self.y.len()];
            let design_sum = self.design.weighted_sum(&ones);
            let gram = self.design.weighted_gram(&ones);
            if let Some(factor) = Cholesky::new(n, &gram) {
                start.copy_from_slice(&design_sum);
                factor.solve(&mut start);
                start.iter_mut().for_each(|v| *v *= self.link.score(inside));
            }
        }
        let stop = Stop { gradient: tol, value, max_iter };
        newton(
            estimator,
            start,
            &stop,
            options,
            |params| {
                let (gradient, hessian) = self.information(params);
                (self.value(params), gradient, hessian)
            },
            |params| self.value(params),
        )
    }
}

fn check_target(estimator: &'static str, variance: Variance, y: &[f64]) -> Result<()> {
    for (row, &v) in y.iter().enumerate() {
        if let Some(expected) = variance.refuses(v) {
            return Err(Error::data(
                estimator,
                format!("y is {v} in row {row}: this distribution has {expected}"),
            ));
        }
    }
    Ok(())
}

fn fit_tweedie<E: Estimator>(
    x: &Features,
    y: &[f64],
    options: &FitOptions<'_>,
    power: f64,
    link: Link,
    alpha: f64,
    fit_intercept: bool,
    max_iter: usize,
    tol: f64,
) -> Result<LinearPredictor<E>> {
    x.require_finite(E::NAME)?;
    target::require_numbers(E::NAME, y, x.rows())?;
    if alpha.is_nan() || alpha < 0.0 || alpha.is_infinite() {
        return Err(Error::parameter(E::NAME, "alpha", alpha, "a number of 0 or more"));
    }
    if tol.is_nan() || tol < 0.0 {
        return Err(Error::parameter(E::NAME, "tol", tol, "a number of 0 or more"));
    }
    if !power.is_finite() || (power > 0.0 && power < 1.0) {
        return Err(Error::parameter(E::NAME, "power", power, "0 or less, or 1 or more"));
    }
    let variance = Variance::Power(power);
    check_target(E::NAME, variance, y)?;
    let given = options.weights(E::NAME, x.rows())?;
    let total: f64 = given.map_or(x.rows() as f64, |w| w.iter().sum());
    let weights = (0..x.rows()).map(|i| given.map_or(1.0, |w| w[i]) / total).collect();
    let design = Design::new(x);
    let problem = Problem {
        design: &design,
        y,
        weights,
        offset: None,
        variance,
        link,
        alpha,
        intercept: fit_intercept,
    };
    let minimum = problem.minimise(E::NAME, tol, 0.0, max_iter, options)?;
    let n = x.columns();
    let mut coef = minimum.at;
    let intercept = if fit_intercept { coef.pop().unwrap_or(0.0) } else { 0.0 };
    coef.truncate(n);
    Ok(LinearPredictor::new(coef, intercept)
        .with_link(link)
        .after(minimum.steps, minimum.converged))
}

macro_rules! one_power {
    ($name:ident, $model:ident, $text:literal, $power:expr, $doc:literal, $example:literal) => {
        #[doc = $doc]
        ///
        /// Minimises half the mean deviance plus `alpha / 2` times the coefficients' squares, by
        /// Newton's method with Fisher's information. The mean is the exponential of the score.
        ///
        #[doc = $example]
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            /// How much the squares of the coefficients count, 0 or more.
            pub alpha: f64,
            /// Whether there is an intercept.
            pub fit_intercept: bool,
            /// Most steps.
            pub max_iter: usize,
            /// Stops at this largest element of the gradient.
            pub tol: f64,
        }

        impl Default for $name {
            fn default() -> Self {
                $name { alpha: 1.0, fit_intercept: true, max_iter: 100, tol: 1e-4 }
            }
        }

        #[doc = concat!("What a [`", stringify!($name), "`] has learnt.")]
        pub type $model = LinearPredictor<$name>;

        impl Estimator for $name {
            const NAME: &'static str = $text;
            const KIND: Kind = Kind::Regressor;
            type Fitted = $model;

            fn fit_with(
                &self,
                x: &Features,
                y: &[f64],
                options: &FitOptions<'_>,
            ) -> Result<Self::Fitted> {
                fit_tweedie(
                    x,
                    y,
                    options,
                    $power,
                    Link::Log,
                    self.alpha,
                    self.fit_intercept,
                    self.max_iter,
                    self.tol,
                )
            }
        }
    };
}

one_power!(
    PoissonRegressor,
    PoissonRegressorModel,
    "PoissonRegressor",
    1.0,
    "Regression of counts (Poisson), as scikit-learn's class of that name.",
    "```
use sparkler_learn::{Estimator, Matrix, Model, PoissonRegressor};
let x = Matrix::new(3, 1, vec![0.0, 1.0, 2.0]).unwrap().into();
let estimator = PoissonRegressor { alpha: 0.0, tol: 1e-9, ..Default::default() };
let model = estimator.fit(&x, &[1.0, 2.0, 4.0]).unwrap();
assert!((model.coef[0] - 2f64.ln()).abs() < 1e-8);
```"
);
one_power!(
    GammaRegressor,
    GammaRegressorModel,
    "GammaRegressor",
    2.0,
    "Regression of positive numbers whose spread grows with their mean (Gamma), as scikit-learn's \
     class of that name.",
    "```
use sparkler_learn::{Estimator, GammaRegressor, Matrix};
let x = Matrix::new(3, 1, vec![0.0, 1.0, 2.0]).unwrap().into();
let estimator = GammaRegressor { alpha: 0.0, tol: 1e-9, ..Default::default() };
let model = estimator.fit(&x, &[1.0, 2.0, 4.0]).unwrap();
assert!((model.coef[0] - 2f64.ln()).abs() < 1e-8);
```"
);

/// The links that a [`TweedieRegressor`] can have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TweedieLink {
    /// The score itself for powers of 0 or less, its exponential for others.
    #[default]
    Auto,
    /// The score itself.
    Identity,
    /// The exponential of the score.
    Log,
}

/// Regression with a variance that grows with the mean to a power, as scikit-learn's class of that
/// name: 0 for normal numbers, 1 for counts, 2 for Gamma, 3 for inverse Gaussian, between 1 and 2
/// for sums of a random number of Gamma numbers, such as claims.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, TweedieRegressor};
/// let x = Matrix::new(3, 1, vec![0.0, 1.0, 2.0]).unwrap().into();
/// let estimator = TweedieRegressor { power: 1.5, alpha: 0.0, tol: 1e-9, ..Default::default() };
/// let model = estimator.fit(&x, &[1.0, 2.0, 4.0]).unwrap();
/// assert!((model.coef[0] - 2f64.ln()).abs() < 1e-8);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TweedieRegressor {
    /// The power: 0 or less, or 1 or more.
    pub power: f64,
    /// How much the squares of the coefficients count, 0 or more.
    pub alpha: f64,
    /// Whether there is an intercept.
    pub fit_intercept: bool,
    /// From score to mean.
    pub link: TweedieLink,
    /// Most steps.
    pub max_iter: usize,
    /// Stops at this largest element of the gradient.
    pub tol: f64,
}

impl Default for TweedieRegressor {
    fn default() -> Self {
        TweedieRegressor {
            power: 0.0,
            alpha: 1.0,
            fit_intercept: true,
            link: TweedieLink::Auto,
            max_iter: 100,
            tol: 1e-4,
        }
    }
}

/// What a [`TweedieRegressor`] has learnt.
pub type TweedieRegressorModel = LinearPredictor<TweedieRegressor>;

impl Estimator for TweedieRegressor {
    const NAME: &'static str = "TweedieRegressor";
    const KIND: Kind = Kind::Regressor;
    type Fitted = TweedieRegressorModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        let link = match self.link {
            TweedieLink::Auto if self.power > 0.0 => Link::Log,
            TweedieLink::Log => Link::Log,
            TweedieLink::Auto | TweedieLink::Identity => Link::Identity,
        };
        fit_tweedie(
            x,
            y,
            options,
            self.power,
            link,
            self.alpha,
            self.fit_intercept,
            self.max_iter,
            self.tol,
        )
    }
}

/// The distribution of a target around its mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Normal; its own link is the identity.
    #[default]
    Gaussian,
    /// 0 and 1, or shares; its own link is the logit.
    Binomial,
    /// Counts; its own link is the logarithm.
    Poisson,
    /// Positive numbers; its own link is the inverse.
    Gamma,
}

/// A generalised linear model for those who ask how sure its coefficients are: maximum likelihood
/// without a penalty, with standard errors, tests, deviance and AIC, as R's `glm` and statsmodels'
/// `GLM` report them.
///
/// Weights of rows are variance weights: a row of weight 2 is the mean of two observations.
///
/// ```
/// use sparkler_learn::{Estimator, GeneralizedLinearModel, Matrix};
/// use sparkler_learn::linear::Family;
/// let x = Matrix::new(4, 1, vec![0.0, 0.0, 1.0, 1.0]).unwrap().into();
/// let estimator = GeneralizedLinearModel { family: Family::Poisson, ..Default::default() };
/// let model = estimator.fit(&x, &[1.0, 3.0, 3.0, 5.0]).unwrap();
/// // Means of 2 and 4; the standard error is sqrt(1/4 + 1/8).
/// assert!((model.coefficients[0].estimate - 2f64.ln()).abs() < 1e-9);
/// assert!((model.coefficients[0].standard_error - 0.375f64.sqrt()).abs() < 1e-9);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GeneralizedLinearModel {
    /// The distribution around the mean.
    pub family: Family,
    /// From mean to score; the family's own if not given.
    pub link: Option<Link>,
    /// Whether there is an intercept.
    pub fit_intercept: bool,
    /// A column that is added to the score as it is, without a coefficient: the logarithm of an
    /// exposure, for instance. From 0.
    pub offset_column: Option<usize>,
    /// Most steps.
    pub max_iter: usize,
    /// Stops when the deviance changes by less than this share.
    pub tol: f64,
    /// The confidence of the coefficients' intervals, between 0 and 1.
    pub confidence: f64,
}

impl Default for GeneralizedLinearModel {
    fn default() -> Self {
        GeneralizedLinearModel {
            family: Family::Gaussian,
            link: None,
            fit_intercept: true,
            offset_column: None,
            max_iter: 100,
            tol: 1e-12,
            confidence: 0.95,
        }
    }
}

/// A coefficient and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coefficient {
    /// The coefficient.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The first divided by the second.
    pub z: f64,
    /// The chance of a `z` at least as large if the coefficient were 0 (normal distribution).
    pub p_value: f64,
    /// The lower end of its confidence interval.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// What a [`GeneralizedLinearModel`] has learnt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GeneralizedLinearModelFit {
    n_features: usize,
    offset_column: Option<usize>,
    /// The link from mean to score.
    pub link: Link,
    /// The distribution.
    pub family: Family,
    /// The intercept, where there is one.
    pub intercept: Option<Coefficient>,
    /// A coefficient for each column; that of an offset is 1 without error.
    pub coefficients: Vec<Coefficient>,
    /// The dispersion: Pearson's statistic by the degrees of freedom, 1 for binomial and Poisson.
    pub dispersion: f64,
    /// The deviance.
    pub deviance: f64,
    /// The deviance of the intercept alone (of the offset alone without an intercept).
    pub null_deviance: f64,
    /// The logarithm of the likelihood.
    pub log_likelihood: f64,
    /// Akaike's criterion: twice the number of coefficients less twice the log likelihood. (R counts
    /// the dispersion of gaussian and Gamma models too, which adds 2, and has another likelihood
    /// for Gamma.)
    pub aic: f64,
    /// Rows less coefficients.
    pub degrees_of_freedom: usize,
    /// Steps taken.
    pub n_iter: usize,
    /// Whether the deviance had settled.
    pub converged: bool,
}

impl GeneralizedLinearModel {
    fn log_likelihood(&self, y: &[f64], means: &[f64], weights: &[f64], dispersion: f64) -> f64 {
        let rows = y.iter().zip(means).zip(weights).filter(|(_, w)| **w > 0.0);
        rows.map(|((&y, &mean), &w)| match self.family {
            Family::Gaussian => {
                -0.5 * (w * (y - mean) * (y - mean) / dispersion
                    + (dispersion / w).ln()
                    + std::f64::consts::TAU.ln())
            }
            Family::Binomial => {
                let part = |y: f64, mean: f64| if y == 0.0 { 0.0 } else { y * mean.ln() };
                // Shares of w observations come in several orders.
                let orders = if y == 0.0 || y == 1.0 {
                    0.0
                } else {
                    lgamma(w + 1.0) - lgamma(w * y + 1.0) - lgamma(w * (1.0 - y) + 1.0)
                };
                w * (part(y, mean) + part(1.0 - y, 1.0 - mean)) + orders
            }
            Family::Poisson => {
                w * (if y == 0.0 { 0.0 } else { y * mean.ln() } - mean - lgamma(y + 1.0))
            }
            Family::Gamma => {
                let shape = w / dispersion;
                shape * (shape * y / mean).ln() - shape * y / mean - lgamma(shape) - y.ln()
            }
        })
        .sum()
    }
}

/// The features without a column, and that column.
fn without(x: &Features, column: usize) -> Result<(Features, Vec<f64>)> {
    let (rows, columns) = (x.rows(), x.columns());
    match x {
        Features::Dense(m) => {
            let data = m.to_f64();
            let mut rest = Vec::with_capacity(rows * (columns - 1));
            for row in data.chunks_exact(columns) {
                rest.extend_from_slice(&row[..column]);
                rest.extend_from_slice(&row[column + 1..]);
            }
            Ok((Matrix::new(rows, columns - 1, rest)?.into(), m.column(column)))
        }
        Features::Sparse(m) => {
            let mut taken = vec![0.0; rows];
            let (mut starts, mut indices, mut values) = (vec![0], Vec::new(), Vec::new());
            for row in 0..rows {
                let (i, v) = m.row(row);
                for (&i, &v) in i.iter().zip(v) {
                    match (i as usize).cmp(&column) {
                        std::cmp::Ordering::Equal => taken[row] = v,
                        order => {
                            indices.push(if order.is_lt() { i } else { i - 1 });
                            values.push(v);
                        }
                    }
                }
                starts.push(values.len());
            }
            Ok((SparseMatrix::new(rows, columns - 1, starts, indices, values)?.into(), taken))
        }
    }
}

impl Estimator for GeneralizedLinearModel {
    const NAME: &'static str = "GeneralizedLinearModel";
    const KIND: Kind = Kind::Regressor;
    type Fitted = GeneralizedLinearModelFit;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        x.require_finite(Self::NAME)?;
        target::require_numbers(Self::NAME, y, x.rows())?;
        if !(self.confidence > 0.0 && self.confidence < 1.0) {
            let expected = "a number between 0 and 1";
            return Err(Error::parameter(Self::NAME, "confidence", self.confidence, expected));
        }
        if self.tol.is_nan() || self.tol < 0.0 {
            return Err(Error::parameter(Self::NAME, "tol", self.tol, "a number of 0 or more"));
        }
        let (variance, own) = match self.family {
            Family::Gaussian => (Variance::Power(0.0), Link::Identity),
            Family::Binomial => (Variance::Binomial, Link::Logit),
            Family::Poisson => (Variance::Power(1.0), Link::Log),
            Family::Gamma => (Variance::Power(2.0), Link::Inverse),
        };
        check_target(Self::NAME, variance, y)?;
        let link = self.link.unwrap_or(own);
        let split;
        let (features, offset) = match self.offset_column {
            None => (x, None),
            Some(column) if column < x.columns() && x.columns() > 1 => {
                split = without(x, column)?;
                (&split.0, Some(&split.1[..]))
            }
            Some(column) => {
                return Err(Error::parameter(
                    Self::NAME,
                    "offset_column",
                    column,
                    format!("a column below {}, beside others", x.columns()),
                ));
            }
        };
        let given = options.weights(Self::NAME, x.rows())?;
        let weights: Vec<f64> = given.map_or_else(|| vec![1.0; x.rows()], <[f64]>::to_vec);
        let design = Design::new(features);
        let mut problem = Problem {
            design: &design,
            y,
            weights,
            offset,
            variance,
            link,
            alpha: 0.0,
            intercept: self.fit_intercept,
        };
        let minimum = problem.minimise(Self::NAME, 0.0, self.tol, self.max_iter, options)?;
        let n = design.columns();
        let size = minimum.at.len();
        let counted = problem.weights.iter().filter(|w| **w > 0.0).count();
        let degrees_of_freedom = counted.saturating_sub(size);
        let scores = problem.scores(&minimum.at);
        let means: Vec<f64> = scores.iter().map(|s| link.mean(*s)).collect();
        let dispersion = match self.family {
            Family::Binomial | Family::Poisson => 1.0,
            Family::Gaussian | Family::Gamma => {
                let pearson: f64 = (0..y.len())
                    .map(|i| {
                        let rest = y[i] - means[i];
                        problem.weights[i] * rest * rest / variance.of(means[i])
                    })
                    .sum();
                pearson / degrees_of_freedom as f64
            }
        };
        let (_, information) = problem.information(&minimum.at);
        let covariance = match Cholesky::new(size, &information) {
            Some(factor) => factor.inverse(),
            None => pseudo_inverse(size, &information)?,
        };
        let quantile = normal_quantile(0.5 + 0.5 * self.confidence);
        let coefficient = |i: usize| {
            let estimate = minimum.at[i];
            let standard_error = (covariance[i * size + i] * dispersion).sqrt();
            let z = estimate / standard_error;
            Coefficient {
                estimate,
                standard_error,
                z,
                p_value: 2.0 * normal_tail(z.abs()),
                lower: estimate - quantile * standard_error,
                upper: estimate + quantile * standard_error,
            }
        };
        let mut coefficients: Vec<Coefficient> = (0..n).map(coefficient).collect();
        if let Some(column) = self.offset_column {
            let fixed = Coefficient {
                estimate: 1.0,
                standard_error: 0.0,
                z: f64::INFINITY,
                p_value: 0.0,
                lower: 1.0,
                upper: 1.0,
            };
            coefficients.insert(column, fixed);
        }
        let deviance = 2.0 * problem.deviance(&scores);
        let likely = if self.family == Family::Gaussian {
            // The most likely dispersion, not the unbiased one.
            deviance / counted.max(1) as f64
        } else {
            dispersion
        };
        let log_likelihood = self.log_likelihood(y, &means, &problem.weights, likely);
        // The same without columns: zeros have no say, and their coefficients stay 0.
        let empty = SparseMatrix::new(x.rows(), 1, vec![0; x.rows() + 1], Vec::new(), Vec::new())?;
        let nothing = Features::from(empty);
        let null_design = Design::new(&nothing);
        problem.design = &null_design;
        let null_deviance = if self.fit_intercept {
            let quiet = FitOptions::default();
            problem.alpha = 1.0;
            let null = problem.minimise(Self::NAME, 0.0, self.tol, self.max_iter, &quiet)?;
            2.0 * problem.deviance(&problem.scores(&null.at))
        } else {
            2.0 * problem.deviance(&problem.scores(&[0.0]))
        };
        Ok(GeneralizedLinearModelFit {
            n_features: x.columns(),
            offset_column: self.offset_column,
            link,
            family: self.family,
            intercept: self.fit_intercept.then(|| coefficient(n)),
            coefficients,
            dispersion,
            deviance,
            null_deviance,
            log_likelihood,
            aic: 2.0 * size as f64 - 2.0 * log_likelihood,
            degrees_of_freedom,
            n_iter: minimum.steps,
            converged: minimum.converged,
        })
    }
}

/// The inverse on the part of the space where the matrix is not 0.
fn pseudo_inverse(n: usize, a: &[f64]) -> Result<Vec<f64>> {
    let eigen = symmetric_eigen(n, a)?;
    let limit = eigen.values.last().copied().unwrap_or(0.0) * 1e-10;
    let mut out = vec![0.0; n * n];
    for (value, vector) in eigen.values.iter().zip(eigen.vectors.chunks_exact(n.max(1))) {
        if *value > limit {
            for (row, v) in out.chunks_exact_mut(n).zip(vector) {
                double::axpy(v / value, vector, row);
            }
        }
    }
    Ok(out)
}

impl Model for GeneralizedLinearModelFit {
    fn estimator(&self) -> &'static str {
        GeneralizedLinearModel::NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        x.require_columns(self.estimator(), self.n_features)?;
        x.require_finite(self.estimator())?;
        let coef: Vec<f64> = self.coefficients.iter().map(|c| c.estimate).collect();
        let intercept = self.intercept.map_or(0.0, |c| c.estimate);
        let mut scores = Design::new(x).scores(&coef, &[intercept]);
        scores.iter_mut().for_each(|s| *s = self.link.mean(*s));
        Ok(scores)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let coef: Vec<f64> = self.coefficients.iter().map(|c| c.estimate).collect();
        let scores = graph.linear(x, &coef, &[self.intercept.map_or(0.0, |c| c.estimate)]);
        Ok(Output::Numbers(graph.link(&scores, self.link)))
    }

    fn validate(&self) -> Result<()> {
        if self.coefficients.len() != self.n_features {
            return Err(Error::Model {
                what: self.estimator().into(),
                reason: format!(
                    "{} coefficients for {} columns: expected as many",
                    self.coefficients.len(),
                    self.n_features
                ),
            });
        }
        Ok(())
    }
}
