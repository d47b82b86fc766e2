//! The features as linear models read them: products with rows and columns, dense or sparse.

use crate::linalg::{self, sum_over_rows};
use crate::{Features, SparseMatrix};
use sparkler_cpu::gemm::{Epilogue, MatRef, gemm};
use sparkler_cpu::{double, par};
use std::borrow::Cow;
use std::ops::Range;

/// Features in double precision.
pub(crate) enum Design<'a> {
    Dense { rows: usize, columns: usize, data: Cow<'a, [f64]> },
    Sparse(&'a SparseMatrix),
}

impl<'a> Design<'a> {
    pub(crate) fn new(x: &'a Features) -> Design<'a> {
        match x {
            Features::Dense(m) => {
                Design::Dense { rows: m.rows(), columns: m.columns(), data: m.to_f64() }
            }
            Features::Sparse(m) => Design::Sparse(m),
        }
    }

    pub(crate) fn rows(&self) -> usize {
        match self {
            Design::Dense { rows, .. } => *rows,
            Design::Sparse(m) => m.rows(),
        }
    }

    pub(crate) fn columns(&self) -> usize {
        match self {
            Design::Dense { columns, .. } => *columns,
            Design::Sparse(m) => m.columns(),
        }
    }

    /// The work of one pass over a row, in scalar operations.
    pub(crate) fn cost_of_row(&self) -> usize {
        match self {
            Design::Dense { columns, .. } => columns / 4 + 1,
            Design::Sparse(m) => m.stored() / m.rows().max(1) + 1,
        }
    }

    /// Rows that are read twice while they are in the cache.
    pub(crate) fn block(&self) -> usize {
        (16 * 1024 / self.columns().max(1)).clamp(16, 512)
    }

    /// `out[i * k + j] = coef[j] . row(i) + intercept[j]` for a range of rows, with `k` rows of
    /// coefficients.
    pub(crate) fn scores_of(
        &self,
        range: Range<usize>,
        coef: &[f64],
        intercept: &[f64],
        out: &mut [f64],
    ) {
        let k = intercept.len();
        let columns = self.columns();
        match self {
            Design::Dense { data, .. } => {
                let part = &data[range.start * columns..range.end * columns];
                if k == 1 {
                    for (out, row) in out.iter_mut().zip(part.chunks_exact(columns)) {
                        *out = double::dot(row, coef) + intercept[0];
                    }
                    return;
                }
                let left = MatRef::row_major(part, columns);
                let right = MatRef::row_major(coef, columns).transposed();
                let epilogue = Epilogue { bias: Some(intercept), ..Epilogue::default() };
                gemm(range.len(), k, columns, left, right, out, false, epilogue);
            }
            Design::Sparse(m) => {
                for (row, out) in range.zip(out.chunks_exact_mut(k)) {
                    let (indices, values) = m.row(row);
                    for (j, out) in out.iter_mut().enumerate() {
                        let coef = &coef[j * columns..(j + 1) * columns];
                        let mut sum = intercept[j];
                        for (&i, &v) in indices.iter().zip(values) {
                            sum += coef[i as usize] * v;
                        }
                        *out = sum;
                    }
                }
            }
        }
    }

    /// [`Design::scores_of`] for all rows.
    pub(crate) fn scores(&self, coef: &[f64], intercept: &[f64]) -> Vec<f64> {
        let k = intercept.len();
        let mut out = vec![0.0; self.rows() * k];
        let cost = self.cost_of_row();
        par::chunks_mut(&mut out, k.max(1) * 1024, cost, |start, piece| {
            let first = start / k;
            self.scores_of(first..first + piece.len() / k, coef, intercept, piece);
        });
        out
    }

    /// `out[j] += sum over i of factors[i * k + j] * row(i)` for a range of rows; `out` has `k` rows.
    pub(crate) fn add_rows(&self, range: Range<usize>, k: usize, factors: &[f64], out: &mut [f64]) {
        let columns = self.columns();
        match self {
            Design::Dense { data, .. } => {
                let part = &data[range.start * columns..range.end * columns];
                if k == 1 {
                    // Four rows at a time: the sums are read and written less often.
                    let mut rows = part.chunks_exact(2 * columns);
                    let mut pairs = factors.chunks_exact(2);
                    for (rows, f) in (&mut rows).zip(&mut pairs) {
                        let (a, b) = rows.split_at(columns);
                        double::axpy2(f[0], a, f[1], b, out);
                    }
                    if let [last] = pairs.remainder() {
                        double::axpy(*last, rows.remainder(), out);
                    }
                    return;
                }
                let left = MatRef::row_major(factors, k).transposed();
                let right = MatRef::row_major(part, columns);
                gemm(k, columns, range.len(), left, right, out, true, Epilogue::default());
            }
            Design::Sparse(m) => {
                for (row, factors) in range.zip(factors.chunks_exact(k)) {
                    let (indices, values) = m.row(row);
                    for (j, &factor) in factors.iter().enumerate() {
                        let out = &mut out[j * columns..(j + 1) * columns];
                        for (&i, &v) in indices.iter().zip(values) {
                            out[i as usize] += factor * v;
                        }
                    }
                }
            }
        }
    }

    /// The sum over rows of `factors[i] * row(i)`.
    pub(crate) fn weighted_sum(&self, factors: &[f64]) -> Vec<f64> {
        sum_over_rows(self.rows(), self.columns(), self.cost_of_row(), |range, out| {
            self.add_rows(range.clone(), 1, &factors[range], out);
        })
    }

    /// The (weighted) mean of each column.
    pub(crate) fn means(&self, weights: Option<&[f64]>) -> Vec<f64> {
        let ones;
        let (factors, total) = match weights {
            Some(w) => (w, w.iter().sum::<f64>()),
            None => {
                ones = vec![1.0; self.rows()];
                (&ones[..], self.rows() as f64)
            }
        };
        let mut sums = self.weighted_sum(factors);
        sums.iter_mut().for_each(|s| *s /= total);
        sums
    }

    /// `X' diagonal(weights) X`.
    pub(crate) fn weighted_gram(&self, weights: &[f64]) -> Vec<f64> {
        let n = self.columns();
        match self {
            Design::Dense { rows, data, .. } => linalg::weighted_gram(*rows, n, data, weights),
            Design::Sparse(m) => {
                let cost = self.cost_of_row() * self.cost_of_row();
                let mut out = sum_over_rows(m.rows(), n * n, cost, |range, out| {
                    for row in range {
                        let (indices, values) = m.row(row);
                        for (&i, &v) in indices.iter().zip(values) {
                            let factor = weights[row] * v;
                            let out = &mut out[i as usize * n..(i as usize + 1) * n];
                            for (&j, &u) in indices.iter().zip(values) {
                                if j > i {
                                    break;
                                }
                                out[j as usize] += factor * u;
                            }
                        }
                    }
                });
                for i in 0..n {
                    for j in 0..i {
                        out[j * n + i] = out[i * n + j];
                    }
                }
                out
            }
        }
    }

    /// `X' diagonal(weights) X` with a last column of ones after X's own, where `intercept`.
    pub(crate) fn weighted_gram_with_ones(&self, weights: &[f64], intercept: bool) -> Vec<f64> {
        let n = self.columns();
        let gram = self.weighted_gram(weights);
        if !intercept {
            return gram;
        }
        let sums = self.weighted_sum(weights);
        let mut out = Vec::with_capacity((n + 1) * (n + 1));
        for i in 0..n {
            out.extend_from_slice(&gram[i * n..(i + 1) * n]);
            out.push(sums[i]);
        }
        out.extend_from_slice(&sums);
        out.push(weights.iter().sum());
        out
    }

    /// The columns in rows, each less its mean: dense.
    pub(crate) fn centred_columns(&self, means: &[f64], scale: Option<&[f64]>) -> Vec<f64> {
        let (rows, columns) = (self.rows(), self.columns());
        let dense;
        let data: &[f64] = match self {
            Design::Dense { data, .. } => data,
            Design::Sparse(m) => {
                dense = m.to_dense().into_f64();
                &dense
            }
        };
        let mut out = linalg::transpose(rows, columns, data);
        for (column, mean) in out.chunks_exact_mut(rows.max(1)).zip(means) {
            column.iter_mut().for_each(|x| *x -= mean);
            if let Some(scale) = scale {
                column.iter_mut().zip(scale).for_each(|(x, s)| *x *= s);
            }
        }
        out
    }
}
