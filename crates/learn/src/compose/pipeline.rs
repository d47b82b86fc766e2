//! One after the other.

use crate::estimator::{AnyEstimator, AnyModel, Estimator, FitOptions, Kind, Model};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Matrix, Result};
use serde::{Deserialize, Serialize};

/// An estimator with a name of its own, as a part of another one. `name__parameter` reaches its
/// parameters.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Step {
    /// The name.
    pub name: String,
    /// The estimator.
    pub estimator: Box<dyn AnyEstimator>,
}

impl Step {
    /// A step.
    pub fn new(name: impl Into<String>, estimator: impl Estimator) -> Step {
        Step { name: name.into(), estimator: Box::new(estimator) }
    }
}

/// Transformers one after the other, and a learner at the end: as scikit-learn's class of that
/// name. Weights and the like go to the last step.
///
/// ```
/// use sparkler_learn::compose::{Pipeline, Step};
/// use sparkler_learn::preprocessing::{SimpleImputer, StandardScaler};
/// use sparkler_learn::{Estimator, Matrix, Model};
/// let pipeline = Pipeline {
///     steps: vec![
///         Step::new("impute", SimpleImputer::default()),
///         Step::new("scale", StandardScaler::default()),
///     ],
/// };
/// let x = Matrix::from_rows(&[[1.0], [f64::NAN], [3.0]]).unwrap().into();
/// let out = pipeline.fit(&x, &[]).unwrap().transform(&x).unwrap();
/// assert_eq!(out.to_dense().get(1, 0), 0.0);
/// ```
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pipeline {
    /// The steps.
    pub steps: Vec<Step>,
}

/// What a [`Pipeline`] has learnt.
#[derive(Debug, Serialize, Deserialize)]
pub struct PipelineModel {
    /// What each step has learnt.
    pub steps: Vec<Box<dyn AnyModel>>,
}

impl Pipeline {
    /// Fits and applies all steps but the last.
    fn before_last(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<(Vec<Box<dyn AnyModel>>, Option<Features>, &dyn AnyEstimator)> {
        let Some((last, before)) = self.steps.split_last() else {
            return Err(Error::parameter(Self::NAME, "steps", "[]", "at least one step"));
        };
        let mut models = Vec::with_capacity(self.steps.len());
        let mut features: Option<Features> = None;
        // What reports progress and what may be cancelled is the learner at the end.
        let plain = FitOptions { progress: options.progress, ..FitOptions::default() };
        for step in before {
            let input = features.as_ref().unwrap_or(x);
            let (model, out) = step.estimator.fit_transform_any(input, y, &plain)?;
            models.push(model);
            features = Some(out);
        }
        Ok((models, features, &*last.estimator))
    }

    /// The options for the last step: validation features pass the steps before it.
    fn fit_last(
        models: &[Box<dyn AnyModel>],
        last: &dyn AnyEstimator,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<Box<dyn AnyModel>> {
        match options.validation {
            Some((validation, target)) => {
                let mut features = validation.clone();
                for model in models {
                    features = model.transform(&features)?;
                }
                let options = FitOptions { validation: Some((&features, target)), ..*options };
                last.fit_any(x, y, &options)
            }
            None => last.fit_any(x, y, options),
        }
    }
}

impl Estimator for Pipeline {
    const NAME: &'static str = "Pipeline";
    const KIND: Kind = Kind::Transformer;
    type Fitted = PipelineModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<PipelineModel> {
        let (mut models, features, last) = self.before_last(x, y, options)?;
        let x = features.as_ref().unwrap_or(x);
        let model = Pipeline::fit_last(&models, last, x, y, options)?;
        models.push(model);
        Ok(PipelineModel { steps: models })
    }

    fn kind(&self) -> Kind {
        self.steps.last().map_or(Self::KIND, |step| step.estimator.kind())
    }

    fn fit_transform(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<(PipelineModel, Features)> {
        let (mut models, features, last) = self.before_last(x, y, options)?;
        let (model, out) = last.fit_transform_any(features.as_ref().unwrap_or(x), y, options)?;
        models.push(model);
        Ok((PipelineModel { steps: models }, out))
    }
}

impl PipelineModel {
    /// The last step, and the features that it sees.
    fn last(&self, x: &Features) -> Result<(&dyn AnyModel, Option<Features>)> {
        let Some((last, before)) = self.steps.split_last() else {
            return Err(Error::data(Pipeline::NAME, "has no steps"));
        };
        let mut features: Option<Features> = None;
        for model in before {
            features = Some(model.transform(features.as_ref().unwrap_or(x))?);
        }
        Ok((&**last, features))
    }

    /// The graphs of all steps, of which the last one may be asked for its predictions.
    fn in_turn(&self, graph: &mut Builder, x: &Value, predicts: bool) -> Result<Output> {
        let mut out = Output::Features(x.clone());
        for (place, step) in self.steps.iter().enumerate() {
            let (Output::Features(features) | Output::Clusters { distances: Some(features), .. }) =
                out
            else {
                return Err(self.unsupported("form in ONNX with a predictor before the last step"));
            };
            let ends = predicts && place + 1 == self.steps.len();
            out = match ends {
                true => step.onnx_predictor(graph, &features)?,
                false => step.onnx(graph, &features)?,
            };
        }
        Ok(out)
    }
}

impl Model for PipelineModel {
    fn estimator(&self) -> &'static str {
        Pipeline::NAME
    }

    fn n_features(&self) -> usize {
        self.steps.first().map_or(0, |step| step.n_features())
    }

    fn classes(&self) -> Option<&[f64]> {
        self.steps.last()?.classes()
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        let (last, features) = self.last(x)?;
        last.predict(features.as_ref().unwrap_or(x))
    }

    fn predict_proba(&self, x: &Features) -> Result<Matrix> {
        let (last, features) = self.last(x)?;
        last.predict_proba(features.as_ref().unwrap_or(x))
    }

    fn decision_function(&self, x: &Features) -> Result<Matrix> {
        let (last, features) = self.last(x)?;
        last.decision_function(features.as_ref().unwrap_or(x))
    }

    fn transform(&self, x: &Features) -> Result<Features> {
        let (last, features) = self.last(x)?;
        last.transform(features.as_ref().unwrap_or(x))
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        self.in_turn(graph, x, false)
    }

    fn onnx_predictor(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        self.in_turn(graph, x, true)
    }

    fn validate(&self) -> Result<()> {
        match self.steps.is_empty() {
            true => Err(Error::Model {
                what: Pipeline::NAME.into(),
                reason: "0 steps: expected at least 1".into(),
            }),
            // Each step has been checked when it was read.
            false => Ok(()),
        }
    }
}
