//! Callbacks: who is told of what happens in training, and may stop it.

use crate::{Error, Model, Result};
use sparkler_engine::Tensor;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What was measured, by name, in order: `loss`, the metrics, then the same as `val_...`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Logs(Vec<(String, f64)>);

impl Logs {
    /// The value of that name.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| *value)
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.0.iter().map(|(name, value)| (name.as_str(), *value))
    }

    pub(crate) fn push(&mut self, name: &str, value: f64) {
        self.0.push((name.into(), value));
    }
}

/// Does training go on?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// It does.
    Continue,
    /// It ends here; weights and state stay as they are.
    Stop,
}

impl Flow {
    /// Stop if either says so.
    pub(crate) fn or(self, other: Flow) -> Flow {
        if self == Flow::Stop { self } else { other }
    }
}

/// A step that was done.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The epoch, counted from 0.
    pub epoch: usize,
    /// The step of the epoch, counted from 0.
    pub step: usize,
    /// How many steps the epoch has.
    pub steps: usize,
}

/// How far training is.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The epoch, counted from 0.
    pub epoch: usize,
    /// How many epochs there are to be.
    pub epochs: usize,
    /// How many steps of the epoch are done.
    pub step: usize,
    /// How many steps the epoch has.
    pub steps: usize,
    /// The running loss and metrics of the epoch.
    pub logs: Logs,
}

/// Is told of what happens in [`Model::fit`]. Every method may be left out.
pub trait Callback {
    /// Training begins.
    ///
    /// # Errors
    /// Whatever ends training with an error.
    fn on_train_begin(&mut self, model: &Model) -> Result<()> {
        let _ = model;
        Ok(())
    }

    /// Training ends, finished or stopped.
    ///
    /// # Errors
    /// Whatever ends training with an error.
    fn on_train_end(&mut self, model: &Model) -> Result<()> {
        let _ = model;
        Ok(())
    }

    /// An epoch begins.
    ///
    /// # Errors
    /// Whatever ends training with an error.
    fn on_epoch_begin(&mut self, model: &Model, epoch: usize) -> Result<()> {
        let _ = (model, epoch);
        Ok(())
    }

    /// An epoch is done, and its validation too.
    ///
    /// # Errors
    /// Whatever ends training with an error.
    fn on_epoch_end(&mut self, model: &Model, epoch: usize, logs: &Logs) -> Result<Flow> {
        let _ = (model, epoch, logs);
        Ok(Flow::Continue)
    }

    /// A step is done. It is called very often, so it should be quick; the running loss is told
    /// to [`Callback::on_progress`].
    ///
    /// # Errors
    /// Whatever ends training with an error.
    fn on_batch_end(&mut self, model: &Model, step: &Step) -> Result<Flow> {
        let _ = (model, step);
        Ok(Flow::Continue)
    }

    /// Some twenty times a second, and after the last step of an epoch.
    ///
    /// # Errors
    /// Whatever ends training with an error.
    fn on_progress(&mut self, model: &Model, progress: &Progress) -> Result<Flow> {
        let _ = (model, progress);
        Ok(Flow::Continue)
    }
}

/// Ends training cleanly after the current step, from another thread or a signal handler.
///
/// ```
/// use sparkler_engine::Tensor;
/// use sparkler_nn::{FitOptions, Sequential, callbacks::Stop, layers::Dense};
/// let mut model = Sequential::new().input([1]).add(Dense::new(1)).build()?;
/// model.compile("sgd", "mse", &[])?;
/// let stop = Stop::new();
/// let mut told = stop.clone();
/// stop.stop();
/// let x = Tensor::zeros(&[8, 1], sparkler_engine::DType::F32)?;
/// let options =
///     FitOptions { batch_size: 2, callbacks: vec![&mut told], ..Default::default() };
/// let history = model.fit(&x, &x, options)?;
/// assert_eq!(history.stopped.unwrap().step, 1);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// A handle that stops nothing yet. Clones are the same handle.
    pub fn new() -> Stop {
        Stop::default()
    }

    /// Asks training to end.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Has it been asked?
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Callback for Stop {
    fn on_batch_end(&mut self, _: &Model, _: &Step) -> Result<Flow> {
        Ok(if self.is_stopped() { Flow::Stop } else { Flow::Continue })
    }
}

