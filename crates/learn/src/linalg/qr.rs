//! QR factors by Householder reflections, in blocks (Schreiber and Van Loan 1989).

use super::rotations::{from_columns, reflector};
use super::transpose;
use sparkler_cpu::double;
use sparkler_cpu::gemm::{Epilogue, MatRef, gemm};

/// A = Q R for a matrix of `m` x `n`.
///
/// ```
/// use sparkler_learn::linalg::Qr;
/// let qr = Qr::new(2, 1, &[3.0, 4.0]);
/// assert!((qr.r()[0].abs() - 5.0).abs() < 1e-15);
/// ```
#[derive(Clone, Debug)]
pub struct Qr {
    m: usize,
    n: usize,
    /// Row `k` holds reflector `k`, of `m` elements, zeros before place `k`.
    vectors: Vec<f64>,
    /// The triangular factor T of each block of reflectors (I - V T V'), row after row.
    blocks: Vec<Vec<f64>>,
    /// R, `min(m, n)` x `n`.
    r: Vec<f64>,
}

/// Reflectors that are applied at a time.
pub(super) const BLOCK: usize = 32;

impl Qr {
    /// Factors a matrix.
    pub fn new(m: usize, n: usize, a: &[f64]) -> Qr {
        // Columns in rows, so that what a reflector reads lies side by side.
        let mut columns = transpose(m, n, a);
        let count = m.min(n);
        let mut vectors = vec![0.0; count * m];
        let mut blocks = Vec::with_capacity(count.div_ceil(BLOCK));
        for start in (0..count).step_by(BLOCK) {
            let end = (start + BLOCK).min(count);
            let width = end - start;
            let mut taus = [0.0; BLOCK];
            for k in start..end {
                let (done, rest) = columns.split_at_mut((k + 1) * m);
                let column = &mut done[k * m..];
                let v = &mut vectors[k * m..(k + 1) * m];
                v[k..].copy_from_slice(&column[k..]);
                let (tau, beta) = reflector(&mut v[k..]);
                column[k] = beta;
                column[k + 1..].fill(0.0);
                taus[k - start] = tau;
                for other in rest.chunks_exact_mut(m).take(end - k - 1) {
                    let along = -tau * double::dot(&v[k..], &other[k..]);
                    double::axpy(along, &v[k..], &mut other[k..]);
                }
            }
            let v = &vectors[start * m..end * m];
            let t = triangle(m, v, &taus[..width]);
            let rest = MatRef::row_major(&t, width);
            reflect(m, width, v, rest, &mut columns[end * m..]);
            blocks.push(t);
        }
        let mut r = vec![0.0; count * n];
        for i in 0..count {
            for j in i..n {
                r[i * n + j] = columns[j * m + i];
            }
        }
        Qr { m, n, vectors, blocks, r }
    }

    /// R, an upper triangle (or trapezium) of `min(m, n)` x `n`.
    pub fn r(&self) -> &[f64] {
        &self.r
    }

    /// The first `min(m, n)` columns of Q, `m` x `min(m, n)`.
    pub fn q(&self) -> Vec<f64> {
        let count = self.m.min(self.n);
        let mut columns = vec![0.0; count * self.m];
        for i in 0..count {
            columns[i * self.m + i] = 1.0;
        }
        self.apply_rows(&mut columns);
        from_columns(self.m, count, &columns)
    }

    /// Multiplies each row (of `m` numbers, seen as a column) by Q.
    pub fn apply_rows(&self, rows: &mut [f64]) {
        for (i, t) in self.blocks.iter().enumerate().rev() {
            let (v, width) = self.block(i);
            reflect(self.m, width, v, MatRef::row_major(t, width).transposed(), rows);
        }
    }

    /// Multiplies each row (of `m` numbers, seen as a column) by the transpose of Q.
    pub fn apply_transposed_rows(&self, rows: &mut [f64]) {
        for (i, t) in self.blocks.iter().enumerate() {
            let (v, width) = self.block(i);
            reflect(self.m, width, v, MatRef::row_major(t, width), rows);
        }
    }

    fn block(&self, i: usize) -> (&[f64], usize) {
        let start = i * BLOCK;
        let end = (start + BLOCK).min(self.m.min(self.n));
        (&self.vectors[start * self.m..end * self.m], end - start)
    }
}

/// The triangular factor T of a block of reflectors in the rows (of `m`) of `v`: their product is
/// I - V' T V.
pub(super) fn triangle(m: usize, v: &[f64], taus: &[f64]) -> Vec<f64> {
    let width = taus.len();
    let mut t = vec![0.0; width * width];
    for i in 0..width {
        let vi = &v[i * m..(i + 1) * m];
        let along: Vec<f64> = (0..i).map(|j| double::dot(&v[j * m..(j + 1) * m], vi)).collect();
        for j in 0..i {
            let sum: f64 = (j..i).map(|l| t[j * width + l] * along[l]).sum();
            t[j * width + i] = -taus[i] * sum;
        }
        t[i * width + i] = taus[i];
    }
    t
}

/// `rows -= ((rows V') T) V`, with V's rows the reflectors.
pub(super) fn reflect(m: usize, width: usize, v: &[f64], t: MatRef<'_, f64>, rows: &mut [f64]) {
    let count = rows.len() / m.max(1);
    if count == 0 {
        return;
    }
    let mut along = vec![0.0; count * width];
    let right = MatRef::row_major(v, m);
    let none = Epilogue::default();
    let left = MatRef::row_major(&*rows, m);
    gemm(count, width, m, left, right.transposed(), &mut along, false, none);
    let mut taken = vec![0.0; count * width];
    gemm(count, width, width, MatRef::row_major(&along, width), t, &mut taken, false, none);
    taken.iter_mut().for_each(|x| *x = -*x);
    gemm(count, m, width, MatRef::row_major(&taken, width), right, rows, true, none);
}
