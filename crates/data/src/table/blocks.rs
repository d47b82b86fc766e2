//! Files that hold columns, each with a type of its own: what Parquet and Arrow have in common.

use super::cell::{Cell, is_missing};
use super::column::{Column, ColumnType, MISSING_CODE, Values};
use super::date::{format_date, parse_date};
use super::infer::{Builder, Field, Guess, Schema};
use super::reader::{Format, ReadOptions};
use super::source::Source;
use crate::{Error, Result};
use std::collections::HashMap;

/// What a column of such a file holds.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(not(any(feature = "parquet", feature = "arrow")), allow(dead_code))]
pub enum Kind {
    /// Values of this type.
    Of(ColumnType),
    /// Texts, which may be names of categories, dates or running text.
    Words,
    /// Something that is no column of a table.
    Unreadable(String),
}

/// A column as the file describes it.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// A file of columns, which come in pieces of rows.
pub trait Blocks: Send {
    /// The columns of the file.
    fn columns(&self) -> &[Stored];

    /// Says which columns are wanted, by their places in the file, before the first piece.
    fn choose(&mut self, columns: &[usize]) -> Result<()>;

    /// The next rows of the wanted columns, in the order in which they were asked for; nothing at
    /// the end. Numbers may be infinite.
    fn piece(&mut self) -> Result<Option<Vec<Values>>>;
}

/// Opens a file of columns.
pub fn open(source: &Source, format: Format) -> Result<Box<dyn Blocks>> {
    let blocks = open_as(source, format)?;
    let mut seen = HashMap::new();
    for (place, column) in blocks.columns().iter().enumerate() {
        if let Some(before) = seen.insert(column.name.as_str(), place) {
            return Err(Error::malformed(
                &source.name(),
                format!(
                    "columns {} and {} are both called {:?}",
                    before + 1,
                    place + 1,
                    column.name
                ),
                "each name once",
            ));
        }
    }
    drop(seen);
    Ok(blocks)
}

fn open_as(source: &Source, format: Format) -> Result<Box<dyn Blocks>> {
    match format {
        #[cfg(feature = "parquet")]
        Format::Parquet => super::parquet::open(source),
        #[cfg(feature = "arrow")]
        Format::Arrow => super::arrow::open(source),
        other => Err(unsupported(source, other)),
    }
}

/// That this build does not read a format, and what to do.
fn unsupported(source: &Source, format: Format) -> Error {
    let (name, feature) = match format {
        Format::Arrow => ("an Arrow", "arrow"),
        _ => ("a Parquet", "parquet"),
    };
    Error::malformed(
        &source.name(),
        format!("{name} file, which this build of Sparkler does not read"),
        format!(
            "CSV, TSV or JSON lines, or a build with the feature {feature:?}: cargo build \
             --release --features {feature}"
        ),
    )
}

/// What a file is by its first bytes, if it is one of columns.
///
/// # Errors
/// If it is a relative of theirs that is not read.
pub fn sniff(source: &Source, start: &[u8]) -> Result<Option<Format>> {
    // A file of text may begin with these letters too, but not with what comes after them.
    let binary = |at: usize| start.get(at).is_some_and(|b| *b < 0x20 && !b"\t\r\n".contains(b));
    let wrong = |found: &str, expected: &str| {
        Err(Error::malformed(&source.name(), found.to_string(), expected.to_string()))
    };
    if start.starts_with(b"PAR1") && binary(4) {
        return Ok(Some(Format::Parquet));
    }
    if start.starts_with(b"PARE") && binary(4) {
        return wrong("a Parquet file with an encrypted footer", "one that is not encrypted");
    }
    if start.starts_with(b"ARROW1\0\0") {
        return Ok(Some(Format::Arrow));
    }
    if start.starts_with(b"\xff\xff\xff\xff") {
        return Ok(Some(Format::Arrow));
    }
    if start.starts_with(b"FEA1") && binary(4) {
        return wrong(
            "a Feather file of version 1",
            "version 2, which pyarrow has written since 2020",
        );
    }
    Ok(None)
}

/// The places of the columns of a schema.
pub fn places(blocks: &dyn Blocks, source: &Source, schema: &Schema) -> Result<Vec<usize>> {
    let by_name: HashMap<&str, usize> =
        blocks.columns().iter().enumerate().map(|(i, c)| (c.name.as_str(), i)).collect();
    let lacking: Vec<&str> = schema
        .fields
        .iter()
        .map(|f| f.name.as_str())
        .filter(|name| !by_name.contains_key(name))
        .collect();
    if !lacking.is_empty() {
        let names: Vec<&str> = blocks.columns().iter().map(|c| c.name.as_str()).collect();
        return Err(lacks(source, &lacking, &names));
    }
    let places: Vec<usize> = schema.fields.iter().map(|f| by_name[f.name.as_str()]).collect();
    for &place in &places {
        readable(source, &blocks.columns()[place])?;
    }
    Ok(places)
}

