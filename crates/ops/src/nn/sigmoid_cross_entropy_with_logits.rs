//! `sigmoidCrossEntropyWithLogits`

use crate::prelude::*;

op! {
    /// Cross-entropy of the logistic function of `logits` with probabilities `labels`, element by
    /// element and without overflow: `max(x, 0) - x * z + ln(1 + exp(-|x|))`.
    SIGMOID_CROSS_ENTROPY_WITH_LOGITS {
        name: "sigmoidCrossEntropyWithLogits",
        family: Family::Nn,
        inputs: &[InputDef::one("labels", Accept::Float), InputDef::one("logits", Accept::Float)],
        promote: true,
        infer: |cx| {
            if cx.shape(0) != cx.shape(1) {
                return Err(cx.mismatch("labels and logits must have one shape", 0, 1));
            }
            infer::first_input(cx)
        },
        kernel: Kernel::Composite(|cx| {
            // softplus(x) - x z equals the formula above.
            let (z, x) = (cx.x(0), cx.x(1));
            Ok(vec![x.softplus()?.sub(x.mul(z)?)?])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
