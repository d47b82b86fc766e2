//! Tables of factors: one row of numbers for each user or item.

use super::{Scored, best};
use crate::random::Generator;
use serde::{Deserialize, Serialize};
use sparkler_cpu::gemm::{Epilogue, MatRef, gemm};
use sparkler_cpu::normal_equations::padded;

/// A table of single-precision factors. Rows are padded with zeros for the kernels.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Factors {
    pub rows: usize,
    pub factors: usize,
    pub values: Vec<f32>,
}

impl Factors {
    /// Random numbers from `low` to `high`.
    pub fn random(
        rows: usize,
        factors: usize,
        generator: &mut Generator,
        low: f64,
        high: f64,
    ) -> Factors {
        let width = padded(factors);
        let mut values = vec![0.0; rows * width];
        for row in values.chunks_exact_mut(width) {
            for v in &mut row[..factors] {
                *v = (low + generator.uniform() * (high - low)) as f32;
            }
        }
        Factors { rows, factors, values }
    }

    /// Numbers of a row with padding.
    pub fn width(&self) -> usize {
        padded(self.factors)
    }

    pub fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.width()..][..self.width()]
    }

    /// The transpose times itself, and `diagonal` added to the diagonal of what is not padding.
    pub fn gram(&self, diagonal: f32) -> Vec<f32> {
        let width = self.width();
        let mut gram = vec![0.0; width * width];
        let table = MatRef::row_major(&self.values, width);
        gemm(
            width,
            width,
            self.rows,
            table.transposed(),
            table,
            &mut gram,
            false,
            Epilogue::default(),
        );
        for i in 0..self.factors {
            gram[i * width + i] += diagonal;
        }
        gram
    }

    /// The product with a row of factors: one number for each row.
    pub fn times(&self, x: &[f32]) -> Vec<f64> {
        let width = self.width();
        let mut out = vec![0.0f32; self.rows];
        let table = MatRef::row_major(&self.values, width);
        gemm(
            self.rows,
            1,
            width,
            table,
            MatRef::row_major(x, 1),
            &mut out,
            false,
            Epilogue::default(),
        );
        out.into_iter().map(f64::from).collect()
    }

    /// The rows of the largest cosine with one of them, itself left out.
    pub fn similar(&self, row: usize, n: usize) -> Vec<Scored> {
        let norm = |i: usize| self.row(i).iter().map(|&v| f64::from(v).powi(2)).sum::<f64>().sqrt();
        let own = norm(row);
        let scores: Vec<f64> = self
            .times(self.row(row))
            .into_iter()
            .enumerate()
            .map(|(i, product)| {
                let norms = norm(i) * own;
                if norms > 0.0 { product / norms } else { 0.0 }
            })
            .collect();
        best(&scores, n, |i| i != row)
    }

    /// Do the sizes fit, with so many rows?
    pub fn fits(&self, rows: usize) -> bool {
        self.rows == rows
            && self.factors > 0
            && self.factors < 1 << 20
            && rows.checked_mul(padded(self.factors)) == Some(self.values.len())
    }
}

/// Solves `a x = b` for a symmetric positive definite `a` of `n` x `n` by Cholesky's method, in
/// place; `a` keeps its lower factor. `false` if it is not positive definite.
pub(super) fn solve(a: &mut [f64], n: usize, b: &mut [f64]) -> bool {
    for i in 0..n {
        for j in 0..=i {
            let mut sum = a[i * n + j];
            for k in 0..j {
                sum -= a[i * n + k] * a[j * n + k];
            }
            if i == j {
                if sum <= 0.0 || sum.is_nan() {
                    return false;
                }
                a[i * n + i] = sum.sqrt();
            } else {
                a[i * n + j] = sum / a[j * n + j];
            }
        }
    }
    for i in 0..n {
        for k in 0..i {
            b[i] -= a[i * n + k] * b[k];
        }
        b[i] /= a[i * n + i];
    }
    for i in (0..n).rev() {
        for k in i + 1..n {
            b[i] -= a[k * n + i] * b[k];
        }
        b[i] /= a[i * n + i];
    }
    true
}
