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
        kernel: Kernel::Run(reduction::floats::<reduce::LogSumExp>),
        grad: Grad::Rule(|cx| {
            let x = cx.x(0);
            let share = x.sub(keep_dims(cx, cx.y(0))?)?.exp()?;
            // The shares add up to 1, but for the rounding of a large y.
            let axes: Vec<usize> = cx.axes("axis", &x.shape())?.to_vec();
            let share = share.div(share.sum(axes, true)?)?;
            one(share.mul(keep_dims(cx, cx.dy()?)?)?)
        }),
        names: &[(Format::Onnx, "ReduceLogSumExp")],
    }
}
