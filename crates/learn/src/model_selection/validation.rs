//! Cross-validation.

use super::scoring::Scoring;
use super::split::{Fold, Folds};
use crate::estimator::FitOptions;
use crate::{AnyEstimator, AnyModel, Error, Features, Matrix, Model, Result, Samples};
use serde::{Deserialize, Serialize};

/// What came of a cross-validation.
#[derive(Clone, Debug)]
pub struct CrossValidation {
    /// What was scored.
    pub scoring: Vec<Scoring>,
    /// For each of these the score on each test part.
    pub test_scores: Vec<Vec<f64>>,
    /// The same on the rows learnt from, if it was asked for.
    pub train_scores: Option<Vec<Vec<f64>>>,
}

impl CrossValidation {
    /// The mean of a score over the test parts; NaN where there is no such score.
    pub fn mean(&self, scoring: usize) -> f64 {
        self.test_scores.get(scoring).map_or(f64::NAN, |s| mean(s))
    }

    /// The mean of a score with an interval of 95 %. The parts share rows to learn from, so their
    /// variance is corrected by the ratio of test and training rows (Nadeau and Bengio 2003).
    pub fn interval(&self, scoring: usize) -> (f64, f64, f64) {
        let Some(scores) = self.test_scores.get(scoring) else {
            return (f64::NAN, f64::NAN, f64::NAN);
        };
        let n = scores.len() as f64;
        let mean = mean(scores);
        let variance = scores.iter().map(|s| (s - mean) * (s - mean)).sum::<f64>() / (n - 1.0);
        // One of n parts is tested with: 1 / (n - 1) test rows for each row learnt from.
        let error = (variance * (1.0 / n + 1.0 / (n - 1.0))).sqrt();
        let half = student_t(scores.len() - 1) * error;
        (mean, mean - half, mean + half)
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The 97.5 % quantile of Student's t with that many degrees of freedom.
fn student_t(degrees: usize) -> f64 {
    const TABLE: [f64; 20] = [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
        2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    ];
    match degrees {
        0 => f64::NAN,
        d if d <= TABLE.len() => TABLE[d - 1],
        // The first terms of its expansion at the normal distribution.
        d => 1.959_964 + 2.372 / d as f64 + 2.82 / (d as f64 * d as f64),
    }
}

/// What belongs to some rows.
pub(crate) fn pick<T: Copy>(values: &[T], rows: &[usize]) -> Vec<T> {
    rows.iter().map(|&r| values[r]).collect()
}

/// Fits on one part of the rows.
pub(crate) fn fit_part(
    estimator: &dyn AnyEstimator,
    x: &Features,
    y: &[f64],
    rows: &[usize],
    options: &FitOptions<'_>,
) -> Result<Box<dyn AnyModel>> {
    let weights = options.sample_weight.map(|w| pick(w, rows));
    let options = FitOptions { sample_weight: weights.as_deref(), ..*options };
    estimator.fit_any(&x.take_rows(rows), &pick(y, rows), &options)
}

/// Fits on each split and scores on its test part. Weights in `options` go to the fits; `groups`
/// to grouped splits.
///
/// # Errors
/// If the rows cannot be split so, or a fit or a score fails.
pub fn cross_validate(
    estimator: &dyn AnyEstimator,
    x: &Features,
    y: &[f64],
    folds: &[Fold],
    scoring: &[Scoring],
    train_scores: bool,
    options: &FitOptions<'_>,
) -> Result<CrossValidation> {
    validate_parts(
        x.rows(),
        y,
        folds,
        scoring,
        train_scores,
        options,
        &|rows| fit_part(estimator, x, y, rows, options),
        &|model, rows| {
            let (x, y) = (x.take_rows(rows), pick(y, rows));
            scoring.iter().map(|scoring| scoring.score(model, &x, &y)).collect()
        },
    )
}

/// [`cross_validate`] on rows of columns.
///
/// # Errors
/// As there.
pub fn cross_validate_samples(
    estimator: &dyn AnyEstimator,
    x: &Samples<'_>,
    y: &[f64],
    folds: &[Fold],
    scoring: &[Scoring],
    options: &FitOptions<'_>,
) -> Result<CrossValidation> {
    let fit = |rows: &[usize]| {
        let weights = options.sample_weight.map(|w| pick(w, rows));
        let options = FitOptions { sample_weight: weights.as_deref(), ..*options };
        estimator.fit_samples_any(&x.take(rows), &pick(y, rows), &options)
    };
    let score = |model: &dyn Model, rows: &[usize]| {
        let (x, y) = (x.take(rows), pick(y, rows));
        if scoring.iter().any(|s| matches!(s, Scoring::RocAuc | Scoring::NegLogLoss)) {
            let x = x.features()?;
            return scoring.iter().map(|scoring| scoring.score(model, &x, &y)).collect();
        }
        // From predictions, which need no matrix of all rows.
        crate::target::require_numbers("score", &y, rows.len())?;
        let predicted = x.predict(model)?;
        Ok(scoring.iter().map(|scoring| scoring.of_predictions(&predicted, &y)).collect())
    };
    validate_parts(x.rows(), y, folds, scoring, false, options, &fit, &score)
}

/// Fits and scores, whatever the samples are held in.
fn validate_parts(
    rows: usize,
    y: &[f64],
    folds: &[Fold],
    scoring: &[Scoring],
    train_scores: bool,
    options: &FitOptions<'_>,
    fit: &dyn Fn(&[usize]) -> Result<Box<dyn AnyModel>>,
    score: &dyn Fn(&dyn Model, &[usize]) -> Result<Vec<f64>>,
) -> Result<CrossValidation> {
    if y.len() != rows {
        crate::target::require_numbers("cross_validate", y, rows)?;
    }
    if folds.is_empty() {
        return Err(Error::data("cross_validate", "0 folds: expected at least 1"));
    }
    options.weights("cross_validate", rows)?;
    let mut out = CrossValidation {
        scoring: scoring.to_vec(),
        test_scores: vec![Vec::new(); scoring.len()],
        train_scores: train_scores.then(|| vec![Vec::new(); scoring.len()]),
    };
    for fold in folds {
        let model = fit(&fold.train)?;
        for (scores, score) in out.test_scores.iter_mut().zip(score(&*model, &fold.test)?) {
            scores.push(score);
        }
        if let Some(all) = &mut out.train_scores {
            for (scores, score) in all.iter_mut().zip(score(&*model, &fold.train)?) {
                scores.push(score);
            }
        }
    }
    Ok(out)
}

/// One score on each test part.
///
/// ```
/// use sparkler_learn::model_selection::{Folds, Scoring, cross_val_score};
/// use sparkler_learn::{DummyRegressor, Matrix};
/// let x = Matrix::zeros(6, 1).into();
/// let y = [1.0, 2.0, 3.0, 1.0, 2.0, 3.0];
/// let folds = Folds::k_fold(2);
/// let scores =
///     cross_val_score(&DummyRegressor::default(), &x, &y, &folds, Scoring::R2).unwrap();
/// assert_eq!(scores, [0.0, 0.0]);
/// ```
///
/// # Errors
/// As [`cross_validate`].
pub fn cross_val_score(
    estimator: &dyn AnyEstimator,
    x: &Features,
    y: &[f64],
    folds: &Folds,
    scoring: Scoring,
) -> Result<Vec<f64>> {
    let folds = folds.split(x.rows(), y, None)?;
    let options = FitOptions::default();
    let mut all = cross_validate(estimator, x, y, &folds, &[scoring], false, &options)?;
    Ok(all.test_scores.pop().unwrap_or_default())
}

/// What is asked of a model for each row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PredictMethod {
    /// [`Model::predict`]: one column.
    #[default]
    Predict,
    /// [`Model::predict_proba`]: a column for each class.
    PredictProba,
    /// [`Model::decision_function`]: one column for two classes, else one a class.
    DecisionFunction,
}

impl PredictMethod {
    /// What a model answers.
    ///
    /// # Errors
    /// If the model does not have the method, or the features do not fit.
    pub fn of(self, model: &dyn Model, x: &Features) -> Result<Matrix> {
        match self {
            PredictMethod::Predict => Matrix::new(x.rows(), 1, model.predict(x)?),
            PredictMethod::PredictProba => model.predict_proba(x),
            PredictMethod::DecisionFunction => model.decision_function(x),
        }
    }
}

/// For each row the prediction of the model that has not seen it.
///
/// # Errors
/// As [`cross_validate`], and if a row is in no test part, or in more than one.
pub fn cross_val_predict(
    estimator: &dyn AnyEstimator,
    x: &Features,
    y: &[f64],
    folds: &Folds,
) -> Result<Vec<f64>> {
    let (method, options) = (PredictMethod::Predict, FitOptions::default());
    Ok(cross_val_predict_with(estimator, x, y, folds, method, &options)?.into_f64())
}

/// [`cross_val_predict`] of probabilities or scores, with options for the fits. Columns of
/// probabilities stand for the classes of all rows; where a fold's model has not seen a class, its
/// probability is 0.
///
/// ```
/// use sparkler_learn::model_selection::{Folds, PredictMethod, cross_val_predict_with};
/// use sparkler_learn::{DummyClassifier, FitOptions, Matrix};
/// let (x, y) = (Matrix::zeros(4, 1).into(), [0.0, 1.0, 1.0, 1.0]);
/// let (method, options) = (PredictMethod::PredictProba, FitOptions::default());
/// let dummy = DummyClassifier::default();
/// let p = cross_val_predict_with(&dummy, &x, &y, &Folds::k_fold(2), method, &options).unwrap();
/// // The model for the first half has seen the second class alone.
/// assert_eq!(p.to_f64()[..], [0.0, 1.0, 0.0, 1.0, 0.5, 0.5, 0.5, 0.5]);
/// ```
///
/// # Errors
/// As [`cross_val_predict`], and for scores if a fold's model has not seen a class.
pub fn cross_val_predict_with(
    estimator: &dyn AnyEstimator,
    x: &Features,
    y: &[f64],
    folds: &Folds,
    method: PredictMethod,
    options: &FitOptions<'_>,
) -> Result<Matrix> {
    const NAME: &str = "cross_val_predict";
    crate::target::require_numbers(NAME, y, x.rows())?;
    options.weights(NAME, x.rows())?;
    let mut classes = Vec::new();
    if method != PredictMethod::Predict {
        classes = y.to_vec();
        classes.sort_by(f64::total_cmp);
        classes.dedup();
    }
    let mut width = if method == PredictMethod::PredictProba { classes.len() } else { 1 };
    let mut out = vec![f64::NAN; x.rows() * width];
    let mut seen = vec![0; x.rows()];
    for fold in folds.split(x.rows(), y, options.groups)? {
        let model = fit_part(estimator, x, y, &fold.train, options)?;
        let known = model.classes().unwrap_or_default();
        let found = method.of(&*model, &x.take_rows(&fold.test))?;
        let places: Vec<usize> = match method {
            PredictMethod::Predict => vec![0],
            PredictMethod::PredictProba => {
                known.iter().map(|c| classes.partition_point(|other| other < c)).collect()
            }
            PredictMethod::DecisionFunction if known == classes => {
                (0..if known.len() == 2 { 1 } else { known.len() }).collect()
            }
            PredictMethod::DecisionFunction => {
                return Err(Error::data(
                    NAME,
                    format!(
                        "a fold has rows of the classes {known:?}, all rows have {classes:?}: \
                         scores need every class in every fold (take fewer folds, or stratified \
                         ones)"
                    ),
                ));
            }
        };
        if places.len() > width && method == PredictMethod::DecisionFunction {
            width = places.len();
            out = vec![f64::NAN; x.rows() * width];
        }
        if found.columns() != places.len() || places.iter().any(|&p| p >= width) {
            return Err(Error::Shape {
                estimator: NAME,
                what: "the number of columns that a fold's model gives",
                found: found.columns().to_string(),
                expected: width.to_string(),
            });
        }
        for (&row, from) in fold.test.iter().zip(found.to_f64().chunks_exact(places.len().max(1))) {
            let to = &mut out[row * width..(row + 1) * width];
            to.fill(0.0);
            places.iter().zip(from).for_each(|(&place, v)| to[place] = *v);
            seen[row] += 1;
        }
    }
    match seen.iter().position(|&n| n != 1) {
        Some(row) => Err(Error::data(
            NAME,
            format!(
                "row {row} is in {} test parts: expected a splitter with each row in one",
                seen[row]
            ),
        )),
        None => Matrix::new(x.rows(), width, out),
    }
}
