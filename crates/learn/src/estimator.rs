//! What all learners have in common: parameters that can be fitted, and what comes of it.
//!
//! An [`Estimator`] is a plain struct of parameters, with scikit-learn's names and defaults.
//! Fitting leaves it as it is and returns a [`Model`], which holds what was learnt. So nothing can
//! be asked to predict before it has learnt.
//!
//! Both come in a form without type parameters, [`AnyEstimator`] and [`AnyModel`], which
//! pipelines, searches, files and other languages use; every estimator has them for free through
//! its row in the [registry](crate::registry).

use crate::{Error, Features, Matrix, Result, Samples, onnx};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// What an estimator is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Predicts one of several classes.
    Classifier,
    /// Predicts a number.
    Regressor,
    /// Orders rows within groups.
    Ranker,
    /// Turns features into other features.
    Transformer,
    /// Gives each row the number of a cluster.
    Clusterer,
    /// Tells ordinary rows (1) from outliers (-1).
    Outlier,
}

/// How far a fit has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Steps done: trees, iterations, rounds.
    pub done: usize,
    /// Steps there will be at most.
    pub total: usize,
    /// The loss or score so far, where there is one.
    pub score: Option<f64>,
}

/// What may go with a fit besides features and target.
#[derive(Clone, Copy, Default)]
pub struct FitOptions<'a> {
    /// How much each row counts, not negative. All count 1 without it.
    pub sample_weight: Option<&'a [f64]>,
    /// For rankers: the number of consecutive rows in each group (query).
    pub groups: Option<&'a [usize]>,
    /// Features and target that early stopping looks at, instead of a part of the training data.
    pub validation: Option<(&'a Features, &'a [f64])>,
    /// Called after each step; `false` stops the fit with [`Error::Cancelled`].
    pub progress: Option<&'a (dyn Fn(Progress) -> bool + Sync)>,
}

impl FitOptions<'_> {
    /// Reports a step.
    ///
    /// # Errors
    /// [`Error::Cancelled`] if the caller wants no more.
    pub fn step(&self, estimator: &'static str, progress: Progress) -> Result<()> {
        match self.progress {
            Some(report) if !report(progress) => Err(Error::Cancelled { estimator }),
            _ => Ok(()),
        }
    }

    /// The weights of `rows` rows: a check, and ones where none were given.
    ///
    /// # Errors
    /// If there are more or fewer, or one is negative or not finite, or all are zero.
    pub fn weights(&self, estimator: &'static str, rows: usize) -> Result<Option<&[f64]>> {
        let Some(weights) = self.sample_weight else { return Ok(None) };
        if weights.len() != rows {
            return Err(Error::Shape {
                estimator,
                what: "the number of sample weights",
                found: weights.len().to_string(),
                expected: format!("{rows}, one for each row"),
            });
        }
        if let Some(i) = weights.iter().position(|w| !w.is_finite() || *w < 0.0) {
            return Err(Error::data(
                estimator,
                format!("sample_weight of row {i} is {}: expected 0 or more", weights[i]),
            ));
        }
        if weights.iter().all(|&w| w == 0.0) {
            return Err(Error::data(estimator, "all sample weights are 0: no row counts"));
        }
        Ok(Some(weights))
    }
}

