//! `sqrt`

use crate::prelude::*;

op! {
    /// Square root; NaN below 0.
    SQRT {
        name: "sqrt",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        
        kernel: Kernel::Unary(unary!(vecmath::sqrt_f32, vecmath::sqrt_f32_inplace, vecmath::sqrt_f64_inplace, cost 4)),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul_scalar(0.5)?.div(cx.y(0))?)),
        names: &[(Format::Tf, "Sqrt"), (Format::Onnx, "Sqrt"), (Format::Tflite, "SQRT")],
    }
}
