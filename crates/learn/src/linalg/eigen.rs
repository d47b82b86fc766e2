//! Eigenvalues and eigenvectors of symmetric matrices: Householder's tridiagonal form, then the
//! implicit QL method (Golub and Van Loan, "Matrix Computations", 8.3).
//!
//! The tridiagonal form is computed in blocks, half of the work by products of matrices (Dongarra,
//! Hammarling and Sorensen 1989). The rotations of the QL method are noted and then applied
//! backwards to unit vectors, so that a few eigenvectors cost no more than their share.

use super::qr::{BLOCK, reflect, triangle};
use super::rotations::reflector;
use crate::{Error, Result};
use sparkler_cpu::gemm::{MatRef, gemm_strided};
use sparkler_cpu::{double, par};

/// What [`symmetric_eigen`] gives.
#[derive(Clone, Debug)]
pub struct SymmetricEigen {
    /// The eigenvalues, ascending.
    pub values: Vec<f64>,
    /// The eigenvector of each, of length 1, as a ROW: that of `values[i]` begins at `i * n`. If
    /// only the largest were asked for, the first row is that of the smallest of those.
    pub vectors: Vec<f64>,
}

/// The eigenvalues and eigenvectors of a symmetric matrix of `n` x `n`, of which the lower triangle
/// is read.
///
/// ```
/// let eigen = sparkler_learn::linalg::symmetric_eigen(2, &[2.0, 1.0, 1.0, 2.0]).unwrap();
/// assert!((eigen.values[0] - 1.0).abs() < 1e-15 && (eigen.values[1] - 3.0).abs() < 1e-15);
/// ```
///
/// # Errors
/// If the matrix holds numbers that are not finite.
pub fn symmetric_eigen(n: usize, a: &[f64]) -> Result<SymmetricEigen> {
    symmetric_eigen_largest(n, a, n)
}

/// All eigenvalues as [`symmetric_eigen`] gives them, but the eigenvectors only of the `count`
/// largest, which is much faster if those are few.
///
/// ```
/// let a = [2.0, 1.0, 1.0, 2.0];
/// let eigen = sparkler_learn::linalg::symmetric_eigen_largest(2, &a, 1).unwrap();
/// assert_eq!((eigen.values.len(), eigen.vectors.len()), (2, 2));
/// assert!((eigen.vectors[0] - eigen.vectors[1]).abs() < 1e-15);
/// ```
///
/// # Errors
/// If the matrix holds numbers that are not finite.
pub fn symmetric_eigen_largest(n: usize, a: &[f64], count: usize) -> Result<SymmetricEigen> {
    if n == 0 {
        return Ok(SymmetricEigen { values: Vec::new(), vectors: Vec::new() });
    }
    if (0..n).any(|i| a[i * n..=i * n + i].iter().any(|v| !v.is_finite())) {
        return Err(Error::data("symmetric_eigen", "the matrix holds numbers that are not finite"));
    }
    // A scale of about 1, so that squares neither overflow nor vanish.
    let largest = (0..n).flat_map(|i| &a[i * n..=i * n + i]).fold(0.0f64, |m, v| m.max(v.abs()));
    let scale = if largest > 0.0 { largest } else { 1.0 };
    let mut a: Vec<f64> = a[..n * n].iter().map(|v| v / scale).collect();
    let (mut d, mut e, vectors, taus) = tridiagonal(n, &mut a);
    drop(a);
    let turns = ql(&mut d, &mut e)?;
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| d[i].total_cmp(&d[j]));
    let mut found = turns.rows_of(n, &order[n - count.min(n)..]);
    // The reflectors in blocks, the last first.
    for start in (0..taus.len()).step_by(BLOCK).rev() {
        let end = (start + BLOCK).min(taus.len());
        let v = &vectors[start * n..end * n];
        let t = triangle(n, v, &taus[start..end]);
        reflect(n, end - start, v, MatRef::row_major(&t, end - start).transposed(), &mut found);
    }
    Ok(SymmetricEigen { values: order.iter().map(|&i| d[i] * scale).collect(), vectors: found })
}

