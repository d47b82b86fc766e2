//! Tables on the command line: `train data.csv`, `predict model.sparkler data.csv`,
//! `evaluate model.sparkler data.csv`.

mod charts;
mod evaluate;
mod figures;
mod predict;
mod report;
mod train;

pub use evaluate::run as evaluate;
pub use predict::run as predict;
pub use train::{Common, TableArguments, run as train};

use crate::error::{Error, Result};
use sparkler::data::table::{ColumnType, ReadOptions};
use sparkler::learn::tabular::{Unknown, is_model};
use std::path::{Path, PathBuf};

/// The name of the model in the folder of a training.
pub const MODEL: &str = "model.sparkler";

/// The file of a model for tables, if the path is one, or a folder with one.
pub fn model_file(path: &Path) -> Option<PathBuf> {
    let inside = path.join(MODEL);
    if inside.is_file() {
        return Some(inside);
    }
    is_model(path).then(|| path.to_path_buf())
}

/// Options of a command that reads a table.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Reading {
    /// For tables: the first line holds data; columns are called column1, column2, ...
    #[arg(long, help_heading = "Tables")]
    pub no_header: bool,
    /// For tables: texts that stand for missing values, besides nothing, ?, NA, N/A, NaN, null and
    /// None.
    #[arg(long, value_name = "TEXT", value_delimiter = ',', help_heading = "Tables")]
    pub missing: Vec<String>,
    /// For tables: types of columns that are not to be found out, as zip=category; types are
    /// number, category, boolean, date and text.
    #[arg(long, value_name = "COLUMN=TYPE", value_delimiter = ',', value_parser = column_type,
        help_heading = "Tables")]
    pub types: Vec<(String, ColumnType)>,
}

fn column_type(text: &str) -> Result<(String, ColumnType), String> {
    let wrong = || "expected COLUMN=TYPE, TYPE number, category, boolean, date or text".to_string();
    let (name, kind) = text.rsplit_once('=').ok_or_else(wrong)?;
    Ok((name.into(), ColumnType::from_name(kind).ok_or_else(wrong)?))
}

impl Reading {
    /// For the reader.
    pub fn options(&self) -> ReadOptions {
        ReadOptions {
            format: None,
            header: !self.no_header,
            missing: self.missing.clone(),
            types: self.types.clone(),
            rounding: None,
        }
    }
}

/// How many rows are predicted at once, so that a file of any length takes no more memory.
fn rows_at_once(columns: usize) -> usize {
    (2_000_000 / columns.max(1)).clamp(1, 20_000)
}

/// Adds up what single pieces of a table had of unknown categories.
fn merge(all: &mut Vec<Unknown>, more: Vec<Unknown>) {
    for u in more {
        match all.iter_mut().find(|a| a.column == u.column) {
            Some(a) => a.rows += u.rows,
            None => all.push(u),
        }
    }
}

/// Tells of categories that a model does not know.
pub fn tell_unknown(unknown: &[Unknown]) {
    for u in unknown {
        eprintln!(
            "note: column {}: {} a category that the model has not learnt ({}); it counts as \
             missing",
            u.column,
            if u.rows == 1 { "1 row has".into() } else { format!("{} rows have", u.rows) },
            u.examples.join(", ")
        );
    }
}

impl From<sparkler::learn::Error> for Error {
    fn from(e: sparkler::learn::Error) -> Error {
        Error::failed(e)
    }
}
