//! `sin`

use crate::prelude::*;

op! {
    /// Sine of an angle in radians.
    SIN {
        name: "sin",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(vecmath::sin_f32, vecmath::sin_f32_inplace, vecmath::sin_f64_inplace, cost 10)),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul(cx.x(0).cos()?)?)),
        names: &[(Format::Tf, "Sin"), (Format::Onnx, "Sin"), (Format::Tflite, "SIN")],
    }
}
