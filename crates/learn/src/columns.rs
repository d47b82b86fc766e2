//! Features by columns, as tables hold them: each number in as few bytes as it needs.

use crate::{Error, Features, Matrix, Model, Result, SparseMatrix};
use sparkler_data::table::Numbers;
use std::borrow::Cow;

/// A part of the columns.
enum Part<'a> {
    Numbers(Cow<'a, Numbers>),
    Sparse(SparseMatrix),
}

/// Columns of numbers side by side, some of which may be borrowed from a table. Learners of trees
/// learn from them as they are; for others [`Samples`] makes a matrix.
///
/// ```
/// use sparkler_data::table::Numbers;
/// use sparkler_learn::{Columns, DecisionTreeClassifier, Estimator, FitOptions, Model};
/// let one = Numbers::from(vec![1.0, 2.0, 3.0, 4.0]);
/// let other = Numbers::from(vec![5.0; 4]);
/// let columns = Columns::new(vec![one, other]).unwrap();
/// // Learns from the rows 0, 2 and 3.
/// let samples = columns.samples(vec![0, 2, 3]);
/// let tree = DecisionTreeClassifier::default();
/// let model = tree.fit_samples(&samples, &[0.0, 1.0, 1.0], &FitOptions::default()).unwrap();
/// assert_eq!(model.predict(&columns.samples(vec![3, 0]).features().unwrap()).unwrap(), [1.0, 0.0]);
/// ```
#[derive(Default)]
pub struct Columns<'a> {
    rows: usize,
    parts: Vec<Part<'a>>,
}

impl<'a> Columns<'a> {
    /// Columns of numbers.
    ///
    /// # Errors
    /// If they differ in length.
    pub fn new(columns: Vec<Numbers>) -> Result<Columns<'a>> {
        let mut out = Columns::of_rows(columns.first().map_or(0, Numbers::len));
        columns.into_iter().try_for_each(|column| out.push(Cow::Owned(column)))?;
        Ok(out)
    }

    /// No columns yet, of so many rows.
    pub(crate) fn of_rows(rows: usize) -> Columns<'a> {
        Columns { rows, parts: Vec::new() }
    }

    fn require_rows(&self, rows: usize) -> Result<()> {
        match rows == self.rows {
            true => Ok(()),
            false => Err(Error::Shape {
                estimator: "Columns",
                what: "the number of rows of a column",
                found: rows.to_string(),
                expected: format!("{}, as in the first column", self.rows),
            }),
        }
    }

    /// One more column.
    pub(crate) fn push(&mut self, column: Cow<'a, Numbers>) -> Result<()> {
        self.require_rows(column.len())?;
        self.parts.push(Part::Numbers(column));
        Ok(())
    }

    /// More columns, which are mostly zeros.
    pub(crate) fn push_sparse(&mut self, columns: SparseMatrix) -> Result<()> {
        self.require_rows(columns.rows())?;
        self.parts.push(Part::Sparse(columns));
        Ok(())
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        let width = |part: &Part<'_>| match part {
            Part::Numbers(_) => 1,
            Part::Sparse(m) => m.columns(),
        };
        self.parts.iter().map(width).sum()
    }

    /// Some of the rows, in this order; a row may come more than once.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn samples<'s>(&'s self, rows: impl Into<Cow<'s, [usize]>>) -> Samples<'s> {
        let rows = rows.into();
        assert!(rows.iter().all(|&row| row < self.rows), "a row of {} does not exist", self.rows);
        Samples { columns: self, rows }
    }

    /// All columns, if each of them stands by itself.
    pub(crate) fn numbers(&self) -> Option<Vec<&Numbers>> {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Numbers(n) => Some(&**n),
                Part::Sparse(_) => None,
            })
            .collect()
    }
}

/// Some rows of [`Columns`], which are not copied: what an estimator may learn from instead of
/// [`Features`].
#[derive(Clone)]
pub struct Samples<'a> {
    columns: &'a Columns<'a>,
    rows: Cow<'a, [usize]>,
}

/// Rows whose numbers are brought together at a time, so that those of all columns stay in the
/// cache.
const TOGETHER: usize = 256;
/// Numbers of a matrix that is made of a part of the samples.
const MATRIX: usize = 1 << 23;

impl<'a> Samples<'a> {
    /// The number of samples.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The number of features.
    pub fn columns(&self) -> usize {
        self.columns.columns()
    }

