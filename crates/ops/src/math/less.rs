//! `less`

use crate::prelude::*;

op! {
    /// True where `a < b`, broadcast; strings by their bytes.
    LESS {
        name: "less",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Ordered), InputDef::one("b", Accept::Ordered)],
        promote: true,
        infer: infer::broadcast_bool,
        kernel: Kernel::Run(compare!(Less)),
        grad: Grad::None("its values are true and false"),
        names: &[(Format::Tf, "Less"), (Format::Onnx, "Less"), (Format::Tflite, "LESS")],
    }
}
