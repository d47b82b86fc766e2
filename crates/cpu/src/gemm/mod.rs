//! Matrix multiplication: `c = activation(a * b + bias)` on strided `f32` and `f64` matrices.
//!
//! After Goto and van de Geijn, *Anatomy of High-Performance Matrix Multiplication* (2008): the
//! right matrix is packed into panels as wide as a register, the inner dimension is cut into
//! blocks that stay in the first-level cache, and a tile of the output stays in registers. Unlike
//! there, the left matrix is read through one address per row, so rows with adjacent elements
//! need no transposed packing and often no copy at all.
//!
//! The result has the same bits on any number of threads: the work is cut by its size alone, and
//! the inner dimension is never cut among threads.

#![allow(unsafe_code)]

pub(crate) mod driver;
pub(crate) mod kernel;
mod mixed;
pub(crate) mod pack;
mod vector_matrix;

use crate::par;
use crate::scratch::{Aligned, Scratch, Slot};
pub use crate::vector::Float;
use driver::{Block, Depth, Left, Output, Right};
#[doc(hidden)]
pub use kernel::HasKernel;
use kernel::Kernel;
pub use mixed::{Operand, gemm_mixed};
#[doc(hidden)]
pub use pack::Transpose;
use std::ops::Range;

/// A matrix in a slice: element `(row, column)` is at
/// `offset + row * row_stride + column * col_stride`. A stride may be 0 (the same row or column
/// again) or negative.
#[derive(Clone, Copy, Debug)]
pub struct MatRef<'a, T> {
    /// The slice.
    pub data: &'a [T],
    /// Where element (0, 0) is.
    pub offset: usize,
    /// Elements from one row to the next.
    pub row_stride: isize,
    /// Elements from one column to the next.
    pub col_stride: isize,
}

impl<'a, T> MatRef<'a, T> {
    /// A matrix that begins at the slice's first element.
    pub fn new(data: &'a [T], row_stride: isize, col_stride: isize) -> Self {
        MatRef { data, offset: 0, row_stride, col_stride }
    }

    /// A matrix whose rows of `columns` elements follow each other.
    pub fn row_major(data: &'a [T], columns: usize) -> Self {
        MatRef::new(data, columns as isize, 1)
    }

    /// Rows for columns.
    pub fn transposed(self) -> Self {
        MatRef { row_stride: self.col_stride, col_stride: self.row_stride, ..self }
    }

    /// # Panics
    /// If an element of a `rows` by `columns` matrix lies outside the slice.
    fn check(&self, rows: usize, columns: usize) {
        if rows == 0 || columns == 0 {
            return;
        }
        let ends = [(rows, self.row_stride), (columns, self.col_stride)];
        let (mut low, mut high) = (self.offset as i128, self.offset as i128);
        for (len, stride) in ends {
            let reach = (len as i128 - 1) * stride as i128;
            if reach < 0 { low += reach } else { high += reach }
        }
        assert!(
            low >= 0 && high < self.data.len() as i128,
            "matrix of {rows} x {columns} with strides {}, {} at {} does not fit {} elements",
            self.row_stride,
            self.col_stride,
            self.offset,
            self.data.len()
        );
    }

    fn as_ptr(&self) -> *const T {
        self.data.as_ptr().wrapping_add(self.offset)
    }
}

/// What is done to each element of a result before it is stored.
#[derive(Clone, Copy, Debug, Default)]
pub enum Activation<T = f32> {
    /// Nothing.
    #[default]
    None,
    /// `max(x, 0)`.
    Relu,
    /// `min(max(x, 0), 6)`.
    Relu6,
    /// `min(max(x, low), high)`.
    Clamp(T, T),
    /// A function that is given parts of the result's rows while they are in the cache. It must
    /// treat each element alike.
    Function(fn(&mut [T])),
}

impl<T: Float> Activation<T> {
    /// Applies it to a slice.
    pub fn apply(&self, x: &mut [T]) {
        if let Activation::Function(function) = self {
            return function(x);
        }
        let (low, high) = driver::limits(self);
        for x in x {
            if let Some(low) = low
                && *x < low
            {
                *x = low;
            }
            if let Some(high) = high
                && *x > high
            {
                *x = high;
            }
        }
    }
}

/// What happens to a result on its way to memory.
#[derive(Clone, Copy, Debug)]
pub struct Epilogue<'a, T = f32> {
    /// One value per column (per output channel) that is added.
    pub bias: Option<&'a [T]>,
    /// Applied after the bias.
    pub activation: Activation<T>,
}

