//! `grayscaleToRGB`

use crate::prelude::*;

op! {
    /// Images of one channel with that channel three times.
    GRAYSCALE_TO_RGB {
        name: "grayscaleToRGB",
        family: Family::Image,
        inputs: &[InputDef::one("image", Accept::Numeric)],
        infer: |cx| {
            let shape = cx.at_least(0, 2)?;
            if shape[shape.rank() - 1] != 1 {
                return Err(cx.error(format!("an image of shape {shape} (expected one channel)")));
            }
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
