//! What a kernel sees: inputs that it may take over, attributes, and memory for its outputs.

use crate::attrs::Attrs;
use crate::{Call, Kernel, OpDef, Spec};
use smallvec::SmallVec;
use sparkler_base::{Array, Buffer, DType, Element, Error, Layout, Result, Shape};

/// Where outputs get their memory: the pool for eager calls, planned slots for compiled graphs.
pub trait Memory {
    /// A buffer for output number `output`, values unspecified.
    ///
    /// # Errors
    /// If memory is exhausted.
    fn alloc(&mut self, output: usize, dtype: DType, len: usize) -> Result<Buffer>;
}

/// Memory from the buffer pool.
pub struct Pool;

impl Memory for Pool {
    fn alloc(&mut self, _output: usize, dtype: DType, len: usize) -> Result<Buffer> {
        Buffer::alloc(dtype, len)
    }
}

/// One run of a kernel.
pub struct KernelCx<'a> {
    call: Call<'a>,
    inputs: &'a mut [Option<Array>],
    specs: &'a [Spec],
    outputs: SmallVec<[Array; 1]>,
    memory: &'a mut dyn Memory,
}

impl<'a> std::ops::Deref for KernelCx<'a> {
    type Target = Call<'a>;
    fn deref(&self) -> &Call<'a> {
        &self.call
    }
}

impl<'a> KernelCx<'a> {
    /// The number of inputs.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Are there no inputs?
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// Input number `i`.
    ///
    /// # Panics
    /// If the kernel has taken it, or the operation has no such input.
    pub fn x(&self, i: usize) -> &Array {
        match self.inputs.get(i) {
            Some(Some(array)) => array,
            _ => panic!("{}: input {i} is not there", self.op.name),
        }
    }

    /// Input number `i`, for keeps: if nobody else holds it, its memory may be overwritten.
    ///
    /// # Panics
    /// As [`KernelCx::x`].
    pub fn take(&mut self, i: usize) -> Array {
        match self.inputs.get_mut(i).and_then(Option::take) {
            Some(array) => array,
            None => panic!("{}: input {i} is not there", self.op.name),
        }
    }

    /// Was input number `i` given?
    pub fn has(&self, i: usize) -> bool {
        self.inputs.get(i).is_some_and(Option::is_some)
    }

    /// Input number `i` with its elements dense and in order.
    ///
    /// # Errors
    /// If memory for a copy is exhausted.
    pub fn dense(&self, i: usize) -> Result<Array> {
        contiguous(self.x(i))
    }

    /// Type and shape of output number `i`, as inferred.
    pub fn spec(&self, i: usize) -> Spec {
        self.specs[i]
    }

    /// Dense memory for the next output, of its inferred type and shape, values unspecified.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn out(&mut self) -> Result<Array> {
        self.out_at(self.outputs.len())
    }

    /// Dense memory for output number `output`, of its inferred type and shape, values unspecified.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn out_at(&mut self, output: usize) -> Result<Array> {
        let Spec { dtype, shape } = self.specs[output];
        let buffer = self.memory.alloc(output, dtype, shape.size())?;
        Array::from_buffer(buffer, shape)
    }

    /// Dense memory for the next output, of a shape that only the kernel knows.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn out_as(&mut self, dtype: DType, shape: Shape) -> Result<Array> {
        let buffer = self.memory.alloc(self.outputs.len(), dtype, shape.size())?;
        Array::from_buffer(buffer, shape)
    }

    /// Delivers the next output.
    pub fn put(&mut self, array: Array) {
        self.outputs.push(array);
    }

    /// Delivers input `i` seen through another layout as the next output.
    ///
    /// # Errors
    /// If the layout reaches outside.
    pub fn put_view(&mut self, i: usize, layout: Layout) -> Result<()> {
        let view = self.x(i).with_layout(layout)?;
        self.put(view);
        Ok(())
    }

    /// Lets a function fill the next output, all of whose elements it must write.
    ///
    /// # Errors
    /// What the function returns, or if memory is exhausted.
    pub fn fill<T: Element>(
        &mut self,
        f: impl FnOnce(&KernelCx<'_>, &mut [T]) -> Result<()>,
    ) -> Result<()> {
        let mut out = self.out()?;
        f(self, slice_mut(&mut out)?)?;
        self.put(out);
        Ok(())
    }
}

/// The elements of a dense array.
///
/// # Errors
/// If it is not dense or not of that type: a mistake in the kernel that asks.
pub fn slice<T: Element>(array: &Array) -> Result<&[T]> {
    array.as_slice().ok_or_else(|| misread::<T>(array))
}

/// The elements of a fresh dense array for writing.
///
/// # Errors
/// If it is shared, not dense, or not of that type: a mistake in the kernel that asks.
pub fn slice_mut<T: Element>(array: &mut Array) -> Result<&mut [T]> {
    if array.as_mut_slice::<T>().is_none() {
        return Err(misread::<T>(array));
    }
    array.as_mut_slice().ok_or_else(|| Error::other("kernel", "array changed while borrowed"))
}

fn misread<T: Element>(array: &Array) -> Error {
    Error::other(
        "kernel",
        format!("{} array of shape {} read as {}", array.dtype(), array.shape(), T::DTYPE),
    )
}

/// The array with its elements dense and in order; itself if it is so already.
///
/// # Errors
/// If memory for a copy is exhausted.
pub fn contiguous(array: &Array) -> Result<Array> {
    if array.is_contiguous() {
        return Ok(array.clone());
    }
    let shape = *array.shape();
    sparkler_base::match_dtype!([all] array.dtype(), T => {
        let mut out = Array::alloc(T::DTYPE, shape)?;
        let source = array.buffer().as_slice::<T>().unwrap_or(&[]);
        sparkler_cpu::copy::copy_strided(source, array.layout(), slice_mut::<T>(&mut out)?);
        Ok(out)
    }, else => array.to_contiguous())
}

/// Runs an operation's kernel on arrays that were checked by [`OpDef::infer`] and cast to
/// [`OpDef::input_types`].
///
/// # Errors
/// What the kernel returns. Composites have no kernel of their own and must be expanded first.
pub fn run(
    op: &'static OpDef,
    inputs: &mut [Option<Array>],
    attrs: &Attrs,
    specs: &[Spec],
    memory: &mut dyn Memory,
) -> Result<SmallVec<[Array; 1]>> {
    let call = Call { op, attrs };
    let mut cx = KernelCx { call, inputs, specs, outputs: SmallVec::new(), memory };
    match op.kernel {
        Kernel::Unary(kernel) => crate::elementwise::run_unary(&mut cx, kernel),
        Kernel::Binary(kernel) => (kernel.run)(&mut cx),
        Kernel::Run(kernel) => kernel(&mut cx),
        Kernel::Composite(_) => Err(call.error("is composed of others and must be expanded")),
    }
    // Also what came from below (memory, shape arithmetic) is this operation's error.
    .map_err(|e| e.at(op.name))?;
    Ok(cx.outputs)
}
