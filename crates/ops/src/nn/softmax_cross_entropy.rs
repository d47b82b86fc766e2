//! `softmaxCrossEntropy`

use crate::losses::{self, REDUCTION};
use crate::prelude::*;

op! {
    /// Cross-entropy of rows of probabilities with the softmax of logits along the last axis,
    /// weighted and reduced as `computeWeightedLoss` says. `labelSmoothing` moves labels that far
    /// towards equal probabilities.
    SOFTMAX_CROSS_ENTROPY {
        name: "softmaxCrossEntropy",
        family: Family::Nn,
        inputs: &[
            InputDef::one("onehotLabels", Accept::Float),
            InputDef::one("logits", Accept::Float),
            InputDef::optional("weights", Accept::Float),
        ],
        promote: true,
        attrs: &[attr("labelSmoothing", AttrKind::Float, AttrDefault::Float(0.0)), REDUCTION],
        infer: |cx| {
            losses::same_shapes(cx)?;
            let shape = cx.at_least(1, 1)?;
            let rows = shape.remove(shape.rank() - 1);
            losses::reduced(cx, rows, cx.inputs().get(2).map(|s| s.shape))
        },
        kernel: Kernel::Composite(|cx| {
            let (mut labels, logits) = (cx.x(0), cx.x(1));
            let smoothing = cx.float("labelSmoothing");
            if smoothing > 0.0 {
                let classes = logits.shape()[logits.shape().rank() - 1] as f64;
                labels = labels.mul_scalar(1.0 - smoothing)?.add_scalar(smoothing / classes)?;
            }
            let losses = labels.softmax_cross_entropy_with_logits(logits)?;
            losses::reduce(cx, losses, cx.optional(2))
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
