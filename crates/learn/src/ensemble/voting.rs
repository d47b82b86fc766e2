//! Votes and means of several models.

use super::members::{self, Member};
use crate::compose::Step;
use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::onnx::{Builder, Output, Value};
use crate::rows::{best_classes, largest_place};
use crate::{Error, Features, Matrix, Result, target};
use serde::{Deserialize, Serialize};
use sparkler_formats::onnx::{Attribute, DataType};

/// How classifiers vote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voting {
    /// Each for one class; the class with the most votes wins, the first of several.
    #[default]
    Hard,
    /// The mean of their probabilities decides.
    Soft,
}

/// Several classifiers that vote, as scikit-learn's class of that name. Rows' weights go to all of
/// them.
///
/// ```
/// use sparkler_learn::compose::Step;
/// use sparkler_learn::ensemble::VotingClassifier;
/// use sparkler_learn::{DummyClassifier, Estimator, GaussianNB, LogisticRegression, Matrix, Model};
/// let x = Matrix::new(4, 1, vec![0.0, 1.0, 4.0, 5.0]).unwrap().into();
/// let estimator = VotingClassifier {
///     estimators: vec![
///         Step::new("bayes", GaussianNB::default()),
///         Step::new("logistic", LogisticRegression::default()),
///         Step::new("dummy", DummyClassifier::default()),
///     ],
///     ..Default::default()
/// };
/// let model = estimator.fit(&x, &[0.0, 0.0, 1.0, 1.0]).unwrap();
/// assert_eq!(model.predict(&x).unwrap(), [0.0, 0.0, 1.0, 1.0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VotingClassifier {
    /// The classifiers.
    pub estimators: Vec<Step>,
    /// How they vote.
    pub voting: Voting,
    /// How much each counts; the same without it.
    pub weights: Option<Vec<f64>>,
}

impl Default for VotingClassifier {
    fn default() -> Self {
        VotingClassifier { estimators: Vec::new(), voting: Voting::Hard, weights: None }
    }
}

/// What a [`VotingClassifier`] has learnt.
#[derive(Debug, Serialize, Deserialize)]
pub struct VotingClassifierModel {
    /// The classifiers.
    pub members: Vec<Member>,
    voting: Voting,
    weights: Vec<f64>,
    classes: Vec<f64>,
    n_features: usize,
}

impl Estimator for VotingClassifier {
    const NAME: &'static str = "VotingClassifier";
    const KIND: Kind = Kind::Classifier;
    type Fitted = VotingClassifierModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        members::check(Self::NAME, &self.estimators, Kind::Classifier)?;
        let weights = members::weights(Self::NAME, self.weights.as_deref(), self.estimators.len())?;
        let classes = target::classes(Self::NAME, y, x.rows())?.values;
        options.weights(Self::NAME, x.rows())?;
        let members = members::fit_all(Self::NAME, &self.estimators, x, y, options)?;
        let model = VotingClassifierModel {
            members,
            voting: self.voting,
            weights,
            classes,
            n_features: x.columns(),
        };
        if self.voting == Voting::Soft {
            // Who has no probabilities is found now and not at the first prediction.
            model.predict_proba(&x.take_rows(&[0]))?;
        }
        Ok(model)
    }
}

impl VotingClassifierModel {
    /// The place of the class that each member votes for, member after member.
    fn votes(&self, x: &Features) -> Result<Vec<Vec<usize>>> {
        x.require_columns(VotingClassifier::NAME, self.n_features)?;
        let votes = self.members.iter().map(|member| {
            let found = member.model.predict(x)?;
            Ok(found
                .iter()
                .map(|v| self.classes.partition_point(|c| c < v).min(self.classes.len() - 1))
                .collect())
        });
        votes.collect()
    }
}

