//! `rsqrt`

use crate::prelude::*;

op! {
    /// `1 / sqrt(x)`.
    RSQRT {
        name: "rsqrt",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::rsqrt_f32,
            vecmath::rsqrt_f32_inplace,
            vecmath::rsqrt_f64_inplace,
            cost 4,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul_scalar(-0.5)?.mul(cx.y(0))?.div(cx.x(0))?)),
        names: &[(Format::Tf, "Rsqrt"), (Format::Tflite, "RSQRT")],
    }
}
