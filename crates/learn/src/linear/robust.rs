//! Regression that outliers do not pull: Huber's, and that of quantiles.

use super::design::Design;
use super::models::LinearPredictor;
use super::optimize::{Stop, lbfgs};
use crate::estimator::{Estimator, FitOptions, Kind, Progress};
use crate::linalg::{self, Cholesky, least_squares, sum_over_rows};
use crate::{Error, Features, Result, target};
use serde::{Deserialize, Serialize};
use sparkler_cpu::double;

/// Linear regression that counts large errors by their size instead of their square, as
/// scikit-learn's class of that name; what is large is learnt too (Huber and Ronchetti, "Robust
/// Statistics", 7.8).
///
/// ```
/// use sparkler_learn::{Estimator, HuberRegressor, Matrix};
/// let x = Matrix::new(6, 1, vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0]).unwrap().into();
/// let model = HuberRegressor::default().fit(&x, &[0.1, 1.0, 2.1, 2.9, 4.0, 50.0]).unwrap();
/// assert!((model.coef[0] - 1.0).abs() < 0.1);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HuberRegressor {
    /// Errors above this many times the scale count as large; at least 1.
    pub epsilon: f64,
    /// Most steps.
    pub max_iter: usize,
    /// How much the squares of the coefficients count, 0 or more.
    pub alpha: f64,
    /// Whether there is an intercept.
    pub fit_intercept: bool,
    /// Stops at this largest element of the gradient.
    pub tol: f64,
}

impl Default for HuberRegressor {
    fn default() -> Self {
        HuberRegressor { epsilon: 1.35, max_iter: 100, alpha: 1e-4, fit_intercept: true, tol: 1e-5 }
    }
}

/// What a [`HuberRegressor`] has learnt.
pub type HuberRegressorModel = LinearPredictor<HuberRegressor>;

impl Estimator for HuberRegressor {
    const NAME: &'static str = "HuberRegressor";
    const KIND: Kind = Kind::Regressor;
    type Fitted = HuberRegressorModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        x.require_finite(Self::NAME)?;
        target::require_numbers(Self::NAME, y, x.rows())?;
        if self.epsilon.is_nan() || self.epsilon < 1.0 {
            return Err(Error::parameter(Self::NAME, "epsilon", self.epsilon, "1 or more"));
        }
        if self.alpha.is_nan() || self.alpha < 0.0 {
            return Err(Error::parameter(Self::NAME, "alpha", self.alpha, "0 or more"));
        }
        if self.tol.is_nan() || self.tol < 0.0 {
            return Err(Error::parameter(Self::NAME, "tol", self.tol, "0 or more"));
        }
        let weights = options.weights(Self::NAME, x.rows())?;
        let weight = |row: usize| weights.map_or(1.0, |w| w[row]);
        let total: f64 = (0..x.rows()).map(weight).sum();
        let design = Design::new(x);
        let n = x.columns();
        let epsilon = self.epsilon;
        // Coefficients, intercept, logarithm of the scale.
        let mut start = vec![0.0; n + 2];
        let mean = (0..x.rows()).map(|i| weight(i) * y[i]).sum::<f64>() / total;
        let spread = (0..x.rows()).map(|i| weight(i) * (y[i] - mean) * (y[i] - mean)).sum::<f64>();
        let scale = (spread / total).sqrt();
        start[n] = if self.fit_intercept { mean } else { 0.0 };
        start[n + 1] = if scale > 0.0 { scale.ln() } else { 0.0 };
        let stop = Stop { gradient: self.tol, value: 0.0, max_iter: self.max_iter };
        let minimum = lbfgs(Self::NAME, start, &stop, options, |params, gradient| {
            let sigma = params[n + 1].exp();
            let block = design.block();
            let sums = sum_over_rows(x.rows(), n + 3, 2 * design.cost_of_row(), |range, out| {
                let mut rest = vec![0.0; block];
                for first in range.clone().step_by(block) {
                    let rows = first..(first + block).min(range.end);
                    let rest = &mut rest[..rows.len()];
                    design.scores_of(rows.clone(), &params[..n], &params[n..=n], rest);
                    for (row, r) in rows.clone().zip(rest.iter_mut()) {
                        let z = y[row] - *r;
                        let w = weight(row);
                        let (loss, by_score, by_sigma) = if z.abs() > epsilon * sigma {
                            let part = sigma * epsilon * epsilon;
                            let slope = (2.0 * epsilon).copysign(z);
                            (2.0 * epsilon * z.abs() - part, -slope, -epsilon * epsilon)
                        } else {
                            let share = z / sigma;
                            (share * z, -2.0 * share, -share * share)
                        };
                        out[n + 2] += w * (loss + sigma);
                        out[n + 1] += w * (by_sigma + 1.0) * sigma;
                        out[n] += w * by_score;
                        *r = w * by_score;
                    }
                    design.add_rows(rows, 1, rest, &mut out[..n]);
                }
            });
            // In means, so that the line search's first step has the right size.
            gradient.iter_mut().zip(&sums).for_each(|(g, s)| *g = s / total);
            double::axpy(2.0 * self.alpha / total, &params[..n], &mut gradient[..n]);
            if !self.fit_intercept {
                gradient[n] = 0.0;
            }
            (sums[n + 2] + self.alpha * double::dot(&params[..n], &params[..n])) / total
        })?;
        let mut coef = minimum.at;
        let intercept = coef[n];
        coef.truncate(n);
        Ok(LinearPredictor::new(coef, intercept).after(minimum.steps, minimum.converged))
    }
}

