//! Numbers brought to a normal or a uniform distribution.

use super::require_length;
use super::scalers::percentile;
use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::onnx::{Builder, Output, Value};
use crate::random::Generator;
use crate::special::{normal_quantile, normal_tail};
use crate::{Error, Features, Matrix, Result, parallel};
use serde::{Deserialize, Serialize};

/// The family of powers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PowerMethod {
    /// For all numbers (Yeo and Johnson 2000).
    #[default]
    YeoJohnson,
    /// For numbers above 0 (Box and Cox 1964).
    BoxCox,
}

impl PowerMethod {
    fn of(self, x: f64, lambda: f64) -> f64 {
        // (base^power - 1) / power, whose limit at 0 is the logarithm.
        fn power(log: f64, power: f64) -> f64 {
            if power.abs() < f64::EPSILON { log } else { (power * log).exp_m1() / power }
        }
        match self {
            PowerMethod::BoxCox => power(x.ln(), lambda),
            PowerMethod::YeoJohnson if x >= 0.0 => power(x.ln_1p(), lambda),
            PowerMethod::YeoJohnson => -power((-x).ln_1p(), 2.0 - lambda),
        }
    }

    fn back(self, y: f64, lambda: f64) -> f64 {
        fn log(y: f64, power: f64) -> f64 {
            if power.abs() < f64::EPSILON { y } else { (power * y).ln_1p() / power }
        }
        match self {
            PowerMethod::BoxCox => log(y, lambda).exp(),
            PowerMethod::YeoJohnson if y >= 0.0 => log(y, lambda).exp_m1(),
            PowerMethod::YeoJohnson => -log(-y, 2.0 - lambda).exp_m1(),
        }
    }

    /// The negated log-likelihood of a power, up to a constant.
    fn loss(self, x: &[f64], lambda: f64, logs: f64) -> f64 {
        let n = x.len() as f64;
        let mapped: Vec<f64> = x.iter().map(|v| self.of(*v, lambda)).collect();
        let mean = mapped.iter().sum::<f64>() / n;
        let variance = mapped.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
        let loss = 0.5 * n * variance.ln() - (lambda - 1.0) * logs;
        // Overflow, or numbers that fall together: worse than everything.
        if loss.is_finite() { loss } else { f64::INFINITY }
    }

    /// The most likely power.
    fn fit(self, x: &[f64]) -> f64 {
        let log = |v: &f64| match self {
            PowerMethod::BoxCox => v.ln(),
            PowerMethod::YeoJohnson => v.abs().ln_1p().copysign(*v),
        };
        let logs: f64 = x.iter().map(log).sum();
        minimum(|lambda| self.loss(x, lambda, logs))
    }
}

/// The place of a minimum: three places that enclose one are looked for around 0, then their
/// distance shrinks by the golden section.
fn minimum(f: impl Fn(f64) -> f64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let (mut low, mut middle, mut high) = (-2.0, 0.5, 3.0);
    let mut least = f(middle);
    for _ in 0..40 {
        let (at_low, at_high) = (f(low), f(high));
        if at_low < least && at_low <= at_high {
            (high, middle, low, least) = (middle, low, low - 2.0 * (middle - low), at_low);
        } else if at_high < least {
            (low, middle, high, least) = (middle, high, high + 2.0 * (high - middle), at_high);
        } else {
            break;
        }
    }
    let (mut a, mut b) = (low, high);
    let (mut c, mut d) = (b - GOLDEN * (b - a), a + GOLDEN * (b - a));
    let (mut at_c, mut at_d) = (f(c), f(d));
    while b - a > 1e-10 * (1.0 + a.abs()) {
        if at_c < at_d {
            (b, d, at_d) = (d, c, at_c);
            c = b - GOLDEN * (b - a);
            at_c = f(c);
        } else {
            (a, c, at_c) = (c, d, at_d);
            d = a + GOLDEN * (b - a);
            at_d = f(d);
        }
    }
    (a + b) / 2.0
}

/// Brings each column near to a normal distribution by the most likely power, then to mean 0 and
/// variance 1, as scikit-learn's class of that name. Missing values stay; a constant column keeps
/// the power 1.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, preprocessing::PowerTransformer};
/// let x = Matrix::new(5, 1, vec![1.0, 2.0, 4.0, 8.0, 16.0]).unwrap().into();
/// let out = PowerTransformer::default().fit(&x, &[]).unwrap().transform(&x).unwrap();
/// let column = out.to_dense().column(0);
/// assert!(column.iter().sum::<f64>().abs() < 1e-9 && column[2].abs() < 0.1);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PowerTransformer {
    /// The family of powers.
    pub method: PowerMethod,
    /// Bring the result to mean 0 and variance 1?
    pub standardize: bool,
}

