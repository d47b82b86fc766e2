//! `moments`

use crate::prelude::*;

op! {
    /// Mean and variance (of the population) over axes.
    MOMENTS {
        name: "moments",
        family: Family::Math,
        inputs: &[InputDef::one("x", Accept::Float)],
        attrs: &[
            attr("axis", AttrKind::Axes, AttrDefault::Null),
            attr("keepDims", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        outputs: Outputs::Named(&["mean", "variance"]),
        infer: |cx| {
            let spec = Spec::new(cx.dtype(0), infer::reduced_shape(cx)?);
            Ok(smallvec![spec, spec])
        },
        kernel: Kernel::Composite(|cx| {
            let x = cx.x(0);
            let axes: Vec<usize> = cx.axes("axis", &x.shape())?.to_vec();
            let mean = x.mean(axes.clone(), true)?;
            let variance = x.squared_difference(mean)?.mean(axes, true)?;
            if cx.bool("keepDims") {
                return Ok(vec![mean, variance]);
            }
            let shape = infer::reduced_shape(&InferCx::new(
                cx.op,
                &[Spec::new(x.dtype(), x.shape())],
                cx.attrs,
            ))?;
            Ok(vec![mean.reshape(shape)?, variance.reshape(shape)?])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
