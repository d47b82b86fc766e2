//! `round`

use crate::prelude::*;

op! {
    /// The nearest whole number, halves to the even one (as NumPy and IEEE 754).
    ROUND {
        name: "round",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Number)],
        kernel: Kernel::Unary(unary!(
            vecmath::round_f32,
            vecmath::round_f32_inplace,
            vecmath::round_f64_inplace,
            cost 1,
            int |_, x| x,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.zeros_like()?)),
        names: &[(Format::Tf, "Round"), (Format::Onnx, "Round"), (Format::Tflite, "ROUND")],
    }
}
