//! `acos`

use crate::prelude::*;

op! {
    /// Inverse cosine, in radians; NaN outside [-1, 1].
    ACOS {
        name: "acos",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::acos_f32,
            vecmath::acos_f32_inplace,
            vecmath::acos_f64_inplace,
            cost 10,
        )),
        grad: Grad::Rule(|cx| {
            one(cx.dy()?.neg()?.mul(cx.x(0).square()?.neg()?.add_scalar(1.0)?.rsqrt()?)?)
        }),
        names: &[(Format::Tf, "Acos"), (Format::Onnx, "Acos")],
    }
}
