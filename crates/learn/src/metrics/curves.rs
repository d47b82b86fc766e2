//! Metrics of scores over all thresholds.

use super::classification::{Average, codes};
use super::{check, ratio, weight};
use crate::{Error, Matrix, Result};
use serde::{Deserialize, Serialize};

/// The weight above each threshold.
struct Above {
    /// The different scores, descending.
    thresholds: Vec<f64>,
    /// The weight of positive rows with at least that score.
    positive: Vec<f64>,
    /// The weight of the others.
    negative: Vec<f64>,
}

fn above(
    name: &'static str,
    y_true: &[f64],
    score: &[f64],
    pos_label: f64,
    sample_weight: Option<&[f64]>,
) -> Result<Above> {
    check(name, y_true, score, sample_weight)?;
    let mut order: Vec<usize> =
        (0..score.len()).filter(|&i| weight(sample_weight, i) > 0.0).collect();
    order.sort_by(|&a, &b| score[b].total_cmp(&score[a]));
    let mut out = Above { thresholds: Vec::new(), positive: Vec::new(), negative: Vec::new() };
    let (mut positive, mut negative) = (0.0, 0.0);
    for (i, &row) in order.iter().enumerate() {
        if y_true[row] == pos_label {
            positive += weight(sample_weight, row);
        } else {
            negative += weight(sample_weight, row);
        }
        if order.get(i + 1).is_none_or(|&next| score[next] != score[row]) {
            out.thresholds.push(score[row]);
            out.positive.push(positive);
            out.negative.push(negative);
        }
    }
    Ok(out)
}

impl Above {
    fn totals(&self) -> (f64, f64) {
        (self.positive.last().copied().unwrap_or(0.0), self.negative.last().copied().unwrap_or(0.0))
    }

    /// That there are rows of both kinds.
    fn require_both(&self, name: &'static str, pos_label: f64) -> Result<()> {
        let (positive, negative) = self.totals();
        if positive == 0.0 || negative == 0.0 {
            let what = if positive == 0.0 { "no" } else { "every" };
            return Err(Error::data(
                name,
                format!("{what} row is of the class {pos_label}: expected rows of both kinds"),
            ));
        }
        Ok(())
    }
}

/// A curve over thresholds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// The horizontal axis.
    pub x: Vec<f64>,
    /// The vertical axis.
    pub y: Vec<f64>,
    /// The score from which on a row counts as positive, for each point.
    pub thresholds: Vec<f64>,
}

/// The receiver operating characteristic: the share of negative rows (`x`) and of positive rows
/// (`y`) at or above each threshold, from an infinite one down. Points on a straight line between
/// their neighbours are left out.
///
/// # Errors
/// If the lists differ in length, or all rows are of one kind.
pub fn roc_curve(
    y_true: &[f64],
    score: &[f64],
    pos_label: f64,
    sample_weight: Option<&[f64]>,
) -> Result<Curve> {
    let above = above("roc_curve", y_true, score, pos_label, sample_weight)?;
    above.require_both("roc_curve", pos_label)?;
    let (positive, negative) = above.totals();
    let n = above.thresholds.len();
    let mut curve = Curve { x: vec![0.0], y: vec![0.0], thresholds: vec![f64::INFINITY] };
    for i in 0..n {
        // The first and the last, and those where the direction changes.
        let keep = i == 0
            || i + 1 == n
            || above.positive[i + 1] - above.positive[i]
                != above.positive[i] - above.positive[i - 1]
            || above.negative[i + 1] - above.negative[i]
                != above.negative[i] - above.negative[i - 1];
        if keep {
            curve.x.push(above.negative[i] / negative);
            curve.y.push(above.positive[i] / positive);
            curve.thresholds.push(above.thresholds[i]);
        }
    }
    Ok(curve)
}

/// The area under a line through points whose `x` ascend or descend.
///
/// # Errors
/// If there are fewer than two points, or `x` does both.
pub fn auc(x: &[f64], y: &[f64]) -> Result<f64> {
    let ascending = x.windows(2).all(|w| w[0] <= w[1]);
    if x.len() < 2 || x.len() != y.len() || !(ascending || x.windows(2).all(|w| w[0] >= w[1])) {
        return Err(Error::data(
            "auc",
            format!("{} x and {} y: expected at least 2 points in order of x", x.len(), y.len()),
        ));
    }
    let area: f64 = (1..x.len()).map(|i| (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2.0).sum();
    Ok(if ascending { area } else { -area })
}

/// The area under the receiver operating characteristic: the chance that a positive row has a
/// higher score than a negative one.
///
/// # Errors
/// As [`roc_curve`].
pub fn roc_auc_score(
    y_true: &[f64],
    score: &[f64],
    pos_label: f64,
    sample_weight: Option<&[f64]>,
) -> Result<f64> {
    let above = above("roc_auc_score", y_true, score, pos_label, sample_weight)?;
    above.require_both("roc_auc_score", pos_label)?;
    let (positive, negative) = above.totals();
    let (mut area, mut p, mut n) = (0.0, 0.0, 0.0);
    for i in 0..above.thresholds.len() {
        area += (above.negative[i] - n) * (above.positive[i] + p) / 2.0;
        (p, n) = (above.positive[i], above.negative[i]);
    }
    Ok(area / (positive * negative))
}

/// Which classes are compared in [`roc_auc_score_multiclass`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MultiClass {
    /// Each with all others.
    Ovr,
    /// Each with each (Hand and Till 2001); without weights of rows.
    Ovo,
}

