//! `silu`

use crate::prelude::*;

op! {
    /// Sigmoid-weighted linear unit, also called swish: `x * sigmoid(x)`.
    SILU {
        name: "silu",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::silu_f32,
            vecmath::silu_f32_inplace,
            vecmath::silu_f64_inplace,
            cost 10,
        )),
        grad: Grad::Rule(|cx| {
            let s = cx.x(0).sigmoid()?;
            let slope = s.add(cx.y(0).mul(s.neg()?.add_scalar(1.0)?)?)?;
            one(cx.dy()?.mul(slope)?)
        }),
    }
}
