//! Products of a matrix and a vector: bound by memory, so each element of the matrix is read once,
//! in the order in which it lies.

#![allow(unsafe_code)]

use super::{Epilogue, MatRef};
use crate::par;
use crate::scratch::{Scratch, Slot};
use crate::vector::{Body, Float, Registers, Vector, vectorized};

/// A product with one row or one column, as for [`super::gemm`].
pub(crate) fn multiply<T: Float>(
    m: usize,
    n: usize,
    k: usize,
    a: &MatRef<'_, T>,
    b: &MatRef<'_, T>,
    c: &mut [T],
    accumulate: bool,
    epilogue: &Epilogue<'_, T>,
) {
    // The result's elements are `matrix` (a row for each) times `vector`.
    let (matrix, vector, stride) =
        if m == 1 { (b.transposed(), a, a.col_stride) } else { (*a, b, b.row_stride) };
    let mut copied = Scratch::<T>::new(Slot::Left, if stride == 1 { 0 } else { k });
    let x = if stride == 1 && k > 0 {
        &vector.data[vector.offset..vector.offset + k]
    } else {
        for (i, x) in copied.iter_mut().enumerate() {
            *x = vector.data[vector.offset.wrapping_add_signed(i as isize * stride)];
        }
        &copied
    };
    // Where the elements of a row of the result are summed up side by side, longer runs of memory
    // are faster.
    let grain = if matrix.col_stride == 1 { (64 * 1024 / k.max(1)).clamp(64, 512) } else { 512 };
    par::chunks_mut(&mut c[..m * n], grain, k / 8 + 1, |start, y| {
        let (first, a, add) = (start, &matrix, accumulate);
        vectorized(MatrixVector { first, a, x, y: &mut *y, add });
        if let Some(bias) = epilogue.bias {
            if m == 1 {
                y.iter_mut().zip(&bias[start..]).for_each(|(y, &bias)| *y += bias);
            } else {
                y.iter_mut().for_each(|y| *y += bias[0]);
            }
        }
        epilogue.activation.apply(y);
    });
}

struct MatrixVector<'a, T> {
    first: usize,
    a: &'a MatRef<'a, T>,
    x: &'a [T],
    y: &'a mut [T],
    add: bool,
}

impl<T: Float> Body for MatrixVector<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Registers>(self, _simd: S) {
        let MatrixVector { first, a, x, y, add } = self;
        matrix_vector_kernel::<T::Register<S>>(first, a, x, y, add);
    }
}

/// `y[i] = sum of a[first + i][k] * x[k]`, or added to `y`. The caller has checked `a`'s sizes.
#[inline(always)]
fn matrix_vector_kernel<V: Vector>(
    first: usize,
    a: &MatRef<'_, V::Element>,
    x: &[V::Element],
    y: &mut [V::Element],
    add: bool,
) {
    let zero = V::Element::ZERO;
    let start = a.as_ptr().wrapping_offset(first as isize * a.row_stride);
    if !add {
        y.fill(zero);
    }
    if a.col_stride == 1 {
        const ROWS: usize = 4;
        for (i, y) in y.chunks_mut(ROWS).enumerate() {
            let row = |r: usize| {
                let r = r.min(y.len() - 1);
                start.wrapping_offset((i * ROWS + r) as isize * a.row_stride)
            };
            let rows: [_; ROWS] = std::array::from_fn(row);
            let whole = x.len() / (2 * V::LANES) * 2 * V::LANES;
            let mut sums = [zero; ROWS];
            // SAFETY: `x.len()` elements of each row lie in the matrix.
            unsafe {
                let mut parts = [[V::splat(zero); 2]; ROWS];
                let mut k = 0;
                while k < whole {
                    let xs = [V::load(x.as_ptr().add(k)), V::load(x.as_ptr().add(k + V::LANES))];
                    for r in 0..ROWS {
                        for j in 0..2 {
                            let left = V::load(rows[r].add(k + j * V::LANES));
                            parts[r][j] = left.mul_add(xs[j], parts[r][j]);
                        }
                    }
                    k += 2 * V::LANES;
                }
                for r in 0..ROWS {
                    let mut lanes = [zero; 16];
                    parts[r][0].add(parts[r][1]).store(lanes.as_mut_ptr());
                    for &lane in &lanes[..V::LANES] {
                        sums[r] += lane;
                    }
                    for (k, &x) in x.iter().enumerate().skip(whole) {
                        sums[r] += *rows[r].add(k) * x;
                    }
                }
            }
            for (y, &sum) in y.iter_mut().zip(&sums) {
                *y += sum;
            }
        }
        return;
    }
    if a.row_stride == 1 {
        // Eight steps at a time: the part of `y` stays in the first-level cache.
        const STEPS: usize = 8;
        let whole = y.len() / V::LANES * V::LANES;
        for (i, xs) in x.chunks(STEPS).enumerate() {
            let column = |j: usize| start.wrapping_offset((i * STEPS + j) as isize * a.col_stride);
            // SAFETY: `y.len()` elements of each column lie in the matrix.
            unsafe {
                if xs.len() == STEPS {
                    let columns: [_; STEPS] = std::array::from_fn(column);
                    let mut factors = [V::splat(zero); STEPS];
                    for j in 0..STEPS {
                        factors[j] = V::splat(xs[j]);
                    }
                    let mut r = 0;
                    while r < whole {
                        let mut sum = V::load(y.as_ptr().add(r));
                        for j in 0..STEPS {
                            sum = V::load(columns[j].add(r)).mul_add(factors[j], sum);
                        }
                        sum.store(y.as_mut_ptr().add(r));
                        r += V::LANES;
                    }
                    for r in whole..y.len() {
                        for j in 0..STEPS {
                            y[r] += *columns[j].add(r) * xs[j];
                        }
                    }
                } else {
                    for (j, &x) in xs.iter().enumerate() {
                        for (r, y) in y.iter_mut().enumerate() {
                            *y += *column(j).add(r) * x;
                        }
                    }
                }
            }
        }
        return;
    }
    for (r, y) in y.iter_mut().enumerate() {
        let row = start.wrapping_offset(r as isize * a.row_stride);
        for (k, &x) in x.iter().enumerate() {
            // SAFETY: the element lies in the matrix.
            *y += unsafe { *row.wrapping_offset(k as isize * a.col_stride) } * x;
        }
    }
}
