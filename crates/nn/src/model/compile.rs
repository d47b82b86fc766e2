//! Compiling: what a model is trained with.

use super::{Model, Network};
use crate::constraints::Constraint;
use crate::layers::{LayerRef, Run};
use crate::losses::Loss;
use crate::metrics::{self, Mean, Metric};
use crate::optimizers::{self, Optimizer};
use crate::random::SeedGenerator;
use crate::regularizers::Regularizer;
use crate::{Error, ErrorKind, Function, Result, callbacks::Logs};
use serde_json::Value as Json;
use sparkler_engine::{Tape, Tensor, Variable, no_tape};
use std::cell::RefCell;
use std::rc::Rc;

/// What can be given as an optimizer: one, or the name of one with its defaults.
pub trait IntoOptimizer {
    /// The optimizer.
    ///
    /// # Errors
    /// If there is none of that name.
    fn into_optimizer(self) -> Result<Rc<dyn Optimizer>>;
}

impl<O: Optimizer + 'static> IntoOptimizer for O {
    fn into_optimizer(self) -> Result<Rc<dyn Optimizer>> {
        Ok(Rc::new(self))
    }
}

impl IntoOptimizer for Box<dyn Optimizer> {
    fn into_optimizer(self) -> Result<Rc<dyn Optimizer>> {
        Ok(self.into())
    }
}

impl IntoOptimizer for Rc<dyn Optimizer> {
    fn into_optimizer(self) -> Result<Rc<dyn Optimizer>> {
        Ok(self)
    }
}

impl IntoOptimizer for &str {
    fn into_optimizer(self) -> Result<Rc<dyn Optimizer>> {
        Ok(optimizers::from_name(self)?.into())
    }
}

/// What can be given as a loss: one, or the name of one with its defaults.
pub trait IntoLoss {
    /// The loss.
    ///
    /// # Errors
    /// If there is none of that name.
    fn into_loss(self) -> Result<Loss>;
}

impl IntoLoss for Loss {
    fn into_loss(self) -> Result<Loss> {
        Ok(self)
    }
}

impl IntoLoss for &str {
    fn into_loss(self) -> Result<Loss> {
        Loss::from_name(self)
    }
}

/// A function of this crate as one that is captured; it fails with this crate's error.
pub(crate) struct Captured {
    function: Function,
    failure: Rc<RefCell<Option<Error>>>,
}

impl Captured {
    pub(crate) fn new(f: impl Fn(&[Tensor]) -> Result<Vec<Tensor>> + 'static) -> Captured {
        let failure = Rc::new(RefCell::new(None));
        let slot = failure.clone();
        let function = Function::new(move |inputs| {
            f(inputs).map_err(|e| match e.into_kind() {
                ErrorKind::Op(e) => e,
                other => {
                    let other = Error::from(other);
                    let text = other.to_string();
                    slot.replace(Some(other));
                    sparkler_engine::Error::other("model", text)
                }
            })
        });
        Captured { function, failure }
    }

    pub(crate) fn call(&self, inputs: &[Tensor]) -> Result<Vec<Tensor>> {
        let inputs: Vec<&Tensor> = inputs.iter().collect();
        self.function.call(&inputs).map_err(|e| self.failure.take().unwrap_or(e.into()))
    }
}

/// What a model is trained to make small, and what is measured; see [`Model::compile_options`].
#[derive(Default)]
pub struct CompileOptions {
    /// The loss of each output; a single one is that of all of them.
    pub losses: Vec<Loss>,
    /// What each output's loss counts in their sum; ones if empty.
    pub loss_weights: Vec<f64>,
    /// The metrics of each output; none if empty.
    pub metrics: Vec<Vec<Box<dyn Metric>>>,
}

/// What came of a batch at one output.
struct Outcome {
    loss: Tensor,
    y_true: Tensor,
    y_pred: Tensor,
    weight: Option<Tensor>,
}

/// The losses and the metrics, as running values.
pub(super) struct Trackers {
    loss: Mean,
    /// The loss of each output, if there are several.
    losses: Vec<Mean>,
    /// The metrics of each output.
    metrics: Vec<Vec<Box<dyn Metric>>>,
    /// The outputs, if there are several.
    outputs: Vec<String>,
}

impl Trackers {
    fn new(outputs: &[&str], metrics: Vec<Vec<Box<dyn Metric>>>) -> Result<Trackers> {
        let outputs: Vec<String> = match outputs {
            [_] => Vec::new(),
            several => several.iter().map(|name| name.to_string()).collect(),
        };
        let losses = outputs.iter().map(|name| Mean::new(format!("{name}_loss")));
        let losses = losses.collect::<Result<_>>()?;
        Ok(Trackers { loss: Mean::new("loss")?, losses, metrics, outputs })
    }

