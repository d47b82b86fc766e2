//! `softmax`

use crate::prelude::*;
use crate::normalise;

op! {
    /// Exponentials along an axis, divided by their sum: positive numbers that add up to 1.
    SOFTMAX {
        name: "softmax",
        family: Family::Nn,
        inputs: &[InputDef::one("logits", Accept::Float)],
        attrs: &[attr("axis", AttrKind::Int, AttrDefault::Int(-1))],
        infer: normalise::along_axis,
        kernel: Kernel::Run(|cx| normalise::softmax(cx, false)),
        grad: Grad::Rule(|cx| {
            let (y, axis) = (cx.y(0), cx.axis("axis", &cx.y(0).shape())?);
            let weighted = cx.dy()?.mul(y)?;
            one(weighted.sub(y.mul(weighted.sum(axis, true)?)?)?)
        }),
        names: &[(Format::Tf, "Softmax"), (Format::Onnx, "Softmax"), (Format::Tflite, "SOFTMAX")],
    }
}
