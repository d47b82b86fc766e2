//! How an array's elements lie in its buffer: shape, signed strides, offset.

use crate::{Error, ErrorKind, MAX_RANK, Result, Shape};

/// Where the element at an index lies in a buffer: `offset + sum(index[i] * strides[i])`, counted
/// in elements. Strides may be negative (a reversed view) or zero (a broadcast one).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    shape: Shape,
    strides: [isize; MAX_RANK],
    offset: usize,
}

impl Layout {
    /// Dense, last dimension fastest, from the start of the buffer.
    pub fn contiguous(shape: Shape) -> Layout {
        Layout { shape, strides: shape.contiguous_strides(), offset: 0 }
    }

    /// The shape.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The strides, one for each dimension, in elements.
    pub fn strides(&self) -> &[isize] {
        &self.strides[..self.shape.rank()]
    }

    /// Where the first element lies.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Do the elements lie dense and in order (from `offset` on)?
    pub fn is_contiguous(&self) -> bool {
        let mut step = 1isize;
        for i in (0..self.shape.rank()).rev() {
            let d = self.shape[i];
            if d != 1 && self.strides[i] != step {
                // No elements lie in any order.
                return self.shape.size() == 0;
            }
            step *= d as isize;
        }
        true
    }

    /// The lowest and one past the highest element touched; `(offset, offset)` if there is none.
    pub fn extent(&self) -> (usize, usize) {
        if self.shape.size() == 0 {
            return (self.offset, self.offset);
        }
        let (mut low, mut high) = (self.offset as isize, self.offset as isize);
        for (&d, &s) in self.shape.iter().zip(self.strides()) {
            let reach = (d as isize - 1) * s;
            low += reach.min(0);
            high += reach.max(0);
        }
        (low as usize, high as usize + 1)
    }

    /// Dimension `i` of the result is dimension `axes[i]` of this.
    ///
    /// # Errors
    /// If `axes` is no permutation.
    pub fn transpose(&self, axes: &[usize]) -> Result<Layout> {
        let rank = self.shape.rank();
        let mut seen = [false; MAX_RANK];
        let valid = axes.len() == rank
            && axes.iter().all(|&a| a < rank && !std::mem::replace(&mut seen[a], true));
        if !valid {
            return Err(Error::other(
                "transpose",
                format!("{axes:?} is no permutation of the {rank} axes of shape {}", self.shape),
            ));
        }
        let mut dims = [0; MAX_RANK];
        let mut strides = [0; MAX_RANK];
        for (i, &a) in axes.iter().enumerate() {
            dims[i] = self.shape[a];
            strides[i] = self.strides[a];
        }
        Ok(Layout { shape: Shape::new(&dims[..rank])?, strides, offset: self.offset })
    }

    /// The elements `begin, begin + step, ...` (`size` of them) along every axis. A step may be
    /// negative.
    ///
    /// # Errors
    /// If a start or end lies outside its axis, or a list is not as long as the rank.
    pub fn slice(&self, begin: &[usize], size: &[usize], step: &[isize]) -> Result<Layout> {
        let rank = self.shape.rank();
        let mut out = *self;
        if begin.len() != rank || size.len() != rank || step.len() != rank {
            return Err(Error::other(
                "slice",
                format!(
                    "begin {begin:?}, size {size:?} and step {step:?} must each have the {rank} \
                     entries of shape {}",
                    self.shape
                ),
            ));
        }
        let mut offset = self.offset as isize;
        for i in 0..rank {
            if size[i] > 0 {
                let last = begin[i] as isize + (size[i] as isize - 1) * step[i];
                let extent = self.shape[i] as isize;
                if begin[i] as isize >= extent || last < 0 || last >= extent {
                    return Err(Error::other(
                        "slice",
                        format!(
                            "begin {begin:?}, size {size:?}, step {step:?} reaches outside shape \
                             {} at axis {i}",
                            self.shape
                        ),
                    ));
                }
                offset += begin[i] as isize * self.strides[i];
            }
            out.shape = out.shape.with(i, size[i]);
            out.strides[i] = self.strides[i] * step[i];
        }
        out.offset = if out.shape.size() == 0 { self.offset } else { offset as usize };
        Ok(out)
    }

    /// The same elements under a wider shape, repeated with stride 0 by NumPy's rule.
    ///
    /// # Errors
    /// If this shape does not broadcast to that one.
    pub fn broadcast_to(&self, shape: &Shape) -> Result<Layout> {
        let fits = self.shape.broadcast(shape).is_ok_and(|s| s == *shape);
        if !fits {
            return Err(Error::new(
                "broadcastTo",
                ErrorKind::Broadcast { lhs: self.shape.to_vec(), rhs: shape.to_vec() },
            ));
        }
        let shift = shape.rank() - self.shape.rank();
        let mut strides = [0; MAX_RANK];
        for i in 0..self.shape.rank() {
            // An axis of one element gets stride 0 also where it is not widened.
            strides[i + shift] = if self.shape[i] == 1 { 0 } else { self.strides[i] };
        }
        Ok(Layout { shape: *shape, strides, offset: self.offset })
    }

