//! `randomUniformInt`

use crate::prelude::*;
use crate::sampling;

op! {
    /// Random whole numbers, evenly distributed from `minval` to before `maxval`. `seed` holds two
    /// numbers, seed and stream: the same pair gives the same numbers on every machine and on any
    /// number of threads (Philox4x32-10, Salmon et al. 2011).
    RANDOM_UNIFORM_INT {
        name: "randomUniformInt",
        family: Family::Random,
        inputs: &[InputDef::one("seed", Accept::Index)],
        attrs: &[
            attr("shape", AttrKind::Ints, AttrDefault::Required),
            attr("minval", AttrKind::Int, AttrDefault::Required),
            attr("maxval", AttrKind::Int, AttrDefault::Required),
        ],
        infer: |cx| {
            sampling::check_seed(cx)?;
            let (low, high) = (cx.int("minval"), cx.int("maxval"));
            if low >= high || i32::try_from(low).is_err() || i32::try_from(high).is_err() {
                return Err(cx.attr_error("maxval", format!("an int32 above minval ({low})")));
            }
            infer::one(DType::I32, cx.shape_attr("shape")?)
        },
        kernel: Kernel::Run(sampling::uniform_int),
        grad: Grad::None("its values follow from a seed"),
        names: &[],
    }
}
