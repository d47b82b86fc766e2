//! `log`

use crate::prelude::*;

op! {
    /// Natural logarithm; NaN below 0.
    LOG {
        name: "log",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(vecmath::log_f32, vecmath::log_f32_inplace, vecmath::log_f64_inplace, cost 10)),
        grad: Grad::Rule(|cx| one(cx.dy()?.div(cx.x(0))?)),
        names: &[(Format::Tf, "Log"), (Format::Onnx, "Log"), (Format::Tflite, "LOG")],
    }
}
