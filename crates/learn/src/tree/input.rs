//! What trees learn from: a matrix, or rows of columns that are not copied.

use crate::{Error, Features, Matrix, Result, Samples};
use sparkler_data::table::Numbers;
use std::borrow::Cow;

/// Numbers of a column that are looked at together.
pub(crate) const TOGETHER: usize = 512;

#[derive(Clone)]
pub(crate) enum Input<'a> {
    Features(Cow<'a, Features>),
    Columns(Vec<&'a Numbers>, Samples<'a>),
}

impl<'a> Input<'a> {
    pub fn features(x: &'a Features) -> Input<'a> {
        Input::Features(Cow::Borrowed(x))
    }

    pub fn samples(x: &Samples<'a>) -> Result<Input<'a>> {
        Ok(match x.numbers() {
            Some(numbers) => Input::Columns(numbers, x.clone()),
            None => Input::Features(Cow::Owned(x.features()?)),
        })
    }

    pub fn rows(&self) -> usize {
        match self {
            Input::Features(x) => x.rows(),
            Input::Columns(_, x) => x.rows(),
        }
    }

    pub fn columns(&self) -> usize {
        match self {
            Input::Features(x) => x.columns(),
            Input::Columns(columns, _) => columns.len(),
        }
    }

    pub fn take_rows(&self, rows: &[usize]) -> Input<'a> {
        match self {
            Input::Features(x) => Input::Features(Cow::Owned(x.take_rows(rows))),
            Input::Columns(columns, x) => Input::Columns(columns.clone(), x.take(rows)),
        }
    }

    /// As a matrix: a copy, unless it is one.
    pub fn to_features(&self) -> Result<Cow<'_, Features>> {
        Ok(match self {
            Input::Features(x) => Cow::Borrowed(x),
            Input::Columns(_, x) => Cow::Owned(x.features()?),
        })
    }

    /// As a dense matrix: a copy, unless it is one.
    pub fn to_dense(&self) -> Result<Cow<'_, Matrix>> {
        Ok(match self {
            Input::Features(x) => x.to_dense(),
            Input::Columns(_, x) => Cow::Owned(x.features()?.to_dense().into_owned()),
        })
    }

    /// As [`Features::require_not_infinite`].
    pub fn require_not_infinite(&self, estimator: &'static str) -> Result<()> {
        let (columns, x) = match self {
            Input::Features(x) => return x.require_not_infinite(estimator),
            Input::Columns(columns, x) => (columns, x),
        };
        if columns.is_empty() || x.rows() == 0 {
            let none = Matrix::zeros(x.rows(), columns.len());
            return Features::from(none).require_not_infinite(estimator);
        }
        let infinite = crate::parallel::map(columns.len(), x.rows() * 4, |column| {
            let mut found = None;
            each(columns[column], x.places(), |first, values| {
                if let Some(i) = values.iter().position(|v| v.is_infinite()) {
                    found.get_or_insert((first + i, values[i]));
                }
            });
            found
        });
        let first = infinite.into_iter().enumerate().filter_map(|(c, found)| Some((found?, c)));
        match first.min_by_key(|((row, _), column)| (*row, *column)) {
            None => Ok(()),
            Some(((row, value), column)) => {
                Err(Error::NotFinite { estimator, what: "X", value, row, column })
            }
        }
    }
}

/// The numbers of some rows, a few at a time with the place of the first.
pub(crate) fn each(column: &Numbers, rows: &[usize], mut then: impl FnMut(usize, &[f64])) {
    let mut values = [0.0; TOGETHER];
    for (i, rows) in rows.chunks(TOGETHER).enumerate() {
        column.gather(rows, &mut values[..rows.len()]);
        then(i * TOGETHER, &values[..rows.len()]);
    }
}