impl<T> Default for Epilogue<'_, T> {
    fn default() -> Self {
        Epilogue { bias: None, activation: Activation::None }
    }
}

impl<'a, T> Epilogue<'a, T> {
    /// Adds a bias and applies an activation.
    pub fn new(bias: Option<&'a [T]>, activation: Activation<T>) -> Self {
        Epilogue { bias, activation }
    }
}

/// Multiply-adds that cost as much as one unit of [`par::run`]'s work.
pub(crate) const MACS_PER_WORK: usize = 32;

/// A right-hand matrix packed once to be multiplied with many times: weights.
#[derive(Clone)]
pub struct PackedB<T: Float> {
    data: Aligned<T>,
    depth: Depth,
    n: usize,
    kernel: &'static Kernel<T>,
}

impl<T: Float> std::fmt::Debug for PackedB<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PackedB({} x {})", self.k(), self.n)
    }
}

impl<T: Float> PackedB<T> {
    /// Packs a matrix of `k` rows and `n` columns for the instruction set in use now.
    pub fn new(k: usize, n: usize, b: MatRef<'_, T>) -> PackedB<T> {
        PackedB::with_depth(Depth { segments: 1, run: k }, n, b)
    }

    pub(crate) fn with_depth(depth: Depth, n: usize, b: MatRef<'_, T>) -> PackedB<T> {
        b.check(depth.len(), n);
        let kernel = T::kernel();
        let width = n.next_multiple_of(kernel.lanes);
        let mut data = Aligned::zeroed(depth.len() * width);
        pack::right(kernel.lanes, depth, 0..n, &b, data.as_mut_slice());
        PackedB { data, depth, n, kernel }
    }

    /// Rows: the inner dimension.
    pub fn k(&self) -> usize {
        self.depth.len()
    }

    /// Columns.
    pub fn n(&self) -> usize {
        self.n
    }

    pub(crate) fn kernel(&self) -> &'static Kernel<T> {
        self.kernel
    }

    pub(crate) fn depth(&self) -> Depth {
        self.depth
    }

    pub(crate) fn right(&self) -> Right<T> {
        Right {
            n: self.n,
            lanes: self.kernel.lanes,
            packed: self.data.as_slice().as_ptr(),
            direct: std::ptr::null(),
            stride: 0,
        }
    }
}

/// A left matrix in memory.
pub(crate) struct Strided<T> {
    start: *const T,
    row_stride: isize,
    col_stride: isize,
    /// Copy each block of it to where its rows are near each other?
    copy: bool,
}

// SAFETY: it is only read.
unsafe impl<T: Sync> Sync for Strided<T> {}

/// Elements between copied rows beyond their length, lest all rows fall into the same cache sets.
const ROW_GAP: usize = 16;

impl<T: Float> Strided<T> {
    /// Rows of `k` elements, one after the other, used in place.
    pub(crate) fn rows(a: &[T], k: usize) -> Self {
        Strided { start: a.as_ptr(), row_stride: k as isize, col_stride: 1, copy: false }
    }

    /// `n` is how many columns each task multiplies the matrix with.
    fn new(a: &MatRef<'_, T>, m: usize, k: usize, n: usize) -> Self {
        // A copy pays where the rows are used again and again, and where they lie so far from each
        // other that they fight for cache sets and pages.
        let scattered = a.row_stride != 1 && a.col_stride != 1;
        let copy = scattered || (n > 192 && m * k * size_of::<T>() > 32 << 10);
        Strided { start: a.as_ptr(), row_stride: a.row_stride, col_stride: a.col_stride, copy }
    }
}

impl<T: Float> Left<T> for Strided<T> {
    fn scratch(&self, rows: usize) -> usize {
        if self.copy { (rows + kernel::MAX_ROWS) * (driver::BLOCK + 2 * ROW_GAP) } else { 0 }
    }

