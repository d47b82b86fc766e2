//! `atan`

use crate::prelude::*;

op! {
    /// Inverse tangent, in radians.
    ATAN {
        name: "atan",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::atan_f32,
            vecmath::atan_f32_inplace,
            vecmath::atan_f64_inplace,
            cost 10,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.div(cx.x(0).square()?.add_scalar(1.0)?)?)),
        names: &[(Format::Tf, "Atan"), (Format::Onnx, "Atan")],
    }
}
