//! Shape, slicing, joining, indexing, sorting.

use crate::OpDef;

mod argsort;
mod band_part;
mod batch_to_space_nd;
mod bincount;
mod boolean_mask;
mod broadcast_args;
mod broadcast_to;
mod concat;
mod dense_bincount;
mod depth_to_space;
mod diag;
mod expand_dims;
mod eye;
mod fill;
mod gather;
mod gather_nd;
mod in_top_k;
mod linspace;
mod meshgrid;
mod mirror_pad;
mod one_hot;
mod pad;
mod range;
mod reshape;
mod reverse;
mod scatter_nd;
mod search_sorted;
mod setdiff1d;
mod slice;
mod sort;
mod space_to_batch_nd;
mod space_to_depth;
mod split;
mod squeeze;
mod stack;
mod strided_slice;
mod tensor_scatter_update;
mod tile;
mod topk;
mod transpose;
mod unique;
mod unsorted_segment_sum;
mod unstack;
mod where_true;

pub use argsort::ARGSORT;
pub use band_part::BAND_PART;
pub use batch_to_space_nd::BATCH_TO_SPACE_ND;
pub use bincount::BINCOUNT;
pub use boolean_mask::BOOLEAN_MASK;
pub use broadcast_args::BROADCAST_ARGS;
pub use broadcast_to::BROADCAST_TO;
pub use concat::CONCAT;
pub use dense_bincount::DENSE_BINCOUNT;
pub use depth_to_space::DEPTH_TO_SPACE;
pub use diag::DIAG;
pub use expand_dims::EXPAND_DIMS;
pub use eye::EYE;
pub use fill::FILL;
pub use gather::GATHER;
pub use gather_nd::GATHER_ND;
pub use in_top_k::IN_TOP_K;
pub use linspace::LINSPACE;
pub use meshgrid::MESHGRID;
pub use mirror_pad::MIRROR_PAD;
pub use one_hot::ONE_HOT;
pub use pad::PAD;
pub use range::RANGE;
pub use reshape::RESHAPE;
pub use reverse::REVERSE;
pub use scatter_nd::SCATTER_ND;
pub use search_sorted::SEARCH_SORTED;
pub use setdiff1d::SETDIFF1D;
pub use slice::SLICE;
pub use sort::SORT;
pub use space_to_batch_nd::SPACE_TO_BATCH_ND;
pub use space_to_depth::SPACE_TO_DEPTH;
pub use split::SPLIT;
pub use squeeze::SQUEEZE;
pub use stack::STACK;
pub use strided_slice::STRIDED_SLICE;
pub use tensor_scatter_update::TENSOR_SCATTER_UPDATE;
pub use tile::TILE;
pub use topk::TOPK;
pub use transpose::TRANSPOSE;
pub use unique::UNIQUE;
pub use unsorted_segment_sum::UNSORTED_SEGMENT_SUM;
pub use unstack::UNSTACK;
pub use where_true::WHERE_TRUE;

/// The rows of this family.
pub static OPS: &[&OpDef] = &[
    &ARGSORT,
    &BAND_PART,
    &BATCH_TO_SPACE_ND,
    &BINCOUNT,
    &BOOLEAN_MASK,
    &BROADCAST_ARGS,
    &BROADCAST_TO,
    &CONCAT,
    &DENSE_BINCOUNT,
    &DEPTH_TO_SPACE,
    &DIAG,
    &EXPAND_DIMS,
    &EYE,
    &FILL,
    &GATHER,
    &GATHER_ND,
    &IN_TOP_K,
    &LINSPACE,
    &MESHGRID,
    &MIRROR_PAD,
    &ONE_HOT,
    &PAD,
    &RANGE,
    &RESHAPE,
    &REVERSE,
    &SCATTER_ND,
    &SEARCH_SORTED,
    &SETDIFF1D,
    &SLICE,
    &SORT,
    &SPACE_TO_BATCH_ND,
    &SPACE_TO_DEPTH,
    &SPLIT,
    &SQUEEZE,
    &STACK,
    &STRIDED_SLICE,
    &TENSOR_SCATTER_UPDATE,
    &TILE,
    &TOPK,
    &TRANSPOSE,
    &UNIQUE,
    &UNSORTED_SEGMENT_SUM,
    &UNSTACK,
    &WHERE_TRUE,
];
