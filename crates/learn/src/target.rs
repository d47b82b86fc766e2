//! Checks and codes of targets.

use crate::{Error, Result};

/// That there is one finite number a row.
///
/// # Errors
/// If there are more or fewer rows, or a number is missing or infinite.
pub fn require_numbers(estimator: &'static str, y: &[f64], rows: usize) -> Result<()> {
    if y.len() != rows {
        return Err(Error::Shape {
            estimator,
            what: "the length of y",
            found: y.len().to_string(),
            expected: format!("{rows}, one for each row of X"),
        });
    }
    if let Some(row) = y.iter().position(|v| !v.is_finite()) {
        return Err(Error::NotFinite { estimator, what: "y", value: y[row], row, column: 0 });
    }
    Ok(())
}

/// The classes in a target, ascending, and the place of each row's class among them.
#[derive(Clone, Debug, PartialEq)]
pub struct Classes {
    /// The different values, ascending.
    pub values: Vec<f64>,
    /// For each row, which of them it has.
    pub codes: Vec<u32>,
}

/// Codes a target of classes.
///
/// ```
/// let classes = sparkler_learn::target::classes("doc", &[3.0, 1.0, 3.0], 3).unwrap();
/// assert_eq!(classes.values, [1.0, 3.0]);
/// assert_eq!(classes.codes, [1, 0, 1]);
/// ```
///
/// # Errors
/// As [`require_numbers`], and if there are fewer than two classes.
pub fn classes(estimator: &'static str, y: &[f64], rows: usize) -> Result<Classes> {
    require_numbers(estimator, y, rows)?;
    let mut values = y.to_vec();
    values.sort_by(f64::total_cmp);
    values.dedup_by(|a, b| *a == *b);
    if values.len() < 2 {
        return Err(Error::data(
            estimator,
            format!("the target has {} class ({values:?}): expected at least 2", values.len()),
        ));
    }
    let codes =
        y.iter().map(|v| values.partition_point(|other| other < v) as u32).collect::<Vec<_>>();
    Ok(Classes { values, codes })
}
