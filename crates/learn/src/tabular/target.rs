//! What is to be predicted.

use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use sparkler_data::table::{Column, ColumnType, MISSING_CODE, Values};

/// What kind of thing is to be predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// One of several classes.
    Classification,
    /// A number.
    Regression,
}

/// A target: its name, and how its values become numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// The column's name.
    pub name: String,
    /// The column's type.
    pub column_type: ColumnType,
    /// What is to be predicted.
    pub task: Task,
    /// The names of the classes: in numerical or alphabetical order. Class `i` is the number `i`.
    pub classes: Vec<String>,
}

/// A target of whole numbers with at most so many different ones is one of classes.
const CLASSES: usize = 20;

impl Target {
    /// Looks at a column. Without a `task`, categories, booleans and texts are classes; so are
    /// whole numbers if there are at most 20 different ones and at least ten rows for each; dates
    /// and other numbers are numbers.
    ///
    /// # Errors
    /// If all values are missing or the same, or they are no numbers and `task` asks for these.
    pub fn new(column: &Column, task: Option<Task>) -> Result<Target> {
        let (present, distinct) = (column.len() - column.missing(), column.distinct());
        let wrong = |reason: String| Err(Error::data("target", reason));
        let name = column.name();
        if column.is_empty() {
            return wrong(format!("column {name} has 0 rows: expected at least 2"));
        }
        if present == 0 {
            return wrong(format!(
                "all {} values of column {name} are missing: there is nothing to learn",
                column.len()
            ));
        }
        let column_type = column.column_type();
        let whole = match column.values() {
            Values::Numbers(v) => v.iter().all(|x| x.is_nan() || x.fract() == 0.0),
            _ => false,
        };
        let task = task.unwrap_or(match column_type {
            ColumnType::Number if whole && distinct <= CLASSES && distinct * 10 <= present => {
                Task::Classification
            }
            ColumnType::Number | ColumnType::Date => Task::Regression,
            _ => Task::Classification,
        });
        if distinct == 1 {
            let only = (0..column.len()).find_map(|row| column.text(row)).unwrap_or_default();
            return wrong(match task {
                Task::Classification => format!(
                    "column {name} has one class only, {only}, in all {present} rows: expected at \
                     least 2"
                ),
                Task::Regression => {
                    format!("column {name} is {only} in all {present} rows: nothing to learn")
                }
            });
        }
        if task == Task::Regression
            && !matches!(column_type, ColumnType::Number | ColumnType::Boolean | ColumnType::Date)
        {
            return wrong(format!(
                "column {name} holds values of the type {}: regression needs numbers",
                column_type.name()
            ));
        }
        let mut classes = Vec::new();
        if task == Task::Classification {
            let (codes, names) = column.to_categories();
            let mut counts = vec![0usize; names.len()];
            codes.iter().filter(|c| **c != MISSING_CODE).for_each(|&c| counts[c as usize] += 1);
            classes = names
                .into_iter()
                .zip(counts)
                .filter(|(_, count)| *count > 0)
                .map(|(name, _)| name)
                .collect();
            let number = |text: &String| text.parse::<f64>().ok().filter(|x| !x.is_nan());
            if classes.iter().all(|c| number(c).is_some()) {
                classes.sort_by(|a, b| number(a).partial_cmp(&number(b)).unwrap_or(a.cmp(b)));
            } else {
                classes.sort();
            }
            if classes.len() > 1000 && classes.len() * 2 > present {
                return wrong(format!(
                    "column {name} has {} different values in {present} rows: too many to be \
                     classes (if they are numbers, say --task regression)",
                    classes.len()
                ));
            }
        }
        Ok(Target { name: name.into(), column_type, task, classes })
    }

    /// The values of a column as numbers: NaN where they are missing.
    ///
    /// # Errors
    /// If a class is not known, or a value is no number.
    pub fn encode(&self, column: &Column) -> Result<Vec<f64>> {
        self.encode_piece(column, 0)
    }

