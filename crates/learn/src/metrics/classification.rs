//! Metrics of predicted classes and their probabilities.

use super::{check, mean, place, ratio, unique, weight};
use crate::{Error, Matrix, Result};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How often each class was taken for each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfusionMatrix {
    /// The classes, ascending.
    pub labels: Vec<f64>,
    /// The weight of the rows of class `i` that were taken for class `j`, at `i * classes + j`.
    pub counts: Vec<f64>,
}

impl ConfusionMatrix {
    /// The weight of the rows of the class at place `i` that were taken for that at place `j`.
    ///
    /// # Panics
    /// If there is no such class.
    pub fn get(&self, i: usize, j: usize) -> f64 {
        self.counts[i * self.labels.len() + j]
    }

    fn row(&self, i: usize) -> f64 {
        (0..self.labels.len()).map(|j| self.get(i, j)).sum()
    }

    fn column(&self, j: usize) -> f64 {
        (0..self.labels.len()).map(|i| self.get(i, j)).sum()
    }
}

/// How often each class was taken for each.
///
/// # Errors
/// If the lists differ in length or are empty.
pub fn confusion_matrix(
    y_true: &[f64],
    y_pred: &[f64],
    sample_weight: Option<&[f64]>,
) -> Result<ConfusionMatrix> {
    check("confusion_matrix", y_true, y_pred, sample_weight)?;
    let labels = unique(&[y_true, y_pred]);
    let n = labels.len();
    let mut counts = vec![0.0; n * n];
    for (row, (t, p)) in y_true.iter().zip(y_pred).enumerate() {
        counts[place(&labels, *t) * n + place(&labels, *p)] += weight(sample_weight, row);
    }
    Ok(ConfusionMatrix { labels, counts })
}

/// The share of rows whose class is right.
///
/// # Errors
/// If the lists differ in length or are empty.
pub fn accuracy_score(
    y_true: &[f64],
    y_pred: &[f64],
    sample_weight: Option<&[f64]>,
) -> Result<f64> {
    check("accuracy_score", y_true, y_pred, sample_weight)?;
    Ok(mean(y_true.len(), sample_weight, |i| f64::from(u8::from(y_true[i] == y_pred[i]))))
}

/// The share of rows whose class is wrong.
///
/// # Errors
/// As [`accuracy_score`].
pub fn zero_one_loss(y_true: &[f64], y_pred: &[f64], sample_weight: Option<&[f64]>) -> Result<f64> {
    Ok(1.0 - accuracy_score(y_true, y_pred, sample_weight)?)
}

/// The share of labels that are wrong: of one label a row, the share of rows.
///
/// # Errors
/// As [`accuracy_score`].
pub fn hamming_loss(y_true: &[f64], y_pred: &[f64], sample_weight: Option<&[f64]>) -> Result<f64> {
    zero_one_loss(y_true, y_pred, sample_weight)
}

/// The mean over classes of the share that was found; `adjusted` so that chance is 0.
///
/// # Errors
/// As [`accuracy_score`].
pub fn balanced_accuracy_score(
    y_true: &[f64],
    y_pred: &[f64],
    adjusted: bool,
    sample_weight: Option<&[f64]>,
) -> Result<f64> {
    let matrix = confusion_matrix(y_true, y_pred, sample_weight)?;
    let shares: Vec<f64> = (0..matrix.labels.len())
        .filter(|&i| matrix.row(i) > 0.0)
        .map(|i| matrix.get(i, i) / matrix.row(i))
        .collect();
    let score = shares.iter().sum::<f64>() / shares.len() as f64;
    if !adjusted {
        return Ok(score);
    }
    let chance = 1.0 / shares.len() as f64;
    Ok((score - chance) / (1.0 - chance))
}

/// How the scores of classes become one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Average {
    /// That of this class alone.
    Binary(f64),
    /// Of all rows together.
    Micro,
    /// The mean over classes.
    Macro,
    /// The mean over classes, each by its rows.
    Weighted,
}

/// The scores of each class. A ratio with nothing below the line is 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassScores {
    /// The classes, ascending.
    pub labels: Vec<f64>,
    /// How much of what was taken for the class is of it.
    pub precision: Vec<f64>,
    /// How much of the class was found.
    pub recall: Vec<f64>,
    /// Their weighted harmonic mean.
    pub fscore: Vec<f64>,
    /// The weight of the class's rows.
    pub support: Vec<f64>,
}

