//! Metrics of predicted numbers.

use super::{check, mean, weight};
use crate::{Error, Result};

/// The mean square of the errors.
///
/// # Errors
/// If the lists differ in length or are empty.
pub fn mean_squared_error(y_true: &[f64], y_pred: &[f64], w: Option<&[f64]>) -> Result<f64> {
    check("mean_squared_error", y_true, y_pred, w)?;
    Ok(mean(y_true.len(), w, |i| (y_true[i] - y_pred[i]).powi(2)))
}

/// The square root of [`mean_squared_error`].
///
/// # Errors
/// As there.
pub fn root_mean_squared_error(y_true: &[f64], y_pred: &[f64], w: Option<&[f64]>) -> Result<f64> {
    Ok(mean_squared_error(y_true, y_pred, w)?.sqrt())
}

/// The mean size of the errors.
///
/// # Errors
/// As [`mean_squared_error`].
pub fn mean_absolute_error(y_true: &[f64], y_pred: &[f64], w: Option<&[f64]>) -> Result<f64> {
    check("mean_absolute_error", y_true, y_pred, w)?;
    Ok(mean(y_true.len(), w, |i| (y_true[i] - y_pred[i]).abs()))
}

/// The mean size of the errors by that of the true number (at least the smallest step of a double).
///
/// # Errors
/// As [`mean_squared_error`].
pub fn mean_absolute_percentage_error(
    y_true: &[f64],
    y_pred: &[f64],
    w: Option<&[f64]>,
) -> Result<f64> {
    check("mean_absolute_percentage_error", y_true, y_pred, w)?;
    Ok(mean(y_true.len(), w, |i| (y_true[i] - y_pred[i]).abs() / y_true[i].abs().max(f64::EPSILON)))
}

/// The mean square of the errors of `ln(1 + y)`.
///
/// # Errors
/// As [`mean_squared_error`], and if a number is -1 or less.
pub fn mean_squared_log_error(y_true: &[f64], y_pred: &[f64], w: Option<&[f64]>) -> Result<f64> {
    const NAME: &str = "mean_squared_log_error";
    check(NAME, y_true, y_pred, w)?;
    if let Some(v) = y_true.iter().chain(y_pred).find(|v| **v <= -1.0) {
        return Err(Error::data(NAME, format!("a number is {v}: expected more than -1")));
    }
    Ok(mean(y_true.len(), w, |i| (y_true[i].ln_1p() - y_pred[i].ln_1p()).powi(2)))
}

/// The square root of [`mean_squared_log_error`].
///
/// # Errors
/// As there.
pub fn root_mean_squared_log_error(
    y_true: &[f64],
    y_pred: &[f64],
    w: Option<&[f64]>,
) -> Result<f64> {
    Ok(mean_squared_log_error(y_true, y_pred, w)?.sqrt())
}

/// The number below which the share `q` of the weight is, in the middle between two where both are.
fn weighted_quantile(values: &[f64], w: Option<&[f64]>, q: f64) -> f64 {
    let mut order: Vec<usize> = (0..values.len()).filter(|&i| weight(w, i) > 0.0).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let total: f64 = order.iter().map(|&i| weight(w, i)).sum();
    let mut below = 0.0;
    for (i, &row) in order.iter().enumerate() {
        below += weight(w, row);
        // Sums of weights are seldom exact.
        if (below - q * total).abs() <= 1e-12 * total && i + 1 < order.len() {
            return (values[row] + values[order[i + 1]]) / 2.0;
        }
        if below > q * total {
            return values[row];
        }
    }
    order.last().map_or(f64::NAN, |&i| values[i])
}

/// The median size of the errors.
///
/// # Errors
/// As [`mean_squared_error`].
pub fn median_absolute_error(y_true: &[f64], y_pred: &[f64], w: Option<&[f64]>) -> Result<f64> {
    check("median_absolute_error", y_true, y_pred, w)?;
    let errors: Vec<f64> = y_true.iter().zip(y_pred).map(|(t, p)| (t - p).abs()).collect();
    Ok(weighted_quantile(&errors, w, 0.5))
}

/// The largest error's size.
///
/// # Errors
/// As [`mean_squared_error`].
pub fn max_error(y_true: &[f64], y_pred: &[f64]) -> Result<f64> {
    check("max_error", y_true, y_pred, None)?;
    Ok(y_true.iter().zip(y_pred).fold(0.0, |m, (t, p)| m.max((t - p).abs())))
}

/// 1 less the share `error / total`; where `total` is 0: 1 without error, else 0.
fn explained(error: f64, total: f64) -> f64 {
    if total != 0.0 {
        1.0 - error / total
    } else if error == 0.0 {
        1.0
    } else {
        0.0
    }
}

/// The coefficient of determination: 1 less the share of the target's spread around its mean that
/// is left. 1 is best; the mean itself has 0; worse is negative.
///
/// # Errors
/// As [`mean_squared_error`].
pub fn r2_score(y_true: &[f64], y_pred: &[f64], w: Option<&[f64]>) -> Result<f64> {
    let error = mean_squared_error(y_true, y_pred, w)?;
    let center = mean(y_true.len(), w, |i| y_true[i]);
    Ok(explained(error, mean(y_true.len(), w, |i| (y_true[i] - center).powi(2))))
}

