//! The training loop.

use super::compile::Compiled;
use super::data::Examples;
use super::evaluate::batches;
use super::{Data, Model};
use crate::callbacks::{Callback, Flow, Logs, Progress, Step};
use crate::layers::Run;
use crate::{Error, Result};
use sparkler_engine::{Tensor, Variable, no_tape, permutation};
use std::time::{Duration, Instant};

/// The loss is looked at, and progress told, this often.
const TICK: Duration = Duration::from_millis(50);
/// The loss is looked at after this many steps at the latest, and if it is finite the weights then
/// are the ones that a later failure goes back to.
const STEPS_BETWEEN_CHECKS: usize = 64;

/// A place in a training run: what comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The epoch, counted from 0.
    pub epoch: usize,
    /// The step of that epoch, counted from 0.
    pub step: usize,
}

/// Options of [`Model::fit`]. The defaults are Keras's.
pub struct FitOptions<'a> {
    /// How often all examples are gone through, counted from the very beginning: training ends
    /// when that many epochs are done, those before `start` included.
    pub epochs: usize,
    /// How many examples a step takes.
    pub batch_size: usize,
    /// Are the examples taken in another order in each epoch? The order follows from the seed and
    /// the epoch alone.
    pub shuffle: bool,
    /// The seed of the order; the model's seed if not given.
    pub seed: Option<u64>,
    /// The share of the examples, the last ones, that are not trained on but evaluated after each
    /// epoch.
    pub validation_split: f64,
    /// Examples to evaluate after each epoch: inputs, and what is true.
    pub validation_data: Option<(Data, Data)>,
    /// How much each example counts, `[examples]`.
    pub sample_weight: Option<Tensor>,
    /// Where to begin; see [`Model::position`] for going on with an interrupted run.
    pub start: Position,
    /// Who is told of what happens, and may stop it.
    pub callbacks: Vec<&'a mut dyn Callback>,
}

impl Default for FitOptions<'_> {
    fn default() -> Self {
        FitOptions {
            epochs: 1,
            batch_size: 32,
            shuffle: true,
            seed: None,
            validation_split: 0.0,
            validation_data: None,
            sample_weight: None,
            start: Position::default(),
            callbacks: Vec::new(),
        }
    }
}

/// What came of a training run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// The epochs that were finished, counted from 0.
    pub epochs: Vec<usize>,
    /// What was measured (`loss`, metrics, and `val_...`), with its value for each epoch.
    pub metrics: Vec<(String, Vec<f64>)>,
    /// Where training stopped, if a callback stopped it before the last epoch was done.
    pub stopped: Option<Position>,
}

impl History {
    /// The values of a metric, one for each epoch.
    pub fn get(&self, name: &str) -> Option<&[f64]> {
        self.metrics.iter().find(|(n, _)| n == name).map(|(_, values)| &values[..])
    }

    /// The value of a metric in the last epoch.
    pub fn last(&self, name: &str) -> Option<f64> {
        self.get(name)?.last().copied()
    }

    fn push(&mut self, epoch: usize, logs: &Logs) {
        self.epochs.push(epoch);
        for (name, value) in logs.iter() {
            match self.metrics.iter_mut().find(|(n, _)| n == name) {
                Some((_, values)) => values.push(value),
                None => self.metrics.push((name.to_string(), vec![value])),
            }
        }
    }
}

/// The values of variables at some moment. It costs no copy until they change.
struct Snapshot(Vec<(Variable, Tensor)>);

impl Snapshot {
    fn of(model: &Model) -> Result<Snapshot> {
        let state = model.state()?;
        Ok(Snapshot(state.into_iter().map(|(_, v)| (v.clone(), v.stored())).collect()))
    }

    fn restore(&self) -> Result<()> {
        for (variable, value) in &self.0 {
            variable.assign(value)?;
        }
        Ok(())
    }
}

/// One epoch's examples.
struct Epoch<'a> {
    epoch: usize,
    examples: &'a Examples,
    batch_size: usize,
    /// None: in order.
    order: Option<Vec<u32>>,
}

impl Epoch<'_> {
    fn steps(&self) -> usize {
        self.examples.count.div_ceil(self.batch_size.max(1))
    }

    fn batch(&self, step: usize) -> Result<Vec<Tensor>> {
        let start = step * self.batch_size;
        let range = start..self.examples.count.min(start + self.batch_size);
        match &self.order {
            Some(order) => self.examples.gather(&order[range]),
            None => self.examples.range(range),
        }
    }
}