    /// Takes a batch into account.
    fn update(&self, loss: &Tensor, outcomes: &[Outcome]) -> Result<()> {
        // A batch counts by its examples, so that a short one at the end counts less.
        let examples = outcomes.first().and_then(|o| o.y_true.shape().first().copied());
        let examples = Tensor::scalar(examples.unwrap_or(1) as f32)?;
        self.loss.update(loss, Some(&examples))?;
        for (mean, outcome) in self.losses.iter().zip(outcomes) {
            mean.update(&outcome.loss, Some(&examples))?;
        }
        for (metrics, outcome) in self.metrics.iter().zip(outcomes) {
            let Outcome { y_true, y_pred, weight, .. } = outcome;
            metrics.iter().try_for_each(|m| m.update_state(y_true, y_pred, weight.as_ref()))?;
        }
        Ok(())
    }

    /// All of them, each under its name in the logs.
    fn all(&self) -> impl Iterator<Item = (String, &dyn Metric)> {
        let losses = std::iter::once(&self.loss).chain(&self.losses);
        let losses = losses.map(|mean| (mean.name().to_string(), mean as &dyn Metric));
        let metrics = self.metrics.iter().enumerate().flat_map(|(i, metrics)| {
            let output = self.outputs.get(i);
            metrics.iter().map(move |metric| {
                let name = match output {
                    Some(output) => format!("{output}_{}", metric.name()),
                    None => metric.name().to_string(),
                };
                (name, &**metric)
            })
        });
        losses.chain(metrics)
    }

    pub(super) fn reset(&self) -> Result<()> {
        self.all().try_for_each(|(_, metric)| metric.reset_state())
    }

    pub(super) fn variables(&self) -> Vec<Variable> {
        self.all().flat_map(|(_, metric)| metric.variables()).collect()
    }

    /// The names of the running values: `loss`, the losses of several outputs, and the metrics.
    pub(super) fn names(&self) -> Vec<String> {
        self.all().map(|(name, _)| name).collect()
    }

    /// The running values; reads them.
    pub(super) fn logs(&self) -> Result<Logs> {
        let mut logs = Logs::default();
        for (name, metric) in self.all() {
            logs.push(&name, metric.result()?.item()?);
        }
        Ok(logs)
    }
}

/// What [`Model::compile`] makes.
pub(super) struct Compiled {
    pub(super) network: Network,
    pub(super) seeds: SeedGenerator,
    pub(super) optimizer: Rc<dyn Optimizer>,
    /// The loss of each output.
    pub(super) losses: Vec<Loss>,
    pub(super) loss_weights: Vec<f64>,
    /// The names of the metrics of each output.
    pub(super) metric_names: Vec<Vec<String>>,
    pub(super) trackers: Rc<Trackers>,
    /// One training step on inputs, what is true, and weights if any; gives the loss.
    pub(super) train: Captured,
    /// One step of evaluation, with the same inputs.
    pub(super) evaluate: Captured,
}

impl Model {
    /// Says what the model is trained with: an optimizer, a loss and metrics, each by itself or by
    /// name. Which weights are trained is settled here. In a model of several outputs, loss and
    /// metrics are those of each of them, and what is made small is the sum of the losses.
    ///
    /// ```
    /// use sparkler_nn::{Sequential, layers::Dense};
    /// let mut model = Sequential::new().input([4]).add(Dense::new(3).activation("softmax")?).build()?;
    /// model.compile("adam", "sparse_categorical_crossentropy", &["accuracy"])?;
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    ///
    /// # Errors
    /// If a name is not known.
    pub fn compile(
        &mut self,
        optimizer: impl IntoOptimizer,
        loss: impl IntoLoss,
        metrics: &[&str],
    ) -> Result<()> {
        let loss = loss.into_loss()?;
        let shapes = self.network.output_shapes();
        let made = shapes.iter().map(|shape| {
            metrics.iter().map(|name| metrics::from_name(name, &loss, shape)).collect()
        });
        let metrics = made.collect::<Result<_>>()?;
        let options = CompileOptions { losses: vec![loss], metrics, ..Default::default() };
        self.compile_options(optimizer, options)
    }

