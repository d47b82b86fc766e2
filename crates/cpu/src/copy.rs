//! Copies between layouts: strided views made dense, rows gathered and scattered by index.

#![allow(unsafe_code)]

use crate::par::{self, SharedMut};
use sparkler_base::{Error, ErrorKind, Layout, MAX_RANK, Result};

/// Elements of one parallel piece of a copy.
const GRAIN: usize = 16 * 1024;
/// Side of the squares in which a transpose goes, so that both sides stay in the first cache.
const TILE: usize = 16;

/// A strided view of a slice whose dimensions are merged where that changes no order: what lies
/// dense has one dimension, a scalar or a fully broadcast one has one of stride 0.
#[derive(Clone, Copy, Debug)]
pub struct View<'a, T> {
    data: &'a [T],
    offset: usize,
    rank: usize,
    dims: [usize; MAX_RANK],
    strides: [isize; MAX_RANK],
    len: usize,
}

impl<'a, T: Copy> View<'a, T> {
    /// A layout over a buffer's elements.
    ///
    /// # Panics
    /// If the layout reaches outside the slice.
    pub fn new(data: &'a [T], layout: &Layout) -> View<'a, T> {
        assert!(layout.extent().1 <= data.len(), "a layout reaches outside its buffer");
        let mut view = View {
            data,
            offset: layout.offset(),
            rank: 0,
            dims: [1; MAX_RANK],
            strides: [0; MAX_RANK],
            len: layout.shape().size(),
        };
        for (&d, &s) in layout.shape().iter().zip(layout.strides()) {
            if d == 1 {
                continue;
            }
            let r = view.rank;
            if r > 0 && view.strides[r - 1] == s * d as isize {
                view.dims[r - 1] *= d;
                view.strides[r - 1] = s;
            } else {
                view.dims[r] = d;
                view.strides[r] = s;
                view.rank += 1;
            }
        }
        view
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Are there no elements?
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All elements as a slice, if they lie dense.
    pub fn as_slice(&self) -> Option<&'a [T]> {
        let dense = self.len == 0
            || self.rank == 0
            || (self.rank == 1 && (self.strides[0] == 1 || self.dims[0] == 1));
        dense.then(|| &self.data[self.offset..self.offset + self.len])
    }

    /// The number of elements after which the view repeats itself, all of them dense, and which:
    /// one for a broadcast scalar, a row for a broadcast row.
    pub fn period(&self) -> Option<&'a [T]> {
        let (dims, strides) = (&self.dims[..self.rank], &self.strides[..self.rank]);
        let period = match (dims, strides) {
            _ if self.len == 0 => return None,
            ([], []) => 1,
            ([_], [0]) => 1,
            ([n], [1]) => *n,
            ([_, n], [0, 1]) => *n,
            _ => return None,
        };
        Some(&self.data[self.offset..self.offset + period])
    }

    /// Copies the elements from `start` on, in order, as many as `out` takes.
    ///
    /// # Panics
    /// If there are not that many.
    pub fn read(&self, start: usize, out: &mut [T]) {
        assert!(start + out.len() <= self.len, "a view is read past its end");
        if out.is_empty() {
            return;
        }
        let Some(last) = self.rank.checked_sub(1) else {
            out[0] = self.data[self.offset];
            return;
        };
        let mut index = [0usize; MAX_RANK];
        let mut at = self.offset as isize;
        let mut rest = start;
        for i in (0..self.rank).rev() {
            index[i] = rest % self.dims[i];
            rest /= self.dims[i];
            at += index[i] as isize * self.strides[i];
        }
        let (extent, stride) = (self.dims[last], self.strides[last]);
        let mut out = out;
        loop {
            let run = (extent - index[last]).min(out.len());
            let (now, later) = out.split_at_mut(run);
            match stride {
                1 => {
                    let at = at as usize;
                    // Short rows are frequent, and a call to `memcpy` costs more than they do.
                    if run <= 16 {
                        for (o, &x) in now.iter_mut().zip(&self.data[at..at + run]) {
                            *o = x;
                        }
                    } else {
                        now.copy_from_slice(&self.data[at..at + run]);
                    }
                }
                0 => now.fill(self.data[at as usize]),
                _ => {
                    let mut from = at;
                    for o in now {
                        *o = self.data[from as usize];
                        from += stride;
                    }
                }
            }
            out = later;
            if out.is_empty() {
                return;
            }
            at -= index[last] as isize * stride;
            index[last] = 0;
            for i in (0..last).rev() {
                index[i] += 1;
                at += self.strides[i];
                if index[i] < self.dims[i] {
                    break;
                }
                at -= self.strides[i] * self.dims[i] as isize;
                index[i] = 0;
            }
        }
    }
}

