//! What linear models have learnt: coefficients. One type for all that predict numbers, one for
//! all that predict classes.

use super::design::Design;
use crate::onnx::{Builder, Output, Value};
use crate::rows::{best_classes, softmax};
use crate::{Error, Estimator, Features, Matrix, Model, Result};
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// From a linear score to the mean that is predicted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// The score itself.
    #[default]
    Identity,
    /// The mean's logarithm is the score.
    Log,
    /// The mean's logit is the score.
    Logit,
    /// One divided by the mean is the score.
    Inverse,
}

impl Link {
    /// The mean of a score.
    pub fn mean(self, score: f64) -> f64 {
        match self {
            Link::Identity => score,
            Link::Log => score.exp(),
            Link::Logit => 1.0 / (1.0 + (-score).exp()),
            Link::Inverse => 1.0 / score,
        }
    }

    /// The score of a mean.
    pub fn score(self, mean: f64) -> f64 {
        match self {
            Link::Identity => mean,
            Link::Log => mean.ln(),
            Link::Logit => (mean / (1.0 - mean)).ln(),
            Link::Inverse => 1.0 / mean,
        }
    }

    /// How fast the mean grows with the score.
    pub(crate) fn slope(self, mean: f64) -> f64 {
        match self {
            Link::Identity => 1.0,
            Link::Log => mean,
            Link::Logit => mean * (1.0 - mean),
            Link::Inverse => -mean * mean,
        }
    }
}

/// A linear model that predicts numbers.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub struct LinearPredictor<E> {
    /// A coefficient for each column.
    pub coef: Vec<f64>,
    /// The score of a row of zeros.
    pub intercept: f64,
    /// How scores become predictions.
    pub link: Link,
    /// Steps that the solver took; 1 where it needs none.
    pub n_iter: usize,
    /// Whether it stopped because it had arrived, not because it had no steps left.
    pub converged: bool,
    #[serde(skip)]
    of: PhantomData<fn() -> E>,
}

impl<E> Clone for LinearPredictor<E> {
    fn clone(&self) -> Self {
        LinearPredictor { coef: self.coef.clone(), of: PhantomData, ..*self }
    }
}

impl<E> std::fmt::Debug for LinearPredictor<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinearPredictor")
            .field("coef", &self.coef)
            .field("intercept", &self.intercept)
            .field("link", &self.link)
            .field("n_iter", &self.n_iter)
            .finish()
    }
}

impl<E> LinearPredictor<E> {
    pub(crate) fn new(coef: Vec<f64>, intercept: f64) -> Self {
        LinearPredictor {
            coef,
            intercept,
            link: Link::Identity,
            n_iter: 1,
            converged: true,
            of: PhantomData,
        }
    }

    pub(crate) fn after(self, n_iter: usize, converged: bool) -> Self {
        LinearPredictor { n_iter, converged, ..self }
    }

    pub(crate) fn with_link(self, link: Link) -> Self {
        LinearPredictor { link, ..self }
    }
}

impl<E: Estimator> Model for LinearPredictor<E> {
    fn estimator(&self) -> &'static str {
        E::NAME
    }

    fn n_features(&self) -> usize {
        self.coef.len()
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        x.require_columns(E::NAME, self.coef.len())?;
        x.require_finite(E::NAME)?;
        let mut scores = Design::new(x).scores(&self.coef, &[self.intercept]);
        if self.link != Link::Identity {
            scores.iter_mut().for_each(|s| *s = self.link.mean(*s));
        }
        Ok(scores)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let scores = graph.linear(x, &self.coef, &[self.intercept]);
        Ok(Output::Numbers(graph.link(&scores, self.link)))
    }

    fn coefficients(&self) -> Option<Matrix> {
        Matrix::new(1, self.coef.len(), self.coef.clone()).ok()
    }

    fn validate(&self) -> Result<()> {
        Ok(())
    }
}

/// How a linear classifier's scores become probabilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Probabilities {
    /// Not at all.
    None,
    /// The logistic function of each class's score, which then add up to 1.
    Logistic,
    /// Softmax over the classes (of 0 and the score where there are two).
    Softmax,
    /// `(clip(score, -1, 1) + 1) / 2`, which then add up to 1 (Zadrozny and Elkan 2002).
    ModifiedHuber,
}

/// A linear model that predicts classes.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub struct LinearClassifier<E> {
    n_features: usize,
    classes: Vec<f64>,
    /// The coefficients: one row (for the second class) where there are two classes, else a row
    /// for each; row after row.
    pub coef: Vec<f64>,
    /// The score of a row of zeros, one for each row of coefficients.
    pub intercept: Vec<f64>,
    /// Steps that the solver took, at most over the rows.
    pub n_iter: usize,
    /// Whether it stopped because it had arrived, not because it had no steps left.
    pub converged: bool,
    probabilities: Probabilities,
    #[serde(skip)]
    of: PhantomData<fn() -> E>,
}

