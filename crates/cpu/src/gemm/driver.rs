//! The loops around the tiles: how the inner dimension is cut into blocks that stay in the cache,
//! where the two operands come from, and the order in which tiles are computed.

#![allow(unsafe_code)]

use super::kernel::{Kernel, MAX_ROWS, Tile};
use super::{Activation, Epilogue};
use crate::scratch::{Plain, Scratch, Slot};
use crate::vector::Float;
use std::ops::Range;

/// Steps of the inner dimension that are worked through at a time: that many steps of the right
/// matrix, as wide as a tile, stay in the first two levels of the cache for all rows of a task.
/// Measured: fewer means more loads and stores of the output.
pub(crate) const BLOCK: usize = 512;

/// The inner dimension: `segments` runs of `run` steps each. A plain matrix has one segment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Depth {
    pub segments: usize,
    pub run: usize,
}

/// Some whole segments, or a part of one segment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    /// Where it begins in the whole inner dimension.
    pub start: usize,
    /// The first segment.
    pub segment: usize,
    pub segments: usize,
    /// Where it begins in each of its segments.
    pub offset: usize,
    pub run: usize,
}

impl Block {
    pub(crate) fn len(&self) -> usize {
        self.segments * self.run
    }
}

impl Depth {
    pub(crate) fn len(&self) -> usize {
        self.segments * self.run
    }

    /// The blocks in order; a single empty one where there is nothing to sum up.
    pub(crate) fn blocks(self) -> impl Iterator<Item = Block> {
        let Depth { segments, run } = self;
        let whole = run <= BLOCK || self.len() == 0;
        // Segments per block, or steps of a segment per block, as equal as can be.
        let (count, size) = if self.len() == 0 {
            (1, 0)
        } else if whole {
            let most = BLOCK / run;
            let size = segments.div_ceil(segments.div_ceil(most));
            (segments.div_ceil(size), size)
        } else {
            let size = run.div_ceil(run.div_ceil(BLOCK));
            (run.div_ceil(size), size)
        };
        let outer = if whole { 1 } else { segments };
        (0..outer).flat_map(move |segment| {
            (0..count).map(move |i| {
                if whole {
                    let segment = i * size;
                    let segments = size.min(segments - segment.min(segments));
                    Block { start: segment * run, segment, segments, offset: 0, run }
                } else {
                    let offset = i * size;
                    let start = segment * run + offset;
                    Block { start, segment, segments: 1, offset, run: size.min(run - offset) }
                }
            })
        })
    }
}

/// Where the rows of the left matrix are.
pub(crate) trait Left<T>: Sync {
    /// Elements of working memory that `addresses` needs for so many rows.
    fn scratch(&self, _rows: usize) -> usize {
        0
    }

    /// Gives, for each tile of `tile` rows, each of the block's segments and each row, the
    /// address of its first step; rows past the last one repeat an address that is good.
    /// Returns the elements from one step to the next.
    ///
    /// # Safety
    /// `rows` must lie in the matrix and not be empty, `table` must be long enough.
    unsafe fn addresses(
        &self,
        rows: Range<usize>,
        block: &Block,
        tile: usize,
        table: &mut [*const T],
        scratch: &mut [T],
    ) -> isize;
}

/// The right matrix.
#[derive(Clone, Copy)]
pub(crate) struct Right<T> {
    /// Columns.
    pub n: usize,
    /// Elements of a register.
    pub lanes: usize,
    /// For each block, for each register of columns, for each step: one register. Null where the
    /// matrix is used in place.
    pub packed: *const T,
    /// A matrix with adjacent columns, used in place, of which `packed` holds only the last
    /// columns if they do not fill a register.
    pub direct: *const T,
    /// Elements from one row of `direct` to the next.
    pub stride: usize,
}

// SAFETY: it is only read.
unsafe impl<T: Sync> Sync for Right<T> {}

impl<T> Right<T> {
    /// Registers of a row.
    pub(crate) fn vectors(&self) -> usize {
        self.n.div_ceil(self.lanes)
    }

    /// The address of a register at the block's first step, the distance to the next register,
    /// and to the next step.
    ///
    /// # Safety
    /// Both must lie in the matrix.
    pub(crate) unsafe fn at(&self, vector: usize, block: &Block) -> (*const T, usize, usize) {
        // SAFETY: inside the matrix, as the caller promises.
        unsafe {
            if self.direct.is_null() {
                let width = self.vectors() * self.lanes;
                let panel = block.len() * self.lanes;
                (self.packed.add(block.start * width + vector * panel), panel, self.lanes)
            } else if (vector + 1) * self.lanes <= self.n {
                let offset = block.start * self.stride + vector * self.lanes;
                (self.direct.add(offset), self.lanes, self.stride)
            } else {
                (self.packed.add(block.start * self.lanes), 0, self.lanes)
            }
        }
    }

