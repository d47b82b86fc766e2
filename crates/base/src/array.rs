//! Arrays in host memory: a buffer seen through a layout.

use crate::{Buffer, DType, Element, Error, ErrorKind, Layout, MAX_RANK, Result, Scalar, Shape};
use crate::{PrintOptions, bf16, f16, match_dtype};
use std::fmt;

/// An n-dimensional array in host memory. Cloning and viewing share the buffer.
#[derive(Clone)]
pub struct Array {
    layout: Layout,
    buffer: Buffer,
}

impl Array {
    /// A buffer seen through a layout.
    ///
    /// # Errors
    /// If the layout reaches outside the buffer.
    pub fn new(buffer: Buffer, layout: Layout) -> Result<Array> {
        let (_, end) = layout.extent();
        if end > buffer.len() {
            return Err(Error::other(
                "array",
                format!(
                    "shape {} with strides {:?} at {} reaches element {end} of {}",
                    layout.shape(),
                    layout.strides(),
                    layout.offset(),
                    buffer.len()
                ),
            ));
        }
        Ok(Array { layout, buffer })
    }

    /// A buffer as a dense array of that shape.
    ///
    /// # Errors
    /// If the shape has another number of elements than the buffer.
    pub fn from_buffer(buffer: Buffer, shape: Shape) -> Result<Array> {
        if shape.size() != buffer.len() {
            return Err(Error::other(
                "array",
                format!("shape {shape} has {} elements, got {}", shape.size(), buffer.len()),
            ));
        }
        Ok(Array { layout: Layout::contiguous(shape), buffer })
    }

    /// A copy of those elements as a dense array.
    ///
    /// # Errors
    /// If the shape is impossible or has another number of elements.
    pub fn from_slice<T: Element>(data: &[T], shape: &[usize]) -> Result<Array> {
        Array::from_buffer(Buffer::from_slice(data)?, Shape::new(shape)?)
    }

    /// An array of byte strings.
    ///
    /// # Errors
    /// If the shape is impossible or has another number of elements.
    pub fn from_strings(strings: Vec<Vec<u8>>, shape: &[usize]) -> Result<Array> {
        Array::from_buffer(Buffer::from_strings(strings), Shape::new(shape)?)
    }

    /// A dense array whose values are unspecified.
    ///
    /// # Errors
    /// If memory is exhausted or the type is string.
    pub fn alloc(dtype: DType, shape: Shape) -> Result<Array> {
        let buffer = Buffer::alloc(dtype, shape.size())?;
        Ok(Array { layout: Layout::contiguous(shape), buffer })
    }

    /// A dense array of one repeated value, cast to the type. What the type cannot hold becomes the
    /// nearest value that it can: 300 is 255 as `uint8`.
    ///
    /// ```
    /// use sparkler_base::{Array, DType, Shape};
    /// let full = Array::full(DType::U8, Shape::SCALAR, 300.0.into()).unwrap();
    /// assert_eq!(full.to_vec::<u8>().unwrap(), [255]);
    /// ```
    ///
    /// # Errors
    /// If memory is exhausted or the type is string.
    pub fn full(dtype: DType, shape: Shape, value: Scalar) -> Result<Array> {
        let mut buffer = Buffer::alloc(dtype, shape.size())?;
        macro_rules! fill {
            ($($d:ident: $t:ty => $v:expr),*) => {
                match dtype {
                    $(DType::$d => {
                        if let Some(s) = buffer.as_mut_slice::<$t>() { s.fill($v) }
                    })*
                    DType::String => unreachable!("alloc refuses strings"),
                }
            };
        }
        macro_rules! nearest {
            ($t:ty) => {
                value.to_i64().clamp(<$t>::MIN as i64, <$t>::MAX as i64) as $t
            };
        }
        fill!(Bool: bool => value.to_f64() != 0.0, U8: u8 => nearest!(u8),
        I8: i8 => nearest!(i8), I32: i32 => nearest!(i32),
        I64: i64 => value.to_i64(), F16: f16 => f16::from_f64(value.to_f64()),
        BF16: bf16 => bf16::from_f64(value.to_f64()), F32: f32 => value.to_f64() as f32,
        F64: f64 => value.to_f64(),
        Complex64: crate::Complex64 => match value {
            Scalar::Complex(c) => c,
            other => crate::Complex64 { re: other.to_f64() as f32, im: 0.0 },
        });
        Array::from_buffer(buffer, shape)
    }

    /// The elements' type.
    pub fn dtype(&self) -> DType {
        self.buffer.dtype()
    }

    /// The shape.
    pub fn shape(&self) -> &Shape {
        self.layout.shape()
    }

    /// The number of elements.
    pub fn size(&self) -> usize {
        self.shape().size()
    }

    /// The layout.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The memory behind it.
    pub fn buffer(&self) -> &Buffer {
        &self.buffer
    }

    /// Gives the memory up, whole, whatever part the layout showed.
    pub fn into_buffer(self) -> Buffer {
        self.buffer
    }

    /// Do the elements lie dense and in order?
    pub fn is_contiguous(&self) -> bool {
        self.layout.is_contiguous()
    }

    /// The elements in order, if they are of that type and lie dense.
    pub fn as_slice<T: Element>(&self) -> Option<&[T]> {
        if !self.is_contiguous() {
            return None;
        }
        let start = self.layout.offset();
        self.buffer.as_slice()?.get(start..start + self.size())
    }

    /// The elements for writing, if they are of that type, lie dense, and nobody else refers to
    /// the memory.
    pub fn as_mut_slice<T: Element>(&mut self) -> Option<&mut [T]> {
        if !self.is_contiguous() {
            return None;
        }
        let (start, size) = (self.layout.offset(), self.size());
        self.buffer.as_mut_slice()?.get_mut(start..start + size)
    }

