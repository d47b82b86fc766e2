//! Tensors, eager execution, gradients and capture.
//!
//! A [`Tensor`] has a method for every operation of the op table. A [`Tape`] records what happens
//! between its start and [`Tape::gradient`]; [`grad`] and [`value_and_grads`] wrap it for plain
//! functions. [`trace`] runs a function on stand-ins and hands every operation to a graph builder
//! instead of computing it.
//!
//! ```
//! use sparkler_engine::{Tensor, grad};
//!
//! let cube = |x: &Tensor| x.mul(x)?.mul(x);
//! let x = Tensor::new(&[3.0f32], &[])?;
//! assert_eq!(grad(cube)(&x)?.to_vec::<f32>()?, [27.0]);
//! assert_eq!(grad(grad(cube))(&x)?.to_vec::<f32>()?, [18.0]);
//! # Ok::<(), sparkler_engine::Error>(())
//! ```

mod generated {
    mod tensor;
}
mod operators;
mod run;
mod tape;
mod tensor;
mod trace;
mod variable;

pub use run::run;
// The order in which training goes through examples is drawn here, as all random numbers are.
pub use sparkler_base::{Array, DType, Element, Error, ErrorKind, Result, Scalar, Shape};
pub use sparkler_cpu::random::permutation;
pub use sparkler_ops::attrs::{Attr, Attrs, Axes, Ints, Padding};
pub use sparkler_ops::{Spec, options};
pub use tape::{
    Tape, Target, custom_grad, grad, no_tape, pause_tapes, record_custom, value_and_grads,
};
pub use tensor::{MemoryInfo, Tensor, memory};
pub use trace::{Traced, is_tracing, trace};
pub use variable::Variable;
