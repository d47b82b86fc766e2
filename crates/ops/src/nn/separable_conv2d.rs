//! `separableConv2d`

use crate::convolution;
use crate::options::{Conv2dOptions, DepthwiseConv2dOptions};
use crate::prelude::*;

op! {
    /// Depthwise convolution followed by a mix of the channels at each pixel: a `depthwiseConv2d`
    /// and a `conv2d` with a filter of shape `[1, 1, channels * multiplier, outputs]`.
    SEPARABLE_CONV2D {
        name: "separableConv2d",
        family: Family::Nn,
        inputs: &[
            InputDef::one("x", Accept::Float),
            InputDef::one("depthwiseFilter", Accept::Float),
            InputDef::one("pointwiseFilter", Accept::Float),
        ],
        promote: true,
        attrs: &[
            attr("strides", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
        ],
        infer: |cx| {
            let plan = convolution::Plan::<2>::depthwise(cx, cx.shape(0), cx.shape(1))?;
            let between = plan.output_spec(cx.dtype(0))?[0].shape;
            let mix = cx.ranked(2, 4)?;
            for (axis, expected) in [1, 1, between[3]].into_iter().enumerate() {
                if mix[axis] != expected {
                    return Err(cx.error(format!(
                        "extent {axis} of the pointwise filter must be {expected}, but got {}",
                        mix[axis]
                    )));
                }
            }
            infer::one(cx.dtype(0), between.with(3, mix[3]))
        },
        kernel: Kernel::Composite(|cx| {
            let options = DepthwiseConv2dOptions {
                strides: cx.list("strides").into(),
                pad: cx.padding("pad"),
                dilations: cx.list("dilations").into(),
            };
            let y = cx.x(0).depthwise_conv2d(cx.x(1), options)?;
            Ok(vec![y.conv2d(cx.x(2), Conv2dOptions::default())?])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
