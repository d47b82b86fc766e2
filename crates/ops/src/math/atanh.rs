//! `atanh`

use crate::prelude::*;

op! {
    /// Inverse hyperbolic tangent; NaN outside [-1, 1].
    ATANH {
        name: "atanh",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::atanh_f32,
            vecmath::atanh_f32_inplace,
            vecmath::atanh_f64_inplace,
            cost 10,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.div(cx.x(0).square()?.neg()?.add_scalar(1.0)?)?)),
        names: &[(Format::Tf, "Atanh"), (Format::Onnx, "Atanh")],
    }
}
