//! Typed columns.

use super::date::format_date;
use super::numbers::Numbers;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The code of a missing category.
pub const MISSING_CODE: u32 = u32::MAX;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    /// Numbers.
    Number,
    /// Names from a list.
    Category,
    /// `true` and `false`.
    Boolean,
    /// Points in time.
    Date,
    /// Running text.
    Text,
}

impl ColumnType {
    /// `number`, `category`, `boolean`, `date` or `text`.
    pub fn name(self) -> &'static str {
        match self {
            ColumnType::Number => "number",
            ColumnType::Category => "category",
            ColumnType::Boolean => "boolean",
            ColumnType::Date => "date",
            ColumnType::Text => "text",
        }
    }

    /// The type of that name.
    pub fn from_name(name: &str) -> Option<ColumnType> {
        let all = [
            ColumnType::Number,
            ColumnType::Category,
            ColumnType::Boolean,
            ColumnType::Date,
            ColumnType::Text,
        ];
        all.into_iter().find(|t| t.name() == name)
    }
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers; NaN stands for a missing one.
    Numbers(Numbers),
    /// Categories: for each row the place of its name, or [`MISSING_CODE`].
    Categories {
        /// The place of each row's name.
        codes: Vec<u32>,
        /// The names, in the order in which they first came.
        names: Vec<String>,
    },
    /// Booleans.
    Booleans(Vec<Option<bool>>),
    /// Seconds since 1970-01-01T00:00:00Z.
    Dates(Vec<Option<i64>>),
    /// Texts.
    Texts(Vec<Option<String>>),
}

/// A column: its name and its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    name: String,
    values: Values,
}

/// What a column holds, in words and numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnSummary {
    /// Its name.
    pub name: String,
    /// Its type.
    pub column_type: ColumnType,
    /// How many values are missing.
    pub missing: usize,
    /// How many different values there are.
    pub distinct: usize,
    /// The range of numbers and dates, or the most frequent values.
    pub detail: String,
}

impl Column {
    /// A column.
    pub fn new(name: impl Into<String>, values: Values) -> Column {
        Column { name: name.into(), values }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its values.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// Its values, taken out.
    pub fn into_values(self) -> Values {
        self.values
    }

    /// Its type.
    pub fn column_type(&self) -> ColumnType {
        match self.values {
            Values::Numbers(_) => ColumnType::Number,
            Values::Categories { .. } => ColumnType::Category,
            Values::Booleans(_) => ColumnType::Boolean,
            Values::Dates(_) => ColumnType::Date,
            Values::Texts(_) => ColumnType::Text,
        }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        match &self.values {
            Values::Numbers(v) => v.len(),
            Values::Categories { codes, .. } => codes.len(),
            Values::Booleans(v) => v.len(),
            Values::Dates(v) => v.len(),
            Values::Texts(v) => v.len(),
        }
    }

    /// Are there no rows?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Is the value of a row missing? Also where there is no such row.
    pub fn is_missing(&self, row: usize) -> bool {
        match &self.values {
            Values::Numbers(v) => row >= v.len() || v.get(row).is_nan(),
            Values::Categories { codes, .. } => codes.get(row).is_none_or(|c| *c == MISSING_CODE),
            Values::Booleans(v) => v.get(row).is_none_or(Option::is_none),
            Values::Dates(v) => v.get(row).is_none_or(Option::is_none),
            Values::Texts(v) => v.get(row).is_none_or(Option::is_none),
        }
    }

    /// How many values are missing.
    pub fn missing(&self) -> usize {
        (0..self.len()).filter(|&row| self.is_missing(row)).count()
    }

    /// The value of a row as text, as it would stand in a file; nothing where it is missing.
    pub fn text(&self, row: usize) -> Option<Cow<'_, str>> {
        if self.is_missing(row) {
            return None;
        }
        Some(match &self.values {
            Values::Numbers(v) => Cow::Owned(v.get(row).to_string()),
            Values::Categories { codes, names } => Cow::Borrowed(names.get(codes[row] as usize)?),
            Values::Booleans(v) => Cow::Borrowed(if v[row]? { "true" } else { "false" }),
            Values::Dates(v) => Cow::Owned(format_date(v[row]?)),
            Values::Texts(v) => Cow::Borrowed(v[row].as_deref()?),
        })
    }

