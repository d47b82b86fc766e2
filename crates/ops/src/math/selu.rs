//! `selu`

use crate::prelude::*;

op! {
    /// Scaled exponential linear unit: `1.0507 * x` above 0, `1.7581 * (exp(x) - 1)` below
    /// (Klambauer et al. 2017).
    SELU {
        name: "selu",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::selu_f32,
            vecmath::selu_f32_inplace,
            vecmath::selu_f64_inplace,
            cost 10,
        )),
        grad: Grad::Rule(|cx| {
            // Below 0 the slope is scale * alpha * exp(x) = y + scale * alpha.
            let (scale, alpha) = (1.050_700_987_355_480_5, 1.673_263_242_354_377_2);
            let below = cx.y(0).add_scalar(scale * alpha)?;
            let above = cx.y(0).scalar(scale)?;
            let positive = cx.x(0).greater(cx.x(0).scalar(0.0)?)?;
            one(cx.dy()?.mul(positive.select(above, below)?)?)
        }),
        names: &[(Format::Tf, "Selu"), (Format::Onnx, "Selu")],
    }
}
