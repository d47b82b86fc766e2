//! Scores by name: what searches and cross-validation compare. Greater is better; errors are
//! negated, as in scikit-learn.

use crate::{Error, Features, Model, Result, metrics};
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
        self.score_weighted(model, x, y, None)
    }

    /// [`Scoring::score`] with a weight for each row.
    ///
    /// # Errors
    /// As there.
    pub fn score_weighted(
        self,
        model: &dyn Model,
        x: &Features,
        y: &[f64],
        weights: Option<&[f64]>,
    ) -> Result<f64> {
        crate::target::require_numbers("score", y, x.rows())?;
        if y.is_empty() {
            return Err(Error::data("score", "0 rows: expected at least 1"));
        }
        let area = |scores: &[f64], positive| {
            metrics::roc_auc_score(y, scores, positive, weights).unwrap_or(f64::NAN)
        };
        match self {
            Scoring::RocAuc => {
                let classes = model.classes().unwrap_or_default().to_vec();
                if classes.len() == 2 {
                    return Ok(area(&second_class(model, x)?, classes[1]));
                }
                let scores = model.predict_proba(x)?;
                let areas: Vec<f64> = classes
                    .iter()
                    .enumerate()
                    .map(|(i, &class)| area(&scores.column(i), class))
                    .filter(|area| !area.is_nan())
                    .collect();
                Ok(areas.iter().sum::<f64>() / areas.len() as f64)
            }
            Scoring::NegLogLoss => {
                let classes = model.classes().unwrap_or_default();
                let p = model.predict_proba(x)?;
                Ok(-weighted_log_loss(&p.to_f64(), classes, y, weights))
            }
            _ => Ok(self.of_predictions_weighted(&model.predict(x)?, y, weights)),
        }
    }

    /// The score of predictions; NaN for scores of probabilities, and of no rows.
    pub fn of_predictions(self, predicted: &[f64], y: &[f64]) -> f64 {
        self.of_predictions_weighted(predicted, y, None)
    }

    /// [`Scoring::of_predictions`] with a weight for each row.
    pub fn of_predictions_weighted(
        self,
        predicted: &[f64],
        y: &[f64],
        weights: Option<&[f64]>,
    ) -> f64 {
        let score = match self {
            Scoring::Accuracy => metrics::accuracy_score(y, predicted, weights),
            Scoring::BalancedAccuracy => {
                metrics::balanced_accuracy_score(y, predicted, false, weights)
            }
            Scoring::R2 => metrics::r2_score(y, predicted, weights),
            Scoring::NegRootMeanSquaredError => {
                metrics::root_mean_squared_error(y, predicted, weights).map(|e| -e)
            }
            Scoring::NegMeanSquaredError => {
                metrics::mean_squared_error(y, predicted, weights).map(|e| -e)
            }
            Scoring::NegMeanAbsoluteError => {
                metrics::mean_absolute_error(y, predicted, weights).map(|e| -e)
            }
            Scoring::RocAuc | Scoring::NegLogLoss => Ok(f64::NAN),
        };
        score.unwrap_or(f64::NAN)
    }

    /// What `scoring` means where it is not given: accuracy for classes, R² for numbers.
    pub fn default_of(kind: crate::Kind) -> Scoring {
        match kind {
            crate::Kind::Classifier => Scoring::Accuracy,
            _ => Scoring::R2,
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

/// The area under the ROC curve; NaN where a side has no rows, as a fold of few rows may be.
pub fn roc_auc(scores: &[f64], y: &[f64], positive: f64) -> f64 {
    metrics::roc_auc_score(y, scores, positive, None).unwrap_or(f64::NAN)
}

/// [`metrics::log_loss`] that takes rows of a class that the model does not know, as a fold of few
/// rows may hold: it has the smallest probability there is.
pub fn log_loss(probabilities: &[f64], classes: &[f64], y: &[f64]) -> f64 {
    weighted_log_loss(probabilities, classes, y, None)
}

fn weighted_log_loss(
    probabilities: &[f64],
    classes: &[f64],
    y: &[f64],
    weights: Option<&[f64]>,
) -> f64 {
    let k = classes.len();
    let weight = |row: usize| weights.map_or(1.0, |w| w[row]);
    let loss: f64 = y
        .iter()
        .enumerate()
        .map(|(row, v)| {
            let p = classes
                .iter()
                .position(|c| c == v)
                .and_then(|i| probabilities.get(row * k + i))
                .copied()
                .unwrap_or(0.0);
            -weight(row) * p.clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln()
        })
        .sum();
    loss / (0..y.len()).map(weight).sum::<f64>()
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
