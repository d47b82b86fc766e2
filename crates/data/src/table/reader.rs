//! Reading tables whole or in pieces.

use super::Table;
use super::blocks::{self, Pieces};
use super::cell::Cell;
use super::column::ColumnType;
use super::csv::{Records, sniff};
use super::infer::{Builder, Field, Guess, Schema};
use super::jsonl::Objects;
use super::source::Source;
use crate::{Error, Result};
use std::collections::HashMap;
use std::path::Path;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Fields with a separator between them (RFC 4180).
    Separated(u8),
    /// One JSON object a line.
    JsonLines,
    /// Parquet. Read with the feature `parquet`.
    Parquet,
    /// Arrow's format for files (Feather version 2) or streams. Read with the feature `arrow`.
    Arrow,
}

/// How to read a table. The default finds everything out by itself.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The format. Without it Parquet and Arrow are told by what the file begins with, and others
    /// by the ending of the name (`.tsv` tabs, `.jsonl` and `.ndjson` JSON lines, else CSV, whose
    /// separator is found out).
    pub format: Option<Format>,
    /// Does the first line hold the names of the columns? Else they are `column1`, `column2`, ...
    pub header: bool,
    /// Texts that stand for missing values, besides the usual ones.
    pub missing: Vec<String>,
    /// Types of columns that are not to be found out.
    pub types: Vec<(String, ColumnType)>,
    /// May numbers of large tables be rounded to single precision? They are not without it.
    pub rounding: Option<Rounding>,
}

/// Rounding of numbers that would need eight bytes of memory each: see
/// [`single`](super::single) and [`Numbers`](super::Numbers). If a number of a column is rounded,
/// all of its numbers are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// Tables of more cells than this are rounded.
    pub above: usize,
    /// Columns that are not.
    pub except: Vec<String>,
}

impl Default for ReadOptions {
    fn default() -> ReadOptions {
        ReadOptions {
            format: None,
            header: true,
            missing: Vec::new(),
            types: Vec::new(),
            rounding: None,
        }
    }
}

/// A table that comes in pieces.
pub struct Reader {
    source: Source,
    missing: Vec<String>,
    rounding: Option<Rounding>,
    schema: Schema,
    rows: Rows,
}

enum Rows {
    /// The records, and for each column of the schema its place in them (none: all missing).
    Separated(Box<Records>, Vec<Option<usize>>),
    Objects(Box<Objects>),
    Pieces(Box<Pieces>),
}

impl Reader {
    /// Opens a file and finds out what its columns hold, which takes a pass over it.
    ///
    /// # Errors
    /// If the file cannot be read or is no table.
    pub fn open(path: impl AsRef<Path>, options: &ReadOptions) -> Result<Reader> {
        Reader::new(Source::File(path.as_ref().to_path_buf()), options)
    }

    /// Opens a file whose columns of interest and their types are known, for instance to a model.
    /// Other columns are not read.
    ///
    /// # Errors
    /// If the file cannot be read, is no table, or lacks a column.
    pub fn with_schema(
        path: impl AsRef<Path>,
        options: &ReadOptions,
        schema: Schema,
    ) -> Result<Reader> {
        let source = Source::File(path.as_ref().to_path_buf());
        Reader::for_schema(source, options, schema)
    }

    fn new(source: Source, options: &ReadOptions) -> Result<Reader> {
        let schema = infer(&source, options)?;
        Reader::for_schema(source, options, schema)
    }

    fn for_schema(source: Source, options: &ReadOptions, schema: Schema) -> Result<Reader> {
        let rows = match format(&source, options)? {
            Format::Separated(delimiter) => {
                let records = Records::open(&source, delimiter, options.header)?;
                let places: HashMap<&str, usize> =
                    records.names.iter().enumerate().map(|(i, n)| (n.as_str(), i)).collect();
                let mut of_fields = Vec::with_capacity(schema.fields.len());
                let mut lacking = Vec::new();
                for field in &schema.fields {
                    let place = places.get(field.name.as_str()).copied();
                    if place.is_none() {
                        lacking.push(field.name.as_str());
                    }
                    of_fields.push(place);
                }
                if !lacking.is_empty() {
                    return Err(lacks(&source, &lacking, &records.names));
                }
                Rows::Separated(Box::new(records), of_fields)
            }
            Format::JsonLines => Rows::Objects(Box::new(Objects::open(&source)?)),
            columnar @ (Format::Parquet | Format::Arrow) => {
                Rows::Pieces(Box::new(Pieces::open(&source, columnar, &schema)?))
            }
        };
        let (missing, rounding) = (options.missing.clone(), options.rounding.clone());
        Ok(Reader { source, missing, rounding, schema, rows })
    }

