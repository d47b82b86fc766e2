//! `computeWeightedLoss`

use crate::losses::{self, REDUCTION};
use crate::prelude::*;

op! {
    /// Losses times weights, reduced: not at all (`none`), to their sum (`sum`), to the sum divided
    /// by that of the weights (`mean`), or by the number of weights that are not 0
    /// (`sumByNonzeroWeights`). Without weights all are 1.
    COMPUTE_WEIGHTED_LOSS {
        name: "computeWeightedLoss",
        family: Family::Nn,
        inputs: &[
            InputDef::one("losses", Accept::Float),
            InputDef::optional("weights", Accept::Float),
        ],
        promote: true,
        attrs: &[REDUCTION],
        infer: |cx| losses::reduced(cx, *cx.shape(0), cx.inputs().get(1).map(|s| s.shape)),
        kernel: Kernel::Composite(|cx| losses::reduce(cx, cx.x(0), cx.optional(1))),
        grad: Grad::Composite,
        names: &[],
    }
}
