//! `conv3dBackpropInput`

use crate::prelude::*;
use crate::convolution;

op! {
    /// Gradient of conv3d with respect to its input, of shape `inputShape`; also the transposed
    /// convolution.
    CONV3D_BACKPROP_INPUT {
        name: "conv3dBackpropInput",
        family: Family::Nn,
        inputs: &[InputDef::one("dy", Accept::Float), InputDef::one("filter", Accept::Float)],
        promote: true,
        attrs: &[
            attr("inputShape", AttrKind::Ints, AttrDefault::Required),
            attr("strides", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("dataFormat", AttrKind::Word(&["NDHWC", "NCDHW"]), AttrDefault::Str("NDHWC")),
        ],
        infer: |cx| {
            let shape = cx.shape_attr("inputShape")?;
            convolution::Plan::<3>::new(cx, &shape, cx.shape(1))?.check_output(cx, cx.shape(0))?;
            infer::one(cx.dtype(0), shape)
        },
        kernel: Kernel::Run(convolution::backprop_input::<3>),
        grad: Grad::Rule(convolution::input_gradient::<3>),
        names: &[(Format::Tf, "Conv3DBackpropInputV2")],
    }
}
