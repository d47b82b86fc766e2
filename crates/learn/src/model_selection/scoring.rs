//! Scores by name: what searches and cross-validation compare. Greater is better; errors are
//! negated, as in scikit-learn.

use crate::{Error, Features, Model, Result};
use serde::{Deserialize, Serialize};

/// A score, by scikit-learn's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scoring {
    /// The share of rows whose class is right.
    Accuracy,
    /// The mean over the classes of the share of their rows that is right.
    BalancedAccuracy,
    /// The area under the ROC curve; with more than two classes the mean of one against the rest.
    RocAuc,
    /// The negated mean logarithm of the probability of the right class.
    NegLogLoss,
    /// The share of the variance that is explained.
    R2,
    /// The negated root of the mean squared error.
    NegRootMeanSquaredError,
    /// The negated mean squared error.
    NegMeanSquaredError,
    /// The negated mean absolute error.
    NegMeanAbsoluteError,
}

impl Scoring {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Scoring::Accuracy => "accuracy",
            Scoring::BalancedAccuracy => "balanced_accuracy",
            Scoring::RocAuc => "roc_auc",
            Scoring::NegLogLoss => "neg_log_loss",
            Scoring::R2 => "r2",
            Scoring::NegRootMeanSquaredError => "neg_root_mean_squared_error",
            Scoring::NegMeanSquaredError => "neg_mean_squared_error",
            Scoring::NegMeanAbsoluteError => "neg_mean_absolute_error",
        }
    }

    /// The score of a model on rows with known targets.
    ///
    /// # Errors
    /// If the model cannot predict them, or lacks what the score looks at.
    pub fn score(self, model: &dyn Model, x: &Features, y: &[f64]) -> Result<f64> {
        crate::target::require_numbers("score", y, x.rows())?;
        if y.is_empty() {
            return Err(Error::data("score", "0 rows: expected at least 1"));
        }
        match self {
            Scoring::RocAuc => {
                let classes = model.classes().unwrap_or_default().to_vec();
                if classes.len() == 2 {
                    return Ok(roc_auc(&second_class(model, x)?, y, classes[1]));
                }
                let scores = model.predict_proba(x)?;
                let areas: Vec<f64> = classes
                    .iter()
                    .enumerate()
                    .map(|(i, &class)| roc_auc(&scores.column(i), y, class))
                    .filter(|area| !area.is_nan())
                    .collect();
                Ok(areas.iter().sum::<f64>() / areas.len() as f64)
            }
            Scoring::NegLogLoss => {
                let classes = model.classes().unwrap_or_default();
                Ok(-log_loss(&model.predict_proba(x)?.to_f64(), classes, y))
            }
            _ => Ok(self.of_predictions(&model.predict(x)?, y)),
        }
    }

    /// The score of predictions; NaN for scores of probabilities.
    pub fn of_predictions(self, predicted: &[f64], y: &[f64]) -> f64 {
        let n = y.len() as f64;
        let pairs = || y.iter().zip(predicted);
        let squares = || pairs().map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
        match self {
            Scoring::Accuracy => pairs().filter(|(a, b)| a == b).count() as f64 / n,
            Scoring::BalancedAccuracy => {
                let mut classes = y.to_vec();
                classes.sort_by(f64::total_cmp);
                classes.dedup();
                let recall = |class: f64| {
                    let of = pairs().filter(|(a, _)| **a == class);
                    let (right, all) = of.fold((0.0, 0.0), |(r, n), (a, b)| {
                        (r + f64::from(u8::from(a == b)), n + 1.0)
                    });
                    right / all
                };
                classes.iter().map(|&c| recall(c)).sum::<f64>() / classes.len() as f64
            }
            Scoring::R2 => {
                let mean = y.iter().sum::<f64>() / n;
                let total: f64 = y.iter().map(|a| (a - mean) * (a - mean)).sum();
                let rest = squares();
                match total == 0.0 {
                    // As scikit-learn: nothing to explain.
                    true => f64::from(u8::from(rest == 0.0)),
                    false => 1.0 - rest / total,
                }
            }
            Scoring::NegRootMeanSquaredError => -(squares() / n).sqrt(),
            Scoring::NegMeanSquaredError => -squares() / n,
            Scoring::NegMeanAbsoluteError => -pairs().map(|(a, b)| (a - b).abs()).sum::<f64>() / n,
            Scoring::RocAuc | Scoring::NegLogLoss => f64::NAN,
        }
    }
}

/// How much speaks for the second of two classes: the decision function where there is one, else
/// the probability.
///
/// # Errors
/// If the model has neither.
pub fn second_class(model: &dyn Model, x: &Features) -> Result<Vec<f64>> {
    match model.predict_proba(x) {
        Ok(p) if p.columns() == 2 => Ok(p.column(1)),
        Ok(p) => Err(Error::data("roc_auc", format!("{} columns of probabilities", p.columns()))),
        Err(Error::Unsupported { .. }) => Ok(model.decision_function(x)?.column(0)),
        Err(e) => Err(e),
    }
}

/// The area under the ROC curve (Mann and Whitney's statistic with half for ties); NaN where a
/// side has no rows.
pub fn roc_auc(scores: &[f64], y: &[f64], positive: f64) -> f64 {
    let mut order: Vec<usize> = (0..y.len().min(scores.len())).collect();
    order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    let (mut sum, mut positives) = (0.0, 0.0);
    let mut start = 0;
    while start < order.len() {
        let mut end = start + 1;
        while end < order.len() && scores[order[end]] == scores[order[start]] {
            end += 1;
        }
        let rank = (start + end + 1) as f64 / 2.0;
        for &row in &order[start..end] {
            if y[row] == positive {
                sum += rank;
                positives += 1.0;
            }
        }
        start = end;
    }
    let negatives = order.len() as f64 - positives;
    (sum - positives * (positives + 1.0) / 2.0) / (positives * negatives)
}

/// The mean negated logarithm of the probability of the right class; a class that the model does
/// not know has the smallest probability there is.
pub fn log_loss(probabilities: &[f64], classes: &[f64], y: &[f64]) -> f64 {
    let k = classes.len();
    let total: f64 = y
        .iter()
        .enumerate()
        .map(|(row, v)| {
            let p = classes
                .iter()
                .position(|c| c == v)
                .and_then(|i| probabilities.get(row * k + i))
                .copied()
                .unwrap_or(0.0);
            -p.clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln()
        })
        .sum();
    total / y.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_of_predictions() {
        let (y, p) = ([0., 1., 1., 2.], [0., 1., 0., 2.]);
        assert_eq!(Scoring::Accuracy.of_predictions(&p, &y), 0.75);
        assert!((Scoring::BalancedAccuracy.of_predictions(&p, &y) - 2.5 / 3.0).abs() < 1e-12);
        assert!((Scoring::R2.of_predictions(&p, &y) - 0.5).abs() < 1e-12);
        assert_eq!(Scoring::NegRootMeanSquaredError.of_predictions(&p, &y), -0.5);
        assert_eq!(roc_auc(&[0.1, 0.4, 0.35, 0.8], &[0., 0., 1., 1.], 1.0), 0.75);
        assert_eq!(roc_auc(&[0.5, 0.5], &[0., 1.], 1.0), 0.5);
    }
}