/// What was taken for a class and is, what was taken for it, what is of it.
struct Counts {
    right: f64,
    taken: f64,
    own: f64,
}

impl Counts {
    fn precision(&self) -> f64 {
        ratio(self.right, self.taken)
    }

    fn recall(&self) -> f64 {
        ratio(self.right, self.own)
    }

    fn fscore(&self, beta: f64) -> f64 {
        let square = beta * beta;
        ratio((1.0 + square) * self.right, square * self.own + self.taken)
    }

    fn jaccard(&self) -> f64 {
        ratio(self.right, self.taken + self.own - self.right)
    }
}

fn counts(matrix: &ConfusionMatrix) -> Vec<Counts> {
    (0..matrix.labels.len())
        .map(|i| Counts { right: matrix.get(i, i), taken: matrix.column(i), own: matrix.row(i) })
        .collect()
}

fn averaged(
    name: &'static str,
    y_true: &[f64],
    y_pred: &[f64],
    average: Average,
    sample_weight: Option<&[f64]>,
    score: impl Fn(&Counts) -> f64,
) -> Result<f64> {
    let matrix = confusion_matrix(y_true, y_pred, sample_weight)?;
    let counts = counts(&matrix);
    Ok(match average {
        Average::Binary(label) => {
            let Some(i) = matrix.labels.iter().position(|l| *l == label) else {
                return Err(Error::data(
                    name,
                    format!(
                        "no row is or was taken for class {label}; there are {:?}",
                        matrix.labels
                    ),
                ));
            };
            score(&counts[i])
        }
        Average::Micro => {
            let sum = |part: fn(&Counts) -> f64| counts.iter().map(part).sum();
            score(&Counts { right: sum(|c| c.right), taken: sum(|c| c.taken), own: sum(|c| c.own) })
        }
        Average::Macro => counts.iter().map(&score).sum::<f64>() / counts.len() as f64,
        Average::Weighted => {
            let total: f64 = counts.iter().map(|c| c.own).sum();
            counts.iter().map(|c| c.own * score(c)).sum::<f64>() / total
        }
    })
}

/// Precision, recall, F score and weight of each class.
///
/// # Errors
/// As [`accuracy_score`].
pub fn precision_recall_fscore_support(
    y_true: &[f64],
    y_pred: &[f64],
    beta: f64,
    sample_weight: Option<&[f64]>,
) -> Result<ClassScores> {
    let matrix = confusion_matrix(y_true, y_pred, sample_weight)?;
    let counts = counts(&matrix);
    Ok(ClassScores {
        labels: matrix.labels,
        precision: counts.iter().map(Counts::precision).collect(),
        recall: counts.iter().map(Counts::recall).collect(),
        fscore: counts.iter().map(|c| c.fscore(beta)).collect(),
        support: counts.iter().map(|c| c.own).collect(),
    })
}

/// How much of what was taken for a class is of it.
///
/// # Errors
/// As [`accuracy_score`], and if the class of [`Average::Binary`] does not occur.
pub fn precision_score(
    y_true: &[f64],
    y_pred: &[f64],
    average: Average,
    sample_weight: Option<&[f64]>,
) -> Result<f64> {
    averaged("precision_score", y_true, y_pred, average, sample_weight, Counts::precision)
}

/// How much of a class was found.
///
/// # Errors
/// As [`precision_score`].
pub fn recall_score(
    y_true: &[f64],
    y_pred: &[f64],
    average: Average,
    sample_weight: Option<&[f64]>,
) -> Result<f64> {
    averaged("recall_score", y_true, y_pred, average, sample_weight, Counts::recall)
}

/// The harmonic mean of precision and recall.
///
/// # Errors
/// As [`precision_score`].
pub fn f1_score(
    y_true: &[f64],
    y_pred: &[f64],
    average: Average,
    sample_weight: Option<&[f64]>,
) -> Result<f64> {
    averaged("f1_score", y_true, y_pred, average, sample_weight, |c| c.fscore(1.0))
}

/// The harmonic mean of precision and recall, with recall counting `beta` times as much.
///
/// # Errors
/// As [`precision_score`].
pub fn fbeta_score(
    y_true: &[f64],
    y_pred: &[f64],
    beta: f64,
    average: Average,
    sample_weight: Option<&[f64]>,
) -> Result<f64> {
    averaged("fbeta_score", y_true, y_pred, average, sample_weight, |c| c.fscore(beta))
}