fn lacks(source: &Source, lacking: &[&str], names: &[&str]) -> Error {
    let some = |names: &[&str]| {
        let more = match names.len() {
            n if n > 12 => format!(" and {} more", n - 12),
            _ => String::new(),
        };
        format!("{}{more}", names.iter().take(12).copied().collect::<Vec<_>>().join(", "))
    };
    Error::malformed(
        &source.name(),
        format!("no column {}", some(lacking)),
        format!("it among the columns of the file: {}", some(names)),
    )
}

fn readable(source: &Source, column: &Stored) -> Result<()> {
    match &column.kind {
        Kind::Unreadable(what) => Err(Error::malformed(
            &source.name(),
            format!("column {} holds {what}", column.name),
            "numbers, texts, booleans, dates or categories: write the file without it, or with \
             columns of these",
        )),
        _ => Ok(()),
    }
}

/// Finds out what the columns hold: the file says so, except for texts.
pub fn infer(source: &Source, format: Format, options: &ReadOptions) -> Result<Schema> {
    let mut blocks = open(source, format)?;
    let file = source.name();
    let columns = blocks.columns().to_vec();
    let words: Vec<usize> =
        (0..columns.len()).filter(|&i| columns[i].kind == Kind::Words).collect();
    let mut guesses = vec![Guess::default(); words.len()];
    let mut row = 0;
    for column in &columns {
        readable(source, column)?;
    }
    if !words.is_empty() {
        blocks.choose(&words)?;
        while let Some(piece) = blocks.piece()? {
            for (guess, values) in guesses.iter_mut().zip(&piece) {
                for i in 0..rows(values) {
                    with_cell(values, i, &options.missing, |cell| {
                        guess.add(cell, row + i as u64 + 1);
                    });
                }
            }
            row += piece.first().map_or(0, rows) as u64;
        }
    }
    let mut guesses = guesses.into_iter();
    let mut fields = Vec::with_capacity(columns.len());
    for column in columns {
        let wanted = options.types.iter().find(|(n, _)| *n == column.name).map(|(_, t)| *t);
        let column_type = match column.kind {
            Kind::Words => {
                let guess = guesses.next().unwrap_or_default();
                guess.decide(&file, &column.name, wanted)?
            }
            Kind::Of(column_type) => wanted.unwrap_or(column_type),
            Kind::Unreadable(_) => continue,
        };
        fields.push(Field { name: column.name, column_type });
    }
    Ok(Schema { fields })
}

/// The number of values.
pub fn rows(values: &Values) -> usize {
    match values {
        Values::Numbers(v) => v.len(),
        Values::Categories { codes, .. } => codes.len(),
        Values::Booleans(v) => v.len(),
        Values::Dates(v) => v.len(),
        Values::Texts(v) => v.len(),
    }
}

fn word<'a>(text: Option<&'a str>, missing: &[String]) -> Cell<'a> {
    match text.map(str::trim) {
        None => Cell::Missing,
        Some(text) if is_missing(text, missing) => Cell::Missing,
        Some(text) => match parse_date(text) {
            Some(date) => Cell::Date(date, text),
            None => Cell::Text(text),
        },
    }
}

