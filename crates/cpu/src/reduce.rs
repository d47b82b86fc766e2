//! Reductions over axes.
//!
//! A dense array whose reduced axes are neighbours is `[outer, len, inner]` ([`Reduce`]), of which
//! `len` is folded. Sums are pairwise: blocks of some thousand elements are added up in many lanes,
//! and the blocks by a tree, so that the error of a sum of a million singles stays at a few units
//! of its last place. All cuts depend on the sizes alone.
//!
//! ```
//! use sparkler_base::Array;
//! use sparkler_cpu::reduce::{self, Mean};
//!
//! let x = Array::from_slice(&[1.0f32, 2.0, 3.0, 4.0], &[2, 2]).unwrap();
//! let mut y = [0.0f32; 2];
//! reduce::reduce::<Mean, f32>(&x, &[0], &mut y).unwrap();
//! assert_eq!(y, [2.0, 3.0]);
//! ```

use crate::copy;
use crate::isa::Simd;
use crate::kernel::{Kernel, dispatch};
use crate::par::{self, SharedMut};
use sparkler_base::{Array, Element, Error, ErrorKind, MAX_RANK, Result, bf16, f16};

/// Running folds of one row, for the compiler to keep in registers. WebAssembly has 16 of them, of
/// 4 singles each, and unrolled code has to be fetched.
const LANES: usize = if cfg!(target_arch = "wasm32") { 16 } else { 64 };
/// Elements folded lane by lane before the tree takes over.
const LEAF: usize = 4096;
/// Elements of a row that one task folds: a whole power of two of leaves.
const ROW_PIECE: usize = 16 * LEAF;
/// Columns that are folded together, whose running folds fit the first cache.
const COLUMNS: usize = 1024;
/// Rows that are folded into one set of running folds.
const ROW_LEAF: usize = 64;

/// A dense array seen as `[outer, len, inner]`, of which the middle is reduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reduce {
    /// The product of the extents before the reduced axes.
    pub outer: usize,
    /// The product of the reduced extents.
    pub len: usize,
    /// The product of the extents behind the reduced axes.
    pub inner: usize,
}

impl Reduce {
    /// Elements that go in.
    pub fn input(&self) -> usize {
        self.outer * self.len * self.inner
    }

    /// Elements that come out.
    pub fn output(&self) -> usize {
        self.outer * self.inner
    }
}

/// A reduction of elements of type `T`.
pub trait Reduction<T: Element>: Send + Sync + 'static {
    /// What it gives.
    type Out: Element;
    /// What reduces the results of a first reduction along further axes.
    type Rest: Reduction<Self::Out, Out = Self::Out>;
    /// Reduces `x` to `y`.
    fn run(x: &[T], dims: Reduce, y: &mut [Self::Out]);
    /// What remains to be done when all axes are reduced, `count` elements to each result.
    fn finish(y: &mut [Self::Out], count: usize) {
        let _ = (y, count);
    }
}

/// An associative fold with identity, on lanes.
trait Fold<T>: Copy + Send + Sync {
    type Acc: Element;
    fn identity(self) -> Self::Acc;
    fn lift(self, x: T) -> Self::Acc;
    fn combine(self, a: Self::Acc, b: Self::Acc) -> Self::Acc;
}

macro_rules! reductions {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
    )*};
}
reductions! {
    /// The sum; integers wrap, truth values are counted in `i32`. 0 of nothing.
    Sum,
    /// The arithmetic mean; NaN of nothing.
    Mean,
    /// The product; integers wrap. 1 of nothing.
    Prod,
    /// The largest, NaN if there is one; the least value of the type of nothing.
    Max,
    /// The smallest, NaN if there is one; the greatest value of the type of nothing.
    Min,
    /// The sum of squares.
    SumSquares,
    /// The sum of magnitudes.
    SumAbs,
    /// Is any true?
    Any,
    /// Are all true?
    All,
    /// `ln(sum(e^x))` without overflow.
    LogSumExp,
}

