//! Many small symmetric systems that share most of their matrix, solved by a few steps of
//! conjugate gradients without ever building one of the matrices.
//!
//! Each system is `(G + sum of (w_j - 1) y_j y_j^T) x = sum of w_j y_j` over a few rows `y_j` of
//! one table: the normal equations of weighted least squares where every other row of the table
//! has weight 1 and target 0, which is what `G = Y^T Y + lambda I` stands for.

use crate::isa::Simd;
use crate::{dispatch, par};

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
        solve(systems, start / width, table, gram, width, steps, x);
    });
}

dispatch! {
    fn solve(
        systems: Systems<'_>, first: usize, table: &[f32], gram: &[f32], width: usize,
        steps: usize, x: &mut [f32],
    ) = solve_kernel;
}

#[inline(always)]
fn solve_kernel<S: Simd>(
    simd: S,
    systems: Systems<'_>,
    first: usize,
    table: &[f32],
    gram: &[f32],
    width: usize,
    steps: usize,
    x: &mut [f32],
) {
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
        times_symmetric(simd, gram, width, x, residual);
        for r in residual.iter_mut() {
            *r = -*r;
        }
        for (&row, &weight) in rows.iter().zip(weights) {
            let y = &table[row as usize * width..][..width];
            let right = if weight > 0.0 { weight } else { 0.0 };
            let scale = right - (weight.abs() - 1.0) * dot(simd, y, x);
            axpy(simd, scale, y, residual);
        }
        direction.copy_from_slice(residual);
        let mut norm = dot(simd, residual, residual);
        for _ in 0..steps {
            if norm < 1e-20 {
                break;
            }
            times_symmetric(simd, gram, width, direction, product);
            for (&row, &weight) in rows.iter().zip(weights) {
                let y = &table[row as usize * width..][..width];
                let scale = (weight.abs() - 1.0) * dot(simd, y, direction);
                axpy(simd, scale, y, product);
            }
            let step = norm / dot(simd, direction, product);
            axpy(simd, step, direction, x);
            axpy(simd, -step, product, residual);
            let next = dot(simd, residual, residual);
            let ratio = next / norm;
            for (d, r) in direction.iter_mut().zip(residual.iter()) {
                *d = simd.mul_add(ratio, *d, *r);
            }
            norm = next;
        }
    }
}

#[inline(always)]
fn lanes(x: &[f32]) -> impl Iterator<Item = &[f32; LANES]> {
    // Widths are multiples of LANES: nothing remains.
    x.as_chunks::<LANES>().0.iter()
}

#[inline(always)]
fn dot<S: Simd>(simd: S, a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; LANES];
    for (a, b) in lanes(a).zip(lanes(b)) {
        for l in 0..LANES {
            sums[l] = simd.mul_add(a[l], b[l], sums[l]);
        }
    }
    for half in [8, 4, 2, 1] {
        for l in 0..half {
            sums[l] += sums[l + half];
        }
    }
    sums[0]
}

#[inline(always)]
fn axpy<S: Simd>(simd: S, a: f32, x: &[f32], y: &mut [f32]) {
    for (x, y) in lanes(x).zip(y.as_chunks_mut::<LANES>().0) {
        for l in 0..LANES {
            y[l] = simd.mul_add(a, x[l], y[l]);
        }
    }
}

/// `y = G x`, a block of columns at a time so that their sums stay in registers.
#[inline(always)]
fn times_symmetric<S: Simd>(simd: S, gram: &[f32], width: usize, x: &[f32], y: &mut [f32]) {
    let mut done = 0;
    while width - done >= 4 * LANES {
        columns::<S, { 4 * LANES }>(simd, gram, width, done, x, y);
        done += 4 * LANES;
    }
    while done < width {
        columns::<S, LANES>(simd, gram, width, done, x, y);
        done += LANES;
    }
}

#[inline(always)]
fn columns<S: Simd, const N: usize>(
    simd: S,
    gram: &[f32],
    width: usize,
    first: usize,
    x: &[f32],
    y: &mut [f32],
) {
    let mut sums = [0.0f32; N];
    for (row, &x) in gram.chunks_exact(width).zip(x) {
        if let Some(row) = row[first..].first_chunk::<N>() {
            for l in 0..N {
                sums[l] = simd.mul_add(x, row[l], sums[l]);
            }
        }
    }
    y[first..first + N].copy_from_slice(&sums);
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
