//! Columns of a table as columns of numbers.

use crate::preprocessing::{CountVectorizer, TfidfVectorizer, TfidfVectorizerModel};
use crate::{Columns, Error, Features, Result};
use serde::{Deserialize, Serialize};
use sparkler_data::Table;
use sparkler_data::table::{Column, ColumnType, Field, MISSING_CODE, Numbers, Schema, Values};
use std::borrow::Cow;
use std::collections::HashMap;

/// What a column becomes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Its numbers, booleans as 0 and 1.
    Number,
    /// The place of its name in this list; a name that is not in it counts as missing.
    Category {
        /// The names, in alphabetical order.
        names: Vec<String>,
    },
    /// Three numbers: days since 1970, the month from 1, the day of the week from 0 for Monday.
    Date,
    /// The weights of its words.
    Text {
        /// Words and weights.
        vectorizer: Box<TfidfVectorizerModel>,
    },
    /// Nothing, for a reason.
    Ignored {
        /// The reason.
        reason: String,
    },
}

/// A column and what it becomes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EncodedColumn {
    /// The column.
    pub field: Field,
    /// What it becomes.
    pub role: Role,
    /// Are its numbers rounded by [`single`](sparkler_data::table::single)? They are if those
    /// that a model learnt from were, see [`Rounding`](sparkler_data::table::Rounding).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rounded: bool,
}

impl EncodedColumn {
    /// How many numbers it becomes.
    pub fn width(&self) -> usize {
        match &self.role {
            Role::Number | Role::Category { .. } => 1,
            Role::Date => 3,
            Role::Text { vectorizer } => vectorizer.counts.vocabulary.len(),
            Role::Ignored { .. } => 0,
        }
    }
}

/// Makes numbers of the columns of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableEncoder {
    /// The columns.
    pub columns: Vec<EncodedColumn>,
}

/// Categories of a column that were not there when the encoder learnt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The column.
    pub column: String,
    /// In how many rows.
    pub rows: usize,
    /// Some of them.
    pub examples: Vec<String>,
}

/// A table as numbers.
#[derive(Clone, Debug)]
pub struct Encoded {
    /// The numbers.
    pub features: Features,
    /// Categories that were not known, which count as missing.
    pub unknown: Vec<Unknown>,
}

/// A table as columns of numbers.
pub struct EncodedColumns<'a> {
    /// The numbers.
    pub columns: Columns<'a>,
    /// Categories that were not known, which count as missing.
    pub unknown: Vec<Unknown>,
}

/// A column of names that differ in more than this share of the rows tells rows apart, no more.
const IDENTIFIER: f64 = 0.9;
/// The most words of a column of texts.
const WORDS: usize = 10_000;

impl TableEncoder {
    /// Learns the names of categories and the words of texts. Columns without any value or with
    /// the same value everywhere, and columns of names that are different in nearly every row, are
    /// left out; [`Role::Ignored`] says why.
    ///
    /// # Errors
    /// If nothing is left.
    pub fn fit(table: &Table) -> Result<TableEncoder> {
        TableEncoder::fit_rows(table, &(0..table.rows()).collect::<Vec<_>>())
    }

