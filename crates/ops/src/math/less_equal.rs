//! `lessEqual`

use crate::prelude::*;

op! {
    /// True where `a <= b`, broadcast.
    LESS_EQUAL {
        name: "lessEqual",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Real), InputDef::one("b", Accept::Real)],
        promote: true,
        infer: infer::broadcast_bool,
        kernel: Kernel::Run(compare!(LessEqual)),
        grad: Grad::None("its values are true and false"),
        names: &[
            (Format::Tf, "LessEqual"),
            (Format::Onnx, "LessOrEqual"),
            (Format::Tflite, "LESS_EQUAL"),
        ],
    }
}
