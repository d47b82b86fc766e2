//! `softplus`

use crate::prelude::*;

op! {
    /// Smooth approximation of relu: `ln(1 + exp(x))`.
    SOFTPLUS {
        name: "softplus",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::softplus_f32,
            vecmath::softplus_f32_inplace,
            vecmath::softplus_f64_inplace,
            cost 10,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul(cx.x(0).sigmoid()?)?)),
        names: &[(Format::Tf, "Softplus"), (Format::Onnx, "Softplus")],
    }
}
