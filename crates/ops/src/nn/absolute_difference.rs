//! `absoluteDifference`

use crate::losses::{self, REDUCTION};
use crate::prelude::*;

op! {
    /// Loss `|labels - predictions|`, weighted and reduced as `computeWeightedLoss` says.
    ABSOLUTE_DIFFERENCE {
        name: "absoluteDifference",
        family: Family::Nn,
        inputs: losses::INPUTS,
        promote: true,
        attrs: &[REDUCTION],
        infer: losses::elementwise,
        kernel: Kernel::Composite(|cx| {
            let (labels, predictions) = (cx.x(0), cx.x(1));
            let losses = labels.sub(predictions)?.abs()?;
            losses::reduce(cx, losses, cx.optional(2))
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