impl Model {
    /// Trains on examples `x` and what is true of them, `y`.
    ///
    /// Loss and metrics of the result are means over an epoch, measured while the weights change,
    /// as in Keras. The same seed gives the same result.
    ///
    /// # Errors
    /// If the model is not compiled, the data does not fit, a callback fails, or the loss is no
    /// finite number ([`Error::NotFinite`]; the weights are then those of the last check at which
    /// it was).
    pub fn fit(
        &self,
        x: impl Into<Data>,
        y: impl Into<Data>,
        options: FitOptions<'_>,
    ) -> Result<History> {
        let compiled = self.compiled()?;
        let FitOptions { epochs, batch_size, shuffle, seed, start, mut callbacks, .. } = options;
        let mut tensors = x.into().0;
        tensors.extend(y.into().0);
        tensors.extend(options.sample_weight);
        let mut examples = Examples::new(tensors)?;
        let _ = batches(examples.count, batch_size)?;
        let mut validation = None;
        if let Some((x, y)) = options.validation_data {
            validation = Some(Examples::new([x.0, y.0].concat())?);
        } else if options.validation_split != 0.0 {
            let share = options.validation_split;
            let last = (examples.count as f64 * share).ceil() as usize;
            if !(share > 0.0 && share < 1.0 && last < examples.count) {
                return Err(Error::argument(
                    "fit",
                    format!("validation_split is {share}, expected a share that leaves examples"),
                ));
            }
            let (first, rest) = examples.split(last)?;
            examples = first;
            validation = Some(rest);
        }
        let n = u32::try_from(examples.count)
            .map_err(|_| Error::argument("fit", "takes at most 4294967295 examples"))?;
        let mut history = History::default();
        for callback in &mut callbacks {
            callback.on_train_begin(self)?;
        }
        'training: for epoch in start.epoch..epochs {
            let order = shuffle.then(|| permutation(seed.unwrap_or(self.seed()), epoch as u64, n));
            let this = Epoch { epoch, examples: &examples, batch_size, order };
            let first = if epoch == start.epoch { start.step } else { 0 };
            if first == 0 {
                compiled.trackers.reset()?;
            }
            self.position.set(Position { epoch, step: first });
            for callback in &mut callbacks {
                callback.on_epoch_begin(self, epoch)?;
            }
            let mut stop = self.run_epoch(compiled, &this, first, epochs, &mut callbacks)?;
            if let Some(at) = stop.filter(|at| at.step < this.steps()) {
                history.stopped = Some(at);
                break 'training;
            }
            let mut logs = compiled.trackers.logs()?;
            if let Some(validation) = &validation {
                for (name, value) in self.evaluate_examples(validation, batch_size)?.iter() {
                    logs.push(&format!("val_{name}"), value);
                }
            }
            let next = Position { epoch: epoch + 1, step: 0 };
            self.position.set(next);
            history.push(epoch, &logs);
            for callback in &mut callbacks {
                if callback.on_epoch_end(self, epoch, &logs)? == Flow::Stop {
                    stop = Some(next);
                }
            }
            if stop.is_some() {
                history.stopped = (epoch + 1 < epochs).then_some(next);
                break;
            }
        }
        for callback in &mut callbacks {
            callback.on_train_end(self)?;
        }
        Ok(history)
    }

    /// Runs the steps of an epoch from `first` on; says where it was stopped, if it was.
    fn run_epoch(
        &self,
        compiled: &Compiled,
        this: &Epoch<'_>,
        first: usize,
        epochs: usize,
        callbacks: &mut [&mut dyn Callback],
    ) -> Result<Option<Position>> {
        let (epoch, steps) = (this.epoch, this.steps());
        let mut good = (Snapshot::of(self)?, first);
        let mut last_tick = Instant::now();
        for step in first..steps {
            compiled.train.call(&this.batch(step)?)?;
            let next = Position { epoch, step: step + 1 };
            self.position.set(next);
            let mut flow = Flow::Continue;
            let info = Step { epoch, step, steps };
            for callback in callbacks.iter_mut() {
                flow = flow.or(callback.on_batch_end(self, &info)?);
            }
            let last = step + 1 == steps || flow == Flow::Stop;
            // By steps alone, so that what a failure goes back to does not depend on the clock.
            let check = last || step + 1 - good.1 >= STEPS_BETWEEN_CHECKS;
            if check || last_tick.elapsed() >= TICK {
                let logs = compiled.trackers.logs()?;
                if logs.get("loss").is_none_or(|loss| !loss.is_finite()) {
                    return Err(self.not_finite(compiled, this, &good, step)?);
                }
                if check {
                    good = (Snapshot::of(self)?, step + 1);
                }
                last_tick = Instant::now();
                let progress = Progress { epoch, epochs, step: step + 1, steps, logs };
                for callback in callbacks.iter_mut() {
                    flow = flow.or(callback.on_progress(self, &progress)?);
                }
            }
            if flow == Flow::Stop {
                return Ok(Some(next));
            }
        }
        Ok(None)
    }

    /// Goes back to the last good state, finds the step and the place where the numbers ceased to
    /// be finite, and says so.
    fn not_finite(
        &self,
        compiled: &Compiled,
        this: &Epoch<'_>,
        (good, from): &(Snapshot, usize),
        to: usize,
    ) -> Result<Error> {
        good.restore()?;
        let mut found = (to, "the loss".to_string());
        for step in *from..=to {
            let before = Snapshot::of(self)?;
            let batch = this.batch(step)?;
            let loss = compiled.train.call(&batch)?;
            if loss.first().map(Tensor::item).transpose()?.is_some_and(f64::is_finite) {
                continue;
            }
            before.restore()?;
            found = (step, self.place_of_not_finite(&batch)?);
            break;
        }
        good.restore()?;
        self.position.set(Position { epoch: this.epoch, step: *from });
        Ok(Error::NotFinite { epoch: this.epoch, step: found.0, place: found.1 })
    }

    /// The first weight, or else the first layer's output, that is not finite for a batch.
    fn place_of_not_finite(&self, batch: &[Tensor]) -> Result<String> {
        let finite = |t: &Tensor| -> Result<bool> {
            Ok(!t.dtype().is_float() || t.is_finite()?.all((), false)?.item()? != 0.0)
        };
        for (i, x) in batch.iter().take(self.network.inputs().len()).enumerate() {
            if !finite(x)? {
                return Ok(format!("the data of input {}", self.network.input_name(i)));
            }
        }
        for variable in self.variables() {
            if !finite(&variable.stored())? {
                return Ok(format!("variable {}", variable.name()));
            }
        }
        let mut place = None;
        no_tape(|| {
            let inputs = &batch[..self.network.inputs().len()];
            let run = Run { training: true, seeds: &self.seeds };
            self.network.run_each(inputs, run, &mut |layer, y| {
                if place.is_none() && !finite(y)? {
                    place = Some(format!("the output of layer {}", layer.name()));
                }
                Ok(())
            })
        })?;
        Ok(place.unwrap_or("the loss".into()))
    }
}
