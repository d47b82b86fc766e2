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

#[inline(always)]
fn pack_lanes<T: Copy + Default, const LANES: usize>(
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
