//! Factors of positive definite matrices.

use sparkler_cpu::double;
use sparkler_cpu::gemm::{Epilogue, MatRef, gemm};

/// The factor L of a symmetric positive definite matrix A = L * transpose(L).
///
/// ```
/// use sparkler_learn::linalg::Cholesky;
/// let factor = Cholesky::new(2, &[4.0, 2.0, 2.0, 3.0]).unwrap();
/// let mut x = [8.0, 7.0];
/// factor.solve(&mut x);
/// assert!((x[0] - 1.25).abs() < 1e-15 && (x[1] - 1.5).abs() < 1e-15);
/// ```
#[derive(Clone, Debug)]
pub struct Cholesky {
    n: usize,
    /// Row after row; zeros above the diagonal.
    lower: Vec<f64>,
}

impl Cholesky {
    const BLOCK: usize = 48;

    /// Factors a matrix of `n` x `n`, of which the lower triangle is read. `None` if it is not
    /// positive definite in double precision.
    pub fn new(n: usize, a: &[f64]) -> Option<Cholesky> {
        let mut l = a[..n * n].to_vec();
        for start in (0..n).step_by(Self::BLOCK) {
            let end = (start + Self::BLOCK).min(n);
            // The block on the diagonal.
            for j in start..end {
                let row = &mut l[j * n..];
                let pivot = row[j] - double::dot(&row[start..j], &row[start..j]);
                if !(pivot > 0.0 && pivot.is_finite()) {
                    return None;
                }
                row[j] = pivot.sqrt();
                let diagonal = row[j];
                let (row, below) = row.split_at_mut(n);
                for i in 0..end - j - 1 {
                    let other = &mut below[i * n..(i + 1) * n];
                    other[j] =
                        (other[j] - double::dot(&other[start..j], &row[start..j])) / diagonal;
                }
            }
            if end == n {
                break;
            }
            // The rows below it.
            let (top, below) = l.split_at_mut(end * n);
            for row in below.chunks_exact_mut(n) {
                for j in start..end {
                    let other = &top[j * n..(j + 1) * n];
                    row[j] = (row[j] - double::dot(&row[start..j], &other[start..j])) / other[j];
                }
            }
            // What they take from the rest of the matrix, a few rows at a time: only what lies
            // below the diagonal.
            let width = end - start;
            let rest = n - end;
            let mut panel = vec![0.0; rest * width];
            for (to, row) in panel.chunks_exact_mut(width).zip(below.chunks_exact(n)) {
                to.copy_from_slice(&row[start..end]);
            }
            for first in (0..rest).step_by(Self::BLOCK) {
                let last = (first + Self::BLOCK).min(rest);
                let mut product = vec![0.0; (last - first) * last];
                let left = MatRef::row_major(&panel[first * width..], width);
                let right = MatRef::row_major(&panel, width).transposed();
                let epilogue = Epilogue::default();
                gemm(last - first, last, width, left, right, &mut product, false, epilogue);
                for i in first..last {
                    let taken = &product[(i - first) * last..(i - first + 1) * last];
                    double::axpy(-1.0, taken, &mut below[i * n + end..i * n + end + last]);
                }
            }
        }
        for i in 0..n {
            l[i * n + i + 1..(i + 1) * n].fill(0.0);
        }
        Some(Cholesky { n, lower: l })
    }

    /// The number of rows.
    pub fn n(&self) -> usize {
        self.n
    }

    /// L, row after row.
    pub fn lower(&self) -> &[f64] {
        &self.lower
    }

    /// Puts the solution y of L y = b in b's place.
    pub fn solve_lower(&self, b: &mut [f64]) {
        let n = self.n;
        for i in 0..n {
            let row = &self.lower[i * n..i * n + i + 1];
            b[i] = (b[i] - double::dot(&row[..i], &b[..i])) / row[i];
        }
    }

    /// Puts the solution x of transpose(L) x = b in b's place.
    pub fn solve_upper(&self, b: &mut [f64]) {
        let n = self.n;
        for i in (0..n).rev() {
            let row = &self.lower[i * n..i * n + i + 1];
            let x = b[i] / row[i];
            b[i] = x;
            double::axpy(-x, &row[..i], &mut b[..i]);
        }
    }

    /// Puts the solution x of A x = b in b's place.
    pub fn solve(&self, b: &mut [f64]) {
        self.solve_lower(b);
        self.solve_upper(b);
    }

    /// The inverse of A.
    pub fn inverse(&self) -> Vec<f64> {
        let n = self.n;
        let mut out = vec![0.0; n * n];
        for (i, row) in out.chunks_exact_mut(n.max(1)).enumerate() {
            row[i] = 1.0;
            self.solve(row);
        }
        out
    }

    /// The natural logarithm of A's determinant.
    pub fn log_determinant(&self) -> f64 {
        (0..self.n).map(|i| 2.0 * self.lower[i * self.n + i].ln()).sum()
    }
}
