//! Kernels with type parameters that are compiled here, and not where they are called.
//!
//! A module has to be fetched, so in WebAssembly the room that calls them is compiled to be small.
//! What takes the time of training and predicting must be compiled to be fast, as this room is. The
//! compiler's option `share-generics` makes callers use these instances instead of their own.

use crate::elementwise::{self as e, Add, Div, Maximum, Minimum, Mul, Sub};
use crate::reduce::{Max, Mean, Sum, reduce};
use crate::{conv, copy, depthwise, gemm, pool, softmax};

/// Their addresses: nobody calls this.
#[doc(hidden)]
#[inline(never)]
pub fn instances() -> Vec<*const ()> {
    vec![
        gemm::gemm::<f32> as *const (),
        gemm::gemm::<f64> as *const (),
        gemm::gemm_batched::<f32> as *const (),
        gemm::gemm_batched::<f64> as *const (),
        conv::conv_forward::<f32> as *const (),
        conv::conv_backprop_input::<f32> as *const (),
        conv::conv_backprop_filter::<f32> as *const (),
        conv::conv_max_pool::<f32> as *const (),
        conv::conv_max_pool_backprop_filter::<f32> as *const (),
        conv::conv_max_pool_backprop_input::<f32> as *const (),
        depthwise::depthwise_forward::<f32> as *const (),
        depthwise::depthwise_backprop_input::<f32> as *const (),
        depthwise::depthwise_backprop_filter::<f32> as *const (),
        pool::max_pool::<f32> as *const (),
        pool::max_pool_with_argmax::<f32> as *const (),
        pool::max_pool_grad::<f32> as *const (),
        pool::avg_pool::<f32> as *const (),
        pool::avg_pool_grad::<f32> as *const (),
        softmax::softmax::<f32> as *const (),
        softmax::log_softmax::<f32> as *const (),
        softmax::softmax_cross_entropy::<f32> as *const (),
        softmax::sparse_softmax_cross_entropy::<f32> as *const (),
        copy::copy_strided::<f32> as *const (),
        copy::copy_strided::<i32> as *const (),
        copy::gather::<f32> as *const (),
        e::binary::<Add, f32> as *const (),
        e::binary::<Sub, f32> as *const (),
        e::binary::<Mul, f32> as *const (),
        e::binary::<Div, f32> as *const (),
        e::binary::<Maximum, f32> as *const (),
        e::binary::<Minimum, f32> as *const (),
        e::binary_assign::<Add, f32> as *const (),
        e::binary_assign_rhs::<Add, f32> as *const (),
        reduce::<Sum, f32> as *const (),
        reduce::<Mean, f32> as *const (),
        reduce::<Max, f32> as *const (),
    ]
}
