//! `logSumExp`

use crate::prelude::*;
use crate::reduction::{self, keep_dims};

op! {
    /// `ln(sum(exp(x)))` over axes, without overflow.
    LOG_SUM_EXP {
        name: "logSumExp",
        family: Family::Math,
        inputs: &[InputDef::one("x", Accept::Float)],
        attrs: &[
            attr("axis", AttrKind::Axes, AttrDefault::Null),
            attr("keepDims", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        infer: infer::reduce,
        kernel: Kernel::Run(|cx| float_reduction!(cx, LogSumExp)),
        grad: Grad::Rule(|cx| {
            let share = cx.x(0).sub(keep_dims(cx, cx.y(0))?)?.exp()?;
            one(share.mul(keep_dims(cx, cx.dy()?)?)?)
        }),
        names: &[(Format::Onnx, "ReduceLogSumExp")],
    }
}