impl Default for PowerTransformer {
    fn default() -> Self {
        PowerTransformer { method: PowerMethod::YeoJohnson, standardize: true }
    }
}

/// What a [`PowerTransformer`] has learnt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PowerTransformerModel {
    method: PowerMethod,
    /// The power of each column.
    pub lambdas: Vec<f64>,
    /// The mean of each column after it, 0 without `standardize`.
    pub mean: Vec<f64>,
    /// The standard deviation of each column after it, 1 without `standardize`.
    pub scale: Vec<f64>,
}

/// The error for what has no logarithm.
fn require_positive(x: &Matrix) -> Result<()> {
    let values = x.to_f64();
    match values.iter().position(|v| *v <= 0.0) {
        Some(i) => Err(Error::data(
            PowerTransformer::NAME,
            format!(
                "box-cox needs numbers above 0, and row {}, column {} is {} (yeo-johnson takes any)",
                i / x.columns(),
                i % x.columns(),
                values[i]
            ),
        )),
        None => Ok(()),
    }
}

impl Estimator for PowerTransformer {
    const NAME: &'static str = "PowerTransformer";
    const KIND: Kind = Kind::Transformer;
    type Fitted = PowerTransformerModel;

    fn fit_with(&self, x: &Features, _: &[f64], _: &FitOptions<'_>) -> Result<Self::Fitted> {
        let x = super::dense(Self::NAME, x)?;
        if self.method == PowerMethod::BoxCox {
            require_positive(&x)?;
        }
        let fit = |c: usize| {
            let mut column = x.column(c);
            column.retain(|v| !v.is_nan());
            if column.is_empty() {
                let reason = format!("column {c} has no value: leave it out, or fill it");
                return Err(Error::data(Self::NAME, reason));
            }
            let constant = column.iter().all(|v| *v == column[0]);
            let lambda = if constant { 1.0 } else { self.method.fit(&column) };
            if !self.standardize {
                return Ok((lambda, 0.0, 1.0));
            }
            let n = column.len() as f64;
            let mapped: Vec<f64> = column.iter().map(|v| self.method.of(*v, lambda)).collect();
            let mean = mapped.iter().sum::<f64>() / n;
            let variance = mapped.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
            let scale = if constant || variance == 0.0 { 1.0 } else { variance.sqrt() };
            Ok((lambda, mean, scale))
        };
        let found: Result<Vec<_>> =
            parallel::map(x.columns(), 2000 * x.rows(), fit).into_iter().collect();
        let mut model = PowerTransformerModel {
            method: self.method,
            lambdas: Vec::new(),
            mean: Vec::new(),
            scale: Vec::new(),
        };
        for (lambda, mean, scale) in found? {
            model.lambdas.push(lambda);
            model.mean.push(mean);
            model.scale.push(scale);
        }
        Ok(model)
    }
}

impl PowerTransformerModel {
    /// The features as they were before [`Model::transform`].
    ///
    /// # Errors
    /// If the number of columns differs.
    pub fn inverse_transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(PowerTransformer::NAME, self.lambdas.len())?;
        let mut values = x.to_dense().into_owned().into_f64();
        for row in values.chunks_exact_mut(self.lambdas.len().max(1)) {
            for (c, v) in row.iter_mut().enumerate() {
                *v = self.method.back(*v * self.scale[c] + self.mean[c], self.lambdas[c]);
            }
        }
        Ok(Matrix::new(x.rows(), x.columns(), values)?.into())
    }
}

