//! `asin`

use crate::prelude::*;

op! {
    /// Inverse sine, in radians; NaN outside [-1, 1].
    ASIN {
        name: "asin",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::asin_f32,
            vecmath::asin_f32_inplace,
            vecmath::asin_f64_inplace,
            cost 10,
        )),
        grad: Grad::Rule(|cx| {
            one(cx.dy()?.mul(cx.x(0).square()?.neg()?.add_scalar(1.0)?.rsqrt()?)?)
        }),
        names: &[(Format::Tf, "Asin"), (Format::Onnx, "Asin")],
    }
}