/// Linear regression of a quantile, as scikit-learn's class of that name: minimises the mean
/// pinball loss plus `alpha` times the sum of the coefficients' absolute values. The linear program
/// is solved by an interior-point method (Portnoy and Koenker 1997) to a duality gap of 1e-10 of
/// its value. Where several solutions are as good it gives one in their middle.
///
/// ```
/// use sparkler_learn::{Estimator, Matrix, QuantileRegressor};
/// let x = Matrix::new(5, 1, vec![0.0, 1.0, 2.0, 3.0, 4.0]).unwrap().into();
/// let estimator = QuantileRegressor { alpha: 0.0, ..Default::default() };
/// let model = estimator.fit(&x, &[0.0, 1.0, 2.0, 3.0, 100.0]).unwrap();
/// assert!((model.coef[0] - 1.0).abs() < 1e-6);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuantileRegressor {
    /// Which quantile, between 0 and 1.
    pub quantile: f64,
    /// How much the absolute values of the coefficients count, 0 or more.
    pub alpha: f64,
    /// Whether there is an intercept.
    pub fit_intercept: bool,
}

impl Default for QuantileRegressor {
    fn default() -> Self {
        QuantileRegressor { quantile: 0.5, alpha: 1.0, fit_intercept: true }
    }
}

/// What a [`QuantileRegressor`] has learnt.
pub type QuantileRegressorModel = LinearPredictor<QuantileRegressor>;

impl Estimator for QuantileRegressor {
    const NAME: &'static str = "QuantileRegressor";
    const KIND: Kind = Kind::Regressor;
    type Fitted = QuantileRegressorModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        x.require_finite(Self::NAME)?;
        target::require_numbers(Self::NAME, y, x.rows())?;
        if !(self.quantile > 0.0 && self.quantile < 1.0) {
            let expected = "a number between 0 and 1";
            return Err(Error::parameter(Self::NAME, "quantile", self.quantile, expected));
        }
        if self.alpha.is_nan() || self.alpha < 0.0 || self.alpha.is_infinite() {
            return Err(Error::parameter(Self::NAME, "alpha", self.alpha, "0 or more"));
        }
        let weights = options.weights(Self::NAME, x.rows())?;
        let total = weights.map_or(x.rows() as f64, |w| w.iter().sum());
        let n = x.columns();
        let width = n + usize::from(self.fit_intercept);
        let dense = x.to_dense();
        let data = dense.to_f64();
        // A row's loss times its weight is the loss of the row times its weight. The penalty is
        // that of one more row for each column, with the target 0 and the median.
        let (mut rows, mut targets, mut quantiles) = (Vec::new(), Vec::new(), Vec::new());
        for (i, row) in data.chunks_exact(n).enumerate() {
            let w = weights.map_or(1.0, |w| w[i]);
            if w == 0.0 {
                continue;
            }
            rows.extend(row.iter().map(|x| w * x));
            if self.fit_intercept {
                rows.push(w);
            }
            targets.push(w * y[i]);
            quantiles.push(self.quantile);
        }
        if self.alpha > 0.0 {
            for j in 0..n {
                rows.extend((0..width).map(
                    |i| {
                        if i == j { 2.0 * self.alpha * total } else { 0.0 }
                    },
                ));
                targets.push(0.0);
                quantiles.push(0.5);
            }
        }
        let (mut coef, steps, converged) =
            interior_point(Self::NAME, width, &rows, &targets, &quantiles, options)?;
        let intercept = if self.fit_intercept { coef.pop().unwrap_or(0.0) } else { 0.0 };
        Ok(LinearPredictor::new(coef, intercept).after(steps, converged))
    }
}