macro_rules! fold {
    ($op:ident, $rest:ident, $($t:ty),* => $acc:ty, $identity:expr, |$x:ident| $lift:expr,
        |$a:ident, $b:ident| $combine:expr) => {$(
        impl Fold<$t> for $op {
            type Acc = $acc;
            #[inline(always)]
            fn identity(self) -> $acc {
                $identity
            }
            #[inline(always)]
            fn lift(self, $x: $t) -> $acc {
                $lift
            }
            #[inline(always)]
            fn combine(self, $a: $acc, $b: $acc) -> $acc {
                $combine
            }
        }
        impl Reduction<$t> for $op {
            type Out = $acc;
            type Rest = $rest;
            fn run(x: &[$t], dims: Reduce, y: &mut [$acc]) {
                fold($op, x, dims, y);
            }
        }
    )*};
}
macro_rules! float_folds {
    ($($t:ident),*) => {$(
        fold!(Sum, Sum, $t => $t, 0.0, |x| x, |a, b| a + b);
        fold!(Prod, Prod, $t => $t, 1.0, |x| x, |a, b| a * b);
        fold!(SumSquares, Sum, $t => $t, 0.0, |x| x * x, |a, b| a + b);
        fold!(SumAbs, Sum, $t => $t, 0.0, |x| x.abs(), |a, b| a + b);
        fold!(Max, Max, $t => $t, $t::NEG_INFINITY, |x| x, |a, b| if b > a || b.is_nan() { b } else { a });
        fold!(Min, Min, $t => $t, $t::INFINITY, |x| x, |a, b| if b < a || b.is_nan() { b } else { a });
        impl Reduction<$t> for Mean {
            type Out = $t;
            type Rest = Sum;
            fn run(x: &[$t], dims: Reduce, y: &mut [$t]) {
                Sum::run(x, dims, y);
            }
            fn finish(y: &mut [$t], count: usize) {
                y.iter_mut().for_each(|y| *y /= count as $t);
            }
        }
    )*};
}
macro_rules! int_folds {
    ($($t:ident),*) => {$(
        fold!(Sum, Sum, $t => $t, 0, |x| x, |a, b| a.wrapping_add(b));
        fold!(Prod, Prod, $t => $t, 1, |x| x, |a, b| a.wrapping_mul(b));
        fold!(SumSquares, Sum, $t => $t, 0, |x| x.wrapping_mul(x), |a, b| a.wrapping_add(b));
        fold!(Max, Max, $t => $t, $t::MIN, |x| x, |a, b| a.max(b));
        fold!(Min, Min, $t => $t, $t::MAX, |x| x, |a, b| a.min(b));
        impl Reduction<$t> for Mean {
            type Out = $t;
            type Rest = Sum;
            fn run(x: &[$t], dims: Reduce, y: &mut [$t]) {
                Sum::run(x, dims, y);
            }
            fn finish(y: &mut [$t], count: usize) {
                // Truncated; of nothing, 0.
                let mean = |y: $t| (y as i64).checked_div(count as i64).unwrap_or(0) as $t;
                y.iter_mut().for_each(|y| *y = mean(*y));
            }
        }
    )*};
}
float_folds!(f32, f64);
int_folds!(i32, i64);
fold!(Sum, Sum, bool => i32, 0, |x| x as i32, |a, b| a.wrapping_add(b));
fold!(Any, Any, bool => bool, false, |x| x, |a, b| a | b);
fold!(All, All, bool => bool, true, |x| x, |a, b| a & b);

/// Reductions of half-precision numbers go through single precision and are rounded once, those of
/// bytes through `i32`, which wraps to the same bits in the end.
macro_rules! narrow_reductions {
    ($($op:ident: $rest:ident),* for $t:ty as $wide:ty) => {$(
        impl Reduction<$t> for $op {
            type Out = $t;
            type Rest = $rest;
            fn run(x: &[$t], dims: Reduce, y: &mut [$t]) {
                let mut wide = vec![<$wide>::default(); x.len()];
                let mut result = vec![<$wide>::default(); y.len()];
                crate::elementwise::cast_slice(x, &mut wide);
                <$op as Reduction<$wide>>::run(&wide, dims, &mut result);
                // A mean is divided here, in the wide type, and is a mean of means later.
                <$op as Reduction<$wide>>::finish(&mut result, dims.len);
                crate::elementwise::cast_slice(&result, y);
            }
        }
    )*};
}
narrow_reductions!(Sum: Sum, Mean: Mean, Prod: Prod, Max: Max, Min: Min, SumSquares: Sum,
    SumAbs: Sum, LogSumExp: LogSumExp for f16 as f32);
narrow_reductions!(Sum: Sum, Mean: Mean, Prod: Prod, Max: Max, Min: Min, SumSquares: Sum,
    SumAbs: Sum, LogSumExp: LogSumExp for bf16 as f32);
narrow_reductions!(Sum: Sum, Mean: Mean, Prod: Prod, Max: Max, Min: Min, SumSquares: Sum
    for u8 as i32);
narrow_reductions!(Sum: Sum, Mean: Mean, Prod: Prod, SumSquares: Sum for i8 as i32);
// What these give of nothing would not survive the cast.
fold!(Max, Max, i8 => i8, i8::MIN, |x| x, |a, b| a.max(b));
fold!(Min, Min, i8 => i8, i8::MAX, |x| x, |a, b| a.min(b));

// ---------------------------------------------------------------- kernels

/// Folds combined by a tree, as a binary counter: the folds of 1, 2, 4, ... leaves.
struct Tree<A> {
    folds: [A; 48],
    depth: usize,
    leaves: usize,
}

impl<A: Copy> Tree<A> {
    #[inline(always)]
    fn new(identity: A) -> Self {
        Tree { folds: [identity; 48], depth: 0, leaves: 0 }
    }

    #[inline(always)]
    fn push(&mut self, mut fold: A, combine: impl Fn(A, A) -> A) {
        let mut carry = self.leaves;
        while carry & 1 == 1 {
            self.depth -= 1;
            fold = combine(self.folds[self.depth], fold);
            carry >>= 1;
        }
        self.folds[self.depth] = fold;
        self.depth += 1;
        self.leaves += 1;
    }

