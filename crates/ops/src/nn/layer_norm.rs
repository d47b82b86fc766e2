//! `layerNorm`

use crate::prelude::*;

op! {
    /// Each row along the last axis brought to mean 0 and variance 1, times `gamma`, plus `beta`
    /// (Ba et al. 2016).
    LAYER_NORM {
        name: "layerNorm",
        family: Family::Nn,
        inputs: &[
            InputDef::one("x", Accept::Float),
            InputDef::one("gamma", Accept::Float),
            InputDef::one("beta", Accept::Float),
        ],
        promote: true,
        attrs: &[attr("epsilon", AttrKind::Float, AttrDefault::Float(0.001))],
        infer: |cx| {
            let shape = cx.at_least(0, 1)?;
            for i in 1..3 {
                if cx.shape(i)[..] != shape[shape.rank() - 1..] {
                    return Err(cx.mismatch(
                        "gamma and beta must be vectors over the last axis",
                        0,
                        i,
                    ));
                }
            }
            infer::first_input(cx)
        },
        kernel: Kernel::Composite(|cx| {
            let (x, gamma, beta) = (cx.x(0), cx.x(1), cx.x(2));
            let mean = x.mean(-1, true)?;
            let centred = x.sub(mean)?;
            let variance = centred.square()?.mean(-1, true)?;
            let rate = variance.add_scalar(cx.float("epsilon"))?.rsqrt()?;
            Ok(vec![centred.mul(rate)?.mul(gamma)?.add(beta)?])
        }),
        grad: Grad::Composite,
        names: &[(Format::Onnx, "LayerNormalization")],
    }
}
