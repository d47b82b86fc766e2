//! Many models of one kind, each on rows and columns drawn at random (Breiman 1996).

use super::members::broken;
use super::voting::votes;
use crate::dummy::DummyClassifier;
use crate::estimator::{AnyEstimator, AnyModel, Estimator, FitOptions, Kind, Model, Progress};
use crate::model_selection::Scoring;
use crate::onnx::{Builder, Output, Value};
use crate::random::Generator;
use crate::rows::{best_classes, largest_place};
use crate::{
    DecisionTreeClassifier, DecisionTreeRegressor, Error, Features, Matrix, Result, parallel,
    target,
};
use serde::{Deserialize, Serialize};

/// How many rows or columns are drawn. In JSON a whole number, or a share with a decimal point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MaxSamples {
    /// So many.
    Count(usize),
    /// This share of them, above 0 and up to 1.
    Share(f64),
}

impl MaxSamples {
    fn of(self, estimator: &'static str, parameter: &'static str, all: usize) -> Result<usize> {
        match self {
            MaxSamples::Count(count) if count >= 1 && count <= all => Ok(count),
            MaxSamples::Share(share) if share > 0.0 && share <= 1.0 => {
                Ok(((share * all as f64) as usize).max(1))
            }
            wrong => Err(Error::parameter(
                estimator,
                parameter,
                match wrong {
                    MaxSamples::Count(count) => count.to_string(),
                    MaxSamples::Share(share) => format!("{share:?}"),
                },
                format!("1 to {all}, or a share above 0.0 and up to 1.0"),
            )),
        }
    }
}

macro_rules! bagging {
    ($(#[$doc:meta])* $name:ident, $default:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            /// What each model is; each gets a `random_state` of its own, where it has one.
            pub estimator: Box<dyn AnyEstimator>,
            /// How many models.
            pub n_estimators: usize,
            /// How many rows each learns from; without it as many as there are, or as the weights
            /// add up to.
            pub max_samples: Option<MaxSamples>,
            /// How many columns each learns from.
            pub max_features: MaxSamples,
            /// May a row be drawn more than once?
            pub bootstrap: bool,
            /// May a column be drawn more than once?
            pub bootstrap_features: bool,
            /// Score each row by the models that have not seen it?
            pub oob_score: bool,
            /// The seed.
            pub random_state: u64,
        }

        impl Default for $name {
            fn default() -> Self {
                $name {
                    estimator: Box::new($default::default()),
                    n_estimators: 10,
                    max_samples: None,
                    max_features: MaxSamples::Share(1.0),
                    bootstrap: true,
                    bootstrap_features: false,
                    oob_score: false,
                    random_state: 0,
                }
            }
        }

        impl $name {
            fn parameters(&self) -> Parameters<'_> {
                Parameters {
                    name: Self::NAME,
                    estimator: &*self.estimator,
                    n_estimators: self.n_estimators,
                    max_samples: self.max_samples,
                    max_features: self.max_features,
                    bootstrap: self.bootstrap,
                    bootstrap_features: self.bootstrap_features,
                    oob_score: self.oob_score,
                    random_state: self.random_state,
                }
            }
        }
    };
}

bagging! {
    /// Many classifiers of one kind, each on rows (and columns) drawn at random, as scikit-learn's
    /// class of that name; the mean of their probabilities decides, or their votes where they have
    /// none. With weights, rows are drawn by these. A model that has drawn rows of one class alone
    /// always predicts it.
    ///
    /// ```
    /// use sparkler_learn::ensemble::BaggingClassifier;
    /// use sparkler_learn::{Estimator, Matrix, Model};
    /// let x = Matrix::new(6, 1, vec![0.0, 1.0, 2.0, 5.0, 6.0, 7.0]).unwrap().into();
    /// let y = [0.0, 0.0, 0.0, 1.0, 1.0, 1.0];
    /// let model = BaggingClassifier::default().fit(&x, &y).unwrap();
    /// assert_eq!(model.predict(&x).unwrap(), y);
    /// ```
    BaggingClassifier, DecisionTreeClassifier
}

