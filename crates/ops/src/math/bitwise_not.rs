//! `bitwiseNot`

use crate::prelude::*;

op! {
    /// Every bit of the integer turned over.
    BITWISE_NOT {
        name: "bitwiseNot",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Int)],
        kernel: Kernel::Run(|cx| elementwise::map_int(cx, |x| !x)),
        grad: Grad::None("it is defined on integers only"),
        names: &[(Format::Tf, "Invert"), (Format::Onnx, "BitwiseNot")],
    }
}
