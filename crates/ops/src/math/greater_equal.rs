//! `greaterEqual`

use crate::prelude::*;

op! {
    /// True where `a >= b`, broadcast; strings by their bytes.
    GREATER_EQUAL {
        name: "greaterEqual",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Ordered), InputDef::one("b", Accept::Ordered)],
        promote: true,
        infer: infer::broadcast_bool,
        kernel: Kernel::Run(compare!(GreaterEqual)),
        grad: Grad::None("its values are true and false"),
        names: &[
            (Format::Tf, "GreaterEqual"),
            (Format::Onnx, "GreaterOrEqual"),
            (Format::Tflite, "GREATER_EQUAL"),
        ],
    }
}
