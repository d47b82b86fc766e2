//! `conv2d`

use crate::convolution;
use crate::prelude::*;

op! {
    /// Convolution (cross-correlation) of a batch of images with a filter of shape
    /// `[height, width, in, out]`.
    CONV2D {
        name: "conv2d",
        family: Family::Nn,
        inputs: &[InputDef::one("x", Accept::Float), InputDef::one("filter", Accept::Float)],
        promote: true,
        attrs: &[
            attr("strides", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("dataFormat", AttrKind::Word(&["NHWC", "NCHW"]), AttrDefault::Str("NHWC")),
        ],
        infer: |cx| {
            convolution::Plan::<2>::new(cx, cx.shape(0), cx.shape(1))?.output_spec(cx.dtype(0))
        },
        kernel: Kernel::Run(convolution::forward::<2>),
        grad: Grad::Rule(convolution::gradient::<2>),
        names: &[(Format::Tf, "Conv2D"), (Format::Tflite, "CONV_2D")],
    }
}
