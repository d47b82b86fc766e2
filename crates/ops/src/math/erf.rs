//! `erf`

use crate::prelude::*;

op! {
    /// Gauss error function: `2 / sqrt(pi)` times the integral of `exp(-t^2)` from 0 to `x`.
    ERF {
        name: "erf",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(vecmath::erf_f32, vecmath::erf_f32_inplace, vecmath::erf_f64_inplace, cost 10)),
        grad: Grad::Rule(|cx| {
            one(cx
                .dy()?
                .mul_scalar(std::f64::consts::FRAC_2_SQRT_PI)?
                .mul(cx.x(0).square()?.neg()?.exp()?)?)
        }),
        names: &[(Format::Tf, "Erf"), (Format::Onnx, "Erf")],
    }
}