    /// A copy of the elements in order.
    ///
    /// # Errors
    /// If they are of another type.
    pub fn to_vec<T: Element>(&self) -> Result<Vec<T>> {
        let Some(all) = self.buffer.as_slice::<T>() else {
            return Err(Error::new(
                "to_vec",
                ErrorKind::DType {
                    input: "array".into(),
                    got: self.dtype(),
                    expected: T::DTYPE.name().into(),
                },
            ));
        };
        Ok(match self.as_slice::<T>() {
            Some(slice) => slice.to_vec(),
            None => self.layout.iter().map(|i| all[i]).collect(),
        })
    }

    /// A copy of the strings in order.
    ///
    /// # Errors
    /// If it holds numbers.
    pub fn to_strings(&self) -> Result<Vec<Vec<u8>>> {
        match self.buffer.as_strings() {
            Some(all) => Ok(self.layout.iter().map(|i| all[i].clone()).collect()),
            None => Err(Error::new(
                "to_strings",
                ErrorKind::DType {
                    input: "array".into(),
                    got: self.dtype(),
                    expected: "string".into(),
                },
            )),
        }
    }

    /// One element, counted in order; `None` past the end and for strings.
    pub fn get(&self, index: usize) -> Option<Scalar> {
        let at = if self.is_contiguous() {
            (index < self.size()).then(|| self.layout.offset() + index)?
        } else {
            self.layout.iter().nth(index)?
        };
        macro_rules! read {
            ($($d:ident: $t:ty, $x:ident => $v:expr),*) => {
                match self.dtype() {
                    $(DType::$d => { let $x = self.buffer.as_slice::<$t>()?[at]; Some($v) })*
                    DType::String => None,
                }
            };
        }
        read!(Bool: bool, x => Scalar::Bool(x), U8: u8, x => Scalar::Int(x as i64),
            I8: i8, x => Scalar::Int(x as i64), I32: i32, x => Scalar::Int(x as i64),
            I64: i64, x => Scalar::Int(x), F16: f16, x => Scalar::Float(x.to_f64()),
            BF16: bf16, x => Scalar::Float(x.to_f64()), F32: f32, x => Scalar::Float(x as f64),
            F64: f64, x => Scalar::Float(x), Complex64: crate::Complex64, x => Scalar::Complex(x))
    }

    /// A dense array of the same elements: itself if it is dense and owns its whole buffer's order
    /// already, else a copy.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn to_contiguous(&self) -> Result<Array> {
        if self.is_contiguous() {
            return Ok(self.clone());
        }
        let shape = *self.shape();
        match_dtype!([all] self.dtype(), T => {
            Array::from_buffer(Buffer::from_slice(&self.to_vec::<T>()?)?, shape)
        }, else => Array::from_buffer(Buffer::from_strings(self.to_strings()?), shape))
    }

    /// The same buffer through another layout.
    ///
    /// # Errors
    /// If the layout reaches outside the buffer.
    pub fn with_layout(&self, layout: Layout) -> Result<Array> {
        Array::new(self.buffer.clone(), layout)
    }

    /// Dimension `i` of the result is dimension `axes[i]` of this. No bytes move.
    ///
    /// # Errors
    /// If `axes` is no permutation.
    pub fn transpose(&self, axes: &[usize]) -> Result<Array> {
        self.with_layout(self.layout.transpose(axes)?)
    }

    /// The same elements under another shape; a copy only where strides forbid a view.
    ///
    /// # Errors
    /// If the shape has another number of elements.
    pub fn reshape(&self, shape: Shape) -> Result<Array> {
        if shape.size() != self.size() {
            return Err(Error::new(
                "reshape",
                ErrorKind::ShapeMismatch {
                    what: format!("{} elements do not fit {}", self.size(), shape.size()).into(),
                    lhs: self.shape().to_vec(),
                    rhs: shape.to_vec(),
                },
            ));
        }
        match self.layout.reshape(&shape) {
            Some(layout) => self.with_layout(layout),
            None => self.to_contiguous()?.reshape(shape),
        }
    }

    /// A wider view by NumPy's rule. No bytes move.
    ///
    /// # Errors
    /// If this shape does not broadcast to that one.
    pub fn broadcast_to(&self, shape: &Shape) -> Result<Array> {
        self.with_layout(self.layout.broadcast_to(shape)?)
    }

    /// A view of `size[i]` elements from `begin[i]` in steps of `step[i]` along each axis.
    ///
    /// # Errors
    /// If it reaches outside.
    pub fn slice(&self, begin: &[usize], size: &[usize], step: &[isize]) -> Result<Array> {
        self.with_layout(self.layout.slice(begin, size, step)?)
    }

    /// The same elements with a dimension of extent 1 added at each of those axes of the result.
    ///
    /// # Errors
    /// If the rank grows past [`MAX_RANK`] or an axis is out of range.
    pub fn expand_dims(&self, axis: usize) -> Result<Array> {
        if axis > self.shape().rank() || self.shape().rank() == MAX_RANK {
            return Err(Error::new(
                "expandDims",
                ErrorKind::AxisOutOfRange { axis: axis as i64, rank: self.shape().rank() + 1 },
            ));
        }
        self.reshape(self.shape().insert(axis, 1)?)
    }
}

impl fmt::Display for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&PrintOptions::default().format(self))
    }
}

impl fmt::Debug for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Array({}, {}, {})", self.dtype(), self.shape(), self)
    }
}
