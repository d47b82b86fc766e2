//! Baselines that look at the target alone: whatever learns has to beat them.

use crate::estimator::{Estimator, FitOptions, Kind, Model};
use crate::onnx::{Builder, Output, Value};
use crate::random::Generator;
use crate::{Error, Features, Matrix, Result, Samples, target};
use serde::{Deserialize, Serialize};

/// How a [`DummyClassifier`] predicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassStrategy {
    /// The most frequent class; its probability is its share.
    #[default]
    Prior,
    /// The most frequent class, with probability 1.
    MostFrequent,
    /// A class at random, as often as it was seen.
    Stratified,
    /// A class at random, each as often.
    Uniform,
}

/// Predicts classes without looking at the features, as scikit-learn's class of that name.
///
/// ```
/// use sparkler_learn::{DummyClassifier, Estimator, Matrix, Model};
/// let x = Matrix::zeros(3, 1).into();
/// let model = DummyClassifier::default().fit(&x, &[1.0, 2.0, 2.0]).unwrap();
/// assert_eq!(model.predict(&x).unwrap(), [2.0, 2.0, 2.0]);
/// ```
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DummyClassifier {
    /// What to predict.
    pub strategy: ClassStrategy,
    /// The seed of random predictions.
    pub random_state: u64,
}

/// What a [`DummyClassifier`] has learnt: the classes and their shares.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DummyClassifierModel {
    strategy: ClassStrategy,
    random_state: u64,
    n_features: usize,
    classes: Vec<f64>,
    /// The share of each class among the rows it learnt from.
    pub class_prior: Vec<f64>,
}

impl Estimator for DummyClassifier {
    const NAME: &'static str = "DummyClassifier";
    const KIND: Kind = Kind::Classifier;
    type Fitted = DummyClassifierModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        self.fit_target(x.rows(), x.columns(), y, options)
    }

    fn fit_samples(
        &self,
        x: &Samples<'_>,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<Self::Fitted> {
        self.fit_target(x.rows(), x.columns(), y, options)
    }
}

impl DummyClassifier {
    /// Learns from the target: of the features only their numbers matter.
    fn fit_target(
        &self,
        rows: usize,
        n_features: usize,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<DummyClassifierModel> {
        target::require_numbers(Self::NAME, y, rows)?;
        if y.is_empty() {
            return Err(Error::data(Self::NAME, "there are 0 rows: expected at least 1"));
        }
        let mut classes = y.to_vec();
        classes.sort_by(f64::total_cmp);
        classes.dedup();
        let weights = options.weights(Self::NAME, y.len())?;
        let mut class_prior = vec![0.0; classes.len()];
        for (row, v) in y.iter().enumerate() {
            class_prior[classes.partition_point(|c| c < v)] += weights.map_or(1.0, |w| w[row]);
        }
        let total: f64 = class_prior.iter().sum();
        class_prior.iter_mut().for_each(|p| *p /= total);
        Ok(DummyClassifierModel {
            strategy: self.strategy,
            random_state: self.random_state,
            n_features,
            classes,
            class_prior,
        })
    }
}

impl DummyClassifierModel {
    fn most_frequent(&self) -> usize {
        let mut best = 0;
        for (i, p) in self.class_prior.iter().enumerate() {
            if *p > self.class_prior[best] {
                best = i;
            }
        }
        best
    }

    fn draw(&self, generator: &mut Generator) -> usize {
        if self.strategy == ClassStrategy::Uniform {
            return generator.below(self.classes.len());
        }
        let mut rest = generator.uniform();
        for (i, p) in self.class_prior.iter().enumerate() {
            rest -= p;
            if rest < 0.0 {
                return i;
            }
        }
        self.most_frequent()
    }

    /// The place of each row's class.
    fn codes(&self, rows: usize) -> Vec<usize> {
        match self.strategy {
            ClassStrategy::Prior | ClassStrategy::MostFrequent => vec![self.most_frequent(); rows],
            ClassStrategy::Stratified | ClassStrategy::Uniform => {
                let mut generator = Generator::new(self.random_state, 0);
                (0..rows).map(|_| self.draw(&mut generator)).collect()
            }
        }
    }
}

impl Model for DummyClassifierModel {
    fn estimator(&self) -> &'static str {
        DummyClassifier::NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn classes(&self) -> Option<&[f64]> {
        Some(&self.classes)
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        Ok(self.codes(x.rows()).into_iter().map(|code| self.classes[code]).collect())
    }