bagging! {
    /// Many regressors of one kind, each on rows (and columns) drawn at random, as scikit-learn's
    /// class of that name; predicts their mean. With weights, rows are drawn by these.
    ///
    /// ```
    /// use sparkler_learn::ensemble::BaggingRegressor;
    /// use sparkler_learn::{Estimator, LinearRegression, Matrix, Model};
    /// let x = Matrix::new(4, 1, vec![0.0, 1.0, 2.0, 3.0]).unwrap().into();
    /// let estimator = BaggingRegressor {
    ///     estimator: Box::new(LinearRegression::default()),
    ///     bootstrap: false,
    ///     ..Default::default()
    /// };
    /// let model = estimator.fit(&x, &[1.0, 3.0, 5.0, 7.0]).unwrap();
    /// assert!((model.predict(&x).unwrap()[3] - 7.0).abs() < 1e-9);
    /// ```
    BaggingRegressor, DecisionTreeRegressor
}

struct Parameters<'a> {
    name: &'static str,
    estimator: &'a dyn AnyEstimator,
    n_estimators: usize,
    max_samples: Option<MaxSamples>,
    max_features: MaxSamples,
    bootstrap: bool,
    bootstrap_features: bool,
    oob_score: bool,
    random_state: u64,
}

/// A model and the columns that it sees; nothing for all.
#[derive(Debug, Serialize, Deserialize)]
struct Bagged {
    model: Box<dyn AnyModel>,
    columns: Option<Vec<usize>>,
}

