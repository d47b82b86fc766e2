//! `isNaN`

use crate::prelude::*;

op! {
    /// Is the element not a number?
    IS_NAN {
        name: "isNaN",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Number)],
        infer: infer::bool_like_first,
        kernel: Kernel::Run(|cx| elementwise::test(cx, |x| x.is_nan())),
        grad: Grad::None("its values are true and false"),
        names: &[(Format::Tf, "IsNan"), (Format::Onnx, "IsNaN")],
    }
}
