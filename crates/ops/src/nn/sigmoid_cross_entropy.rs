//! `sigmoidCrossEntropy`

use crate::losses::{self, REDUCTION};
use crate::prelude::*;

op! {
    /// Cross-entropy of labels with the sigmoid of logits, weighted and reduced as
    /// `computeWeightedLoss` says. `labelSmoothing` moves labels that far towards 1/2.
    SIGMOID_CROSS_ENTROPY {
        name: "sigmoidCrossEntropy",
        family: Family::Nn,
        inputs: &[
            InputDef::one("labels", Accept::Float),
            InputDef::one("logits", Accept::Float),
            InputDef::optional("weights", Accept::Float),
        ],
        promote: true,
        attrs: &[attr("labelSmoothing", AttrKind::Float, AttrDefault::Float(0.0)), REDUCTION],
        infer: losses::elementwise,
        kernel: Kernel::Composite(|cx| {
            let (mut labels, logits) = (cx.x(0), cx.x(1));
            let smoothing = cx.float("labelSmoothing");
            if smoothing > 0.0 {
                labels = labels.mul_scalar(1.0 - smoothing)?.add_scalar(0.5 * smoothing)?;
            }
            let losses = labels.sigmoid_cross_entropy_with_logits(logits)?;
            losses::reduce(cx, losses, cx.optional(2))
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