    /// Cuts registers into groups of at most `most`, as equal as can be. Columns that are packed
    /// apart are a group of their own.
    pub(crate) fn groups(
        &self,
        vectors: Range<usize>,
        most: usize,
    ) -> impl Iterator<Item = Range<usize>> + use<T> {
        let apart = !self.direct.is_null()
            && !self.n.is_multiple_of(self.lanes)
            && vectors.end == self.vectors();
        let end = vectors.end - usize::from(apart && !vectors.is_empty());
        let start = vectors.start;
        let len = end - start;
        let groups = len.div_ceil(most);
        (0..groups)
            .map(move |g| start + g * len / groups..start + (g + 1) * len / groups)
            .chain((end < vectors.end).then_some(end..vectors.end))
    }
}

/// Where the output's rows are.
#[derive(Clone, Copy)]
pub(crate) struct Output<T> {
    pub start: *mut T,
    /// Elements from one row to the next.
    pub stride: usize,
}

// SAFETY: tasks write disjoint tiles.
unsafe impl<T: Send> Sync for Output<T> {}

/// The limits that an activation puts on a tile while it is in registers.
pub(crate) fn limits<T: Float>(activation: &Activation<T>) -> (Option<T>, Option<T>) {
    match activation {
        Activation::None | Activation::Function(_) => (None, None),
        Activation::Relu => (Some(T::ZERO), None),
        Activation::Relu6 => (Some(T::ZERO), Some(T::from_usize(6))),
        Activation::Clamp(low, high) => (Some(*low), Some(*high)),
    }
}

/// Computes the given rows and registers of columns of a product, all of its inner dimension.
///
/// # Safety
/// The addresses must be good for the sizes, and nobody else may use that part of the output.
pub(crate) unsafe fn multiply<T: Float>(
    kernel: &Kernel<T>,
    left: &impl Left<T>,
    rows: Range<usize>,
    depth: Depth,
    right: &Right<T>,
    vectors: Range<usize>,
    out: Output<T>,
    accumulate: bool,
    epilogue: &Epilogue<'_, T>,
) where
    *const T: Plain,
{
    if rows.is_empty() || vectors.is_empty() {
        return;
    }
    let tiles = rows.len().div_ceil(kernel.rows);
    let most = if depth.run <= BLOCK { (BLOCK / depth.run.max(1)).min(depth.segments) } else { 1 };
    let mut table = Scratch::<*const T>::new(Slot::Rows, tiles * most * kernel.rows);
    let mut scratch = Scratch::<T>::new(Slot::Left, left.scratch(rows.len()));
    let bias = epilogue.bias.map_or(std::ptr::null(), <[T]>::as_ptr);
    let (at_least, at_most) = limits(&epilogue.activation);
    for block in depth.blocks() {
        // SAFETY: the rows lie in the matrix, and the table has room for any block.
        let a_step =
            unsafe { left.addresses(rows.clone(), &block, kernel.rows, &mut table, &mut scratch) };
        let last = block.start + block.len() == depth.len();
        for group in right.groups(vectors.clone(), kernel.vectors) {
            // SAFETY: the group lies in the matrix.
            let (b, b_vector, b_step) = unsafe { right.at(group.start, &block) };
            let column = group.start * right.lanes;
            let mut tile = Tile {
                segments: block.segments,
                run: block.run,
                a: table.as_ptr(),
                table_rows: kernel.rows,
                a_step,
                b,
                b_vector,
                b_step,
                c: [std::ptr::null_mut(); MAX_ROWS],
                columns: (right.n - column).min(group.len() * right.lanes),
                accumulate: accumulate || block.start > 0,
                bias: if last && !bias.is_null() {
                    bias.wrapping_add(column)
                } else {
                    std::ptr::null()
                },
                at_least: at_least.filter(|_| last),
                at_most: at_most.filter(|_| last),
            };
            for i in 0..tiles {
                let first = rows.start + i * kernel.rows;
                let count = (rows.end - first).min(kernel.rows);
                for r in 0..kernel.rows {
                    tile.c[r] = if r < count {
                        out.start.wrapping_add((first + r) * out.stride + column)
                    } else {
                        std::ptr::null_mut()
                    };
                }
                tile.a = table[i * block.segments * kernel.rows..].as_ptr();
                let half = usize::from(count * 2 <= kernel.rows);
                // SAFETY: all addresses are inside the matrices.
                unsafe { kernel.tiles[half][group.len() - 1](&tile) };
            }
        }
    }
    if let Activation::Function(function) = epilogue.activation {
        let (first, last) = (vectors.start * right.lanes, (vectors.end * right.lanes).min(right.n));
        for row in rows {
            // SAFETY: this part of the output is ours.
            function(unsafe {
                std::slice::from_raw_parts_mut(
                    out.start.add(row * out.stride + first),
                    last - first,
                )
            });
        }
    }
}
