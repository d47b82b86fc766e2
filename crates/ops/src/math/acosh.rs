//! `acosh`

use crate::prelude::*;

op! {
    /// Inverse hyperbolic cosine; NaN below 1.
    ACOSH {
        name: "acosh",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::acosh_f32,
            vecmath::acosh_f32_inplace,
            vecmath::acosh_f64_inplace,
            cost 10,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul(cx.x(0).square()?.add_scalar(-1.0)?.rsqrt()?)?)),
        names: &[(Format::Tf, "Acosh"), (Format::Onnx, "Acosh")],
    }
}
