//! What estimators learn from: a matrix of rows (samples) and columns (features), dense or sparse.

use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The numbers of a dense matrix. Four bytes a number are enough for trees; linear algebra is
/// computed with eight whatever the input has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Values {
    /// Single precision.
    F32(Vec<f32>),
    /// Double precision.
    F64(Vec<f64>),
}

/// A dense matrix, row after row. NaN stands for a missing value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "MatrixParts")]
pub struct Matrix {
    rows: usize,
    columns: usize,
    values: Values,
}

/// A dense matrix as it stands in a file, before its parts are held against each other.
#[derive(Deserialize)]
struct MatrixParts {
    rows: usize,
    columns: usize,
    values: Values,
}

impl TryFrom<MatrixParts> for Matrix {
    type Error = Error;

    fn try_from(parts: MatrixParts) -> Result<Matrix> {
        Matrix::with_values(parts.rows, parts.columns, parts.values)
    }
}

impl Matrix {
    /// A matrix of `rows` x `columns` numbers that are given row after row.
    ///
    /// ```
    /// let x = sparkler_learn::Matrix::new(2, 3, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).unwrap();
    /// assert_eq!(x.get(1, 0), 4.0);
    /// ```
    ///
    /// # Errors
    /// If there are not `rows * columns` numbers.
    pub fn new(rows: usize, columns: usize, values: Vec<f64>) -> Result<Matrix> {
        Matrix::with_values(rows, columns, Values::F64(values))
    }

    /// Like [`Matrix::new`], with numbers of either precision.
    ///
    /// # Errors
    /// If there are not `rows * columns` numbers.
    pub fn with_values(rows: usize, columns: usize, values: Values) -> Result<Matrix> {
        let found = match &values {
            Values::F32(v) => v.len(),
            Values::F64(v) => v.len(),
        };
        if rows.checked_mul(columns) != Some(found) {
            return Err(Error::Shape {
                estimator: "Matrix",
                what: "the number of values",
                found: found.to_string(),
                expected: format!("{rows} rows x {columns} columns"),
            });
        }
        Ok(Matrix { rows, columns, values })
    }

    /// A matrix from rows of equal length.
    ///
    /// # Errors
    /// If the rows differ in length.
    pub fn from_rows<R: AsRef<[f64]>>(rows: &[R]) -> Result<Matrix> {
        let columns = rows.first().map_or(0, |r| r.as_ref().len());
        let mut values = Vec::with_capacity(rows.len() * columns);
        for (i, row) in rows.iter().enumerate() {
            let row = row.as_ref();
            if row.len() != columns {
                return Err(Error::Shape {
                    estimator: "Matrix",
                    what: "the length of a row",
                    found: format!("{} at row {i}", row.len()),
                    expected: format!("{columns}, as in row 0"),
                });
            }
            values.extend_from_slice(row);
        }
        Matrix::new(rows.len(), columns, values)
    }

    /// Zeros.
    pub fn zeros(rows: usize, columns: usize) -> Matrix {
        Matrix { rows, columns, values: Values::F64(vec![0.0; rows * columns]) }
    }

    /// The number of samples.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of features.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The numbers, row after row.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// The number at a row and a column.
    ///
    /// # Panics
    /// If there is no such row or column.
    pub fn get(&self, row: usize, column: usize) -> f64 {
        assert!(column < self.columns, "column {column} of {}", self.columns);
        let index = row * self.columns + column;
        match &self.values {
            Values::F32(v) => f64::from(v[index]),
            Values::F64(v) => v[index],
        }
    }

