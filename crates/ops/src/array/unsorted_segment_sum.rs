//! `unsortedSegmentSum`

use crate::prelude::*;

op! {
    /// Sums of the slices of `x` that share a segment: slice `i` of the first axes of `x` is added
    /// to slice `segmentIds[i]` of the result; a negative segment drops it.
    UNSORTED_SEGMENT_SUM {
        name: "unsortedSegmentSum",
        family: Family::Array,
        inputs: &[
            InputDef::one("x", Accept::NumberOrComplex),
            InputDef::one("segmentIds", Accept::Index),
        ],
        attrs: &[attr("numSegments", AttrKind::Int, AttrDefault::Required)],
        infer: |cx| {
            let (x, ids) = (cx.shape(0), cx.shape(1));
            if ids.rank() > x.rank() || x[..ids.rank()] != ids[..] {
                return Err(cx.mismatch("the shape of segmentIds must begin that of x", 0, 1));
            }
            let dims = [&[cx.count("numSegments")?], &x[ids.rank()..]].concat();
            infer::one(cx.dtype(0), Shape::new(&dims)?)
        },
        kernel: Kernel::Run(movement::segment_sum),
        grad: Grad::Rule(|cx| {
            let (ids, dy) = (cx.x(1), cx.dy()?);
            if dy.shape()[0] == 0 {
                // Every element was dropped.
                return Ok(vec![Some(cx.x(0).zeros_like()?), None]);
            }
            let zero = ids.scalar(0)?;
            let kept = ids.greater_equal(zero)?;
            let rest = dy.shape().rank() - 1;
            let rows = dy.gather(ids.maximum(zero)?, 0, 0)?;
            let dims = [&ids.shape()[..], &vec![1; rest]].concat();
            let dx = kept.reshape(&dims)?.select(rows, dy.scalar(0.0)?)?;
            Ok(vec![Some(dx), None])
        }),
        names: &[(Format::Tf, "UnsortedSegmentSum")],
    }
}