/// The mean area under the receiver operating characteristic over classes or pairs of classes.
/// `average` is [`Average::Macro`] or [`Average::Weighted`], or [`Average::Micro`] with
/// [`MultiClass::Ovr`].
///
/// # Errors
/// If a class has no row, the matrix does not fit, or the average is none of those.
pub fn roc_auc_score_multiclass(
    y_true: &[f64],
    scores: &Matrix,
    classes: &[f64],
    multi_class: MultiClass,
    average: Average,
    sample_weight: Option<&[f64]>,
) -> Result<f64> {
    const NAME: &str = "roc_auc_score_multiclass";
    let codes = codes(NAME, y_true, scores, classes, sample_weight)?;
    let n = classes.len();
    let s = scores.to_f64();
    let refused = Err(Error::parameter(
        NAME,
        "average",
        format!("{average:?}"),
        "Macro or Weighted, or Micro with Ovr and at least 2 classes",
    ));
    if n < 2 || matches!(average, Average::Binary(_)) {
        return refused;
    }
    let is = |class: usize| codes.iter().map(move |&c| f64::from(u8::from(c == class)));
    let column = |class: usize| s.iter().skip(class).step_by(n).copied();
    let mut shares = vec![0.0; n];
    for (i, &code) in codes.iter().enumerate() {
        shares[code] += weight(sample_weight, i);
    }
    let (mut sum, mut total) = (0.0, 0.0);
    match (multi_class, average) {
        (MultiClass::Ovr, Average::Micro) => {
            let truth: Vec<f64> = codes
                .iter()
                .flat_map(|&c| (0..n).map(move |j| f64::from(u8::from(c == j))))
                .collect();
            let weights: Option<Vec<f64>> =
                sample_weight.map(|w| w.iter().flat_map(|w| vec![*w; n]).collect());
            return roc_auc_score(&truth, &s, 1.0, weights.as_deref());
        }
        (MultiClass::Ovr, _) => {
            for class in 0..n {
                let truth: Vec<f64> = is(class).collect();
                let score: Vec<f64> = column(class).collect();
                let area = roc_auc_score(&truth, &score, 1.0, sample_weight)?;
                let share = if average == Average::Weighted { shares[class] } else { 1.0 };
                sum += share * area;
                total += share;
            }
        }
        (MultiClass::Ovo, Average::Micro) => return refused,
        (MultiClass::Ovo, _) => {
            for a in 0..n {
                for b in 0..a {
                    let rows: Vec<usize> =
                        (0..codes.len()).filter(|&i| codes[i] == a || codes[i] == b).collect();
                    let area = |class: usize| {
                        let truth: Vec<f64> =
                            rows.iter().map(|&i| f64::from(u8::from(codes[i] == class))).collect();
                        let score: Vec<f64> = rows.iter().map(|&i| s[i * n + class]).collect();
                        roc_auc_score(&truth, &score, 1.0, None)
                    };
                    let both = (area(a)? + area(b)?) / 2.0;
                    let share = if average == Average::Weighted { rows.len() as f64 } else { 1.0 };
                    sum += share * both;
                    total += share;
                }
            }
        }
    }
    Ok(sum / total)
}

/// Recall (`x`) and precision (`y`) at each threshold, ascending, and a last point of recall 0 and
/// precision 1 without a threshold.
///
/// # Errors
/// If the lists differ in length or are empty.
pub fn precision_recall_curve(
    y_true: &[f64],
    score: &[f64],
    pos_label: f64,
    sample_weight: Option<&[f64]>,
) -> Result<Curve> {
    let above = above("precision_recall_curve", y_true, score, pos_label, sample_weight)?;
    let (total, _) = above.totals();
    let mut curve = Curve { x: Vec::new(), y: Vec::new(), thresholds: Vec::new() };
    for i in (0..above.thresholds.len()).rev() {
        let (p, n) = (above.positive[i], above.negative[i]);
        curve.x.push(if total == 0.0 { 1.0 } else { p / total });
        curve.y.push(ratio(p, p + n));
        curve.thresholds.push(above.thresholds[i]);
    }
    curve.x.push(0.0);
    curve.y.push(1.0);
    Ok(curve)
}

