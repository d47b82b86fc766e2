//! What columns hold.

use super::cell::Cell;
use super::column::{Column, ColumnType, MISSING_CODE, Values};
use super::date::parse_date;
use super::numbers::{Numbers, NumbersBuilder};
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// From this share of numbers on, other values in a column are a mistake and not names.
const MOSTLY: f64 = 0.9;
/// Below so many values nothing is called a mistake.
const ENOUGH: usize = 10;
/// Different values are counted up to here.
const DISTINCT: usize = 1000;

/// A column's name and type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The type.
    pub column_type: ColumnType,
}

/// The columns of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// Name and type of each, in order.
    pub fields: Vec<Field>,
}

/// What was seen of a column so far.
#[derive(Clone, Debug, Default)]
pub struct Guess {
    present: usize,
    numbers: usize,
    booleans: usize,
    dates: usize,
    words: usize,
    distinct: HashSet<Box<str>>,
    /// The first value that is no number, and its line.
    other: Option<(u64, Box<str>)>,
    /// The first infinite number, and its line.
    infinite: Option<(u64, Box<str>)>,
}

impl Guess {
    /// One more value.
    pub fn add(&mut self, cell: &Cell<'_>, line: u64) {
        match cell {
            Cell::Missing => return,
            Cell::Number(x, text) => {
                self.numbers += 1;
                if x.is_infinite() {
                    self.infinite.get_or_insert_with(|| (line, (*text).into()));
                }
            }
            Cell::Boolean(..) => self.booleans += 1,
            Cell::Date(..) => self.dates += 1,
            Cell::Text(text) => self.words += text.split_whitespace().count(),
        }
        self.present += 1;
        if !matches!(cell, Cell::Number(..)) {
            let text = cell.text();
            if self.other.is_none() {
                self.other = Some((line, text.into()));
            }
            if self.distinct.len() < DISTINCT && !self.distinct.contains(text) {
                self.distinct.insert(text.into());
            }
        }
    }

    /// The type of the column.
    pub fn decide(&self, file: &str, name: &str, wanted: Option<ColumnType>) -> Result<ColumnType> {
        if let Some(wanted) = wanted {
            return Ok(wanted);
        }
        if self.numbers == self.present {
            return Ok(ColumnType::Number);
        }
        if self.booleans == self.present {
            return Ok(ColumnType::Boolean);
        }
        if self.dates == self.present {
            return Ok(ColumnType::Date);
        }
        let share = self.numbers as f64 / self.present as f64;
        if let (true, Some((line, text))) = (self.present >= ENOUGH && share >= MOSTLY, &self.other)
        {
            let others = self.present - self.numbers;
            return Err(Error::Cell {
                path: file.into(),
                line: *line,
                column: name.into(),
                found: format!("{text:?}"),
                expected: format!(
                    "a number, as in {} of {} rows ({others} hold something else); if that means \
                     a missing value, say so with --missing {text:?}; if the column holds names, \
                     with --types {name}=category",
                    self.numbers, self.present
                ),
            });
        }
        let words = self.words as f64 / self.present as f64;
        let many = self.distinct.len() >= DISTINCT.min(self.present.div_ceil(2)).max(20);
        Ok(if many && words >= 3.0 { ColumnType::Text } else { ColumnType::Category })
    }

    /// An infinite number in a column of numbers is an error.
    pub fn check(&self, file: &str, name: &str, column_type: ColumnType) -> Result<()> {
        match &self.infinite {
            Some((line, text)) if column_type == ColumnType::Number => {
                Err(not_finite(file, *line, name, text))
            }
            _ => Ok(()),
        }
    }
}

fn not_finite(file: &str, line: u64, name: &str, text: &str) -> Error {
    Error::Cell {
        path: file.into(),
        line,
        column: name.into(),
        found: text.into(),
        expected: format!(
            "a finite number; if that means a missing value, say so with --missing {text}"
        ),
    }
}

/// A column that is being filled.
pub struct Builder {
    name: String,
    values: Values,
    /// What a column of numbers holds, instead of `values`.
    numbers: NumbersBuilder,
    places: HashMap<Box<str>, u32>,
}

