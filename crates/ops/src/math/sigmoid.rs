//! `sigmoid`

use crate::prelude::*;

op! {
    /// Logistic function: `1 / (1 + exp(-x))`.
    SIGMOID {
        name: "sigmoid",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::sigmoid_f32,
            vecmath::sigmoid_f32_inplace,
            vecmath::sigmoid_f64_inplace,
            cost 10,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul(cx.y(0).mul(cx.y(0).neg()?.add_scalar(1.0)?)?)?)),
        names: &[(Format::Tf, "Sigmoid"), (Format::Onnx, "Sigmoid"), (Format::Tflite, "LOGISTIC")],
    }
}
