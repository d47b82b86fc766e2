//! Packing of right-hand matrices: for each block of the inner dimension, for each register of
//! columns, for each step, one register.

#![allow(unsafe_code)]

use super::MatRef;
use super::driver::Depth;
use crate::par;
use crate::vector::{Body, Float, Registers, vectorized};
use std::ops::Range;

/// Registers of columns that are packed together, for longer runs of the source.
const GROUP: usize = 8;

/// Packs the given columns of a matrix with `depth.len()` rows.
pub(crate) fn right<T: Float>(
    lanes: usize,
    depth: Depth,
    columns: Range<usize>,
    b: &MatRef<'_, T>,
    packed: &mut [T],
) {
    let vectors = columns.len().div_ceil(lanes);
    let width = vectors * lanes;
    let groups = vectors.div_ceil(GROUP);
    assert!(packed.len() >= depth.len() * width);
    if depth.len() == 0 {
        return;
    }
    let count = depth.blocks().count();
    let shared = par::SharedMut::new(packed);
    par::run(count * groups, depth.len() * width / 4, |task| {
        let Some(block) = depth.blocks().nth(task / groups) else { return };
        let len = block.len();
        let first = task % groups * GROUP;
        let last = (first + GROUP).min(vectors);
        let start = block.start * width;
        // SAFETY: each task has its own part.
        let to = unsafe { shared.slice(start + first * len * lanes..start + last * len * lanes) };
        let columns =
            columns.start + first * lanes..(columns.start + last * lanes).min(columns.end);
        let rows = block.start..block.start + len;
        vectorized(Pack { lanes, rows, columns, b, to });
    });
}

/// Some rows and columns, whole registers but for the last.
struct Pack<'a, T> {
    lanes: usize,
    rows: Range<usize>,
    columns: Range<usize>,
    b: &'a MatRef<'a, T>,
    to: &'a mut [T],
}

impl<T: Float> Body for Pack<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Registers>(self, _simd: S) {
        let Pack { lanes, rows, columns, b, to } = self;
        match lanes {
            16 => pack_lanes::<T, 16>(rows, columns, b, to),
            8 => pack_lanes::<T, 8>(rows, columns, b, to),
            4 => pack_lanes::<T, 4>(rows, columns, b, to),
            _ => pack_lanes::<T, 2>(rows, columns, b, to),
        }
    }
}

/// Transposition of small squares in registers.
pub trait Transpose: Sized {
    #[doc(hidden)]
    const TRANSPOSES: bool = false;

    /// Transposes 4 x 4 elements: reads runs of four that are `stride` apart, and writes runs of
    /// four that are `to_stride` apart.
    ///
    /// # Safety
    /// All must be good.
    #[doc(hidden)]
    #[inline(always)]
    unsafe fn transpose(_from: *const Self, _stride: isize, _to: *mut Self, _to_stride: usize) {}
}

impl Transpose for f64 {}

