//! `huberLoss`

use crate::losses::{self, REDUCTION};
use crate::prelude::*;

op! {
    /// Huber's loss: half the squared error where it is at most `delta`, else
    /// `delta * (error - delta / 2)`; weighted and reduced as `computeWeightedLoss` says.
    HUBER_LOSS {
        name: "huberLoss",
        family: Family::Nn,
        inputs: losses::INPUTS,
        promote: true,
        attrs: &[attr("delta", AttrKind::Float, AttrDefault::Float(1.0)), REDUCTION],
        infer: losses::elementwise,
        kernel: Kernel::Composite(|cx| {
            let (labels, predictions) = (cx.x(0), cx.x(1));
            let error = predictions.sub(labels)?.abs()?;
            let delta = cx.float("delta");
            let quadratic = error.minimum(error.scalar(delta)?)?;
            let linear = error.sub(quadratic)?;
            let losses = quadratic.square()?.mul_scalar(0.5)?.add(linear.mul_scalar(delta)?)?;
            losses::reduce(cx, losses, cx.optional(2))
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
