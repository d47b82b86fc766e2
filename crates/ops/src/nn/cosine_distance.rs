//! `cosineDistance`

use crate::losses::{self, REDUCTION};
use crate::prelude::*;

op! {
    /// Loss `1 - sum(labels * predictions)` along an axis, which is kept with extent 1: the cosine
    /// distance of vectors of length 1. Weighted and reduced as `computeWeightedLoss` says.
    COSINE_DISTANCE {
        name: "cosineDistance",
        family: Family::Nn,
        inputs: losses::INPUTS,
        promote: true,
        attrs: &[attr("axis", AttrKind::Int, AttrDefault::Required), REDUCTION],
        infer: |cx| {
            losses::same_shapes(cx)?;
            let axis = cx.axis("axis", cx.shape(0))?;
            losses::reduced(cx, cx.shape(0).with(axis, 1), cx.inputs().get(2).map(|s| s.shape))
        },
        kernel: Kernel::Composite(|cx| {
            let products = cx.x(0).mul(cx.x(1))?.sum([cx.int("axis")], true)?;
            losses::reduce(cx, products.neg()?.add_scalar(1.0)?, cx.optional(2))
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