impl<E> Clone for LinearClassifier<E> {
    fn clone(&self) -> Self {
        LinearClassifier {
            classes: self.classes.clone(),
            coef: self.coef.clone(),
            intercept: self.intercept.clone(),
            of: PhantomData,
            ..*self
        }
    }
}

impl<E> std::fmt::Debug for LinearClassifier<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinearClassifier")
            .field("classes", &self.classes)
            .field("coef", &self.coef)
            .field("intercept", &self.intercept)
            .field("n_iter", &self.n_iter)
            .finish()
    }
}

impl<E> LinearClassifier<E> {
    pub(crate) fn new(
        classes: Vec<f64>,
        coef: Vec<f64>,
        intercept: Vec<f64>,
        probabilities: Probabilities,
    ) -> Self {
        LinearClassifier {
            n_features: coef.len() / intercept.len().max(1),
            classes,
            coef,
            intercept,
            n_iter: 1,
            converged: true,
            probabilities,
            of: PhantomData,
        }
    }

    pub(crate) fn after(self, n_iter: usize, converged: bool) -> Self {
        LinearClassifier { n_iter, converged, ..self }
    }

    pub(crate) fn with_probabilities(self, probabilities: Probabilities) -> Self {
        LinearClassifier { probabilities, ..self }
    }
}

impl<E: Estimator> LinearClassifier<E> {
    fn scores(&self, x: &Features) -> Result<Vec<f64>> {
        x.require_columns(E::NAME, self.n_features)?;
        x.require_finite(E::NAME)?;
        Ok(Design::new(x).scores(&self.coef, &self.intercept))
    }
}

impl<E: Estimator> Model for LinearClassifier<E> {
    fn estimator(&self) -> &'static str {
        E::NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn classes(&self) -> Option<&[f64]> {
        Some(&self.classes)
    }

    fn decision_function(&self, x: &Features) -> Result<Matrix> {
        Matrix::new(x.rows(), self.intercept.len(), self.scores(x)?)
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let scores = self.scores(x)?;
        Ok(match self.intercept.len() {
            1 => scores.iter().map(|s| self.classes[usize::from(*s > 0.0)]).collect(),
            _ => best_classes(&scores, &self.classes),
        })
    }

    fn predict_proba(&self, x: &Features) -> Result<Matrix> {
        let one: fn(f64) -> f64 = match self.probabilities {
            Probabilities::None => return Err(self.unsupported("predict_proba")),
            Probabilities::ModifiedHuber => |s| (s.clamp(-1.0, 1.0) + 1.0) / 2.0,
            _ => |s| 1.0 / (1.0 + (-s).exp()),
        };
        let mut scores = self.scores(x)?;
        let k = self.intercept.len();
        if k == 1 {
            let both = scores.iter().flat_map(|&s| {
                let p = one(s);
                // Of the logistic function both tails are exact.
                let q = if self.probabilities == Probabilities::ModifiedHuber {
                    1.0 - p
                } else {
                    one(-s)
                };
                [q, p]
            });
            return Matrix::new(x.rows(), 2, both.collect());
        }
        for row in scores.chunks_exact_mut(k) {
            if self.probabilities == Probabilities::Softmax {
                softmax(row);
                continue;
            }
            row.iter_mut().for_each(|s| *s = one(*s));
            let sum: f64 = row.iter().sum();
            if sum > 0.0 {
                row.iter_mut().for_each(|s| *s /= sum);
            } else {
                row.fill(1.0 / k as f64);
            }
        }
        Matrix::new(x.rows(), k, scores)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let scores = graph.linear(x, &self.coef, &self.intercept);
        Ok(graph.classes(&scores, self.intercept.len() == 1, self.probabilities))
    }

    fn coefficients(&self) -> Option<Matrix> {
        Matrix::new(self.intercept.len(), self.n_features, self.coef.clone()).ok()
    }

    fn validate(&self) -> Result<()> {
        let rows = if self.classes.len() == 2 { 1 } else { self.classes.len() };
        if self.classes.len() < 2
            || self.intercept.len() != rows
            || Some(self.coef.len()) != rows.checked_mul(self.n_features)
        {
            return Err(Error::Model {
                what: E::NAME.into(),
                reason: format!(
                    "{} classes, {} intercepts and {} coefficients for {} columns: expected a row \
                     of coefficients and an intercept for each class, or one row for two",
                    self.classes.len(),
                    self.intercept.len(),
                    self.coef.len(),
                    self.n_features
                ),
            });
        }
        Ok(())
    }
}