    /// What stands for the file in messages.
    pub(super) fn name(&self) -> String {
        self.source.name()
    }

    /// The columns.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The next rows, at most so many; nothing at the end. Each piece numbers the names of
    /// categories anew.
    ///
    /// # Errors
    /// If a row is malformed: the message names file, line and column.
    pub fn next_rows(&mut self, at_most: usize) -> Result<Option<Table>> {
        let name = self.source.name();
        let mut builders: Vec<Builder> = self.schema.fields.iter().map(Builder::new).collect();
        let (mut count, mut rounds) = (0, false);
        while count < at_most {
            match &mut self.rows {
                Rows::Separated(records, places) => {
                    if !records.advance()? {
                        break;
                    }
                    let line = records.line();
                    for (builder, place) in builders.iter_mut().zip(places.iter()) {
                        let text = match place {
                            Some(place) => records.text(*place, line)?,
                            None => "",
                        };
                        builder.push(&Cell::parse(text, &self.missing), &name, line)?;
                    }
                }
                Rows::Objects(objects) => {
                    if !objects.advance()? {
                        break;
                    }
                    let mut number = String::new();
                    for (builder, field) in builders.iter_mut().zip(&self.schema.fields) {
                        let cell = objects.cell(&field.name, &mut number, &self.missing)?;
                        builder.push(&cell, &name, objects.line)?;
                    }
                }
                Rows::Pieces(pieces) => {
                    match pieces.fill(&mut builders, at_most - count, &self.missing, &name)? {
                        0 => break,
                        // One of them is counted below.
                        more => count += more - 1,
                    }
                }
            }
            count += 1;
            if let Some(rounding) = &self.rounding
                && !rounds
                && count.saturating_mul(builders.len()) > rounding.above
            {
                rounds = true;
                let may = |b: &&mut Builder| !rounding.except.iter().any(|name| name == b.name());
                builders.iter_mut().filter(may).for_each(Builder::round);
            }
        }
        if count == 0 {
            return Ok(None);
        }
        let columns = builders.into_iter().map(Builder::finish).collect();
        Ok(Some(Table { name, rows: count, columns }))
    }

    /// All rows that are left.
    ///
    /// # Errors
    /// As [`Reader::next_rows`].
    pub fn rest(mut self) -> Result<Table> {
        match self.next_rows(usize::MAX)? {
            Some(table) => Ok(table),
            None => Ok(Table {
                name: self.source.name(),
                rows: 0,
                columns: self.schema.fields.iter().map(|f| Builder::new(f).finish()).collect(),
            }),
        }
    }
}

fn lacks(source: &Source, lacking: &[&str], names: &[String]) -> Error {
    let some = |names: Vec<&str>| {
        let more = names.len().saturating_sub(12);
        let mut text = names.into_iter().take(12).collect::<Vec<_>>().join(", ");
        if more > 0 {
            text.push_str(&format!(" and {more} more"));
        }
        text
    };
    let columns = if lacking.len() == 1 { "column" } else { "columns" };
    Error::Line {
        path: source.name(),
        line: 1,
        reason: format!(
            "no {columns} {}; the file has {} (rename them, or say --no-header if the first line \
             holds data)",
            some(lacking.to_vec()),
            some(names.iter().map(String::as_str).collect())
        ),
    }
}