/// What is in a class and was taken for it, by what is or was.
///
/// # Errors
/// As [`precision_score`].
pub fn jaccard_score(
    y_true: &[f64],
    y_pred: &[f64],
    average: Average,
    sample_weight: Option<&[f64]>,
) -> Result<f64> {
    averaged("jaccard_score", y_true, y_pred, average, sample_weight, Counts::jaccard)
}

/// Matthews' correlation coefficient, for any number of classes (Gorodkin 2004).
///
/// # Errors
/// As [`accuracy_score`].
pub fn matthews_corrcoef(
    y_true: &[f64],
    y_pred: &[f64],
    sample_weight: Option<&[f64]>,
) -> Result<f64> {
    let matrix = confusion_matrix(y_true, y_pred, sample_weight)?;
    let counts = counts(&matrix);
    let total: f64 = counts.iter().map(|c| c.own).sum();
    let right: f64 = counts.iter().map(|c| c.right).sum();
    let cross: f64 = counts.iter().map(|c| c.own * c.taken).sum();
    let own: f64 = counts.iter().map(|c| c.own * c.own).sum();
    let taken: f64 = counts.iter().map(|c| c.taken * c.taken).sum();
    let below = (total * total - own) * (total * total - taken);
    Ok(ratio(right * total - cross, below.max(0.0).sqrt()))
}

/// How much farther classes count as different in [`cohen_kappa_score`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KappaWeights {
    /// All the same.
    Equal,
    /// By the difference of their places.
    Linear,
    /// By its square.
    Quadratic,
}

/// Cohen's kappa: agreement beyond chance.
///
/// # Errors
/// As [`accuracy_score`].
pub fn cohen_kappa_score(
    y1: &[f64],
    y2: &[f64],
    weights: KappaWeights,
    sample_weight: Option<&[f64]>,
) -> Result<f64> {
    let matrix = confusion_matrix(y1, y2, sample_weight)?;
    let n = matrix.labels.len();
    let counts = counts(&matrix);
    let total: f64 = counts.iter().map(|c| c.own).sum();
    let (mut seen, mut expected) = (0.0, 0.0);
    for i in 0..n {
        for j in 0..n {
            let far = match weights {
                KappaWeights::Equal => f64::from(u8::from(i != j)),
                KappaWeights::Linear => i.abs_diff(j) as f64,
                KappaWeights::Quadratic => (i.abs_diff(j) * i.abs_diff(j)) as f64,
            };
            seen += far * matrix.get(i, j);
            expected += far * counts[i].own * counts[j].taken / total;
        }
    }
    Ok(if expected == 0.0 { f64::NAN } else { 1.0 - seen / expected })
}

/// The places of the classes of rows, and a check of the scores of classes.
pub(super) fn codes(
    name: &'static str,
    y_true: &[f64],
    scores: &Matrix,
    classes: &[f64],
    sample_weight: Option<&[f64]>,
) -> Result<Vec<usize>> {
    check(name, y_true, y_true, sample_weight)?;
    if (scores.rows(), scores.columns()) != (y_true.len(), classes.len()) {
        return Err(Error::Shape {
            estimator: name,
            what: "the matrix of scores",
            found: format!("{} x {}", scores.rows(), scores.columns()),
            expected: format!("{} rows x {} classes", y_true.len(), classes.len()),
        });
    }
    let code = |v: &f64| {
        classes.iter().position(|c| c == v).ok_or_else(|| {
            Error::data(name, format!("class {v} is none of those with scores: {classes:?}"))
        })
    };
    y_true.iter().map(code).collect()
}

/// The mean negative logarithm of the probability of the right class. Probabilities are kept from 0
/// and 1 by the smallest step of a double, and made to add up to 1.
///
/// # Errors
/// If there is not one row for each of `y_true` and one column for each class.
pub fn log_loss(
    y_true: &[f64],
    probabilities: &Matrix,
    classes: &[f64],
    sample_weight: Option<&[f64]>,
) -> Result<f64> {
    let codes = codes("log_loss", y_true, probabilities, classes, sample_weight)?;
    let p = probabilities.to_f64();
    let n = classes.len();
    let eps = f64::EPSILON;
    Ok(mean(y_true.len(), sample_weight, |i| {
        let row = &p[i * n..(i + 1) * n];
        let sum: f64 = row.iter().map(|p| p.clamp(eps, 1.0 - eps)).sum();
        -(row[codes[i]].clamp(eps, 1.0 - eps) / sum).ln()
    }))
}

