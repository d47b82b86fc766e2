//! Tables: columns with names and types, from CSV, TSV, JSON lines, Parquet and Arrow.
//!
//! [`read`] looks at a file twice. The first pass finds out what each column holds, the second
//! fills typed columns; nothing of the text stays in memory. [`Reader`] gives the same in pieces,
//! for files that are larger than memory.
//!
//! What is done with a cell:
//! * Nothing, `?`, `NA`, `N/A`, `#N/A`, `NaN`, `null`, `None` (in any case) and what
//!   [`ReadOptions::missing`] names are missing values.
//! * A column of numbers alone is one of numbers; `true` and `false` alone make booleans, dates
//!   as in ISO 8601 (`2026-11-23`, `2026-11-23T12:00:00Z`, also with `/`) dates.
//! * Other columns hold categories, or running text where there are many different values of
//!   several words each.
//! * A column of numbers with a few other values among them is an error, since somebody has to say
//!   whether these are missing or the numbers are names: [`ReadOptions::missing`],
//!   [`ReadOptions::types`]. So is an infinite number.
//! * Parquet and Arrow files (IPC files, Feather version 2, IPC streams) say what their columns
//!   hold; only texts are looked at, as above, but never taken for numbers. Dictionaries are
//!   categories; decimals, times of day and durations (in seconds) are numbers; points in time
//!   lose parts of seconds. Nested columns and bytes are errors unless a model does not need them.
//!   Where a message gives a line, it is the row here, from 1. These files need the features
//!   `parquet` and `arrow` of this crate, which are off: their packages take longer to build than
//!   the rest of it. Without them, and for columns that are packed with Zstandard (whose library
//!   is written in C), there is an error that says what to do.
//! * Empty lines are skipped. A quote inside a field that does not begin with one stands for
//!   itself.

#[cfg(feature = "arrow")]
mod arrow;
mod blocks;
mod cell;
mod column;
mod csv;
mod date;
mod guard;
mod infer;
mod jsonl;
mod numbers;
#[cfg(feature = "parquet")]
mod parquet;
mod quotes;
mod reader;
mod source;
#[cfg(test)]
mod tests;
mod text_rows;

pub use column::{Column, ColumnSummary, ColumnType, MISSING_CODE, Values};
pub use date::{format_date, parse_date};
pub use guard::is_guarded;
pub use infer::{Field, Schema};
pub use numbers::{Numbers, single};
pub use reader::{Format, ReadOptions, Reader, Rounding, read, read_bytes, read_bytes_as};
pub use text_rows::TextRows;

use crate::{Error, Result};

/// Columns of the same length, each with a name and a type.
///
/// ```
/// use sparkler_data::table::{ColumnType, ReadOptions, read_bytes};
/// let text = "age,city,paid\n31,Rome,true\n?,Oslo,false\n";
/// let table = read_bytes("people.csv", text.as_bytes(), &ReadOptions::default()).unwrap();
/// assert_eq!((table.rows(), table.columns().len()), (2, 3));
/// assert_eq!(table.columns()[0].column_type(), ColumnType::Number);
/// assert_eq!(table.columns()[0].missing(), 1);
/// assert_eq!(table.columns()[1].text(1).as_deref(), Some("Oslo"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Table {
    name: String,
    rows: usize,
    columns: Vec<Column>,
}

impl Table {
    /// A table of columns; `name` stands for it in messages.
    ///
    /// # Errors
    /// If the columns differ in length, or two have the same name.
    pub fn new(name: impl Into<String>, columns: Vec<Column>) -> Result<Table> {
        let name = name.into();
        let rows = columns.first().map_or(0, Column::len);
        let mut names = std::collections::HashSet::new();
        for column in &columns {
            if column.len() != rows {
                return Err(Error::malformed(
                    &name,
                    format!("column {} has {} rows", column.name(), column.len()),
                    format!("{rows}, as the first column"),
                ));
            }
            if !names.insert(column.name()) {
                return Err(Error::malformed(
                    &name,
                    format!("two columns are called {}", column.name()),
                    "each name once",
                ));
            }
        }
        drop(names);
        Ok(Table { name, rows, columns })
    }

    /// What stands for the table in messages: usually its file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns, in the order of the file.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name() == name)
    }

    /// The column of that name, or an error that says which there are.
    ///
    /// # Errors
    /// If there is none.
    pub fn require(&self, name: &str) -> Result<&Column> {
        self.column(name).ok_or_else(|| {
            let names: Vec<&str> = self.columns.iter().map(Column::name).take(20).collect();
            let more = match self.columns.len() {
                n if n > 20 => format!(" and {} more", n - 20),
                _ => String::new(),
            };
            Error::malformed(
                &self.name,
                format!("no column is called {name:?}"),
                format!("one of {}{more}", names.join(", ")),
            )
        })
    }

    /// The rows with these numbers, in this order; a row may come more than once.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn take_rows(&self, rows: &[usize]) -> Table {
        Table {
            name: self.name.clone(),
            rows: rows.len(),
            columns: self.columns.iter().map(|c| c.take(rows)).collect(),
        }
    }

    /// The table without a column, and that column.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn split_column(mut self, name: &str) -> Result<(Table, Column)> {
        self.require(name)?;
        let place = self.columns.iter().position(|c| c.name() == name).unwrap_or(0);
        let column = self.columns.remove(place);
        Ok((self, column))
    }
}