    unsafe fn addresses(
        &self,
        rows: Range<usize>,
        block: &Block,
        tile: usize,
        table: &mut [*const T],
        scratch: &mut [T],
    ) -> isize {
        if block.segments == 0 {
            return 0;
        }
        let len = block.len();
        let count = rows.len();
        let padded = count.next_multiple_of(tile);
        let start = self
            .start
            .wrapping_offset(rows.start as isize * self.row_stride)
            .wrapping_offset(block.start as isize * self.col_stride);
        let row = |r: usize| start.wrapping_offset(r.min(count - 1) as isize * self.row_stride);
        if !self.copy {
            for r in 0..padded {
                table[r] = row(r);
            }
            return self.col_stride;
        }
        if self.row_stride == 1 && self.col_stride != 1 {
            // Columns with adjacent elements: for each step, a tile's rows side by side.
            for (t, panel) in scratch.chunks_exact_mut(len * tile).take(padded / tile).enumerate() {
                let first = t * tile;
                let valid = (count - first).min(tile);
                for (k, to) in panel.chunks_exact_mut(tile).enumerate() {
                    // SAFETY: `valid` rows of column `k` lie in the matrix.
                    let from = unsafe {
                        let column = row(first).wrapping_offset(k as isize * self.col_stride);
                        std::slice::from_raw_parts(column, valid)
                    };
                    if valid == 8 {
                        to[..8].copy_from_slice(&from[..8]);
                    } else {
                        to[..valid].copy_from_slice(from);
                    }
                }
                for r in 0..tile {
                    table[first + r] = panel.as_ptr().wrapping_add(r.min(valid - 1));
                }
            }
            return tile as isize;
        }
        let gap = len.next_multiple_of(ROW_GAP) + ROW_GAP;
        for (r, to) in scratch.chunks_exact_mut(gap).take(count).enumerate() {
            let from = row(r);
            if self.col_stride == 1 {
                // SAFETY: `len` elements of the row lie in the matrix.
                to[..len].copy_from_slice(unsafe { std::slice::from_raw_parts(from, len) });
            } else {
                for (k, to) in to[..len].iter_mut().enumerate() {
                    // SAFETY: as above.
                    *to = unsafe { *from.wrapping_offset(k as isize * self.col_stride) };
                }
            }
            table[r] = to.as_ptr();
        }
        for r in count..padded {
            table[r] = table[count - 1];
        }
        1
    }
}

/// How an output of `m` rows and so many registers of columns is cut into tasks: rows and
/// registers of each. By size alone.
pub(crate) fn grid<T>(m: usize, vectors: usize, macs: usize, kernel: &Kernel<T>) -> (usize, usize) {
    let tiles = m.div_ceil(kernel.rows);
    let row_blocks = m.div_ceil(if macs >= 1 << 30 { 256 } else { 128 }).max(1);
    let rows = tiles.div_ceil(row_blocks) * kernel.rows;
    let wide = (vectors * kernel.lanes).div_ceil(1024);
    let want: usize = if macs / MACS_PER_WORK < par::MIN_WORK { 1 } else { 16 };
    let columns = want.div_ceil(row_blocks).min(vectors.div_ceil(kernel.vectors)).max(wide);
    (rows.max(kernel.rows), vectors.div_ceil(columns.max(1)).max(1))
}

/// Most elements of the right matrix that are packed at a time.
const SLAB: usize = 4 << 20;

/// `c = activation(a * b + bias)`, or `c = activation(c + a * b + bias)` with `accumulate`.
///
/// `a` is `m` by `k`, `b` is `k` by `n`, `c` holds `m` rows of `n` adjacent elements, the bias has
/// `n` elements. With `k` = 0 the product is zero.
///
/// ```
/// use sparkler_cpu::gemm::{Epilogue, MatRef, gemm};
/// let (a, b) = ([1.0, 2.0, 3.0, 4.0], [5.0f32, 6.0]);
/// let mut c = [0.0; 2];
/// gemm(2, 1, 2, MatRef::row_major(&a, 2), MatRef::row_major(&b, 1), &mut c, false,
///     Epilogue::default());
/// assert_eq!(c, [17.0, 39.0]);
/// ```
///
/// # Panics
/// If a slice is too short for its sizes.
pub fn gemm<T: Float>(
    m: usize,
    n: usize,
    k: usize,
    a: MatRef<'_, T>,
    b: MatRef<'_, T>,
    c: &mut [T],
    accumulate: bool,
    epilogue: Epilogue<'_, T>,
) {
    a.check(m, k);
    b.check(k, n);
    check_output(m, n, c, &epilogue);
    if m == 0 || n == 0 {
        return;
    }
    if m == 1 || n == 1 {
        return vector_matrix::multiply(m, n, k, &a, &b, c, accumulate, &epilogue);
    }
    multiply_into(m, n, k, a, b, c, n, accumulate, epilogue);
}

