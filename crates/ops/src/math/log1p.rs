//! `log1p`

use crate::prelude::*;

op! {
    /// `ln(1 + x)`, exact also near 0.
    LOG1P {
        name: "log1p",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::log1p_f32,
            vecmath::log1p_f32_inplace,
            vecmath::log1p_f64_inplace,
            cost 10,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.div(cx.x(0).add_scalar(1.0)?)?)),
        names: &[(Format::Tf, "Log1p")],
    }
}
