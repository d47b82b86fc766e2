//! Many small symmetric systems that share most of their matrix, solved by a few steps of
//! conjugate gradients without ever building one of the matrices.
//!
//! Each system is `(G + sum of (w_j - 1) y_j y_j^T) x = sum of w_j y_j` over a few rows `y_j` of
//! one table: the normal equations of weighted least squares where every other row of the table
//! has weight 1 and target 0, which is what `G = Y^T Y + lambda I` stands for.

// Loads and stores of registers.
#![allow(unsafe_code)]

use crate::par;
use crate::vector::{Body, Registers, Vector, vectorized};

/// Rows of the table, of `G` and of the solutions are padded with zeros to a multiple of this.
pub const LANES: usize = 16;

/// Numbers of a row of `n`, with padding.
pub fn padded(n: usize) -> usize {
    n.next_multiple_of(LANES)
}

/// The systems: which rows of the table each one names, and with which weights.
#[derive(Clone, Copy, Debug)]
pub struct Systems<'a> {
    /// Where each system's rows begin in `rows`, and where the last one's end.
    pub starts: &'a [usize],
    /// Rows of the table.
    pub rows: &'a [u32],
    /// The weight of each. A negative one means a target of 0 with the weight `-w`.
    pub weights: &'a [f32],
}

/// Improves the solutions `x` (one padded row for each system) by up to `steps` steps of
/// conjugate gradients (Takács, Pilászy and Tikk 2011). `table` and `gram` (the matrix `G`) have
/// rows of `width` numbers, a multiple of [`LANES`]. A system without rows gets the solution 0.
///
/// # Panics
/// If a length does not fit or a row is outside the table.
pub fn conjugate_gradient(
    systems: Systems<'_>,
    table: &[f32],
    gram: &[f32],
    width: usize,
    steps: usize,
    x: &mut [f32],
) {
    assert!(width > 0 && width.is_multiple_of(LANES), "a width of {width}");
    assert_eq!(gram.len(), width * width, "the size of G");
    assert_eq!(systems.rows.len(), systems.weights.len(), "weights and rows");
    let count = systems.starts.len().saturating_sub(1);
    assert_eq!(x.len(), count * width, "the number of solutions");
    let each = systems.rows.len() / count.max(1) + 1;
    let cost = (steps + 1) * (width + 2 * each) / 8;
    par::chunks_mut(x, 32 * width, cost.max(1), |start, x| {
        let first = start / width;
        vectorized(Solve { systems, first, table, gram, width, steps, x });
    });
}

/// The systems from number `first` on, as many as there are rows in `x`.
struct Solve<'a> {
    systems: Systems<'a>,
    first: usize,
    table: &'a [f32],
    gram: &'a [f32],
    width: usize,
    steps: usize,
    x: &'a mut [f32],
}

impl Body for Solve<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Registers>(self, _: S) {
        let Solve { systems, first, table, gram, width, steps, x } = self;
        let mut scratch = vec![0.0f32; 3 * width];
        let (residual, rest) = scratch.split_at_mut(width);
        let (direction, product) = rest.split_at_mut(width);
        for (i, x) in x.chunks_exact_mut(width).enumerate() {
            let range = systems.starts[first + i]..systems.starts[first + i + 1];
            let (rows, weights) = (&systems.rows[range.clone()], &systems.weights[range]);
            if rows.is_empty() {
                x.fill(0.0);
                continue;
            }
            // The residual at the start: right side minus matrix times x.
            times::<S>(gram, x, residual);
            for r in residual.iter_mut() {
                *r = -*r;
            }
            for (&row, &weight) in rows.iter().zip(weights) {
                let y = &table[row as usize * width..][..width];
                let right = if weight > 0.0 { weight } else { 0.0 };
                let scale = right - (weight.abs() - 1.0) * dot::<S>(y, x);
                axpy::<S>(scale, y, residual);
            }
            direction.copy_from_slice(residual);
            let mut norm = dot::<S>(residual, residual);
            for _ in 0..steps {
                if norm < 1e-20 {
                    break;
                }
                times::<S>(gram, direction, product);
                for (&row, &weight) in rows.iter().zip(weights) {
                    let y = &table[row as usize * width..][..width];
                    let scale = (weight.abs() - 1.0) * dot::<S>(y, direction);
                    if scale != 0.0 {
                        axpy::<S>(scale, y, product);
                    }
                }
                let step = norm / dot::<S>(direction, product);
                axpy::<S>(step, direction, x);
                axpy::<S>(-step, product, residual);
                let next = dot::<S>(residual, residual);
                let ratio = next / norm;
                for (d, r) in direction.iter_mut().zip(residual.iter()) {
                    *d = ratio * *d + *r;
                }
                norm = next;
            }
        }
    }
}

type Register<S> = <S as Registers>::F32;

#[inline(always)]
fn dot<S: Registers>(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    let lanes = Register::<S>::LANES;
    let mut out = [0.0f32; LANES];
    // SAFETY: `run` is called only where the instructions are there; widths are multiples of
    // LANES and so of `lanes`, and every load ends within the slices.
    unsafe {
        let (a, b, len) = (a.as_ptr(), b.as_ptr(), a.len());
        let zero = Register::<S>::splat(0.0);
        let mut sums = [zero; 4];
        let mut i = 0;
        while i + 4 * lanes <= len {
            for (l, sum) in sums.iter_mut().enumerate() {
                let at = i + l * lanes;
                *sum = Register::<S>::load(a.add(at)).mul_add(Register::<S>::load(b.add(at)), *sum);
            }
            i += 4 * lanes;
        }
        while i + lanes <= len {
            sums[0] = Register::<S>::load(a.add(i)).mul_add(Register::<S>::load(b.add(i)), sums[0]);
            i += lanes;
        }
        sums[0].add(sums[1]).add(sums[2].add(sums[3])).store(out.as_mut_ptr());
    }
    let mut half = lanes / 2;
    while half > 0 {
        for l in 0..half {
            out[l] += out[l + half];
        }
        half /= 2;
    }
    out[0]
}

