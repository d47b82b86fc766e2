//! `sparseSoftmaxCrossEntropyGrad`

use crate::normalise;
use crate::prelude::*;

op! {
    /// Gradient of sparseSoftmaxCrossEntropyWithLogits: the softmax of `logits` along the last
    /// axis, less 1 at the class named by `labels`.
    SPARSE_SOFTMAX_CROSS_ENTROPY_GRAD {
        name: "sparseSoftmaxCrossEntropyGrad",
        family: Family::Nn,
        inputs: &[InputDef::one("labels", Accept::Index), InputDef::one("logits", Accept::Float)],
        infer: |cx| {
            let shape = cx.at_least(1, 1)?;
            if cx.shape(0) != &shape.remove(shape.rank() - 1) {
                return Err(cx.mismatch(
                    "labels must have the shape of logits without the last axis",
                    0,
                    1,
                ));
            }
            infer::one(cx.dtype(1), *shape)
        },
        kernel: Kernel::Run(normalise::sparse_cross_entropy_gradient),
        grad: Grad::Rule(|cx| {
            let (logits, dy) = (cx.x(1), cx.dy()?);
            let y = logits.softmax(-1)?;
            let weighted = dy.mul(y)?;
            Ok(vec![None, Some(weighted.sub(y.mul(weighted.sum(-1, true)?)?)?)])
        }),
        names: &[],
    }
}
