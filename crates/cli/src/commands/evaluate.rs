//! `sparkler evaluate`: how good a model is.

use super::train;
use crate::data::Data;
use crate::error::{Error, Result};
use crate::model_files::{self, Loaded};
use crate::report::Results;
use crate::tables;
use crate::terminal::Terminal;
use std::io::{self, Write};
use std::path::PathBuf;

/// Test a model on images, or on rows of a table, that it was not trained on.
#[derive(clap::Args)]
pub struct Arguments {
    /// The folder that `sparkler train` wrote, or the model.json in it (also of another
    /// TensorFlow.js layers-model that classifies images); for tables the model.sparkler.
    model: PathBuf,
    /// `mnist` for the test digits that the program carries, or a folder of IDX files, of which
    /// the test images are taken; for a model of tables a table with the target.
    data: PathBuf,
    /// Print the results as one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reading: tables::Reading,
}

/// Loads, tests, prints.
pub fn run(arguments: &Arguments) -> Result<()> {
    if let Some(model) = tables::model_file(&arguments.model) {
        return tables::evaluate(&model, &arguments.data, &arguments.reading, arguments.json);
    }
    let Loaded { mut model, classes } = Loaded::read(&arguments.model)?;
    let data = match arguments.data.to_str() {
        Some("mnist") => Data::embedded()?,
        _ => Data::folder(&arguments.data)?,
    };
    model_files::input(&model, &data.test.images)?;
    let known = data.test.num_classes();
    if known > classes.len() {
        return Err(Error::failed(format!(
            "the model knows {} classes, the data has {known}",
            classes.len()
        )));
    }
    // The model's names count: it may know classes that the data does not have.
    let test = sparkler::data::ImageDataset { class_names: classes, ..data.test };
    // Whatever it was trained with, the labels here are numbers of classes.
    model.compile("sgd", "sparse_categorical_crossentropy", &["accuracy"])?;
    let (scores, loss) = train::test(&model, &test)?;
    let results = Results { data: &test, scores: &scores, loss };
    let mut out = io::stdout().lock();
    match arguments.json {
        true => writeln!(out, "{}", results.to_json())?,
        false => results.print(&mut out, Terminal::stdout())?,
    }
    Ok(out.flush()?)
}