#[inline(always)]
fn axpy<S: Registers>(a: f32, x: &[f32], y: &mut [f32]) {
    assert_eq!(x.len(), y.len());
    let lanes = Register::<S>::LANES;
    // SAFETY: as in `dot`.
    unsafe {
        let (x, y, len) = (x.as_ptr(), y.as_mut_ptr(), y.len());
        let a = Register::<S>::splat(a);
        let mut i = 0;
        while i + lanes <= len {
            let sum = Register::<S>::load(x.add(i)).mul_add(a, Register::<S>::load(y.add(i)));
            sum.store(y.add(i));
            i += lanes;
        }
    }
}

/// `y = G x` for a symmetric G, a block of columns at a time so that their sums stay in registers.
#[inline(always)]
fn times<S: Registers>(gram: &[f32], x: &[f32], y: &mut [f32]) {
    let width = x.len();
    assert!(gram.len() == width * width && y.len() == width);
    let lanes = Register::<S>::LANES;
    let mut done = 0;
    while done + 8 * lanes <= width {
        columns::<S, 8, 1>(gram, done, x, y);
        done += 8 * lanes;
    }
    if done + 4 * lanes <= width {
        columns::<S, 4, 2>(gram, done, x, y);
        done += 4 * lanes;
    }
    while done < width {
        columns::<S, 1, 8>(gram, done, x, y);
        done += lanes;
    }
}

/// `N` registers of columns, `U` rows at a time with sums of their own, so that no sum has to wait
/// for the one before.
#[inline(always)]
fn columns<S: Registers, const N: usize, const U: usize>(
    gram: &[f32],
    first: usize,
    x: &[f32],
    y: &mut [f32],
) {
    let (width, lanes) = (x.len(), Register::<S>::LANES);
    assert!(first + N * lanes <= width && gram.len() == width * width && y.len() == width);
    // SAFETY: as in `dot`; `U` divides the width, and the columns end within a row as asserted.
    unsafe {
        let mut sums = [[Register::<S>::splat(0.0); N]; U];
        let mut row = gram.as_ptr().add(first);
        for x in x.chunks_exact(U) {
            for u in 0..U {
                let x = Register::<S>::splat(x[u]);
                for n in 0..N {
                    sums[u][n] = Register::<S>::load(row.add(n * lanes)).mul_add(x, sums[u][n]);
                }
                row = row.wrapping_add(width);
            }
        }
        for n in 0..N {
            let mut sum = sums[0][n];
            for sums in &sums[1..] {
                sum = sum.add(sums[n]);
            }
            sum.store(y.as_mut_ptr().add(first + n * lanes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of the equations at `x`, in double precision.
    fn residual(
        weights: &[(usize, f32)],
        table: &[f32],
        gram: &[f32],
        width: usize,
        x: &[f32],
    ) -> f64 {
        let mut left = vec![0.0f64; width];
        for i in 0..width {
            for j in 0..width {
                left[i] -= f64::from(gram[i * width + j]) * f64::from(x[j]);
            }
        }
        for &(row, w) in weights {
            let y = &table[row * width..][..width];
            let along: f64 = y.iter().zip(x).map(|(a, b)| f64::from(a * b)).sum();
            let right = if w > 0.0 { f64::from(w) } else { 0.0 };
            for i in 0..width {
                left[i] += f64::from(y[i]) * (right - (f64::from(w.abs()) - 1.0) * along);
            }
        }
        left.iter().map(|r| r * r).sum::<f64>().sqrt()
    }

    #[test]
    fn enough_steps_solve_the_equations() {
        for n in [1usize, 5, 16, 70, 128] {
            let width = padded(n);
            let table_rows = 40;
            let mut table = vec![0.0f32; table_rows * width];
            for row in 0..table_rows {
                for i in 0..n {
                    table[row * width + i] = ((row * 31 + i * 17 + row * i) % 19) as f32 / 19.0;
                }
            }
            let mut gram = vec![0.0f32; width * width];
            for i in 0..width {
                for j in 0..width {
                    gram[i * width + j] = (0..table_rows)
                        .map(|r| table[r * width + i] * table[r * width + j])
                        .sum::<f32>()
                        + if i == j { 1.0 } else { 0.0 };
                }
            }
            let starts = [0, 3, 3, 5];
            let rows = [0, 7, 39, 2, 3];
            let weights = [3.0, 2.0, -4.0, 10.0, 1.0];
            let mut x = vec![0.1f32; 3 * width];
            for row in x.chunks_exact_mut(width) {
                row[n..].fill(0.0);
            }
            let systems = Systems { starts: &starts, rows: &rows, weights: &weights };
            conjugate_gradient(systems, &table, &gram, width, 100, &mut x);
            assert!(x[width..2 * width].iter().all(|&v| v == 0.0), "no rows, no solution");
            let first = [(0, 3.0), (7, 2.0), (39, -4.0)];
            let last = [(2, 10.0), (3, 1.0)];
            for (weights, x) in [(&first[..], &x[..width]), (&last[..], &x[2 * width..])] {
                let left = residual(weights, &table, &gram, width, x);
                assert!(left < 1e-3, "{n} numbers: {left} remains");
                assert!(x[n..].iter().all(|&v| v == 0.0), "the padding stays 0");
            }
        }
    }
}
