//! `relu`

use crate::prelude::*;

op! {
    /// Rectified linear unit: `max(x, 0)`.
    RELU {
        name: "relu",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Number)],
        kernel: Kernel::Unary(unary!(
            vecmath::relu_f32,
            vecmath::relu_f32_inplace,
            vecmath::relu_f64_inplace,
            cost 1,
            int |_, x| x.max(0),
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.relu_grad(cx.y(0))?)),
        names: &[(Format::Tf, "Relu"), (Format::Onnx, "Relu"), (Format::Tflite, "RELU")],
    }
}
