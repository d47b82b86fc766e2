//! `reciprocal`

use crate::prelude::*;

op! {
    /// `1 / x`.
    RECIPROCAL {
        name: "reciprocal",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        
        kernel: Kernel::Unary(unary!(vecmath::reciprocal_f32, vecmath::reciprocal_f32_inplace, vecmath::reciprocal_f64_inplace, cost 4)),
        grad: Grad::Rule(|cx| one(cx.dy()?.neg()?.mul(cx.y(0).square()?)?)),
        names: &[(Format::Tf, "Reciprocal"), (Format::Tf, "Inv"), (Format::Onnx, "Reciprocal")],
    }
}