/// Parameters that can be fitted to data. See the [module](self).
pub trait Estimator:
    Serialize + DeserializeOwned + Default + Clone + Send + Sync + 'static
{
    /// scikit-learn's name where it has one: `RandomForestClassifier`.
    const NAME: &'static str;
    /// What it is for.
    const KIND: Kind;
    /// What fitting gives.
    type Fitted: Model + Serialize + DeserializeOwned + 'static;

    /// Learns from `x` (rows x columns) and `y` (one number a row; the classes' numbers for a
    /// classifier; ignored, and usually empty, where there is nothing to predict).
    ///
    /// # Errors
    /// If a parameter is out of range, the shapes do not fit, or nothing can be learnt from the
    /// data.
    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted>;

    /// Learns from rows of columns: the same as from [`Samples::features`], which learners of
    /// trees need not make.
    ///
    /// # Errors
    /// As [`Estimator::fit_with`].
    fn fit_samples(
        &self,
        x: &Samples<'_>,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<Self::Fitted> {
        self.fit_with(&x.features()?, y, options)
    }

    /// What it is for, with its parameters: that of its last step for a pipeline.
    fn kind(&self) -> Kind {
        Self::KIND
    }

    /// Learns from `x` and `y` and transforms the same `x`. Most do one after the other; where a
    /// transformer has looked at the target, it keeps each row's own out of that row's features.
    ///
    /// # Errors
    /// As [`Estimator::fit_with`], and [`Error::Unsupported`] where there is nothing to transform.
    fn fit_transform(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<(Self::Fitted, Features)> {
        let model = self.fit_with(x, y, options)?;
        let features = model.transform(x)?;
        Ok((model, features))
    }

    /// [`Estimator::fit_with`] without options.
    ///
    /// # Errors
    /// As there.
    fn fit(&self, x: &Features, y: &[f64]) -> Result<Self::Fitted> {
        self.fit_with(x, y, &FitOptions::default())
    }
}

/// What an estimator has learnt. Methods that make no sense for a model return
/// [`Error::Unsupported`].
pub trait Model: Send + Sync {
    /// The name of the estimator that made it.
    fn estimator(&self) -> &'static str;

    /// The number of columns it has learnt from and expects.
    fn n_features(&self) -> usize;

    /// A classifier's classes, ascending. The columns of [`Model::predict_proba`] are in this order.
    fn classes(&self) -> Option<&[f64]> {
        None
    }

    /// One number for each row: a class, a value, a cluster, or 1 and -1 for outliers.
    ///
    /// # Errors
    /// If the number of columns differs, or numbers are missing that it needs.
    fn predict(&self, _x: &Features) -> Result<Vec<f64>> {
        Err(self.unsupported("predict"))
    }

    /// The probability of each class (columns) for each row.
    ///
    /// # Errors
    /// As [`Model::predict`].
    fn predict_proba(&self, _x: &Features) -> Result<Matrix> {
        Err(self.unsupported("predict_proba"))
    }

    /// Scores before they become classes: one column for two classes, else one a class.
    ///
    /// # Errors
    /// As [`Model::predict`].
    fn decision_function(&self, _x: &Features) -> Result<Matrix> {
        Err(self.unsupported("decision_function"))
    }

    /// The features in their new form.
    ///
    /// # Errors
    /// As [`Model::predict`].
    fn transform(&self, _x: &Features) -> Result<Features> {
        Err(self.unsupported("transform"))
    }

    /// What a clusterer found for each row it has learnt from: the number of its cluster, or -1.
    fn labels(&self) -> Option<&[f64]> {
        None
    }

    /// What the model computes, as part of an ONNX graph: `x` holds rows of numbers in double
    /// precision. [`onnx::export`](crate::onnx::export) makes a file of it.
    ///
    /// # Errors
    /// If the model has no such form.
    fn onnx(&self, _graph: &mut onnx::Builder, _x: &onnx::Value) -> Result<onnx::Output> {
        Err(Error::Unsupported {
            estimator: self.estimator(),
            method: "form in ONNX",
            hint: onnx::CAN_BE_WRITTEN,
        })
    }

    /// As [`Model::onnx`] where nothing comes after the model: a model that both transforms and
    /// predicts gives its predictions here, and its features there.
    ///
    /// # Errors
    /// If the model has no such form.
    fn onnx_predictor(&self, graph: &mut onnx::Builder, x: &onnx::Value) -> Result<onnx::Output> {
        self.onnx(graph, x)
    }

    /// How much each column matters to the model, where it knows; they add up to 1.
    fn feature_importances(&self) -> Option<Vec<f64>> {
        None
    }

    /// The coefficients of a linear model: a row for each score, a column for each feature.
    fn coefficients(&self) -> Option<Matrix> {
        None
    }

    /// That what was read from a file holds together, so that nothing later can panic: lengths
    /// that fit, indices in range.
    ///
    /// # Errors
    /// Says what does not.
    fn validate(&self) -> Result<()>;

    /// The error for a method that the model does not have.
    fn unsupported(&self, method: &'static str) -> Error {
        Error::Unsupported { estimator: self.estimator(), method, hint: "" }
    }
}

/// An [`Estimator`] of any type.
pub trait AnyEstimator: Send + Sync {
    /// Its name.
    fn name(&self) -> &'static str;
    /// What it is for.
    fn kind(&self) -> Kind;
    /// Its parameters, an object.
    fn params(&self) -> Value;
    /// Changes the parameters that an object names and leaves the others. `ridge__alpha` is the
    /// parameter `alpha` of the part called `ridge`.
    ///
    /// # Errors
    /// If there is no such parameter, or a value is of the wrong type.
    fn set_params(&mut self, params: &Value) -> Result<()>;
    /// See [`Estimator::fit_with`].
    ///
    /// # Errors
    /// As there.
    fn fit_any(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<Box<dyn AnyModel>>;
    /// See [`Estimator::fit_samples`].
    ///
    /// # Errors
    /// As there.
    fn fit_samples_any(
        &self,
        x: &Samples<'_>,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<Box<dyn AnyModel>>;
    /// See [`Estimator::fit_transform`].
    ///
    /// # Errors
    /// As there.
    fn fit_transform_any(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<(Box<dyn AnyModel>, Features)>;
    /// Another one with the same parameters.
    fn clone_any(&self) -> Box<dyn AnyEstimator>;
}

impl<E: Estimator> AnyEstimator for E {
    fn name(&self) -> &'static str {
        E::NAME
    }

    fn kind(&self) -> Kind {
        Estimator::kind(self)
    }

    fn params(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    fn set_params(&mut self, params: &Value) -> Result<()> {
        let all = changed(E::NAME, AnyEstimator::params(self), params)?;
        *self = serde_json::from_value(all).map_err(|e| wrong_params(E::NAME, e.to_string()))?;
        Ok(())
    }

    fn fit_any(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<Box<dyn AnyModel>> {
        Ok(Box::new(self.fit_with(x, y, options)?))
    }

    fn fit_samples_any(
        &self,
        x: &Samples<'_>,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<Box<dyn AnyModel>> {
        Ok(Box::new(self.fit_samples(x, y, options)?))
    }

    fn fit_transform_any(
        &self,
        x: &Features,
        y: &[f64],
        options: &FitOptions<'_>,
    ) -> Result<(Box<dyn AnyModel>, Features)> {
        let (model, features) = self.fit_transform(x, y, options)?;
        Ok((Box::new(model), features))
    }

    fn clone_any(&self) -> Box<dyn AnyEstimator> {
        Box::new(self.clone())
    }
}

fn wrong_params(estimator: &str, reason: String) -> Error {
    Error::Parameters { estimator: estimator.into(), reason }
}

/// All parameters of an estimator, where some are changed.
fn changed(estimator: &str, mut all: Value, params: &Value) -> Result<Value> {
    let wrong = |reason: String| wrong_params(estimator, reason);
    let Value::Object(changes) = params else {
        return Err(wrong(format!("parameters are {params}: expected an object")));
    };
    let object = all.as_object_mut().ok_or_else(|| wrong("has no parameters".into()))?;
    for (name, value) in changes {
        if let Some((part, rest)) = name.split_once("__")
            && let Some(inner) = part_of(object, part)
        {
            set_inner(inner, rest, value).map_err(wrong)?;
            continue;
        }
        let Some(slot) = object.get_mut(name) else {
            let known: Vec<_> = object.keys().map(String::as_str).collect();
            return Err(wrong(format!("has no parameter {name}; there are {}", known.join(", "))));
        };
        *slot = value.clone();
    }
    Ok(all)
}

/// The estimator that a part of another one's parameters is: the parameter of that name, or the
/// member of that name in a list of named estimators (`steps`, `estimators`, `transformers`).
fn part_of<'a>(
    object: &'a mut serde_json::Map<String, Value>,
    part: &str,
) -> Option<&'a mut Value> {
    let is_estimator = |v: &Value| v.get("estimator").is_some_and(Value::is_string);
    if object.get(part).is_some_and(is_estimator) {
        return object.get_mut(part);
    }
    object
        .values_mut()
        .filter_map(Value::as_array_mut)
        .flatten()
        .find(|member| member.get("name").is_some_and(|n| n == part))
        .and_then(|member| member.get_mut("estimator"))
}

/// Changes a parameter of an estimator that is written down.
fn set_inner(estimator: &mut Value, name: &str, value: &Value) -> Result<(), String> {
    let of = estimator["estimator"].as_str().unwrap_or_default().to_string();
    let state = estimator.get("state").cloned().unwrap_or_default();
    let mut inner = crate::registry::estimator(&of, &state).map_err(|e| e.to_string())?;
    let change = serde_json::Map::from_iter([(name.to_string(), value.clone())]);
    inner.set_params(&Value::Object(change)).map_err(|e| e.to_string())?;
    estimator["state"] = inner.params();
    Ok(())
}

impl Clone for Box<dyn AnyEstimator> {
    fn clone(&self) -> Self {
        (**self).clone_any()
    }
}

impl std::fmt::Debug for dyn AnyEstimator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}({})", self.name(), self.params())
    }
}