/// [`gemm`] into a part of a matrix: row `i` of `c` begins at `i * stride`. What is between the rows
/// stays as it is.
///
/// # Panics
/// If a slice is too short for its sizes, or `stride` is less than `n`.
pub fn gemm_strided<T: Float>(
    m: usize,
    n: usize,
    k: usize,
    a: MatRef<'_, T>,
    b: MatRef<'_, T>,
    c: &mut [T],
    stride: usize,
    accumulate: bool,
) {
    a.check(m, k);
    b.check(k, n);
    if m == 0 || n == 0 {
        return;
    }
    assert!(
        stride >= n && c.len() >= (m - 1) * stride + n,
        "output of {m} x {n}, rows {stride} apart, does not fit {} elements",
        c.len()
    );
    multiply_into(m, n, k, a, b, c, stride, accumulate, Epilogue::default());
}

/// The product into rows of `c` that are `stride` apart; the sizes have been checked.
fn multiply_into<T: Float>(
    m: usize,
    n: usize,
    k: usize,
    a: MatRef<'_, T>,
    b: MatRef<'_, T>,
    c: &mut [T],
    stride: usize,
    accumulate: bool,
    epilogue: Epilogue<'_, T>,
) {
    let kernel = T::kernel();
    let depth = Depth { segments: 1, run: k };
    let lanes = kernel.lanes;
    // The more rows, the more often the right matrix is read; in place, its rows may fight for
    // cache sets and pages.
    let small = k * n * size_of::<T>() <= 64 << 10;
    let most = if small { 10 * kernel.rows } else { 5 * kernel.rows };
    let in_place = b.col_stride == 1 && b.row_stride >= 0 && m <= most;
    let output = Output { start: c.as_mut_ptr(), stride };
    if in_place {
        // So few rows that packing would cost more than it gains.
        let rest = n % lanes;
        let mut tail = Scratch::<T>::new(Slot::Right, if rest == 0 { 0 } else { k * lanes });
        if rest > 0 {
            // Packed without blocks: they follow each other anyway.
            pack::right(lanes, depth, n - rest..n, &b, &mut tail);
        }
        let right = Right {
            n,
            lanes,
            packed: tail.as_ptr(),
            direct: b.as_ptr(),
            stride: b.row_stride as usize,
        };
        // SAFETY: all sizes were checked above.
        unsafe { multiply_grid(kernel, m, depth, &a, &right, output, accumulate, &epilogue) };
        return;
    }
    let slab = (SLAB / k.max(1)).next_multiple_of(lanes * kernel.vectors);
    for first in (0..n).step_by(slab) {
        let columns = slab.min(n - first);
        let width = columns.next_multiple_of(lanes);
        let mut packed = Scratch::<T>::new(Slot::Right, k * width);
        pack::right(lanes, depth, first..first + columns, &b, &mut packed);
        let right = Right {
            n: columns,
            lanes,
            packed: packed.as_ptr(),
            direct: std::ptr::null(),
            stride: 0,
        };
        let epilogue =
            Epilogue { bias: epilogue.bias.map(|bias| &bias[first..first + columns]), ..epilogue };
        let output = Output { start: output.start.wrapping_add(first), ..output };
        // SAFETY: all sizes were checked above.
        unsafe { multiply_grid(kernel, m, depth, &a, &right, output, accumulate, &epilogue) };
    }
}

/// [`gemm`] with a matrix that was packed before.
///
/// # Panics
/// If a slice is too short for its sizes.
pub fn gemm_packed<T: Float>(
    m: usize,
    a: MatRef<'_, T>,
    b: &PackedB<T>,
    c: &mut [T],
    accumulate: bool,
    epilogue: Epilogue<'_, T>,
) {
    a.check(m, b.k());
    check_output(m, b.n, c, &epilogue);
    if m == 0 || b.n == 0 {
        return;
    }
    let output = Output { start: c.as_mut_ptr(), stride: b.n };
    // SAFETY: all sizes were checked above.
    unsafe {
        multiply_grid(b.kernel, m, b.depth, &a, &b.right(), output, accumulate, &epilogue);
    }
}

