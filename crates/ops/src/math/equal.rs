//! `equal`

use crate::prelude::*;

op! {
    /// True where `a == b`, broadcast; NaN equals nothing.
    EQUAL {
        name: "equal",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Any), InputDef::one("b", Accept::Any)],
        promote: true,
        infer: infer::broadcast_bool,
        kernel: Kernel::Run(compare!(Equal)),
        grad: Grad::None("its values are true and false"),
        names: &[(Format::Tf, "Equal"), (Format::Onnx, "Equal"), (Format::Tflite, "EQUAL")],
    }
}
