//! `randomUniform`

use crate::prelude::*;
use crate::sampling;

op! {
    /// Random numbers, evenly distributed from `minval` to before `maxval`. `seed` holds two
    /// numbers, seed and stream: the same pair gives the same numbers on every machine and on any
    /// number of threads (Philox4x32-10, Salmon et al. 2011).
    RANDOM_UNIFORM {
        name: "randomUniform",
        family: Family::Random,
        inputs: &[InputDef::one("seed", Accept::Index)],
        attrs: &[
            attr("shape", AttrKind::Ints, AttrDefault::Required),
            attr("minval", AttrKind::Float, AttrDefault::Float(0.0)),
            attr("maxval", AttrKind::Float, AttrDefault::Float(1.0)),
            attr("dtype", AttrKind::DType, AttrDefault::DType(DType::F32)),
        ],
        infer: |cx| {
            sampling::check_seed(cx)?;
            infer::one(sampling::float_dtype(cx)?, cx.shape_attr("shape")?)
        },
        kernel: Kernel::Run(sampling::uniform),
        grad: Grad::None("its values follow from a seed"),
        names: &[],
    }
}