/// Diagonal, subdiagonal (`e[i]` is element `(i + 1, i)`), and the reflectors, of which number `k`
/// begins at place `k + 1`.
fn tridiagonal(n: usize, a: &mut [f64]) -> (Vec<f64>, Vec<f64>, Vec<f64>, Vec<f64>) {
    /// Rows of what is left that are brought up to date at a time.
    const ROWS: usize = 96;
    let count = n.saturating_sub(2);
    let mut d = vec![0.0; n];
    let mut e = vec![0.0; n];
    let mut vectors = vec![0.0; count * n];
    let mut taus = vec![0.0; count];
    // The columns of a block as rows, and for each reflector v of the block a vector w: the matrix
    // is what it was before the block less v w' + w v' of each.
    let mut columns = vec![0.0; BLOCK * n];
    let mut others = vec![0.0; BLOCK * n];
    let mut left = Vec::new();
    for start in (0..count).step_by(BLOCK) {
        let end = (start + BLOCK).min(count);
        for i in start..n {
            for k in start..end.min(i + 1) {
                columns[(k - start) * n + i] = a[i * n + k];
            }
        }
        for k in start..end {
            let column = &mut columns[(k - start) * n..][..n];
            for j in start..k {
                let v = &vectors[j * n..(j + 1) * n];
                let w = &others[(j - start) * n..][..n];
                double::axpy2(-w[k], &v[k..], -v[k], &w[k..], &mut column[k..]);
            }
            d[k] = column[k];
            let (before, v) = vectors[..(k + 1) * n].split_at_mut(k * n);
            v[k + 1..].copy_from_slice(&column[k + 1..]);
            let (tau, beta) = reflector(&mut v[k + 1..]);
            taus[k] = tau;
            e[k] = beta;
            let (others, w) = others[..(k - start + 1) * n].split_at_mut((k - start) * n);
            w.fill(0.0);
            if tau == 0.0 {
                continue;
            }
            let (v, w) = (&v[k + 1..], &mut w[k + 1..]);
            double::symmetric_times(&a[(k + 1) * n + k + 1..], n, v, w);
            for j in start..k {
                let x = &before[j * n + k + 1..(j + 1) * n];
                let y = &others[(j - start) * n + k + 1..(j - start + 1) * n];
                double::axpy2(-double::dot(y, v), x, -double::dot(x, v), y, w);
            }
            w.iter_mut().for_each(|w| *w *= tau);
            let half = -0.5 * tau * double::dot(w, v);
            double::axpy(half, v, w);
        }
        // The lower triangle of the rest: rows of (v, w) times columns of (w, v).
        let width = end - start;
        let pairs: Vec<f64> = [&vectors[start * n..end * n], &others[..width * n]].concat();
        let swapped: Vec<f64> = [&others[..width * n], &vectors[start * n..end * n]].concat();
        for first in (end..n).step_by(ROWS) {
            let last = (first + ROWS).min(n);
            left.clear();
            for i in first..last {
                left.extend((0..2 * width).map(|j| -pairs[j * n + i]));
            }
            gemm_strided(
                last - first,
                last - end,
                2 * width,
                MatRef::row_major(&left, 2 * width),
                MatRef::row_major(&swapped[end..], n),
                &mut a[first * n + end..],
                n,
                true,
            );
        }
    }
    for k in count..n {
        d[k] = a[k * n + k];
        if k + 1 < n {
            e[k] = a[(k + 1) * n + k];
        }
    }
    (d, e, vectors, taus)
}

/// The rotations of the QL method: sweeps over neighbouring places.
struct Turns {
    /// Cosine and sine, sweep after sweep, in each from its lowest place up.
    turns: Vec<(f64, f64)>,
    /// The lowest place of each sweep, and where its rotations begin in `turns`.
    sweeps: Vec<(usize, usize)>,
}

impl Turns {
    /// The eigenvectors of the tridiagonal matrix at some places of its diagonal, as rows of `n`.
    fn rows_of(&self, n: usize, places: &[usize]) -> Vec<f64> {
        let strips = places.len().div_ceil(double::CHAIN);
        let mut strip = vec![0.0; strips * n * double::CHAIN];
        for (i, &place) in places.iter().enumerate() {
            let (at, column) = (i / double::CHAIN, i % double::CHAIN);
            strip[(at * n + place) * double::CHAIN + column] = 1.0;
        }
        par::chunks_mut(&mut strip, n * double::CHAIN, self.turns.len() / n + 1, |_, strips| {
            for strip in strips.chunks_exact_mut(n * double::CHAIN) {
                let mut end = self.turns.len();
                for &(lowest, begin) in self.sweeps.iter().rev() {
                    let turns = &self.turns[begin..end];
                    let rows = &mut strip[lowest * double::CHAIN..];
                    double::rotate_chain(rows, turns);
                    end = begin;
                }
            }
        });
        let mut rows = vec![0.0; places.len() * n];
        for (i, row) in rows.chunks_exact_mut(n).enumerate() {
            let (at, column) = (i / double::CHAIN, i % double::CHAIN);
            for (place, to) in row.iter_mut().enumerate() {
                *to = strip[(at * n + place) * double::CHAIN + column];
            }
        }
        rows
    }
}

/// The length of a vector of two numbers that are about 1 or less.
fn length(x: f64, y: f64) -> f64 {
    let squares = x * x + y * y;
    // What is rounded off below does not matter to larger squares.
    if squares > 1e-280 { squares.sqrt() } else { x.hypot(y) }
}

/// Makes the tridiagonal matrix diagonal.
fn ql(d: &mut [f64], e: &mut [f64]) -> Result<Turns> {
    let n = d.len();
    let mut turns = Turns { turns: Vec::new(), sweeps: Vec::new() };
    for l in 0..n {
        let mut tries = 0;
        loop {
            let m = (l..n - 1)
                .find(|&m| {
                    e[m].abs() <= f64::EPSILON * (d[m].abs() + d[m + 1].abs())
                        || e[m].abs() < f64::MIN_POSITIVE
                })
                .unwrap_or(n - 1);
            if m == l {
                break;
            }
            tries += 1;
            if tries > 100 {
                return Err(Error::data("symmetric_eigen", "no convergence in 100 steps"));
            }
            let mut g = (d[l + 1] - d[l]) / (2.0 * e[l]);
            let r = g.hypot(1.0);
            g = d[m] - d[l] + e[l] / (g + r.copysign(g));
            let (mut s, mut c, mut p) = (1.0, 1.0, 0.0);
            let begin = turns.turns.len();
            let mut lowest = m;
            for i in (l..m).rev() {
                let f = s * e[i];
                let b = c * e[i];
                let r = length(f, g);
                e[i + 1] = r;
                if r == 0.0 {
                    d[i + 1] -= p;
                    e[m] = 0.0;
                    break;
                }
                s = f / r;
                c = g / r;
                g = d[i + 1] - p;
                let r = (d[i] - g) * s + 2.0 * c * b;
                p = s * r;
                d[i + 1] = g + p;
                g = c * r - b;
                turns.turns.push((c, s));
                lowest = i;
            }
            turns.turns[begin..].reverse();
            turns.sweeps.push((lowest, begin));
            if lowest > l {
                continue;
            }
            d[l] -= p;
            e[l] = g;
            e[m] = 0.0;
        }
    }
    Ok(turns)
}
