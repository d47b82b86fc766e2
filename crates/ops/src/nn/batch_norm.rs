//! `batchNorm`

use crate::prelude::*;

op! {
    /// `(x - mean) / sqrt(variance + varianceEpsilon) * scale + offset`, all but `x` broadcast
    /// (Ioffe and Szegedy 2015).
    BATCH_NORM {
        name: "batchNorm",
        family: Family::Nn,
        inputs: &[
            InputDef::one("x", Accept::Float),
            InputDef::one("mean", Accept::Float),
            InputDef::one("variance", Accept::Float),
            InputDef::optional("offset", Accept::Float),
            InputDef::optional("scale", Accept::Float),
        ],
        promote: true,
        attrs: &[attr("varianceEpsilon", AttrKind::Float, AttrDefault::Float(0.001))],
        infer: |cx| {
            for i in 1..cx.inputs().len() {
                if cx.shape(0).broadcast(cx.shape(i))? != *cx.shape(0) {
                    return Err(cx.mismatch("statistics must broadcast to the shape of x", 0, i));
                }
            }
            infer::first_input(cx)
        },
        kernel: Kernel::Composite(|cx| {
            let (x, mean, variance) = (cx.x(0), cx.x(1), cx.x(2));
            let mut rate = variance.add_scalar(cx.float("varianceEpsilon"))?.rsqrt()?;
            if let Some(scale) = cx.optional(4) {
                rate = rate.mul(scale)?;
            }
            let mut shift = mean.mul(rate)?.neg()?;
            if let Some(offset) = cx.optional(3) {
                shift = shift.add(offset)?;
            }
            Ok(vec![x.mul(rate)?.add(shift)?])
        }),
        grad: Grad::Composite,
        names: &[
            (Format::Tf, "FusedBatchNorm"),
            (Format::Tf, "FusedBatchNormV3"),
            (Format::Onnx, "BatchNormalization"),
        ],
    }
}