    #[inline(always)]
    fn total(&self, identity: A, combine: impl Fn(A, A) -> A) -> A {
        let Some((&last, rest)) = self.folds[..self.depth].split_last() else {
            return identity;
        };
        rest.iter().rev().fold(last, |sum, &f| combine(f, sum))
    }
}

/// The fold of at most [`LEAF`] neighbours.
#[inline(always)]
fn fold_leaf<T: Copy, F: Fold<T>>(f: F, x: &[T]) -> F::Acc {
    let mut total = f.identity();
    let (blocks, rest) = x.as_chunks::<LANES>();
    if !blocks.is_empty() {
        let mut lanes = [f.identity(); LANES];
        for block in blocks {
            for i in 0..LANES {
                lanes[i] = f.combine(lanes[i], f.lift(block[i]));
            }
        }
        let mut width = LANES / 2;
        while width > 0 {
            for i in 0..width {
                lanes[i] = f.combine(lanes[i], lanes[i + width]);
            }
            width /= 2;
        }
        total = lanes[0];
    }
    let (blocks, rest) = rest.as_chunks::<8>();
    if !blocks.is_empty() {
        let mut lanes = [f.identity(); 8];
        for block in blocks {
            for i in 0..8 {
                lanes[i] = f.combine(lanes[i], f.lift(block[i]));
            }
        }
        let pair = |i: usize| f.combine(lanes[i], lanes[i + 4]);
        let sum = f.combine(f.combine(pair(0), pair(2)), f.combine(pair(1), pair(3)));
        total = f.combine(total, sum);
    }
    rest.iter().fold(total, |total, &x| f.combine(total, f.lift(x)))
}

/// Folds rows of `len` neighbours each.
struct Rows<'a, T, F: Fold<T>> {
    f: F,
    x: &'a [T],
    len: usize,
    y: &'a mut [F::Acc],
}

impl<T: Copy, F: Fold<T>> Kernel for Rows<'_, T, F> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, _: S) {
        let f = self.f;
        for (y, row) in self.y.iter_mut().zip(self.x.chunks_exact(self.len)) {
            *y = if row.len() <= LEAF {
                fold_leaf(f, row)
            } else {
                let mut tree = Tree::new(f.identity());
                for leaf in row.chunks(LEAF) {
                    tree.push(fold_leaf(f, leaf), |a, b| f.combine(a, b));
                }
                tree.total(f.identity(), |a, b| f.combine(a, b))
            };
        }
    }
}

/// Folds the rows of `x`, `stride` apart, into one row `y`, at most [`COLUMNS`] wide.
struct Columns<'a, T, F: Fold<T>> {
    f: F,
    x: &'a [T],
    stride: usize,
    y: &'a mut [F::Acc],
}

impl<T: Copy, F: Fold<T>> Kernel for Columns<'_, T, F> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, _: S) {
        let Columns { f, x, stride, y } = self;
        let width = y.len();
        let mut store = [f.identity(); COLUMNS];
        let running = &mut store[..width];
        y.fill(f.identity());
        for leaf in x.chunks(ROW_LEAF * stride) {
            running.fill(f.identity());
            // Four rows at a time: the running folds are loaded and stored a quarter as often.
            let mut fours = leaf.chunks_exact(4 * stride);
            let rest = if leaf.len() % (4 * stride) >= 3 * stride + width {
                // The last of four rows may be cut short behind its last column.
                let full = leaf.len() / (4 * stride) * 4 * stride;
                four_rows(f, &leaf[full..], stride, running);
                &[]
            } else {
                &leaf[leaf.len() / (4 * stride) * 4 * stride..]
            };
            for four in &mut fours {
                four_rows(f, four, stride, running);
            }
            for row in rest.chunks(stride).filter(|row| row.len() >= width) {
                for (r, &x) in running.iter_mut().zip(row) {
                    *r = f.combine(*r, f.lift(x));
                }
            }
            for (y, &r) in y.iter_mut().zip(running.iter()) {
                *y = f.combine(*y, r);
            }
        }
    }
}

#[inline(always)]
fn four_rows<T: Copy, F: Fold<T>>(f: F, x: &[T], stride: usize, running: &mut [F::Acc]) {
    let n = running.len();
    let (a, b) = (&x[..n], &x[stride..][..n]);
    let (c, d) = (&x[2 * stride..][..n], &x[3 * stride..][..n]);
    for i in 0..n {
        let low = f.combine(f.lift(a[i]), f.lift(b[i]));
        let high = f.combine(f.lift(c[i]), f.lift(d[i]));
        running[i] = f.combine(running[i], f.combine(low, high));
    }
}

/// Folds rows of `len` neighbours each. There is one of it for each type and operation, not one for
/// each place that calls it.
#[inline(never)]
fn fold_rows<T: Element, F: Fold<T>>(f: F, x: &[T], len: usize, y: &mut [F::Acc]) {
    dispatch(Rows { f, x, len, y });
}

