//! What neural networks are made of.

use crate::OpDef;

mod avg_pool;
mod avg_pool3d;
mod avg_pool3d_grad;
mod avg_pool_grad;
mod batch_norm;
mod conv1d;
mod conv2d;
mod conv2d_backprop_filter;
mod conv2d_backprop_input;
mod conv2d_transpose;
mod conv3d;
mod conv3d_backprop_filter;
mod conv3d_backprop_input;
mod conv3d_transpose;
mod depthwise_conv2d;
mod depthwise_conv2d_backprop_filter;
mod depthwise_conv2d_backprop_input;
mod dropout;
mod fused_conv2d;
mod l2_normalize;
mod layer_norm;
mod local_response_normalization;
mod log_softmax;
mod max_pool;
mod max_pool3d;
mod max_pool3d_grad;
mod max_pool3d_with_argmax;
mod max_pool_grad;
mod max_pool_with_argmax;
pub mod pooled;
mod sigmoid_cross_entropy_with_logits;
mod softmax;
mod softmax_cross_entropy_with_logits;
mod sparse_softmax_cross_entropy_grad;
mod sparse_softmax_cross_entropy_with_logits;

pub use avg_pool::AVG_POOL;
pub use avg_pool_grad::AVG_POOL_GRAD;
pub use avg_pool3d::AVG_POOL3D;
pub use avg_pool3d_grad::AVG_POOL3D_GRAD;
pub use batch_norm::BATCH_NORM;
pub use conv1d::CONV1D;
pub use conv2d::CONV2D;
pub use conv2d_backprop_filter::CONV2D_BACKPROP_FILTER;
pub use conv2d_backprop_input::CONV2D_BACKPROP_INPUT;
pub use conv2d_transpose::CONV2D_TRANSPOSE;
pub use conv3d::CONV3D;
pub use conv3d_backprop_filter::CONV3D_BACKPROP_FILTER;
pub use conv3d_backprop_input::CONV3D_BACKPROP_INPUT;
pub use conv3d_transpose::CONV3D_TRANSPOSE;
pub use depthwise_conv2d::DEPTHWISE_CONV2D;
pub use depthwise_conv2d_backprop_filter::DEPTHWISE_CONV2D_BACKPROP_FILTER;
pub use depthwise_conv2d_backprop_input::DEPTHWISE_CONV2D_BACKPROP_INPUT;
pub use dropout::DROPOUT;
pub use fused_conv2d::FUSED_CONV2D;
pub use l2_normalize::L2_NORMALIZE;
pub use layer_norm::LAYER_NORM;
pub use local_response_normalization::LOCAL_RESPONSE_NORMALIZATION;
pub use log_softmax::LOG_SOFTMAX;
pub use max_pool::MAX_POOL;
pub use max_pool_grad::MAX_POOL_GRAD;
pub use max_pool_with_argmax::MAX_POOL_WITH_ARGMAX;
pub use max_pool3d::MAX_POOL3D;
pub use max_pool3d_grad::MAX_POOL3D_GRAD;
pub use max_pool3d_with_argmax::MAX_POOL3D_WITH_ARGMAX;
pub use sigmoid_cross_entropy_with_logits::SIGMOID_CROSS_ENTROPY_WITH_LOGITS;
pub use softmax::SOFTMAX;
pub use softmax_cross_entropy_with_logits::SOFTMAX_CROSS_ENTROPY_WITH_LOGITS;
pub use sparse_softmax_cross_entropy_grad::SPARSE_SOFTMAX_CROSS_ENTROPY_GRAD;
pub use sparse_softmax_cross_entropy_with_logits::SPARSE_SOFTMAX_CROSS_ENTROPY_WITH_LOGITS;

/// The rows of this family.
pub static OPS: &[&OpDef] = &[
    &AVG_POOL,
    &AVG_POOL3D,
    &AVG_POOL3D_GRAD,
    &AVG_POOL_GRAD,
    &BATCH_NORM,
    &CONV1D,
    &CONV2D,
    &CONV2D_BACKPROP_FILTER,
    &CONV2D_BACKPROP_INPUT,
    &CONV2D_TRANSPOSE,
    &CONV3D,
    &CONV3D_BACKPROP_FILTER,
    &CONV3D_BACKPROP_INPUT,
    &CONV3D_TRANSPOSE,
    &DEPTHWISE_CONV2D,
    &DEPTHWISE_CONV2D_BACKPROP_FILTER,
    &DEPTHWISE_CONV2D_BACKPROP_INPUT,
    &DROPOUT,
    &FUSED_CONV2D,
    &L2_NORMALIZE,
    &LAYER_NORM,
    &LOCAL_RESPONSE_NORMALIZATION,
    &LOG_SOFTMAX,
    &MAX_POOL,
    &MAX_POOL3D,
    &MAX_POOL3D_GRAD,
    &MAX_POOL3D_WITH_ARGMAX,
    &MAX_POOL_GRAD,
    &MAX_POOL_WITH_ARGMAX,
    &SIGMOID_CROSS_ENTROPY_WITH_LOGITS,
    &SOFTMAX,
    &SOFTMAX_CROSS_ENTROPY_WITH_LOGITS,
    &SPARSE_SOFTMAX_CROSS_ENTROPY_GRAD,
    &SPARSE_SOFTMAX_CROSS_ENTROPY_WITH_LOGITS,
];
