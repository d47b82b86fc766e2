//! What an interrupted training goes on from.

use crate::error::{Error, Result};
use crate::history::Epoch;
use serde_json::{Value, json};
use sparkler::engine::Array;
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

/// A training at rest.
#[derive(Debug)]
pub struct Checkpoint {
    /// What makes it this training.
    pub settings: Settings,
    /// What was measured in the epochs that are done.
    pub history: Vec<Epoch>,
    /// How long the steps after them took.
    pub seconds: f64,
    /// The state of the model that is trained, its place in the data included.
    pub state: Vec<(String, Array)>,
}

impl Checkpoint {
    /// The checkpoint as a file.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let Settings { model, data, epochs, batch_size, seed, learning_rate } = &self.settings;
        let history: Vec<Value> = self.history.iter().map(|e| e.to_json()).collect();
        let text = json!({
            "version": 1, "model": model, "data": data, "epochs": epochs,
            "batch_size": batch_size, "seed": seed, "learning_rate": learning_rate,
            "seconds": self.seconds, "history": history,
        });
        let metadata = vec![(METADATA.to_string(), text.to_string())];
        Ok(safetensors::to_bytes(&SafeTensors { metadata, arrays: self.state.clone() })?)
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
}

fn parse(text: &str, state: Vec<(String, Array)>) -> Option<Checkpoint> {
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
        history: history.iter().map(Epoch::from_json).collect::<Option<_>>()?,
        seconds: value.get("seconds")?.as_f64()?,
        state,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparkler::formats::atomic;

    #[test]
    fn a_checkpoint_survives_its_file() {
        let settings = Settings {
            model: "mlp".into(),
            data: "0123".into(),
            epochs: 12,
            batch_size: 32,
            seed: u64::MAX,
            learning_rate: 1e-3,
        };
        let state = vec![
            ("weights/0/a".to_string(), Array::from_slice(&[1.5f32, -0.0], &[2]).unwrap()),
            ("position".to_string(), Array::from_slice(&[1i64, 7], &[2]).unwrap()),
        ];
        let made = Checkpoint { settings, history: vec![], seconds: 0.25, state };
        let folder =
            std::env::temp_dir().join(format!("sparkler-checkpoint-{}", std::process::id()));
        let file = made.to_bytes().unwrap();
        atomic::write_files(&folder, &[(FILE, &file)]).unwrap();
        let read = Checkpoint::read(&folder).unwrap();
        assert_eq!((&read.settings, read.seconds), (&made.settings, 0.25));
        let (name, a) = &read.state[0];
        let bits: Vec<u32> = a.to_vec::<f32>().unwrap().iter().map(|f| f.to_bits()).collect();
        assert_eq!((name.as_str(), bits), ("weights/0/a", vec![1.5f32.to_bits(), 1 << 31]));
        assert_eq!(read.state[1].1.to_vec::<i64>().unwrap(), [1, 7]);
        // Every file that is none is an error.
        for bytes in [&b""[..], b"text", &file[..file.len() - 1], &file[..40]] {
            atomic::write_files(&folder, &[(FILE, bytes)]).unwrap();
            assert!(Checkpoint::read(&folder).is_err());
        }
        std::fs::remove_dir_all(&folder).unwrap();
        let Err(Error::Failed(message)) = Checkpoint::read(&folder) else { panic!() };
        assert!(message.contains("no training to resume"), "{message}");
    }
}
