//! `logicalAnd`

use crate::prelude::*;

op! {
    /// True where both are, broadcast.
    LOGICAL_AND {
        name: "logicalAnd",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Bool), InputDef::one("b", Accept::Bool)],
        infer: infer::broadcast_bool,
        kernel: Kernel::Run(elementwise::binary::<binary::LogicalAnd, bool>),
        grad: Grad::None("its values are true and false"),
        names: &[
            (Format::Tf, "LogicalAnd"),
            (Format::Onnx, "And"),
            (Format::Tflite, "LOGICAL_AND"),
        ],
    }
}
