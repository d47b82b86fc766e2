//! `sinh`

use crate::prelude::*;

op! {
    /// Hyperbolic sine.
    SINH {
        name: "sinh",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::sinh_f32,
            vecmath::sinh_f32_inplace,
            vecmath::sinh_f64_inplace,
            cost 10,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul(cx.x(0).cosh()?)?)),
        names: &[(Format::Tf, "Sinh"), (Format::Onnx, "Sinh")],
    }
}
