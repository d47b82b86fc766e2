//! `exp`

use crate::prelude::*;

op! {
    /// `e` to the power of `x`.
    EXP {
        name: "exp",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        
        kernel: Kernel::Unary(unary!(vecmath::exp_f32, vecmath::exp_f32_inplace, vecmath::exp_f64_inplace, cost 10)),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul(cx.y(0))?)),
        names: &[(Format::Tf, "Exp"), (Format::Onnx, "Exp"), (Format::Tflite, "EXP")],
    }
}
