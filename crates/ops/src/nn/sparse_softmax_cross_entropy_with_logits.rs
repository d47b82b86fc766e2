//! `sparseSoftmaxCrossEntropyWithLogits`

use crate::normalise;
use crate::prelude::*;

op! {
    /// Cross-entropy of the softmax of `logits` along the last axis with the class named by
    /// `labels`: `logSumExp(logits) - logits[label]`. A label outside the classes is an error.
    SPARSE_SOFTMAX_CROSS_ENTROPY_WITH_LOGITS {
        name: "sparseSoftmaxCrossEntropyWithLogits",
        family: Family::Nn,
        inputs: &[InputDef::one("labels", Accept::Index), InputDef::one("logits", Accept::Float)],
        infer: |cx| {
            let shape = cx.at_least(1, 1)?.remove(cx.shape(1).rank() - 1);
            if cx.shape(0) != &shape {
                return Err(cx.mismatch(
                    "labels must have the shape of logits without the last axis",
                    0,
                    1,
                ));
            }
            infer::one(cx.dtype(1), shape)
        },
        kernel: Kernel::Run(normalise::sparse_cross_entropy),
        grad: Grad::Rule(|cx| {
            let (labels, logits, dy) = (cx.x(0), cx.x(1), cx.dy()?);
            let rank = logits.shape().rank();
            let dx = labels.sparse_softmax_cross_entropy_grad(logits)?;
            Ok(vec![None, Some(dx.mul(dy.expand_dims(rank as i64 - 1)?)?)])
        }),
        names: &[(Format::Tf, "SparseSoftmaxCrossEntropyWithLogits")],
    }
}
