//! `expm1`

use crate::prelude::*;

op! {
    /// `exp(x) - 1`, exact also near 0.
    EXPM1 {
        name: "expm1",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::expm1_f32,
            vecmath::expm1_f32_inplace,
            vecmath::expm1_f64_inplace,
            cost 10,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul(cx.x(0).exp()?)?)),
        names: &[(Format::Tf, "Expm1")],
    }
}
