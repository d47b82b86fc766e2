//! `sparkler evaluate model.sparkler data.csv`

use super::figures::Figures;
use super::{Reading, merge, rows_at_once, tell_unknown};
use crate::error::{Error, Result};
use sparkler::data::table::{Field, ReadOptions, Reader};
use sparkler::learn::Matrix;
use sparkler::learn::tabular::{TabularModel, Task, Unknown};
use std::io::{self, Write};
use std::path::Path;

/// Tests a model on a table that has the target.
pub fn run(model: &Path, table: &Path, reading: &Reading, as_json: bool) -> Result<()> {
    let model = TabularModel::load(model)?;
    let mut schema = model.encoder.schema();
    let target = &model.target;
    schema.fields.push(Field { name: target.name.clone(), column_type: target.column_type });
    let mut missing = model.missing.clone();
    missing.extend(reading.missing.iter().cloned());
    let header = model.header && !reading.no_header;
    let options = ReadOptions { header, missing, ..ReadOptions::default() };
    let columns = schema.fields.len();
    let mut reader = Reader::with_schema(table, &options, schema)?;
    // Of each piece of the file only target and predictions are kept.
    let (mut y, mut values): (Vec<f64>, Vec<f64>) = Default::default();
    let mut probabilities: Option<Vec<f64>> = None;
    let mut unknown: Vec<Unknown> = Vec::new();
    let (mut rows, name) = (0, table.display());
    while let Some(mut piece) = reader.next_rows(rows_at_once(columns))? {
        let encoded = target.encode_piece(piece.require(&target.name)?, rows);
        let encoded = encoded.map_err(|e| Error::failed(format!("{name}: {e}")))?;
        rows += encoded.len();
        let present: Vec<usize> = (0..encoded.len()).filter(|&r| !encoded[r].is_nan()).collect();
        if present.is_empty() {
            continue;
        }
        if present.len() < encoded.len() {
            piece = piece.take_rows(&present);
        }
        y.extend(present.iter().map(|&r| encoded[r]));
        let predictions = model.predict(&piece)?;
        merge(&mut unknown, predictions.unknown);
        values.extend(predictions.values);
        if let Some(p) = predictions.probabilities {
            probabilities.get_or_insert_default().extend(p.into_f64());
        }
    }
    if y.is_empty() {
        return Err(Error::failed(format!(
            "{name}: {rows} rows, none with a value of {}: nothing to compare with",
            target.name
        )));
    }
    if y.len() < rows {
        eprintln!("note: {} rows without a value of {} are left out", rows - y.len(), target.name);
    }
    tell_unknown(&unknown);
    let probabilities =
        probabilities.map(|p| Matrix::new(y.len(), target.classes.len(), p)).transpose()?;
    let figures = Figures::new(target, &y, &values, probabilities.as_ref());
    let mut out = io::stdout().lock();
    if as_json {
        writeln!(out, "{}", serde_json::Value::Object(figures.to_json()))?;
    } else {
        if target.task == Task::Classification {
            print_confusion(&mut out, &target.classes, &figures.confusion)?;
        }
        writeln!(out, "{} rows", figures.rows)?;
        writeln!(out, "{}", figures.line())?;
    }
    Ok(out.flush()?)
}

/// Prints how often each class was taken for each, unless there are too many for a screen.
pub fn print_confusion(
    out: &mut impl Write,
    classes: &[String],
    confusion: &[Vec<usize>],
) -> io::Result<()> {
    if classes.len() > 12 {
        return Ok(());
    }
    let short: Vec<String> = classes.iter().map(|c| c.chars().take(14).collect()).collect();
    let width = short.iter().map(|c| c.chars().count()).max().unwrap_or(0).max(7);
    writeln!(out, "{:>width$}   taken for", "")?;
    write!(out, "{:>width$} ", "class")?;
    for name in &short {
        write!(out, " {name:>width$}")?;
    }
    writeln!(out)?;
    for (name, row) in short.iter().zip(confusion) {
        write!(out, "{name:>width$} ")?;
        for count in row {
            write!(out, " {count:>width$}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}
