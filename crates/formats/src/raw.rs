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

    #[allow(dead_code)]
    pub fn u16(&mut self, what: &str) -> Result<u16> {
        Ok(self.take(2, what)?.iter().rev().fold(0, |v, &b| v << 8 | b as u16))
    }

    pub fn u32(&mut self, what: &str) -> Result<u32> {
        Ok(self.take(4, what)?.iter().rev().fold(0, |v, &b| v << 8 | b as u32))
    }

    #[allow(dead_code)]
    pub fn u64(&mut self, what: &str) -> Result<u64> {
        Ok(self.take(8, what)?.iter().rev().fold(0, |v, &b| v << 8 | b as u64))
    }
}
