//! What an interrupted training goes on from.

use crate::error::{Error, Result};
use crate::history::Epoch;
use serde_json::{Value, json};
use sparkler::engine::{Array, Tensor, Variable};
use sparkler::formats::safetensors::{self, SafeTensors};
use std::path::Path;

/// The file's name in the folder of a training.
pub const FILE: &str = "training.safetensors";

/// Where the text of a checkpoint lies in the file.
const METADATA: &str = "sparkler_training";

/// What makes two trainings the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The network, by its name on the command line.
    pub model: String,
    /// The fingerprint of the data.
    pub data: String,
    /// How often it sees the training data, in all.
    pub epochs: usize,
    /// How many images a step takes.
    pub batch_size: usize,
    /// What all random numbers come from.
    pub seed: u64,
    /// How far a step goes.
    pub learning_rate: f64,
}

/// How far a training has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Epochs that are done.
    pub epoch: usize,
    /// Steps of the next one that are done.
    pub step: usize,
    /// How long these steps took.
    pub seconds: f64,
    /// What was measured in the epochs that are done.
    pub history: Vec<Epoch>,
}

/// A training at rest: its settings, its place, and the value of every variable that moves.
#[derive(Debug)]
pub struct Checkpoint {
    /// What makes it this training.
    pub settings: Settings,
    /// How far it has come.
    pub place: Place,
    arrays: Vec<(String, Array)>,
}

impl Checkpoint {
    /// A training at rest after that step.
    pub fn new(settings: Settings, place: Place, variables: &[Variable]) -> Result<Checkpoint> {
        let arrays = variables
            .iter()
            .enumerate()
            .map(|(i, v)| Ok((key(i, v), v.stored().array()?.clone())))
            .collect::<Result<_>>()?;
        Ok(Checkpoint { settings, place, arrays })
    }

    /// The checkpoint as a file.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let Settings { model, data, epochs, batch_size, seed, learning_rate } = &self.settings;
        let Place { epoch, step, seconds, history } = &self.place;
        let history: Vec<Value> = history.iter().map(|e| e.to_json()).collect();
        let text = json!({
            "version": 1, "model": model, "data": data, "epochs": epochs,
            "batch_size": batch_size, "seed": seed, "learning_rate": learning_rate,
            "epoch": epoch, "step": step, "step_seconds": seconds, "history": history,
        });
        let metadata = vec![(METADATA.to_string(), text.to_string())];
        Ok(safetensors::to_bytes(&SafeTensors { metadata, arrays: self.arrays.clone() })?)
    }

    /// Reads the checkpoint in the folder of a training.
    pub fn read(folder: &Path) -> Result<Checkpoint> {
        let path = folder.join(FILE);
        let SafeTensors { metadata, arrays } = safetensors::read(&path).map_err(|e| {
            let hint = if e.is_not_found() { "; there is no training to resume" } else { "" };
            Error::failed(format!("{e}{hint}"))
        })?;
        let text = metadata.iter().find(|(name, _)| name == METADATA);
        text.and_then(|(_, text)| parse(text, arrays)).ok_or_else(|| {
            Error::failed(format!("{}: is no checkpoint of a training", path.display()))
        })
    }

    /// Gives the variables the values that they had.
    pub fn restore(&self, variables: &[Variable]) -> Result<()> {
        let fits = variables.len() == self.arrays.len()
            && variables.iter().zip(&self.arrays).enumerate().all(|(i, (v, (name, a)))| {
                *name == key(i, v) && a.dtype() == v.dtype() && a.shape() == v.shape()
            });
        if !fits {
            return Err(Error::failed(format!("{FILE} does not fit the network to be trained")));
        }
        for (variable, (_, array)) in variables.iter().zip(&self.arrays) {
            variable.assign(&Tensor::from_array(array.clone()))?;
        }
        Ok(())
    }
}

/// Names of variables may occur twice, those in a file not.
fn key(index: usize, variable: &Variable) -> String {
    format!("{index:04}/{}", variable.name())
}

fn parse(text: &str, arrays: Vec<(String, Array)>) -> Option<Checkpoint> {
    let value: Value = serde_json::from_str(text).ok()?;
    let count = |name: &str| value.get(name)?.as_u64();
    if count("version")? != 1 {
        return None;
    }
    let word = |name: &str| value.get(name)?.as_str().map(String::from);
    let history = value.get("history")?.as_array()?;
    Some(Checkpoint {
        settings: Settings {
            model: word("model")?,
            data: word("data")?,
            epochs: count("epochs")? as usize,
            batch_size: count("batch_size")? as usize,
            seed: count("seed")?,
            learning_rate: value.get("learning_rate")?.as_f64()?,
        },
        place: Place {
            epoch: count("epoch")? as usize,
            step: count("step")? as usize,
            seconds: value.get("step_seconds")?.as_f64()?,
            history: history.iter().map(Epoch::from_json).collect::<Option<_>>()?,
        },
        arrays,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_survives_its_file() {
        let a = Variable::new("a", &Tensor::new(&[1.5f32, -0.0], &[2]).unwrap(), true);
        let b = Variable::new("a", &Tensor::seed(9, 4).unwrap(), false);
        let settings = Settings {
            model: "mlp".into(),
            data: "0123".into(),
            epochs: 12,
            batch_size: 32,
            seed: u64::MAX,
            learning_rate: 1e-3,
        };
        let place = Place { epoch: 1, step: 7, seconds: 0.25, history: vec![] };
        let variables = [a.clone(), b.clone()];
        let made = Checkpoint::new(settings.clone(), place.clone(), &variables).unwrap();
        let folder = std::env::temp_dir().join(format!("sparkler-checkpoint-{}", std::process::id()));
        let file = made.to_bytes().unwrap();
        sparkler::formats::atomic::write_files(&folder, &[(FILE, &file)]).unwrap();
        a.assign(&Tensor::new(&[0f32, 0.0], &[2]).unwrap()).unwrap();
        b.assign(&Tensor::seed(0, 0).unwrap()).unwrap();
        let read = Checkpoint::read(&folder).unwrap();
        assert_eq!((&read.settings, &read.place), (&settings, &place));
        read.restore(&variables).unwrap();
        let bits: Vec<u32> = a.stored().to_vec::<f32>().unwrap().iter().map(|f| f.to_bits()).collect();
        assert_eq!(bits, [1.5f32.to_bits(), (-0.0f32).to_bits()]);
        assert_eq!(b.stored().to_vec::<i64>().unwrap(), [9, 4]);
        assert!(read.restore(&variables[..1]).is_err());
        // Every file that is none is an error.
        for bytes in [&b""[..], b"text", &file[..file.len() - 1], &file[..40]] {
            sparkler::formats::atomic::write_files(&folder, &[(FILE, bytes)]).unwrap();
            assert!(Checkpoint::read(&folder).is_err());
        }
        std::fs::remove_dir_all(&folder).unwrap();
        let Err(Error::Failed(message)) = Checkpoint::read(&folder) else { panic!() };
        assert!(message.contains("no training to resume"), "{message}");
    }
}
