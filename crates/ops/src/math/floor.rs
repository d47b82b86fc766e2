//! `floor`

use crate::prelude::*;

op! {
    /// The largest whole number not above `x`.
    FLOOR {
        name: "floor",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Number)],
        kernel: Kernel::Unary(unary!(
            vecmath::floor_f32,
            vecmath::floor_f32_inplace,
            vecmath::floor_f64_inplace,
            cost 1,
            int |_, x| x,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.zeros_like()?)),
        names: &[(Format::Tf, "Floor"), (Format::Onnx, "Floor"), (Format::Tflite, "FLOOR")],
    }
}
