//! `avgPool3d`

use crate::prelude::*;
use crate::pooling;

op! {
    /// Mean of each window that slides over a batch of NDHWC volumes; padding does not count.
    AVG_POOL3D {
        name: "avgPool3d",
        family: Family::Nn,
        inputs: &[InputDef::one("x", Accept::Float)],
        attrs: &[
            attr("filterSize", AttrKind::Ints, AttrDefault::Required),
            attr("strides", AttrKind::Ints, AttrDefault::Required),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
        ],
        infer: |cx| infer::one(cx.dtype(0), pooling::Plan::<3>::new(cx, cx.shape(0))?.output),
        kernel: Kernel::Run(pooling::avg_pool::<3>),
        grad: Grad::Rule(pooling::avg_gradient::<3>),
        names: &[(Format::Tf, "AvgPool3D")],
    }
}