    /// All numbers in double precision, row after row: a borrow where they have it already.
    pub fn to_f64(&self) -> Cow<'_, [f64]> {
        match &self.values {
            Values::F32(v) => v.iter().map(|&x| f64::from(x)).collect(),
            Values::F64(v) => Cow::Borrowed(v),
        }
    }

    /// All numbers in single precision, row after row: a borrow where they have it already.
    pub fn to_f32(&self) -> Cow<'_, [f32]> {
        match &self.values {
            Values::F32(v) => Cow::Borrowed(v),
            Values::F64(v) => v.iter().map(|&x| x as f32).collect(),
        }
    }

    /// The numbers in double precision, taken out.
    pub fn into_f64(self) -> Vec<f64> {
        match self.values {
            Values::F32(v) => v.into_iter().map(f64::from).collect(),
            Values::F64(v) => v,
        }
    }

    /// One column in double precision.
    ///
    /// # Panics
    /// If there is no such column.
    pub fn column(&self, column: usize) -> Vec<f64> {
        (0..self.rows).map(|row| self.get(row, column)).collect()
    }

    /// The rows with these numbers, in this order; a row may come more than once.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn take_rows(&self, rows: &[usize]) -> Matrix {
        fn take<T: Copy>(values: &[T], columns: usize, rows: &[usize]) -> Vec<T> {
            let mut out = Vec::with_capacity(rows.len() * columns);
            for &row in rows {
                out.extend_from_slice(&values[row * columns..(row + 1) * columns]);
            }
            out
        }
        let values = match &self.values {
            Values::F32(v) => Values::F32(take(v, self.columns, rows)),
            Values::F64(v) => Values::F64(take(v, self.columns, rows)),
        };
        Matrix { rows: rows.len(), columns: self.columns, values }
    }
}

/// A sparse matrix in compressed rows: what is not stored is zero.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "SparseParts")]
pub struct SparseMatrix {
    rows: usize,
    columns: usize,
    /// Where each row begins in `indices` and `values`; one more than there are rows.
    starts: Vec<usize>,
    /// The column of each stored value, ascending within a row.
    indices: Vec<u32>,
    values: Vec<f64>,
}

/// A sparse matrix as it stands in a file.
#[derive(Deserialize)]
struct SparseParts {
    rows: usize,
    columns: usize,
    starts: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f64>,
}

impl TryFrom<SparseParts> for SparseMatrix {
    type Error = Error;

    fn try_from(parts: SparseParts) -> Result<SparseMatrix> {
        let SparseParts { rows, columns, starts, indices, values } = parts;
        SparseMatrix::new(rows, columns, starts, indices, values)
    }
}

impl SparseMatrix {
    /// A matrix in the usual three arrays (`indptr`, `indices`, `data` elsewhere).
    ///
    /// # Errors
    /// If the arrays do not fit together, or a row's columns are not ascending.
    pub fn new(
        rows: usize,
        columns: usize,
        starts: Vec<usize>,
        indices: Vec<u32>,
        values: Vec<f64>,
    ) -> Result<SparseMatrix> {
        let matrix = SparseMatrix { rows, columns, starts, indices, values };
        matrix.validate()?;
        Ok(matrix)
    }

    /// What [`SparseMatrix::new`] checks, for a matrix that was read from a file.
    ///
    /// # Errors
    /// As there.
    pub fn validate(&self) -> Result<()> {
        let SparseMatrix { rows, columns, starts, indices, values } = self;
        let (rows, columns) = (*rows, *columns);
        let wrong = |what, found: String, expected: String| {
            Err(Error::Shape { estimator: "SparseMatrix", what, found, expected })
        };
        if Some(starts.len()) != rows.checked_add(1) {
            return wrong(
                "the number of row starts",
                starts.len().to_string(),
                format!("{rows} + 1"),
            );
        }
        if indices.len() != values.len() {
            return wrong(
                "the number of column indices",
                indices.len().to_string(),
                format!("{}, as many as values", values.len()),
            );
        }
        if starts[0] != 0 || starts[rows] != values.len() {
            return wrong(
                "the range of row starts",
                format!("{} to {}", starts[0], starts[rows]),
                format!("0 to {}", values.len()),
            );
        }
        for row in 0..rows {
            if starts[row] > starts[row + 1] || starts[row + 1] > values.len() {
                return wrong(
                    "a row's range",
                    format!("{} to {} at row {row}", starts[row], starts[row + 1]),
                    "ascending starts".into(),
                );
            }
            let columns_of_row = &indices[starts[row]..starts[row + 1]];
            if columns_of_row.windows(2).any(|w| w[0] >= w[1]) {
                return wrong(
                    "a row's columns",
                    format!("{columns_of_row:?} at row {row}"),
                    "ascending, each once".into(),
                );
            }
            if let Some(&last) = columns_of_row.last().filter(|&&c| c as usize >= columns) {
                return wrong(
                    "a column",
                    format!("{last} at row {row}"),
                    format!("below {columns}"),
                );
            }
        }
        Ok(())
    }

