//! Rows of texts, for what is no table: lists of unequal length, and rows that are counted and not
//! calculated with.

use super::blocks::{self, Kind};
use super::column::{Column, ColumnType};
use super::csv::Records;
use super::infer::{Field, Schema};
use super::reader::{ReadOptions, Reader};
use super::source::Source;
use crate::{Error, Result};
use std::path::Path;

/// The rows of a file, one after the other: records of CSV, which may differ in length, or the rows
/// of a Parquet or Arrow file (told by its content).
///
/// ```
/// # let path = std::env::temp_dir().join(format!("sparkler-rows-{}.csv", std::process::id()));
/// std::fs::write(&path, "bread,butter\n\nbread\n").unwrap();
/// let mut rows = sparkler_data::table::TextRows::open(&path, b',').unwrap();
/// let mut lengths = Vec::new();
/// while rows.advance().unwrap() {
///     lengths.push((rows.line(), rows.fields().len()));
/// }
/// assert_eq!(lengths, [(1, 2), (3, 1)]);
/// assert_eq!(rows.blank(), 1);
/// # std::fs::remove_file(&path).unwrap();
/// ```
pub struct TextRows {
    rows: Rows,
    names: Option<Vec<String>>,
    fields: Vec<String>,
    line: u64,
    blank: usize,
}

enum Rows {
    Records(Box<Records>),
    Pieces { reader: Box<Reader>, columns: Vec<Column>, row: usize },
}

/// Rows of a file of columns that are held at once.
const ROWS: usize = 8192;

impl TextRows {
    /// Opens a file, packed with gzip or not; `delimiter` is what is between the fields of CSV.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open(path: impl AsRef<Path>, delimiter: u8) -> Result<TextRows> {
        let source = Source::File(path.as_ref().to_path_buf());
        let (rows, names) = match blocks::sniff(&source, &source.start(16)?)? {
            None => (Rows::Records(Box::new(Records::start(&source, delimiter)?)), None),
            Some(format) => {
                let columns = blocks::open(&source, format)?.columns().to_vec();
                // Every value has a text; categories keep it as it stands.
                let fields = columns.into_iter().map(|c| Field {
                    name: c.name,
                    column_type: match c.kind {
                        Kind::Of(column_type) => column_type,
                        _ => ColumnType::Category,
                    },
                });
                let schema = Schema { fields: fields.collect() };
                let names = schema.fields.iter().map(|f| f.name.clone()).collect();
                let reader = Reader::with_schema(path, &ReadOptions::default(), schema)?;
                let pieces = Rows::Pieces { reader: Box::new(reader), columns: Vec::new(), row: 0 };
                (pieces, Some(names))
            }
        };
        Ok(TextRows { rows, names, fields: Vec::new(), line: 0, blank: 0 })
    }

    /// The names of the columns, in a file that has them apart from its rows.
    pub fn names(&self) -> Option<&[String]> {
        self.names.as_deref()
    }

    /// Goes to the next row that is not blank; `false` at the end.
    ///
    /// # Errors
    /// If quotes are broken or a text is not UTF-8; the message names file and line.
    pub fn advance(&mut self) -> Result<bool> {
        loop {
            self.fields.clear();
            match &mut self.rows {
                Rows::Records(records) => {
                    if !records.read()? {
                        return Ok(false);
                    }
                    self.line = records.line();
                    for i in 0..records.len() {
                        self.fields.push(records.text(i, self.line)?.trim().to_string());
                    }
                }
                Rows::Pieces { reader, columns, row } => {
                    if columns.first().is_none_or(|c| *row == c.len()) {
                        let Some(piece) = reader.next_rows(ROWS)? else { return Ok(false) };
                        *columns = piece.columns().to_vec();
                        *row = 0;
                    }
                    let texts = columns.iter().map(|c| c.text(*row).unwrap_or_default());
                    self.fields.extend(texts.map(String::from));
                    *row += 1;
                    self.line += 1;
                }
            }
            if self.fields.iter().any(|f| !f.is_empty()) {
                return Ok(true);
            }
            self.blank += 1;
        }
    }

    /// The line that the row begins in, from 1; the row's number in a file without lines.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The texts of the row without spaces around them; empty where nothing is.
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// How many lines so far had nothing in them.
    pub fn blank(&self) -> usize {
        match &self.rows {
            Rows::Records(records) => self.blank + records.blank(),
            Rows::Pieces { .. } => self.blank,
        }
    }

    /// An error about the row, with file and line.
    pub fn error(&self, reason: impl Into<String>) -> Error {
        let path = match &self.rows {
            Rows::Records(records) => records.name(),
            Rows::Pieces { reader, .. } => reader.name(),
        };
        Error::Line { path, line: self.line, reason: reason.into() }
    }
}
