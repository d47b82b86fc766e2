//! `hardSigmoid`

use crate::prelude::*;

op! {
    /// Piecewise linear approximation of the logistic function: `relu6(x + 3) / 6`.
    HARD_SIGMOID {
        name: "hardSigmoid",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::hard_sigmoid_f32,
            vecmath::hard_sigmoid_f32_inplace,
            vecmath::hard_sigmoid_f64_inplace,
            cost 1,
        )),
        grad: Grad::Rule(|cx| {
            let inside = cx.x(0).abs()?.less(cx.x(0).scalar(3.0)?)?.cast(cx.x(0).dtype())?;
            one(cx.dy()?.mul(inside.mul_scalar(1.0 / 6.0)?)?)
        }),
    }
}
