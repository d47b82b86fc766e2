//! `ceil`

use crate::prelude::*;

op! {
    /// The smallest whole number not below `x`.
    CEIL {
        name: "ceil",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Number)],
        kernel: Kernel::Unary(unary!(
            vecmath::ceil_f32,
            vecmath::ceil_f32_inplace,
            vecmath::ceil_f64_inplace,
            cost 1,
            int |_, x| x,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.zeros_like()?)),
        names: &[(Format::Tf, "Ceil"), (Format::Onnx, "Ceil"), (Format::Tflite, "CEIL")],
    }
}
