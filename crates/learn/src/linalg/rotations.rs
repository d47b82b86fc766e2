//! Rotations of pairs of rows, collected and then done at once, for a few columns at a time: so
//! that rows are read from the cache and all threads have work.

use crate::linalg::transpose;
use sparkler_cpu::{double, par};

/// Rotations that wait.
pub(super) struct Rotations {
    waiting: Vec<(u32, u32, f64, f64)>,
}

impl Rotations {
    /// Columns that are rotated at a time.
    const WIDTH: usize = 64;

    pub(super) fn new() -> Rotations {
        Rotations { waiting: Vec::new() }
    }

    /// Notes `row i, row j = c * row i + s * row j, c * row j - s * row i`.
    pub(super) fn push(&mut self, i: usize, j: usize, c: f64, s: f64) {
        self.waiting.push((i as u32, j as u32, c, s));
    }

    /// Are there enough for it to be worth it?
    pub(super) fn are_many(&self, rows: usize) -> bool {
        self.waiting.len() >= 16 * rows
    }

    /// Does what waits to a matrix in strips.
    pub(super) fn apply(&mut self, matrix: &mut Strips) {
        let rows = matrix.rows;
        let cost = self.waiting.len() / rows.max(1) + 1;
        let waiting = &self.waiting;
        par::chunks_mut(&mut matrix.data, rows * Self::WIDTH, cost, |_, strip| {
            for &(i, j, c, s) in waiting {
                let (i, j) = (i as usize, j as usize);
                let (low, high) = (i.min(j), i.max(j));
                let (head, tail) = strip.split_at_mut(high * Self::WIDTH);
                let low_row = &mut head[low * Self::WIDTH..(low + 1) * Self::WIDTH];
                let high_row = &mut tail[..Self::WIDTH];
                if i < j {
                    double::rotate(low_row, high_row, c, s);
                } else {
                    double::rotate(high_row, low_row, c, s);
                }
            }
        });
        self.waiting.clear();
    }
}

/// A matrix cut into strips of a few columns each; a strip's rows follow each other.
pub(super) struct Strips {
    rows: usize,
    columns: usize,
    data: Vec<f64>,
}

impl Strips {
    /// Cuts a matrix of `rows` x `columns`.
    pub(super) fn new(rows: usize, columns: usize, matrix: &[f64]) -> Strips {
        let width = Rotations::WIDTH;
        let strips = columns.div_ceil(width);
        let mut data = vec![0.0; strips * rows * width];
        for strip in 0..strips {
            let (first, last) = (strip * width, ((strip + 1) * width).min(columns));
            for row in 0..rows {
                let to = (strip * rows + row) * width;
                data[to..to + last - first]
                    .copy_from_slice(&matrix[row * columns + first..row * columns + last]);
            }
        }
        Strips { rows, columns, data }
    }

    /// Row `order[i]` of the matrix in row `i`.
    pub(super) fn rows_in_order(&self, order: &[usize]) -> Vec<f64> {
        let width = Rotations::WIDTH;
        let mut out = vec![0.0; order.len() * self.columns];
        for (i, &row) in order.iter().enumerate() {
            for (strip, first) in (0..self.columns).step_by(width).enumerate() {
                let last = (first + width).min(self.columns);
                let from = (strip * self.rows + row) * width;
                out[i * self.columns + first..i * self.columns + last]
                    .copy_from_slice(&self.data[from..from + last - first]);
            }
        }
        out
    }
}

/// `v` (to which the vector itself is reduced) and `tau` such that `x - tau * v * (v . x)` has
/// zeros after its first element, which is returned too; `v[0]` is 1 (as LAPACK's `dlarfg`).
pub(super) fn reflector(x: &mut [f64]) -> (f64, f64) {
    let Some((first, rest)) = x.split_first_mut() else { return (0.0, 0.0) };
    let length = crate::linalg::norm(rest);
    let alpha = *first;
    *first = 1.0;
    if length == 0.0 {
        return (0.0, alpha);
    }
    let beta = -alpha.hypot(length).copysign(alpha);
    let scale = alpha - beta;
    rest.iter_mut().for_each(|v| *v /= scale);
    (-scale / beta, beta)
}

/// The columns of `H(0) H(1) ... H(count - 1)` as rows of an `n` x `n` matrix. Reflector `k` is in
/// row `k` of `vectors` (rows of `n`), zero before its place `k + shift`.
pub(super) fn accumulate(n: usize, vectors: &[f64], taus: &[f64], shift: usize) -> Vec<f64> {
    let mut out = vec![0.0; n * n];
    let count = taus.len();
    par::chunks_mut(&mut out, 4 * n.max(1), 2 * count, |start, rows| {
        let first = start / n;
        // Several rows for each reflector, so that it is read less often.
        let many = rows.len() / n;
        for (i, row) in rows.chunks_exact_mut(n).enumerate() {
            row[first + i] = 1.0;
        }
        // A reflector that begins behind a unit vector's place does nothing to it.
        let last = (first + many).saturating_sub(shift).min(count);
        for k in (0..last).rev() {
            let v = &vectors[k * n + k + shift..(k + 1) * n];
            for row in rows.chunks_exact_mut(n) {
                let part = &mut row[k + shift..];
                double::axpy(-taus[k] * double::dot(v, part), v, part);
            }
        }
    });
    out
}

/// The cosine, sine and radius of the rotation that takes `(f, g)` to `(radius, 0)`.
pub(super) fn givens(f: f64, g: f64) -> (f64, f64, f64) {
    if g == 0.0 {
        return (1.0, 0.0, f);
    }
    let r = f.hypot(g);
    (f / r, g / r, r)
}

/// A matrix of `rows` x `columns` whose transpose is given.
pub(super) fn from_columns(rows: usize, columns: usize, transposed: &[f64]) -> Vec<f64> {
    transpose(columns, rows, transposed)
}
