//! `softsign`

use crate::prelude::*;

op! {
    /// `x / (1 + |x|)`, which lies between -1 and 1.
    SOFTSIGN {
        name: "softsign",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::softsign_f32,
            vecmath::softsign_f32_inplace,
            vecmath::softsign_f64_inplace,
            cost 4,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.div(cx.x(0).abs()?.add_scalar(1.0)?.square()?)?)),
        names: &[(Format::Tf, "Softsign"), (Format::Onnx, "Softsign")],
    }
}