/// Is less better, or more?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// As the name says: more accuracy is better, less of anything else.
    #[default]
    Auto,
    /// Less is better.
    Min,
    /// More is better.
    Max,
}

impl Mode {
    fn is_better(self, monitor: &str, value: f64, than: f64, by: f64) -> bool {
        let name = monitor.strip_prefix("val_").unwrap_or(monitor);
        let more = match self {
            Mode::Auto => {
                ["acc", "auc", "precision", "recall", "f1"].iter().any(|n| name.contains(n))
            }
            Mode::Min => false,
            Mode::Max => true,
        };
        if more { value - by > than } else { value + by < than }
    }
}

fn monitored(callback: &str, monitor: &str, logs: &Logs) -> Result<f64> {
    logs.get(monitor).ok_or_else(|| {
        let names: Vec<&str> = logs.iter().map(|(name, _)| name).collect();
        Error::argument(callback, format!("{monitor:?} is not measured, only {}", names.join(", ")))
    })
}

/// Ends training when what is measured gets no better.
#[derive(Clone, Debug)]
pub struct EarlyStopping {
    /// What is watched: `val_loss`.
    pub monitor: String,
    /// How much better counts as better: 0.
    pub min_delta: f64,
    /// After how many epochs without anything better training ends: 0.
    pub patience: usize,
    /// Is less better, or more?
    pub mode: Mode,
    /// Does the model get the weights of its best epoch back at the end?
    pub restore_best_weights: bool,
    /// Epochs before this one do not count.
    pub start_from_epoch: usize,
    best: Option<f64>,
    best_epoch: usize,
    best_weights: Option<Vec<Tensor>>,
    wait: usize,
    stopped_epoch: Option<usize>,
}

impl EarlyStopping {
    /// Watches that, with no patience.
    pub fn new(monitor: impl Into<String>) -> EarlyStopping {
        EarlyStopping {
            monitor: monitor.into(),
            min_delta: 0.0,
            patience: 0,
            mode: Mode::Auto,
            restore_best_weights: false,
            start_from_epoch: 0,
            best: None,
            best_epoch: 0,
            best_weights: None,
            wait: 0,
            stopped_epoch: None,
        }
    }

    /// After how many epochs without anything better training ends.
    pub fn patience(self, patience: usize) -> EarlyStopping {
        EarlyStopping { patience, ..self }
    }

    /// How much better counts as better.
    pub fn min_delta(self, min_delta: f64) -> EarlyStopping {
        EarlyStopping { min_delta: min_delta.abs(), ..self }
    }

    /// Is less better, or more?
    pub fn mode(self, mode: Mode) -> EarlyStopping {
        EarlyStopping { mode, ..self }
    }

    /// Does the model get the weights of its best epoch back at the end?
    pub fn restore_best_weights(self, restore_best_weights: bool) -> EarlyStopping {
        EarlyStopping { restore_best_weights, ..self }
    }

    /// Epochs before this one do not count.
    pub fn start_from_epoch(self, start_from_epoch: usize) -> EarlyStopping {
        EarlyStopping { start_from_epoch, ..self }
    }

    /// The epoch that ended training, counted from 0.
    pub fn stopped_epoch(&self) -> Option<usize> {
        self.stopped_epoch
    }

    /// The best epoch, counted from 0, and what was measured then.
    pub fn best(&self) -> Option<(usize, f64)> {
        self.best.map(|best| (self.best_epoch, best))
    }
}

impl Callback for EarlyStopping {
    fn on_train_begin(&mut self, _: &Model) -> Result<()> {
        *self = EarlyStopping {
            best: None,
            best_epoch: 0,
            best_weights: None,
            wait: 0,
            stopped_epoch: None,
            ..self.clone()
        };
        Ok(())
    }

