//! Captured graphs of operations, compiled and run.
//!
//! A [`Builder`] collects operations: it is the [`Tracer`](sparkler_ops::Tracer) that capturing a
//! function hands them to. It expands composites, folds what depends on constants alone, and
//! recognises the same operation on the same operands. [`Graph::compile`] drops what no output
//! needs, joins convolutions with their pooling, fuses chains of elementwise operations, plans
//! memory, and gives an [`Executable`].
//!
//! `SPARKLER_PROFILE=1` makes an executable print where its time went when it is dropped.

mod exec;
mod fuse;
mod ir;
mod join;
mod plan;
mod pooling;
mod simplify;

pub use exec::{Executable, Failure};
pub use ir::{Builder, Graph, Node, NodeKind, ValueId};
