//! `maxPool3dWithArgmax`

use crate::pooling;
use crate::prelude::*;

op! {
    /// maxPool3d of a batch of NDHWC volumes with the place of each window's first largest element,
    /// counted through the volume (with `includeBatchInIndex` through the batch).
    MAX_POOL3D_WITH_ARGMAX {
        name: "maxPool3dWithArgmax",
        family: Family::Nn,
        inputs: &[InputDef::one("x", Accept::Float)],
        attrs: &[
            attr("filterSize", AttrKind::Ints, AttrDefault::Required),
            attr("strides", AttrKind::Ints, AttrDefault::Required),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("includeBatchInIndex", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        outputs: Outputs::Named(&["result", "indexes"]),
        infer: |cx| {
            let shape = pooling::Plan::<3>::new(cx, cx.shape(0))?.output;
            Ok(smallvec![Spec::new(cx.dtype(0), shape), Spec::new(DType::I32, shape)])
        },
        kernel: Kernel::Run(pooling::max_pool_with_argmax::<3>),
        grad: Grad::Rule(pooling::max_gradient::<3>),
    }
}
