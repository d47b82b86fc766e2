//! `trunc`

use crate::prelude::*;

op! {
    /// The whole part: `x` without its fraction.
    TRUNC {
        name: "trunc",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Number)],
        kernel: Kernel::Unary(unary!(
            vecmath::trunc_f32,
            vecmath::trunc_f32_inplace,
            vecmath::trunc_f64_inplace,
            cost 1,
            int |_, x| x,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.zeros_like()?)),
    }
}