    /// As [`Model::compile`], with metrics of one's own, for a model of one output.
    ///
    /// # Errors
    /// As [`Model::compile_options`].
    pub fn compile_with(
        &mut self,
        optimizer: impl IntoOptimizer,
        loss: impl IntoLoss,
        metrics: Vec<Box<dyn Metric>>,
    ) -> Result<()> {
        let losses = vec![loss.into_loss()?];
        let metrics = if metrics.is_empty() { Vec::new() } else { vec![metrics] };
        self.compile_options(optimizer, CompileOptions { losses, metrics, ..Default::default() })
    }

    /// As [`Model::compile`], from a configuration as Keras and TensorFlow.js write it: an object
    /// with `loss`, and perhaps `loss_weights` and `metrics`. Each is one for all outputs, or a
    /// list in the order of the outputs, or an object by the outputs' names.
    ///
    /// ```
    /// use sparkler_nn::{Model, input, layers::{Dense, Layer}};
    /// let x = input([4]);
    /// let outputs = [Dense::new(3).named("a").apply(&x)?, Dense::new(1).named("b").apply(&x)?];
    /// let mut model = Model::new(&[&x], &[&outputs[0], &outputs[1]])?;
    /// model.compile_config("adam", &serde_json::json!({
    ///     "loss": { "a": "mse", "b": { "class_name": "Huber", "config": { "delta": 0.5 } } },
    ///     "loss_weights": [1.0, 0.2],
    ///     "metrics": { "b": ["mae"] },
    /// }))?;
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    ///
    /// # Errors
    /// If a name is not known, or there are not as many as outputs.
    pub fn compile_config(&mut self, optimizer: impl IntoOptimizer, config: &Json) -> Result<()> {
        let options = self.options_of(config)?;
        self.compile_options(optimizer, options)
    }

    /// What a configuration says.
    fn options_of(&self, config: &Json) -> Result<CompileOptions> {
        let names = self.network.output_names();
        let losses = match for_each_output("loss", &config["loss"], &names, &is_one)? {
            Some(given) => given
                .into_iter()
                .zip(&names)
                .map(|(one, name)| match one {
                    Some(config) => Loss::from_config(config),
                    None => Err(Error::argument("loss", format!("output {name} has none"))),
                })
                .collect::<Result<Vec<_>>>()?,
            None => return Err(Error::argument("loss", "is missing")),
        };
        let loss_weights = config.get("loss_weights").or_else(|| config.get("lossWeights"));
        let given = loss_weights.unwrap_or(&Json::Null);
        let loss_weights = for_each_output("loss_weights", given, &names, &Json::is_number)?;
        let loss_weights = loss_weights.unwrap_or_default().into_iter();
        let loss_weights = loss_weights.map(|w| w.and_then(Json::as_f64).unwrap_or(1.0)).collect();
        // A list of names is one for all outputs, a list of lists has one for each.
        let is_list = |json: &Json| {
            is_one(json) || json.as_array().is_some_and(|list| list.iter().all(is_one))
        };
        let metrics = for_each_output("metrics", &config["metrics"], &names, &is_list)?;
        let shapes = self.network.output_shapes();
        let metrics = metrics.unwrap_or_default().into_iter().enumerate().map(|(i, given)| {
            let list = match given {
                Some(Json::Array(list)) => &list[..],
                Some(one) => std::slice::from_ref(one),
                None => &[],
            };
            list.iter().map(|m| metrics::from_config(m, &losses[i], shapes[i])).collect()
        });
        let metrics = metrics.collect::<Result<_>>()?;
        Ok(CompileOptions { losses, loss_weights, metrics })
    }

    /// As [`Model::compile`], with all that can be said.
    ///
    /// # Errors
    /// If there are not as many losses, weights or lists of metrics as outputs, or the optimizer
    /// cannot train the weights.
    pub fn compile_options(
        &mut self,
        optimizer: impl IntoOptimizer,
        options: CompileOptions,
    ) -> Result<()> {
        self.compile_made(optimizer.into_optimizer()?, options)
    }

