//! How a training shows that it gets on.

use crate::error::Result;
use crate::history::Epoch;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, Write};

/// A bar for the epoch that runs (on the standard error, and only if that is a terminal), and a
/// line for each that is done (on the standard output).
pub struct Progress {
    epochs: usize,
    json: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// For that many epochs in all; `json` makes the lines JSON and leaves the bar out.
    pub fn new(epochs: usize, json: bool) -> Progress {
        Progress { epochs, json, bar: None }
    }

    /// An epoch, counted from 1, begins at a step (0 but where an interrupted one goes on).
    pub fn begin(&mut self, epoch: usize, step: usize, steps: usize) {
        if self.json {
            return;
        }
        let template = "{prefix} {bar:30} {pos}/{len}  {msg}  {eta} left";
        let style = ProgressStyle::with_template(template)
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("━╸─");
        let bar = ProgressBar::new(steps as u64).with_style(style);
        bar.set_prefix(format!("epoch {epoch}/{}", self.epochs));
        bar.set_position(step as u64);
        bar.reset_eta();
        self.bar = Some(bar);
    }

    /// A step is done; the figures are means over the epoch so far.
    pub fn step(&self, done: usize, loss: f64, accuracy: f64) {
        if let Some(bar) = &self.bar {
            // The bar draws itself a few times a second, however often it is told.
            bar.set_position(done as u64);
            if !bar.is_hidden() {
                bar.set_message(format!("loss {loss:.4}  accuracy {accuracy:.4}"));
            }
        }
    }

    /// The epoch is done.
    pub fn end(&mut self, epoch: &Epoch) -> Result<()> {
        self.clear();
        let mut out = io::stdout().lock();
        if self.json {
            writeln!(out, "{}", epoch.to_json())?;
        } else {
            let Epoch { epoch, seconds, loss, accuracy, val_loss, val_accuracy } = epoch;
            let all = self.epochs;
            let width = all.to_string().len();
            writeln!(
                out,
                "epoch {epoch:>width$}/{all}  {seconds:>5.1} s  loss {loss:.4}  accuracy \
                 {accuracy:.4}  test loss {val_loss:.4}  test accuracy {val_accuracy:.4}"
            )?;
        }
        // Whoever reads a pipe wants each line when it is true.
        Ok(out.flush()?)
    }

    /// Takes the bar away.
    pub fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
