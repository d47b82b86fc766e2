//! One column more, or one less, whatever scores best.

use super::elimination::Select;
use super::{transform, validate};
use crate::estimator::{AnyEstimator, Estimator, FitOptions, Kind, Model, Progress};
use crate::model_selection::{CrossValidator, Scoring, cross_validate};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Result};
use serde::{Deserialize, Serialize};

/// Where a [`SequentialFeatureSelector`] begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// With no column; one is added at a time.
    #[default]
    Forward,
    /// With all columns; one is left out at a time.
    Backward,
}

/// Adds (or leaves out) one column at a time, that whose model scores best in cross-validation, as
/// scikit-learn's class of that name. For any estimator; takes as many cross-validations as there
/// are columns for each one added.
///
/// ```
/// use sparkler_learn::feature_selection::{Select, SequentialFeatureSelector};
/// use sparkler_learn::{Estimator, LinearRegression, Matrix};
/// let x: Vec<f64> = (0..20).flat_map(|i| [f64::from(i * 7 % 5), f64::from(i)]).collect();
/// let y: Vec<f64> = (0..20).map(|i| f64::from(2 * i)).collect();
/// let selector = SequentialFeatureSelector {
///     estimator: Box::new(LinearRegression::default()),
///     n_features_to_select: Some(Select::Count(1)),
///     ..Default::default()
/// };
/// let model = selector.fit(&Matrix::new(20, 2, x).unwrap().into(), &y).unwrap();
/// assert_eq!(model.support, [1]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SequentialFeatureSelector {
    /// The learner.
    pub estimator: Box<dyn AnyEstimator>,
    /// How many columns stay; without it half of them, or with `tol` as many as help.
    pub n_features_to_select: Option<Select>,
    /// Without a number of columns: stop when the score grows by less than this (when forward), or
    /// falls by more than its negative (when backward).
    pub tol: Option<f64>,
    /// Add columns, or leave them out?
    pub direction: Direction,
    /// The score; without it accuracy for classes, R² for numbers.
    pub scoring: Option<Scoring>,
    /// How the rows are split.
    pub cv: CrossValidator,
}

impl Default for SequentialFeatureSelector {
    fn default() -> Self {
        SequentialFeatureSelector {
            estimator: Box::new(crate::LogisticRegression::default()),
            n_features_to_select: None,
            tol: None,
            direction: Direction::Forward,
            scoring: None,
            cv: CrossValidator::default(),
        }
    }
}

/// What a [`SequentialFeatureSelector`] has learnt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SequentialFeatureSelectorModel {
    /// The columns that stay, ascending.
    pub support: Vec<usize>,
    n_features: usize,
}

impl Estimator for SequentialFeatureSelector {
    const NAME: &'static str = "SequentialFeatureSelector";
    const KIND: Kind = Kind::Transformer;
    type Fitted = SequentialFeatureSelectorModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        let columns = x.columns();
        let wanted = match (self.n_features_to_select, self.tol) {
            (Some(select), _) => select.of(Self::NAME, "n_features_to_select", columns)?,
            (None, Some(_)) => columns.saturating_sub(1),
            (None, None) => columns / 2,
        };
        if wanted == 0 || wanted >= columns {
            let expected = format!("1 to {}", columns.saturating_sub(1));
            return Err(Error::parameter(Self::NAME, "n_features_to_select", wanted, expected));
        }
        let by_score = self.tol.filter(|_| self.n_features_to_select.is_none());
        if let Some(tol) = by_score
            && (tol.is_nan() || (tol < 0.0 && self.direction == Direction::Forward))
        {
            return Err(Error::parameter(Self::NAME, "tol", tol, "0 or more when forward"));
        }
        let forward = self.direction == Direction::Forward;
        let kind = self.estimator.kind();
        let scoring = self.scoring.unwrap_or(Scoring::default_of(kind));
        crate::target::require_numbers(Self::NAME, y, x.rows())?;
        let folds = self.cv.folds(kind == Kind::Classifier).split(x.rows(), y, options.groups)?;
        let quiet = FitOptions { sample_weight: options.sample_weight, ..FitOptions::default() };
        // The columns that were added, or left out.
        let mut taken = vec![false; columns];
        let rounds =
            if forward || self.n_features_to_select.is_none() { wanted } else { columns - wanted };
        let mut before = f64::NEG_INFINITY;
        for round in 0..rounds {
            let mut best: Option<(f64, usize)> = None;
            for column in (0..columns).filter(|&c| !taken[c]) {
                let is_in = |c: &usize| (taken[*c] || *c == column) == forward;
                let chosen: Vec<usize> = (0..columns).filter(is_in).collect();
                let part = x.take_columns(&chosen)?;
                let found =
                    cross_validate(&*self.estimator, &part, y, &folds, &[scoring], false, &quiet)?;
                let mean = found.mean(0);
                if best.is_none_or(|(score, _)| mean > score || score.is_nan()) {
                    best = Some((mean, column));
                }
            }
            let Some((score, column)) = best else { break };
            if by_score.is_some_and(|tol| score - before < tol) {
                break;
            }
            before = score;
            taken[column] = true;
            let progress = Progress { done: round + 1, total: rounds, score: Some(score) };
            options.step(Self::NAME, progress)?;
        }
        let support: Vec<usize> = (0..columns).filter(|&c| taken[c] == forward).collect();
        Ok(SequentialFeatureSelectorModel { support, n_features: columns })
    }
}

impl Model for SequentialFeatureSelectorModel {
    fn estimator(&self) -> &'static str {
        SequentialFeatureSelector::NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        transform(SequentialFeatureSelector::NAME, &self.support, self.n_features, x)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        Ok(Output::Features(graph.columns(x, &self.support)))
    }

    fn validate(&self) -> Result<()> {
        validate(SequentialFeatureSelector::NAME, &self.support, self.n_features)
    }
}
