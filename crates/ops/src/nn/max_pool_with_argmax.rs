//! `maxPoolWithArgmax`

use crate::pooling;
use crate::prelude::*;

op! {
    /// maxPool of a batch of NHWC images with the place of each window's first largest element,
    /// counted through the image (with `includeBatchInIndex` through the batch).
    MAX_POOL_WITH_ARGMAX {
        name: "maxPoolWithArgmax",
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
            let shape = pooling::Plan::<2>::new(cx, cx.shape(0))?.output;
            Ok(smallvec![Spec::new(cx.dtype(0), shape), Spec::new(DType::I32, shape)])
        },
        kernel: Kernel::Run(pooling::max_pool_with_argmax::<2>),
        grad: Grad::Rule(pooling::max_gradient::<2>),
        names: &[(Format::Tf, "MaxPoolWithArgmax")],
    }
}