fn fold<T: Element, F: Fold<T>>(f: F, x: &[T], dims: Reduce, y: &mut [F::Acc]) {
    let Reduce { outer, len, inner } = dims;
    assert_eq!((x.len(), y.len()), (dims.input(), dims.output()), "a reduction of other sizes");
    if y.is_empty() {
        return;
    }
    if len == 0 {
        y.fill(f.identity());
        return;
    }
    if inner > 1 {
        return fold_columns(f, x, dims, y);
    }
    let pieces = len.div_ceil(ROW_PIECE);
    if pieces == 1 {
        let rows = (16 * 1024 / len).max(1);
        par::chunks_mut(y, rows, len, |start, y| {
            fold_rows(f, &x[start * len..(start + y.len()) * len], len, y);
        });
        return;
    }
    let mut parts = vec![f.identity(); outer * pieces];
    par::chunks_mut(&mut parts, 1, ROW_PIECE, |task, part| {
        let (row, piece) = (task / pieces, task % pieces);
        let row = &x[row * len..(row + 1) * len];
        let x = &row[piece * ROW_PIECE..((piece + 1) * ROW_PIECE).min(len)];
        fold_rows(f, x, x.len(), part);
    });
    for (y, parts) in y.iter_mut().zip(parts.chunks_exact(pieces)) {
        let mut tree = Tree::new(f.identity());
        parts.iter().for_each(|&part| tree.push(part, |a, b| f.combine(a, b)));
        *y = tree.total(f.identity(), |a, b| f.combine(a, b));
    }
}

fn fold_columns<T: Element, F: Fold<T>>(f: F, x: &[T], dims: Reduce, y: &mut [F::Acc]) {
    let Reduce { outer, len, inner } = dims;
    // Enough rows for a task to be worth starting, and no more than the sum's accuracy allows.
    let width = inner.min(COLUMNS);
    let rows = (32 * 1024 / width).clamp(1, ROW_LEAF * 64).next_multiple_of(ROW_LEAF);
    let (pieces, bands) = (len.div_ceil(rows), inner.div_ceil(COLUMNS));
    let mut parts = if pieces > 1 { vec![f.identity(); outer * pieces * inner] } else { vec![] };
    let target = if pieces > 1 { &mut parts[..] } else { &mut *y };
    let shared = SharedMut::new(target);
    par::run(outer * pieces * bands, x.len(), |task| {
        let (band, rest) = (task % bands, task / bands);
        let (piece, row) = (rest % pieces, rest / pieces);
        let columns = band * COLUMNS..((band + 1) * COLUMNS).min(inner);
        let at = (row * pieces + piece) * inner;
        let first = row * len + piece * rows;
        let last = row * len + ((piece + 1) * rows).min(len) - 1;
        let x = &x[first * inner + columns.start..last * inner + columns.end];
        #[allow(unsafe_code)]
        // SAFETY: every task has its own piece and its own columns.
        let y = unsafe { shared.slice(at + columns.start..at + columns.end) };
        dispatch(Columns { f, x, stride: inner, y });
    });
    if pieces == 1 {
        return;
    }
    for (y, parts) in y.chunks_exact_mut(inner).zip(parts.chunks_exact_mut(pieces * inner)) {
        // A tree over the pieces: the second half onto the first, until one is left.
        let mut count = pieces;
        while count > 1 {
            let half = count.div_ceil(2);
            let (low, high) = parts[..count * inner].split_at_mut(half * inner);
            for (a, &b) in low.iter_mut().zip(high.iter()) {
                *a = f.combine(*a, b);
            }
            count = half;
        }
        y.copy_from_slice(&parts[..inner]);
    }
}

// ---------------------------------------------------------------- log-sum-exp

macro_rules! log_sum_exp {
    ($t:ident, |$d:ident| $exp:expr) => {
        impl Reduction<$t> for LogSumExp {
            type Out = $t;
            type Rest = LogSumExp;
            fn run(x: &[$t], dims: Reduce, y: &mut [$t]) {
                let Reduce { len, inner, .. } = dims;
                <Max as Reduction<$t>>::run(x, dims, y);
                if len == 0 {
                    return;
                }
                par::chunks_mut(y, inner, len * 12, |start, y| {
                    let mut sums = vec![0.0; inner];
                    // Subtracting an infinite maximum would give NaN.
                    let shift = |m: $t| if m.is_finite() { m } else { 0.0 };
                    let x = &x[start / inner * len * inner..][..len * inner];
                    let mut block = [0.0; 1024];
                    let mut column = 0;
                    for x in x.chunks(1024) {
                        let block = &mut block[..x.len()];
                        let mut at = column;
                        for ($d, &x) in block.iter_mut().zip(x) {
                            *$d = x - shift(y[at]);
                            at = if at + 1 == inner { 0 } else { at + 1 };
                        }
                        let $d = &mut *block;
                        $exp;
                        if inner == 1 {
                            let mut part = [0.0];
                            let dims = Reduce { outer: 1, len: x.len(), inner: 1 };
                            <Sum as Reduction<$t>>::run(block, dims, &mut part);
                            sums[0] += part[0];
                        } else {
                            for &e in block.iter() {
                                sums[column] += e;
                                column = if column + 1 == inner { 0 } else { column + 1 };
                            }
                        }
                    }
                    for (y, s) in y.iter_mut().zip(sums) {
                        *y = shift(*y) + s.ln();
                    }
                });
            }
        }
    };
}
log_sum_exp!(f32, |d| crate::vecmath::exp_f32_inplace(d));
log_sum_exp!(f64, |d| crate::vecmath::exp_f64_inplace(d));