impl Model for PowerTransformerModel {
    fn estimator(&self) -> &'static str {
        PowerTransformer::NAME
    }

    fn n_features(&self) -> usize {
        self.lambdas.len()
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(PowerTransformer::NAME, self.lambdas.len())?;
        let x = x.to_dense();
        if self.method == PowerMethod::BoxCox {
            require_positive(&x)?;
        }
        let (rows, columns) = (x.rows(), x.columns());
        let mut values = x.into_owned().into_f64();
        for row in values.chunks_exact_mut(columns.max(1)) {
            for (c, v) in row.iter_mut().enumerate() {
                *v = (self.method.of(*v, self.lambdas[c]) - self.mean[c]) / self.scale[c];
            }
        }
        Ok(Matrix::new(rows, columns, values)?.into())
    }

    /// A number that `box-cox` does not take has no result here.
    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let n = self.lambdas.len();
        let power = |graph: &mut Builder, log: &Value, powers: Vec<f64>| {
            let zero = |p: &f64| p.abs() < f64::EPSILON;
            let divisors: Vec<f64> =
                powers.iter().map(|p| if zero(p) { 1.0 } else { *p }).collect();
            let powers = graph.constant(&[n], &powers);
            let divisors = graph.constant(&[n], &divisors);
            let product = graph.call("Mul", &[log, &powers], vec![]);
            let raised = graph.exp_m1(&product);
            let raised = graph.call("Div", &[&raised, &divisors], vec![]);
            let size = graph.call("Abs", &[&powers], vec![]);
            let zero = graph.with("Less", &size, f64::EPSILON);
            graph.call("Where", &[&zero, log, &raised], vec![])
        };
        let changed = match self.method {
            PowerMethod::BoxCox => {
                let above = graph.with("Greater", x, 0.0);
                let none = graph.constant(&[], &[f64::NAN]);
                let x = graph.call("Where", &[&above, x, &none], vec![]);
                let log = graph.call("Log", &[&x], vec![]);
                power(graph, &log, self.lambdas.clone())
            }
            PowerMethod::YeoJohnson => {
                let above = graph.with("Max", x, 0.0);
                let above = graph.ln_1p(&above);
                let above = power(graph, &above, self.lambdas.clone());
                let below = graph.call("Neg", &[x], vec![]);
                let below = graph.with("Max", &below, 0.0);
                let below = graph.ln_1p(&below);
                let below = power(graph, &below, self.lambdas.iter().map(|l| 2.0 - l).collect());
                graph.call("Sub", &[&above, &below], vec![])
            }
        };
        let moved = graph.centred(&changed, &self.mean);
        let scale = graph.constant(&[n], &self.scale);
        let scaled = graph.call("Div", &[&moved, &scale], vec![]);
        Ok(Output::Features(graph.where_known(x, &scaled)))
    }

    fn validate(&self) -> Result<()> {
        let n = self.lambdas.len();
        require_length(PowerTransformer::NAME, "mean", self.mean.len(), n)?;
        require_length(PowerTransformer::NAME, "scale", self.scale.len(), n)
    }
}

/// What a [`QuantileTransformer`] makes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputDistribution {
    /// Numbers from 0 to 1, each as often.
    #[default]
    Uniform,
    /// Mean 0 and variance 1; at most 5.2 from 0.
    Normal,
}

/// Each number as its place among those of the fit, as scikit-learn's class of that name: between
/// quantiles in a straight line. What lies outside the range of the fit becomes its end. Missing
/// values stay.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, Model, preprocessing::QuantileTransformer};
/// let x = Matrix::new(5, 1, vec![1.0, 10.0, 11.0, 500.0, 501.0]).unwrap().into();
/// let out = QuantileTransformer::default().fit(&x, &[]).unwrap().transform(&x).unwrap();
/// assert_eq!(out.to_dense().column(0), [0.0, 0.25, 0.5, 0.75, 1.0]);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuantileTransformer {
    /// How many quantiles; at most as many as rows.
    pub n_quantiles: usize,
    /// What is made.
    pub output_distribution: OutputDistribution,
    /// Quantiles are those of at most so many rows, drawn at random; null for all.
    pub subsample: Option<usize>,
    /// The seed of that choice.
    pub random_state: u64,
}

impl Default for QuantileTransformer {
    fn default() -> Self {
        QuantileTransformer {
            n_quantiles: 1000,
            output_distribution: OutputDistribution::Uniform,
            subsample: Some(10_000),
            random_state: 0,
        }
    }
}

/// What a [`QuantileTransformer`] has learnt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuantileTransformerModel {
    output_distribution: OutputDistribution,
    /// The quantiles of each column, from the smallest number to the largest; NaN for one without
    /// any.
    pub quantiles: Vec<Vec<f64>>,
}

/// Numbers this near to an end are the end.
const BOUNDS: f64 = 1e-7;

impl Estimator for QuantileTransformer {
    const NAME: &'static str = "QuantileTransformer";
    const KIND: Kind = Kind::Transformer;
    type Fitted = QuantileTransformerModel;

    fn fit_with(&self, x: &Features, _: &[f64], _: &FitOptions<'_>) -> Result<Self::Fitted> {
        let mut x = super::dense(Self::NAME, x)?;
        let n = self.n_quantiles.min(x.rows());
        if self.n_quantiles == 0 || self.subsample.is_some_and(|most| most < n) {
            return Err(Error::parameter(
                Self::NAME,
                "n_quantiles",
                self.n_quantiles,
                "1 or more, and not more than subsample",
            ));
        }
        if let Some(most) = self.subsample.filter(|most| *most < x.rows()) {
            x = x.take_rows(&Generator::new(self.random_state, 0).choose(x.rows(), most));
        }
        let steps = (n - 1).max(1) as f64;
        let quantiles = parallel::map(x.columns(), 20 * x.rows(), |c| {
            let mut column = x.column(c);
            column.retain(|v| !v.is_nan());
            column.sort_by(f64::total_cmp);
            (0..n).map(|i| percentile(&column, 100.0 * (i as f64 / steps))).collect()
        });
        Ok(QuantileTransformerModel { output_distribution: self.output_distribution, quantiles })
    }
}