/// Copies a view of `src` into `dst`, dense and in order.
///
/// ```
/// use sparkler_base::{Layout, Shape};
/// let rows = Layout::contiguous(Shape::new(&[2, 3]).unwrap());
/// let mut columns = [0; 6];
/// sparkler_cpu::copy::copy_strided(
///     &[1, 2, 3, 4, 5, 6], &rows.transpose(&[1, 0]).unwrap(), &mut columns);
/// assert_eq!(columns, [1, 4, 2, 5, 3, 6]);
/// ```
///
/// # Panics
/// If the layout reaches outside `src` or has another number of elements than `dst`.
pub fn copy_strided<T: Copy + Send + Sync>(src: &[T], layout: &Layout, dst: &mut [T]) {
    let view = View::new(src, layout);
    assert_eq!(view.len, dst.len(), "a copy into a slice of another length");
    if view.len == 0 {
        return;
    }
    if let Some(all) = view.as_slice() {
        par::chunks_mut(dst, GRAIN, 1, |start, piece| {
            piece.copy_from_slice(&all[start..start + piece.len()]);
        });
        return;
    }
    let (dims, strides) = (&view.dims[..view.rank], &view.strides[..view.rank]);
    let last = view.rank - 1;
    // Which other dimension lies densest in the source, if the last is not dense itself?
    let swapped = (0..last).rev().find(|&k| strides[k] == 1 && dims[k] >= 4);
    match swapped {
        Some(k) if strides[last].unsigned_abs() > 1 && dims[last] >= 4 => {
            copy_transposed(&view, k, dst);
        }
        _ => par::chunks_mut(dst, GRAIN, 2, |start, piece| view.read(start, piece)),
    }
}

/// Copies a view whose dimension `k` has stride 1, in squares over that and the last dimension.
fn copy_transposed<T: Copy + Send + Sync>(view: &View<'_, T>, k: usize, dst: &mut [T]) {
    let last = view.rank - 1;
    let (dims, strides) = (&view.dims[..view.rank], &view.strides[..view.rank]);
    let mut out_strides = [1usize; MAX_RANK];
    for i in (0..last).rev() {
        out_strides[i] = out_strides[i + 1] * dims[i + 1];
    }
    let (rows, columns) = (dims[k], dims[last]);
    let (row_step, column_step) = (out_strides[k], strides[last]);
    let bands = rows.div_ceil(TILE);
    // A task is one band of rows for one index of the other dimensions.
    let others: usize = view.len / (rows * columns);
    let shared = SharedMut::new(dst);
    par::run(others * bands, view.len.saturating_mul(2), |task| {
        let (mut rest, band) = (task / bands, task % bands);
        let (mut from, mut to) = (view.offset as isize, 0usize);
        for i in (0..last).rev().filter(|&i| i != k) {
            let index = rest % dims[i];
            rest /= dims[i];
            from += index as isize * strides[i];
            to += index * out_strides[i];
        }
        let band = band * TILE..((band + 1) * TILE).min(rows);
        for column in (0..columns).step_by(TILE) {
            let width = TILE.min(columns - column);
            for row in band.clone() {
                let at = to + row * row_step + column;
                // SAFETY: every task writes other rows (`row`) of other planes (`to`), and within
                // a task one piece is alive at a time.
                let out = unsafe { shared.slice(at..at + width) };
                let mut at = from + row as isize + column as isize * column_step;
                for o in out {
                    *o = view.data[at as usize];
                    at += column_step;
                }
            }
        }
    });
}

