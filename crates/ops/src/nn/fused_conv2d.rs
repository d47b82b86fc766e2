//! `fusedConv2d`

use crate::prelude::*;
use crate::{convolution, product};

op! {
    /// `activation(conv2d(x, filter) + bias)` in one pass; the bias is a vector over the output
    /// channels.
    FUSED_CONV2D {
        name: "fusedConv2d",
        family: Family::Nn,
        inputs: &[
            InputDef::one("x", Accept::Float),
            InputDef::one("filter", Accept::Float),
            InputDef::optional("bias", Accept::Float),
        ],
        promote: true,
        attrs: &[
            attr("strides", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("dataFormat", AttrKind::Word(&["NHWC", "NCHW"]), AttrDefault::Str("NHWC")),
            attr("activation", AttrKind::Word(product::ACTIVATIONS), AttrDefault::Str("linear")),
            attr("leakyreluAlpha", AttrKind::Float, AttrDefault::Float(0.2)),
        ],
        infer: |cx| {
            let plan = convolution::Plan::<2>::new(cx, cx.shape(0), cx.shape(1))?;
            if let Some(bias) = cx.inputs().get(2)
                && bias.shape[..] != cx.shape(1)[3..]
            {
                return Err(cx.error(format!(
                    "bias has shape {}, expected {:?}",
                    bias.shape,
                    &cx.shape(1)[3..]
                )));
            }
            plan.output_spec(cx.dtype(0))
        },
        kernel: Kernel::Run(convolution::forward::<2>),
        grad: Grad::Rule(convolution::fused_gradient),
        names: &[(Format::Tf, "_FusedConv2D")],
    }
}