impl Transpose for f32 {
    const TRANSPOSES: bool =
        cfg!(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128")));

    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    unsafe fn transpose(from: *const f32, stride: isize, to: *mut f32, to_stride: usize) {
        use std::arch::x86_64::*;
        // SAFETY: the addresses are good as the caller promises, and SSE is always there.
        unsafe {
            let row = |i: isize| _mm_loadu_ps(from.wrapping_offset(i * stride));
            let (a, b, c, d) = (row(0), row(1), row(2), row(3));
            let (ab, cd) = (_mm_unpacklo_ps(a, b), _mm_unpacklo_ps(c, d));
            let (ab_high, cd_high) = (_mm_unpackhi_ps(a, b), _mm_unpackhi_ps(c, d));
            _mm_storeu_ps(to, _mm_movelh_ps(ab, cd));
            _mm_storeu_ps(to.add(to_stride), _mm_movehl_ps(cd, ab));
            _mm_storeu_ps(to.add(2 * to_stride), _mm_movelh_ps(ab_high, cd_high));
            _mm_storeu_ps(to.add(3 * to_stride), _mm_movehl_ps(cd_high, ab_high));
        }
    }

    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    #[inline(always)]
    unsafe fn transpose(from: *const f32, stride: isize, to: *mut f32, to_stride: usize) {
        use std::arch::wasm32::*;
        // SAFETY: the addresses are good as the caller promises.
        unsafe {
            let row = |i: isize| v128_load(from.wrapping_offset(i * stride).cast());
            let (a, b, c, d) = (row(0), row(1), row(2), row(3));
            let (ab, cd) = (i32x4_shuffle::<0, 4, 1, 5>(a, b), i32x4_shuffle::<0, 4, 1, 5>(c, d));
            let ab_high = i32x4_shuffle::<2, 6, 3, 7>(a, b);
            let cd_high = i32x4_shuffle::<2, 6, 3, 7>(c, d);
            v128_store(to.cast(), i32x4_shuffle::<0, 1, 4, 5>(ab, cd));
            v128_store(to.add(to_stride).cast(), i32x4_shuffle::<2, 3, 6, 7>(ab, cd));
            let (low, high) = (to.add(2 * to_stride), to.add(3 * to_stride));
            v128_store(low.cast(), i32x4_shuffle::<0, 1, 4, 5>(ab_high, cd_high));
            v128_store(high.cast(), i32x4_shuffle::<2, 3, 6, 7>(ab_high, cd_high));
        }
    }
}

#[inline(always)]
fn pack_lanes<T: Float, const LANES: usize>(
    rows: Range<usize>,
    columns: Range<usize>,
    b: &MatRef<'_, T>,
    to: &mut [T],
) {
    let len = rows.len();
    let address = |row: usize, column: usize| {
        b.as_ptr()
            .wrapping_offset(row as isize * b.row_stride)
            .wrapping_offset(column as isize * b.col_stride)
    };
    let whole = columns.len() / LANES;
    if b.col_stride == 1 {
        for k in 0..len {
            let from = address(rows.start + k, columns.start);
            for v in 0..whole {
                // SAFETY: the columns lie in the matrix, as the caller has checked.
                let x =
                    unsafe { from.wrapping_add(v * LANES).cast::<[T; LANES]>().read_unaligned() };
                to[(v * len + k) * LANES..][..LANES].copy_from_slice(&x);
            }
        }
    } else {
        // Square after square, so that both sides are near each other.
        for (v, panel) in to.chunks_exact_mut(len * LANES).take(whole).enumerate() {
            let column = columns.start + v * LANES;
            let mut squares = panel.chunks_exact_mut(LANES * LANES);
            let mut row = rows.start;
            for square in &mut squares {
                if b.row_stride == 1 && T::TRANSPOSES && LANES >= 4 {
                    for (j, k) in
                        (0..LANES * LANES / 16).map(|i| (i / (LANES / 4), i % (LANES / 4)))
                    {
                        let from = address(row + 4 * k, column + 4 * j);
                        let to = square[4 * k * LANES + 4 * j..].as_mut_ptr();
                        // SAFETY: as above; 4 x 4 elements lie inside the square.
                        unsafe { T::transpose(from, b.col_stride, to, LANES) };
                    }
                    row += LANES;
                    continue;
                }
                for j in 0..LANES {
                    let from = address(row, column + j);
                    for k in 0..LANES {
                        // SAFETY: as above.
                        square[k * LANES + j] =
                            unsafe { *from.wrapping_offset(k as isize * b.row_stride) };
                    }
                }
                row += LANES;
            }
            for to in squares.into_remainder().chunks_exact_mut(LANES) {
                for (j, to) in to.iter_mut().enumerate() {
                    // SAFETY: as above.
                    *to = unsafe { *address(row, column + j) };
                }
                row += 1;
            }
        }
    }
    let rest = columns.len() % LANES;
    if rest > 0 {
        let panel = &mut to[whole * len * LANES..];
        for (k, to) in panel.chunks_exact_mut(LANES).take(len).enumerate() {
            for (j, to) in to.iter_mut().enumerate() {
                *to = if j < rest {
                    // SAFETY: as above.
                    unsafe { *address(rows.start + k, columns.start + whole * LANES + j) }
                } else {
                    T::default()
                };
            }
        }
    }
}
