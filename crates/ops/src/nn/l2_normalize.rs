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
            let dtype = cx.x(0).dtype();
            // In half precision epsilon would vanish, and large squares overflow.
            let half = matches!(dtype, DType::F16 | DType::BF16);
            let x = if half { cx.x(0).cast(DType::F32)? } else { cx.x(0) };
            let axes: Vec<usize> = cx.axes("axis", &x.shape())?.to_vec();
            let squares = x.square()?.sum(axes, true)?;
            let norm = squares.maximum(x.scalar(cx.float("epsilon"))?)?;
            let y = x.mul(norm.rsqrt()?)?;
            Ok(vec![if half { y.cast(dtype)? } else { y }])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tflite, "L2_NORMALIZATION")],
    }
}
