//! `cosh`

use crate::prelude::*;

op! {
    /// Hyperbolic cosine.
    COSH {
        name: "cosh",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::cosh_f32,
            vecmath::cosh_f32_inplace,
            vecmath::cosh_f64_inplace,
            cost 10,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul(cx.x(0).sinh()?)?)),
        names: &[(Format::Tf, "Cosh"), (Format::Onnx, "Cosh")],
    }
}
