//! `sparkler predict model.sparkler data.csv > out.csv`

use super::{Reading, merge, rows_at_once, tell_unknown};
use crate::error::{Error, Result};
use serde_json::{Map, json};
use sparkler::data::table::{ReadOptions, Reader};
use sparkler::learn::tabular::{Predictions, TabularModel, Unknown};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Predicts, row by row: one column with the prediction, and one with the probability of each
/// class where the model has them.
pub fn run(model: &Path, tables: &[PathBuf], reading: &Reading, as_json: bool) -> Result<()> {
    let model = TabularModel::load(model)?;
    let [table] = tables else {
        return Err(Error::usage(format!(
            "{} files: expected one table for a model of tables",
            tables.len()
        )));
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut reader = open(&model, table, reading)?;
    let mut unknown: Vec<Unknown> = Vec::new();
    let mut header = !as_json;
    let classes = &model.target.classes;
    let at_once = rows_at_once(reader.schema().fields.len());
    while let Some(rows) = reader.next_rows(at_once)? {
        let Predictions { values, probabilities, unknown: more } = model.predict(&rows)?;
        merge(&mut unknown, more);
        if std::mem::take(&mut header) {
            let mut names = vec![field(&model.target.name)];
            if probabilities.is_some() {
                names.extend(classes.iter().map(|c| field(&format!("p({c})"))));
            }
            writeln!(out, "{}", names.join(","))?;
        }
        for (row, value) in values.iter().enumerate() {
            let text = model.target.text(*value);
            if as_json {
                let mut line = Map::new();
                let value = if classes.is_empty() { json!(value) } else { json!(text) };
                line.insert(model.target.name.clone(), value);
                if let Some(p) = &probabilities {
                    let p: Map<_, _> = classes
                        .iter()
                        .enumerate()
                        .map(|(i, c)| (c.clone(), json!(p.get(row, i))))
                        .collect();
                    line.insert("probabilities".into(), p.into());
                }
                writeln!(out, "{}", serde_json::Value::Object(line))?;
                continue;
            }
            write!(out, "{}", field(&text))?;
            if let Some(p) = &probabilities {
                for class in 0..classes.len() {
                    write!(out, ",{}", p.get(row, class))?;
                }
            }
            writeln!(out)?;
        }
    }
    if header {
        writeln!(out, "{}", field(&model.target.name))?;
        eprintln!("note: {}: 0 rows", table.display());
    }
    out.flush()?;
    tell_unknown(&unknown);
    Ok(())
}

/// Opens a table for a model: with the columns that it needs, and their types.
pub fn open(model: &TabularModel, table: &Path, reading: &Reading) -> Result<Reader> {
    let mut missing = model.missing.clone();
    missing.extend(reading.missing.iter().cloned());
    let options = ReadOptions {
        header: model.header && !reading.no_header,
        missing,
        ..ReadOptions::default()
    };
    Ok(Reader::with_schema(table, &options, model.encoder.schema())?)
}

/// A field of CSV, with quotes where they are needed.
fn field(text: &str) -> String {
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_string(),
    }
}
