//! `sparkler evaluate model.sparkler data.csv`

use super::figures::Figures;
use super::{Reading, tell_unknown};
use crate::error::{Error, Result};
use sparkler::data::table::{Field, ReadOptions, Reader};
use sparkler::learn::tabular::{TabularModel, Task};
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
    let table = Reader::with_schema(table, &options, schema)?.rest()?;
    let mut y = target
        .encode(table.require(&target.name)?)
        .map_err(|e| Error::failed(format!("{}: {e}", table.name())))?;
    let rows: Vec<usize> = (0..y.len()).filter(|&r| !y[r].is_nan()).collect();
    if rows.is_empty() {
        return Err(Error::failed(format!(
            "{}: {} rows, none with a value of {}: nothing to compare with",
            table.name(),
            table.rows(),
            target.name
        )));
    }
    let mut table = table;
    if rows.len() < y.len() {
        eprintln!(
            "note: {} rows without a value of {} are left out",
            y.len() - rows.len(),
            target.name
        );
        table = table.take_rows(&rows);
        y = rows.iter().map(|&r| y[r]).collect();
    }
    let predictions = model.predict(&table)?;
    tell_unknown(&predictions.unknown);
    let figures = Figures::new(target, &y, &predictions.values, predictions.probabilities.as_ref());
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
