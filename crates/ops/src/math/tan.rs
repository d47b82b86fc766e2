//! `tan`

use crate::prelude::*;

op! {
    /// Tangent of an angle in radians.
    TAN {
        name: "tan",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(vecmath::tan_f32, vecmath::tan_f32_inplace, vecmath::tan_f64_inplace, cost 10)),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul(cx.y(0).square()?.add_scalar(1.0)?)?)),
        names: &[(Format::Tf, "Tan"), (Format::Onnx, "Tan")],
    }
}
