//! What neural networks are made of.

use crate::OpDef;

mod absolute_difference;
mod avg_pool;
mod avg_pool3d;
mod avg_pool3d_grad;
mod avg_pool_grad;
mod basic_lstm_cell;
mod batch_norm;
mod compute_weighted_loss;
mod conv1d;
mod conv2d;
mod conv2d_backprop_filter;
mod conv2d_backprop_input;
mod conv2d_transpose;
mod conv3d;
mod conv3d_backprop_filter;
mod conv3d_backprop_input;
mod conv3d_transpose;
mod cosine_distance;
mod depthwise_conv2d;
mod depthwise_conv2d_backprop_filter;
mod depthwise_conv2d_backprop_input;
mod dilation2d;
mod dropout;
mod fused_conv2d;
mod hinge_loss;
mod huber_loss;
mod l2_normalize;
mod layer_norm;
mod local_response_normalization;
mod log_loss;
mod log_softmax;
mod max_pool;
mod max_pool3d;
mod max_pool3d_grad;
mod max_pool3d_with_argmax;
mod max_pool_grad;
mod max_pool_with_argmax;
mod mean_squared_error;
mod moving_average;
pub mod pooled;
mod separable_conv2d;
mod sigmoid_cross_entropy;
mod sigmoid_cross_entropy_with_logits;
mod softmax;
mod softmax_cross_entropy;
mod softmax_cross_entropy_with_logits;
mod sparse_softmax_cross_entropy_grad;
mod sparse_softmax_cross_entropy_with_logits;

pub use absolute_difference::ABSOLUTE_DIFFERENCE;
pub use avg_pool::AVG_POOL;
pub use avg_pool_grad::AVG_POOL_GRAD;
pub use avg_pool3d::AVG_POOL3D;
pub use avg_pool3d_grad::AVG_POOL3D_GRAD;
pub use basic_lstm_cell::BASIC_LSTM_CELL;
pub use batch_norm::BATCH_NORM;
pub use compute_weighted_loss::COMPUTE_WEIGHTED_LOSS;
pub use conv1d::CONV1D;
pub use conv2d::CONV2D;
pub use conv2d_backprop_filter::CONV2D_BACKPROP_FILTER;
pub use conv2d_backprop_input::CONV2D_BACKPROP_INPUT;
pub use conv2d_transpose::CONV2D_TRANSPOSE;
pub use conv3d::CONV3D;
pub use conv3d_backprop_filter::CONV3D_BACKPROP_FILTER;
pub use conv3d_backprop_input::CONV3D_BACKPROP_INPUT;
pub use conv3d_transpose::CONV3D_TRANSPOSE;
pub use cosine_distance::COSINE_DISTANCE;
pub use depthwise_conv2d::DEPTHWISE_CONV2D;
pub use depthwise_conv2d_backprop_filter::DEPTHWISE_CONV2D_BACKPROP_FILTER;
pub use depthwise_conv2d_backprop_input::DEPTHWISE_CONV2D_BACKPROP_INPUT;
pub use dilation2d::DILATION2D;
pub use dropout::DROPOUT;
pub use fused_conv2d::FUSED_CONV2D;
pub use hinge_loss::HINGE_LOSS;
pub use huber_loss::HUBER_LOSS;
pub use l2_normalize::L2_NORMALIZE;
pub use layer_norm::LAYER_NORM;
pub use local_response_normalization::LOCAL_RESPONSE_NORMALIZATION;
pub use log_loss::LOG_LOSS;
pub use log_softmax::LOG_SOFTMAX;
pub use max_pool::MAX_POOL;
pub use max_pool_grad::MAX_POOL_GRAD;
pub use max_pool_with_argmax::MAX_POOL_WITH_ARGMAX;
pub use max_pool3d::MAX_POOL3D;
pub use max_pool3d_grad::MAX_POOL3D_GRAD;
pub use max_pool3d_with_argmax::MAX_POOL3D_WITH_ARGMAX;
pub use mean_squared_error::MEAN_SQUARED_ERROR;
pub use moving_average::MOVING_AVERAGE;
pub use separable_conv2d::SEPARABLE_CONV2D;
pub use sigmoid_cross_entropy::SIGMOID_CROSS_ENTROPY;
pub use sigmoid_cross_entropy_with_logits::SIGMOID_CROSS_ENTROPY_WITH_LOGITS;
pub use softmax::SOFTMAX;
pub use softmax_cross_entropy::SOFTMAX_CROSS_ENTROPY;
pub use softmax_cross_entropy_with_logits::SOFTMAX_CROSS_ENTROPY_WITH_LOGITS;
pub use sparse_softmax_cross_entropy_grad::SPARSE_SOFTMAX_CROSS_ENTROPY_GRAD;
pub use sparse_softmax_cross_entropy_with_logits::SPARSE_SOFTMAX_CROSS_ENTROPY_WITH_LOGITS;

/// The rows of this family.
pub static OPS: &[&OpDef] = &[
    &ABSOLUTE_DIFFERENCE,
    &AVG_POOL,
    &AVG_POOL3D,
    &AVG_POOL3D_GRAD,
    &AVG_POOL_GRAD,
    &BASIC_LSTM_CELL,
    &BATCH_NORM,
    &COMPUTE_WEIGHTED_LOSS,
    &CONV1D,
    &CONV2D,
    &CONV2D_BACKPROP_FILTER,
    &CONV2D_BACKPROP_INPUT,
    &CONV2D_TRANSPOSE,
    &CONV3D,
    &CONV3D_BACKPROP_FILTER,
    &CONV3D_BACKPROP_INPUT,
    &CONV3D_TRANSPOSE,
    &COSINE_DISTANCE,
    &DEPTHWISE_CONV2D,
    &DEPTHWISE_CONV2D_BACKPROP_FILTER,
    &DEPTHWISE_CONV2D_BACKPROP_INPUT,
    &DILATION2D,
    &DROPOUT,
    &FUSED_CONV2D,
    &HINGE_LOSS,
    &HUBER_LOSS,
    &L2_NORMALIZE,
    &LAYER_NORM,
    &LOCAL_RESPONSE_NORMALIZATION,
    &LOG_LOSS,
    &LOG_SOFTMAX,
    &MAX_POOL,
    &MAX_POOL3D,
    &MAX_POOL3D_GRAD,
    &MAX_POOL3D_WITH_ARGMAX,
    &MAX_POOL_GRAD,
    &MAX_POOL_WITH_ARGMAX,
    &MEAN_SQUARED_ERROR,
    &MOVING_AVERAGE,
    &SEPARABLE_CONV2D,
    &SIGMOID_CROSS_ENTROPY,
    &SIGMOID_CROSS_ENTROPY_WITH_LOGITS,
    &SOFTMAX,
    &SOFTMAX_CROSS_ENTROPY,
    &SOFTMAX_CROSS_ENTROPY_WITH_LOGITS,
    &SPARSE_SOFTMAX_CROSS_ENTROPY_GRAD,
    &SPARSE_SOFTMAX_CROSS_ENTROPY_WITH_LOGITS,
];
