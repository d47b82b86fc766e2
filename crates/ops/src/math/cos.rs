//! `cos`

use crate::prelude::*;

op! {
    /// Cosine of an angle in radians.
    COS {
        name: "cos",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(vecmath::cos_f32, vecmath::cos_f32_inplace, vecmath::cos_f64_inplace, cost 10)),
        grad: Grad::Rule(|cx| one(cx.dy()?.neg()?.mul(cx.x(0).sin()?)?)),
        names: &[(Format::Tf, "Cos"), (Format::Onnx, "Cos"), (Format::Tflite, "COS")],
    }
}
