//! Fewer columns that say nearly as much: principal components, truncated singular values,
//! non-negative factors.

mod incremental;
mod nmf;
mod pca;
mod truncated;

pub use incremental::{IncrementalPca, IncrementalPcaModel};
pub use nmf::{Nmf, NmfInit, NmfModel, NmfSolver};
pub use pca::{Components, Pca, PcaModel, SvdSolver};
pub use truncated::{TruncatedSvd, TruncatedSvdModel};

use crate::{Error, Result};

/// Turns each row (a right singular vector), and with it the column of `u` (`m` x `count`) that
/// belongs to it, so that its largest element by amount is positive: scikit-learn's convention.
fn flip(vt: &mut [f64], columns: usize, mut u: Option<&mut [f64]>) {
    let count = vt.len() / columns.max(1);
    for (i, row) in vt.chunks_exact_mut(columns.max(1)).enumerate() {
        let mut largest = 0.0f64;
        for &v in row.iter() {
            if v.abs() > largest.abs() {
                largest = v;
            }
        }
        if largest < 0.0 {
            row.iter_mut().for_each(|v| *v = -*v);
            if let Some(u) = u.as_deref_mut() {
                u.iter_mut().skip(i).step_by(count).for_each(|v| *v = -*v);
            }
        }
    }
}

/// Reports a broken model.
fn broken(estimator: &'static str, reason: impl Into<String>) -> Error {
    Error::Model { what: estimator.into(), reason: reason.into() }
}

/// That a number of components is at least 1 and at most `most`.
fn check_components(
    estimator: &'static str,
    count: usize,
    most: usize,
    what: &str,
) -> Result<usize> {
    if count == 0 || count > most {
        let expected = format!("1 to {most}, {what}");
        return Err(Error::parameter(estimator, "n_components", count, expected));
    }
    Ok(count)
}
