//! `localResponseNormalization`

use crate::prelude::*;

op! {
    /// Each element divided by `(bias + alpha * s) ^ beta`, `s` being the sum of squares of the
    /// channels at most `depthRadius` away (Krizhevsky et al. 2012).
    LOCAL_RESPONSE_NORMALIZATION {
        name: "localResponseNormalization",
        family: Family::Nn,
        inputs: &[InputDef::one("x", Accept::Float)],
        attrs: &[
            attr("depthRadius", AttrKind::Int, AttrDefault::Int(5)),
            attr("bias", AttrKind::Float, AttrDefault::Float(1.0)),
            attr("alpha", AttrKind::Float, AttrDefault::Float(1.0)),
            attr("beta", AttrKind::Float, AttrDefault::Float(0.5)),
        ],
        infer: |cx| {
            cx.count("depthRadius")?;
            cx.at_least(0, 1)?;
            infer::first_input(cx)
        },
        kernel: Kernel::Composite(|cx| {
            let (x, radius) = (cx.x(0), cx.count("depthRadius")?);
            let shape = x.shape();
            let last = shape.rank() - 1;
            let channels = shape[last];
            // The sum over a window of channels is a product with a band of ones.
            let ones = x.scalar(1.0)?.broadcast_to([channels, channels])?;
            let band = ones.band_part(radius as i64, radius as i64)?;
            let rows = shape.size().checked_div(channels).unwrap_or(0);
            let squares = x
                .square()?
                .reshape([rows, channels])?
                .matmul(band, false, false)?
                .reshape(shape)?;
            let divisor = squares.mul_scalar(cx.float("alpha"))?.add_scalar(cx.float("bias"))?;
            Ok(vec![x.div(divisor.pow(x.scalar(cx.float("beta"))?)?)?])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "LRN"), (Format::Tflite, "LOCAL_RESPONSE_NORMALIZATION")],
    }
}
