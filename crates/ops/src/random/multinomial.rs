//! `multinomial`

use crate::options::*;
use crate::prelude::*;
use crate::sampling;

op! {
    /// Classes drawn at random: `numSamples` from each row of `logits`, the logarithms of what is
    /// proportional to the classes' probabilities (or, with `normalized`, the probabilities
    /// themselves). `seed` is a pair of seed and stream, see `randomNormal`.
    MULTINOMIAL {
        name: "multinomial",
        family: Family::Random,
        inputs: &[InputDef::one("seed", Accept::Index), InputDef::one("logits", Accept::Float)],
        attrs: &[
            attr("numSamples", AttrKind::Int, AttrDefault::Required),
            attr("normalized", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        infer: |cx| {
            sampling::check_seed(cx)?;
            let shape = cx.shape(1);
            if !matches!(shape.rank(), 1 | 2) {
                return Err(cx.rank_error(1, "rank 1 or rank 2".into()));
            }
            let (axis, samples) = (shape.rank() - 1, cx.count("numSamples")?);
            if shape[axis] < 2 {
                return Err(cx.error(format!(
                    "you must have at least 2 outcomes, but got {}",
                    shape[axis]
                )));
            }
            infer::one(DType::I32, Shape::new(&shape.with(axis, samples))?)
        },
        kernel: Kernel::Composite(|cx| {
            let (seed, logits) = (cx.x(0), cx.x(1));
            let shape = logits.shape();
            let axis = shape.rank() - 1;
            let shares = if cx.bool("normalized") { logits } else { logits.softmax(-1)? };
            let sums = shares.cumsum(CumsumOptions { axis: axis as i64, ..Default::default() })?;
            let mut last = vec![0; shape.rank()];
            last[axis] = shape[axis] - 1;
            let total = sums.slice(last, Some(shape.with(axis, 1).into()))?;
            let samples = shape.with(axis, cx.count("numSamples")?);
            let numbers = seed.random_uniform(samples, RandomUniformOptions::default())?;
            let places = sums.search_sorted(numbers.cast(sums.dtype())?.mul(total)?, "right")?;
            Ok(vec![places.minimum(places.scalar(shape[axis] as i64 - 1)?)?])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "Multinomial")],
    }
}