fn check_indices(op: &'static str, indices: &[i32], extent: usize) -> Result<()> {
    match indices.iter().find(|&&i| usize::try_from(i).map_or(true, |i| i >= extent)) {
        None => Ok(()),
        Some(&index) => {
            Err(Error::new(op, ErrorKind::IndexOutOfRange { index: index as i64, extent }))
        }
    }
}

/// Picks `indices` along the middle axis of `src` seen as `[outer, extent, inner]`; `dst` is
/// `[outer, indices.len(), inner]`.
///
/// # Errors
/// If an index lies outside `0..extent`; nothing has been written then.
///
/// # Panics
/// If the slices have other lengths.
pub fn gather<T: Copy + Send + Sync>(
    src: &[T],
    extent: usize,
    inner: usize,
    indices: &[i32],
    dst: &mut [T],
) -> Result<()> {
    check_indices("gather", indices, extent)?;
    if dst.is_empty() {
        return Ok(());
    }
    let n = indices.len();
    let outer = dst.len() / (n * inner);
    assert_eq!((src.len(), dst.len()), (outer * extent * inner, outer * n * inner), "gather");
    let rows = GRAIN.div_ceil(inner);
    par::chunks_mut(dst, rows * inner, 2, |start, piece| {
        for (i, row) in piece.chunks_exact_mut(inner).enumerate() {
            let row_index = start / inner + i;
            let from = (row_index / n * extent + indices[row_index % n] as usize) * inner;
            match row {
                [one] => *one = src[from],
                _ => row.copy_from_slice(&src[from..from + inner]),
            }
        }
    });
    Ok(())
}

