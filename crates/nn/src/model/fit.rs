//! The training loop with callbacks.

use super::training::{Event, Position, TrainingOptions};
use super::{Data, Model};
use crate::Result;
use crate::callbacks::{Callback, Flow, Logs, Progress, Step};
use crate::clock::Ticker;
use sparkler_engine::Tensor;

/// Options of [`Model::fit`]: those of [`TrainingOptions`], and callbacks. The defaults are
/// Keras's.
pub struct FitOptions<'a> {
    /// See [`TrainingOptions::epochs`].
    pub epochs: usize,
    /// See [`TrainingOptions::batch_size`].
    pub batch_size: usize,
    /// See [`TrainingOptions::shuffle`].
    pub shuffle: bool,
    /// See [`TrainingOptions::seed`].
    pub seed: Option<u64>,
    /// See [`TrainingOptions::validation_split`].
    pub validation_split: f64,
    /// See [`TrainingOptions::validation_data`].
    pub validation_data: Option<(Data, Data)>,
    /// See [`TrainingOptions::validation_sample_weight`].
    pub validation_sample_weight: Option<Tensor>,
    /// See [`TrainingOptions::sample_weight`].
    pub sample_weight: Option<Tensor>,
    /// See [`TrainingOptions::start`].
    pub start: Position,
    /// Who is told of what happens, and may stop it.
    pub callbacks: Vec<&'a mut dyn Callback>,
}

impl Default for FitOptions<'_> {
    fn default() -> Self {
        TrainingOptions::default().into()
    }
}

impl From<TrainingOptions> for FitOptions<'_> {
    fn from(options: TrainingOptions) -> Self {
        FitOptions {
            epochs: options.epochs,
            batch_size: options.batch_size,
            shuffle: options.shuffle,
            seed: options.seed,
            validation_split: options.validation_split,
            validation_data: options.validation_data,
            validation_sample_weight: options.validation_sample_weight,
            sample_weight: options.sample_weight,
            start: options.start,
            callbacks: Vec::new(),
        }
    }
}

impl<'a> FitOptions<'a> {
    fn split(self) -> (TrainingOptions, Vec<&'a mut dyn Callback>) {
        let options = TrainingOptions {
            epochs: self.epochs,
            batch_size: self.batch_size,
            shuffle: self.shuffle,
            seed: self.seed,
            validation_split: self.validation_split,
            validation_data: self.validation_data,
            validation_sample_weight: self.validation_sample_weight,
            sample_weight: self.sample_weight,
            start: self.start,
        };
        (options, self.callbacks)
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

impl Model {
    /// Trains on examples `x` and what is true of them, `y`.
    ///
    /// Loss and metrics of the result are means over an epoch, measured while the weights change,
    /// as in Keras. The same seed gives the same result.
    ///
    /// # Errors
    /// If the model is not compiled, the data does not fit, a callback fails, or the loss is no
    /// finite number ([`ErrorKind::NotFinite`](crate::ErrorKind::NotFinite); the weights are then those of
    /// the last check at which it was).
    pub fn fit(
        &self,
        x: impl Into<Data>,
        y: impl Into<Data>,
        options: FitOptions<'_>,
    ) -> Result<History> {
        let (options, mut callbacks) = options.split();
        let epochs = options.epochs;
        let mut training = self.training(x, y, options)?;
        let mut history = History::default();
        let mut ticker = Ticker::new();
        for callback in &mut callbacks {
            callback.on_train_begin(self)?;
        }
        loop {
            match training.next()? {
                Event::EpochBegin { epoch } => {
                    for callback in &mut callbacks {
                        callback.on_epoch_begin(self, epoch)?;
                    }
                    ticker = Ticker::new();
                }
                Event::Step { epoch, step, steps, .. } => {
                    let mut flow = Flow::Continue;
                    let info = Step { epoch, step, steps };
                    for callback in &mut callbacks {
                        flow = flow.or(callback.on_batch_end(self, &info)?);
                    }
                    let last = step + 1 == steps || flow == Flow::Stop;
                    if ticker.is_due() || last {
                        let logs = training.logs()?;
                        let progress = Progress { epoch, epochs, step: step + 1, steps, logs };
                        for callback in &mut callbacks {
                            flow = flow.or(callback.on_progress(self, &progress)?);
                        }
                    }
                    if flow == Flow::Stop {
                        training.stop();
                    }
                }
                Event::ValidationStep { .. } => {}
                Event::EpochEnd { epoch, logs } => {
                    history.push(epoch, &logs);
                    for callback in &mut callbacks {
                        if callback.on_epoch_end(self, epoch, &logs)? == Flow::Stop {
                            training.stop();
                        }
                    }
                }
                Event::Done => break,
            }
        }
        history.stopped = training.stopped();
        for callback in &mut callbacks {
            callback.on_train_end(self)?;
        }
        Ok(history)
    }
}
