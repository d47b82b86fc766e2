//! Training as something that is advanced one batch at a time.

use super::compile::Compiled;
use super::data::Examples;
use super::evaluate::{Evaluation, batches};
use super::{Data, Model};
use crate::callbacks::Logs;
use crate::layers::Run;
use crate::{Error, ErrorKind, Result};
use sparkler_engine::{Tensor, Variable, no_tape, permutation};
use std::cell::Cell;
use std::rc::Rc;

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

/// Options of [`Model::training`]. The defaults are Keras's.
#[derive(Clone, Debug)]
pub struct TrainingOptions {
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
    /// How much each of these examples counts, `[examples]`.
    pub validation_sample_weight: Option<Tensor>,
    /// How much each example that is trained on counts, `[examples]`.
    pub sample_weight: Option<Tensor>,
    /// Where to begin; see [`Model::position`] for going on with an interrupted run.
    pub start: Position,
}

impl Default for TrainingOptions {
    fn default() -> TrainingOptions {
        TrainingOptions {
            epochs: 1,
            batch_size: 32,
            shuffle: true,
            seed: None,
            validation_split: 0.0,
            validation_data: None,
            validation_sample_weight: None,
            sample_weight: None,
            start: Position::default(),
        }
    }
}

/// What [`Training::next`] did.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// An epoch began.
    EpochBegin {
        /// The epoch, counted from 0.
        epoch: usize,
    },
    /// The model was trained on a batch.
    Step {
        /// The epoch, counted from 0.
        epoch: usize,
        /// The step of the epoch, counted from 0.
        step: usize,
        /// How many steps the epoch has.
        steps: usize,
        /// How many examples the batch had.
        batch_size: usize,
    },
    /// A batch of the validation data was evaluated.
    ValidationStep {
        /// The epoch, counted from 0.
        epoch: usize,
        /// The batch, counted from 0.
        step: usize,
        /// How many batches of validation data there are.
        steps: usize,
    },
    /// An epoch is done, and its validation too.
    EpochEnd {
        /// The epoch, counted from 0.
        epoch: usize,
        /// What was measured: `loss`, the metrics, and the same of the validation data as
        /// `val_...`.
        logs: Logs,
    },
    /// There is nothing left to do.
    Done,
}

/// The values of variables at some moment. It costs no copy until they change.
struct Snapshot(Vec<(Variable, Tensor)>);

impl Snapshot {
    fn of(compiled: &Compiled) -> Snapshot {
        let state = compiled.state();
        Snapshot(state.into_iter().map(|(_, v)| (v.clone(), v.stored())).collect())
    }

    fn restore(&self) -> Result<()> {
        for (variable, value) in &self.0 {
            variable.assign(value)?;
        }
        Ok(())
    }
}

/// The last state in which the loss was seen to be finite.
struct Good {
    snapshot: Snapshot,
    /// The step that comes after it.
    step: usize,
}

/// An epoch's steps.
struct Steps {
    epoch: usize,
    /// The order of the examples; None: as they are.
    order: Option<Vec<u32>>,
    next: usize,
    good: Good,
}

/// What comes next.
enum Stage {
    /// An epoch begins.
    Begin(Position),
    /// Its steps, and then its validation.
    Steps(Steps),
    /// The rest of its validation, and then its end.
    Validation {
        epoch: usize,
        logs: Logs,
        evaluation: Evaluation,
    },
    Done,
}

/// A training run that is advanced one batch at a time, by whoever has other things to do in
/// between. [`Model::fit`] does it in one go.
///
/// ```
/// use sparkler_engine::Tensor;
/// use sparkler_nn::{Event, Sequential, TrainingOptions, layers::Dense};
/// let mut model = Sequential::new().input([1]).add(Dense::new(1)).build()?;
/// model.compile("sgd", "mse", &[])?;
/// let x = Tensor::new(&[1.0f32, 2.0, 3.0], &[3, 1])?;
/// let options = TrainingOptions { epochs: 2, batch_size: 2, ..Default::default() };
/// let mut training = model.training(&x, &x, options)?;
/// let mut steps = 0;
/// loop {
///     match training.next()? {
///         Event::Step { .. } => steps += 1,
///         Event::EpochEnd { logs, .. } => assert!(logs.get("loss").is_some()),
///         Event::Done => break,
///         _ => {}
///     }
/// }
/// assert_eq!(steps, 4);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
pub struct Training {
    compiled: Rc<Compiled>,
    position: Rc<Cell<Position>>,
    examples: Examples,
    validation: Option<Rc<Examples>>,
    epochs: usize,
    batch_size: usize,
    /// The seed of the order, if the order changes.
    seed: Option<u64>,
    stage: Stage,
    stop: bool,
    stopped: Option<Position>,
}