    /// [`TableEncoder::fit`] on some of the rows, which are not copied.
    ///
    /// # Panics
    /// If there is no such row.
    ///
    /// # Errors
    /// As there.
    pub fn fit_rows(table: &Table, rows: &[usize]) -> Result<TableEncoder> {
        let columns = table
            .columns()
            .iter()
            .map(|column| {
                Ok(EncodedColumn {
                    field: Field { name: column.name().into(), column_type: column.column_type() },
                    role: role(column, rows)?,
                    rounded: match column.values() {
                        Values::Numbers(numbers) => numbers.is_rounded(),
                        _ => false,
                    },
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let encoder = TableEncoder { columns };
        if encoder.width() == 0 {
            let reasons: Vec<String> = encoder.ignored().take(5).collect();
            return Err(Error::data(
                "features",
                format!("no column is left to learn from ({})", reasons.join("; ")),
            ));
        }
        Ok(encoder)
    }

    /// The number of columns of numbers.
    pub fn width(&self) -> usize {
        self.columns.iter().map(EncodedColumn::width).sum()
    }

    /// Columns that were left out, with the reason.
    pub fn ignored(&self) -> impl Iterator<Item = String> + '_ {
        self.columns.iter().filter_map(|c| match &c.role {
            Role::Ignored { reason } => Some(format!("{}: {reason}", c.field.name)),
            _ => None,
        })
    }

    /// The columns that are needed, with their types: a reader may leave out others.
    pub fn schema(&self) -> Schema {
        let used = self.columns.iter().filter(|c| c.width() > 0);
        Schema { fields: used.map(|c| c.field.clone()).collect() }
    }

    /// For each column that is used, its name and its columns of numbers.
    pub fn places(&self) -> Vec<(&str, std::ops::Range<usize>)> {
        let mut at = 0;
        let mut out = Vec::new();
        for column in &self.columns {
            let width = column.width();
            if width > 0 {
                out.push((column.field.name.as_str(), at..at + width));
            }
            at += width;
        }
        out
    }

    /// The names of the columns of numbers.
    pub fn feature_names(&self) -> Vec<String> {
        let mut names = Vec::with_capacity(self.width());
        for column in &self.columns {
            let name = &column.field.name;
            match &column.role {
                Role::Number | Role::Category { .. } => names.push(name.clone()),
                Role::Date => {
                    names.extend(
                        ["days", "month", "weekday"].map(|part| format!("{name} ({part})")),
                    );
                }
                Role::Text { vectorizer } => {
                    let words = vectorizer.counts.vocabulary.iter();
                    names.extend(words.map(|w| format!("{name} ({w})")));
                }
                Role::Ignored { .. } => {}
            }
        }
        names
    }

    /// The columns of numbers that hold categories, with the number of their names.
    pub fn categorical(&self) -> Vec<(usize, usize)> {
        let mut at = 0;
        let mut out = Vec::new();
        for column in &self.columns {
            if let Role::Category { names } = &column.role {
                out.push((at, names.len()));
            }
            at += column.width();
        }
        out
    }

    /// The columns of numbers that hold weights of words.
    pub fn words(&self) -> Vec<usize> {
        let mut at = 0;
        let mut out = Vec::new();
        for column in &self.columns {
            if let Role::Text { .. } = column.role {
                out.extend(at..at + column.width());
            }
            at += column.width();
        }
        out
    }

    /// Makes numbers of a table. Columns are found by name; those that the encoder does not know
    /// are left out.
    ///
    /// # Errors
    /// If a column is missing, or has another type.
    pub fn encode(&self, table: &Table) -> Result<Encoded> {
        let EncodedColumns { columns, unknown } = self.columns(table)?;
        let rows: Vec<usize> = (0..table.rows()).collect();
        Ok(Encoded { features: columns.samples(rows).features()?, unknown })
    }

    /// [`TableEncoder::encode`] without a matrix: columns that hold numbers stay where they are.
    ///
    /// # Errors
    /// As there.
    pub fn columns<'t>(&self, table: &'t Table) -> Result<EncodedColumns<'t>> {
        let rows = table.rows();
        let by_name: HashMap<&str, &'t Column> =
            table.columns().iter().map(|c| (c.name(), c)).collect();
        let lacking: Vec<&str> = self
            .columns
            .iter()
            .filter(|c| c.width() > 0 && !by_name.contains_key(c.field.name.as_str()))
            .map(|c| c.field.name.as_str())
            .collect();
        if !lacking.is_empty() {
            return Err(Error::data(
                "features",
                format!(
                    "{}: the model needs {} columns that are not there: {}",
                    table.name(),
                    lacking.len(),
                    lacking.iter().take(12).copied().collect::<Vec<_>>().join(", ")
                ),
            ));
        }
        let mut columns = Columns::of_rows(rows);
        let mut unknown = Vec::new();
        for encoded in self.columns.iter().filter(|c| c.width() > 0) {
            let column = by_name[encoded.field.name.as_str()];
            match &encoded.role {
                Role::Ignored { .. } => {}
                Role::Number => columns.push(numbers(column, encoded.rounded)?)?,
                Role::Date => {
                    for part in date_parts(column)? {
                        columns.push(Cow::Owned(part))?;
                    }
                }
                Role::Category { names } => {
                    let (values, strange) = codes(column, names);
                    unknown.extend(strange);
                    columns.push(Cow::Owned(values))?;
                }
                Role::Text { vectorizer } => {
                    let texts: Vec<_> =
                        (0..rows).map(|r| column.text(r).unwrap_or_default()).collect();
                    columns.push_sparse(vectorizer.transform(&texts)?)?;
                }
            }
        }
        Ok(EncodedColumns { columns, unknown })
    }

    /// That what was read from a file holds together.
    ///
    /// # Errors
    /// If it does not.
    pub fn validate(&self) -> Result<()> {
        for column in &self.columns {
            if let Role::Text { vectorizer } = &column.role {
                vectorizer.validate()?;
            }
        }
        Ok(())
    }
}

fn role(column: &Column, rows: &[usize]) -> Result<Role> {
    let ignored = |reason: &str| Ok(Role::Ignored { reason: reason.into() });
    let present = rows.iter().filter(|&&row| !column.is_missing(row)).count();
    if present == 0 {
        return ignored("all values are missing");
    }
    // A constant with gaps may still tell something by its gaps.
    fn constant<T: PartialEq>(rows: &[usize], value: impl Fn(usize) -> T) -> bool {
        rows.iter().all(|&row| value(row) == value(rows[0]))
    }
    let same = present == rows.len()
        && match column.values() {
            Values::Numbers(v) => constant(rows, |row| v.get(row)),
            Values::Booleans(v) => constant(rows, |row| v[row]),
            Values::Dates(v) => constant(rows, |row| v[row]),
            Values::Categories { .. } | Values::Texts(_) => false,
        };
    if same {
        return ignored("the same value in every row");
    }
    match column.values() {
        Values::Numbers(_) | Values::Booleans(_) => Ok(Role::Number),
        Values::Dates(_) => Ok(Role::Date),
        Values::Categories { codes, names } => {
            let mut used = vec![false; names.len()];
            let codes = rows.iter().map(|&row| codes[row]);
            codes.filter(|c| *c != MISSING_CODE).for_each(|c| used[c as usize] = true);
            let mut names: Vec<String> =
                names.iter().zip(used).filter(|(_, used)| *used).map(|(n, _)| n.clone()).collect();
            if names.len() == 1 && present == rows.len() {
                return ignored("the same value in every row");
            }
            if names.len() > 20 && names.len() as f64 > IDENTIFIER * present as f64 {
                return ignored("a different name in nearly every row");
            }
            names.sort();
            Ok(Role::Category { names })
        }
        Values::Texts(v) => {
            let texts: Vec<&str> =
                rows.iter().map(|&row| v[row].as_deref().unwrap_or_default()).collect();
            let vectorizer = TfidfVectorizer {
                counts: CountVectorizer {
                    min_df: 2,
                    max_features: Some(WORDS),
                    ..CountVectorizer::default()
                },
                sublinear_tf: true,
                ..TfidfVectorizer::default()
            };
            match vectorizer.fit(&texts) {
                Ok(vectorizer) => Ok(Role::Text { vectorizer: Box::new(vectorizer) }),
                Err(_) => ignored("no word comes in two rows"),
            }
        }
    }
}

fn wrong_type(column: &Column, expected: &str) -> Error {
    Error::data(
        "features",
        format!(
            "column {} holds values of the type {}: the model has learnt from {expected}",
            column.name(),
            column.column_type().name()
        ),
    )
}

fn numbers(column: &Column, rounded: bool) -> Result<Cow<'_, Numbers>> {
    match column.values() {
        Values::Numbers(v) if rounded && !v.is_rounded() => {
            Ok(Cow::Owned(v.clone().into_rounded()))
        }
        Values::Numbers(v) => Ok(Cow::Borrowed(v)),
        Values::Booleans(v) => Ok(Cow::Owned(
            v.iter().map(|b| b.map_or(f64::NAN, |b| f64::from(u8::from(b)))).collect(),
        )),
        _ if column.missing() == column.len() => {
            Ok(Cow::Owned(vec![f64::NAN; column.len()].into()))
        }
        _ => Err(wrong_type(column, ColumnType::Number.name())),
    }
}

