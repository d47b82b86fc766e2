//! The numbers that go in and out of calls.

use crate::handles::{self, Object};
use crate::{Error, Result};
use sparkler_engine::{DType, Shape, Spec, Tensor};
use std::cell::Cell;

/// How many numbers the scratch array holds.
pub const SCRATCH_LEN: usize = 16 * 1024;

thread_local! {
    // Leaked, since JavaScript keeps looking at it as long as the thread lives.
    static SCRATCH: &'static [Cell<f64>] =
        Box::leak((0..SCRATCH_LEN).map(|_| Cell::new(0.0)).collect());
}

/// The scratch array of this thread; it never moves.
pub fn scratch_cells() -> &'static [Cell<f64>] {
    SCRATCH.with(|s| *s)
}

/// The data type of a code in the interface: its place in [`DType::ALL`].
pub(crate) fn dtype_of(code: u32) -> Result<DType> {
    DType::ALL
        .get(code as usize)
        .copied()
        .ok_or_else(|| Error::new(format!("{code} is no data type's code")))
}

pub(crate) fn dtype_code(dtype: DType) -> u32 {
    DType::ALL.iter().position(|d| *d == dtype).unwrap_or(0) as u32
}

fn overflow() -> Error {
    Error::new(format!("a call takes at most {SCRATCH_LEN} numbers"))
}

/// Reads the scratch array from its beginning.
pub(crate) struct Reader {
    cells: &'static [Cell<f64>],
    at: usize,
}

impl Reader {
    pub(crate) fn new() -> Reader {
        Reader { cells: scratch_cells(), at: 0 }
    }

    pub(crate) fn number(&mut self) -> Result<f64> {
        let value = self.cells.get(self.at).ok_or_else(overflow)?.get();
        self.at += 1;
        Ok(value)
    }

    pub(crate) fn handle(&mut self) -> Result<u32> {
        Ok(self.number()? as u32)
    }

    pub(crate) fn count(&mut self) -> Result<usize> {
        let n = self.number()?;
        if n >= 0.0 && n.fract() == 0.0 && n <= SCRATCH_LEN as f64 * 1e9 {
            return Ok(n as usize);
        }
        Err(Error::new(format!("{n} is no length; expected a whole number of at least 0")))
    }

    /// The next numbers as a list whose length is `len`.
    pub(crate) fn take(&mut self, len: usize) -> Result<&'static [Cell<f64>]> {
        let end = self.at.checked_add(len).ok_or_else(overflow)?;
        let part = self.cells.get(self.at..end).ok_or_else(overflow)?;
        self.at = end;
        Ok(part)
    }

    pub(crate) fn handles(&mut self, count: u32) -> Result<Vec<u32>> {
        Ok(self.take(count as usize)?.iter().map(|c| c.get() as u32).collect())
    }

    pub(crate) fn shape(&mut self, rank: u32) -> Result<Shape> {
        let extents = (0..rank).map(|_| self.count()).collect::<Result<Vec<_>>>()?;
        Ok(Shape::new(&extents)?)
    }

    /// Tensors (variables are read).
    pub(crate) fn tensors(&mut self, count: u32) -> Result<Vec<Tensor>> {
        (0..count).map(|_| handles::tensor(self.handle()?)).collect()
    }
}

/// Writes the scratch array from its beginning.
pub(crate) struct Writer {
    cells: &'static [Cell<f64>],
    at: usize,
}

impl Writer {
    pub(crate) fn new() -> Writer {
        Writer { cells: scratch_cells(), at: 0 }
    }

    pub(crate) fn number(&mut self, value: f64) -> Result<()> {
        self.cells.get(self.at).ok_or_else(overflow)?.set(value);
        self.at += 1;
        Ok(())
    }

    pub(crate) fn spec(&mut self, spec: &Spec) -> Result<()> {
        self.number(f64::from(dtype_code(spec.dtype)))?;
        self.number(spec.shape.rank() as f64)?;
        spec.shape.dims().iter().try_for_each(|&d| self.number(d as f64))
    }

    /// A new tensor: its handle, type and shape.
    pub(crate) fn tensor(&mut self, tensor: Tensor) -> Result<()> {
        let spec = tensor.spec();
        self.number(f64::from(handles::insert(Object::Tensor(tensor))))?;
        self.spec(&spec)
    }

    /// New tensors; gives their number.
    pub(crate) fn tensors(&mut self, tensors: impl IntoIterator<Item = Tensor>) -> Result<u32> {
        let mut count = 0;
        for tensor in tensors {
            self.tensor(tensor)?;
            count += 1;
        }
        Ok(count)
    }

    /// New handles; gives their number.
    pub(crate) fn objects(&mut self, objects: impl IntoIterator<Item = Object>) -> Result<u32> {
        let mut count = 0;
        for object in objects {
            self.number(f64::from(handles::insert(object)))?;
            count += 1;
        }
        Ok(count)
    }
}
