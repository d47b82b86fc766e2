//! `logicalOr`

use crate::prelude::*;

op! {
    /// True where either is, broadcast.
    LOGICAL_OR {
        name: "logicalOr",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Bool), InputDef::one("b", Accept::Bool)],
        infer: infer::broadcast_bool,
        kernel: Kernel::Run(elementwise::binary::<binary::LogicalOr, bool>),
        grad: Grad::None("its values are true and false"),
        names: &[(Format::Tf, "LogicalOr"), (Format::Onnx, "Or"), (Format::Tflite, "LOGICAL_OR")],
    }
}