impl Model for VotingClassifierModel {
    fn estimator(&self) -> &'static str {
        VotingClassifier::NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn classes(&self) -> Option<&[f64]> {
        Some(&self.classes)
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let k = self.classes.len();
        if self.voting == Voting::Soft {
            return Ok(best_classes(&self.predict_proba(x)?.to_f64(), &self.classes));
        }
        let votes = self.votes(x)?;
        let winner = |row: usize| {
            let mut counts = vec![0.0; k];
            for (votes, weight) in votes.iter().zip(&self.weights) {
                counts[votes[row]] += weight;
            }
            self.classes[largest_place(&counts)]
        };
        Ok((0..x.rows()).map(winner).collect())
    }

    fn predict_proba(&self, x: &Features) -> Result<Matrix> {
        if self.voting == Voting::Hard {
            return Err(Error::Unsupported {
                estimator: VotingClassifier::NAME,
                method: "predict_proba",
                hint: "; voting = soft has it",
            });
        }
        x.require_columns(VotingClassifier::NAME, self.n_features)?;
        let total: f64 = self.weights.iter().sum();
        let mut sum = vec![0.0; x.rows() * self.classes.len()];
        for (member, weight) in self.members.iter().zip(&self.weights) {
            let p = member.model.predict_proba(x)?;
            sum.iter_mut().zip(p.to_f64().iter()).for_each(|(s, p)| *s += weight * p);
        }
        sum.iter_mut().for_each(|s| *s /= total);
        Matrix::new(x.rows(), self.classes.len(), sum)
    }

    /// A column for each member with the place of the class that it votes for; where `voting` is
    /// soft its probabilities.
    fn transform(&self, x: &Features) -> Result<Features> {
        if self.voting == Voting::Soft {
            let parts: Result<Vec<Features>> =
                self.members.iter().map(|m| Ok(m.model.predict_proba(x)?.into())).collect();
            return Features::beside(&parts?);
        }
        let votes = self.votes(x)?;
        let values =
            (0..x.rows()).flat_map(|row| votes.iter().map(move |v| v[row] as f64)).collect();
        Ok(Matrix::new(x.rows(), self.members.len(), values)?.into())
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let total: f64 = self.weights.iter().sum();
        let k = self.classes.len();
        let mut sum: Option<Value> = None;
        for (member, weight) in self.members.iter().zip(&self.weights) {
            let Output::Classes { places, scores, probabilities } =
                member.model.onnx_predictor(graph, x)?
            else {
                return Err(self.unsupported("form in ONNX with such a member"));
            };
            let share = match (self.voting, probabilities) {
                (Voting::Soft, true) => scores,
                (Voting::Soft, false) => {
                    return Err(self.unsupported("form in ONNX with members without probabilities"));
                }
                (Voting::Hard, _) => votes(graph, &places, k),
            };
            let weight = graph.constant(&[], &[weight / total]);
            let share = graph.call("Mul", &[&share, &weight], vec![]);
            sum = Some(match sum {
                Some(sum) => graph.call("Add", &[&sum, &share], vec![]),
                None => share,
            });
        }
        let Some(sum) = sum else { return Err(self.unsupported("form in ONNX without members")) };
        if self.voting == Voting::Soft {
            return Ok(graph.classes_of(sum));
        }
        // The shares of the votes stand for scores.
        let attributes = vec![Attribute::int("axis", 1), Attribute::int("keepdims", 0)];
        let places = graph.call("ArgMax", &[&sum], attributes);
        Ok(Output::Classes { places, scores: sum, probabilities: false })
    }

    fn validate(&self) -> Result<()> {
        let classes = Some(&self.classes[..]);
        members::validate(VotingClassifier::NAME, &self.members, self.n_features, classes)?;
        let weights = Some(&self.weights[..]);
        members::weights(VotingClassifier::NAME, weights, self.members.len())?;
        Ok(())
    }
}

/// Rows x `k` with a 1 at each row's place.
pub(super) fn votes(graph: &mut Builder, places: &Value, k: usize) -> Value {
    let axes = graph.integers(&[1]);
    let column = graph.call("Unsqueeze", &[places, &axes], vec![]);
    let all = graph.integers(&(0..k as i64).collect::<Vec<_>>());
    let equal = graph.call("Equal", &[&column, &all], vec![]);
    graph.cast(&equal, DataType::Double)
}

