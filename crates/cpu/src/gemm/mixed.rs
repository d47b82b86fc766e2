//! Products of matrices of half precision, or of single and half: the elements become `f32` part
//! by part, and all sums are `f32`.

#![allow(unsafe_code)]

use super::{Epilogue, MatRef, check_output, gemm};
use crate::par::{self, SharedMut};
use crate::scratch::{Scratch, Slot};
use crate::vector::{Body, Registers, vectorized};
use sparkler_base::{bf16, f16};

/// An element type that becomes `f32` without loss.
pub trait Operand: Copy + Send + Sync + 'static {
    /// The number. Written without branches, so that loops over it are vectorised.
    fn single(self) -> f32;
}

impl Operand for f32 {
    #[inline(always)]
    fn single(self) -> f32 {
        self
    }
}

impl Operand for bf16 {
    #[inline(always)]
    fn single(self) -> f32 {
        f32::from_bits(u32::from(self.to_bits()) << 16)
    }
}

impl Operand for f16 {
    #[inline(always)]
    fn single(self) -> f32 {
        /// 2 to the power of 112, the difference of the exponents' biases.
        const SCALE: f32 = f32::from_bits((254 - 15) << 23);
        let bits = u32::from(self.to_bits());
        let magnitude = f32::from_bits((bits & 0x7fff) << 13) * SCALE;
        // Infinities and what is not a number keep the largest exponent.
        let special = if bits & 0x7c00 == 0x7c00 { 0x7f80_0000 } else { 0 };
        f32::from_bits(magnitude.to_bits() | special | (bits & 0x8000) << 16)
    }
}

/// Some rows and columns of a matrix, to become dense.
struct Convert<'a, E> {
    from: MatRef<'a, E>,
    columns: usize,
    to: &'a mut [f32],
}

impl<E: Operand> Body for Convert<'_, E> {
    type Output = ();
    #[inline(always)]
    fn run<S: Registers>(self, _simd: S) {
        let Convert { from, columns, to } = self;
        for (row, to) in to.chunks_exact_mut(columns).enumerate() {
            let start = from.offset.wrapping_add_signed(row as isize * from.row_stride);
            if from.col_stride == 1 {
                let from = &from.data[start..start + columns];
                to.iter_mut().zip(from).for_each(|(to, from)| *to = from.single());
            } else {
                for (column, to) in to.iter_mut().enumerate() {
                    let offset = column as isize * from.col_stride;
                    *to = from.data[start.wrapping_add_signed(offset)].single();
                }
            }
        }
    }
}

/// The part of a matrix from an element on.
fn part<'a, E>(x: &MatRef<'a, E>, row: usize, column: usize) -> MatRef<'a, E> {
    let offset = row as isize * x.row_stride + column as isize * x.col_stride;
    MatRef { offset: x.offset.wrapping_add_signed(offset), ..*x }
}

/// Makes a dense copy. Where columns have adjacent elements, of the transpose. Returns how to read
/// it.
fn convert<'a, E: Operand>(
    x: &MatRef<'_, E>,
    rows: usize,
    columns: usize,
    to: &'a mut [f32],
) -> MatRef<'a, f32> {
    if x.row_stride == 1 && x.col_stride != 1 {
        return convert(&x.transposed(), columns, rows, to).transposed();
    }
    if rows * columns == 0 {
        return MatRef::row_major(to, columns);
    }
    let grain = (16 * 1024 / columns).max(1) * columns;
    par::chunks_mut(&mut to[..rows * columns], grain, 1, |start, to| {
        vectorized(Convert { from: part(x, start / columns, 0), columns, to });
    });
    MatRef::row_major(to, columns)
}

/// [`gemm`] of matrices whose elements are `f16`, `bf16` or `f32`, in single precision.
///
/// # Panics
/// If a slice is too short for its sizes.
pub fn gemm_mixed<A: Operand, B: Operand>(
    m: usize,
    n: usize,
    k: usize,
    a: MatRef<'_, A>,
    b: MatRef<'_, B>,
    c: &mut [f32],
    accumulate: bool,
    epilogue: Epilogue<'_, f32>,
) {
    /// Most elements of the right matrix that are converted at a time for a single row.
    const PART: usize = 64 * 1024;
    a.check(m, k);
    b.check(k, n);
    check_output(m, n, c, &epilogue);
    let mut left = Scratch::<f32>::new(Slot::Sums, m * k);
    let left = convert(&a, m, k, &mut left);
    if m != 1 {
        let mut right = Scratch::<f32>::new(Slot::Filter, k * n);
        let right = convert(&b, k, n, &mut right);
        return gemm(m, n, k, left, right, c, accumulate, epilogue);
    }
    // Each element is used once: what was converted must not leave the cache before.
    let grain = (PART / k.max(1)).clamp(16, 1024);
    let shared = SharedMut::new(c);
    par::chunks(n, grain, k / 4 + 1, |columns| {
        let mut right = Scratch::<f32>::new(Slot::Image, k * columns.len());
        let right = convert(&part(&b, 0, columns.start), k, columns.len(), &mut right);
        let bias = epilogue.bias.map(|bias| &bias[columns.clone()]);
        // SAFETY: each task has its own columns.
        let c = unsafe { shared.slice(columns.clone()) };
        gemm(1, columns.len(), k, left, right, c, accumulate, Epilogue { bias, ..epilogue });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gemm::Activation;
    use crate::gemm::tests::{alone, noise, same_on_any_threads};

    #[test]
    fn every_half_becomes_the_same_single() {
        for bits in 0..=u16::MAX {
            let (x, y) = (f16::from_bits(bits), bf16::from_bits(bits));
            assert!(x.single() == x.to_f32() || x.is_nan() && x.single().is_nan(), "{bits:#x}");
            assert!(y.single() == y.to_f32() || y.is_nan() && y.single().is_nan(), "{bits:#x}");
        }
    }

    #[test]
    fn products_are_those_of_the_singles() {
        let _alone = alone();
        for (m, n, k) in [(0, 3, 2), (3, 4, 0), (1, 3000, 70), (5, 1, 9), (33, 47, 65)] {
            let a: Vec<f16> = noise::<f32>(m * k, 1).into_iter().map(f16::from_f32).collect();
            let b: Vec<bf16> = noise::<f32>(k * n, 2).into_iter().map(bf16::from_f32).collect();
            let single_a: Vec<f32> = a.iter().map(|x| x.to_f32()).collect();
            let single_b: Vec<f32> = b.iter().map(|x| x.to_f32()).collect();
            let bias: Vec<f32> = noise(n, 3);
            let epilogue = Epilogue::new(Some(&bias[..]), Activation::Relu);
            let strides = [(n as isize, 1), (1, k as isize)];
            for (row_stride, col_stride) in strides {
                let mut want = vec![0.0; m * n];
                let right = MatRef::new(&single_b, row_stride, col_stride);
                let left = MatRef::row_major(&single_a, k);
                gemm(m, n, k, left, right, &mut want, false, epilogue);
                let got = same_on_any_threads(|| {
                    let mut c = vec![0.0; m * n];
                    let (left, right) =
                        (MatRef::row_major(&a, k), MatRef::new(&b, row_stride, col_stride));
                    gemm_mixed(m, n, k, left, right, &mut c, false, epilogue);
                    c
                });
                for (got, want) in got.iter().zip(&want) {
                    assert!((got - want).abs() < 1e-5 * (k as f32 + 1.0), "{got} != {want}");
                }
            }
        }
    }
}