/// The mean square of the difference between the probability of `pos_label` and 1 or 0.
///
/// # Errors
/// If the lists differ in length or are empty, or a probability is not from 0 to 1.
pub fn brier_score_loss(
    y_true: &[f64],
    probability: &[f64],
    pos_label: f64,
    sample_weight: Option<&[f64]>,
) -> Result<f64> {
    check("brier_score_loss", y_true, probability, sample_weight)?;
    if let Some(p) = probability.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        let reason = format!("a probability is {p}: expected 0 to 1");
        return Err(Error::data("brier_score_loss", reason));
    }
    Ok(mean(y_true.len(), sample_weight, |i| {
        let t = f64::from(u8::from(y_true[i] == pos_label));
        (probability[i] - t) * (probability[i] - t)
    }))
}

/// The mean of `max(0, 1 - margin)` for two classes, `pos_label` and others.
///
/// # Errors
/// If the lists differ in length or are empty.
pub fn hinge_loss(
    y_true: &[f64],
    decision: &[f64],
    pos_label: f64,
    sample_weight: Option<&[f64]>,
) -> Result<f64> {
    check("hinge_loss", y_true, decision, sample_weight)?;
    Ok(mean(y_true.len(), sample_weight, |i| {
        let t = if y_true[i] == pos_label { 1.0 } else { -1.0 };
        (1.0 - t * decision[i]).max(0.0)
    }))
}

/// The share of rows whose class is among the `k` with the highest scores; of equal scores the
/// later class counts as higher.
///
/// # Errors
/// As [`log_loss`].
pub fn top_k_accuracy_score(
    y_true: &[f64],
    scores: &Matrix,
    classes: &[f64],
    k: usize,
    sample_weight: Option<&[f64]>,
) -> Result<f64> {
    let codes = codes("top_k_accuracy_score", y_true, scores, classes, sample_weight)?;
    let s = scores.to_f64();
    let n = classes.len();
    Ok(mean(y_true.len(), sample_weight, |i| {
        let row = &s[i * n..(i + 1) * n];
        let own = codes[i];
        let before = (0..n).filter(|&j| row[j] > row[own] || (row[j] == row[own] && j > own));
        f64::from(u8::from(before.count() < k))
    }))
}

/// Precision, recall and F1 of all classes and their means; it prints as a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassificationReport {
    /// The scores of each class.
    pub classes: ClassScores,
    /// The share of rows that are right.
    pub accuracy: f64,
    /// Precision, recall and F1, each class the same.
    pub macro_avg: [f64; 3],
    /// Precision, recall and F1, each class by its rows.
    pub weighted_avg: [f64; 3],
}

/// Precision, recall and F1 of all classes and their means.
///
/// # Errors
/// As [`accuracy_score`].
pub fn classification_report(
    y_true: &[f64],
    y_pred: &[f64],
    sample_weight: Option<&[f64]>,
) -> Result<ClassificationReport> {
    let classes = precision_recall_fscore_support(y_true, y_pred, 1.0, sample_weight)?;
    let accuracy = accuracy_score(y_true, y_pred, sample_weight)?;
    let n = classes.labels.len() as f64;
    let total: f64 = classes.support.iter().sum();
    let lists = [&classes.precision, &classes.recall, &classes.fscore];
    let macro_avg = lists.map(|l| l.iter().sum::<f64>() / n);
    let weighted_avg =
        lists.map(|l| l.iter().zip(&classes.support).map(|(v, s)| v * s).sum::<f64>() / total);
    Ok(ClassificationReport { classes, accuracy, macro_avg, weighted_avg })
}

impl fmt::Display for ClassificationReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let c = &self.classes;
        let total: f64 = c.support.iter().sum();
        writeln!(
            f,
            "{:>12} {:>9} {:>9} {:>9} {:>9}",
            "", "precision", "recall", "f1-score", "support"
        )?;
        let mut line = |name: &str, values: [f64; 3], support: f64| {
            let [p, r, s] = values;
            writeln!(f, "{name:>12} {p:>9.2} {r:>9.2} {s:>9.2} {support:>9}")
        };
        for i in 0..c.labels.len() {
            line(
                &c.labels[i].to_string(),
                [c.precision[i], c.recall[i], c.fscore[i]],
                c.support[i],
            )?;
        }
        line("macro avg", self.macro_avg, total)?;
        line("weighted avg", self.weighted_avg, total)?;
        writeln!(f, "{:>12} {:>9} {:>9} {:>9.2} {total:>9}", "accuracy", "", "", self.accuracy)
    }
}
