//! `bitwiseOr`

use crate::prelude::*;

op! {
    /// Bits set in either, broadcast.
    BITWISE_OR {
        name: "bitwiseOr",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Int), InputDef::one("b", Accept::Int)],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Run(bitwise!(BitwiseOr)),
        grad: Grad::None("it is defined on integers only"),
        names: &[(Format::Tf, "BitwiseOr"), (Format::Onnx, "BitwiseOr")],
    }
}