impl QuantileTransformerModel {
    /// The share of numbers below, from 0 to 1: the middle of what it is seen from both ends, where
    /// several quantiles are equal.
    fn share(quantiles: &[f64], x: f64) -> f64 {
        let last = quantiles.len() - 1;
        if last == 0 {
            // One quantile stands for 0.
            return 0.0;
        }
        let at = |i: usize| i as f64 / last as f64;
        let between = |below: usize, above: usize| {
            let (low, high) = (quantiles[below], quantiles[above]);
            at(below) + (at(above) - at(below)) * (x - low) / (high - low)
        };
        let first_not_below = quantiles.partition_point(|q| *q < x);
        let first_above = quantiles.partition_point(|q| *q <= x);
        if first_above == 0 {
            return 0.0;
        }
        if first_not_below > last {
            return 1.0;
        }
        if first_not_below < first_above {
            // It is a quantile, or several.
            return 0.5 * (at(first_not_below) + at(first_above - 1));
        }
        between(first_not_below - 1, first_not_below)
    }
}

impl Model for QuantileTransformerModel {
    fn estimator(&self) -> &'static str {
        QuantileTransformer::NAME
    }

    fn n_features(&self) -> usize {
        self.quantiles.len()
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(QuantileTransformer::NAME, self.quantiles.len())?;
        let mut values = x.to_dense().into_owned().into_f64();
        let normal = self.output_distribution == OutputDistribution::Normal;
        let near = if normal { BOUNDS } else { 0.0 };
        let most = normal_quantile(BOUNDS - f64::EPSILON).abs();
        for row in values.chunks_exact_mut(self.quantiles.len().max(1)) {
            for (v, quantiles) in row.iter_mut().zip(&self.quantiles) {
                let (low, high) = (quantiles[0], quantiles[quantiles.len() - 1]);
                if v.is_nan() || low.is_nan() {
                    *v = f64::NAN;
                    continue;
                }
                // Of a constant column everything in it is its lower end, as in scikit-learn.
                let share = if *v - near < low || (!normal && *v == low) {
                    0.0
                } else if *v + near > high || (!normal && *v == high) {
                    1.0
                } else {
                    QuantileTransformerModel::share(quantiles, *v)
                };
                *v = if normal { normal_quantile(share).clamp(-most, most) } else { share };
            }
        }
        Ok(Matrix::new(x.rows(), x.columns(), values)?.into())
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let normal = self.output_distribution == OutputDistribution::Normal;
        let shares = graph.shares(x, &self.quantiles, if normal { BOUNDS } else { 0.0 });
        if !normal {
            return Ok(Output::Features(shares));
        }
        let end = BOUNDS - f64::EPSILON;
        let (low, high) = (graph.constant(&[], &[end]), graph.constant(&[], &[1.0 - end]));
        let inside = graph.call("Clip", &[&shares, &low, &high], vec![]);
        let numbers = graph.normal_quantile(&inside);
        Ok(Output::Features(graph.where_known(&shares, &numbers)))
    }

    fn validate(&self) -> Result<()> {
        let fine = |q: &Vec<f64>| {
            !q.is_empty() && (q.iter().all(|v| v.is_nan()) || q.windows(2).all(|w| w[0] <= w[1]))
        };
        let length = self.quantiles.first().map_or(0, Vec::len);
        match self.quantiles.iter().position(|q| !fine(q) || q.len() != length) {
            Some(column) => Err(Error::Model {
                what: QuantileTransformer::NAME.into(),
                reason: format!(
                    "the quantiles of column {column} are not ascending, or not as many as those \
                     of others"
                ),
            }),
            None => Ok(()),
        }
    }
}

impl QuantileTransformerModel {
    /// The features as they were before [`Model::transform`], up to the distance of quantiles.
    ///
    /// # Errors
    /// If the number of columns differs.
    pub fn inverse_transform(&self, x: &Features) -> Result<Features> {
        x.require_columns(QuantileTransformer::NAME, self.quantiles.len())?;
        let mut values = x.to_dense().into_owned().into_f64();
        let normal = self.output_distribution == OutputDistribution::Normal;
        for row in values.chunks_exact_mut(self.quantiles.len().max(1)) {
            for (v, quantiles) in row.iter_mut().zip(&self.quantiles) {
                if !v.is_nan() {
                    let share = if normal { 1.0 - normal_tail(*v) } else { *v };
                    *v = percentile(quantiles, 100.0 * share);
                }
            }
        }
        Ok(Matrix::new(x.rows(), x.columns(), values)?.into())
    }
}
