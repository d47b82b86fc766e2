//! Evaluation and prediction.

use super::compile::Compiled;
use super::data::Examples;
use super::{Data, Model};
use crate::callbacks::Logs;
use crate::{Error, Result};
use sparkler_engine::{DType, Tensor, Variable};
use std::rc::Rc;

/// How many examples are predicted at once unless one says otherwise, as in Keras.
const BATCH_SIZE: usize = 32;

/// Options of [`Model::evaluate`].
#[derive(Clone, Debug)]
pub struct EvaluateOptions {
    /// How many examples are looked at at once.
    pub batch_size: usize,
    /// How much each example counts, `[examples]`.
    pub sample_weight: Option<Tensor>,
}

impl Default for EvaluateOptions {
    fn default() -> EvaluateOptions {
        EvaluateOptions { batch_size: BATCH_SIZE, sample_weight: None }
    }
}

/// The cuts of `count` examples into batches.
pub(super) fn batches(
    count: usize,
    batch_size: usize,
) -> Result<impl ExactSizeIterator<Item = std::ops::Range<usize>> + Clone> {
    if batch_size == 0 {
        return Err(Error::argument("batch_size", "is 0, expected at least 1"));
    }
    let starts = (0..count.div_ceil(batch_size)).map(move |i| i * batch_size);
    Ok(starts.map(move |start| start..count.min(start.saturating_add(batch_size))))
}

/// A copy in memory of its own. An output may lie in a much larger block that the layers before it
/// have used: thousands of batches' outputs would keep thousands of those.
fn copy(t: &Tensor) -> Result<Tensor> {
    match t.rank() == 0 || t.dtype() == DType::String {
        true => Ok(t.clone()),
        // Joining always makes a tensor of its own.
        false => Ok(Tensor::concat(&[t], 0)?),
    }
}

/// An evaluation that is advanced one batch at a time. The running loss and metrics are those of
/// training that may be under way: they are what they were after each batch.
pub(super) struct Evaluation {
    compiled: Rc<Compiled>,
    examples: Rc<Examples>,
    batch_size: usize,
    next: usize,
    /// The running values of the evaluation between batches.
    running: Option<Vec<Tensor>>,
}

impl Evaluation {
    pub(super) fn new(
        compiled: Rc<Compiled>,
        examples: Rc<Examples>,
        batch_size: usize,
    ) -> Result<Evaluation> {
        let _ = batches(examples.count, batch_size)?;
        Ok(Evaluation { compiled, examples, batch_size, next: 0, running: None })
    }

    /// How many batches there are.
    pub(super) fn steps(&self) -> usize {
        self.examples.count.div_ceil(self.batch_size)
    }

    /// Evaluates a batch, if there is one left, and says which.
    pub(super) fn next(&mut self) -> Result<Option<usize>> {
        let Some(range) = batches(self.examples.count, self.batch_size)?.nth(self.next) else {
            return Ok(None);
        };
        let batch = self.examples.range(range)?;
        self.on_own_values(|compiled| compiled.evaluate.call(&batch))?;
        self.next += 1;
        Ok(Some(self.next - 1))
    }

    /// Loss and metrics of the batches so far.
    pub(super) fn logs(&mut self) -> Result<Logs> {
        self.on_own_values(|compiled| compiled.trackers.logs())
    }

    fn on_own_values<R>(&mut self, f: impl FnOnce(&Compiled) -> Result<R>) -> Result<R> {
        let variables = self.compiled.trackers.variables();
        let kept: Vec<Tensor> = variables.iter().map(Variable::stored).collect();
        let assign = |values: &[Tensor]| -> Result<()> {
            Ok(variables.iter().zip(values).try_for_each(|(v, value)| v.assign(value))?)
        };
        match self.running.take() {
            None => self.compiled.trackers.reset()?,
            Some(values) => assign(&values)?,
        }
        let result = f(&self.compiled);
        self.running = Some(variables.iter().map(Variable::stored).collect());
        assign(&kept)?;
        result
    }
}

impl Model {
    /// The loss and the metrics on examples: `("loss", ...)`, then each metric under its name.
    ///
    /// # Errors
    /// If the model is not compiled, or the data does not fit.
    pub fn evaluate(
        &self,
        x: impl Into<Data>,
        y: impl Into<Data>,
        options: EvaluateOptions,
    ) -> Result<Logs> {
        self.evaluate_data(x.into(), y.into(), options)
    }

    fn evaluate_data(&self, x: Data, y: Data, options: EvaluateOptions) -> Result<Logs> {
        let mut tensors = x.0;
        tensors.extend(y.0);
        tensors.extend(options.sample_weight);
        let examples = Rc::new(Examples::new(tensors)?);
        let mut evaluation =
            Evaluation::new(self.compiled()?.clone(), examples, options.batch_size)?;
        while evaluation.next()?.is_some() {}
        evaluation.logs()
    }

    /// The output for each example, of a model of one output; in batches of 32.
    ///
    /// # Errors
    /// If the data does not fit, or the model has several outputs.
    pub fn predict(&self, x: impl Into<Data>) -> Result<Tensor> {
        self.predict_batched(x, BATCH_SIZE)
    }

    /// As [`Model::predict`], in batches of another size.
    ///
    /// # Errors
    /// As [`Model::predict`].
    pub fn predict_batched(&self, x: impl Into<Data>, batch_size: usize) -> Result<Tensor> {
        let mut outputs = self.predict_all(x, batch_size)?;
        match (outputs.pop(), outputs.len()) {
            (Some(only), 0) => Ok(only),
            (_, n) => Err(self.error(format!("has {} outputs: use predict_all", n + 1))),
        }
    }

    /// Every output for each example, in batches of that size.
    ///
    /// # Errors
    /// If the data does not fit.
    pub fn predict_all(&self, x: impl Into<Data>, batch_size: usize) -> Result<Vec<Tensor>> {
        self.predict_data(x.into(), batch_size)
    }

    fn predict_data(&self, x: Data, batch_size: usize) -> Result<Vec<Tensor>> {
        let examples = Examples::new(x.0)?;
        let mut parts: Vec<Vec<Tensor>> = Vec::new();
        for range in batches(examples.count, batch_size)? {
            let outputs = self.predict.call(&examples.range(range)?)?;
            parts.resize_with(outputs.len(), Vec::new);
            for (part, y) in parts.iter_mut().zip(&outputs) {
                part.push(copy(y)?);
            }
        }
        parts
            .into_iter()
            .map(|mut part| match part.len() {
                1 => Ok(part.remove(0)),
                _ => Ok(Tensor::concat(&part.iter().collect::<Vec<_>>(), 0)?),
            })
            .collect()
    }

    /// One training step on a batch. Gives the loss and the metrics since the last
    /// [`Model::reset_metrics`].
    ///
    /// # Errors
    /// If the model is not compiled, or the batch does not fit.
    pub fn train_on_batch(
        &self,
        x: impl Into<Data>,
        y: impl Into<Data>,
        sample_weight: Option<&Tensor>,
    ) -> Result<Logs> {
        let mut tensors = x.into().0;
        tensors.extend(y.into().0);
        tensors.extend(sample_weight.cloned());
        let examples = Examples::new(tensors)?;
        let compiled = self.compiled()?;
        compiled.train.call(&examples.tensors)?;
        compiled.trackers.logs()
    }

    /// Forgets the running loss and metrics.
    ///
    /// # Errors
    /// If the model is not compiled.
    pub fn reset_metrics(&self) -> Result<()> {
        self.compiled()?.trackers.reset()
    }
}
