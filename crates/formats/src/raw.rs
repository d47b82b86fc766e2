//! What the formats share: elements to and from little-endian bytes, and reading within bounds.

use crate::{Error, Result};
use sparkler_base::{Array, Buffer, DType, Shape};

/// Appends the elements of an array (no strings) in order, little-endian.
pub(crate) fn extend_le_bytes(out: &mut Vec<u8>, array: &Array) -> sparkler_base::Result<()> {
    let array = array.to_contiguous()?;
    let size = array.dtype().size();
    let start = array.layout().offset() * size;
    let bytes = array.buffer().as_bytes().get(start..start + array.size() * size);
    let at = out.len();
    out.extend_from_slice(bytes.unwrap_or(&[]));
    if cfg!(target_endian = "big") {
        let word = if array.dtype() == DType::Complex64 { 4 } else { size };
        out[at..].chunks_exact_mut(word.max(1)).for_each(<[u8]>::reverse);
    }
    Ok(())
}

/// A dense array of those little-endian bytes, which are as many as the shape needs.
pub(crate) fn array_of_le_bytes(
    file: &str,
    dtype: DType,
    shape: Shape,
    bytes: &[u8],
) -> Result<Array> {
    Buffer::from_le_bytes(dtype, bytes)
        .and_then(|buffer| Array::from_buffer(buffer, shape))
        .map_err(Error::array(file))
}

/// A place in bytes of a file, that moves forward and knows where the bytes end.
pub(crate) struct Cursor<'a> {
    pub file: &'a str,
    pub bytes: &'a [u8],
    pub at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(file: &'a str, bytes: &'a [u8]) -> Cursor<'a> {
        Cursor { file, bytes, at: 0 }
    }

    pub fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// The next `count` bytes; `what` names them in the error.
    pub fn take(&mut self, count: usize, what: &str) -> Result<&'a [u8]> {
        if count > self.left() {
            return Err(Error::bytes(
                self.file,
                self.at,
                format!("{} bytes are left", self.left()),
                format!("{count} bytes of {what}"),
            ));
        }
        let taken = &self.bytes[self.at..self.at + count];
        self.at += count;
        Ok(taken)
    }

    pub fn u16(&mut self, what: &str) -> Result<u16> {
        Ok(self.take(2, what)?.iter().rev().fold(0, |v, &b| v << 8 | b as u16))
    }

    pub fn u32(&mut self, what: &str) -> Result<u32> {
        Ok(self.take(4, what)?.iter().rev().fold(0, |v, &b| v << 8 | b as u32))
    }

    pub fn u64(&mut self, what: &str) -> Result<u64> {
        Ok(self.take(8, what)?.iter().rev().fold(0, |v, &b| v << 8 | b as u64))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A small array of each data type.
    pub(crate) fn of_every_dtype() -> Vec<Array> {
        let bytes: Vec<u8> = (0..48).map(|i| i * 5 + 1).collect();
        DType::ALL
            .into_iter()
            .map(|dtype| match dtype {
                DType::Bool => Array::from_slice(&[true, false, true], &[1, 3]).unwrap(),
                DType::String => {
                    let strings = ["", "a", "\u{1f386} spark"].map(|s| s.as_bytes().to_vec());
                    Array::from_strings(strings.to_vec(), &[3]).unwrap()
                }
                _ => {
                    let shape = Shape::new(&[2, 1, 3]).unwrap();
                    array_of_le_bytes("f", dtype, shape, &bytes[..6 * dtype.size()]).unwrap()
                }
            })
            .collect()
    }

    /// The same type, shape and bits?
    pub(crate) fn same(a: &Array, b: &Array) -> bool {
        let (mut x, mut y) = (Vec::new(), Vec::new());
        if a.dtype() == DType::String {
            return a.shape() == b.shape() && a.to_strings().ok() == b.to_strings().ok();
        }
        extend_le_bytes(&mut x, a).unwrap();
        extend_le_bytes(&mut y, b).unwrap();
        (a.dtype(), a.shape(), x) == (b.dtype(), b.shape(), y)
    }
}