    fn on_epoch_end(&mut self, model: &Model, epoch: usize, logs: &Logs) -> Result<Flow> {
        let value = monitored("EarlyStopping", &self.monitor, logs)?;
        if epoch < self.start_from_epoch {
            return Ok(Flow::Continue);
        }
        self.wait += 1;
        let better = |best: f64| self.mode.is_better(&self.monitor, value, best, self.min_delta);
        if self.best.is_none_or(better) {
            self.best = Some(value);
            self.best_epoch = epoch;
            self.wait = 0;
            if self.restore_best_weights {
                self.best_weights = Some(model.get_weights());
            }
            return Ok(Flow::Continue);
        }
        if self.wait >= self.patience && epoch > 0 {
            self.stopped_epoch = Some(epoch);
            return Ok(Flow::Stop);
        }
        Ok(Flow::Continue)
    }

    fn on_train_end(&mut self, model: &Model) -> Result<()> {
        match self.best_weights.take() {
            Some(weights) => model.set_weights(&weights),
            None => Ok(()),
        }
    }
}

/// Saves the model after each epoch, or after those that are the best so far, in a way that the
/// caller says.
pub struct ModelCheckpoint<F> {
    save: F,
    monitor: String,
    mode: Mode,
    save_best_only: bool,
    best: Option<f64>,
}

impl<F: FnMut(&Model, usize, &Logs) -> Result<()>> ModelCheckpoint<F> {
    /// Calls `save` with the model, the epoch and what was measured after each epoch.
    pub fn new(save: F) -> ModelCheckpoint<F> {
        ModelCheckpoint {
            save,
            monitor: "val_loss".into(),
            mode: Mode::Auto,
            save_best_only: false,
            best: None,
        }
    }

    /// Saves only when what is watched is better than ever before.
    pub fn best_of(self, monitor: impl Into<String>, mode: Mode) -> ModelCheckpoint<F> {
        ModelCheckpoint { monitor: monitor.into(), mode, save_best_only: true, ..self }
    }
}

impl<F: FnMut(&Model, usize, &Logs) -> Result<()>> Callback for ModelCheckpoint<F> {
    fn on_epoch_end(&mut self, model: &Model, epoch: usize, logs: &Logs) -> Result<Flow> {
        if self.save_best_only {
            let value = monitored("ModelCheckpoint", &self.monitor, logs)?;
            if self.best.is_some_and(|best| !self.mode.is_better(&self.monitor, value, best, 0.0)) {
                return Ok(Flow::Continue);
            }
            self.best = Some(value);
        }
        (self.save)(model, epoch, logs)?;
        Ok(Flow::Continue)
    }
}

/// Writes what was measured into a CSV file, a line for each epoch as it ends.
pub struct CsvLogger {
    path: PathBuf,
    append: bool,
    names: Vec<String>,
    file: Option<BufWriter<File>>,
}

impl CsvLogger {
    /// Writes a new file.
    pub fn new(path: impl AsRef<Path>) -> CsvLogger {
        CsvLogger { path: path.as_ref().into(), append: false, names: Vec::new(), file: None }
    }

    /// Goes on with a file that is there.
    pub fn append(self, append: bool) -> CsvLogger {
        CsvLogger { append, ..self }
    }

    fn error(&self, e: std::io::Error) -> Error {
        Error::argument("CsvLogger", format!("cannot write {}: {e}", self.path.display()))
    }

    fn open(&mut self, logs: &Logs) -> std::io::Result<()> {
        let old = std::fs::metadata(&self.path).map_or(0, |m| m.len());
        let file = File::options()
            .write(true)
            .create(true)
            .append(self.append)
            .truncate(!self.append)
            .open(&self.path)?;
        let mut file = BufWriter::new(file);
        self.names = logs.iter().map(|(name, _)| name.to_string()).collect();
        if !self.append || old == 0 {
            writeln!(file, "epoch,{}", self.names.join(","))?;
        }
        self.file = Some(file);
        Ok(())
    }

    fn line(&mut self, epoch: usize, logs: &Logs) -> std::io::Result<()> {
        if self.file.is_none() {
            self.open(logs)?;
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        write!(file, "{epoch}")?;
        for name in &self.names {
            match logs.get(name) {
                Some(value) => write!(file, ",{value}")?,
                None => write!(file, ",")?,
            }
        }
        writeln!(file)?;
        // Whoever reads along sees whole lines.
        file.flush()
    }
}

impl Callback for CsvLogger {
    fn on_train_begin(&mut self, _: &Model) -> Result<()> {
        self.file = None;
        Ok(())
    }

