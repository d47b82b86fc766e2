//! `conv1d`

use crate::options::Conv2dOptions;
use crate::prelude::*;

op! {
    /// Convolution (cross-correlation) of a batch of sequences `[batch, width, in]` with a filter
    /// `[width, in, out]`.
    CONV1D {
        name: "conv1d",
        family: Family::Nn,
        inputs: &[InputDef::one("x", Accept::Float), InputDef::one("filter", Accept::Float)],
        promote: true,
        attrs: &[
            attr("stride", AttrKind::Int, AttrDefault::Int(1)),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilation", AttrKind::Int, AttrDefault::Int(1)),
        ],
        infer: |cx| {
            let (x, filter) = (cx.ranked(0, 3)?, cx.ranked(1, 3)?);
            let window = windows::Window1 {
                kernel: filter[0],
                stride: cx.count("stride")?,
                dilation: cx.count("dilation")?,
            };
            if x[2] != filter[1] {
                return Err(cx.mismatch(
                    format!("x has {} channels, the filter {}", x[2], filter[1]),
                    0,
                    1,
                ));
            }
            let (output, _) = window.slide(cx, x[1], &cx.padding("pad"), 0)?;
            infer::one(cx.dtype(0), Shape::new(&[x[0], output, filter[2]])?)
        },
        kernel: Kernel::Composite(|cx| {
            // A sequence is an image of one row.
            let (x, filter) = (cx.x(0).shape(), cx.x(1).shape());
            let pad = match cx.padding("pad") {
                Padding::Explicit(p) => Padding::Explicit(match *p {
                    [all] => [0, 0, all, all].into(),
                    _ => [0, 0, p[0], p[1]].into(),
                }),
                other => other,
            };
            let options = Conv2dOptions {
                strides: [1, cx.int("stride")].into(),
                pad,
                dilations: [1, cx.int("dilation")].into(),
                ..Default::default()
            };
            let y = cx
                .x(0)
                .reshape([x[0], 1, x[1], x[2]])?
                .conv2d(cx.x(1).reshape([1, filter[0], filter[1], filter[2]])?, options)?;
            let s = y.shape();
            Ok(vec![y.reshape([s[0], s[2], s[3]])?])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