    /// How many of some encoded values are of each class; nothing for a regression.
    pub fn counts(&self, y: &[f64]) -> Vec<usize> {
        let mut counts = vec![0; self.classes.len()];
        if self.task == Task::Classification {
            y.iter().for_each(|class| counts[*class as usize] += 1);
        }
        counts
    }

    /// The classes of the rows, for [`train_test_split`](crate::model_selection::train_test_split)
    /// to keep their shares, if each has two rows or more and a test part of this size has room
    /// for one of each.
    pub fn strata<'a>(&self, y: &'a [f64], test_size: f64) -> Option<&'a [f64]> {
        let counts = self.counts(y);
        let room = (y.len() as f64 * test_size) as usize >= counts.len();
        (self.task == Task::Classification && room && counts.iter().all(|&n| n > 1)).then_some(y)
    }

    /// [`Target::encode`] of a piece of a column, whose first row is that with the number `first`,
    /// from 0, in the whole.
    ///
    /// # Errors
    /// As there.
    pub fn encode_piece(&self, column: &Column, first: usize) -> Result<Vec<f64>> {
        if self.task == Task::Regression {
            return Ok(match column.values() {
                Values::Numbers(v) => v.to_vec(),
                Values::Booleans(v) => {
                    v.iter().map(|b| b.map_or(f64::NAN, |b| f64::from(u8::from(b)))).collect()
                }
                Values::Dates(v) => v.iter().map(|d| d.map_or(f64::NAN, |d| d as f64)).collect(),
                _ => {
                    return Err(Error::data(
                        "target",
                        format!(
                            "column {} holds values of the type {}: expected numbers",
                            column.name(),
                            column.column_type().name()
                        ),
                    ));
                }
            });
        }
        let (codes, names) = column.to_categories();
        let place = |name: &String| self.classes.iter().position(|c| c == name);
        let places: Vec<Option<usize>> = names.iter().map(place).collect();
        codes
            .iter()
            .enumerate()
            .map(|(row, &code)| match code {
                MISSING_CODE => Ok(f64::NAN),
                code => places[code as usize].map(|p| p as f64).ok_or_else(|| {
                    Error::data(
                        "target",
                        format!(
                            "row {} of column {} is {:?}: expected one of the classes {}",
                            first + row + 1,
                            self.name,
                            names[code as usize],
                            self.classes.join(", ")
                        ),
                    )
                }),
            })
            .collect()
    }

    /// A predicted number as text: the name of the class, or the number.
    pub fn text(&self, value: f64) -> String {
        match self.task {
            Task::Classification => {
                self.classes.get(value as usize).cloned().unwrap_or_else(|| value.to_string())
            }
            Task::Regression if self.column_type == ColumnType::Date => {
                sparkler_data::table::format_date(value as i64)
            }
            Task::Regression => value.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(values: &[f64]) -> Column {
        Column::new("y", Values::Numbers(values.to_vec().into()))
    }

    #[test]
    fn the_task_follows_from_the_values() {
        let classes = numbers(&[1.0, 10.0, 2.0].repeat(10));
        let target = Target::new(&classes, None).unwrap();
        assert_eq!(target.task, Task::Classification);
        assert_eq!(target.classes, ["1", "2", "10"]);
        assert_eq!(target.encode(&numbers(&[10.0, f64::NAN])).unwrap()[0], 2.0);
        assert!(target.encode(&numbers(&[3.0])).is_err());
        let target = Target::new(&numbers(&[1.5, 2.0, 3.0]), None).unwrap();
        assert_eq!(target.task, Task::Regression);
    }

    #[test]
    fn targets_without_anything_to_learn_are_errors() {
        for (values, part) in [
            (&[][..], "0 rows"),
            (&[f64::NAN, f64::NAN], "are missing"),
            (&[2.5, 2.5, f64::NAN], "is 2.5 in all 2 rows"),
        ] {
            let e = Target::new(&numbers(values), None).unwrap_err().to_string();
            assert!(e.contains(part), "{e}");
        }
        let text = Values::Categories { codes: vec![0, 0], names: vec!["yes".into()] };
        let e = Target::new(&Column::new("y", text), None).unwrap_err().to_string();
        assert!(e.contains("one class only, yes, in all 2 rows"), "{e}");
    }
}