    /// The number of samples.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of features.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The number of stored values.
    pub fn stored(&self) -> usize {
        self.values.len()
    }

    /// Where each row begins among [`SparseMatrix::columns_of_values`] and
    /// [`SparseMatrix::stored_values`], and where the last one ends.
    pub fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// The columns of all stored values, row after row.
    pub fn columns_of_values(&self) -> &[u32] {
        &self.indices
    }

    /// All stored values, row after row.
    pub fn stored_values(&self) -> &[f64] {
        &self.values
    }

    /// The columns and the values of a row.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, row: usize) -> (&[u32], &[f64]) {
        let range = self.starts[row]..self.starts[row + 1];
        (&self.indices[range.clone()], &self.values[range])
    }

    /// The rows with these numbers, in this order.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn take_rows(&self, rows: &[usize]) -> SparseMatrix {
        let mut out = SparseMatrix {
            rows: rows.len(),
            columns: self.columns,
            starts: vec![0],
            indices: Vec::new(),
            values: Vec::new(),
        };
        for &row in rows {
            let (indices, values) = self.row(row);
            out.indices.extend_from_slice(indices);
            out.values.extend_from_slice(values);
            out.starts.push(out.values.len());
        }
        out
    }

    /// The same numbers with rows and columns exchanged.
    pub fn transpose(&self) -> SparseMatrix {
        let mut starts = vec![0; self.columns + 1];
        for &column in &self.indices {
            starts[column as usize + 1] += 1;
        }
        for column in 0..self.columns {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut indices = vec![0; self.indices.len()];
        let mut values = vec![0.0; self.values.len()];
        for row in 0..self.rows {
            let (columns, row_values) = self.row(row);
            for (&column, &value) in columns.iter().zip(row_values) {
                let place = &mut next[column as usize];
                indices[*place] = row as u32;
                values[*place] = value;
                *place += 1;
            }
        }
        SparseMatrix { rows: self.columns, columns: self.rows, starts, indices, values }
    }

    /// The numbers of a dense matrix that are not zero.
    ///
    /// ```
    /// use sparkler_learn::{Matrix, SparseMatrix};
    /// let dense = Matrix::new(2, 2, vec![0.0, 1.0, 0.0, 0.0]).unwrap();
    /// let sparse = SparseMatrix::from_dense(&dense);
    /// assert_eq!((sparse.stored(), sparse.to_dense()), (1, dense));
    /// ```
    pub fn from_dense(dense: &Matrix) -> SparseMatrix {
        let (mut starts, mut indices, mut values) = (vec![0], Vec::new(), Vec::new());
        for row in dense.to_f64().chunks(dense.columns().max(1)) {
            for (column, &value) in row.iter().enumerate().filter(|(_, v)| **v != 0.0) {
                indices.push(column as u32);
                values.push(value);
            }
            starts.push(values.len());
        }
        // Without columns there are rows, but no chunks.
        starts.resize(dense.rows() + 1, values.len());
        SparseMatrix { rows: dense.rows(), columns: dense.columns(), starts, indices, values }
    }

    /// All numbers, zeros included.
    pub fn to_dense(&self) -> Matrix {
        let mut values = vec![0.0; self.rows * self.columns];
        for row in 0..self.rows {
            let (columns, row_values) = self.row(row);
            for (&column, &value) in columns.iter().zip(row_values) {
                values[row * self.columns + column as usize] = value;
            }
        }
        Matrix { rows: self.rows, columns: self.columns, values: Values::F64(values) }
    }
}

/// The features of samples: what `X` is in scikit-learn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Features {
    /// Every number is stored.
    Dense(Matrix),
    /// Only what is not zero is stored.
    Sparse(SparseMatrix),
}

