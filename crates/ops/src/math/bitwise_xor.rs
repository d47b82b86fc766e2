//! `bitwiseXor`

use crate::prelude::*;

op! {
    /// Bits set in exactly one, broadcast.
    BITWISE_XOR {
        name: "bitwiseXor",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Int), InputDef::one("b", Accept::Int)],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Run(bitwise!(BitwiseXor)),
        grad: Grad::None("it is defined on integers only"),
        names: &[(Format::Tf, "BitwiseXor"), (Format::Onnx, "BitwiseXor")],
    }
}
