//! What every room of Sparkler stands on: data types, shapes, memory layouts, reference-counted
//! buffers, host arrays and the error type that names an operation and its values.
//!
//! Nothing here computes. Kernels live in `sparkler-cpu`, operations in `sparkler-ops`.
//!
//! ```
//! use sparkler_base::{Array, DType, Shape};
//!
//! let a = Array::from_slice(&[1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0], &[2, 3]).unwrap();
//! let t = a.transpose(&[1, 0]).unwrap(); // no bytes move
//! assert_eq!(t.shape(), &Shape::new(&[3, 2]).unwrap());
//! assert_eq!(t.dtype(), DType::F32);
//! assert_eq!(t.to_vec::<f32>().unwrap(), [1., 4., 2., 5., 3., 6.]);
//! ```

mod array;
mod buffer;
mod display;
mod dtype;
mod error;
mod layout;
mod shape;

pub use array::Array;
pub use buffer::{
    Buffer, MemoryInfo, allocation_may_fail, memory, set_reserve, spend_reserve, trim,
};
pub use display::PrintOptions;
pub use dtype::{Complex64, DType, Element, Scalar};
pub use error::{Error, ErrorKind, Result};
pub use layout::{Layout, StridedIter};
pub use shape::{MAX_RANK, Shape};

pub use half::{bf16, f16};
