//! Sparse and ragged tensors, given by their parts.

use crate::OpDef;

mod ragged_gather;
mod ragged_range;
mod ragged_tensor_to_tensor;
mod sparse_fill_empty_rows;
mod sparse_reshape;
mod sparse_segment_mean;
mod sparse_segment_sum;
mod sparse_to_dense;

pub use ragged_gather::RAGGED_GATHER;
pub use ragged_range::RAGGED_RANGE;
pub use ragged_tensor_to_tensor::RAGGED_TENSOR_TO_TENSOR;
pub use sparse_fill_empty_rows::SPARSE_FILL_EMPTY_ROWS;
pub use sparse_reshape::SPARSE_RESHAPE;
pub use sparse_segment_mean::SPARSE_SEGMENT_MEAN;
pub use sparse_segment_sum::SPARSE_SEGMENT_SUM;
pub use sparse_to_dense::SPARSE_TO_DENSE;

/// The rows of this family.
pub static OPS: &[&OpDef] = &[
    &RAGGED_GATHER,
    &RAGGED_RANGE,
    &RAGGED_TENSOR_TO_TENSOR,
    &SPARSE_FILL_EMPTY_ROWS,
    &SPARSE_RESHAPE,
    &SPARSE_SEGMENT_MEAN,
    &SPARSE_SEGMENT_SUM,
    &SPARSE_TO_DENSE,
];
