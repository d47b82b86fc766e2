//! `meanSquaredError`

use crate::losses::{self, REDUCTION};
use crate::prelude::*;

op! {
    /// Loss `(labels - predictions)^2`, weighted and reduced as `computeWeightedLoss` says.
    MEAN_SQUARED_ERROR {
        name: "meanSquaredError",
        family: Family::Nn,
        inputs: losses::INPUTS,
        promote: true,
        attrs: &[REDUCTION],
        infer: losses::elementwise,
        kernel: Kernel::Composite(|cx| {
            let (labels, predictions) = (cx.x(0), cx.x(1));
            let losses = labels.squared_difference(predictions)?;
            losses::reduce(cx, losses, cx.optional(2))
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
