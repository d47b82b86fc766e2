//! The tensor: an immutable n-dimensional array, or a stand-in for one while a graph is captured.

use crate::{Array, DType, Element, Error, ErrorKind, Result, Scalar, Shape, Spec};
use sparkler_ops::VarId;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

static NEXT_ID: AtomicU64 = AtomicU64::new(1);
static TENSORS: AtomicUsize = AtomicUsize::new(0);

/// What is alive in this process, as reported by [`memory`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryInfo {
    /// Tensors alive (clones of one count once).
    pub tensors: usize,
    /// Buffers behind them; views share one.
    pub buffers: usize,
    /// Bytes in those buffers.
    pub bytes: usize,
    /// The most bytes that were alive at one time.
    pub peak_bytes: usize,
}

/// Counts the tensors alive in this process and their memory.
pub fn memory() -> MemoryInfo {
    let m = sparkler_base::memory();
    MemoryInfo {
        tensors: TENSORS.load(Ordering::Relaxed),
        buffers: m.buffers,
        bytes: m.bytes,
        peak_bytes: m.peak_bytes,
    }
}

/// An immutable n-dimensional array of any [`DType`] and of rank 0 to 8. Cloning is free; the
/// memory goes when the last clone does.
///
/// ```
/// use sparkler_engine::Tensor;
/// let a = Tensor::new(&[1.0f32, 2.0, 3.0, 4.0], &[2, 2])?;
/// let b = a.matmul(&a, false, false)?.add(&Tensor::scalar(1.0f32)?)?;
/// assert_eq!(b.to_vec::<f32>()?, [8.0, 11.0, 16.0, 23.0]);
/// # Ok::<(), sparkler_engine::Error>(())
/// ```
#[derive(Clone)]
pub struct Tensor(Arc<Inner>);

struct Inner {
    id: u64,
    spec: Spec,
    value: Value,
}

impl Drop for Inner {
    fn drop(&mut self) {
        TENSORS.fetch_sub(1, Ordering::Relaxed);
    }
}

#[derive(Clone)]
pub(crate) enum Value {
    Array(Array),
    /// A node of the graph that trace number `trace` builds.
    Traced {
        trace: u64,
        node: VarId,
    },
}

impl Tensor {
    pub(crate) fn from_value(spec: Spec, value: Value) -> Tensor {
        TENSORS.fetch_add(1, Ordering::Relaxed);
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        Tensor(Arc::new(Inner { id, spec, value }))
    }

    /// A tensor of an array. No bytes move.
    pub fn from_array(array: Array) -> Tensor {
        let spec = Spec::new(array.dtype(), *array.shape());
        Tensor::from_value(spec, Value::Array(array))
    }

    /// A tensor with a copy of those elements.
    ///
    /// # Errors
    /// If the shape has another number of elements.
    pub fn new<T: Element>(data: &[T], shape: &[usize]) -> Result<Tensor> {
        Array::from_slice(data, shape).map(Tensor::from_array).map_err(|e| e.at("tensor"))
    }

