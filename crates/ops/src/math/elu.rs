//! `elu`

use crate::prelude::*;

op! {
    /// Exponential linear unit: `x` above 0, `exp(x) - 1` below (Clevert et al. 2015, alpha = 1).
    ELU {
        name: "elu",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(vecmath::elu_f32, vecmath::elu_f32_inplace, vecmath::elu_f64_inplace, cost 10)),
        grad: Grad::Rule(|cx| {
            // Above 0 the slope is 1, below it is exp(x) = y + 1.
            let below = cx.y(0).minimum(cx.y(0).scalar(0.0)?)?;
            one(cx.dy()?.mul(below.add_scalar(1.0)?)?)
        }),
        names: &[(Format::Tf, "Elu"), (Format::Onnx, "Elu"), (Format::Tflite, "ELU")],
    }
}
