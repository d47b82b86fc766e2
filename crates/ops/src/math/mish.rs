//! `mish`

use crate::prelude::*;

op! {
    /// `x * tanh(softplus(x))` (Misra 2019).
    MISH {
        name: "mish",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::mish_f32,
            vecmath::mish_f32_inplace,
            vecmath::mish_f64_inplace,
            cost 20,
        )),
        grad: Grad::Rule(|cx| {
            let t = cx.x(0).softplus()?.tanh()?;
            let curve = t.square()?.neg()?.add_scalar(1.0)?;
            let slope = t.add(cx.x(0).mul(cx.x(0).sigmoid()?)?.mul(curve)?)?;
            one(cx.dy()?.mul(slope)?)
        }),
        names: &[(Format::Onnx, "Mish")],
    }
}