/// The lower triangle of `transpose(a) * a` for `a` of `k` by `n`, or that much more with
/// `accumulate`: half the work of the whole product, which is symmetric. `c` holds `n` rows of `n`
/// adjacent elements; what is above the diagonal is left undefined (near it, it may be written).
///
/// ```
/// use sparkler_cpu::gemm::{MatRef, gram};
/// let mut c = [0.0f64; 4];
/// gram(2, 1, MatRef::row_major(&[3.0, 4.0], 2), &mut c, false);
/// assert_eq!([c[0], c[2], c[3]], [9.0, 12.0, 16.0]);
/// ```
///
/// # Panics
/// If a slice is too short for its sizes.
pub fn gram<T: Float>(n: usize, k: usize, a: MatRef<'_, T>, c: &mut [T], accumulate: bool) {
    /// Rows of a task: enough to use a packed register of columns often, few enough for little to
    /// lie above the diagonal.
    const ROWS: usize = 96;
    a.check(k, n);
    check_output::<T>(n, n, c, &Epilogue::default());
    if n == 0 {
        return;
    }
    let kernel = T::kernel();
    let depth = Depth { segments: 1, run: k };
    let lanes = kernel.lanes;
    let mut packed = Scratch::<T>::new(Slot::Right, k * n.next_multiple_of(lanes));
    pack::right(lanes, depth, 0..n, &a, &mut packed);
    let right = Right { n, lanes, packed: packed.as_ptr(), direct: std::ptr::null(), stride: 0 };
    let rows = ROWS.next_multiple_of(kernel.rows);
    let left = Strided::new(&a.transposed(), n, k, n);
    let output = Output { start: c.as_mut_ptr(), stride: n };
    let (left, right, output) = (&left, &right, &output);
    let macs = n.saturating_mul(n).saturating_mul(k) / 2;
    let tasks = n.div_ceil(rows);
    par::run(tasks, macs / MACS_PER_WORK, |task| {
        // The longest rows first, so that threads end together.
        let row = (tasks - 1 - task) * rows;
        let end = (row + rows).min(n);
        // SAFETY: the rows are disjoint and inside the matrix.
        unsafe {
            driver::multiply(
                kernel,
                left,
                row..end,
                depth,
                right,
                0..end.div_ceil(lanes),
                *output,
                accumulate,
                &Epilogue::default(),
            );
        }
    });
}

fn check_output<T>(m: usize, n: usize, c: &[T], epilogue: &Epilogue<'_, T>) {
    assert!(c.len() >= m * n, "output of {m} x {n} does not fit {} elements", c.len());
    if let Some(bias) = epilogue.bias {
        assert!(bias.len() >= n, "bias of {n} does not fit {} elements", bias.len());
    }
}

/// # Safety
/// All addresses must be good for their sizes.
unsafe fn multiply_grid<T: Float>(
    kernel: &'static Kernel<T>,
    m: usize,
    depth: Depth,
    a: &MatRef<'_, T>,
    right: &Right<T>,
    output: Output<T>,
    accumulate: bool,
    epilogue: &Epilogue<'_, T>,
) {
    let vectors = right.vectors();
    let macs = m.saturating_mul(depth.len()).saturating_mul(right.n);
    let (rows, columns) = grid(m, vectors, macs, kernel);
    let (row_tasks, column_tasks) = (m.div_ceil(rows), vectors.div_ceil(columns));
    let left = Strided::new(a, m, depth.len(), columns * kernel.lanes);
    let (output, right) = (&output, &right);
    par::run(row_tasks * column_tasks, macs / MACS_PER_WORK, |task| {
        let (row, column) = (task / column_tasks * rows, task % column_tasks * columns);
        // SAFETY: the parts are disjoint and inside the matrices.
        unsafe {
            driver::multiply(
                kernel,
                &left,
                row..(row + rows).min(m),
                depth,
                right,
                column..(column + columns).min(vectors),
                *output,
                accumulate,
                epilogue,
            );
        }
    });
}

