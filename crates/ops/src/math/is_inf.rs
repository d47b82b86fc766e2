//! `isInf`

use crate::prelude::*;

op! {
    /// Is the element infinite, of either sign?
    IS_INF {
        name: "isInf",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Number)],
        infer: infer::bool_like_first,
        kernel: Kernel::Run(|cx| elementwise::test(cx, |x| x.is_infinite())),
        grad: Grad::None("its values are true and false"),
        names: &[(Format::Tf, "IsInf"), (Format::Onnx, "IsInf")],
    }
}
