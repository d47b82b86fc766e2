//! `conv3dBackpropFilter`

use crate::prelude::*;
use crate::convolution;

op! {
    /// Gradient of conv3d with respect to its filter, of shape `filterShape`.
    CONV3D_BACKPROP_FILTER {
        name: "conv3dBackpropFilter",
        family: Family::Nn,
        inputs: &[InputDef::one("x", Accept::Float), InputDef::one("dy", Accept::Float)],
        promote: true,
        attrs: &[
            attr("filterShape", AttrKind::Ints, AttrDefault::Required),
            attr("strides", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("dataFormat", AttrKind::Word(&["NDHWC", "NCDHW"]), AttrDefault::Str("NDHWC")),
        ],
        infer: |cx| {
            let shape = cx.shape_attr("filterShape")?;
            convolution::Plan::<3>::new(cx, cx.shape(0), &shape)?.check_output(cx, cx.shape(1))?;
            infer::one(cx.dtype(0), shape)
        },
        kernel: Kernel::Run(convolution::backprop_filter::<3>),
        grad: Grad::Rule(convolution::filter_gradient::<3>),
        names: &[(Format::Tf, "Conv3DBackpropFilterV2")],
    }
}
