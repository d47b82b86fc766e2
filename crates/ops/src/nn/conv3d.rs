//! `conv3d`

use crate::convolution;
use crate::prelude::*;

op! {
    /// Convolution (cross-correlation) of a batch of volumes with a filter of shape
    /// `[depth, height, width, in, out]`.
    CONV3D {
        name: "conv3d",
        family: Family::Nn,
        inputs: &[InputDef::one("x", Accept::Float), InputDef::one("filter", Accept::Float)],
        promote: true,
        attrs: &[
            attr("strides", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("dataFormat", AttrKind::Word(&["NDHWC", "NCDHW"]), AttrDefault::Str("NDHWC")),
        ],
        infer: |cx| {
            convolution::Plan::<3>::new(cx, cx.shape(0), cx.shape(1))?.output_spec(cx.dtype(0))
        },
        kernel: Kernel::Run(convolution::forward::<3>),
        grad: Grad::Rule(convolution::gradient::<3>),
        names: &[(Format::Tf, "Conv3D"), (Format::Tflite, "CONV_3D")],
    }
}
