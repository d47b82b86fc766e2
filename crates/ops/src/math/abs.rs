//! `abs`

use crate::prelude::*;

op! {
    /// Absolute value: `|x|`.
    ABS {
        name: "abs",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Number)],
        
        kernel: Kernel::Unary(unary!(vecmath::abs_f32, vecmath::abs_f32_inplace, vecmath::abs_f64_inplace, cost 1, int |_, x| x.wrapping_abs())),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul(cx.x(0).sign()?)?)),
        names: &[(Format::Tf, "Abs"), (Format::Tf, "ComplexAbs"), (Format::Onnx, "Abs"), (Format::Tflite, "ABS")],
    }
}