// ---------------------------------------------------------------- the driver

/// The extents of an array as alternating groups of kept and reduced axes, kept first.
fn groups(shape: &[usize], axes: &[usize]) -> ([usize; MAX_RANK + 2], usize) {
    let mut groups = [1; MAX_RANK + 2];
    let mut count = 1;
    for (axis, &d) in shape.iter().enumerate() {
        let reduced = axes.contains(&axis);
        // Groups at odd places are reduced.
        if d != 1 && reduced != (count % 2 == 0) {
            count += 1;
        }
        groups[count - 1] *= d;
    }
    (groups, count)
}

/// Reduces an array of any strides over `axes`; `y` has the remaining axes in their order.
///
/// # Errors
/// If the array is not of type `T`, or `y` has another number of elements than the result.
pub fn reduce<R: Reduction<T>, T: Element>(
    x: &Array,
    axes: &[usize],
    y: &mut [R::Out],
) -> Result<()> {
    let mut store = Vec::new();
    let dense = dense("reduce", x, &mut store)?;
    let (mut dims, mut count) = groups(x.shape(), axes);
    let kept: usize = dims[..count].iter().step_by(2).product();
    let reduced: usize = dims[..count].iter().skip(1).step_by(2).product();
    if kept != y.len() {
        return Err(Error::other("reduce", format!("{} results, expected {kept}", y.len())));
    }
    if count % 2 == 0 {
        // The last group is reduced: an empty product of kept axes follows it.
        dims[count] = 1;
        count += 1;
    }
    if count == 1 {
        // No axes: every element is a reduction of itself alone.
        R::run(dense, Reduce { outer: dims[0], len: 1, inner: 1 }, y);
        R::finish(y, 1);
        return Ok(());
    }
    reduce_groups::<R, T>(dense, &mut dims, count, reduced, y);
    Ok(())
}

/// Reduces groups kept, reduced, ..., kept (`count` of them) from the last reduced one on.
fn reduce_groups<R: Reduction<T>, T: Element>(
    x: &[T],
    dims: &mut [usize],
    mut count: usize,
    reduced: usize,
    y: &mut [R::Out],
) {
    let step = |dims: &[usize], count: usize| Reduce {
        outer: dims[..count - 2].iter().product(),
        len: dims[count - 2],
        inner: dims[count - 1],
    };
    let first = step(dims, count);
    if count == 3 {
        R::run(x, first, y);
        R::finish(y, reduced);
        return;
    }
    let mut parts = vec![R::Out::default(); first.output()];
    R::run(x, first, &mut parts);
    loop {
        // The two kept groups on both sides of the reduced one are one now.
        dims[count - 3] *= dims[count - 1];
        count -= 2;
        let next = step(dims, count);
        if count == 3 {
            R::Rest::run(&parts, next, y);
            R::finish(y, reduced);
            return;
        }
        let mut smaller = vec![R::Out::default(); next.output()];
        R::Rest::run(&parts, next, &mut smaller);
        parts = smaller;
    }
}

/// The elements of an array in order: where they are if dense, else in the store.
pub(crate) fn dense<'a, T: Element>(
    op: &'static str,
    x: &'a Array,
    store: &'a mut Vec<T>,
) -> Result<&'a [T]> {
    if let Some(dense) = x.as_slice::<T>() {
        return Ok(dense);
    }
    let Some(all) = x.buffer().as_slice::<T>() else {
        return Err(Error::new(
            op,
            ErrorKind::DType {
                input: "x".into(),
                got: x.dtype(),
                expected: T::DTYPE.name().into(),
            },
        ));
    };
    store.resize(x.size(), T::default());
    copy::copy_strided(all, x.layout(), store);
    Ok(store)
}

// ---------------------------------------------------------------- arg max and min

/// An element type with an order in which NaN comes before everything (as the extreme looked for).
pub trait Ordered: Element {
    /// Is this, compared with the best so far, greater, or the first NaN?
    fn beats_as_max(self, best: Self) -> bool;
    /// Is this, compared with the best so far, smaller, or the first NaN?
    fn beats_as_min(self, best: Self) -> bool;
    /// A number that is greater for greater elements (or, `descending`, for smaller ones), equal for
    /// equal ones (both zeros, all NaN), and greatest for NaN.
    fn sort_key(self, descending: bool) -> u64;
}