/// The mean of precision over recall: the area under its steps.
///
/// # Errors
/// As [`precision_recall_curve`].
pub fn average_precision_score(
    y_true: &[f64],
    score: &[f64],
    pos_label: f64,
    sample_weight: Option<&[f64]>,
) -> Result<f64> {
    let above = above("average_precision_score", y_true, score, pos_label, sample_weight)?;
    let (total, _) = above.totals();
    let (mut sum, mut before) = (0.0, 0.0);
    for i in 0..above.thresholds.len() {
        let (p, n) = (above.positive[i], above.negative[i]);
        sum += ratio(p - before, total) * ratio(p, p + n);
        before = p;
    }
    Ok(sum)
}

/// The detection error trade-off: false positive rate (`x`) and false negative rate (`y`) at each
/// threshold, ascending, without the ends where nothing changes any more.
///
/// # Errors
/// As [`roc_curve`].
pub fn det_curve(
    y_true: &[f64],
    score: &[f64],
    pos_label: f64,
    sample_weight: Option<&[f64]>,
) -> Result<Curve> {
    let above = above("det_curve", y_true, score, pos_label, sample_weight)?;
    above.require_both("det_curve", pos_label)?;
    let (positive, negative) = above.totals();
    let n = above.thresholds.len();
    // From the last without a false positive to the first without a false negative.
    let from = (0..n).rev().find(|&i| above.negative[i] == 0.0);
    let to = above.positive.iter().position(|p| *p == positive).unwrap_or(n - 1);
    let mut curve = Curve { x: Vec::new(), y: Vec::new(), thresholds: Vec::new() };
    for i in (from.unwrap_or(0)..=to.max(from.unwrap_or(0))).rev() {
        curve.x.push(above.negative[i] / negative);
        curve.y.push((positive - above.positive[i]) / positive);
        curve.thresholds.push(above.thresholds[i]);
    }
    if from.is_none() {
        // A threshold above all scores: nothing is positive.
        curve.x.push(0.0);
        curve.y.push(1.0);
        curve.thresholds.push(f64::INFINITY);
    }
    Ok(curve)
}

/// How [`calibration_curve`] cuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BinStrategy {
    /// Into bins of equal width.
    Uniform,
    /// Into bins of equally many rows.
    Quantile,
}

/// What [`calibration_curve`] gives: one point for each bin with rows in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalibrationCurve {
    /// The share of positive rows.
    pub prob_true: Vec<f64>,
    /// The mean predicted probability.
    pub prob_pred: Vec<f64>,
    /// The number of rows.
    pub counts: Vec<usize>,
}

/// How often what was predicted with a probability came true.
///
/// # Errors
/// If the lists differ in length, there is no bin, or a probability is not from 0 to 1.
pub fn calibration_curve(
    y_true: &[f64],
    probability: &[f64],
    pos_label: f64,
    n_bins: usize,
    strategy: BinStrategy,
) -> Result<CalibrationCurve> {
    const NAME: &str = "calibration_curve";
    check(NAME, y_true, probability, None)?;
    if n_bins == 0 {
        return Err(Error::parameter(NAME, "n_bins", n_bins, "at least 1"));
    }
    if let Some(p) = probability.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(Error::data(NAME, format!("a probability is {p}: expected 0 to 1")));
    }
    let edges: Vec<f64> = match strategy {
        BinStrategy::Uniform => (1..n_bins).map(|i| i as f64 / n_bins as f64).collect(),
        BinStrategy::Quantile => {
            let mut sorted = probability.to_vec();
            sorted.sort_by(f64::total_cmp);
            (1..n_bins)
                .map(|i| {
                    let at = i as f64 / n_bins as f64 * (sorted.len() - 1) as f64;
                    let low = sorted[at as usize];
                    let high = sorted[(at as usize + 1).min(sorted.len() - 1)];
                    low + (high - low) * at.fract()
                })
                .collect()
        }
    };
    let mut sums = vec![(0.0, 0.0, 0); n_bins];
    for (t, p) in y_true.iter().zip(probability) {
        let bin = &mut sums[edges.partition_point(|e| e < p)];
        bin.0 += f64::from(u8::from(*t == pos_label));
        bin.1 += p;
        bin.2 += 1;
    }
    sums.retain(|bin| bin.2 > 0);
    Ok(CalibrationCurve {
        prob_true: sums.iter().map(|b| b.0 / b.2 as f64).collect(),
        prob_pred: sums.iter().map(|b| b.1 / b.2 as f64).collect(),
        counts: sums.iter().map(|b| b.2).collect(),
    })
}
