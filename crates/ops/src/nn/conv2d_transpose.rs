//! `conv2dTranspose`

use crate::options::Conv2dBackpropInputOptions;
use crate::prelude::*;

op! {
    /// Transposed convolution: the gradient of a convolution with respect to its input, as an
    /// operation of its own. The filter has shape `[height, width, out, in]`.
    CONV2D_TRANSPOSE {
        name: "conv2dTranspose",
        family: Family::Nn,
        inputs: &[InputDef::one("x", Accept::Float), InputDef::one("filter", Accept::Float)],
        promote: true,
        attrs: &[
            attr("outputShape", AttrKind::Ints, AttrDefault::Required),
            attr("strides", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
        ],
        infer: |cx| infer::one(cx.dtype(0), cx.shape_attr("outputShape")?),
        kernel: Kernel::Composite(|cx| {
            let options = Conv2dBackpropInputOptions {
                strides: cx.list("strides").into(),
                pad: cx.padding("pad"),
                ..Default::default()
            };
            let shape = cx.shape_attr("outputShape")?;
            Ok(vec![cx.x(0).conv2d_backprop_input(cx.x(1), shape, options)?])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
