//! Any classifier, calibrated.

use super::{IsotonicRegression, IsotonicRegressionModel, OutOfBounds, Sigmoid};
use crate::estimator::{AnyEstimator, AnyModel, Estimator, FitOptions, Kind, Model, Progress};
use crate::rows::best_classes;
use crate::{Error, Features, Matrix, Result, target};
use serde::{Deserialize, Serialize};

/// The form of the curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CalibrationMethod {
    /// Platt's curve: for few rows.
    #[default]
    Sigmoid,
    /// Any curve that never falls: for a thousand rows and more.
    Isotonic,
}

/// Any classifier with probabilities that mean what they say, as scikit-learn's class of that name:
/// for each fold it learns from the others, and a curve from scores of the fold to probabilities;
/// predictions are the mean over folds. Folds are stratified and not shuffled.
///
/// ```
/// use sparkler_learn::{CalibratedClassifierCV, Estimator, GaussianNB, Matrix, Model};
/// let x = Matrix::new(8, 1, vec![0.0, 1.0, 2.0, 3.0, 2.5, 4.0, 5.0, 6.0]).unwrap().into();
/// let y = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0];
/// let estimator = CalibratedClassifierCV {
///     estimator: Box::new(GaussianNB::default()),
///     cv: 2,
///     ..Default::default()
/// };
/// let model = estimator.fit(&x, &y).unwrap();
/// assert!(model.predict_proba(&x).unwrap().get(7, 1) > 0.5);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CalibratedClassifierCV {
    /// The classifier.
    pub estimator: Box<dyn AnyEstimator>,
    /// The form of the curve.
    pub method: CalibrationMethod,
    /// The number of folds, at least 2.
    pub cv: usize,
    /// Whether each fold's own classifier predicts; else one that has learnt from all rows does,
    /// with curves from all folds.
    pub ensemble: bool,
}

