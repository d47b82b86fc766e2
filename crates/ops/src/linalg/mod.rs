//! Matrix products.

use crate::OpDef;

mod einsum;
mod fused_matmul;
mod matmul;

pub use einsum::EINSUM;
pub use fused_matmul::FUSED_MATMUL;
pub use matmul::MATMUL;

/// The rows of this family.
pub static OPS: &[&OpDef] = &[&EINSUM, &FUSED_MATMUL, &MATMUL];
