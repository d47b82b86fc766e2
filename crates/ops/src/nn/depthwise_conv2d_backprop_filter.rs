//! `depthwiseConv2dBackpropFilter`

use crate::convolution;
use crate::prelude::*;

op! {
    /// Gradient of depthwiseConv2d with respect to its filter, of shape `filterShape`.
    DEPTHWISE_CONV2D_BACKPROP_FILTER {
        name: "depthwiseConv2dBackpropFilter",
        family: Family::Nn,
        inputs: &[InputDef::one("x", Accept::Float), InputDef::one("dy", Accept::Float)],
        promote: true,
        attrs: &[
            attr("filterShape", AttrKind::Ints, AttrDefault::Required),
            attr("strides", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
        ],
        infer: |cx| {
            let shape = cx.shape_attr("filterShape")?;
            convolution::Plan::<2>::depthwise(cx, cx.shape(0), &shape)?
                .check_output(cx, cx.shape(1))?;
            infer::one(cx.dtype(0), shape)
        },
        kernel: Kernel::Run(convolution::depthwise_backprop_filter),
        grad: Grad::Rule(convolution::depthwise_filter_gradient),
        names: &[(Format::Tf, "DepthwiseConv2dNativeBackpropFilter")],
    }
}
