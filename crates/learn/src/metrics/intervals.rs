//! How sure a metric is.

use super::check;
use crate::random::Generator;
use crate::special::{normal_quantile, normal_tail};
use crate::{Error, Result, parallel};
use serde::{Deserialize, Serialize};

/// An estimate between two ends.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower end.
    pub lower: f64,
    /// The estimate.
    pub estimate: f64,
    /// The upper end.
    pub upper: f64,
}

fn quantile_for(name: &'static str, confidence: f64) -> Result<f64> {
    if !(confidence > 0.0 && confidence < 1.0) {
        return Err(Error::parameter(name, "confidence", confidence, "a number between 0 and 1"));
    }
    Ok(normal_quantile(0.5 + 0.5 * confidence))
}

/// Wilson's interval (1927) of a share: of an accuracy, for instance.
///
/// ```
/// let i = sparkler_learn::metrics::wilson_interval(8, 10, 0.95).unwrap();
/// assert!((i.lower - 0.4901625).abs() < 1e-6 && (i.upper - 0.9433178).abs() < 1e-6);
/// ```
///
/// # Errors
/// If there are no trials, or more successes than trials.
pub fn wilson_interval(successes: usize, trials: usize, confidence: f64) -> Result<Interval> {
    let z = quantile_for("wilson_interval", confidence)?;
    if trials == 0 || successes > trials {
        return Err(Error::data(
            "wilson_interval",
            format!("{successes} of {trials}: expected at least 1 trial, and no more successes"),
        ));
    }
    let n = trials as f64;
    let p = successes as f64 / n;
    let below = 1.0 + z * z / n;
    let middle = (p + z * z / (2.0 * n)) / below;
    let half = z / below * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    Ok(Interval { lower: (middle - half).max(0.0), estimate: p, upper: (middle + half).min(1.0) })
}

/// The percentile interval of any statistic of rows, by drawing as many rows with replacement again
/// and again (Efron 1979). `statistic` is given the numbers of rows; draws for which it is an error
/// or not finite (one class only, for instance) are left out.
///
/// # Errors
/// If there are no rows or draws, or the statistic of all rows is an error.
pub fn bootstrap_interval(
    rows: usize,
    resamples: usize,
    confidence: f64,
    seed: u64,
    statistic: impl Fn(&[usize]) -> Result<f64> + Sync,
) -> Result<Interval> {
    const NAME: &str = "bootstrap_interval";
    quantile_for(NAME, confidence)?;
    if rows == 0 || resamples == 0 {
        return Err(Error::data(
            NAME,
            format!("{rows} rows and {resamples} draws: expected at least 1"),
        ));
    }
    let estimate = statistic(&(0..rows).collect::<Vec<_>>())?;
    let mut values: Vec<f64> = parallel::map(resamples, 100 * rows, |i| {
        let mut generator = Generator::new(seed, i as u64);
        let drawn: Vec<usize> = (0..rows).map(|_| generator.below(rows)).collect();
        statistic(&drawn).unwrap_or(f64::NAN)
    });
    values.retain(|v| v.is_finite());
    if values.is_empty() {
        return Err(Error::data(NAME, "the statistic is not finite for any draw"));
    }
    values.sort_by(f64::total_cmp);
    let at = |q: f64| {
        let place = q * (values.len() - 1) as f64;
        let (low, high) =
            (values[place as usize], values[(place.ceil() as usize).min(values.len() - 1)]);
        low + (high - low) * place.fract()
    };
    let tail = (1.0 - confidence) / 2.0;
    Ok(Interval { lower: at(tail), estimate, upper: at(1.0 - tail) })
}

/// What [`delong_test`] gives.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeLong {
    /// The area of the first scores.
    pub first: f64,
    /// The area of the second.
    pub second: f64,
    /// Their difference by its standard error.
    pub z: f64,
    /// The chance of a `z` at least as large if they were the same.
    pub p_value: f64,
}

/// The midranks of numbers, from 1.
fn midranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let mut end = start + 1;
        while end < order.len() && values[order[end]] == values[order[start]] {
            end += 1;
        }
        let rank = (start + end + 1) as f64 / 2.0;
        order[start..end].iter().for_each(|&i| ranks[i] = rank);
        start = end;
    }
    ranks
}

/// The area under the curve, and what each positive and each negative row adds to it.
fn components(
    name: &'static str,
    y_true: &[f64],
    score: &[f64],
    pos_label: f64,
) -> Result<(f64, Vec<f64>, Vec<f64>)> {
    check(name, y_true, score, None)?;
    let part = |positive: bool| -> Vec<f64> {
        let rows = y_true.iter().zip(score).filter(|(t, _)| (**t == pos_label) == positive);
        rows.map(|(_, s)| *s).collect()
    };
    let (positive, negative) = (part(true), part(false));
    let (m, n) = (positive.len(), negative.len());
    if m < 2 || n < 2 {
        return Err(Error::data(
            name,
            format!("{m} rows of class {pos_label} and {n} others: expected at least 2 of each"),
        ));
    }
    let all = midranks(&[&positive[..], &negative[..]].concat());
    let (own, other) = (midranks(&positive), midranks(&negative));
    let by_positive: Vec<f64> = (0..m).map(|i| (all[i] - own[i]) / n as f64).collect();
    let by_negative: Vec<f64> = (0..n).map(|j| 1.0 - (all[m + j] - other[j]) / m as f64).collect();
    let area = by_positive.iter().sum::<f64>() / m as f64;
    Ok((area, by_positive, by_negative))
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let (x, y) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    a.iter().zip(b).map(|(a, b)| (a - x) * (b - y)).sum::<f64>() / (n - 1.0)
}

/// The area under the receiver operating characteristic with DeLong's interval (DeLong, DeLong and
/// Clarke-Pearson 1988; computed as by Sun and Xu 2014).
///
/// # Errors
/// If there are fewer than two rows of either kind.
pub fn delong(y_true: &[f64], score: &[f64], pos_label: f64, confidence: f64) -> Result<Interval> {
    let z = quantile_for("delong", confidence)?;
    let (area, p, n) = components("delong", y_true, score, pos_label)?;
    let variance = covariance(&p, &p) / p.len() as f64 + covariance(&n, &n) / n.len() as f64;
    let half = z * variance.sqrt();
    Ok(Interval { lower: (area - half).max(0.0), estimate: area, upper: (area + half).min(1.0) })
}

/// Whether two scores of the same rows differ in their areas under the curve.
///
/// # Errors
/// As [`delong`].
pub fn delong_test(
    y_true: &[f64],
    first: &[f64],
    second: &[f64],
    pos_label: f64,
) -> Result<DeLong> {
    let (a, ap, an) = components("delong_test", y_true, first, pos_label)?;
    let (b, bp, bn) = components("delong_test", y_true, second, pos_label)?;
    let spread = |x: &[f64], y: &[f64]| {
        (covariance(x, x) + covariance(y, y) - 2.0 * covariance(x, y)) / x.len() as f64
    };
    let variance = spread(&ap, &bp) + spread(&an, &bn);
    let z = if a == b { 0.0 } else { (a - b) / variance.sqrt() };
    Ok(DeLong { first: a, second: b, z, p_value: 2.0 * normal_tail(z.abs()) })
}
