//! Compiling: what a model is trained with.

use super::{Model, Network};
use crate::layers::Run;
use crate::losses::Loss;
use crate::metrics::{self, Mean, Metric};
use crate::optimizers::{self, Optimizer};
use crate::random::SeedGenerator;
use crate::{Error, Function, Result, callbacks::Logs};
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
            f(inputs).map_err(|e| match e {
                Error::Op(e) => e,
                other => {
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
        self.function.call(&inputs).map_err(|e| self.failure.take().unwrap_or(Error::Op(e)))
    }
}

/// The loss and the metrics, as running values.
pub(super) struct Trackers {
    loss: Mean,
    metrics: Vec<Box<dyn Metric>>,
}

impl Trackers {
    /// Takes a batch into account.
    fn update(
        &self,
        loss: &Tensor,
        y_true: &Tensor,
        y_pred: &Tensor,
        weight: Option<&Tensor>,
    ) -> Result<()> {
        // A batch counts by its examples, so that a short one at the end counts less.
        let examples = Tensor::scalar(y_true.shape().first().copied().unwrap_or(1) as f32)?;
        self.loss.update(loss, Some(&examples))?;
        self.metrics.iter().try_for_each(|m| m.update_state(y_true, y_pred, weight))
    }

    pub(super) fn reset(&self) -> Result<()> {
        self.loss.reset_state()?;
        self.metrics.iter().try_for_each(|m| m.reset_state())
    }

    pub(super) fn variables(&self) -> Vec<Variable> {
        let metrics = self.metrics.iter().flat_map(|m| m.variables());
        self.loss.variables().into_iter().chain(metrics).collect()
    }

    /// The names of the running values: `loss`, and the metrics.
    pub(super) fn names(&self) -> Vec<String> {
        let metrics = self.metrics.iter().map(|m| m.name().to_string());
        std::iter::once("loss".to_string()).chain(metrics).collect()
    }

    /// The running values; reads them.
    pub(super) fn logs(&self) -> Result<Logs> {
        let mut logs = Logs::default();
        logs.push("loss", self.loss.result()?.item()?);
        for metric in &self.metrics {
            logs.push(metric.name(), metric.result()?.item()?);
        }
        Ok(logs)
    }
}

/// What [`Model::compile`] makes.
pub(super) struct Compiled {
    pub(super) network: Network,
    pub(super) seeds: SeedGenerator,
    pub(super) optimizer: Rc<dyn Optimizer>,
    pub(super) loss: Loss,
    pub(super) metric_names: Vec<String>,
    pub(super) trackers: Rc<Trackers>,
    /// One training step on inputs, what is true, and weights if any; gives the loss.
    pub(super) train: Captured,
    /// One step of evaluation, with the same inputs.
    pub(super) evaluate: Captured,
}

impl Model {
    /// Says what the model is trained with: an optimizer, a loss and metrics, each by itself or by
    /// name. Which weights are trained is settled here.
    ///
    /// ```
    /// use sparkler_nn::{Sequential, layers::Dense};
    /// let mut model = Sequential::new().input([4]).add(Dense::new(3).activation("softmax")?).build()?;
    /// model.compile("adam", "sparse_categorical_crossentropy", &["accuracy"])?;
    /// # Ok::<(), sparkler_nn::Error>(())
    /// ```
    ///
    /// # Errors
    /// If a name is not known, or the model has several outputs.
    pub fn compile(
        &mut self,
        optimizer: impl IntoOptimizer,
        loss: impl IntoLoss,
        metrics: &[&str],
    ) -> Result<()> {
        let loss = loss.into_loss()?;
        let made: Result<Vec<_>> = metrics
            .iter()
            .map(|name| metrics::from_name(name, &loss, self.output_shape()))
            .collect();
        self.compile_with(optimizer, loss, made?)
    }

    /// As [`Model::compile`], with metrics of one's own.
    ///
    /// # Errors
    /// As [`Model::compile`].
    pub fn compile_with(
        &mut self,
        optimizer: impl IntoOptimizer,
        loss: impl IntoLoss,
        metrics: Vec<Box<dyn Metric>>,
    ) -> Result<()> {
        if self.network.outputs().len() != 1 {
            return Err(self.error("has several outputs; only models of one output can be trained"));
        }
        let (optimizer, loss) = (optimizer.into_optimizer()?, loss.into_loss()?);
        let trainable = self.trainable_variables();
        optimizer.build(&trainable)?;
        let metric_names = metrics.iter().map(|m| m.name().to_string()).collect();
        let trackers = Rc::new(Trackers { loss: Mean::new("loss")?, metrics });
        let train = {
            let (optimizer, trackers) = (optimizer.clone(), trackers.clone());
            let forward = self.forward(&loss, true)?;
            Captured::new(move |batch| {
                let tape = Tape::new();
                let (value, y, p, weight) = forward(batch)?;
                let gradients = tape.variable_gradients(&value, &trainable)?;
                optimizer.apply_gradients(&gradients, &trainable)?;
                trackers.update(&value, &y, &p, weight.as_ref())?;
                Ok(vec![value])
            })
        };
        let evaluate = {
            let trackers = trackers.clone();
            let forward = self.forward(&loss, false)?;
            Captured::new(move |batch| {
                let (value, y, p, weight) = no_tape(|| forward(batch))?;
                trackers.update(&value, &y, &p, weight.as_ref())?;
                Ok(vec![value])
            })
        };
        self.compiled = Some(Rc::new(Compiled {
            network: self.network.clone(),
            seeds: self.seeds.clone(),
            optimizer,
            loss,
            metric_names,
            trackers,
            train,
            evaluate,
        }));
        self.position = Default::default();
        Ok(())
    }

    /// From a batch (inputs, what is true, weights if any) to the loss, what is true, the
    /// predictions and the weights.
    fn forward(
        &self,
        loss: &Loss,
        training: bool,
    ) -> Result<impl Fn(&[Tensor]) -> Result<(Tensor, Tensor, Tensor, Option<Tensor>)> + use<>>
    {
        let (network, seeds) = (self.network.clone(), self.seeds.clone());
        let count = network.inputs().len();
        // From logits the loss is exact where the activation has lost digits.
        let activation = loss.logits_activation().filter(|a| network.last_activation() == Some(*a));
        let loss = match activation {
            Some(_) => loss.clone().with_from_logits(true)?,
            None => loss.clone(),
        };
        Ok(move |batch: &[Tensor]| {
            let run = Run { training, seeds: &seeds };
            let (inputs, rest) = batch.split_at(count.min(batch.len()));
            let missing = || Error::argument("model", "nothing to compare the predictions with");
            let y = rest.first().ok_or_else(missing)?;
            let weight = rest.get(1);
            let (value, p) = match activation {
                Some(activation) => {
                    let logits = network.run_before_activation(inputs, run)?;
                    let value = loss.call(y, &logits, weight)?;
                    (value, no_tape(|| activation.apply(&logits))?)
                }
                None => {
                    let p = network.run(inputs, run)?.pop().ok_or_else(missing)?;
                    (loss.call(y, &p, weight)?, p)
                }
            };
            Ok((value, y.clone(), p, weight.cloned()))
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

    /// The loss it was compiled with.
    pub fn loss(&self) -> Option<&Loss> {
        self.compiled.as_ref().map(|c| &c.loss)
    }

    /// The names of what is measured beside the loss.
    pub fn metric_names(&self) -> &[String] {
        self.compiled.as_ref().map_or(&[], |c| &c.metric_names)
    }
}
