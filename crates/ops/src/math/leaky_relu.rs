//! `leakyRelu`

use crate::prelude::*;

op! {
    /// Leaky rectified linear unit: `x` above 0, `alpha * x` below.
    LEAKY_RELU {
        name: "leakyRelu",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        attrs: &[attr("alpha", AttrKind::Float, AttrDefault::Float(0.2))],
        kernel: Kernel::Unary(unary_with!(
            vecmath::leaky_relu_f32,
            vecmath::leaky_relu_f32_inplace,
            vecmath::leaky_relu_f64,
            cost 1,
            |a| (float(a, 0)),
        )),
        grad: Grad::Rule(|cx| {
            let slope = cx.x(0).step(cx.float("alpha"))?;
            one(cx.dy()?.mul(slope)?)
        }),
        names: &[
            (Format::Tf, "LeakyRelu"),
            (Format::Onnx, "LeakyRelu"),
            (Format::Tflite, "LEAKY_RELU"),
        ],
    }
}
