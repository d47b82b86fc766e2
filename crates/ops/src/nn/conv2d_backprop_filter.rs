//! `conv2dBackpropFilter`

use crate::prelude::*;
use crate::convolution;

op! {
    /// Gradient of conv2d with respect to its filter, of shape `filterShape`.
    CONV2D_BACKPROP_FILTER {
        name: "conv2dBackpropFilter",
        family: Family::Nn,
        inputs: &[InputDef::one("x", Accept::Float), InputDef::one("dy", Accept::Float)],
        promote: true,
        attrs: &[
            attr("filterShape", AttrKind::Ints, AttrDefault::Required),
            attr("strides", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("dataFormat", AttrKind::Word(&["NHWC", "NCHW"]), AttrDefault::Str("NHWC")),
        ],
        infer: |cx| {
            let shape = cx.shape_attr("filterShape")?;
            convolution::Plan::<2>::new(cx, cx.shape(0), &shape)?.check_output(cx, cx.shape(1))?;
            infer::one(cx.dtype(0), shape)
        },
        kernel: Kernel::Run(convolution::backprop_filter::<2>),
        grad: Grad::Rule(convolution::filter_gradient::<2>),
        names: &[(Format::Tf, "Conv2DBackpropFilter")],
    }
}
