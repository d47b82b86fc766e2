//! `depthwiseConv2d`

use crate::convolution;
use crate::prelude::*;

op! {
    /// Convolution of each channel of a batch of NHWC images with its own filters, of shape
    /// `[height, width, channels, multiplier]`.
    DEPTHWISE_CONV2D {
        name: "depthwiseConv2d",
        family: Family::Nn,
        inputs: &[InputDef::one("x", Accept::Float), InputDef::one("filter", Accept::Float)],
        promote: true,
        attrs: &[
            attr("strides", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
        ],
        infer: |cx| {
            convolution::Plan::<2>::depthwise(cx, cx.shape(0), cx.shape(1))?
                .output_spec(cx.dtype(0))
        },
        kernel: Kernel::Run(convolution::depthwise_forward),
        grad: Grad::Rule(convolution::depthwise_gradient),
        names: &[(Format::Tf, "DepthwiseConv2dNative"), (Format::Tflite, "DEPTHWISE_CONV_2D")],
    }
}
