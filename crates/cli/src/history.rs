//! What was measured in each epoch of a training.

use serde_json::{Value, json};
use std::fmt::Write;

/// One epoch's figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Epoch {
    /// Counted from 1.
    pub epoch: usize,
    /// How long it took.
    pub seconds: f64,
    /// The mean loss over the training data, as it was while the weights changed.
    pub loss: f64,
    /// The part of the training data that was recognised, in the same way.
    pub accuracy: f64,
    /// The mean loss over the validation data after the epoch.
    pub val_loss: f64,
    /// The part of the validation data that was recognised after the epoch.
    pub val_accuracy: f64,
}

impl Epoch {
    /// The epoch as a line of `--json`.
    pub fn to_json(self) -> Value {
        json!({
            "epoch": self.epoch, "seconds": rounded(self.seconds, 3), "loss": self.loss,
            "accuracy": self.accuracy, "val_loss": self.val_loss,
            "val_accuracy": self.val_accuracy,
        })
    }

    /// The epoch of such a line.
    pub fn from_json(value: &Value) -> Option<Epoch> {
        let number = |name: &str| value.get(name)?.as_f64();
        Some(Epoch {
            epoch: value.get("epoch")?.as_u64()? as usize,
            seconds: number("seconds")?,
            loss: number("loss")?,
            accuracy: number("accuracy")?,
            val_loss: number("val_loss")?,
            val_accuracy: number("val_accuracy")?,
        })
    }
}

/// A history as a CSV file.
pub fn to_csv(history: &[Epoch]) -> String {
    let mut csv = "epoch,seconds,loss,accuracy,val_loss,val_accuracy\n".to_string();
    for e in history {
        let _ = writeln!(
            csv,
            "{},{},{},{},{},{}",
            e.epoch,
            rounded(e.seconds, 3),
            e.loss,
            e.accuracy,
            e.val_loss,
            e.val_accuracy
        );
    }
    csv
}

/// A number without digits that mean nothing.
pub fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10f64.powi(decimals);
    (value * scale).round() / scale
}

/// A figure that was computed in single precision, without the digits that it does not have:
/// 0.952, not 0.9520000219345093.
pub fn decimal(value: f64) -> f64 {
    (value as f32).to_string().parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs_survive_json_and_csv() {
        let epoch = Epoch {
            epoch: 3,
            seconds: 1.5,
            loss: 0.1234567,
            accuracy: 0.9625,
            val_loss: 1e-9,
            val_accuracy: 1.0,
        };
        assert_eq!(Epoch::from_json(&epoch.to_json()), Some(epoch));
        assert_eq!(
            to_csv(&[epoch]),
            "epoch,seconds,loss,accuracy,val_loss,val_accuracy\n\
             3,1.5,0.1234567,0.9625,0.000000001,1\n"
        );
        assert_eq!(Epoch::from_json(&json!({ "epoch": 1 })), None);
    }
}