    fn predict_proba(&self, x: &Features) -> Result<Matrix> {
        let n = self.classes.len();
        let mut out = Vec::with_capacity(x.rows() * n);
        for code in self.codes(x.rows()) {
            match self.strategy {
                ClassStrategy::Prior => out.extend_from_slice(&self.class_prior),
                ClassStrategy::Uniform => out.extend((0..n).map(|_| 1.0 / n as f64)),
                ClassStrategy::MostFrequent | ClassStrategy::Stratified => {
                    out.extend((0..n).map(|i| f64::from(u8::from(i == code))));
                }
            }
        }
        Matrix::new(x.rows(), n, out)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let probabilities = match self.strategy {
            ClassStrategy::Prior => self.class_prior.clone(),
            ClassStrategy::MostFrequent => {
                let mut one = vec![0.0; self.classes.len()];
                one[self.most_frequent()] = 1.0;
                one
            }
            ClassStrategy::Stratified | ClassStrategy::Uniform => {
                let hint = " for random classes; the strategies prior and most_frequent have one";
                let method = "form in ONNX";
                return Err(Error::Unsupported { estimator: self.estimator(), method, hint });
            }
        };
        let rows = graph.for_each_row(x, &probabilities);
        Ok(graph.classes_of(rows))
    }

    fn validate(&self) -> Result<()> {
        if self.classes.is_empty() || self.classes.len() != self.class_prior.len() {
            return Err(Error::Model {
                what: DummyClassifier::NAME.into(),
                reason: format!(
                    "{} classes and {} shares: expected as many, at least 1",
                    self.classes.len(),
                    self.class_prior.len()
                ),
            });
        }
        Ok(())
    }
}

/// How a [`DummyRegressor`] predicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberStrategy {
    /// The mean of the target.
    #[default]
    Mean,
    /// Its (weighted) median.
    Median,
}

/// Predicts one number for every row, as scikit-learn's class of that name.
///
/// ```
/// use sparkler_learn::{DummyRegressor, Estimator, Matrix, Model};
/// let x = Matrix::zeros(2, 1).into();
/// let model = DummyRegressor::default().fit(&x, &[1.0, 2.0]).unwrap();
/// assert_eq!(model.predict(&x).unwrap(), [1.5, 1.5]);
/// ```
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DummyRegressor {
    /// What to predict.
    pub strategy: NumberStrategy,
}

/// What a [`DummyRegressor`] has learnt: a number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DummyRegressorModel {
    n_features: usize,
    /// What it predicts.
    pub constant: f64,
}

impl Estimator for DummyRegressor {
    const NAME: &'static str = "DummyRegressor";
    const KIND: Kind = Kind::Regressor;
    type Fitted = DummyRegressorModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        self.fit_target(x.rows(), x.columns(), y, options)
    }

    fn fit_samples(
        &self,
        x: &Samples<'_>,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<Self::Fitted> {
        self.fit_target(x.rows(), x.columns(), y, options)
    }
}

impl DummyRegressor {
    /// Learns from the target: of the features only their numbers matter.
    fn fit_target(
        &self,
        rows: usize,
        n_features: usize,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<DummyRegressorModel> {
        target::require_numbers(Self::NAME, y, rows)?;
        if y.is_empty() {
            return Err(Error::data(Self::NAME, "there are 0 rows: expected at least 1"));
        }
        let weights = options.weights(Self::NAME, y.len())?;
        let weight = |row: usize| weights.map_or(1.0, |w| w[row]);
        let total: f64 = (0..y.len()).map(weight).sum();
        let constant = match self.strategy {
            NumberStrategy::Mean => {
                y.iter().enumerate().map(|(row, v)| v * weight(row)).sum::<f64>() / total
            }
            NumberStrategy::Median => {
                let mut order: Vec<usize> = (0..y.len()).collect();
                order.sort_by(|&a, &b| y[a].total_cmp(&y[b]));
                let mut below = 0.0;
                let mut median = y[order[y.len() - 1]];
                for (place, &row) in order.iter().enumerate() {
                    below += weight(row);
                    if below > total / 2.0 {
                        median = y[row];
                        break;
                    }
                    // Just half lies below: the middle between this row and the next that counts.
                    if below == total / 2.0 {
                        let next = order[place + 1..].iter().find(|&&r| weight(r) > 0.0);
                        median = next.map_or(y[row], |&r| (y[row] + y[r]) / 2.0);
                        break;
                    }
                }
                median
            }
        };
        Ok(DummyRegressorModel { n_features, constant })
    }
}

impl Model for DummyRegressorModel {
    fn estimator(&self) -> &'static str {
        DummyRegressor::NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        Ok(vec![self.constant; x.rows()])
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        Ok(Output::Numbers(graph.for_each_row(x, &[self.constant])))
    }

    fn validate(&self) -> Result<()> {
        Ok(())
    }
}
