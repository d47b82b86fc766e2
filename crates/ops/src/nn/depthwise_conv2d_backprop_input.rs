//! `depthwiseConv2dBackpropInput`

use crate::convolution;
use crate::prelude::*;

op! {
    /// Gradient of depthwiseConv2d with respect to its input, of shape `inputShape`.
    DEPTHWISE_CONV2D_BACKPROP_INPUT {
        name: "depthwiseConv2dBackpropInput",
        family: Family::Nn,
        inputs: &[InputDef::one("dy", Accept::Float), InputDef::one("filter", Accept::Float)],
        promote: true,
        attrs: &[
            attr("inputShape", AttrKind::Ints, AttrDefault::Required),
            attr("strides", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
        ],
        infer: |cx| {
            let shape = cx.shape_attr("inputShape")?;
            convolution::Plan::<2>::depthwise(cx, &shape, cx.shape(1))?
                .check_output(cx, cx.shape(0))?;
            infer::one(cx.dtype(0), shape)
        },
        kernel: Kernel::Run(convolution::depthwise_backprop_input),
        grad: Grad::Rule(convolution::depthwise_input_gradient),
        names: &[(Format::Tf, "DepthwiseConv2dNativeBackpropInput")],
    }
}
