//! Nearest neighbours.

use crate::{Error, Features, Result};

/// That new rows have the columns that were learnt from, and only finite numbers. No rows at all
/// are allowed.
pub(crate) fn require_columns(estimator: &'static str, x: &Features, columns: usize) -> Result<()> {
    if x.columns() != columns {
        return Err(Error::Shape {
            estimator,
            what: "the number of columns of X",
            found: x.columns().to_string(),
            expected: format!("{columns}, as in the data it has learnt from"),
        });
    }
    if x.rows() > 0 { x.require_finite(estimator) } else { Ok(()) }
}
