//! `softmaxCrossEntropyWithLogits`

use crate::prelude::*;

op! {
    /// Cross-entropy of the softmax of `logits` with the distribution `labels`, along the last
    /// axis: `-sum(labels * logSoftmax(logits))`.
    SOFTMAX_CROSS_ENTROPY_WITH_LOGITS {
        name: "softmaxCrossEntropyWithLogits",
        family: Family::Nn,
        inputs: &[InputDef::one("labels", Accept::Float), InputDef::one("logits", Accept::Float)],
        promote: true,
        infer: |cx| {
            let shape = cx.at_least(1, 1)?;
            if cx.shape(0) != shape {
                return Err(cx.mismatch("labels and logits must have one shape", 0, 1));
            }
            infer::one(cx.dtype(1), shape.remove(shape.rank() - 1))
        },
        kernel: Kernel::Composite(|cx| {
            let (labels, logits) = (cx.x(0), cx.x(1));
            Ok(vec![labels.mul(logits.log_softmax(-1)?)?.sum(-1, false)?.neg()?])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "SoftmaxCrossEntropyWithLogits")],
    }
}
