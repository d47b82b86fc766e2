//! `sign`

use crate::prelude::*;

op! {
    /// -1, 0 or 1 by the sign of `x`; 0 of NaN.
    SIGN {
        name: "sign",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Number)],
        kernel: Kernel::Unary(unary!(
            vecmath::sign_f32,
            vecmath::sign_f32_inplace,
            vecmath::sign_f64_inplace,
            cost 1,
            int |_, x| x.signum(),
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.zeros_like()?)),
        names: &[(Format::Tf, "Sign"), (Format::Onnx, "Sign"), (Format::Tflite, "SIGN")],
    }
}
