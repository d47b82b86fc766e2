//! Matrix products and decompositions.

use crate::OpDef;

mod dot;
mod einsum;
mod fused_matmul;
mod gram_schmidt;
mod matmul;
mod outer_product;
mod qr;

pub use dot::DOT;
pub use einsum::EINSUM;
pub use fused_matmul::FUSED_MATMUL;
pub use gram_schmidt::GRAM_SCHMIDT;
pub use matmul::MATMUL;
pub use outer_product::OUTER_PRODUCT;
pub use qr::QR;

/// The rows of this family.
pub static OPS: &[&OpDef] =
    &[&DOT, &EINSUM, &FUSED_MATMUL, &GRAM_SCHMIDT, &MATMUL, &OUTER_PRODUCT, &QR];
