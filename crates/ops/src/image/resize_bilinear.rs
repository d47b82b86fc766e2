//! `resizeBilinear`

use crate::prelude::*;
use crate::resample::{self, Alignment};

op! {
    /// Images `[batch, height, width, channels]` (or one without batch) at another size, linearly
    /// between pixels. With `alignCorners` the corner pixels stay the corners; with
    /// `halfPixelCenters` pixels are squares whose centres lie at half coordinates.
    RESIZE_BILINEAR {
        name: "resizeBilinear",
        family: Family::Image,
        inputs: &[InputDef::one("images", Accept::Float)],
        attrs: &[
            attr("size", AttrKind::Ints, AttrDefault::Required),
            attr("alignCorners", AttrKind::Bool, AttrDefault::Bool(false)),
            attr("halfPixelCenters", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        infer: |cx| infer::one(cx.dtype(0), resample::resized_shape(cx)?),
        kernel: Kernel::Composite(|cx| {
            let (x, size) = (cx.x(0), cx.extents("size")?);
            let (row, alignment) = (x.shape().rank() - 3, Alignment::new(cx)?);
            let rows = resample::linear(x, row, size[0], alignment)?;
            Ok(vec![resample::linear(rows, row + 1, size[1], alignment)?])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "ResizeBilinear"), (Format::Tflite, "RESIZE_BILINEAR")],
    }
}
