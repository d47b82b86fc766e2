//! `randomGamma`

use crate::prelude::*;
use crate::sampling;

op! {
    /// Random numbers of the gamma distribution with shape `alpha` and rate `beta` (Marsaglia and
    /// Tsang 2000). `seed` is a pair of seed and stream, see `randomNormal`.
    RANDOM_GAMMA {
        name: "randomGamma",
        family: Family::Random,
        inputs: &[InputDef::one("seed", Accept::Index)],
        attrs: &[
            attr("shape", AttrKind::Ints, AttrDefault::Required),
            attr("alpha", AttrKind::Float, AttrDefault::Required),
            attr("beta", AttrKind::Float, AttrDefault::Float(1.0)),
            attr("dtype", AttrKind::DType, AttrDefault::DType(DType::F32)),
        ],
        infer: |cx| {
            sampling::check_seed(cx)?;
            for name in ["alpha", "beta"] {
                let value = cx.float(name);
                if !(value > 0.0 && value.is_finite()) {
                    return Err(cx.attr_error(name, "a number above 0"));
                }
            }
            infer::one(sampling::float_dtype(cx)?, cx.shape_attr("shape")?)
        },
        kernel: Kernel::Run(sampling::gamma),
        grad: Grad::None("its values follow from a seed"),
        names: &[],
    }
}
