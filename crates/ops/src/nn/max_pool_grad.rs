//! `maxPoolGrad`

use crate::prelude::*;
use crate::pooling;

op! {
    /// Gradient of maxPool: each window's `dy` goes to the place of its first largest element.
    MAX_POOL_GRAD {
        name: "maxPoolGrad",
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
            pooling::Plan::<2>::new(cx, cx.shape(1))?.check_output(cx, 0)?;
            infer::one(cx.dtype(0), *cx.shape(1))
        },
        kernel: Kernel::Run(pooling::max_pool_grad::<2>),
        grad: Grad::Rule(pooling::max_grad_gradient::<2>),
        names: &[(Format::Tf, "MaxPoolGrad")],
    }
}
