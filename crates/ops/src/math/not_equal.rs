//! `notEqual`

use crate::prelude::*;

op! {
    /// True where `a != b`, broadcast.
    NOT_EQUAL {
        name: "notEqual",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Any), InputDef::one("b", Accept::Any)],
        promote: true,
        infer: infer::broadcast_bool,
        kernel: Kernel::Run(compare!(NotEqual)),
        grad: Grad::None("its values are true and false"),
        names: &[(Format::Tf, "NotEqual"), (Format::Tflite, "NOT_EQUAL")],
    }
}