/// Adds row `i` of `src` (`[indices.len(), inner]`) to row `indices[i]` of `dst`
/// (`[extent, inner]`), in the order of `i`: the gradient of [`gather`].
///
/// # Errors
/// If an index lies outside `0..extent`; nothing has been written then.
///
/// # Panics
/// If the slices have other lengths.
pub fn scatter_add<T: Copy + Send + Sync + std::ops::Add<Output = T>>(
    src: &[T],
    inner: usize,
    indices: &[i32],
    dst: &mut [T],
) -> Result<()> {
    if inner == 0 || indices.is_empty() {
        return Ok(());
    }
    let extent = dst.len() / inner;
    check_indices("scatterAdd", indices, extent)?;
    assert_eq!((src.len(), dst.len()), (indices.len() * inner, extent * inner), "scatter_add");
    // Cut by columns, so that rows are added in order whoever adds them.
    let shared = SharedMut::new(dst);
    par::chunks(inner, 256, indices.len(), |columns| {
        for (row, &index) in src.chunks_exact(inner).zip(indices) {
            let at = index as usize * inner;
            // SAFETY: tasks have disjoint columns, and one piece is alive at a time.
            let out = unsafe { shared.slice(at + columns.start..at + columns.end) };
            for (o, &x) in out.iter_mut().zip(&row[columns.clone()]) {
                *o = *o + x;
            }
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::testing::same_on_any_threads;
    use proptest::prelude::*;
    use sparkler_base::Shape;

    fn reference_copy(src: &[i32], layout: &Layout) -> Vec<i32> {
        layout.iter().map(|i| src[i]).collect()
    }

    fn check(layout: &Layout) {
        let src: Vec<i32> = (0..layout.extent().1 as i32).collect();
        let mut dst = vec![-1; layout.shape().size()];
        copy_strided(&src, layout, &mut dst);
        let want = reference_copy(&src, layout);
        assert_eq!(dst, want, "{layout:?}");
        let view = View::new(&src, layout);
        for start in [0, 1, want.len() / 2] {
            let mut part = vec![-1; want.len().saturating_sub(start).min(11)];
            if !part.is_empty() {
                view.read(start, &mut part);
                assert_eq!(part, want[start..start + part.len()], "{layout:?} from {start}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_view_becomes_dense(
            dims in prop::collection::vec(1usize..7, 0..5),
            rotate in 0usize..5,
            reverse in any::<bool>(),
            step in 1isize..3,
            widen in any::<bool>(),
        ) {
            let rank = dims.len();
            let mut layout = Layout::contiguous(Shape::new(&dims).unwrap());
            let mut axes: Vec<usize> = (0..rank).collect();
            if rank > 0 {
                axes.rotate_left(rotate % rank);
                layout = layout.transpose(&axes).unwrap();
                let d = layout.shape()[0];
                let n = d.div_ceil(step as usize);
                let (begin, step) =
                    if reverse { ((n - 1) * step as usize, -step) } else { (0, step) };
                let mut begins = vec![0; rank];
                let mut sizes = layout.shape().to_vec();
                let mut steps = vec![1; rank];
                (begins[0], sizes[0], steps[0]) = (begin, n, step);
                layout = layout.slice(&begins, &sizes, &steps).unwrap();
            }
            if widen {
                let wide = [&[3, 2], layout.shape().dims()].concat();
                layout = layout.broadcast_to(&Shape::new(&wide).unwrap()).unwrap();
            }
            check(&layout);
        }
    }

    #[test]
    fn large_transposes_and_empty_views() {
        for (dims, axes) in [
            (vec![300, 200], vec![1, 0]),
            (vec![3, 70, 50], vec![0, 2, 1]),
            (vec![20, 30, 40], vec![2, 1, 0]),
            (vec![20, 30, 40], vec![1, 2, 0]),
            (vec![4, 17, 19, 3], vec![0, 3, 1, 2]),
            (vec![0, 5], vec![1, 0]),
        ] {
            let layout = Layout::contiguous(Shape::new(&dims).unwrap());
            check(&layout.transpose(&axes).unwrap());
        }
        let layout = Layout::contiguous(Shape::new(&[500, 300]).unwrap());
        let layout = layout.transpose(&[1, 0]).unwrap();
        let src: Vec<i32> = (0..150_000).collect();
        same_on_any_threads(|| {
            let mut dst = vec![0; 150_000];
            copy_strided(&src, &layout, &mut dst);
            dst
        });
    }

    #[test]
    fn periods_are_found() {
        let data = [1, 2, 3];
        let row = Layout::contiguous(Shape::new(&[3]).unwrap());
        let wide = row.broadcast_to(&Shape::new(&[4, 2, 3]).unwrap()).unwrap();
        assert_eq!(View::new(&data, &wide).period(), Some(&data[..]));
        let column = Layout::contiguous(Shape::new(&[3, 1]).unwrap());
        let wide = column.broadcast_to(&Shape::new(&[3, 5]).unwrap()).unwrap();
        assert_eq!(View::new(&data, &wide).period(), None);
        let one = Layout::contiguous(Shape::SCALAR);
        let wide = one.broadcast_to(&Shape::new(&[3, 5]).unwrap()).unwrap();
        assert_eq!(View::new(&data, &wide).period(), Some(&data[..1]));
    }

    #[test]
    fn rows_are_gathered_and_scattered() {
        let src: Vec<f32> = (0..12).map(|x| x as f32).collect();
        let mut dst = [0.0; 12];
        gather(&src, 3, 2, &[2, 0, 2], &mut dst).unwrap();
        assert_eq!(dst, [4., 5., 0., 1., 4., 5., 10., 11., 6., 7., 10., 11.]);
        let error = gather(&src, 3, 2, &[3], &mut [0.0; 4]).unwrap_err();
        assert_eq!(error.to_string(), "gather: index 3 is out of range for an axis of 3 elements");
        let mut sums = [0.0; 4];
        scatter_add(&[1., 2., 3., 4., 5., 6.], 2, &[1, 0, 1], &mut sums).unwrap();
        assert_eq!(sums, [3., 4., 6., 8.]);
        assert!(scatter_add(&[1.], 1, &[-1], &mut sums).is_err());
        gather::<f32>(&[], 0, 2, &[], &mut []).unwrap();
    }
}