    /// A tensor of one number and rank 0.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn scalar<T: Element>(value: T) -> Result<Tensor> {
        Tensor::new(&[value], &[])
    }

    /// A tensor of strings.
    ///
    /// # Errors
    /// If the shape has another number of elements.
    pub fn from_strings<S: AsRef<[u8]>>(strings: &[S], shape: &[usize]) -> Result<Tensor> {
        let strings = strings.iter().map(|s| s.as_ref().to_vec()).collect();
        Array::from_strings(strings, shape).map(Tensor::from_array).map_err(|e| e.at("tensor"))
    }

    /// A tensor of one repeated value.
    ///
    /// # Errors
    /// If the shape is impossible, the type is string, or memory is exhausted.
    pub fn full(shape: &[usize], value: impl Into<Scalar>, dtype: DType) -> Result<Tensor> {
        // One element, seen with stride 0 everywhere: it costs no memory until it is written.
        let one = Array::full(dtype, Shape::SCALAR, value.into())?;
        one.broadcast_to(&Shape::new(shape)?).map(Tensor::from_array)
    }

    /// A tensor of zeros.
    ///
    /// # Errors
    /// As [`Tensor::full`].
    pub fn zeros(shape: &[usize], dtype: DType) -> Result<Tensor> {
        Tensor::full(shape, 0.0, dtype)
    }

    /// A tensor of ones.
    ///
    /// # Errors
    /// As [`Tensor::full`].
    pub fn ones(shape: &[usize], dtype: DType) -> Result<Tensor> {
        Tensor::full(shape, 1.0, dtype)
    }

    /// Seed and stream of random operations: `[seed, stream]`. The same pair always gives the
    /// same numbers; another stream gives independent ones.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn seed(seed: u64, stream: u64) -> Result<Tensor> {
        Tensor::new(&[seed as i64, stream as i64], &[2])
    }

    /// A number that no other tensor of this process has.
    pub fn id(&self) -> u64 {
        self.0.id
    }

    /// Type and shape.
    pub fn spec(&self) -> Spec {
        self.0.spec
    }

    /// The elements' type.
    pub fn dtype(&self) -> DType {
        self.0.spec.dtype
    }

    /// The shape.
    pub fn shape(&self) -> &Shape {
        &self.0.spec.shape
    }

    /// The number of dimensions.
    pub fn rank(&self) -> usize {
        self.shape().rank()
    }

    /// The number of elements.
    pub fn size(&self) -> usize {
        self.shape().size()
    }

    pub(crate) fn value(&self) -> &Value {
        &self.0.value
    }

    /// The array behind it, read at once.
    ///
    /// # Errors
    /// If this tensor is a stand-in in a function that is being captured and has no numbers yet.
    pub fn array(&self) -> Result<&Array> {
        match &self.0.value {
            Value::Array(array) => Ok(array),
            Value::Traced { .. } => Err(Error::new(
                "read",
                ErrorKind::NotAvailable {
                    reason: "a tensor inside a captured function has no numbers yet; return it \
                             from the function and read it there"
                        .into(),
                },
            )),
        }
    }

    /// The array behind it, given up: where this was the last clone, nobody else holds the array.
    ///
    /// # Errors
    /// As [`Tensor::array`].
    pub fn into_array(mut self) -> Result<Array> {
        self.array()?;
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            let gone = Value::Traced { trace: 0, node: 0 };
            if let Value::Array(array) = std::mem::replace(&mut inner.value, gone) {
                return Ok(array);
            }
        }
        self.array().cloned()
    }

    /// A stand-in that has a type and shape but no numbers, for a place whose tensor was taken.
    pub fn placeholder(spec: Spec) -> Tensor {
        Tensor::from_value(spec, Value::Traced { trace: 0, node: 0 })
    }

    /// The array behind it, once it is computed. On a processor it already is; on devices that
    /// compute in the background this waits.
    ///
    /// # Errors
    /// As [`Tensor::array`].
    pub async fn read(&self) -> Result<Array> {
        self.array().cloned()
    }

    /// A copy of the elements in order.
    ///
    /// # Errors
    /// If they are of another type, or as [`Tensor::array`].
    pub fn to_vec<T: Element>(&self) -> Result<Vec<T>> {
        self.array()?.to_vec()
    }

    /// A copy of the strings in order.
    ///
    /// # Errors
    /// If it holds numbers, or as [`Tensor::array`].
    pub fn to_strings(&self) -> Result<Vec<Vec<u8>>> {
        self.array()?.to_strings()
    }

    /// The only element, as a real number.
    ///
    /// # Errors
    /// If there is more than one, or none, or as [`Tensor::array`].
    pub fn item(&self) -> Result<f64> {
        match (self.size(), self.array()?.get(0)) {
            (1, Some(value)) => Ok(value.to_f64()),
            _ => Err(Error::other(
                "item",
                format!("one number expected, the tensor is {}", self.spec()),
            )),
        }
    }
}

impl fmt::Display for Tensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.value {
            Value::Array(array) => fmt::Display::fmt(array, f),
            Value::Traced { .. } => write!(f, "<{} in a captured function>", self.spec()),
        }
    }
}

impl fmt::Debug for Tensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tensor({}, {self})", self.spec())
    }
}
