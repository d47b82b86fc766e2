//! A model on top of the predictions of others (Wolpert 1992).

use super::members::{self, Member, broken};
use super::voting::votes;
use crate::compose::Step;
use crate::estimator::{AnyEstimator, AnyModel, Estimator, FitOptions, Kind, Model};
use crate::linear::{LogisticRegression, RidgeCV};
use crate::model_selection::{CrossValidator, PredictMethod, cross_val_predict_with};
use crate::onnx::{Builder, Output, Value};
use crate::{Error, Features, Matrix, Result, target};
use serde::{Deserialize, Serialize};

/// What a stack asks of its classifiers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StackMethod {
    /// The first that a classifier has: probabilities, scores, classes.
    #[default]
    Auto,
    /// Probabilities.
    PredictProba,
    /// Scores.
    DecisionFunction,
    /// Classes.
    Predict,
}

/// A classifier that learns from the predictions of others, as scikit-learn's class of that name.
/// The predictions that the last one learns from are those of models that have not seen the row
/// (cross-validation); then all learn from all rows. Of two classes only the second's probability
/// is passed on. Rows' weights go to all of them.
///
/// ```
/// use sparkler_learn::compose::Step;
/// use sparkler_learn::ensemble::StackingClassifier;
/// use sparkler_learn::model_selection::CrossValidator;
/// use sparkler_learn::{Estimator, GaussianNB, KNeighborsClassifier, Matrix, Model};
/// let x = Matrix::new(6, 1, vec![0.0, 1.0, 2.0, 5.0, 6.0, 7.0]).unwrap().into();
/// let y = [0.0, 0.0, 0.0, 1.0, 1.0, 1.0];
/// let estimator = StackingClassifier {
///     estimators: vec![
///         Step::new("bayes", GaussianNB::default()),
///         Step::new("near", KNeighborsClassifier { n_neighbors: 2, ..Default::default() }),
///     ],
///     cv: CrossValidator::Count(3),
///     ..Default::default()
/// };
/// let model = estimator.fit(&x, &y).unwrap();
/// assert_eq!(model.predict(&x).unwrap(), y);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StackingClassifier {
    /// The classifiers whose predictions are learnt from.
    pub estimators: Vec<Step>,
    /// The classifier that learns from them.
    pub final_estimator: Box<dyn AnyEstimator>,
    /// How the rows are split.
    pub cv: CrossValidator,
    /// What is asked of the classifiers.
    pub stack_method: StackMethod,
    /// Does the last one see the features too, behind the predictions?
    pub passthrough: bool,
}

impl Default for StackingClassifier {
    fn default() -> Self {
        StackingClassifier {
            estimators: Vec::new(),
            final_estimator: Box::new(LogisticRegression::default()),
            cv: CrossValidator::default(),
            stack_method: StackMethod::Auto,
            passthrough: false,
        }
    }
}

/// A model and what is asked of it.
#[derive(Debug, Serialize, Deserialize)]
struct Stacked {
    member: Member,
    method: PredictMethod,
}

/// The models below and the one on top: what both stacks have learnt.
#[derive(Debug, Serialize, Deserialize)]
struct Stack {
    stacked: Vec<Stacked>,
    last: Box<dyn AnyModel>,
    passthrough: bool,
    /// The classes; none for numbers.
    classes: Vec<f64>,
    n_features: usize,
}

/// What the last model sees of a prediction.
fn columns(found: Matrix, method: PredictMethod, classes: &[f64]) -> Result<Matrix> {
    match method {
        PredictMethod::PredictProba if found.columns() == 2 => {
            Matrix::new(found.rows(), 1, found.column(1))
        }
        PredictMethod::Predict if !classes.is_empty() => {
            let place = |v: &f64| classes.partition_point(|c| c < v) as f64;
            Matrix::new(found.rows(), 1, found.to_f64().iter().map(place).collect())
        }
        _ => Ok(found),
    }
}