/// [`r2_score`] of predictions that are right on average.
///
/// # Errors
/// As [`mean_squared_error`].
pub fn explained_variance_score(y_true: &[f64], y_pred: &[f64], w: Option<&[f64]>) -> Result<f64> {
    check("explained_variance_score", y_true, y_pred, w)?;
    let n = y_true.len();
    let shift = mean(n, w, |i| y_true[i] - y_pred[i]);
    let error = mean(n, w, |i| (y_true[i] - y_pred[i] - shift).powi(2));
    let center = mean(n, w, |i| y_true[i]);
    Ok(explained(error, mean(n, w, |i| (y_true[i] - center).powi(2))))
}

/// The mean pinball loss, which the quantile `alpha` makes smallest.
///
/// # Errors
/// As [`mean_squared_error`], and if `alpha` is not from 0 to 1.
pub fn mean_pinball_loss(
    y_true: &[f64],
    y_pred: &[f64],
    alpha: f64,
    w: Option<&[f64]>,
) -> Result<f64> {
    const NAME: &str = "mean_pinball_loss";
    check(NAME, y_true, y_pred, w)?;
    if !(0.0..=1.0).contains(&alpha) {
        return Err(Error::parameter(NAME, "alpha", alpha, "a number from 0 to 1"));
    }
    Ok(mean(y_true.len(), w, |i| {
        let rest = y_true[i] - y_pred[i];
        if rest >= 0.0 { alpha * rest } else { (alpha - 1.0) * rest }
    }))
}

/// 1 less the pinball loss by that of the target's quantile.
///
/// # Errors
/// As [`mean_pinball_loss`].
pub fn d2_pinball_score(
    y_true: &[f64],
    y_pred: &[f64],
    alpha: f64,
    w: Option<&[f64]>,
) -> Result<f64> {
    let error = mean_pinball_loss(y_true, y_pred, alpha, w)?;
    let constant = vec![weighted_quantile(y_true, w, alpha); y_true.len()];
    Ok(explained(error, mean_pinball_loss(y_true, &constant, alpha, w)?))
}

/// [`d2_pinball_score`] of the median.
///
/// # Errors
/// As there.
pub fn d2_absolute_error_score(y_true: &[f64], y_pred: &[f64], w: Option<&[f64]>) -> Result<f64> {
    d2_pinball_score(y_true, y_pred, 0.5, w)
}

/// The mean deviance of a distribution whose variance grows with the mean to the power `power`: 0
/// is the mean square, 1 Poisson's, 2 Gamma's.
///
/// # Errors
/// As [`mean_squared_error`], and if the power is between 0 and 1 or numbers are outside the
/// distribution.
pub fn mean_tweedie_deviance(
    y_true: &[f64],
    y_pred: &[f64],
    power: f64,
    w: Option<&[f64]>,
) -> Result<f64> {
    const NAME: &str = "mean_tweedie_deviance";
    check(NAME, y_true, y_pred, w)?;
    if power.is_nan() || (power > 0.0 && power < 1.0) {
        return Err(Error::parameter(NAME, "power", power, "0 or less, or 1 or more"));
    }
    let bad_pred = power != 0.0 && y_pred.iter().any(|p| *p <= 0.0);
    let bad_true = (power >= 2.0 && y_true.iter().any(|t| *t <= 0.0))
        || (power >= 1.0 && y_true.iter().any(|t| *t < 0.0));
    if bad_pred || bad_true {
        let true_range = if power >= 2.0 { "above 0" } else { "of 0 or more" };
        return Err(Error::data(
            NAME,
            format!("with power {power} true numbers are {true_range}, predicted ones above 0"),
        ));
    }
    let p = power;
    Ok(mean(y_true.len(), w, |i| {
        let (y, m) = (y_true[i], y_pred[i]);
        if p == 0.0 {
            (y - m).powi(2)
        } else if p == 1.0 {
            2.0 * (if y == 0.0 { 0.0 } else { y * (y / m).ln() } - y + m)
        } else if p == 2.0 {
            2.0 * ((m / y).ln() + y / m - 1.0)
        } else {
            2.0 * (y.max(0.0).powf(2.0 - p) / ((1.0 - p) * (2.0 - p))
                - y * m.powf(1.0 - p) / (1.0 - p)
                + m.powf(2.0 - p) / (2.0 - p))
        }
    }))
}

/// [`mean_tweedie_deviance`] of power 1.
///
/// # Errors
/// As there.
pub fn mean_poisson_deviance(y_true: &[f64], y_pred: &[f64], w: Option<&[f64]>) -> Result<f64> {
    mean_tweedie_deviance(y_true, y_pred, 1.0, w)
}

/// [`mean_tweedie_deviance`] of power 2.
///
/// # Errors
/// As there.
pub fn mean_gamma_deviance(y_true: &[f64], y_pred: &[f64], w: Option<&[f64]>) -> Result<f64> {
    mean_tweedie_deviance(y_true, y_pred, 2.0, w)
}

/// 1 less the deviance by that of the mean.
///
/// # Errors
/// As [`mean_tweedie_deviance`].
pub fn d2_tweedie_score(
    y_true: &[f64],
    y_pred: &[f64],
    power: f64,
    w: Option<&[f64]>,
) -> Result<f64> {
    let error = mean_tweedie_deviance(y_true, y_pred, power, w)?;
    let constant = vec![mean(y_true.len(), w, |i| y_true[i]); y_true.len()];
    Ok(explained(error, mean_tweedie_deviance(y_true, &constant, power, w)?))
}
