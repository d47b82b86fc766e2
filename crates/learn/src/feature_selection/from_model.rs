//! Columns that matter to a model.

use super::{importances, transform, validate};
use crate::estimator::{AnyEstimator, AnyModel, Estimator, FitOptions, Kind, Model};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Result};
use serde::{Deserialize, Serialize};

/// From where on a column matters. In JSON a number, `"mean"`, `"median"`, or one of these with a
/// factor: `"1.25*mean"`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Threshold {
    /// This number.
    Number(f64),
    /// The mean or the median of the importances, or a multiple.
    Rule(String),
}

impl Threshold {
    fn of(&self, importances: &[f64]) -> Option<f64> {
        let rule = match self {
            Threshold::Number(number) => return (!number.is_nan()).then_some(*number),
            Threshold::Rule(rule) => rule,
        };
        let (factor, name) = match rule.split_once('*') {
            Some((factor, name)) => (factor.trim().parse().ok()?, name.trim()),
            None => (1.0, rule.trim()),
        };
        let mut sorted = importances.to_vec();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len();
        match name {
            "mean" => Some(factor * sorted.iter().sum::<f64>() / n as f64),
            "median" => Some(factor * (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0),
            _ => None,
        }
    }
}

/// Keeps the columns that matter to a model, as scikit-learn's class of that name: those whose
/// importance (or norm of coefficients) is not below a threshold.
///
/// ```
/// use sparkler_learn::feature_selection::SelectFromModel;
/// use sparkler_learn::{Estimator, Lasso, Matrix};
/// let x = Matrix::new(4, 2, vec![0.0, 1.0, 1.0, 0.9, 2.0, 1.1, 3.0, 1.0]).unwrap().into();
/// let lasso = Lasso { alpha: 0.1, ..Default::default() };
/// let select = SelectFromModel { estimator: Box::new(lasso), ..Default::default() };
/// assert_eq!(select.fit(&x, &[0.0, 2.0, 4.0, 6.0]).unwrap().support, [0]);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SelectFromModel {
    /// The model: a linear one, trees, boosting.
    pub estimator: Box<dyn AnyEstimator>,
    /// From where on a column matters; without it 1e-5 for penalties on absolute values (which make
    /// coefficients 0), else the mean.
    pub threshold: Option<Threshold>,
    /// The norm of coefficients over several rows of scores: above 0, 1 for the sum of absolute
    /// values.
    pub norm_order: f64,
    /// At most so many columns.
    pub max_features: Option<usize>,
}

impl Default for SelectFromModel {
    fn default() -> Self {
        SelectFromModel {
            estimator: Box::new(crate::RandomForestClassifier::default()),
            threshold: None,
            norm_order: 1.0,
            max_features: None,
        }
    }
}

/// What a [`SelectFromModel`] has learnt.
#[derive(Debug, Serialize, Deserialize)]
pub struct SelectFromModelModel {
    /// The columns that stay, ascending.
    pub support: Vec<usize>,
    /// How much each column matters.
    pub importances: Vec<f64>,
    /// From where on a column stays.
    pub threshold: f64,
    /// The model that was asked.
    pub model: Box<dyn AnyModel>,
}

/// Does the estimator have a penalty that makes coefficients 0?
fn is_sparse(estimator: &dyn AnyEstimator) -> bool {
    let params = estimator.params();
    let one = |name: &str| params.get(name).and_then(serde_json::Value::as_f64) == Some(1.0);
    estimator.name().contains("Lasso")
        || params.get("penalty").is_some_and(|p| p == "l1")
        || one("l1_ratio")
}

impl Estimator for SelectFromModel {
    const NAME: &'static str = "SelectFromModel";
    const KIND: Kind = Kind::Transformer;
    type Fitted = SelectFromModelModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        let columns = x.columns();
        if self.norm_order.is_nan() || self.norm_order <= 0.0 {
            return Err(Error::parameter(Self::NAME, "norm_order", self.norm_order, "above 0"));
        }
        if self.max_features.is_some_and(|most| most == 0 || most > columns) {
            return Err(Error::parameter(
                Self::NAME,
                "max_features",
                format!("{:?}", self.max_features),
                format!("1 to {columns}, or null"),
            ));
        }
        let model = self.estimator.fit_any(x, y, options)?;
        let importances = importances(Self::NAME, &*model, self.norm_order)?;
        let by_rule;
        let rule = match &self.threshold {
            Some(threshold) => threshold,
            None => {
                by_rule = if is_sparse(&*self.estimator) {
                    Threshold::Number(1e-5)
                } else {
                    Threshold::Rule("mean".into())
                };
                &by_rule
            }
        };
        let threshold = rule.of(&importances).ok_or_else(|| {
            let expected = "a number, mean, median, or a multiple such as 1.25*mean";
            Error::parameter(Self::NAME, "threshold", format!("{rule:?}"), expected)
        })?;
        let mut order: Vec<usize> = (0..columns).collect();
        order.sort_by(|&a, &b| importances[b].total_cmp(&importances[a]));
        order.truncate(self.max_features.unwrap_or(columns));
        let mut support: Vec<usize> =
            order.into_iter().filter(|&c| importances[c] >= threshold).collect();
        support.sort_unstable();
        if support.is_empty() {
            return Err(Error::data(
                Self::NAME,
                format!("no column matters as much as {threshold}: set a lower threshold"),
            ));
        }
        Ok(SelectFromModelModel { support, importances, threshold, model })
    }
}

impl Model for SelectFromModelModel {
    fn estimator(&self) -> &'static str {
        SelectFromModel::NAME
    }

    fn n_features(&self) -> usize {
        self.importances.len()
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        transform(SelectFromModel::NAME, &self.support, self.importances.len(), x)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        Ok(Output::Features(graph.columns(x, &self.support)))
    }

    fn validate(&self) -> Result<()> {
        validate(SelectFromModel::NAME, &self.support, self.importances.len())
    }
}