/// The method that a classifier has.
fn method(model: &dyn AnyModel, wanted: StackMethod, x: &Features) -> Result<PredictMethod> {
    let one = x.take_rows(&[0]);
    let order: &[PredictMethod] = match wanted {
        StackMethod::Auto => {
            &[PredictMethod::PredictProba, PredictMethod::DecisionFunction, PredictMethod::Predict]
        }
        StackMethod::PredictProba => &[PredictMethod::PredictProba],
        StackMethod::DecisionFunction => &[PredictMethod::DecisionFunction],
        StackMethod::Predict => &[PredictMethod::Predict],
    };
    let mut last = None;
    for &method in order {
        match method.of(model, &one) {
            Ok(_) => return Ok(method),
            Err(error @ Error::Unsupported { .. }) => last = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(last.unwrap_or_else(|| model.unsupported("predict")))
}

/// The parameters that both stacks share.
struct Parameters<'a> {
    name: &'static str,
    estimators: &'a [Step],
    last: &'a dyn AnyEstimator,
    cv: &'a CrossValidator,
    method: StackMethod,
    passthrough: bool,
    kind: Kind,
}

impl Parameters<'_> {
    fn fit(
        &self,
        x: &Features,
        y: &[f64],
        classes: Vec<f64>,
        options: &FitOptions<'_>,
    ) -> Result<Stack> {
        members::check(self.name, self.estimators, self.kind)?;
        if self.last.kind() != self.kind {
            let expected = match self.kind {
                Kind::Classifier => "a classifier",
                _ => "a regressor",
            };
            return Err(Error::parameter(self.name, "final_estimator", self.last.name(), expected));
        }
        options.weights(self.name, x.rows())?;
        let folds = self.cv.folds(self.kind == Kind::Classifier);
        // A split that is not possible is found before anything is fitted.
        folds.split(x.rows(), y, options.groups)?;
        let members = members::fit_all(self.name, self.estimators, x, y, options)?;
        let quiet = FitOptions {
            sample_weight: options.sample_weight,
            groups: options.groups,
            ..FitOptions::default()
        };
        let mut stacked = Vec::with_capacity(members.len());
        let mut parts = Vec::with_capacity(members.len() + 1);
        for (member, step) in members.into_iter().zip(self.estimators) {
            let method = method(&*member.model, self.method, x)?;
            let found = cross_val_predict_with(&*step.estimator, x, y, &folds, method, &quiet)?;
            parts.push(Features::from(columns(found, method, &classes)?));
            stacked.push(Stacked { member, method });
        }
        if self.passthrough {
            parts.push(x.clone());
        }
        let plain = FitOptions { sample_weight: options.sample_weight, ..FitOptions::default() };
        let last = self.last.fit_any(&Features::beside(&parts)?, y, &plain)?;
        let n_features = x.columns();
        Ok(Stack { stacked, last, passthrough: self.passthrough, classes, n_features })
    }
}

impl Stack {
    /// What the last model sees.
    fn below(&self, name: &'static str, x: &Features) -> Result<Features> {
        x.require_columns(name, self.n_features)?;
        let mut parts = Vec::with_capacity(self.stacked.len() + 1);
        for Stacked { member, method } in &self.stacked {
            let found = method.of(&*member.model, x)?;
            parts.push(Features::from(columns(found, *method, &self.classes)?));
        }
        if self.passthrough {
            parts.push(x.clone());
        }
        Features::beside(&parts)
    }

    fn onnx(&self, model: &dyn Model, graph: &mut Builder, x: &Value) -> Result<Output> {
        let mut parts = Vec::with_capacity(self.stacked.len() + 1);
        for Stacked { member, method } in &self.stacked {
            let k = self.classes.len();
            parts.push(match (member.model.onnx_predictor(graph, x)?, method) {
                (Output::Numbers(out), PredictMethod::Predict) => out,
                (Output::Classes { places, .. }, PredictMethod::Predict) => {
                    let votes = votes(graph, &places, k);
                    let numbers: Vec<f64> = (0..k).map(|i| i as f64).collect();
                    graph.linear(&votes, &numbers, &[0.0])
                }
                (Output::Classes { scores, probabilities, .. }, method)
                    if probabilities == (*method == PredictMethod::PredictProba) =>
                {
                    // Of two classes the second's alone.
                    if k == 2 { graph.columns(&scores, &[1]) } else { scores }
                }
                _ => return Err(model.unsupported("form in ONNX with such a member")),
            });
        }
        if self.passthrough {
            parts.push(x.clone());
        }
        let all = graph.beside(&parts);
        self.last.onnx_predictor(graph, &all)
    }

    fn validate(&self, name: &'static str, classes: Option<&[f64]>) -> Result<()> {
        if self.stacked.is_empty() {
            return Err(broken(name, "0 models: expected at least 1"));
        }
        if classes.is_some_and(|c| c.len() < 2) || self.last.classes() != classes {
            return Err(broken(name, "the last model does not know the classes of the stack"));
        }
        let mut width = if self.passthrough { self.n_features } else { 0 };
        for Stacked { member, method } in &self.stacked {
            if member.model.n_features() != self.n_features || member.model.classes() != classes {
                return Err(broken(
                    name,
                    format!("{} expects other columns or classes than the stack", member.name),
                ));
            }
            width += match method {
                PredictMethod::Predict => 1,
                _ if self.classes.len() == 2 => 1,
                _ => self.classes.len(),
            };
        }
        if self.last.n_features() != width {
            let found = self.last.n_features();
            return Err(broken(
                name,
                format!("the last model expects {found} columns, those below give {width}"),
            ));
        }
        Ok(())
    }
}

/// What a [`StackingClassifier`] has learnt.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StackingClassifierModel(Stack);

impl StackingClassifierModel {
    /// The classifiers below, in their order.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.0.stacked.iter().map(|s| &s.member)
    }

    /// What is asked of each.
    pub fn stack_methods(&self) -> impl Iterator<Item = PredictMethod> {
        self.0.stacked.iter().map(|s| s.method)
    }

    /// The classifier on top.
    pub fn final_model(&self) -> &dyn AnyModel {
        &*self.0.last
    }
}

