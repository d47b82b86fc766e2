//! `resizeNearestNeighbor`

use crate::prelude::*;
use crate::resample::{self, Alignment};

op! {
    /// Images `[batch, height, width, channels]` (or one without batch) at another size, each pixel
    /// as the nearest one. `alignCorners` and `halfPixelCenters` as in `resizeBilinear`.
    RESIZE_NEAREST_NEIGHBOR {
        name: "resizeNearestNeighbor",
        family: Family::Image,
        inputs: &[InputDef::one("images", Accept::Numeric)],
        attrs: &[
            attr("size", AttrKind::Ints, AttrDefault::Required),
            attr("alignCorners", AttrKind::Bool, AttrDefault::Bool(false)),
            attr("halfPixelCenters", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        infer: |cx| infer::one(cx.dtype(0), resample::resized_shape(cx)?),
        kernel: Kernel::Composite(|cx| {
            let (x, size) = (cx.x(0), cx.extents("size")?);
            let (row, alignment) = (x.shape().rank() - 3, Alignment::new(cx)?);
            let rows = resample::pick(x, alignment.nearest(x.shape()[row], size[0])?, row)?;
            let columns = alignment.nearest(x.shape()[row + 1], size[1])?;
            Ok(vec![resample::pick(rows, columns, row + 1)?])
        }),
        grad: Grad::Composite,
        names: &[
            (Format::Tf, "ResizeNearestNeighbor"),
            (Format::Tflite, "RESIZE_NEAREST_NEIGHBOR"),
        ],
    }
}
