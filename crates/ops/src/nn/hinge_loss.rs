//! `hingeLoss`

use crate::losses::{self, REDUCTION};
use crate::prelude::*;

op! {
    /// Loss `max(0, 1 - y * predictions)` with `y` -1 for a label of 0 and 1 for a label of 1, weighted
    /// and reduced as `computeWeightedLoss` says.
    HINGE_LOSS {
        name: "hingeLoss",
        family: Family::Nn,
        inputs: losses::INPUTS,
        promote: true,
        attrs: &[REDUCTION],
        infer: losses::elementwise,
        kernel: Kernel::Composite(|cx| {
            let (labels, predictions) = (cx.x(0), cx.x(1));
            let signs = labels.mul_scalar(2.0)?.add_scalar(-1.0)?;
            let losses = signs.mul(predictions)?.neg()?.add_scalar(1.0)?.relu()?;
            losses::reduce(cx, losses, cx.optional(2))
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
