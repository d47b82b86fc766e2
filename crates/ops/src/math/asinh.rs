//! `asinh`

use crate::prelude::*;

op! {
    /// Inverse hyperbolic sine.
    ASINH {
        name: "asinh",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::asinh_f32,
            vecmath::asinh_f32_inplace,
            vecmath::asinh_f64_inplace,
            cost 10,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul(cx.x(0).square()?.add_scalar(1.0)?.rsqrt()?)?)),
        names: &[(Format::Tf, "Asinh"), (Format::Onnx, "Asinh")],
    }
}
