//! `greater`

use crate::prelude::*;

op! {
    /// True where `a > b`, broadcast; strings by their bytes.
    GREATER {
        name: "greater",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Ordered), InputDef::one("b", Accept::Ordered)],
        promote: true,
        infer: infer::broadcast_bool,
        kernel: Kernel::Run(compare!(Greater)),
        grad: Grad::None("its values are true and false"),
        names: &[(Format::Tf, "Greater"), (Format::Onnx, "Greater"), (Format::Tflite, "GREATER")],
    }
}