    /// The same elements in the same order under another shape, or `None` if that needs a copy.
    /// The shape must have as many elements.
    pub fn reshape(&self, shape: &Shape) -> Option<Layout> {
        if shape.size() != self.shape.size() {
            return None;
        }
        if self.is_contiguous() {
            return Some(Layout { offset: self.offset, ..Layout::contiguous(*shape) });
        }
        // Match groups of old and new dimensions of equal product; a group of old dimensions must
        // be dense within itself.
        let (old, new) = (self.shape.dims(), shape.dims());
        let mut strides = shape.contiguous_strides();
        let (mut i, mut j) = (0, 0);
        while i < old.len() && j < new.len() {
            let (mut a, mut b) = (old[i], new[j]);
            let (mut i_end, mut j_end) = (i + 1, j + 1);
            while a != b {
                if a < b {
                    a *= old[i_end];
                    i_end += 1;
                } else {
                    b *= new[j_end];
                    j_end += 1;
                }
            }
            let mut step = None;
            for k in (i..i_end).rev().filter(|&k| old[k] != 1) {
                match step {
                    None => step = Some(self.strides[k] * old[k] as isize),
                    Some(s) if self.strides[k] == s => step = Some(s * old[k] as isize),
                    Some(_) => return None,
                }
            }
            let last = (i..i_end).rev().find(|&k| old[k] != 1).map_or(0, |k| self.strides[k]);
            let mut s = last;
            for k in (j..j_end).rev() {
                strides[k] = s;
                s *= new[k].max(1) as isize;
            }
            (i, j) = (i_end, j_end);
        }
        for s in &mut strides[j..new.len()] {
            *s = 0;
        }
        Some(Layout { shape: *shape, strides, offset: self.offset })
    }

    /// Iterates over the offsets of all elements in order.
    pub fn iter(&self) -> StridedIter {
        StridedIter {
            layout: *self,
            index: [0; MAX_RANK],
            offset: self.offset as isize,
            left: self.shape.size(),
        }
    }
}

/// Offsets of a layout's elements in order; see [`Layout::iter`].
#[derive(Clone, Debug)]
pub struct StridedIter {
    layout: Layout,
    index: [usize; MAX_RANK],
    offset: isize,
    left: usize,
}

impl Iterator for StridedIter {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.left == 0 {
            return None;
        }
        self.left -= 1;
        let here = self.offset as usize;
        for i in (0..self.layout.shape.rank()).rev() {
            self.index[i] += 1;
            self.offset += self.layout.strides[i];
            if self.index[i] < self.layout.shape[i] {
                break;
            }
            self.offset -= self.layout.strides[i] * self.layout.shape[i] as isize;
            self.index[i] = 0;
        }
        Some(here)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for StridedIter {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn layout(dims: &[usize]) -> Layout {
        Layout::contiguous(Shape::new(dims).unwrap())
    }

    #[test]
    fn views_compose() {
        let l = layout(&[4, 6]);
        let v = l.slice(&[3, 1], &[2, 3], &[-2, 2]).unwrap();
        assert_eq!(v.iter().collect::<Vec<_>>(), [19, 21, 23, 7, 9, 11]);
        let t = v.transpose(&[1, 0]).unwrap();
        assert_eq!(t.iter().collect::<Vec<_>>(), [19, 7, 21, 9, 23, 11]);
        assert_eq!(t.extent(), (7, 24));
        assert!(l.slice(&[0, 5], &[1, 2], &[1, 1]).is_err());
    }

    proptest! {
        /// Whatever view is reshaped, the elements come in the same order.
        #[test]
        fn reshape_keeps_order(
            dims in prop::collection::vec(1usize..5, 1..5),
            seed in any::<u64>(),
        ) {
            let l = layout(&dims);
            let mut axes: Vec<usize> = (0..dims.len()).collect();
            axes.rotate_left(seed as usize % dims.len());
            let t = l.transpose(&axes).unwrap();
            let size = t.shape().size();
            for target in [vec![size], vec![1, size, 1], [t.shape().dims(), &[1]].concat(),
                vec![t.shape()[0], size / t.shape()[0]]] {
                if let Some(r) = t.reshape(&Shape::new(&target).unwrap()) {
                    prop_assert!(r.iter().eq(t.iter()), "{:?} -> {:?}", t, target);
                }
            }
            prop_assert!(t.reshape(t.shape()).is_some());
        }
    }
}
