//! `logSoftmax`

use crate::normalise;
use crate::prelude::*;

op! {
    /// Logarithm of softmax, without overflow: `x - logSumExp(x)` along an axis.
    LOG_SOFTMAX {
        name: "logSoftmax",
        family: Family::Nn,
        inputs: &[InputDef::one("logits", Accept::Float)],
        attrs: &[attr("axis", AttrKind::Int, AttrDefault::Int(-1))],
        infer: normalise::along_axis,
        kernel: Kernel::Run(|cx| normalise::softmax(cx, true)),
        grad: Grad::Rule(|cx| {
            let (y, axis, dy) = (cx.y(0), cx.axis("axis", &cx.y(0).shape())?, cx.dy()?);
            one(dy.sub(y.exp()?.mul(dy.sum(axis, true)?)?)?)
        }),
        names: &[
            (Format::Tf, "LogSoftmax"),
            (Format::Onnx, "LogSoftmax"),
            (Format::Tflite, "LOG_SOFTMAX"),
        ],
    }
}
