//! `maxPool3d`

use crate::pooling;
use crate::prelude::*;

op! {
    /// Largest element of each window that slides over a batch of NDHWC volumes; padding does not
    /// count.
    MAX_POOL3D {
        name: "maxPool3d",
        family: Family::Nn,
        inputs: &[InputDef::one("x", Accept::Number)],
        attrs: &[
            attr("filterSize", AttrKind::Ints, AttrDefault::Required),
            attr("strides", AttrKind::Ints, AttrDefault::Required),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
        ],
        infer: |cx| infer::one(cx.dtype(0), pooling::Plan::<3>::new(cx, cx.shape(0))?.output),
        kernel: Kernel::Run(pooling::max_pool::<3>),
        grad: Grad::Rule(pooling::max_gradient::<3>),
        names: &[(Format::Tf, "MaxPool3D")],
    }
}
