//! Cutting data into batches.

use crate::{Error, Result};
use sparkler_base::{Array, match_dtype};
use sparkler_cpu::par;
use std::ops::Range;

/// The batches of one pass over `n` examples: an iterator of ranges, of which all but the last are
/// `batch_size` long.
///
/// ```
/// use sparkler_data::Batches;
/// let batches: Vec<_> = Batches::new(10, 4).unwrap().collect();
/// assert_eq!(batches, [0..4, 4..8, 8..10]);
/// assert_eq!(Batches::new(10, 4).unwrap().drop_remainder().len(), 2);
/// ```
#[derive(Clone, Debug)]
pub struct Batches {
    n: usize,
    batch_size: usize,
    next: usize,
}

impl Batches {
    /// The batches of `n` examples.
    ///
    /// # Errors
    /// If the batch size is 0.
    pub fn new(n: usize, batch_size: usize) -> Result<Batches> {
        if batch_size == 0 {
            return Err(Error::argument("batch size", 0, "at least 1"));
        }
        Ok(Batches { n, batch_size, next: 0 })
    }

    /// The same without a last batch that is shorter than the others.
    pub fn drop_remainder(mut self) -> Batches {
        self.n -= self.n % self.batch_size;
        self
    }
}

impl Iterator for Batches {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        if self.next >= self.n {
            return None;
        }
        let end = self.next.saturating_add(self.batch_size).min(self.n);
        let batch = self.next..end;
        self.next = end;
        Some(batch)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.n.saturating_sub(self.next).div_ceil(self.batch_size);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Batches {}

/// A dense copy of those rows (indices along the first axis) in that order, of any type; on
/// several threads where there is much to copy.
///
/// ```
/// use sparkler_base::Array;
/// let a = Array::from_slice(&[1, 2, 3, 4, 5, 6], &[3, 2]).unwrap();
/// let b = sparkler_data::gather_rows(&a, &[2, 0, 2]).unwrap();
/// assert_eq!(b.shape().dims(), [3, 2]);
/// assert_eq!(b.to_vec::<i32>().unwrap(), [5, 6, 1, 2, 5, 6]);
/// ```
///
/// # Errors
/// If the array is a scalar, an index is out of range, or memory is exhausted.
pub fn gather_rows(array: &Array, indices: &[u32]) -> Result<Array> {
    let shape = *array.shape();
    let Some(&rows) = shape.first() else {
        return Err(Error::argument("array", "a scalar", "an array with rows"));
    };
    if let Some(bad) = indices.iter().find(|&&i| i as usize >= rows) {
        let expected = format!("an index below {rows}");
        return Err(Error::argument("row", bad, expected));
    }
    let mut dims = shape.to_vec();
    dims[0] = indices.len();
    let width: usize = shape[1..].iter().product();
    let array = array.to_contiguous()?;
    match_dtype!([all] array.dtype(), T => {
        let mut out = Array::alloc(array.dtype(), sparkler_base::Shape::new(&dims)?)?;
        // Rows are copied in groups of some 16 K elements: worth a thread, and cache-sized.
        let grain = (16_384 / width.max(1)).max(1);
        if width > 0 && let (Some(from), Some(to)) = (array.as_slice::<T>(), out.as_mut_slice::<T>()) {
            par::chunks_mut(to, grain * width, 1, |start, piece| {
                for (row, &index) in piece.chunks_exact_mut(width).zip(&indices[start / width..]) {
                    let at = index as usize * width;
                    row.copy_from_slice(&from[at..at + width]);
                }
            });
        }
        Ok(out)
    }, else => {
        let all = array.to_strings()?;
        let row = |&i: &u32| &all[i as usize * width..(i as usize + 1) * width];
        let strings = indices.iter().flat_map(row).cloned().collect();
        Ok(Array::from_strings(strings, &dims)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparkler_base::DType;

    #[test]
    fn batches_cover_everything_once() {
        for (n, size) in [(0, 3), (1, 3), (3, 3), (10, 3), (5, usize::MAX)] {
            let batches = Batches::new(n, size).unwrap();
            assert_eq!(batches.len(), batches.clone().count());
            assert_eq!(batches.flatten().collect::<Vec<_>>(), (0..n).collect::<Vec<_>>());
        }
        assert!(Batches::new(3, 0).is_err());
    }

    #[test]
    fn rows_of_every_type_are_gathered() {
        for dtype in DType::ALL {
            let array = match dtype {
                DType::String => {
                    let strings = (0..12).map(|i| i.to_string().into_bytes()).collect();
                    Array::from_strings(strings, &[4, 3]).unwrap()
                }
                _ => Array::full(dtype, sparkler_base::Shape::new(&[4, 3]).unwrap(), 1.0.into())
                    .unwrap(),
            };
            let out = gather_rows(&array, &[3, 3]).unwrap();
            assert_eq!((out.dtype(), out.shape().dims()), (dtype, &[2, 3][..]));
            assert!(gather_rows(&array, &[4]).is_err());
        }
    }

    #[test]
    fn large_strided_and_empty_rows_are_gathered() {
        let n = 3000;
        let data: Vec<i32> = (0..n * 50).collect();
        let a = Array::from_slice(&data, &[50, n as usize]).unwrap().transpose(&[1, 0]).unwrap();
        let order: Vec<u32> = (0..n as u32).rev().collect();
        let out = gather_rows(&a, &order).unwrap().to_vec::<i32>().unwrap();
        for (i, row) in out.chunks(50).enumerate() {
            assert!(row.iter().enumerate().all(|(j, &x)| x == n * j as i32 + n - 1 - i as i32));
        }
        let empty = Array::from_slice::<f32>(&[], &[4, 0]).unwrap();
        assert_eq!(gather_rows(&empty, &[1]).unwrap().shape().dims(), [1, 0]);
        assert_eq!(gather_rows(&a, &[]).unwrap().shape().dims(), [0, 50]);
        assert!(gather_rows(&Array::from_slice(&[1.0f32], &[]).unwrap(), &[]).is_err());
    }
}