impl Model {
    /// Begins to train on examples `x` and what is true of them, `y`; the steps are taken by
    /// [`Training::next`]. It goes on with what the model is compiled with now, also if the model
    /// is compiled anew later.
    ///
    /// # Errors
    /// If the model is not compiled, or the data does not fit.
    pub fn training(
        &self,
        x: impl Into<Data>,
        y: impl Into<Data>,
        options: TrainingOptions,
    ) -> Result<Training> {
        self.training_on(x.into(), y.into(), options)
    }

    fn training_on(&self, x: Data, y: Data, options: TrainingOptions) -> Result<Training> {
        let compiled = self.compiled()?.clone();
        let mut tensors = x.0;
        tensors.extend(y.0);
        tensors.extend(options.sample_weight);
        let mut examples = Examples::new(tensors)?;
        let _ = batches(examples.count, options.batch_size)?;
        let mut validation = None;
        if let Some((x, y)) = options.validation_data {
            let weight = options.validation_sample_weight.as_slice();
            validation = Some(Examples::new([&x.0, &y.0, weight].concat())?);
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
        if u32::try_from(examples.count).is_err() {
            return Err(Error::argument("fit", "takes at most 4294967295 examples"));
        }
        Ok(Training {
            compiled,
            position: self.position.clone(),
            examples,
            validation: validation.map(Rc::new),
            epochs: options.epochs,
            batch_size: options.batch_size,
            seed: options.shuffle.then(|| options.seed.unwrap_or(self.seed())),
            stage: Stage::Begin(options.start),
            stop: false,
            stopped: None,
        })
    }
}

impl Training {
    /// Does the next thing: at most one batch of work.
    ///
    /// # Errors
    /// If the data does not fit the model, or the loss is no finite number
    /// ([`ErrorKind::NotFinite`]; the weights are then those of the last check at which it was). The
    /// run has ended then.
    // Not an iterator: an iterator's `next` cannot fail.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Event> {
        // A failure leaves `Done`.
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Begin(at) if at.epoch >= self.epochs => Ok(Event::Done),
            Stage::Begin(at) if self.stop => Ok(self.end(at)),
            Stage::Begin(at) => self.begin(at),
            Stage::Steps(this) if this.next >= self.steps() => self.after_steps(this.epoch),
            Stage::Steps(this) if self.stop => {
                Ok(self.end(Position { epoch: this.epoch, step: this.next }))
            }
            Stage::Steps(this) => self.step(this),
            Stage::Validation { epoch, logs, mut evaluation } => match evaluation.next()? {
                Some(step) => {
                    let steps = evaluation.steps();
                    self.stage = Stage::Validation { epoch, logs, evaluation };
                    Ok(Event::ValidationStep { epoch, step, steps })
                }
                None => {
                    let mut logs = logs;
                    for (name, value) in evaluation.logs()?.iter() {
                        logs.push(&format!("val_{name}"), value);
                    }
                    Ok(self.epoch_end(epoch, logs))
                }
            },
            Stage::Done => Ok(Event::Done),
        }
    }

    fn end(&mut self, at: Position) -> Event {
        self.stopped = Some(at);
        Event::Done
    }

    fn begin(&mut self, at: Position) -> Result<Event> {
        let Position { epoch, step } = at;
        let n = self.examples.count as u32;
        let order = self.seed.map(|seed| permutation(seed, epoch as u64, n));
        if step == 0 {
            self.compiled.trackers.reset()?;
        }
        self.position.set(at);
        let good = Good { snapshot: Snapshot::of(&self.compiled), step };
        self.stage = Stage::Steps(Steps { epoch, order, next: step, good });
        Ok(Event::EpochBegin { epoch })
    }

    fn step(&mut self, mut this: Steps) -> Result<Event> {
        let (epoch, step, steps) = (this.epoch, this.next, self.steps());
        let (batch, batch_size) = self.batch(&this, step)?;
        self.compiled.train.call(&batch)?;
        this.next = step + 1;
        self.position.set(Position { epoch, step: this.next });
        // By steps alone, so that what a failure goes back to does not depend on the clock.
        if this.next == steps || this.next - this.good.step >= STEPS_BETWEEN_CHECKS {
            self.check(&this)?;
            this.good = Good { snapshot: Snapshot::of(&self.compiled), step: this.next };
        }
        self.stage = Stage::Steps(this);
        Ok(Event::Step { epoch, step, steps, batch_size })
    }

    fn after_steps(&mut self, epoch: usize) -> Result<Event> {
        let logs = self.compiled.trackers.logs()?;
        match &self.validation {
            None => Ok(self.epoch_end(epoch, logs)),
            Some(examples) => {
                let evaluation =
                    Evaluation::new(self.compiled.clone(), examples.clone(), self.batch_size)?;
                self.stage = Stage::Validation { epoch, logs, evaluation };
                self.next()
            }
        }
    }

    fn epoch_end(&mut self, epoch: usize, logs: Logs) -> Event {
        let next = Position { epoch: epoch + 1, step: 0 };
        self.position.set(next);
        self.stage = Stage::Begin(next);
        Event::EpochEnd { epoch, logs }
    }

    /// Loss and metrics of the epoch so far. Reading them costs some time, so not every step
    /// should.
    ///
    /// # Errors
    /// As [`Training::next`], if the loss is no finite number.
    pub fn logs(&mut self) -> Result<Logs> {
        let logs = match &self.stage {
            Stage::Steps(this) => self.check(this),
            _ => return self.compiled.trackers.logs(),
        };
        if logs.is_err() {
            self.stage = Stage::Done;
        }
        logs
    }

    /// The names of what [`Event::EpochEnd`] tells, in order: `loss`, the metrics, and the same as
    /// `val_...` if there is validation data.
    pub fn log_names(&self) -> Vec<String> {
        let names = self.compiled.trackers.names();
        let validation: Vec<String> = match self.validation {
            Some(_) => names.iter().map(|name| format!("val_{name}")).collect(),
            None => Vec::new(),
        };
        [names, validation].concat()
    }

    /// How many steps an epoch has.
    pub fn steps(&self) -> usize {
        self.examples.count.div_ceil(self.batch_size.max(1))
    }

    /// How many epochs there are to be.
    pub fn epochs(&self) -> usize {
        self.epochs
    }

    /// Ends the run after what was done last: [`Training::next`] gives [`Event::Done`] then. An
    /// epoch whose steps are all done comes to its end first.
    pub fn stop(&mut self) {
        self.stop = true;
    }

    /// Where the run was stopped, if it was and there would have been more to do.
    pub fn stopped(&self) -> Option<Position> {
        self.stopped
    }

    /// The batch of a step, and how many examples it has.
    fn batch(&self, this: &Steps, step: usize) -> Result<(Vec<Tensor>, usize)> {
        let start = step * self.batch_size;
        let range = start..self.examples.count.min(start.saturating_add(self.batch_size));
        let size = range.len();
        let batch = match &this.order {
            Some(order) => self.examples.gather(&order[range])?,
            None => self.examples.range(range)?,
        };
        Ok((batch, size))
    }

    /// Reads the running values, and fails if the loss is not finite.
    fn check(&self, this: &Steps) -> Result<Logs> {
        let logs = self.compiled.trackers.logs()?;
        match logs.get("loss") {
            Some(loss) if loss.is_finite() => Ok(logs),
            _ => Err(self.not_finite(this)?),
        }
    }

    /// Goes back to the last good state, finds the step and the place where the numbers ceased to
    /// be finite, and says so.
    fn not_finite(&self, this: &Steps) -> Result<Error> {
        let (good, to) = (&this.good, this.next.saturating_sub(1));
        good.snapshot.restore()?;
        let mut found = (to, "the loss".to_string());
        for step in good.step..=to {
            let before = Snapshot::of(&self.compiled);
            let (batch, _) = self.batch(this, step)?;
            let loss = self.compiled.train.call(&batch)?;
            if loss.first().map(Tensor::item).transpose()?.is_some_and(f64::is_finite) {
                continue;
            }
            before.restore()?;
            found = (step, self.place_of_not_finite(&batch)?);
            break;
        }
        good.snapshot.restore()?;
        self.position.set(Position { epoch: this.epoch, step: good.step });
        let (step, place) = found;
        Ok(ErrorKind::NotFinite { epoch: this.epoch, step, place }.into())
    }

    /// The first weight, or else the first layer's output, that is not finite for a batch.
    fn place_of_not_finite(&self, batch: &[Tensor]) -> Result<String> {
        let network = &self.compiled.network;
        let finite = |t: &Tensor| -> Result<bool> {
            Ok(!t.dtype().is_float() || t.is_finite()?.all((), false)?.item()? != 0.0)
        };
        for (i, x) in batch.iter().take(network.inputs().len()).enumerate() {
            if !finite(x)? {
                return Ok(format!("the data of input {}", network.input_name(i)));
            }
        }
        for variable in network.variables() {
            if !finite(&variable.stored())? {
                return Ok(format!("variable {}", variable.name()));
            }
        }
        let mut place = None;
        no_tape(|| {
            let inputs = &batch[..network.inputs().len()];
            let run = Run { training: true, seeds: &self.compiled.seeds };
            network.run_each(inputs, run, &mut |layer, y| {
                if place.is_none() && !finite(y)? {
                    place = Some(format!("the output of layer {}", layer.name()));
                }
                Ok(())
            })
        })?;
        Ok(place.unwrap_or("the loss".into()))
    }
}