    /// Some of these samples, by their places here.
    ///
    /// # Panics
    /// If there is no such sample.
    pub fn take(&self, places: &[usize]) -> Samples<'a> {
        let rows: Vec<usize> = places.iter().map(|&place| self.rows[place]).collect();
        Samples { columns: self.columns, rows: rows.into() }
    }

    /// All samples in parts of a size for which a matrix takes little memory (64 MB, unless one row
    /// takes more).
    pub fn parts(&self) -> impl Iterator<Item = Samples<'a>> + '_ {
        let rows = (MATRIX / self.columns().max(1)).max(1);
        let part = |rows: &[usize]| Samples { columns: self.columns, rows: rows.to_vec().into() };
        self.rows.chunks(rows).map(part)
    }

    /// What a model predicts, part by part.
    ///
    /// # Errors
    /// As [`Model::predict`].
    pub fn predict(&self, model: &dyn Model) -> Result<Vec<f64>> {
        let mut out = Vec::with_capacity(self.rows());
        for part in self.parts() {
            out.extend(model.predict(&part.features()?)?);
        }
        Ok(out)
    }

    /// One feature of all samples.
    ///
    /// # Panics
    /// If there is no such feature.
    pub fn feature(&self, feature: usize) -> Vec<f64> {
        let mut first = 0;
        for part in &self.columns.parts {
            match part {
                Part::Numbers(numbers) if feature == first => {
                    return self.rows.iter().map(|&row| numbers.get(row)).collect();
                }
                Part::Numbers(_) => first += 1,
                Part::Sparse(m) if feature < first + m.columns() => {
                    let column = (feature - first) as u32;
                    let value = |row: &usize| {
                        let (columns, values) = m.row(*row);
                        columns.binary_search(&column).map_or(0.0, |place| values[place])
                    };
                    return self.rows.iter().map(value).collect();
                }
                Part::Sparse(m) => first += m.columns(),
            }
        }
        panic!("feature {feature} of {first}")
    }

    /// The samples as a matrix, dense or sparse: eight bytes a number.
    ///
    /// # Errors
    /// If they are too many for a matrix.
    pub fn features(&self) -> Result<Features> {
        // Columns that follow one another are one matrix; sparse ones stand between.
        let mut parts: Vec<Features> = Vec::new();
        let mut run: Vec<&Numbers> = Vec::new();
        for part in &self.columns.parts {
            match part {
                Part::Numbers(numbers) => run.push(numbers),
                Part::Sparse(matrix) => {
                    if !run.is_empty() {
                        parts.push(self.matrix(&std::mem::take(&mut run))?.into());
                    }
                    parts.push(matrix.take_rows(&self.rows).into());
                }
            }
        }
        if !run.is_empty() {
            parts.push(self.matrix(&run)?.into());
        }
        match parts.len() {
            0 => Ok(Matrix::zeros(self.rows(), 0).into()),
            1 => Ok(parts.remove(0)),
            _ => Features::beside(&parts),
        }
    }

    fn matrix(&self, columns: &[&Numbers]) -> Result<Matrix> {
        let width = columns.len();
        let mut values = vec![0.0; self.rows() * width];
        let mut column_values = [0.0; TOGETHER];
        for (rows, values) in
            self.rows.chunks(TOGETHER).zip(values.chunks_mut(TOGETHER * width.max(1)))
        {
            for (c, column) in columns.iter().enumerate() {
                column.gather(rows, &mut column_values[..rows.len()]);
                for (row, &value) in column_values[..rows.len()].iter().enumerate() {
                    values[row * width + c] = value;
                }
            }
        }
        Matrix::new(self.rows(), width, values)
    }

    /// The rows, by their places in the columns.
    pub(crate) fn places(&self) -> &[usize] {
        &self.rows
    }

    /// All columns, if each of them stands by itself.
    pub(crate) fn numbers(&self) -> Option<Vec<&'a Numbers>> {
        self.columns.numbers()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_the_rows_of_the_columns() {
        let mut columns =
            Columns::new(vec![vec![1.0, 2.0, 3.0].into(), vec![0.5; 3].into()]).unwrap();
        let sparse = SparseMatrix::from_dense(&Matrix::new(3, 1, vec![0.0, 7.0, 0.0]).unwrap());
        columns.push_sparse(sparse).unwrap();
        columns.push(Cow::Owned(vec![f64::NAN, 8.0, 9.0].into())).unwrap();
        assert_eq!((columns.rows(), columns.columns()), (3, 4));
        let samples = columns.samples(vec![2, 1, 0]).take(&[1, 1, 0]);
        let found = samples.features().unwrap().to_dense().into_owned();
        let row = [2.0, 0.5, 7.0, 8.0];
        let expected = Matrix::from_rows(&[row, row, [3.0, 0.5, 0.0, 9.0]]).unwrap();
        assert_eq!(found, expected);
        for feature in 0..4 {
            assert_eq!(samples.feature(feature), expected.column(feature));
        }
        assert_eq!(samples.parts().map(|part| part.rows()).sum::<usize>(), 3);
        let nothing = Columns::of_rows(3);
        let nothing = nothing.samples(vec![1, 0]).features().unwrap();
        assert_eq!((nothing.rows(), nothing.columns()), (2, 0));
        assert!(columns.push(Cow::Owned(vec![1.0].into())).is_err());
    }
}
