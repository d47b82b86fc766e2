//! `sparkler export`: models in other tools' formats.

use crate::error::{Error, Result};
use crate::tables;
use serde_json::json;
use sparkler::learn::tabular::TabularModel;
use std::io::{self, Write};
use std::path::PathBuf;

/// Write a model for tables as ONNX, which onnxruntime and others run.
///
/// The file has one input for each column that the model uses: its name, and rows x 1 values, texts
/// for categories and floats for numbers (NaN where one is missing). A classifier's outputs are
/// `label` and `probabilities`, a regressor's is `variable`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The folder that `train` wrote for a table, or the model.sparkler in it.
    model: PathBuf,
    /// The file to write; it ends in .onnx.
    file: PathBuf,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
}

/// Exports the model.
pub fn run(arguments: &Arguments) -> Result<()> {
    if arguments.file.extension().is_none_or(|e| !e.eq_ignore_ascii_case("onnx")) {
        return Err(Error::Usage(format!(
            "{}: the name does not end in .onnx, the only format that is written",
            arguments.file.display()
        )));
    }
    let path = tables::model_file(&arguments.model).unwrap_or_else(|| arguments.model.clone());
    let model = TabularModel::load(path)?;
    let file = model.to_onnx()?;
    file.write(&arguments.file).map_err(|e| Error::failed(e.to_string()))?;
    let inputs = file.graph.map_or(0, |graph| graph.input.len());
    let mut out = io::stdout().lock();
    if arguments.json {
        let line = json!({
            "file": arguments.file.display().to_string(),
            "learner": model.learner,
            "inputs": inputs,
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "{}: {} with {inputs} inputs", arguments.file.display(), model.learner)?;
    }
    Ok(out.flush()?)
}
