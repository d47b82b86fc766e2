//! `maxPool3dGrad`

use crate::prelude::*;
use crate::pooling;

op! {
    /// Gradient of maxPool3d: each window's `dy` goes to the place of its first largest element.
    MAX_POOL3D_GRAD {
        name: "maxPool3dGrad",
        family: Family::Nn,
        inputs: &[
            InputDef::one("dy", Accept::Float),
            InputDef::one("x", Accept::Float),
            InputDef::one("y", Accept::Float),
        ],
        promote: true,
        attrs: &[
            attr("filterSize", AttrKind::Ints, AttrDefault::Required),
            attr("strides", AttrKind::Ints, AttrDefault::Required),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
        ],
        infer: |cx| {
            pooling::Plan::<3>::new(cx, cx.shape(1))?.check_output(cx, 0)?;
            infer::one(cx.dtype(0), *cx.shape(1))
        },
        kernel: Kernel::Run(pooling::max_pool_grad::<3>),
        grad: Grad::Rule(pooling::max_grad_gradient::<3>),
        names: &[(Format::Tf, "MaxPool3DGrad")],
    }
}
