//! `divNoNan`

use crate::prelude::*;

op! {
    /// Quotient `a / b`, broadcast; 0 where `b` is 0.
    DIV_NO_NAN {
        name: "divNoNan",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Float), InputDef::one("b", Accept::Float)],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Binary(arithmetic!(float DivNoNan)),
        grad: Grad::Rule(|cx| {
            let (a, b) = (cx.x(0), cx.x(1));
            let da = cx.when(0, || cx.dy()?.div_no_nan(b))?;
            let db = cx.when(1, || cx.dy()?.mul(cx.y(0).neg()?.div_no_nan(b)?))?;
            unbroadcast(a, da, b, db)
        }),
        names: &[(Format::Tf, "DivNoNan")],
    }
}
