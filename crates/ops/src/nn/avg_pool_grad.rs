//! `avgPoolGrad`

use crate::pooling;
use crate::prelude::*;

op! {
    /// Gradient of avgPool, for an input of shape `inputShape`: each window's `dy` is shared among
    /// its elements.
    AVG_POOL_GRAD {
        name: "avgPoolGrad",
        family: Family::Nn,
        inputs: &[InputDef::one("dy", Accept::Float)],
        attrs: &[
            attr("inputShape", AttrKind::Ints, AttrDefault::Required),
            attr("filterSize", AttrKind::Ints, AttrDefault::Required),
            attr("strides", AttrKind::Ints, AttrDefault::Required),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
        ],
        infer: |cx| {
            let shape = cx.shape_attr("inputShape")?;
            pooling::Plan::<2>::new(cx, &shape)?.check_output(cx, 0)?;
            infer::one(cx.dtype(0), shape)
        },
        kernel: Kernel::Run(pooling::avg_pool_grad::<2>),
        grad: Grad::Rule(pooling::avg_grad_gradient::<2>),
        names: &[(Format::Tf, "AvgPoolGrad")],
    }
}