    fn compile_made(
        &mut self,
        optimizer: Rc<dyn Optimizer>,
        options: CompileOptions,
    ) -> Result<()> {
        let CompileOptions { mut losses, mut loss_weights, metrics } = options;
        let names = self.network.output_names();
        let outputs = names.len();
        if losses.len() == 1 {
            losses = vec![losses[0].clone(); outputs];
        }
        for (what, count) in [
            ("losses", Some(losses.len())),
            ("loss_weights", Some(loss_weights.len()).filter(|&n| n > 0)),
            ("lists of metrics", Some(metrics.len()).filter(|&n| n > 0)),
        ] {
            if let Some(count) = count.filter(|&count| count != outputs) {
                return Err(self.error(format!("has {outputs} outputs, got {count} {what}")));
            }
        }
        loss_weights.resize(outputs, 1.0);
        let trainable = self.trainable_variables();
        optimizer.extend(&trainable)?;
        let is_trained = |v: &Variable| trainable.iter().any(|t| t.id() == v.id());
        let layers = self.network.all_layers();
        let penalties: Vec<(Variable, Regularizer)> =
            layers.iter().flat_map(LayerRef::regularized).filter(|(v, _)| is_trained(v)).collect();
        let constraints: Vec<(Variable, Constraint)> =
            layers.iter().flat_map(LayerRef::constrained).filter(|(v, _)| is_trained(v)).collect();
        let metric_names = metrics.iter().map(|of_one| {
            of_one.iter().map(|metric| metric.name().to_string()).collect::<Vec<_>>()
        });
        let metric_names = metric_names.collect();
        let trackers = Rc::new(Trackers::new(&names, metrics)?);
        let train = {
            let (optimizer, trackers) = (optimizer.clone(), trackers.clone());
            let forward = self.forward(&losses, &loss_weights, &penalties, true)?;
            Captured::new(move |batch| {
                let tape = Tape::new();
                // Whether a layer was frozen since then does not matter.
                trainable.iter().for_each(|v| tape.watch_variable(v));
                let (loss, outcomes) = forward(batch)?;
                let gradients = tape.variable_gradients(&loss, &trainable)?;
                optimizer.apply_gradients(&gradients, &trainable)?;
                no_tape(|| {
                    let apply = |(v, c): &(Variable, Constraint)| -> Result<()> {
                        Ok(v.assign(&c.call(&v.value())?)?)
                    };
                    constraints.iter().try_for_each(apply)
                })?;
                trackers.update(&loss, &outcomes)?;
                Ok(vec![loss])
            })
        };
        let evaluate = {
            let trackers = trackers.clone();
            let forward = self.forward(&losses, &loss_weights, &penalties, false)?;
            Captured::new(move |batch| {
                let (loss, outcomes) = no_tape(|| forward(batch))?;
                trackers.update(&loss, &outcomes)?;
                Ok(vec![loss])
            })
        };
        self.compiled = Some(Rc::new(Compiled {
            network: self.network.clone(),
            seeds: self.seeds.clone(),
            optimizer,
            losses,
            loss_weights,
            metric_names,
            trackers,
            train,
            evaluate,
        }));
        self.position = Default::default();
        Ok(())
    }

    /// From a batch (inputs, what is true, weights if any) to the loss and what came at each
    /// output.
    fn forward(
        &self,
        losses: &[Loss],
        loss_weights: &[f64],
        penalties: &[(Variable, Regularizer)],
        training: bool,
    ) -> Result<impl Fn(&[Tensor]) -> Result<(Tensor, Vec<Outcome>)> + use<>> {
        let (network, seeds) = (self.network.clone(), self.seeds.clone());
        let (inputs, outputs) = (network.inputs().len(), network.outputs().len());
        let (mut losses, loss_weights) = (losses.to_vec(), loss_weights.to_vec());
        let penalties = penalties.to_vec();
        // From logits the loss is exact where the activation has lost digits.
        let activation = match &mut losses[..] {
            [only] => {
                let activation = only.logits_activation();
                let activation = activation.filter(|a| network.last_activation() == Some(*a));
                if activation.is_some() {
                    *only = only.clone().with_from_logits(true)?;
                }
                activation
            }
            _ => None,
        };
        Ok(move |batch: &[Tensor]| {
            let run = Run { training, seeds: &seeds };
            let missing = || {
                let message = format!(
                    "{inputs} inputs and what is true of {outputs} outputs expected, got {} tensors",
                    batch.len()
                );
                Error::argument(format!("model {}", network.name()), message)
            };
            let (x, rest) = batch.split_at_checked(inputs).ok_or_else(missing)?;
            let (y_true, weights) = rest.split_at_checked(outputs).ok_or_else(missing)?;
            // One weight for all outputs, or one for each.
            let weight =
                |i: usize| if weights.len() == 1 { weights.first() } else { weights.get(i) };
            if ![0, 1, outputs].contains(&weights.len()) {
                return Err(missing());
            }
            let (predictions, values) = match activation {
                Some(activation) => {
                    let logits = network.run_before_activation(x, run)?;
                    (vec![no_tape(|| activation.apply(&logits))?], vec![logits])
                }
                None => {
                    let predictions = network.run(x, run)?;
                    (predictions.clone(), predictions)
                }
            };
            let mut outcomes = Vec::with_capacity(outputs);
            let mut total: Option<Tensor> = None;
            for (i, (y_pred, value)) in predictions.into_iter().zip(&values).enumerate() {
                let loss = losses[i].call(&y_true[i], value, weight(i))?;
                let part = match loss_weights[i] == 1.0 {
                    true => loss.clone(),
                    false => (&loss * loss_weights[i])?,
                };
                total = Some(match total {
                    Some(sum) => sum.add(&part)?,
                    None => part,
                });
                let (y_true, weight) = (y_true[i].clone(), weight(i).cloned());
                outcomes.push(Outcome { loss, y_true, y_pred, weight });
            }
            let mut total = total.ok_or_else(missing)?;
            for (variable, regularizer) in &penalties {
                total = total.add(&regularizer.call(&variable.value())?)?;
            }
            Ok((total, outcomes))
        })
    }

