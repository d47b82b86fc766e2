//! `bitwiseAnd`

use crate::prelude::*;

op! {
    /// Bits set in both, broadcast.
    BITWISE_AND {
        name: "bitwiseAnd",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Int), InputDef::one("b", Accept::Int)],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Run(bitwise!(BitwiseAnd)),
        grad: Grad::None("it is defined on integers only"),
        names: &[(Format::Tf, "BitwiseAnd"), (Format::Onnx, "BitwiseAnd")],
    }
}