/// What a value would be as a cell. Texts are not taken for numbers: the file could have said that
/// they are.
fn with_cell<R>(
    values: &Values,
    row: usize,
    missing: &[String],
    then: impl FnOnce(&Cell<'_>) -> R,
) -> R {
    let text;
    let cell = match values {
        Values::Numbers(v) if v.get(row).is_nan() => Cell::Missing,
        Values::Numbers(v) => {
            text = v.get(row).to_string();
            match is_missing(&text, missing) {
                true => Cell::Missing,
                false => Cell::Number(v.get(row), &text),
            }
        }
        Values::Booleans(v) => match v[row] {
            None => Cell::Missing,
            Some(x) => Cell::Boolean(x, if x { "true" } else { "false" }),
        },
        Values::Dates(v) => match v[row] {
            None => Cell::Missing,
            Some(date) => {
                text = format_date(date);
                Cell::Date(date, &text)
            }
        },
        Values::Texts(v) => word(v[row].as_deref(), missing),
        Values::Categories { codes, .. } if codes[row] == MISSING_CODE => Cell::Missing,
        Values::Categories { codes, names } => {
            word(names.get(codes[row] as usize).map(String::as_str), missing)
        }
    };
    then(&cell)
}

/// A file of columns on its way into a table.
pub struct Pieces {
    blocks: Box<dyn Blocks>,
    piece: Vec<Values>,
    /// How many rows of the piece are used up.
    used: usize,
    /// How many rows there were before the piece.
    before: usize,
}

impl Pieces {
    /// Opens a file for the columns of a schema.
    pub fn open(source: &Source, format: Format, schema: &Schema) -> Result<Pieces> {
        let mut blocks = open(source, format)?;
        let places = places(&*blocks, source, schema)?;
        blocks.choose(&places)?;
        Ok(Pieces { blocks, piece: Vec::new(), used: 0, before: 0 })
    }

    /// Adds rows to columns, at most so many; how many there were, 0 at the end.
    pub fn fill(
        &mut self,
        builders: &mut [Builder],
        at_most: usize,
        missing: &[String],
        file: &str,
    ) -> Result<usize> {
        let mut length = self.piece.first().map_or(0, rows);
        while self.used == length {
            self.before += length;
            self.used = 0;
            match self.blocks.piece()? {
                None => {
                    self.piece.clear();
                    return Ok(0);
                }
                Some(piece) => self.piece = piece,
            }
            length = self.piece.first().map_or(0, rows);
        }
        let count = at_most.min(length - self.used);
        let range = self.used..self.used + count;
        for (builder, values) in builders.iter_mut().zip(&self.piece) {
            if builder.extend(values, range.clone(), missing, file, self.before)? {
                continue;
            }
            for row in range.clone() {
                let line = (self.before + row + 1) as u64;
                with_cell(values, row, missing, |cell| builder.push(cell, file, line))?;
            }
        }
        self.used += count;
        Ok(count)
    }
}

/// The values of a dictionary by their places, as categories. A place without a value, or of a
/// missing one, is missing.
#[cfg_attr(not(feature = "arrow"), allow(dead_code))]
pub fn categories(values: Values, keys: impl Iterator<Item = Option<usize>>) -> Values {
    let column = Column::new("", values);
    let mut by_name = HashMap::new();
    let mut names: Vec<String> = Vec::new();
    // A dictionary may hold a value twice.
    let codes_of: Vec<u32> = (0..column.len())
        .map(|i| match column.text(i) {
            None => MISSING_CODE,
            Some(text) => *by_name.entry(text.to_string()).or_insert_with(|| {
                names.push(text.into_owned());
                (names.len() - 1) as u32
            }),
        })
        .collect();
    let codes = keys
        .map(|key| key.and_then(|k| codes_of.get(k)).copied().unwrap_or(MISSING_CODE))
        .collect();
    Values::Categories { codes, names }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_without_the_features_says_which_command_gives_them() {
        for (format, what, feature) in
            [(Format::Parquet, "a Parquet", "parquet"), (Format::Arrow, "an Arrow", "arrow")]
        {
            let source = Source::Bytes("t.bin".into(), [].into());
            let message = unsupported(&source, format).to_string();
            assert!(message.starts_with(&format!("t.bin: {what} file, which")), "{message}");
            let command = format!("cargo build --release --features {feature}");
            assert!(message.ends_with(&command), "{message}");
        }
    }

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        let source = Source::Bytes("t".into(), [].into());
        let found = |start: &[u8]| sniff(&source, start);
        assert_eq!(found(b"PAR1\x15\x04").unwrap(), Some(Format::Parquet));
        assert_eq!(found(b"ARROW1\0\0\xff\xff").unwrap(), Some(Format::Arrow));
        assert_eq!(found(b"\xff\xff\xff\xff\x10\0\0\0").unwrap(), Some(Format::Arrow));
        assert_eq!(found(b"PAR1,b\n1,2\n").unwrap(), None);
        assert_eq!(found(b"").unwrap(), None);
        assert!(found(b"FEA1\0\0\0\0").unwrap_err().to_string().contains("version 1"));
        assert!(found(b"PARE\x15\x04").unwrap_err().to_string().contains("encrypted"));
    }

    #[test]
    fn values_of_a_dictionary_that_come_twice_are_one_category() {
        let values = ["a", "b", "a"].map(|t| Some(t.to_string())).to_vec();
        let keys = [Some(2), None, Some(1), Some(0), Some(9)];
        let found = categories(Values::Texts(values), keys.into_iter());
        let codes = vec![0, MISSING_CODE, 1, 0, MISSING_CODE];
        assert_eq!(found, Values::Categories { codes, names: vec!["a".into(), "b".into()] });
    }
}