impl Features {
    /// The number of samples.
    pub fn rows(&self) -> usize {
        match self {
            Features::Dense(m) => m.rows(),
            Features::Sparse(m) => m.rows(),
        }
    }

    /// The number of features.
    pub fn columns(&self) -> usize {
        match self {
            Features::Dense(m) => m.columns(),
            Features::Sparse(m) => m.columns(),
        }
    }

    /// As a dense matrix: a borrow where it is one.
    pub fn to_dense(&self) -> Cow<'_, Matrix> {
        match self {
            Features::Dense(m) => Cow::Borrowed(m),
            Features::Sparse(m) => Cow::Owned(m.to_dense()),
        }
    }

    /// The rows with these numbers, in this order.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn take_rows(&self, rows: &[usize]) -> Features {
        match self {
            Features::Dense(m) => Features::Dense(m.take_rows(rows)),
            Features::Sparse(m) => Features::Sparse(m.take_rows(rows)),
        }
    }

    /// The columns with these numbers, in this order.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn take_columns(&self, columns: &[usize]) -> Result<Features> {
        if let Some(column) = columns.iter().find(|c| **c >= self.columns()) {
            return Err(Error::Shape {
                estimator: "take_columns",
                what: "a column",
                found: column.to_string(),
                expected: format!("below {}, the number of columns", self.columns()),
            });
        }
        match self {
            Features::Dense(m) => {
                fn take<T: Copy>(values: &[T], width: usize, columns: &[usize]) -> Vec<T> {
                    let rows = values.chunks_exact(width.max(1));
                    rows.flat_map(|row| columns.iter().map(|&c| row[c])).collect()
                }
                let values = match m.values() {
                    Values::F32(v) => Values::F32(take(v, m.columns, columns)),
                    Values::F64(v) => Values::F64(take(v, m.columns, columns)),
                };
                let columns = columns.len();
                Ok(Features::Dense(Matrix { rows: m.rows, columns, values }))
            }
            Features::Sparse(m) => {
                let mut places = vec![Vec::new(); m.columns];
                for (place, &column) in columns.iter().enumerate() {
                    places[column].push(place as u32);
                }
                let mut out = SparseMatrix {
                    rows: m.rows,
                    columns: columns.len(),
                    starts: vec![0],
                    indices: Vec::new(),
                    values: Vec::new(),
                };
                let mut row_values = Vec::new();
                for row in 0..m.rows {
                    let (indices, values) = m.row(row);
                    row_values.clear();
                    for (&column, &value) in indices.iter().zip(values) {
                        row_values.extend(places[column as usize].iter().map(|&p| (p, value)));
                    }
                    row_values.sort_unstable_by_key(|v| v.0);
                    out.indices.extend(row_values.iter().map(|v| v.0));
                    out.values.extend(row_values.iter().map(|v| v.1));
                    out.starts.push(out.values.len());
                }
                Ok(Features::Sparse(out))
            }
        }
    }

    /// Parts with the same rows side by side. The result is sparse if a part is, and fewer than
    /// three numbers in ten are not zero; the same share decides in scikit-learn.
    ///
    /// # Errors
    /// If the parts differ in their number of rows.
    pub fn beside(parts: &[Features]) -> Result<Features> {
        let rows = parts.first().map_or(0, Features::rows);
        if let Some(part) = parts.iter().find(|p| p.rows() != rows) {
            return Err(Error::Shape {
                estimator: "beside",
                what: "the number of rows of a part",
                found: part.rows().to_string(),
                expected: format!("{rows}, as in the first part"),
            });
        }
        if let [only] = parts {
            return Ok(only.clone());
        }
        let columns: usize = parts.iter().map(Features::columns).sum();
        let stored: usize = parts
            .iter()
            .map(|p| match p {
                Features::Dense(m) => m.rows * m.columns,
                Features::Sparse(m) => m.stored(),
            })
            .sum();
        let any_sparse = parts.iter().any(|p| matches!(p, Features::Sparse(_)));
        if any_sparse && (stored as f64) < 0.3 * (rows * columns) as f64 {
            let mut out = SparseMatrix {
                rows,
                columns,
                starts: vec![0],
                indices: Vec::new(),
                values: Vec::new(),
            };
            for row in 0..rows {
                let mut offset = 0;
                for part in parts {
                    match part {
                        Features::Sparse(m) => {
                            let (indices, values) = m.row(row);
                            out.indices.extend(indices.iter().map(|i| i + offset));
                            out.values.extend_from_slice(values);
                        }
                        Features::Dense(m) => {
                            for column in 0..m.columns {
                                let value = m.get(row, column);
                                if value != 0.0 {
                                    out.indices.push(offset + column as u32);
                                    out.values.push(value);
                                }
                            }
                        }
                    }
                    offset += part.columns() as u32;
                }
                out.starts.push(out.values.len());
            }
            return Ok(Features::Sparse(out));
        }
        let mut values = vec![0.0; rows * columns];
        let mut offset = 0;
        for part in parts {
            match part {
                Features::Dense(m) => {
                    let numbers = m.to_f64();
                    let width = m.columns;
                    if width > 0 {
                        for (row, from) in numbers.chunks_exact(width).enumerate() {
                            let to = row * columns + offset;
                            values[to..to + width].copy_from_slice(from);
                        }
                    }
                }
                Features::Sparse(m) => {
                    for row in 0..rows {
                        let (indices, row_values) = m.row(row);
                        for (&column, &value) in indices.iter().zip(row_values) {
                            values[row * columns + offset + column as usize] = value;
                        }
                    }
                }
            }
            offset += part.columns();
        }
        Ok(Features::Dense(Matrix { rows, columns, values: Values::F64(values) }))
    }

    /// That there is at least one row and one column, and every number is finite.
    ///
    /// # Errors
    /// Says where the first that is not stands.
    pub fn require_finite(&self, estimator: &'static str) -> Result<()> {
        self.require_numbers(estimator, f64::is_finite)
    }

    /// That there is at least one row and one column, and no number is infinite. Missing ones (NaN)
    /// are allowed.
    ///
    /// # Errors
    /// Says where the first infinite one stands.
    pub fn require_not_infinite(&self, estimator: &'static str) -> Result<()> {
        self.require_numbers(estimator, |x| !x.is_infinite())
    }

    fn require_numbers(&self, estimator: &'static str, allowed: fn(f64) -> bool) -> Result<()> {
        if self.rows() == 0 || self.columns() == 0 {
            return Err(Error::Shape {
                estimator,
                what: "X",
                found: format!("{} rows x {} columns", self.rows(), self.columns()),
                expected: "at least one row and one column".into(),
            });
        }
        let wrong =
            |row, column, value| Err(Error::NotFinite { estimator, what: "X", value, row, column });
        match self {
            Features::Dense(m) => {
                let place = match m.values() {
                    Values::F32(v) => v.iter().position(|&x| !allowed(f64::from(x))),
                    Values::F64(v) => v.iter().position(|&x| !allowed(x)),
                };
                if let Some(i) = place {
                    let (row, column) = (i / m.columns(), i % m.columns());
                    return wrong(row, column, m.get(row, column));
                }
            }
            Features::Sparse(m) => {
                for row in 0..m.rows() {
                    let (columns, values) = m.row(row);
                    if let Some(i) = values.iter().position(|&x| !allowed(x)) {
                        return wrong(row, columns[i] as usize, values[i]);
                    }
                }
            }
        }
        Ok(())
    }

    /// That there are as many columns as a model has learnt from.
    ///
    /// # Errors
    /// Says how many there are.
    pub fn require_columns(&self, estimator: &'static str, columns: usize) -> Result<()> {
        if self.columns() == columns {
            return Ok(());
        }
        Err(Error::Shape {
            estimator,
            what: "the number of columns",
            found: self.columns().to_string(),
            expected: format!("{columns}, as many as it has learnt from"),
        })
    }
}

impl From<Matrix> for Features {
    fn from(matrix: Matrix) -> Features {
        Features::Dense(matrix)
    }
}

impl From<SparseMatrix> for Features {
    fn from(matrix: SparseMatrix) -> Features {
        Features::Sparse(matrix)
    }
}
