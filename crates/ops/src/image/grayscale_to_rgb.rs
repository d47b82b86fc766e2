//! `grayscaleToRGB`

use crate::prelude::*;
use crate::resample;

op! {
    /// Images of one channel with that channel three times.
    GRAYSCALE_TO_RGB {
        name: "grayscaleToRGB",
        family: Family::Image,
        inputs: &[InputDef::one("image", Accept::Numeric)],
        infer: |cx| {
            let shape = resample::channels(cx, 1, "a grayscale")?;
            infer::one(cx.dtype(0), shape.with(shape.rank() - 1, 3))
        },
        kernel: Kernel::Composite(|cx| {
            let shape = cx.x(0).shape();
            Ok(vec![cx.x(0).broadcast_to(shape.with(shape.rank() - 1, 3))?])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
