//! `flipLeftRight`

use crate::prelude::*;

op! {
    /// Images `[batch, height, width, channels]` mirrored, left and right exchanged.
    FLIP_LEFT_RIGHT {
        name: "flipLeftRight",
        family: Family::Image,
        inputs: &[InputDef::one("image", Accept::Numeric)],
        infer: |cx| {
            cx.ranked(0, 4)?;
            infer::first_input(cx)
        },
        kernel: Kernel::Composite(|cx| Ok(vec![cx.x(0).reverse([2])?])),
        grad: Grad::Composite,
        names: &[],
    }
}
