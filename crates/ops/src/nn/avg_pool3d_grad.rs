//! `avgPool3dGrad`

use crate::pooling;
use crate::prelude::*;

op! {
    /// Gradient of avgPool3d, for an input of shape `inputShape`: each window's `dy` is shared
    /// among its elements.
    AVG_POOL3D_GRAD {
        name: "avgPool3dGrad",
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
            pooling::Plan::<3>::new(cx, &shape)?.check_output(cx, 0)?;
            infer::one(cx.dtype(0), shape)
        },
        kernel: Kernel::Run(pooling::avg_pool_grad::<3>),
        grad: Grad::Rule(pooling::avg_grad_gradient::<3>),
        names: &[(Format::Tf, "AvgPool3DGrad")],
    }
}
