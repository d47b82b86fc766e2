//! `randomNormal`

use crate::prelude::*;
use crate::sampling;

op! {
    /// Random numbers of the normal distribution with that mean and standard deviation. `seed`
    /// holds two numbers, seed and stream: the same pair gives the same numbers on every machine
    /// and on any number of threads (Philox4x32-10, Salmon et al. 2011).
    RANDOM_NORMAL {
        name: "randomNormal",
        family: Family::Random,
        inputs: &[InputDef::one("seed", Accept::Index)],
        attrs: &[
            attr("shape", AttrKind::Ints, AttrDefault::Required),
            attr("mean", AttrKind::Float, AttrDefault::Float(0.0)),
            attr("stdDev", AttrKind::Float, AttrDefault::Float(1.0)),
            attr("dtype", AttrKind::DType, AttrDefault::DType(DType::F32)),
        ],
        infer: |cx| {
            sampling::check_seed(cx)?;
            infer::one(sampling::float_dtype(cx)?, cx.shape_attr("shape")?)
        },
        kernel: Kernel::Run(|cx| sampling::normal(cx, false)),
        grad: Grad::None("its values follow from a seed"),
        names: &[],
    }
}
