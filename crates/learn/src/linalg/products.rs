//! Products of matrices.

use crate::parallel;
use sparkler_cpu::double;
use sparkler_cpu::gemm::{Epilogue, MatRef, gemm, gram as triangle};

/// The sum of the products of two vectors' elements.
pub fn dot(x: &[f64], y: &[f64]) -> f64 {
    double::dot(x, y)
}

/// The Euclidean length of a vector, without overflow of the squares.
pub fn norm(x: &[f64]) -> f64 {
    let squares = double::dot(x, x);
    if squares.is_finite() && squares > 1e-200 {
        return squares.sqrt();
    }
    let largest = x.iter().fold(0.0f64, |a, b| a.max(b.abs()));
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    largest * x.iter().map(|v| (v / largest) * (v / largest)).sum::<f64>().sqrt()
}

fn product(m: usize, n: usize, k: usize, a: MatRef<'_, f64>, b: MatRef<'_, f64>) -> Vec<f64> {
    let mut c = vec![0.0; m * n];
    gemm(m, n, k, a, b, &mut c, false, Epilogue::default());
    c
}

/// `a * b` for `a` of `m` x `k` and `b` of `k` x `n`.
///
/// ```
/// use sparkler_learn::linalg::matmul;
/// assert_eq!(matmul(1, 2, 1, &[1.0, 2.0], &[3.0, 4.0]), [11.0]);
/// ```
pub fn matmul(m: usize, k: usize, n: usize, a: &[f64], b: &[f64]) -> Vec<f64> {
    product(m, n, k, MatRef::row_major(a, k), MatRef::row_major(b, n))
}

/// `transpose(a) * b` for `a` of `k` x `m` and `b` of `k` x `n`.
pub fn matmul_tn(k: usize, m: usize, n: usize, a: &[f64], b: &[f64]) -> Vec<f64> {
    product(m, n, k, MatRef::row_major(a, m).transposed(), MatRef::row_major(b, n))
}

/// `a * transpose(b)` for `a` of `m` x `k` and `b` of `n` x `k`.
pub fn matmul_nt(m: usize, k: usize, n: usize, a: &[f64], b: &[f64]) -> Vec<f64> {
    product(m, n, k, MatRef::row_major(a, k), MatRef::row_major(b, k).transposed())
}

/// `a * x` for `a` of `rows` x `columns`.
pub fn matvec(rows: usize, columns: usize, a: &[f64], x: &[f64]) -> Vec<f64> {
    matmul(rows, columns, 1, a, x)
}

/// `transpose(a) * x` for `a` of `rows` x `columns`.
pub fn matvec_t(rows: usize, columns: usize, a: &[f64], x: &[f64]) -> Vec<f64> {
    // Pieces of rows, so that all threads have work even if there are few columns.
    sum_over_rows(rows, columns, 2 * columns, |range, out| {
        for row in range {
            double::axpy(x[row], &a[row * columns..(row + 1) * columns], out);
        }
    })
}

/// The same matrix with rows and columns exchanged.
pub fn transpose(rows: usize, columns: usize, a: &[f64]) -> Vec<f64> {
    const TILE: usize = 16;
    let mut out = vec![0.0; rows * columns];
    for row in (0..rows).step_by(TILE) {
        for column in (0..columns).step_by(TILE) {
            for i in row..(row + TILE).min(rows) {
                for j in column..(column + TILE).min(columns) {
                    out[j * rows + i] = a[i * columns + j];
                }
            }
        }
    }
    out
}

/// Adds up what `add` puts into vectors of `len` zeros for pieces of the rows. The pieces depend on
/// the number of rows alone.
pub(crate) fn sum_over_rows(
    rows: usize,
    len: usize,
    cost: usize,
    add: impl Fn(std::ops::Range<usize>, &mut [f64]) + Sync,
) -> Vec<f64> {
    let piece = rows.div_ceil(16).max(1024);
    let pieces = rows.div_ceil(piece);
    let sums = parallel::map(pieces, piece.saturating_mul(cost), |i| {
        let mut out = vec![0.0; len];
        add(i * piece..((i + 1) * piece).min(rows), &mut out);
        out
    });
    let mut sums = sums.into_iter();
    let mut total = sums.next().unwrap_or_else(|| vec![0.0; len]);
    for sum in sums {
        double::axpy(1.0, &sum, &mut total);
    }
    total
}

/// `transpose(x) * x` for `x` of `rows` x `columns`.
pub fn gram(rows: usize, columns: usize, x: &[f64]) -> Vec<f64> {
    let at = |first: usize| &x[first * columns..];
    let mut out = gram_of(rows, columns, |range, out| {
        let a = MatRef::row_major(at(range.start), columns);
        triangle(columns, range.len(), a, out, true);
    });
    for i in 0..columns {
        for j in 0..i {
            out[j * columns + i] = out[i * columns + j];
        }
    }
    out
}

/// `transpose(x) * diagonal(weights) * x` for `x` of `rows` x `columns`.
pub fn weighted_gram(rows: usize, columns: usize, x: &[f64], weights: &[f64]) -> Vec<f64> {
    // As many rows at a time as stay in the cache.
    let block = (16 * 1024 / columns.max(1)).clamp(8, 512);
    gram_of(rows, columns, |range, out| {
        let mut scaled = vec![0.0; block * columns];
        for first in range.clone().step_by(block) {
            let count = block.min(range.end - first);
            let part = &x[first * columns..(first + count) * columns];
            for (i, row) in part.chunks_exact(columns.max(1)).enumerate() {
                let weight = weights[first + i];
                let to = &mut scaled[i * columns..(i + 1) * columns];
                to.iter_mut().zip(row).for_each(|(to, x)| *to = weight * x);
            }
            let a = MatRef::row_major(&scaled, columns).transposed();
            let b = MatRef::row_major(part, columns);
            gemm(columns, columns, count, a, b, out, true, Epilogue::default());
        }
    })
}

fn gram_of(
    rows: usize,
    columns: usize,
    add: impl Fn(std::ops::Range<usize>, &mut [f64]) + Sync,
) -> Vec<f64> {
    if columns > 192 {
        // Wide enough for the product to share out its own work.
        let mut out = vec![0.0; columns * columns];
        add(0..rows, &mut out);
        return out;
    }
    sum_over_rows(rows, columns * columns, columns * columns / 8, add)
}
