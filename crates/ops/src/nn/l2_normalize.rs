//! `l2Normalize`

use crate::prelude::*;

op! {
    /// `x` divided by its Euclidean norm along axes: `x / sqrt(max(sum(x^2), epsilon))`.
    L2_NORMALIZE {
        name: "l2Normalize",
        family: Family::Nn,
        inputs: &[InputDef::one("x", Accept::Float)],
        attrs: &[
            attr("axis", AttrKind::Axes, AttrDefault::Null),
            attr("epsilon", AttrKind::Float, AttrDefault::Float(1e-12)),
        ],
        infer: |cx| {
            cx.axes("axis", cx.shape(0))?;
            infer::first_input(cx)
        },
        kernel: Kernel::Composite(|cx| {
            let x = cx.x(0);
            let axes: Vec<usize> = cx.axes("axis", &x.shape())?.to_vec();
            let squares = x.square()?.sum(axes, true)?;
            let norm = squares.maximum(x.scalar(cx.float("epsilon"))?)?;
            Ok(vec![x.mul(norm.rsqrt()?)?])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tflite, "L2_NORMALIZATION")],
    }
}
