//! Minimisers of smooth functions.

use crate::linalg::{self, Cholesky};
use crate::{FitOptions, Progress, Result};
use sparkler_cpu::double;
use std::collections::VecDeque;

/// When to stop.
pub(crate) struct Stop {
    /// At this largest element of the gradient.
    pub gradient: f64,
    /// At this change of the value, relative to its size or 1.
    pub value: f64,
    /// After this many steps.
    pub max_iter: usize,
}

/// Where a minimiser stopped.
pub(crate) struct Minimum {
    pub at: Vec<f64>,
    pub steps: usize,
    pub converged: bool,
}

fn largest(x: &[f64]) -> f64 {
    x.iter().fold(0.0f64, |m, v| m.max(v.abs()))
}

/// Limited-memory BFGS with ten pairs (Nocedal and Wright, "Numerical Optimization", 7.2) and a
/// line search for the strong Wolfe conditions (3.5). `function` gives the value at a point and
/// writes the gradient.
pub(crate) fn lbfgs(
    estimator: &'static str,
    start: Vec<f64>,
    stop: &Stop,
    options: &FitOptions<'_>,
    mut function: impl FnMut(&[f64], &mut [f64]) -> f64,
) -> Result<Minimum> {
    const PAIRS: usize = 10;
    let n = start.len();
    let mut x = start;
    let mut gradient = vec![0.0; n];
    let mut value = function(&x, &mut gradient);
    let mut pairs: VecDeque<(Vec<f64>, Vec<f64>, f64)> = VecDeque::with_capacity(PAIRS);
    for step in 0..stop.max_iter {
        if largest(&gradient) <= stop.gradient {
            return Ok(Minimum { at: x, steps: step, converged: true });
        }
        options
            .step(estimator, Progress { done: step, total: stop.max_iter, score: Some(value) })?;
        let mut direction: Vec<f64> = gradient.iter().map(|g| -g).collect();
        let mut along = Vec::with_capacity(pairs.len());
        for (s, y, rho) in pairs.iter().rev() {
            let a = rho * double::dot(s, &direction);
            double::axpy(-a, y, &mut direction);
            along.push(a);
        }
        if let Some((s, y, _)) = pairs.back() {
            let scale = double::dot(s, y) / double::dot(y, y);
            direction.iter_mut().for_each(|d| *d *= scale);
        }
        for ((s, y, rho), a) in pairs.iter().zip(along.iter().rev()) {
            let b = rho * double::dot(y, &direction);
            double::axpy(a - b, s, &mut direction);
        }
        let mut slope = double::dot(&gradient, &direction);
        if slope >= 0.0 || !slope.is_finite() {
            pairs.clear();
            direction = gradient.iter().map(|g| -g).collect();
            slope = -double::dot(&gradient, &gradient);
        }
        let first = if pairs.is_empty() { (1.0 / linalg::norm(&gradient)).min(1.0) } else { 1.0 };
        let Some((next, next_value, next_gradient)) =
            line_search(&x, value, slope, &direction, first, &mut function)
        else {
            // No lower value can be told apart from this one.
            if pairs.is_empty() {
                return Ok(Minimum { at: x, steps: step, converged: false });
            }
            pairs.clear();
            continue;
        };
        let s: Vec<f64> = next.iter().zip(&x).map(|(a, b)| a - b).collect();
        let y: Vec<f64> = next_gradient.iter().zip(&gradient).map(|(a, b)| a - b).collect();
        let sy = double::dot(&s, &y);
        if sy > 1e-300 && sy > f64::EPSILON * double::dot(&y, &y) * 1e-3 {
            if pairs.len() == PAIRS {
                pairs.pop_front();
            }
            pairs.push_back((s, y, 1.0 / sy));
        }
        let change = (value - next_value).abs() / value.abs().max(next_value.abs()).max(1.0);
        (x, value, gradient) = (next, next_value, next_gradient);
        if change <= stop.value {
            return Ok(Minimum { at: x, steps: step + 1, converged: true });
        }
    }
    let converged = largest(&gradient) <= stop.gradient;
    Ok(Minimum { at: x, steps: stop.max_iter, converged })
}

