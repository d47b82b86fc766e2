//! Kernels on plain slices for the processor: run-time SIMD dispatch, a thread facade, packed
//! matrix multiplication, convolution, pooling, reductions, sorting, Fourier transforms and
//! random numbers.
//!
//! Nothing here knows an operation's name, attributes or gradient; that is `sparkler-ops`. A
//! kernel takes slices and sizes that its caller has checked, and gives the same bits whatever
//! the number of threads: work is cut by its size, never by how many workers there are.

// Sleeping and waking in WebAssembly. Modules with threads need a standard library that is compiled
// for them, which is no stable feature of the compiler either.
#![cfg_attr(
    all(target_arch = "wasm32", target_feature = "atomics"),
    feature(stdarch_wasm_atomic_wait)
)]

pub mod conv;
pub mod copy;
pub mod depthwise;
pub mod double;
pub mod elementwise;
pub mod fft;
pub mod fused;
pub mod gemm;
pub mod histogram;
pub mod isa;
pub mod kernel;
mod lane;
pub mod par;
pub mod pool;
pub mod random;
pub mod reduce;
pub mod scan;
mod scratch;
pub mod softmax;
pub mod sort;
pub mod vecmath;
mod vector;