impl Builder {
    /// An empty column.
    pub fn new(field: &Field) -> Builder {
        let values = match field.column_type {
            ColumnType::Number => Values::Numbers(Numbers::default()),
            ColumnType::Category => Values::Categories { codes: Vec::new(), names: Vec::new() },
            ColumnType::Boolean => Values::Booleans(Vec::new()),
            ColumnType::Date => Values::Dates(Vec::new()),
            ColumnType::Text => Values::Texts(Vec::new()),
        };
        let numbers = NumbersBuilder::default();
        Builder { name: field.name.clone(), values, numbers, places: HashMap::new() }
    }

    /// The column's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// From here on numbers may be rounded, see [`Rounding`](super::Rounding).
    pub fn round(&mut self) {
        self.numbers.round();
    }

    /// One more row.
    pub fn push(&mut self, cell: &Cell<'_>, file: &str, line: u64) -> Result<()> {
        let wrong = |expected: &str| {
            Err(Error::Cell {
                path: file.into(),
                line,
                column: self.name.clone(),
                found: format!("{:?}", cell.text()),
                expected: expected.into(),
            })
        };
        match (&mut self.values, cell) {
            (Values::Numbers(_), Cell::Missing) => self.numbers.push(f64::NAN),
            (Values::Numbers(_), Cell::Number(x, text)) if !x.is_finite() => {
                return Err(not_finite(file, line, &self.name, text));
            }
            (Values::Numbers(_), Cell::Number(x, _)) => self.numbers.push(*x),
            (Values::Numbers(_), Cell::Boolean(x, _)) => {
                self.numbers.push(f64::from(u8::from(*x)));
            }
            (Values::Numbers(_), _) => return wrong("a number"),
            (Values::Booleans(v), Cell::Missing) => v.push(None),
            (Values::Booleans(v), Cell::Boolean(x, _)) => v.push(Some(*x)),
            (Values::Booleans(v), Cell::Number(x, _)) if *x == 0.0 || *x == 1.0 => {
                v.push(Some(*x == 1.0));
            }
            (Values::Booleans(_), _) => return wrong("true or false"),
            (Values::Dates(v), Cell::Missing) => v.push(None),
            (Values::Dates(v), Cell::Date(x, _)) => v.push(Some(*x)),
            (Values::Dates(v), cell) => match parse_date(cell.text()) {
                Some(date) => v.push(Some(date)),
                None => return wrong("a date such as 2026-11-23 or 2026-11-23T12:00:00Z"),
            },
            (Values::Texts(v), Cell::Missing) => v.push(None),
            (Values::Texts(v), cell) => v.push(Some(cell.text().to_string())),
            (Values::Categories { codes, .. }, Cell::Missing) => codes.push(MISSING_CODE),
            (Values::Categories { codes, names }, cell) => {
                let text = cell.text();
                let code = match self.places.get(text) {
                    Some(&code) => code,
                    None => {
                        let code = names.len() as u32;
                        self.places.insert(text.into(), code);
                        names.push(text.to_string());
                        code
                    }
                };
                codes.push(code);
            }
        }
        Ok(())
    }

    /// More rows of values that are of the column's own type; `false` if they are of another one,
    /// and nothing was done. `before` rows came before the values.
    pub fn extend(
        &mut self,
        values: &Values,
        rows: std::ops::Range<usize>,
        missing: &[String],
        file: &str,
        before: usize,
    ) -> Result<bool> {
        match (&mut self.values, values) {
            (Values::Numbers(_), Values::Numbers(more)) => {
                let missing: Vec<f64> = missing.iter().filter_map(|m| m.parse().ok()).collect();
                for row in rows {
                    let mut x = more.get(row);
                    if missing.contains(&x) {
                        x = f64::NAN;
                    }
                    if x.is_infinite() {
                        let line = (before + row + 1) as u64;
                        return Err(not_finite(file, line, &self.name, &x.to_string()));
                    }
                    self.numbers.push(x);
                }
            }
            (Values::Booleans(v), Values::Booleans(more)) => v.extend_from_slice(&more[rows]),
            (Values::Dates(v), Values::Dates(more)) => v.extend_from_slice(&more[rows]),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The column.
    pub fn finish(self) -> Column {
        match self.values {
            Values::Numbers(_) => Column::new(self.name, Values::Numbers(self.numbers.finish())),
            values => Column::new(self.name, values),
        }
    }
}