    /// The rows with these numbers, in this order.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn take(&self, rows: &[usize]) -> Column {
        let values = match &self.values {
            Values::Numbers(v) => Values::Numbers(v.take(rows)),
            Values::Categories { codes, names } => Values::Categories {
                codes: rows.iter().map(|&r| codes[r]).collect(),
                names: names.clone(),
            },
            Values::Booleans(v) => Values::Booleans(rows.iter().map(|&r| v[r]).collect()),
            Values::Dates(v) => Values::Dates(rows.iter().map(|&r| v[r]).collect()),
            Values::Texts(v) => Values::Texts(rows.iter().map(|&r| v[r].clone()).collect()),
        };
        Column { name: self.name.clone(), values }
    }

    /// Its values as the names of categories, whatever its type: numbers, booleans and dates by
    /// their text. The codes follow the order in which the names first come.
    pub fn to_categories(&self) -> (Vec<u32>, Vec<String>) {
        if let Values::Categories { codes, names } = &self.values {
            return (codes.clone(), names.clone());
        }
        let mut places = std::collections::HashMap::new();
        let mut names = Vec::new();
        let codes = (0..self.len())
            .map(|row| match self.text(row) {
                None => MISSING_CODE,
                Some(text) => match places.get(text.as_ref()) {
                    Some(&code) => code,
                    None => {
                        let code = names.len() as u32;
                        places.insert(text.to_string(), code);
                        names.push(text.into_owned());
                        code
                    }
                },
            })
            .collect();
        (codes, names)
    }

    /// How many different values there are, missing ones not counted.
    pub fn distinct(&self) -> usize {
        fn count<T: Ord>(values: impl Iterator<Item = T>) -> usize {
            let mut values: Vec<T> = values.collect();
            values.sort_unstable();
            values.dedup();
            values.len()
        }
        match &self.values {
            Values::Numbers(v) => count(v.iter().filter(|x| !x.is_nan()).map(f64::to_bits)),
            Values::Dates(v) => count(v.iter().flatten()),
            Values::Categories { codes, .. } => count(codes.iter().filter(|c| **c != MISSING_CODE)),
            Values::Booleans(v) => count(v.iter().flatten()),
            Values::Texts(v) => count(v.iter().flatten()),
        }
    }

    /// A summary for people.
    pub fn summary(&self) -> ColumnSummary {
        let missing = self.missing();
        let (distinct, detail) = match &self.values {
            Values::Numbers(v) => {
                let mut present: Vec<f64> = v.iter().filter(|x| !x.is_nan()).collect();
                present.sort_unstable_by(f64::total_cmp);
                let detail = match (present.first(), present.last()) {
                    (Some(low), Some(high)) => format!("{low} to {high}"),
                    _ => "all missing".into(),
                };
                present.dedup();
                (present.len(), detail)
            }
            Values::Dates(v) => {
                let mut present: Vec<i64> = v.iter().copied().flatten().collect();
                present.sort_unstable();
                let detail = match (present.first(), present.last()) {
                    (Some(&low), Some(&high)) => {
                        format!("{} to {}", format_date(low), format_date(high))
                    }
                    _ => "all missing".into(),
                };
                present.dedup();
                (present.len(), detail)
            }
            _ => {
                let (codes, names) = self.to_categories();
                let mut counts = vec![0usize; names.len()];
                for code in codes.into_iter().filter(|c| *c != MISSING_CODE) {
                    counts[code as usize] += 1;
                }
                let mut order: Vec<usize> = (0..names.len()).filter(|&i| counts[i] > 0).collect();
                order.sort_by_key(|&i| std::cmp::Reverse(counts[i]));
                let shown: Vec<String> = order
                    .iter()
                    .take(3)
                    .map(|&i| format!("{} ({})", shortened(&names[i], 24), counts[i]))
                    .collect();
                let more = if order.len() > 3 { ", ..." } else { "" };
                let detail = match order.len() {
                    0 => "all missing".into(),
                    _ => format!("{}{more}", shown.join(", ")),
                };
                (order.len(), detail)
            }
        };
        ColumnSummary {
            name: self.name.clone(),
            column_type: self.column_type(),
            missing,
            distinct,
            detail,
        }
    }
}

/// The start of a text, with dots where it was cut.
fn shortened(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_string(),
    }
}