impl Estimator for StackingClassifier {
    const NAME: &'static str = "StackingClassifier";
    const KIND: Kind = Kind::Classifier;
    type Fitted = StackingClassifierModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        let classes = target::classes(Self::NAME, y, x.rows())?.values;
        let parameters = Parameters {
            name: Self::NAME,
            estimators: &self.estimators,
            last: &*self.final_estimator,
            cv: &self.cv,
            method: self.stack_method,
            passthrough: self.passthrough,
            kind: Kind::Classifier,
        };
        Ok(StackingClassifierModel(parameters.fit(x, y, classes, options)?))
    }
}

impl Model for StackingClassifierModel {
    fn estimator(&self) -> &'static str {
        StackingClassifier::NAME
    }

    fn n_features(&self) -> usize {
        self.0.n_features
    }

    fn classes(&self) -> Option<&[f64]> {
        Some(&self.0.classes)
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        self.0.last.predict(&self.0.below(StackingClassifier::NAME, x)?)
    }

    fn predict_proba(&self, x: &Features) -> Result<Matrix> {
        self.0.last.predict_proba(&self.0.below(StackingClassifier::NAME, x)?)
    }

    fn decision_function(&self, x: &Features) -> Result<Matrix> {
        self.0.last.decision_function(&self.0.below(StackingClassifier::NAME, x)?)
    }

    /// What the last model sees.
    fn transform(&self, x: &Features) -> Result<Features> {
        self.0.below(StackingClassifier::NAME, x)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        self.0.onnx(self, graph, x)
    }

    fn validate(&self) -> Result<()> {
        self.0.validate(StackingClassifier::NAME, Some(&self.0.classes))
    }
}

/// A regressor that learns from the predictions of others, as scikit-learn's class of that name.
/// See [`StackingClassifier`]; folds are consecutive.
///
/// ```
/// use sparkler_learn::compose::Step;
/// use sparkler_learn::ensemble::StackingRegressor;
/// use sparkler_learn::{DummyRegressor, Estimator, LinearRegression, Matrix, Model};
/// let x = Matrix::new(6, 1, vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0]).unwrap().into();
/// let estimator = StackingRegressor {
///     estimators: vec![
///         Step::new("line", LinearRegression::default()),
///         Step::new("mean", DummyRegressor::default()),
///     ],
///     ..Default::default()
/// };
/// let model = estimator.fit(&x, &[0.0, 2.0, 4.0, 6.0, 8.0, 10.0]).unwrap();
/// assert!((model.predict(&x).unwrap()[5] - 10.0).abs() < 0.1);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StackingRegressor {
    /// The regressors whose predictions are learnt from.
    pub estimators: Vec<Step>,
    /// The regressor that learns from them.
    pub final_estimator: Box<dyn AnyEstimator>,
    /// How the rows are split.
    pub cv: CrossValidator,
    /// Does the last one see the features too, behind the predictions?
    pub passthrough: bool,
}

impl Default for StackingRegressor {
    fn default() -> Self {
        StackingRegressor {
            estimators: Vec::new(),
            final_estimator: Box::new(RidgeCV::default()),
            cv: CrossValidator::default(),
            passthrough: false,
        }
    }
}

/// What a [`StackingRegressor`] has learnt.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StackingRegressorModel(Stack);

impl StackingRegressorModel {
    /// The regressors below, in their order.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.0.stacked.iter().map(|s| &s.member)
    }

    /// The regressor on top.
    pub fn final_model(&self) -> &dyn AnyModel {
        &*self.0.last
    }
}

impl Estimator for StackingRegressor {
    const NAME: &'static str = "StackingRegressor";
    const KIND: Kind = Kind::Regressor;
    type Fitted = StackingRegressorModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        target::require_numbers(Self::NAME, y, x.rows())?;
        let parameters = Parameters {
            name: Self::NAME,
            estimators: &self.estimators,
            last: &*self.final_estimator,
            cv: &self.cv,
            method: StackMethod::Predict,
            passthrough: self.passthrough,
            kind: Kind::Regressor,
        };
        Ok(StackingRegressorModel(parameters.fit(x, y, Vec::new(), options)?))
    }
}

impl Model for StackingRegressorModel {
    fn estimator(&self) -> &'static str {
        StackingRegressor::NAME
    }

    fn n_features(&self) -> usize {
        self.0.n_features
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        self.0.last.predict(&self.0.below(StackingRegressor::NAME, x)?)
    }

    /// What the last model sees.
    fn transform(&self, x: &Features) -> Result<Features> {
        self.0.below(StackingRegressor::NAME, x)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        self.0.onnx(self, graph, x)
    }

    fn validate(&self) -> Result<()> {
        if !self.0.classes.is_empty() {
            return Err(broken(StackingRegressor::NAME, "a stack of regressors with classes"));
        }
        self.0.validate(StackingRegressor::NAME, None)
    }
}
