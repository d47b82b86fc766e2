//! `isFinite`

use crate::prelude::*;

op! {
    /// Is the element neither infinite nor NaN?
    IS_FINITE {
        name: "isFinite",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Number)],
        infer: infer::bool_like_first,
        kernel: Kernel::Run(|cx| elementwise::test(cx, |x| x.is_finite())),
        grad: Grad::None("its values are true and false"),
        names: &[(Format::Tf, "IsFinite")],
    }
}