    fn on_epoch_end(&mut self, _: &Model, epoch: usize, logs: &Logs) -> Result<Flow> {
        self.line(epoch, logs).map_err(|e| self.error(e))?;
        Ok(Flow::Continue)
    }

    fn on_train_end(&mut self, _: &Model) -> Result<()> {
        self.file = None;
        Ok(())
    }
}

/// Sets the learning rate at the beginning of each epoch, from the epoch and the rate so far.
pub struct LearningRateScheduler<F>(F);

impl<F: FnMut(usize, f64) -> f64> LearningRateScheduler<F> {
    /// With a function of the epoch, counted from 0, and the learning rate.
    pub fn new(schedule: F) -> LearningRateScheduler<F> {
        LearningRateScheduler(schedule)
    }
}

impl<F: FnMut(usize, f64) -> f64> Callback for LearningRateScheduler<F> {
    fn on_epoch_begin(&mut self, model: &Model, epoch: usize) -> Result<()> {
        let Some(optimizer) = model.optimizer() else { return Ok(()) };
        optimizer.set_learning_rate((self.0)(epoch, optimizer.learning_rate()?))
    }
}

/// Functions in the place of a callback's methods.
///
/// ```
/// use sparkler_engine::Tensor;
/// use sparkler_nn::{FitOptions, Sequential, layers::Dense};
/// use sparkler_nn::callbacks::{Flow, LambdaCallback};
/// let mut model = Sequential::new().input([1]).add(Dense::new(1)).build()?;
/// model.compile("sgd", "mse", &[])?;
/// let mut losses = vec![];
/// let mut note = LambdaCallback::new().on_epoch_end(|_, _, logs| {
///     losses.extend(logs.get("loss"));
///     Ok(Flow::Continue)
/// });
/// let x = Tensor::ones(&[4, 1], sparkler_engine::DType::F32)?;
/// model.fit(&x, &x, FitOptions { epochs: 2, callbacks: vec![&mut note], ..Default::default() })?;
/// drop(note);
/// assert_eq!(losses.len(), 2);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Default)]
pub struct LambdaCallback<'a> {
    epoch_end: Option<Box<dyn FnMut(&Model, usize, &Logs) -> Result<Flow> + 'a>>,
    batch_end: Option<Box<dyn FnMut(&Model, &Step) -> Result<Flow> + 'a>>,
    progress: Option<Box<dyn FnMut(&Model, &Progress) -> Result<Flow> + 'a>>,
}

impl<'a> LambdaCallback<'a> {
    /// That does nothing yet.
    pub fn new() -> LambdaCallback<'a> {
        LambdaCallback::default()
    }

    /// After each epoch.
    pub fn on_epoch_end(
        self,
        f: impl FnMut(&Model, usize, &Logs) -> Result<Flow> + 'a,
    ) -> LambdaCallback<'a> {
        LambdaCallback { epoch_end: Some(Box::new(f)), ..self }
    }

    /// After each step.
    pub fn on_batch_end(
        self,
        f: impl FnMut(&Model, &Step) -> Result<Flow> + 'a,
    ) -> LambdaCallback<'a> {
        LambdaCallback { batch_end: Some(Box::new(f)), ..self }
    }

    /// Some twenty times a second.
    pub fn on_progress(
        self,
        f: impl FnMut(&Model, &Progress) -> Result<Flow> + 'a,
    ) -> LambdaCallback<'a> {
        LambdaCallback { progress: Some(Box::new(f)), ..self }
    }
}

impl Callback for LambdaCallback<'_> {
    fn on_epoch_end(&mut self, model: &Model, epoch: usize, logs: &Logs) -> Result<Flow> {
        self.epoch_end.as_mut().map_or(Ok(Flow::Continue), |f| f(model, epoch, logs))
    }

    fn on_batch_end(&mut self, model: &Model, step: &Step) -> Result<Flow> {
        self.batch_end.as_mut().map_or(Ok(Flow::Continue), |f| f(model, step))
    }

    fn on_progress(&mut self, model: &Model, progress: &Progress) -> Result<Flow> {
        self.progress.as_mut().map_or(Ok(Flow::Continue), |f| f(model, progress))
    }
}
