//! `logLoss`

use crate::losses::{self, REDUCTION};
use crate::prelude::*;

op! {
    /// Loss `-labels ln(predictions + epsilon) - (1 - labels) ln(1 - predictions + epsilon)` of
    /// probabilities, weighted and reduced as `computeWeightedLoss` says.
    LOG_LOSS {
        name: "logLoss",
        family: Family::Nn,
        inputs: losses::INPUTS,
        promote: true,
        attrs: &[attr("epsilon", AttrKind::Float, AttrDefault::Float(1e-7)), REDUCTION],
        infer: losses::elementwise,
        kernel: Kernel::Composite(compose),
        grad: Grad::Composite,
        names: &[],
    }
}

fn compose<'a>(cx: &OpCx<'a>) -> Result<Vec<Var<'a>>> {
    let (labels, predictions) = (cx.x(0), cx.x(1));
    let epsilon = cx.float("epsilon");
    let rest = |x: Var<'a>| x.neg()?.add_scalar(1.0);
    let first = labels.mul(predictions.add_scalar(epsilon)?.log()?)?;
    let second = rest(labels)?.mul(rest(predictions)?.add_scalar(epsilon)?.log()?)?;
    let losses = first.add(second)?.neg()?;
    losses::reduce(cx, losses, cx.optional(2))
}