/// The mean of several regressors, as scikit-learn's class of that name. Rows' weights go to all of
/// them.
///
/// ```
/// use sparkler_learn::compose::Step;
/// use sparkler_learn::ensemble::VotingRegressor;
/// use sparkler_learn::{DummyRegressor, Estimator, LinearRegression, Matrix, Model};
/// let x = Matrix::new(3, 1, vec![0.0, 1.0, 2.0]).unwrap().into();
/// let estimator = VotingRegressor {
///     estimators: vec![
///         Step::new("line", LinearRegression::default()),
///         Step::new("mean", DummyRegressor::default()),
///     ],
///     weights: Some(vec![3.0, 1.0]),
/// };
/// let model = estimator.fit(&x, &[0.0, 2.0, 4.0]).unwrap();
/// assert!((model.predict(&x).unwrap()[0] - 0.5).abs() < 1e-12);
/// ```
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VotingRegressor {
    /// The regressors.
    pub estimators: Vec<Step>,
    /// How much each counts; the same without it.
    pub weights: Option<Vec<f64>>,
}

/// What a [`VotingRegressor`] has learnt.
#[derive(Debug, Serialize, Deserialize)]
pub struct VotingRegressorModel {
    /// The regressors.
    pub members: Vec<Member>,
    weights: Vec<f64>,
    n_features: usize,
}

impl Estimator for VotingRegressor {
    const NAME: &'static str = "VotingRegressor";
    const KIND: Kind = Kind::Regressor;
    type Fitted = VotingRegressorModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        members::check(Self::NAME, &self.estimators, Kind::Regressor)?;
        let weights = members::weights(Self::NAME, self.weights.as_deref(), self.estimators.len())?;
        target::require_numbers(Self::NAME, y, x.rows())?;
        options.weights(Self::NAME, x.rows())?;
        let members = members::fit_all(Self::NAME, &self.estimators, x, y, options)?;
        Ok(VotingRegressorModel { members, weights, n_features: x.columns() })
    }
}

impl Model for VotingRegressorModel {
    fn estimator(&self) -> &'static str {
        VotingRegressor::NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        x.require_columns(VotingRegressor::NAME, self.n_features)?;
        let total: f64 = self.weights.iter().sum();
        let mut sum = vec![0.0; x.rows()];
        for (member, weight) in self.members.iter().zip(&self.weights) {
            let found = member.model.predict(x)?;
            sum.iter_mut().zip(&found).for_each(|(s, v)| *s += weight * v);
        }
        sum.iter_mut().for_each(|s| *s /= total);
        Ok(sum)
    }

    /// A column of predictions for each member.
    fn transform(&self, x: &Features) -> Result<Features> {
        let parts: Result<Vec<Features>> = self
            .members
            .iter()
            .map(|m| Ok(Matrix::new(x.rows(), 1, m.model.predict(x)?)?.into()))
            .collect();
        Features::beside(&parts?)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let total: f64 = self.weights.iter().sum();
        let mut parts = Vec::with_capacity(self.members.len());
        for member in &self.members {
            let Output::Numbers(out) = member.model.onnx_predictor(graph, x)? else {
                return Err(self.unsupported("form in ONNX with such a member"));
            };
            parts.push(out);
        }
        let shares: Vec<f64> = self.weights.iter().map(|w| w / total).collect();
        let all = graph.beside(&parts);
        Ok(Output::Numbers(graph.linear(&all, &shares, &[0.0])))
    }

    fn validate(&self) -> Result<()> {
        members::validate(VotingRegressor::NAME, &self.members, self.n_features, None)?;
        let weights = Some(&self.weights[..]);
        members::weights(VotingRegressor::NAME, weights, self.members.len())?;
        Ok(())
    }
}
