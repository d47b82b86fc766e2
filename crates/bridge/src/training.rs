//! Training runs, advanced one batch at a time so that a page stays responsive.

use crate::handles::{self, Object, busy};
use crate::models::split;
use crate::scratch::{Reader, Writer};
use crate::{Error, Result};
use serde_json::Value as Json;
use sparkler_nn::callbacks::Logs;
use sparkler_nn::{Data, Event, Position, Training, TrainingOptions};
use std::cell::RefCell;
use std::rc::Rc;

/// A training run as a handle stands for it.
pub(crate) struct Run {
    training: Training,
    names: Vec<String>,
}

fn count(config: &Json, name: &str, default: usize) -> Result<usize> {
    match &config[name] {
        Json::Null => Ok(default),
        value => value.as_u64().map(|n| n as usize).ok_or_else(|| {
            Error::new(format!("fit: {name} is {value}, expected a whole number of at least 0"))
        }),
    }
}

/// Begins to train.
pub fn training_begin(
    model: u32,
    train_count: u32,
    validation_count: u32,
    config: &str,
) -> Result<u32> {
    let config: Json = serde_json::from_str(config)?;
    let mut reader = Reader::new();
    let train = reader.tensors(train_count)?;
    let validation = reader.tensors(validation_count)?;
    let model = handles::model(model)?;
    let model = model.try_borrow().map_err(|_| busy())?;
    let (x, y, sample_weight) = split(&model, train)?;
    let mut options = TrainingOptions {
        epochs: count(&config, "epochs", 1)?,
        batch_size: count(&config, "batch_size", 32)?,
        shuffle: config["shuffle"] != Json::Bool(false),
        seed: config["seed"].as_u64(),
        validation_split: config["validation_split"].as_f64().unwrap_or(0.0),
        sample_weight,
        start: Position { epoch: count(&config, "initial_epoch", 0)?, step: 0 },
        ..Default::default()
    };
    if !validation.is_empty() {
        let (x, y, weight) = split(&model, validation)?;
        options.validation_data = Some((Data::from(x), Data::from(y)));
        options.validation_sample_weight = weight;
    }
    let training = model.training(x, y, options)?;
    let names = training.log_names();
    Ok(handles::insert(Object::Training(Rc::new(RefCell::new(Run { training, names })))))
}

/// Does the next thing in a training run, and says what.
pub fn training_next(training: u32, want_logs: bool) -> Result<u32> {
    let run = handles::training(training)?;
    let mut run = run.try_borrow_mut().map_err(|_| busy())?;
    let event = run.training.next()?;
    let mut writer = Writer::new();
    Ok(match event {
        Event::Done => 0,
        Event::EpochBegin { epoch } => {
            writer.number(epoch as f64)?;
            1
        }
        Event::Step { epoch, step, steps, batch_size } => {
            [epoch, step, steps, batch_size]
                .into_iter()
                .try_for_each(|n| writer.number(n as f64))?;
            if want_logs {
                let logs = run.training.logs()?;
                run.write_logs(&logs, &mut writer)?;
            }
            2
        }
        Event::EpochEnd { epoch, logs } => {
            writer.number(epoch as f64)?;
            run.write_logs(&logs, &mut writer)?;
            3
        }
        Event::ValidationStep { epoch, step, steps } => {
            [epoch, step, steps].into_iter().try_for_each(|n| writer.number(n as f64))?;
            4
        }
    })
}

impl Run {
    fn write_logs(&self, logs: &Logs, writer: &mut Writer) -> Result<()> {
        self.names.iter().try_for_each(|name| writer.number(logs.get(name).unwrap_or(f64::NAN)))
    }
}

/// The names of the logs, joined by spaces.
pub fn training_names(training: u32) -> Result<String> {
    let run = handles::training(training)?;
    let run = run.try_borrow().map_err(|_| busy())?;
    Ok(run.names.join(" "))
}