impl Default for CalibratedClassifierCV {
    fn default() -> Self {
        CalibratedClassifierCV {
            estimator: Box::new(crate::LogisticRegression::default()),
            method: CalibrationMethod::Sigmoid,
            cv: 5,
            ensemble: true,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Curve {
    Sigmoid(Sigmoid),
    Isotonic(IsotonicRegressionModel),
}

/// A classifier and a curve for each class (one, for the second, where there are two).
#[derive(Serialize, Deserialize)]
struct Calibrated {
    model: Box<dyn AnyModel>,
    curves: Vec<Curve>,
}

/// What a [`CalibratedClassifierCV`] has learnt.
#[derive(Serialize, Deserialize)]
pub struct CalibratedClassifierCVModel {
    n_features: usize,
    classes: Vec<f64>,
    members: Vec<Calibrated>,
}

/// The scores of a classifier, one column for two classes: what it decides by, else its
/// probabilities.
fn scores(model: &dyn AnyModel, x: &Features) -> Result<Matrix> {
    match model.decision_function(x) {
        Err(Error::Unsupported { .. }) => {
            let p = model.predict_proba(x)?;
            if p.columns() == 2 { Matrix::new(p.rows(), 1, p.column(1)) } else { Ok(p) }
        }
        other => other,
    }
}

impl CalibratedClassifierCV {
    fn curves(
        &self,
        scores: &Matrix,
        codes: &[u32],
        classes: usize,
        weights: Option<&[f64]>,
    ) -> Result<Vec<Curve>> {
        let count = if classes == 2 { 1 } else { classes };
        if scores.columns() != count {
            return Err(Error::Shape {
                estimator: Self::NAME,
                what: "the number of columns of the classifier's scores",
                found: scores.columns().to_string(),
                expected: count.to_string(),
            });
        }
        (0..count)
            .map(|i| {
                let own = if classes == 2 { 1 } else { i as u32 };
                let column = scores.column(i);
                let is_class: Vec<bool> = codes.iter().map(|&c| c == own).collect();
                Ok(match self.method {
                    CalibrationMethod::Sigmoid => {
                        Curve::Sigmoid(Sigmoid::fit(&column, &is_class, weights)?)
                    }
                    CalibrationMethod::Isotonic => {
                        let y: Vec<f64> =
                            is_class.iter().map(|c| f64::from(u8::from(*c))).collect();
                        let isotonic = IsotonicRegression {
                            out_of_bounds: OutOfBounds::Clip,
                            ..Default::default()
                        };
                        Curve::Isotonic(isotonic.fit_slice(&column, &y, weights)?)
                    }
                })
            })
            .collect()
    }
}

/// The fold of each row: each class dealt out in turn, as scikit-learn's stratified folds are.
fn folds(codes: &[u32], classes: usize, count: usize) -> Vec<usize> {
    // How many rows of each class each fold gets, as if the sorted classes were dealt like cards.
    let mut sorted = codes.to_vec();
    // Classes in the order in which they come.
    let mut order = vec![usize::MAX; classes];
    let mut next = 0;
    for &code in codes {
        if order[code as usize] == usize::MAX {
            order[code as usize] = next;
            next += 1;
        }
    }
    sorted.sort_by_key(|&c| order[c as usize]);
    let mut shares = vec![vec![0usize; classes]; count];
    for (i, &code) in sorted.iter().enumerate() {
        shares[i % count][code as usize] += 1;
    }
    let mut at = vec![0; classes];
    codes
        .iter()
        .map(|&code| {
            let code = code as usize;
            while shares[at[code]][code] == 0 {
                at[code] += 1;
            }
            shares[at[code]][code] -= 1;
            at[code]
        })
        .collect()
}

impl Estimator for CalibratedClassifierCV {
    const NAME: &'static str = "CalibratedClassifierCV";
    const KIND: Kind = Kind::Classifier;
    type Fitted = CalibratedClassifierCVModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        let classes = target::classes(Self::NAME, y, x.rows())?;
        let k = classes.values.len();
        if self.cv < 2 {
            return Err(Error::parameter(Self::NAME, "cv", self.cv, "at least 2 folds"));
        }
        let mut counts = vec![0usize; k];
        classes.codes.iter().for_each(|&c| counts[c as usize] += 1);
        if let Some(i) = counts.iter().position(|c| *c < self.cv) {
            return Err(Error::data(
                Self::NAME,
                format!(
                    "class {} has {} rows for {} folds: expected at least one for each",
                    classes.values[i], counts[i], self.cv
                ),
            ));
        }
        let weights = options.weights(Self::NAME, x.rows())?;
        let pick =
            |rows: &[usize]| weights.map(|w| rows.iter().map(|&i| w[i]).collect::<Vec<f64>>());
        let fold = folds(&classes.codes, k, self.cv);
        let mut members = Vec::new();
        let width = if k == 2 { 1 } else { k };
        let mut all_scores = vec![0.0; x.rows() * width];
        for f in 0..self.cv {
            let progress = Progress { done: f, total: self.cv, score: None };
            options.step(Self::NAME, progress)?;
            let (held, rest): (Vec<usize>, Vec<usize>) = (0..x.rows()).partition(|&i| fold[i] == f);
            let rest_weights = pick(&rest);
            let targets: Vec<f64> = rest.iter().map(|&i| y[i]).collect();
            let quiet = FitOptions { sample_weight: rest_weights.as_deref(), ..Default::default() };
            let model = self.estimator.fit_any(&x.take_rows(&rest), &targets, &quiet)?;
            let scores = scores(&*model, &x.take_rows(&held))?;
            if self.ensemble {
                let codes: Vec<u32> = held.iter().map(|&i| classes.codes[i]).collect();
                let curves = self.curves(&scores, &codes, k, pick(&held).as_deref())?;
                members.push(Calibrated { model, curves });
            } else {
                if scores.columns() != width {
                    self.curves(&scores, &[], k, None)?;
                }
                for (&i, row) in held.iter().zip(scores.to_f64().chunks_exact(width)) {
                    all_scores[i * width..(i + 1) * width].copy_from_slice(row);
                }
            }
        }
        if !self.ensemble {
            let scores = Matrix::new(x.rows(), width, all_scores)?;
            let curves = self.curves(&scores, &classes.codes, k, weights)?;
            let quiet = FitOptions { sample_weight: weights, ..Default::default() };
            members.push(Calibrated { model: self.estimator.fit_any(x, y, &quiet)?, curves });
        }
        Ok(CalibratedClassifierCVModel {
            n_features: x.columns(),
            classes: classes.values,
            members,
        })
    }
}

impl Model for CalibratedClassifierCVModel {
    fn estimator(&self) -> &'static str {
        CalibratedClassifierCV::NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn classes(&self) -> Option<&[f64]> {
        Some(&self.classes)
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        Ok(best_classes(&self.predict_proba(x)?.to_f64(), &self.classes))
    }

    fn predict_proba(&self, x: &Features) -> Result<Matrix> {
        let k = self.classes.len();
        let mut mean = vec![0.0; x.rows() * k];
        let share = 1.0 / self.members.len() as f64;
        for member in &self.members {
            let scores = scores(&*member.model, x)?;
            let width = member.curves.len();
            if scores.columns() != width {
                return Err(Error::Model {
                    what: self.estimator().into(),
                    reason: format!("{} columns of scores for {width} curves", scores.columns()),
                });
            }
            for (row, out) in scores.to_f64().chunks_exact(width).zip(mean.chunks_exact_mut(k)) {
                let mut p: Vec<f64> = row
                    .iter()
                    .zip(&member.curves)
                    .map(|(s, curve)| match curve {
                        Curve::Sigmoid(c) => c.probability(*s),
                        Curve::Isotonic(c) => c.value(*s),
                    })
                    .collect();
                if k == 2 {
                    p.insert(0, 1.0 - p[0]);
                } else {
                    let sum: f64 = p.iter().sum();
                    for p in &mut p {
                        *p = if sum > 0.0 { *p / sum } else { 1.0 / k as f64 };
                    }
                }
                out.iter_mut().zip(&p).for_each(|(o, p)| *o += share * p);
            }
        }
        Matrix::new(x.rows(), k, mean)
    }

    fn validate(&self) -> Result<()> {
        let k = self.classes.len();
        let width = if k == 2 { 1 } else { k };
        if k < 2 || self.members.is_empty() || self.members.iter().any(|m| m.curves.len() != width)
        {
            return Err(Error::Model {
                what: self.estimator().into(),
                reason: "expected a classifier with a curve for each class".into(),
            });
        }
        for member in &self.members {
            if member.model.n_features() != self.n_features {
                return Err(Error::Model {
                    what: self.estimator().into(),
                    reason: "its classifiers expect other columns".into(),
                });
            }
            for curve in &member.curves {
                if let Curve::Isotonic(c) = curve {
                    c.validate()?;
                }
            }
        }
        Ok(())
    }
}
