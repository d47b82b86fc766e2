//! `booleanMask`

use crate::prelude::*;

op! {
    /// The slices of `x` where `mask` is true. The mask covers as many axes as it has, from `axis`
    /// on, and these become one.
    BOOLEAN_MASK {
        name: "booleanMask",
        family: Family::Array,
        class: Class::DataDependent,
        inputs: &[InputDef::one("x", Accept::Any), InputDef::one("mask", Accept::Condition)],
        attrs: &[attr("axis", AttrKind::Int, AttrDefault::Int(0))],
        infer: |cx| {
            // The number of true elements is known only later; this is the most it can be.
            let (x, mask) = (cx.shape(0), cx.shape(1));
            if mask.rank() == 0 {
                return Err(cx.rank_error(1, "rank 1 or more".into()));
            }
            let axis = cx.axis("axis", x)?;
            if x.rank() < axis + mask.rank() || x[axis..axis + mask.rank()] != mask[..] {
                return Err(cx.mismatch(format!("mask must have x's extents from axis {axis} on"), 0, 1));
            }
            let dims = [&x[..axis], &[mask.size()], &x[axis + mask.rank()..]].concat();
            infer::one(cx.dtype(0), Shape::new(&dims)?)
        },
        kernel: Kernel::Composite(|cx| {
            let (x, mask) = (cx.x(0), cx.x(1));
            let (shape, axis) = (x.shape(), cx.axis("axis", &x.shape())?);
            let size = mask.shape().size();
            let dims = [&shape[..axis], &[size], &shape[axis + mask.shape().rank()..]].concat();
            let places = mask.reshape([size])?.where_true()?;
            let places = places.reshape([places.shape()[0]])?;
            Ok(vec![x.reshape(dims)?.gather(places, axis as i64, 0)?])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