macro_rules! ordered {
    (int: $($t:ty),*) => {$(
        impl Ordered for $t {
            #[inline(always)]
            fn beats_as_max(self, best: Self) -> bool {
                self > best
            }
            #[inline(always)]
            fn beats_as_min(self, best: Self) -> bool {
                self < best
            }
            #[inline(always)]
            fn sort_key(self, descending: bool) -> u64 {
                let key = (self as i64 as u64) ^ (1 << 63);
                if descending { !key } else { key }
            }
        }
    )*};
    (float: $($t:ty: $wide:ty),*) => {$(
        impl Ordered for $t {
            #[inline(always)]
            fn beats_as_max(self, best: Self) -> bool {
                let (x, best) = (<$wide>::from(self), <$wide>::from(best));
                (x > best) | (x.is_nan() & !best.is_nan())
            }
            #[inline(always)]
            fn beats_as_min(self, best: Self) -> bool {
                let (x, best) = (<$wide>::from(self), <$wide>::from(best));
                (x < best) | (x.is_nan() & !best.is_nan())
            }
            #[inline(always)]
            fn sort_key(self, descending: bool) -> u64 {
                // Adding 0 makes one of the two zeros. Bits of positive numbers rise with them,
                // those of negative ones fall.
                let x = f64::from(self) + 0.0;
                let bits = x.to_bits();
                let key = if bits >> 63 == 0 { bits | (1 << 63) } else { !bits };
                match x.is_nan() {
                    true => u64::MAX,
                    false if descending => !key,
                    false => key,
                }
            }
        }
    )*};
}
ordered!(int: bool, u8, i8, i32, i64);
ordered!(float: f16: f32, bf16: f32, f32: f32, f64: f64);

/// The index of the first largest along the middle axis (NaN counts as the largest). `len` must
/// not be 0.
pub fn arg_max<T: Ordered>(x: &[T], dims: Reduce, y: &mut [i32]) {
    arg_best(x, dims, y, T::beats_as_max);
}

/// The index of the first smallest along the middle axis (NaN counts as the smallest). `len` must
/// not be 0.
pub fn arg_min<T: Ordered>(x: &[T], dims: Reduce, y: &mut [i32]) {
    arg_best(x, dims, y, T::beats_as_min);
}

fn arg_best<T: Ordered>(
    x: &[T],
    dims: Reduce,
    y: &mut [i32],
    beats: impl Fn(T, T) -> bool + Copy + Send + Sync,
) {
    let Reduce { len, inner, .. } = dims;
    assert_eq!((x.len(), y.len()), (dims.input(), dims.output()), "a reduction of other sizes");
    if y.is_empty() || len == 0 {
        y.fill(0);
        return;
    }
    let grain = if inner == 1 { (8192 / len).max(1) } else { inner };
    par::chunks_mut(y, grain, len * 2, |start, y| {
        let x = &x[start * len..(start + y.len()) * len];
        dispatch(ArgBest { x, len, inner, y, beats });
    });
}

struct ArgBest<'a, T, F> {
    x: &'a [T],
    len: usize,
    inner: usize,
    y: &'a mut [i32],
    beats: F,
}

impl<T: Ordered, F: Fn(T, T) -> bool + Copy> Kernel for ArgBest<'_, T, F> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, _: S) {
        let ArgBest { x, len, inner, y, beats } = self;
        if inner == 1 {
            for (y, row) in y.iter_mut().zip(x.chunks_exact(len)) {
                *y = arg_best_row(row, beats);
            }
            return;
        }
        let mut best = vec![T::default(); inner];
        for (y, x) in y.chunks_exact_mut(inner).zip(x.chunks_exact(len * inner)) {
            best.copy_from_slice(&x[..inner]);
            y.fill(0);
            for (row, x) in x.chunks_exact(inner).enumerate().skip(1) {
                for ((y, best), &x) in y.iter_mut().zip(&mut best).zip(x) {
                    let won = beats(x, *best);
                    *best = if won { x } else { *best };
                    *y = if won { row as i32 } else { *y };
                }
            }
        }
    }
}

