//! `square`

use crate::prelude::*;

op! {
    /// `x * x`.
    SQUARE {
        name: "square",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Number)],
        
        kernel: Kernel::Unary(unary!(vecmath::square_f32, vecmath::square_f32_inplace, vecmath::square_f64_inplace, cost 1, int |_, x| x.wrapping_mul(x))),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul(cx.x(0).mul_scalar(2.0)?)?)),
        names: &[(Format::Tf, "Square"), (Format::Tflite, "SQUARE")],
    }
}