/// A point along a direction at which the value has fallen and the slope is smaller; `None` where
/// there is none within rounding.
fn line_search(
    x: &[f64],
    value: f64,
    slope: f64,
    direction: &[f64],
    first: f64,
    function: &mut impl FnMut(&[f64], &mut [f64]) -> f64,
) -> Option<(Vec<f64>, f64, Vec<f64>)> {
    const FALL: f64 = 1e-4;
    const FLAT: f64 = 0.9;
    struct Trial {
        t: f64,
        value: f64,
        slope: f64,
        x: Vec<f64>,
        gradient: Vec<f64>,
    }
    let mut at = |t: f64| {
        let mut trial: Vec<f64> = x.to_vec();
        double::axpy(t, direction, &mut trial);
        let mut gradient = vec![0.0; x.len()];
        let value = function(&trial, &mut gradient);
        let slope = double::dot(&gradient, direction);
        Trial { t, value, slope, x: trial, gradient }
    };
    let origin = (0.0, value, slope);
    let falls = |trial: &Trial| trial.value <= value + FALL * trial.t * slope;
    let mut low = origin;
    let mut t = first;
    let mut high: Option<(f64, f64, f64)> = None;
    let mut best: Option<Trial> = None;
    for _ in 0..40 {
        let trial = at(t);
        let point = (trial.t, trial.value, trial.slope);
        if !trial.value.is_finite() || !falls(&trial) || (low.0 > 0.0 && trial.value >= low.1) {
            high = Some(point);
        } else {
            if trial.slope.abs() <= -FLAT * slope {
                return Some((trial.x, trial.value, trial.gradient));
            }
            let past = trial.slope * high.map_or(1.0, |h| (h.0 - low.0).signum()) >= 0.0;
            if past {
                high = Some(low);
            }
            low = point;
            best = Some(trial);
        }
        t = match high {
            None => 2.0 * t,
            Some(high) => {
                // The minimum of the cubic through both ends, kept away from them.
                let (a, b) = (low, high);
                let d1 = a.2 + b.2 - 3.0 * (a.1 - b.1) / (a.0 - b.0);
                let root = d1 * d1 - a.2 * b.2;
                let d2 = root.sqrt() * (b.0 - a.0).signum();
                let cubic = b.0 - (b.0 - a.0) * (b.2 + d2 - d1) / (b.2 - a.2 + 2.0 * d2);
                let (from, to) = (a.0.min(b.0), a.0.max(b.0));
                let margin = 0.1 * (to - from);
                if (to - from) <= 1e-14 * to.abs() {
                    break;
                }
                if cubic.is_finite() {
                    cubic.clamp(from + margin, to - margin)
                } else {
                    0.5 * (from + to)
                }
            }
        };
    }
    best.filter(|b| b.value < value).map(|b| (b.x, b.value, b.gradient))
}

/// Newton's method with Cholesky factors and halved steps. `function` gives the value, the gradient
/// and the Hessian (row after row) at a point; `value` the value alone.
pub(crate) fn newton(
    estimator: &'static str,
    start: Vec<f64>,
    stop: &Stop,
    options: &FitOptions<'_>,
    mut function: impl FnMut(&[f64]) -> (f64, Vec<f64>, Vec<f64>),
    mut value_at: impl FnMut(&[f64]) -> f64,
) -> Result<Minimum> {
    let n = start.len();
    let mut x = start;
    for step in 0..stop.max_iter {
        let (value, gradient, hessian) = function(&x);
        if largest(&gradient) <= stop.gradient {
            return Ok(Minimum { at: x, steps: step, converged: true });
        }
        options
            .step(estimator, Progress { done: step, total: stop.max_iter, score: Some(value) })?;
        let mut direction: Vec<f64> = gradient.iter().map(|g| -g).collect();
        let diagonal = (0..n).fold(0.0f64, |m, i| m.max(hessian[i * n + i].abs()));
        let mut ridge = 0.0;
        loop {
            let factor = if ridge == 0.0 {
                Cholesky::new(n, &hessian)
            } else {
                let mut damped = hessian.clone();
                (0..n).for_each(|i| damped[i * n + i] += ridge);
                Cholesky::new(n, &damped)
            };
            if let Some(factor) = factor {
                factor.solve(&mut direction);
                break;
            }
            ridge = if ridge == 0.0 { 1e-10 * diagonal.max(1e-300) } else { 10.0 * ridge };
            if !ridge.is_finite() {
                return Ok(Minimum { at: x, steps: step, converged: false });
            }
        }
        let slope = double::dot(&gradient, &direction);
        let mut t = 1.0;
        let next = loop {
            let mut trial = x.clone();
            double::axpy(t, &direction, &mut trial);
            let there = value_at(&trial);
            // Near the minimum rounding hides what a step gains.
            if there <= value + 1e-4 * t * slope + 8.0 * f64::EPSILON * value.abs() {
                break Some((trial, there));
            }
            t *= 0.5;
            if t < 1e-12 {
                break None;
            }
        };
        let Some((next, there)) = next else {
            return Ok(Minimum { at: x, steps: step, converged: false });
        };
        x = next;
        if (value - there).abs() <= stop.value * value.abs().max(there.abs()).max(1.0) {
            return Ok(Minimum { at: x, steps: step + 1, converged: true });
        }
    }
    Ok(Minimum { at: x, steps: stop.max_iter, converged: false })
}
