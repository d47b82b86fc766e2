//! Kernels on plain slices for the processor: run-time SIMD dispatch, a thread facade, packed
//! matrix multiplication, convolution, pooling, reductions, sorting and random numbers.
//!
//! Nothing here knows an operation's name, attributes or gradient; that is `sparkler-ops`. A
//! kernel takes slices and sizes that its caller has checked, and gives the same bits whatever
//! the number of threads: work is cut by its size, never by how many workers there are.

pub mod conv;
pub mod depthwise;
pub mod gemm;
pub mod isa;
pub mod par;
pub mod pool;
mod scratch;
mod vector;