impl Bagged {
    fn features<'x>(&self, x: &'x Features) -> Result<std::borrow::Cow<'x, Features>> {
        Ok(match &self.columns {
            Some(columns) => std::borrow::Cow::Owned(x.take_columns(columns)?),
            None => std::borrow::Cow::Borrowed(x),
        })
    }

    /// Adds the probabilities of classes, or a vote for one of them, to `sum`.
    fn add(&self, x: &Features, classes: &[f64], sum: &mut [f64]) -> Result<()> {
        let x = self.features(x)?;
        let k = classes.len();
        let place = |class: &f64| classes.partition_point(|c| c < class).min(k - 1);
        match self.model.predict_proba(&x) {
            Ok(p) => {
                let places: Vec<usize> =
                    self.model.classes().unwrap_or_default().iter().map(place).collect();
                let rows = p.to_f64();
                let rows = rows.chunks_exact(p.columns().max(1));
                for (row, out) in rows.zip(sum.chunks_exact_mut(k)) {
                    row.iter().zip(&places).for_each(|(p, &place)| out[place] += p);
                }
            }
            Err(Error::Unsupported { .. }) => {
                let found = self.model.predict(&x)?;
                for (class, out) in found.iter().zip(sum.chunks_exact_mut(k)) {
                    out[place(class)] += 1.0;
                }
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// Gives each `random_state` in parameters, those of parts included, a number of its own.
fn seed(params: &mut serde_json::Value, generator: &mut Generator) {
    match params {
        serde_json::Value::Object(object) => {
            for (name, value) in object {
                if name == "random_state" && (value.is_number() || value.is_null()) {
                    *value = generator.bits().into();
                } else {
                    seed(value, generator);
                }
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| seed(item, generator)),
        _ => {}
    }
}

/// `count` rows by their weights; without replacement the order of drawing one after another
/// (Efraimidis and Spirakis 2006).
fn draw_weighted(
    weights: &[f64],
    count: usize,
    replacement: bool,
    generator: &mut Generator,
) -> Vec<usize> {
    if replacement {
        let mut sums = Vec::with_capacity(weights.len());
        let mut sum = 0.0;
        for w in weights {
            sum += w;
            sums.push(sum);
        }
        let last = weights.iter().rposition(|w| *w > 0.0).unwrap_or(0);
        return (0..count)
            .map(|_| {
                let at = generator.uniform() * sum;
                sums.partition_point(|s| *s <= at).min(last)
            })
            .collect();
    }
    let mut keys: Vec<(f64, usize)> = weights
        .iter()
        .enumerate()
        .filter(|(_, w)| **w > 0.0)
        .map(|(row, w)| (-(1.0 - generator.uniform()).ln() / w, row))
        .collect();
    keys.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    keys.truncate(count);
    keys.into_iter().map(|k| k.1).collect()
}

/// The models, and for each the rows that it has seen (where these are asked for).
type Bags = (Vec<Bagged>, Vec<Vec<bool>>);

impl Parameters<'_> {
    fn fit(&self, kind: Kind, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Bags> {
        let (rows, columns) = (x.rows(), x.columns());
        if self.estimator.kind() != kind {
            let expected = match kind {
                Kind::Classifier => "a classifier",
                _ => "a regressor",
            };
            return Err(Error::parameter(self.name, "estimator", self.estimator.name(), expected));
        }
        if self.n_estimators == 0 {
            return Err(Error::parameter(self.name, "n_estimators", 0, "1 or more"));
        }
        if self.oob_score && !self.bootstrap {
            let expected = "true with bootstrap alone: without it every model sees every row";
            return Err(Error::parameter(self.name, "oob_score", true, expected));
        }
        let weights = options.weights(self.name, rows)?;
        let count = match (self.max_samples, weights) {
            (Some(count), _) => count.of(self.name, "max_samples", rows)?,
            (None, Some(w)) => (w.iter().sum::<f64>() as usize).max(1),
            (None, None) => rows,
        };
        if count == 0 || columns == 0 {
            return Err(Error::data(
                self.name,
                format!("{rows} rows x {columns} columns: expected at least one of each"),
            ));
        }
        let present = weights.map_or(rows, |w| w.iter().filter(|w| **w > 0.0).count());
        if !self.bootstrap && count > present {
            return Err(Error::data(
                self.name,
                format!("{count} rows cannot be drawn from {present} that count, each once"),
            ));
        }
        let width = self.max_features.of(self.name, "max_features", columns)?;
        let params = self.estimator.params();
        let fit = |i: usize| -> Result<(Bagged, Vec<bool>)> {
            let mut generator = Generator::new(self.random_state, i as u64);
            let mut estimator = self.estimator.clone_any();
            let mut own = params.clone();
            seed(&mut own, &mut generator);
            estimator.set_params(&own)?;
            let chosen = if self.bootstrap_features {
                Some((0..width).map(|_| generator.below(columns)).collect::<Vec<_>>())
            } else if width < columns {
                let mut chosen = generator.choose(columns, width);
                chosen.sort_unstable();
                Some(chosen)
            } else {
                None
            };
            let mut drawn = match weights {
                Some(w) => draw_weighted(w, count, self.bootstrap, &mut generator),
                None if self.bootstrap => (0..count).map(|_| generator.below(rows)).collect(),
                None if count == rows => (0..rows).collect(),
                None => generator.choose(rows, count),
            };
            // The order in which rows were drawn says nothing.
            drawn.sort_unstable();
            let mut seen = Vec::new();
            if self.oob_score {
                seen.resize(rows, false);
                drawn.iter().for_each(|&row| seen[row] = true);
            }
            let part = x.take_rows(&drawn);
            let part = match &chosen {
                Some(chosen) => part.take_columns(chosen)?,
                None => part,
            };
            let target: Vec<f64> = drawn.iter().map(|&row| y[row]).collect();
            let one_class = kind == Kind::Classifier && target.iter().all(|v| *v == target[0]);
            let plain = FitOptions::default();
            let model = if one_class {
                DummyClassifier::default().fit_any(&part, &target, &plain)?
            } else {
                estimator.fit_any(&part, &target, &plain)?
            };
            let progress = Progress { done: i + 1, total: self.n_estimators, score: None };
            options.step(self.name, progress)?;
            Ok((Bagged { model, columns: chosen }, seen))
        };
        let cost = count.saturating_mul(width).saturating_mul(16);
        let fitted: Result<Vec<_>> =
            parallel::map(self.n_estimators, cost, fit).into_iter().collect();
        Ok(fitted?.into_iter().unzip())
    }
}

/// That what was read expects columns that there are.
fn validate(name: &'static str, models: &[Bagged], n_features: usize) -> Result<()> {
    if models.is_empty() {
        return Err(broken(name, "0 models: expected at least 1"));
    }
    for bagged in models {
        let columns = bagged.columns.as_ref().map_or(n_features, Vec::len);
        let outside = bagged.columns.iter().flatten().any(|c| *c >= n_features);
        if outside || bagged.model.n_features() != columns {
            return Err(broken(name, "a model expects other columns than it is given"));
        }
    }
    Ok(())
}

/// What a [`BaggingClassifier`] has learnt.
#[derive(Debug, Serialize, Deserialize)]
pub struct BaggingClassifierModel {
    models: Vec<Bagged>,
    classes: Vec<f64>,
    n_features: usize,
    /// The accuracy on rows, each judged by the models that have not seen it; without rows that
    /// all have seen.
    pub oob_score: Option<f64>,
}

impl Estimator for BaggingClassifier {
    const NAME: &'static str = "BaggingClassifier";
    const KIND: Kind = Kind::Classifier;
    type Fitted = BaggingClassifierModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        let classes = target::classes(Self::NAME, y, x.rows())?.values;
        let (models, seen) = self.parameters().fit(Kind::Classifier, x, y, options)?;
        let k = classes.len();
        let mut oob_score = None;
        if self.oob_score {
            let mut sums = vec![0.0; x.rows() * k];
            for (model, seen) in models.iter().zip(&seen) {
                let rest: Vec<usize> = (0..x.rows()).filter(|&row| !seen[row]).collect();
                if rest.is_empty() {
                    continue;
                }
                let mut own = vec![0.0; rest.len() * k];
                model.add(&x.take_rows(&rest), &classes, &mut own)?;
                for (&row, own) in rest.iter().zip(own.chunks_exact(k)) {
                    sums[row * k..(row + 1) * k].iter_mut().zip(own).for_each(|(s, o)| *s += o);
                }
            }
            let judged =
                sums.chunks_exact(k).zip(y).filter(|(row, _)| row.iter().any(|v| *v > 0.0));
            let (predicted, right): (Vec<f64>, Vec<f64>) =
                judged.map(|(row, v)| (classes[largest_place(row)], *v)).unzip();
            oob_score = Some(Scoring::Accuracy.of_predictions(&predicted, &right));
        }
        Ok(BaggingClassifierModel { models, classes, n_features: x.columns(), oob_score })
    }
}

impl Model for BaggingClassifierModel {
    fn estimator(&self) -> &'static str {
        BaggingClassifier::NAME
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
        x.require_columns(BaggingClassifier::NAME, self.n_features)?;
        let mut sum = vec![0.0; x.rows() * self.classes.len()];
        for model in &self.models {
            model.add(x, &self.classes, &mut sum)?;
        }
        sum.iter_mut().for_each(|s| *s /= self.models.len() as f64);
        Matrix::new(x.rows(), self.classes.len(), sum)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let k = self.classes.len();
        let share = 1.0 / self.models.len() as f64;
        let mut sum: Option<Value> = None;
        for bagged in &self.models {
            let own = match &bagged.columns {
                Some(columns) => graph.columns(x, columns),
                None => x.clone(),
            };
            let known = bagged.model.classes().unwrap_or_default();
            if known.len() < 2 {
                return Err(self.unsupported("form in ONNX with a model of one class"));
            }
            let each = match bagged.model.onnx_predictor(graph, &own)? {
                Output::Classes { scores, probabilities: true, .. } => scores,
                Output::Classes { places, .. } => votes(graph, &places, known.len()),
                _ => return Err(self.unsupported("form in ONNX with such a model")),
            };
            // A row for each class of all, with a share at the place of the model's own class.
            let mut coef = vec![0.0; k * known.len()];
            for (i, class) in known.iter().enumerate() {
                let place = self.classes.partition_point(|c| c < class).min(k - 1);
                coef[place * known.len() + i] = share;
            }
            let part = graph.linear(&each, &coef, &vec![0.0; k]);
            sum = Some(match sum {
                Some(sum) => graph.call("Add", &[&sum, &part], vec![]),
                None => part,
            });
        }
        match sum {
            Some(sum) => Ok(graph.classes_of(sum)),
            None => Err(self.unsupported("form in ONNX without models")),
        }
    }

    fn validate(&self) -> Result<()> {
        if self.classes.len() < 2 {
            return Err(broken(BaggingClassifier::NAME, "fewer than 2 classes"));
        }
        validate(BaggingClassifier::NAME, &self.models, self.n_features)?;
        let mut known = self.models.iter().flat_map(|m| m.model.classes().unwrap_or_default());
        match known.find(|c| !self.classes.contains(c)) {
            Some(class) => {
                Err(broken(BaggingClassifier::NAME, format!("a model knows a class {class}")))
            }
            None => Ok(()),
        }
    }
}

/// What a [`BaggingRegressor`] has learnt.
#[derive(Debug, Serialize, Deserialize)]
pub struct BaggingRegressorModel {
    models: Vec<Bagged>,
    n_features: usize,
    /// R² on rows, each judged by the models that have not seen it; without rows that all have
    /// seen.
    pub oob_score: Option<f64>,
}

impl Estimator for BaggingRegressor {
    const NAME: &'static str = "BaggingRegressor";
    const KIND: Kind = Kind::Regressor;
    type Fitted = BaggingRegressorModel;

    fn fit_with(&self, x: &Features, y: &[f64], options: &FitOptions<'_>) -> Result<Self::Fitted> {
        target::require_numbers(Self::NAME, y, x.rows())?;
        let (models, seen) = self.parameters().fit(Kind::Regressor, x, y, options)?;
        let mut oob_score = None;
        if self.oob_score {
            let (mut sums, mut counts) = (vec![0.0; y.len()], vec![0usize; y.len()]);
            for (bagged, seen) in models.iter().zip(&seen) {
                let rest: Vec<usize> = (0..x.rows()).filter(|&row| !seen[row]).collect();
                if rest.is_empty() {
                    continue;
                }
                let part = x.take_rows(&rest);
                let found = bagged.model.predict(&*bagged.features(&part)?)?;
                for (&row, v) in rest.iter().zip(&found) {
                    sums[row] += v;
                    counts[row] += 1;
                }
            }
            let judged = (0..y.len()).filter(|&row| counts[row] > 0);
            let (predicted, right): (Vec<f64>, Vec<f64>) =
                judged.map(|row| (sums[row] / counts[row] as f64, y[row])).unzip();
            oob_score = Some(Scoring::R2.of_predictions(&predicted, &right));
        }
        Ok(BaggingRegressorModel { models, n_features: x.columns(), oob_score })
    }
}

impl Model for BaggingRegressorModel {
    fn estimator(&self) -> &'static str {
        BaggingRegressor::NAME
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn predict(&self, x: &Features) -> Result<Vec<f64>> {
        x.require_columns(BaggingRegressor::NAME, self.n_features)?;
        let mut sum = vec![0.0; x.rows()];
        for bagged in &self.models {
            let found = bagged.model.predict(&*bagged.features(x)?)?;
            sum.iter_mut().zip(&found).for_each(|(s, v)| *s += v);
        }
        sum.iter_mut().for_each(|s| *s /= self.models.len() as f64);
        Ok(sum)
    }

    fn onnx(&self, graph: &mut Builder, x: &Value) -> Result<Output> {
        let mut parts = Vec::with_capacity(self.models.len());
        for bagged in &self.models {
            let own = match &bagged.columns {
                Some(columns) => graph.columns(x, columns),
                None => x.clone(),
            };
            let Output::Numbers(out) = bagged.model.onnx_predictor(graph, &own)? else {
                return Err(self.unsupported("form in ONNX with such a model"));
            };
            parts.push(out);
        }
        let share = 1.0 / self.models.len() as f64;
        let all = graph.beside(&parts);
        Ok(Output::Numbers(graph.linear(&all, &vec![share; parts.len()], &[0.0])))
    }

    fn validate(&self) -> Result<()> {
        validate(BaggingRegressor::NAME, &self.models, self.n_features)
    }
}