/// Many products of the same size: `c[i] = activation(a[i] * b[i] + bias)`, where matrix `i` of an
/// operand begins `i * stride` elements after its first one (0: the same matrix every time), and
/// the results follow each other. Other arguments as for [`gemm`].
///
/// # Panics
/// If a slice is too short for its sizes.
pub fn gemm_batched<T: Float>(
    batch: usize,
    m: usize,
    n: usize,
    k: usize,
    a: MatRef<'_, T>,
    a_batch_stride: isize,
    b: MatRef<'_, T>,
    b_batch_stride: isize,
    c: &mut [T],
    accumulate: bool,
    epilogue: Epilogue<'_, T>,
) {
    check_output(batch * m, n, c, &epilogue);
    if batch == 0 || m == 0 || n == 0 {
        return;
    }
    // One matrix on the right and evenly spaced rows on the left are a single product.
    if b_batch_stride == 0 && (batch == 1 || a_batch_stride == m as isize * a.row_stride) {
        return gemm(batch * m, n, k, a, b, c, accumulate, epilogue);
    }
    let at = |matrix: &MatRef<'_, T>, stride: isize, i: usize| {
        let offset = matrix.offset as i128 + i as i128 * stride as i128;
        assert!(offset >= 0 && offset <= matrix.data.len() as i128, "batch outside the matrices");
        offset as usize
    };
    let c = par::SharedMut::new(c);
    let one = |i: usize| {
        let a = MatRef { offset: at(&a, a_batch_stride, i), ..a };
        let b = MatRef { offset: at(&b, b_batch_stride, i), ..b };
        // SAFETY: each product has its own part of the output.
        let c = unsafe { c.slice(i * m * n..(i + 1) * m * n) };
        gemm(m, n, k, a, b, c, accumulate, epilogue);
    };
    let macs = m.saturating_mul(n).saturating_mul(k);
    if macs / MACS_PER_WORK >= 16 * par::MIN_WORK {
        // Each is enough for all threads.
        (0..batch).for_each(one);
    } else {
        let work = macs / MACS_PER_WORK + m * n / 4 + 50;
        let grain = (par::MIN_WORK / 4 / work).clamp(1, batch.div_ceil(16).max(1));
        par::chunks(batch, grain, work, |range| range.for_each(one));
    }
}

crate::dispatch! {
    fn gemm_i32_rows(n: usize, k: usize, a: &MatRef<'_, i32>, rows: Range<usize>, b: &[i32],
        c: &mut [i32], accumulate: bool) = gemm_i32_kernel;
}

#[inline(always)]
fn gemm_i32_kernel<S: crate::isa::Simd>(
    _simd: S,
    n: usize,
    k: usize,
    a: &MatRef<'_, i32>,
    rows: Range<usize>,
    b: &[i32],
    c: &mut [i32],
    accumulate: bool,
) {
    // So many columns of `b` are used for all rows while they are in the cache.
    const COLUMNS: usize = 64;
    let at = |row: usize, step: usize| {
        let offset = row as isize * a.row_stride + step as isize * a.col_stride;
        a.data[a.offset.wrapping_add_signed(offset)]
    };
    for first in (0..n).step_by(COLUMNS) {
        let width = COLUMNS.min(n - first);
        for row in rows.clone() {
            let mut sums = [0i32; COLUMNS];
            for step in 0..k {
                let x = at(row, step);
                let b = &b[step * n + first..][..width];
                if width == COLUMNS {
                    for j in 0..COLUMNS {
                        sums[j] = sums[j].wrapping_add(x.wrapping_mul(b[j]));
                    }
                } else {
                    for (sum, &b) in sums.iter_mut().zip(b) {
                        *sum = sum.wrapping_add(x.wrapping_mul(b));
                    }
                }
            }
            let c = &mut c[(row - rows.start) * n + first..][..width];
            for (c, &sum) in c.iter_mut().zip(&sums) {
                *c = if accumulate { c.wrapping_add(sum) } else { sum };
            }
        }
    }
}

/// `c = a * b`, or `c += a * b` with `accumulate`, of integers; overflow wraps around. Sizes as for
/// [`gemm`].
///
/// # Panics
/// If a slice is too short for its sizes.
pub fn gemm_i32(
    m: usize,
    n: usize,
    k: usize,
    a: MatRef<'_, i32>,
    b: MatRef<'_, i32>,
    c: &mut [i32],
    accumulate: bool,
) {
    a.check(m, k);
    b.check(k, n);
    check_output(m, n, c, &Epilogue::default());
    let copied: Vec<i32>;
    let dense = if b.col_stride == 1 && b.row_stride == n as isize {
        b.data.get(b.offset..).unwrap_or_default()
    } else {
        copied = (0..k * n)
            .map(|i| {
                let offset = (i / n) as isize * b.row_stride + (i % n) as isize * b.col_stride;
                b.data[b.offset.wrapping_add_signed(offset)]
            })
            .collect();
        &copied
    };
    if n == 0 {
        return;
    }
    let grain = 16 * n;
    par::chunks_mut(&mut c[..m * n], grain, k / 8 + 1, |start, c| {
        let row = start / n;
        gemm_i32_rows(n, k, &a, row..row + c.len() / n, dense, c, accumulate);
    });
}

#[cfg(test)]
pub(crate) mod tests;
