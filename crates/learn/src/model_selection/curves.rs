//! Scores by the number of rows, and by a parameter.

use super::scoring::Scoring;
use super::split::Fold;
use super::validation::cross_validate;
use crate::estimator::FitOptions;
use crate::random::Generator;
use crate::{AnyEstimator, Error, Features, Result};
use serde_json::{Map, Value};

/// How many rows a [`learning_curve`] learns from.
#[derive(Clone, Debug, PartialEq)]
pub enum TrainSizes {
    /// Shares of the rows of the first fold's training part, above 0 and up to 1.
    Shares(Vec<f64>),
    /// So many rows.
    Counts(Vec<usize>),
}

impl Default for TrainSizes {
    fn default() -> Self {
        TrainSizes::Shares(vec![0.1, 0.325, 0.55, 0.775, 1.0])
    }
}

/// Scores by the number of rows learnt from.
#[derive(Clone, Debug, PartialEq)]
pub struct LearningCurve {
    /// How many rows, ascending, each once.
    pub train_sizes: Vec<usize>,
    /// For each of these the score on the rows learnt from, for each fold.
    pub train_scores: Vec<Vec<f64>>,
    /// The same on the fold's test part.
    pub test_scores: Vec<Vec<f64>>,
}

/// Scores by the number of rows, as scikit-learn's function of that name: the first rows of each
/// training part are learnt from, in a random order with `shuffle` (a seed).
///
/// ```
/// use sparkler_learn::model_selection::{Folds, Scoring, TrainSizes, learning_curve};
/// use sparkler_learn::{FitOptions, LinearRegression, Matrix};
/// let x = Matrix::new(8, 1, (0..8).map(f64::from).collect()).unwrap().into();
/// let y: Vec<f64> = (0..8).map(|i| f64::from(2 * i)).collect();
/// let folds = Folds::k_fold(2).split(8, &y, None).unwrap();
/// let (sizes, options) = (TrainSizes::Counts(vec![2, 4]), FitOptions::default());
/// let line = LinearRegression::default();
/// let curve =
///     learning_curve(&line, &x, &y, &sizes, &folds, Scoring::R2, None, &options).unwrap();
/// assert_eq!(curve.train_sizes, [2, 4]);
/// assert!(curve.test_scores.iter().flatten().all(|score| *score > 0.999));
/// ```
///
/// # Errors
/// If a size is 0 or more than there are rows, or a fit or a score fails.
#[allow(clippy::too_many_arguments)]
pub fn learning_curve(
    estimator: &dyn AnyEstimator,
    x: &Features,
    y: &[f64],
    train_sizes: &TrainSizes,
    folds: &[Fold],
    scoring: Scoring,
    shuffle: Option<u64>,
    options: &FitOptions<'_>,
) -> Result<LearningCurve> {
    const NAME: &str = "learning_curve";
    let most = folds.first().map_or(0, |fold| fold.train.len());
    let wrong = |value: String, expected: String| {
        Err(Error::parameter(NAME, "train_sizes", value, expected))
    };
    let mut sizes = match train_sizes {
        TrainSizes::Shares(shares) => {
            if shares.iter().any(|s| !(*s > 0.0 && *s <= 1.0)) {
                return wrong(format!("{shares:?}"), "shares above 0 and up to 1".into());
            }
            shares.iter().map(|s| ((s * most as f64) as usize).clamp(1, most.max(1))).collect()
        }
        TrainSizes::Counts(counts) => {
            if counts.iter().any(|c| *c == 0 || *c > most) {
                return wrong(format!("{counts:?}"), format!("1 to {most} rows"));
            }
            counts.clone()
        }
    };
    sizes.sort_unstable();
    sizes.dedup();
    if sizes.is_empty() {
        return wrong("[]".into(), "at least one size".into());
    }
    let mut folds = folds.to_vec();
    if let Some(seed) = shuffle {
        for (i, fold) in folds.iter_mut().enumerate() {
            Generator::new(seed, i as u64).shuffle(&mut fold.train);
        }
    }
    let mut curve = LearningCurve {
        train_sizes: sizes.clone(),
        train_scores: Vec::with_capacity(sizes.len()),
        test_scores: Vec::with_capacity(sizes.len()),
    };
    for size in sizes {
        let first = |fold: &Fold| Fold {
            train: fold.train[..size.min(fold.train.len())].to_vec(),
            test: fold.test.clone(),
        };
        let part: Vec<Fold> = folds.iter().map(first).collect();
        let mut found = cross_validate(estimator, x, y, &part, &[scoring], true, options)?;
        let train = found.train_scores.as_mut().and_then(Vec::pop);
        curve.train_scores.push(train.unwrap_or_default());
        curve.test_scores.push(found.test_scores.pop().unwrap_or_default());
    }
    Ok(curve)
}

/// Scores by a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidationCurve {
    /// For each value the score on the rows learnt from, for each fold.
    pub train_scores: Vec<Vec<f64>>,
    /// The same on the fold's test part.
    pub test_scores: Vec<Vec<f64>>,
}

/// Scores by the values of one parameter, as scikit-learn's function of that name.
///
/// ```
/// use sparkler_learn::model_selection::{Folds, Scoring, validation_curve};
/// use sparkler_learn::{FitOptions, KNeighborsRegressor, Matrix};
/// use serde_json::json;
/// let x = Matrix::new(8, 1, (0..8).map(f64::from).collect()).unwrap().into();
/// let y: Vec<f64> = (0..8).map(|i| f64::from(2 * i)).collect();
/// let folds = Folds::k_fold(2).split(8, &y, None).unwrap();
/// let (knn, options) = (KNeighborsRegressor::default(), FitOptions::default());
/// let values = [json!(1), json!(3)];
/// let scoring = Scoring::R2;
/// let curve =
///     validation_curve(&knn, &x, &y, "n_neighbors", &values, &folds, scoring, &options).unwrap();
/// assert_eq!(curve.train_scores[0], [1.0, 1.0]);
/// ```
///
/// # Errors
/// If there is no such parameter, no value, or a fit or a score fails.
#[allow(clippy::too_many_arguments)]
pub fn validation_curve(
    estimator: &dyn AnyEstimator,
    x: &Features,
    y: &[f64],
    param_name: &str,
    param_range: &[Value],
    folds: &[Fold],
    scoring: Scoring,
    options: &FitOptions<'_>,
) -> Result<ValidationCurve> {
    if param_range.is_empty() {
        let expected = "at least one value";
        return Err(Error::parameter("validation_curve", "param_range", "[]", expected));
    }
    let mut curve = ValidationCurve {
        train_scores: Vec::with_capacity(param_range.len()),
        test_scores: Vec::with_capacity(param_range.len()),
    };
    for value in param_range {
        let mut estimator = estimator.clone_any();
        let change = Map::from_iter([(param_name.to_string(), value.clone())]);
        estimator.set_params(&Value::Object(change))?;
        let mut found = cross_validate(&*estimator, x, y, folds, &[scoring], true, options)?;
        let train = found.train_scores.as_mut().and_then(Vec::pop);
        curve.train_scores.push(train.unwrap_or_default());
        curve.test_scores.push(found.test_scores.pop().unwrap_or_default());
    }
    Ok(curve)
}