/// A [`Model`] of any type, which can be written down.
pub trait AnyModel: Model {
    /// What it has learnt, for a file.
    ///
    /// # Errors
    /// If it cannot be written down.
    fn state(&self) -> Result<ciborium::Value>;
}

impl<M: Model + Serialize> AnyModel for M {
    fn state(&self) -> Result<ciborium::Value> {
        ciborium::Value::serialized(self)
            .map_err(|e| Error::Model { what: self.estimator().into(), reason: e.to_string() })
    }
}

impl std::fmt::Debug for dyn AnyModel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {} columns", self.estimator(), self.n_features())
    }
}

/// How an estimator or a model of any type stands in a file: its name, and what belongs to it.
#[derive(Serialize, Deserialize)]
struct Named<T> {
    estimator: String,
    state: T,
}

impl Serialize for Box<dyn AnyEstimator> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Named { estimator: self.name().into(), state: self.params() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Box<dyn AnyEstimator> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let named = Named::<Value>::deserialize(deserializer)?;
        crate::registry::estimator(&named.estimator, &named.state).map_err(serde::de::Error::custom)
    }
}

impl Serialize for Box<dyn AnyModel> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let state = self.state().map_err(serde::ser::Error::custom)?;
        Named { estimator: self.estimator().into(), state }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Box<dyn AnyModel> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let named = Named::<ciborium::Value>::deserialize(deserializer)?;
        crate::registry::model(&named.estimator, named.state).map_err(serde::de::Error::custom)
    }
}