/// The coefficients that make the sum of pinball losses smallest, each row with its own quantile.
///
/// The dual: of all `a` between 0 and 1 with `X' a = X' (1 - quantiles)`, the one with the largest
/// `y . a`. Each step goes along Newton's direction for the conditions of the optimum, first without
/// and then with Mehrotra's correction.
fn interior_point(
    estimator: &'static str,
    n: usize,
    x: &[f64],
    y: &[f64],
    quantiles: &[f64],
    options: &FitOptions<'_>,
) -> Result<(Vec<f64>, usize, bool)> {
    const MOST: usize = 200;
    let rows = y.len();
    let mut a: Vec<f64> = quantiles.iter().map(|q| 1.0 - q).collect();
    let mut s: Vec<f64> = quantiles.to_vec();
    // `beta` are the coefficients; z - w are the errors' negatives.
    let mut beta = least_squares(rows, n, x, 1, y, 1e-12)?.solution;
    let fitted = linalg::matvec(rows, n, x, &beta);
    let rest: Vec<f64> = y.iter().zip(&fitted).map(|(y, f)| f - y).collect();
    let margin = 1e-3 * rest.iter().map(|r| r.abs()).sum::<f64>() / rows as f64 + 1e-10;
    let mut z: Vec<f64> = rest.iter().map(|r| r.max(0.0) + margin).collect();
    let mut w: Vec<f64> = rest.iter().map(|r| (-r).max(0.0) + margin).collect();
    let size: f64 = y.iter().map(|v| v.abs()).sum::<f64>().max(1e-300);
    let longest = |at: &[f64], by: &[f64]| {
        at.iter()
            .zip(by)
            .fold(f64::INFINITY, |m, (at, by)| if *by < 0.0 { m.min(-at / by) } else { m })
    };
    for step in 0..MOST {
        let gap = double::dot(&z, &a) + double::dot(&w, &s);
        if gap <= 1e-10 * size {
            return Ok((beta, step, true));
        }
        options.step(estimator, Progress { done: step, total: MOST, score: Some(gap) })?;
        let q: Vec<f64> = (0..rows).map(|i| 1.0 / (z[i] / a[i] + w[i] / s[i])).collect();
        let mut gram = linalg::weighted_gram(rows, n, x, &q);
        let trace = (0..n).fold(0.0f64, |m, i| m.max(gram[i * n + i]));
        let factor = loop {
            if let Some(factor) = Cholesky::new(n, &gram) {
                break factor;
            }
            if !trace.is_finite() || trace == 0.0 {
                return Ok((beta, step, false));
            }
            // Columns that depend on each other.
            (0..n).for_each(|i| gram[i * n + i] += 1e-12 * trace);
        };
        let solve = |right: &[f64]| {
            let scaled: Vec<f64> = right.iter().zip(&q).map(|(r, q)| r * q).collect();
            let mut d = linalg::matvec_t(rows, n, x, &scaled);
            factor.solve(&mut d);
            let along = linalg::matvec(rows, n, x, &d);
            let da: Vec<f64> = (0..rows).map(|i| q[i] * (along[i] - right[i])).collect();
            (d, da)
        };
        let right: Vec<f64> = z.iter().zip(&w).map(|(z, w)| z - w).collect();
        let (mut d, mut da) = solve(&right);
        let mut dz: Vec<f64> = (0..rows).map(|i| -z[i] - z[i] / a[i] * da[i]).collect();
        let mut dw: Vec<f64> = (0..rows).map(|i| -w[i] + w[i] / s[i] * da[i]).collect();
        let negative = |v: &[f64]| v.iter().map(|v| -v).collect::<Vec<f64>>();
        let lengths = |da: &[f64], dz: &[f64], dw: &[f64]| {
            let primal = longest(&a, da).min(longest(&s, &negative(da)));
            let dual = longest(&z, dz).min(longest(&w, dw));
            ((0.99995 * primal).min(1.0), (0.99995 * dual).min(1.0))
        };
        let (mut primal, mut dual) = lengths(&da, &dz, &dw);
        if primal.min(dual) < 1.0 {
            let after: f64 = (0..rows)
                .map(|i| {
                    (z[i] + dual * dz[i]) * (a[i] + primal * da[i])
                        + (w[i] + dual * dw[i]) * (s[i] - primal * da[i])
                })
                .sum();
            let share = after / gap;
            let mu = share * share * share * gap / (2.0 * rows as f64);
            let cross_z: Vec<f64> = (0..rows).map(|i| (mu - da[i] * dz[i]) / a[i]).collect();
            let cross_w: Vec<f64> = (0..rows).map(|i| (mu + da[i] * dw[i]) / s[i]).collect();
            let right: Vec<f64> =
                (0..rows).map(|i| z[i] - w[i] - cross_z[i] + cross_w[i]).collect();
            (d, da) = solve(&right);
            for i in 0..rows {
                dz[i] = cross_z[i] - z[i] - z[i] / a[i] * da[i];
                dw[i] = cross_w[i] - w[i] + w[i] / s[i] * da[i];
            }
            (primal, dual) = lengths(&da, &dz, &dw);
        }
        double::axpy(primal, &da, &mut a);
        double::axpy(-primal, &da, &mut s);
        double::axpy(dual, &dz, &mut z);
        double::axpy(dual, &dw, &mut w);
        // The dual's multipliers are the negatives of the coefficients.
        double::axpy(-dual, &d, &mut beta);
    }
    Ok((beta, MOST, false))
}
