//! `relu6`

use crate::prelude::*;

op! {
    /// Rectified linear unit cut at 6: `min(max(x, 0), 6)`.
    RELU6 {
        name: "relu6",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Number)],
        kernel: Kernel::Unary(unary!(
            vecmath::relu6_f32,
            vecmath::relu6_f32_inplace,
            vecmath::relu6_f64_inplace,
            cost 1,
            int |_, x| x.clamp(0, 6),
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.relu6_grad(cx.x(0))?)),
        names: &[(Format::Tf, "Relu6"), (Format::Tflite, "RELU6")],
    }
}