/// Reads a table from a file, packed with gzip or not. See the [module](super).
///
/// # Errors
/// If the file cannot be read or is no table; the message names file, line and column.
pub fn read(path: impl AsRef<Path>, options: &ReadOptions) -> Result<Table> {
    Reader::open(path, options)?.rest()
}

/// Reads a table from bytes in memory; the ending of `name` tells the format as that of a file.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Table> {
    Reader::new(Source::Bytes(name.into(), bytes.into()), options)?.rest()
}

/// Reads a table from bytes in memory, whose columns of interest and their types are known, for
/// instance to a model. Other columns are not read.
///
/// # Errors
/// As [`read_bytes`], and if a column is missing.
pub fn read_bytes_as(
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
    schema: Schema,
) -> Result<Table> {
    Reader::for_schema(Source::Bytes(name.into(), bytes.into()), options, schema)?.rest()
}

fn format(source: &Source, options: &ReadOptions) -> Result<Format> {
    if let Some(format) = options.format {
        return Ok(format);
    }
    if let Some(columnar) = blocks::sniff(source, &source.start(16)?)? {
        return Ok(columnar);
    }
    let name = source.plain_name();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let wrong = |what: &str| {
        Err(Error::malformed(
            &source.name(),
            format!("a file called .{ending} that does not begin like {what}"),
            "the format that its name speaks of (files of text are called .csv, .tsv, .jsonl)",
        ))
    };
    Ok(match ending {
        "tsv" | "tab" => Format::Separated(b'\t'),
        "jsonl" | "ndjson" => Format::JsonLines,
        "parquet" | "pq" => return wrong("Parquet (PAR1)"),
        "arrow" | "arrows" | "feather" | "ipc" => return wrong("Arrow (ARROW1)"),
        _ => Format::Separated(sniff(source)?),
    })
}

/// Finds out what the columns hold.
fn infer(source: &Source, options: &ReadOptions) -> Result<Schema> {
    let file = source.name();
    let (names, guesses) = match format(source, options)? {
        Format::Separated(delimiter) => {
            let mut records = Records::open(source, delimiter, options.header)?;
            let mut guesses = vec![Guess::default(); records.names.len()];
            while records.advance()? {
                let line = records.line();
                for (i, guess) in guesses.iter_mut().enumerate() {
                    guess.add(&Cell::parse(records.text(i, line)?, &options.missing), line);
                }
            }
            (records.names, guesses)
        }
        Format::JsonLines => {
            let mut objects = Objects::open(source)?;
            let mut places = HashMap::new();
            let (mut names, mut guesses) = (Vec::new(), Vec::<Guess>::new());
            let mut number = String::new();
            let mut any = false;
            while objects.advance()? {
                any = true;
                for name in objects.object.keys() {
                    let place = *places.entry(name.clone()).or_insert_with(|| {
                        names.push(name.clone());
                        guesses.push(Guess::default());
                        names.len() - 1
                    });
                    let cell = objects.cell(name, &mut number, &options.missing)?;
                    guesses[place].add(&cell, objects.line);
                }
            }
            if !any {
                return Err(Error::malformed(&file, "an empty file", "one JSON object a line"));
            }
            (names, guesses)
        }
        columnar @ (Format::Parquet | Format::Arrow) => {
            let schema = blocks::infer(source, columnar, options)?;
            let names: Vec<String> = schema.fields.iter().map(|f| f.name.clone()).collect();
            known(source, options, &names)?;
            return Ok(schema);
        }
    };
    known(source, options, &names)?;
    let mut fields = Vec::with_capacity(names.len());
    for (name, guess) in names.into_iter().zip(guesses) {
        let wanted = options.types.iter().find(|(n, _)| *n == name).map(|(_, t)| *t);
        let column_type = guess.decide(&file, &name, wanted)?;
        guess.check(&file, &name, column_type)?;
        fields.push(Field { name, column_type });
    }
    Ok(Schema { fields })
}

/// That the columns whose types were given are there.
fn known(source: &Source, options: &ReadOptions, names: &[String]) -> Result<()> {
    for (name, _) in &options.types {
        if !names.contains(name) {
            return Err(lacks(source, &[name], names));
        }
    }
    Ok(())
}
