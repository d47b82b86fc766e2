//! `lessEqual`

use crate::prelude::*;

op! {
    /// True where `a <= b`, broadcast; strings by their bytes.
    LESS_EQUAL {
        name: "lessEqual",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Ordered), InputDef::one("b", Accept::Ordered)],
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
