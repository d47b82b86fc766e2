//! `logicalXor`

use crate::prelude::*;

op! {
    /// True where exactly one is, broadcast.
    LOGICAL_XOR {
        name: "logicalXor",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Bool), InputDef::one("b", Accept::Bool)],
        infer: infer::broadcast_bool,
        kernel: Kernel::Run(elementwise::binary::<binary::LogicalXor, bool>),
        grad: Grad::None("its values are true and false"),
        names: &[(Format::Tf, "LogicalXor"), (Format::Onnx, "Xor")],
    }
}
