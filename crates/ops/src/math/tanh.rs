//! `tanh`

use crate::prelude::*;

op! {
    /// Hyperbolic tangent.
    TANH {
        name: "tanh",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::tanh_f32,
            vecmath::tanh_f32_inplace,
            vecmath::tanh_f64_inplace,
            cost 10,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul(cx.y(0).square()?.neg()?.add_scalar(1.0)?)?)),
        names: &[(Format::Tf, "Tanh"), (Format::Onnx, "Tanh"), (Format::Tflite, "TANH")],
    }
}