/// The best of each lane, then the first place where the best of all stands.
#[inline(always)]
fn arg_best_row<T: Ordered>(row: &[T], beats: impl Fn(T, T) -> bool) -> i32 {
    let mut best = row[0];
    let (blocks, rest) = row.as_chunks::<32>();
    if let Some((first, others)) = blocks.split_first() {
        let mut lanes = *first;
        for block in others {
            for i in 0..32 {
                lanes[i] = if beats(block[i], lanes[i]) { block[i] } else { lanes[i] };
            }
        }
        best = lanes.into_iter().fold(best, |best, x| if beats(x, best) { x } else { best });
    }
    best = rest.iter().fold(best, |best, &x| if beats(x, best) { x } else { best });
    // Two elements of which neither beats the other are equal, or both NaN.
    row.iter().position(|&x| !beats(best, x)).unwrap_or(0) as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::testing::{on_every_isa, same_on_any_threads};
    use proptest::prelude::*;
    use sparkler_base::f16;

    /// One result for each index of the kept axes, by a function of all elements that share it.
    fn reference_reduce<T: Element, U>(x: &Array, axes: &[usize], f: impl Fn(&[T]) -> U) -> Vec<U> {
        let kept: Vec<usize> = (0..x.shape().rank()).filter(|a| !axes.contains(a)).collect();
        let t = x.transpose(&[&kept, axes].concat()).unwrap().to_vec::<T>().unwrap();
        let n: usize = kept.iter().map(|&a| x.shape()[a]).product();
        let m = axes.iter().map(|&a| x.shape()[a]).product::<usize>();
        (0..n).map(|i| f(&t[i * m..(i + 1) * m])).collect()
    }

    fn array(dims: &[usize]) -> Array {
        let n = dims.iter().product();
        let data: Vec<f32> = (0..n).map(|i| ((i * 7919) % 1009) as f32 * 0.01 - 3.0).collect();
        Array::from_slice(&data, dims).unwrap()
    }

    fn check(x: &Array, axes: &[usize]) {
        let close = |got: &[f32], want: &[f64], what: &str| {
            assert_eq!(got.len(), want.len());
            for (&g, &w) in got.iter().zip(want) {
                let same = g as f64 == w || (g as f64 - w).abs() <= 2e-6 * w.abs().max(1.0);
                assert!(same, "{what} of {} over {axes:?}: {g}, want {w}", x.shape());
            }
        };
        let wide = |v: &[f32]| v.iter().map(|&x| x as f64).collect::<Vec<f64>>();
        macro_rules! check {
            ($($op:ident: |$v:ident| $f:expr;)*) => {$(
                let want = reference_reduce(x, axes, |v: &[f32]| { let $v = wide(v); $f });
                let mut y = vec![f32::NAN; want.len()];
                reduce::<$op, f32>(x, axes, &mut y).unwrap();
                close(&y, &want, stringify!($op));
            )*};
        }
        check! {
            Sum: |v| v.iter().sum::<f64>();
            Mean: |v| v.iter().sum::<f64>() / v.len() as f64;
            SumSquares: |v| v.iter().map(|x| x * x).sum::<f64>();
            SumAbs: |v| v.iter().map(|x| x.abs()).sum::<f64>();
            Max: |v| v.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            Min: |v| v.iter().copied().fold(f64::INFINITY, f64::min);
            LogSumExp: |v| v.iter().map(|x| x.exp()).sum::<f64>().ln();
        }
    }

    #[test]
    fn rows_columns_and_groups() {
        on_every_isa(|_| {
            for (dims, axes) in [
                (&[7][..], &[0][..]),
                (&[5, 4], &[]),
                (&[], &[]),
                (&[100, 37], &[1]),
                (&[100, 37], &[0]),
                (&[3, 5000], &[1]),
                (&[1, 70_001], &[1]),
                (&[5000, 3], &[0]),
                (&[9000, 32], &[0]),
                (&[3, 2500], &[0]),
                (&[6, 5, 4, 3], &[0, 2]),
                (&[6, 5, 4, 3], &[1, 3]),
                (&[2, 3, 2, 3, 2, 3], &[0, 2, 4]),
                (&[4, 1, 5], &[1]),
                (&[67, 1200], &[0]),
            ] {
                check(&array(dims), axes);
            }
        });
        check(&array(&[6, 5, 4]).transpose(&[2, 0, 1]).unwrap(), &[1]);
    }

    proptest! {
        #[test]
        fn any_axes(dims in prop::collection::vec(1usize..6, 0..5), mask in 0usize..32) {
            let axes: Vec<usize> = (0..dims.len()).filter(|a| mask >> a & 1 == 1).collect();
            check(&array(&dims), &axes);
        }
    }

    #[test]
    fn a_million_singles_lose_nothing() {
        let data: Vec<f32> = (0..1_000_000).map(|i| 0.1 + (i % 97) as f32 * 1e-3).collect();
        let want: f64 = data.iter().map(|&x| x as f64).sum();
        for (rows, columns) in [(1, 1_000_000), (1_000_000, 1), (250_000, 4), (31_250, 32)] {
            let axis = usize::from(rows == 1);
            let x = Array::from_slice(&data, &[rows, columns]).unwrap();
            let mut y = vec![0.0f32; if axis == 1 { 1 } else { columns }];
            reduce::<Sum, f32>(&x, &[axis], &mut y).unwrap();
            let got: f64 = y.iter().map(|&x| x as f64).sum();
            let error = (got - want).abs() / want;
            assert!(error < 2e-7, "{rows} x {columns}: {error:e}");
        }
    }

    #[test]
    fn threads_do_not_matter() {
        for (dims, axis) in [([1, 300_000], 1), ([50_000, 7], 0), ([500, 999], 1), ([64, 5000], 0)]
        {
            let x = array(&dims);
            same_on_any_threads(|| {
                let mut y = vec![0.0f32; dims[1 - axis]];
                reduce::<Sum, f32>(&x, &[axis], &mut y).unwrap();
                y
            });
        }
    }

    #[test]
    fn nan_comes_through_and_nothing_has_its_value() {
        let mut data = vec![1.0f32; 300];
        data[123] = f32::NAN;
        for dims in [[300, 1], [1, 300], [3, 100], [100, 3]] {
            let x = Array::from_slice(&data, &dims).unwrap();
            let mut y = [0.0f32];
            reduce::<Max, f32>(&x, &[0, 1], &mut y).unwrap();
            assert!(y[0].is_nan());
            reduce::<Min, f32>(&x, &[0, 1], &mut y).unwrap();
            assert!(y[0].is_nan());
        }
        let none = Array::from_slice::<f32>(&[], &[0, 2]).unwrap();
        let mut y = [9.0f32; 2];
        reduce::<Sum, f32>(&none, &[0], &mut y).unwrap();
        assert_eq!(y, [0.0; 2]);
        reduce::<Prod, f32>(&none, &[0], &mut y).unwrap();
        assert_eq!(y, [1.0; 2]);
        reduce::<Max, f32>(&none, &[0], &mut y).unwrap();
        assert_eq!(y, [f32::NEG_INFINITY; 2]);
        reduce::<Mean, f32>(&none, &[0], &mut y).unwrap();
        assert!(y[0].is_nan());
        reduce::<LogSumExp, f32>(&none, &[0], &mut y).unwrap();
        assert_eq!(y, [f32::NEG_INFINITY; 2]);
        reduce::<Sum, f32>(&none, &[1], &mut []).unwrap();
        assert!(reduce::<Sum, f32>(&none, &[1], &mut y).is_err());
        assert!(reduce::<Sum, f64>(&none, &[1], &mut []).is_err());
    }

    #[test]
    fn products() {
        let data: Vec<f32> = (0..600).map(|i| 1.0 + (i % 7) as f32 * 0.001).collect();
        for (dims, axis) in [([2, 300], 1), ([300, 2], 0)] {
            let x = Array::from_slice(&data, &dims).unwrap();
            let wide = |v: &[f32]| v.iter().map(|&x| x as f64).product::<f64>();
            let want = reference_reduce(&x, &[axis], wide);
            let mut y = [0.0f32; 2];
            reduce::<Prod, f32>(&x, &[axis], &mut y).unwrap();
            for (y, w) in y.iter().zip(want) {
                assert!((*y as f64 - w).abs() < 2e-5 * w, "{y} {w}");
            }
        }
    }

    #[test]
    fn other_types() {
        let b: Vec<bool> = (0..600).map(|i| i % 3 == 0).collect();
        let b = Array::from_slice(&b, &[2, 300]).unwrap();
        let mut count = [0i32; 2];
        reduce::<Sum, bool>(&b, &[1], &mut count).unwrap();
        assert_eq!(count, [100, 100]);
        let mut any = [false; 2];
        reduce::<Any, bool>(&b, &[1], &mut any).unwrap();
        assert_eq!(any, [true; 2]);
        reduce::<All, bool>(&b, &[1], &mut any).unwrap();
        assert_eq!(any, [false; 2]);
        let i = Array::from_slice(&[3i32, -4, 5, i32::MAX], &[2, 2]).unwrap();
        let mut y = [0i32; 2];
        reduce::<Mean, i32>(&i, &[1], &mut y).unwrap();
        assert_eq!(y, [0, -1_073_741_822]);
        reduce::<Min, i32>(&i, &[0], &mut y).unwrap();
        assert_eq!(y, [3, -4]);
        let h = [1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0].map(f16::from_f32);
        let h = Array::from_slice(&h, &[2, 2, 2]).unwrap();
        let mut y = [f16::ZERO; 2];
        reduce::<Mean, f16>(&h, &[0, 2], &mut y).unwrap();
        assert_eq!(y.map(f16::to_f32), [3.5, 5.5]);
        let inf = Array::from_slice(&[f32::INFINITY, 0.0], &[2]).unwrap();
        let mut y = [0.0f32];
        reduce::<LogSumExp, f32>(&inf, &[0], &mut y).unwrap();
        assert_eq!(y, [f32::INFINITY]);
    }

    #[test]
    fn arg_max_takes_the_first_and_nan_wins() {
        on_every_isa(|_| {
            for n in [1, 5, 33, 100, 1000] {
                let row: Vec<f32> = (0..n).map(|i| ((i * 31) % 97) as f32).collect();
                let best = row.iter().copied().fold(f32::MIN, f32::max);
                let want = row.iter().position(|&x| x == best).unwrap() as i32;
                let dims = Reduce { outer: 1, len: n, inner: 1 };
                let mut y = [-1];
                arg_max(&row, dims, &mut y);
                assert_eq!(y, [want]);
                let mut nan = row.clone();
                nan[n / 2] = f32::NAN;
                arg_max(&nan, dims, &mut y);
                assert_eq!(y, [n as i32 / 2]);
                arg_min(&nan, dims, &mut y);
                assert_eq!(y, [n as i32 / 2]);
            }
        });
        let x = [3.0f32, f32::NAN, 9.0, 1.0, 9.0, 2.0];
        let mut y = [0; 2];
        arg_max(&x, Reduce { outer: 1, len: 3, inner: 2 }, &mut y);
        assert_eq!(y, [1, 0]);
        arg_min(&[5i32, 4, 5, 4], Reduce { outer: 2, len: 2, inner: 1 }, &mut y);
        assert_eq!(y, [1, 1]);
    }
}