fn date_parts(column: &Column) -> Result<Vec<Numbers>> {
    let dates = match column.values() {
        Values::Dates(v) => v.clone(),
        _ if column.missing() == column.len() => vec![None; column.len()],
        _ => return Err(wrong_type(column, ColumnType::Date.name())),
    };
    let part =
        |of: fn(i64) -> f64| dates.iter().map(|d| d.map_or(f64::NAN, of)).collect::<Numbers>();
    Ok(vec![
        part(|d| d as f64 / 86_400.0),
        part(|d| {
            // The month stands in the sixth and seventh place of the text.
            let text = sparkler_data::table::format_date(d);
            text.rsplit_once("-").map_or(f64::NAN, |(month, _)| {
                month.rsplit_once('-').and_then(|(_, m)| m.parse().ok()).unwrap_or(f64::NAN)
            })
        }),
        // 1970-01-01 was a Thursday.
        part(|d| (d.div_euclid(86_400) + 3).rem_euclid(7) as f64),
    ])
}

fn codes(column: &Column, names: &[String]) -> (Numbers, Option<Unknown>) {
    let (codes, of_column) = column.to_categories();
    let places: Vec<Option<usize>> =
        of_column.iter().map(|name| names.binary_search(name).ok()).collect();
    let mut rows = 0;
    let values = codes
        .iter()
        .map(|&code| match code {
            MISSING_CODE => f64::NAN,
            code => match places[code as usize] {
                Some(place) => place as f64,
                None => {
                    rows += 1;
                    f64::NAN
                }
            },
        })
        .collect();
    let unknown = (rows > 0).then(|| Unknown {
        column: column.name().into(),
        rows,
        examples: of_column
            .iter()
            .zip(&places)
            .filter(|(_, place)| place.is_none())
            .map(|(name, _)| name.clone())
            .take(5)
            .collect(),
    });
    (values, unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparkler_data::table::{ReadOptions, Rounding, read_bytes};

    #[test]
    fn what_was_rounded_to_learn_from_is_rounded_to_predict() {
        let mut text = String::from("third,whole,city\n");
        for i in 0..30 {
            let city = if i % 4 == 0 { "" } else { ["Oslo", "Rome", "Lima"][i % 3] };
            text.push_str(&format!("{},{i},{city}\n", i as f64 / 3.0));
        }
        let read = |rounding| {
            let options = ReadOptions { rounding, ..ReadOptions::default() };
            read_bytes("t.csv", text.as_bytes(), &options).unwrap()
        };
        let (exact, rounded) = (read(None), read(Some(Rounding { above: 10, except: Vec::new() })));
        let rows: Vec<usize> = (0..20).rev().collect();
        let encoder = TableEncoder::fit_rows(&rounded, &rows).unwrap();
        let flags: Vec<bool> = encoder.columns.iter().map(|c| c.rounded).collect();
        assert_eq!(flags, [true, false, false]);
        let written = serde_json::to_string(&encoder).unwrap();
        assert_eq!(serde_json::from_str::<TableEncoder>(&written).unwrap(), encoder);
        let numbers = |t: &Table| format!("{:?}", encoder.encode(t).unwrap().features);
        assert_eq!(numbers(&exact), numbers(&rounded));
        assert_eq!(
            encoder.encode(&exact).unwrap().features.to_dense().get(1, 0),
            f64::from(1.0f32 / 3.0)
        );
        // Without rounding the encoder is written as it always was, and changes nothing.
        let encoder = TableEncoder::fit_rows(&exact, &rows).unwrap();
        assert!(!serde_json::to_string(&encoder).unwrap().contains("rounded"));
        assert_eq!(encoder.encode(&exact).unwrap().features.to_dense().get(1, 0), 1.0 / 3.0);
        assert_eq!(encoder, TableEncoder::fit(&exact.take_rows(&rows)).unwrap());
    }
}