    pub(super) fn compiled(&self) -> Result<&Rc<Compiled>> {
        self.compiled.as_ref().ok_or_else(|| {
            self.error("must be compiled first: model.compile(optimizer, loss, metrics)")
        })
    }

    /// Has it been compiled?
    pub fn is_compiled(&self) -> bool {
        self.compiled.is_some()
    }

    /// The optimizer it was compiled with.
    pub fn optimizer(&self) -> Option<&dyn Optimizer> {
        self.compiled.as_ref().map(|c| &*c.optimizer)
    }

    /// The optimizer it was compiled with, to hold on to.
    pub fn shared_optimizer(&self) -> Option<Rc<dyn Optimizer>> {
        self.compiled.as_ref().map(|c| c.optimizer.clone())
    }

    /// The losses it was compiled with, one for each output.
    pub fn losses(&self) -> &[Loss] {
        self.compiled.as_ref().map_or(&[], |c| &c.losses)
    }

    /// What each output's loss counts in their sum.
    pub fn loss_weights(&self) -> &[f64] {
        self.compiled.as_ref().map_or(&[], |c| &c.loss_weights)
    }

    /// The names of what is measured at each output beside the loss.
    pub fn metric_names(&self) -> &[Vec<String>] {
        self.compiled.as_ref().map_or(&[], |c| &c.metric_names)
    }

    /// The names of what evaluation gives, in order: `loss`, the losses of several outputs, and
    /// the metrics.
    pub fn log_names(&self) -> Vec<String> {
        self.compiled.as_ref().map(|c| c.trackers.names()).unwrap_or_default()
    }
}

/// Does it describe one loss or metric: a name, or an object with a class?
fn is_one(json: &Json) -> bool {
    let class = |key| json.get(key).is_some_and(Json::is_string);
    json.is_string() || class("class_name") || class("className")
}

/// What is given for each output: one thing for all, a list, or an object by names. `None` for
/// nothing at all.
fn for_each_output<'a>(
    what: &str,
    given: &'a Json,
    names: &[&str],
    is_one: &dyn Fn(&Json) -> bool,
) -> Result<Option<Vec<Option<&'a Json>>>> {
    let wrong = |message: String| Err(Error::argument(what, message));
    match given {
        Json::Null => Ok(None),
        one if is_one(one) => Ok(Some(vec![Some(one); names.len()])),
        Json::Array(list) if list.len() == names.len() => {
            match list.iter().find(|one| !one.is_null() && !is_one(one)) {
                Some(other) => wrong(format!("is {other} for an output, which is none")),
                None => {
                    Ok(Some(list.iter().map(|one| Some(one).filter(|v| !v.is_null())).collect()))
                }
            }
        }
        Json::Array(list) => {
            wrong(format!("is a list of {} for {} outputs", list.len(), names.len()))
        }
        Json::Object(map) => {
            if let Some(other) = map.keys().find(|key| !names.contains(&key.as_str())) {
                return wrong(format!(
                    "is given for {other:?}, but the outputs are {}",
                    names.join(", ")
                ));
            }
            match map.iter().find(|(_, one)| !one.is_null() && !is_one(one)) {
                Some((name, other)) => {
                    wrong(format!("is {other} for output {name}, which is none"))
                }
                None => {
                    Ok(Some(names.iter().map(|&n| map.get(n).filter(|v| !v.is_null())).collect()))
                }
            }
        }
        other => wrong(format!("is {other}, expected one, a list, or an object by outputs' names")),
    }
}
