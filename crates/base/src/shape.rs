//! Shapes: up to eight dimensions, held inline.

use crate::{Error, ErrorKind, Result};
use std::fmt;
use std::ops::Deref;

/// The highest rank an array can have.
pub const MAX_RANK: usize = 8;

/// The extents of an array's dimensions. Copies without allocation and derefs to `[usize]`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shape {
    // Unused places hold 0, so that derived equality and hashing are right.
    dims: [usize; MAX_RANK],
    rank: u8,
}

impl Shape {
    /// The shape of a single number: rank 0, one element.
    pub const SCALAR: Shape = Shape { dims: [0; MAX_RANK], rank: 0 };

    /// A shape of those extents.
    ///
    /// # Errors
    /// If there are more than [`MAX_RANK`], or their product overflows.
    pub fn new(dims: &[usize]) -> Result<Shape> {
        if dims.len() > MAX_RANK {
            return Err(Error::new("shape", ErrorKind::RankTooHigh { rank: dims.len() }));
        }
        let mut shape = Shape::SCALAR;
        shape.dims[..dims.len()].copy_from_slice(dims);
        shape.rank = dims.len() as u8;
        shape.check_size()?;
        Ok(shape)
    }

    /// Checks that memory can address all elements. [`Shape::new`] has done so, but not what makes a
    /// shape of others ([`Shape::broadcast`], [`Shape::with`]).
    ///
    /// # Errors
    /// If the product of the extents is too large.
    pub fn check_size(&self) -> Result<()> {
        // Sixteen bytes a element is the widest; `isize::MAX` bytes is the longest allocation.
        let mut bytes: usize = 16;
        for &d in self.dims().iter().filter(|&&d| d != 0) {
            bytes = bytes
                .checked_mul(d)
                .filter(|&b| b <= isize::MAX as usize)
                .ok_or_else(|| Error::new("shape", ErrorKind::TooLarge { dims: self.to_vec() }))?;
        }
        Ok(())
    }

    /// The extents.
    pub fn dims(&self) -> &[usize] {
        &self.dims[..self.rank as usize]
    }

    /// The number of dimensions.
    pub fn rank(&self) -> usize {
        self.rank as usize
    }

    /// The number of elements: the product of the extents, 1 for a scalar.
    pub fn size(&self) -> usize {
        self.dims().iter().product()
    }

    /// Turns an axis that may count from the end (-1 is the last) into an index.
    ///
    /// # Errors
    /// If it lies outside `[-rank, rank)`.
    pub fn axis(&self, axis: i64) -> Result<usize> {
        let rank = self.rank() as i64;
        let resolved = if axis < 0 { axis + rank } else { axis };
        if (0..rank).contains(&resolved) {
            Ok(resolved as usize)
        } else {
            Err(Error::new("shape", ErrorKind::AxisOutOfRange { axis, rank: self.rank() }))
        }
    }

    /// The shape to which two shapes broadcast by NumPy's rule: aligned at the last dimension,
    /// extents equal or one of them 1.
    ///
    /// ```
    /// use sparkler_base::Shape;
    /// let a = Shape::new(&[8, 1, 3]).unwrap();
    /// let b = Shape::new(&[4, 1]).unwrap();
    /// assert_eq!(a.broadcast(&b).unwrap().dims(), [8, 4, 3]);
    /// ```
    ///
    /// # Errors
    /// If a pair of extents differs and neither is 1.
    pub fn broadcast(&self, other: &Shape) -> Result<Shape> {
        if self == other {
            return Ok(*self);
        }
        let (long, short) = if self.rank >= other.rank { (self, other) } else { (other, self) };
        let mut out = *long;
        let shift = long.rank() - short.rank();
        for (i, &b) in short.dims().iter().enumerate() {
            let a = long.dims[i + shift];
            out.dims[i + shift] = match (a, b) {
                (a, b) if a == b => a,
                (1, b) => b,
                (a, 1) => a,
                _ => {
                    return Err(Error::new(
                        "broadcast",
                        ErrorKind::Broadcast { lhs: self.to_vec(), rhs: other.to_vec() },
                    ));
                }
            };
        }
        Ok(out)
    }

    /// Strides in elements of a dense array of this shape, last dimension fastest.
    pub fn contiguous_strides(&self) -> [isize; MAX_RANK] {
        let mut strides = [0; MAX_RANK];
        let mut step = 1isize;
        for i in (0..self.rank()).rev() {
            strides[i] = step;
            step *= self.dims[i].max(1) as isize;
        }
        strides
    }

    /// This shape with one more dimension of that extent at an index.
    pub fn insert(&self, index: usize, extent: usize) -> Result<Shape> {
        let mut dims = self.to_vec();
        dims.insert(index, extent);
        Shape::new(&dims)
    }

    /// This shape without the dimension at an index.
    ///
    /// # Panics
    /// If the index is not below the rank; resolve it with [`Shape::axis`] first.
    pub fn remove(&self, index: usize) -> Shape {
        let mut out = *self;
        out.dims.copy_within(index + 1.., index);
        out.dims[MAX_RANK - 1] = 0;
        out.rank -= 1;
        out
    }

    /// This shape with another extent at an index.
    ///
    /// # Panics
    /// If the index is not below the rank.
    pub fn with(&self, index: usize, extent: usize) -> Shape {
        assert!(index < self.rank());
        let mut out = *self;
        out.dims[index] = extent;
        out
    }
}

impl Deref for Shape {
    type Target = [usize];
    fn deref(&self) -> &[usize] {
        self.dims()
    }
}

impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.dims(), f)
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.dims(), f)
    }
}

impl PartialEq<[usize]> for Shape {
    fn eq(&self, other: &[usize]) -> bool {
        self.dims() == other
    }
}

impl<const N: usize> PartialEq<[usize; N]> for Shape {
    fn eq(&self, other: &[usize; N]) -> bool {
        self.dims() == other
    }
}

impl TryFrom<&[usize]> for Shape {
    type Error = Error;
    fn try_from(dims: &[usize]) -> Result<Shape> {
        Shape::new(dims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broadcasting_follows_numpy() {
        let s = |d: &[usize]| Shape::new(d).unwrap();
        assert_eq!(s(&[2, 3]).broadcast(&s(&[3])).unwrap(), [2, 3]);
        assert_eq!(s(&[]).broadcast(&s(&[0, 4])).unwrap(), [0, 4]);
        assert_eq!(s(&[1]).broadcast(&s(&[0])).unwrap(), [0]);
        let e = s(&[2, 3]).broadcast(&s(&[2])).unwrap_err().to_string();
        assert!(e.contains("[2, 3]") && e.contains("[2]"), "{e}");
    }

    #[test]
    fn impossible_shapes_are_errors() {
        assert!(Shape::new(&[1; 9]).is_err());
        assert!(Shape::new(&[usize::MAX, 2]).is_err());
        assert_eq!(Shape::new(&[0, 5]).unwrap().size(), 0);
    }

    #[test]
    fn removal_keeps_equality() {
        let s = Shape::new(&[2, 3, 4]).unwrap();
        assert_eq!(s.remove(1), Shape::new(&[2, 4]).unwrap());
        assert_eq!(s.insert(3, 5).unwrap(), [2, 3, 4, 5]);
    }
}
