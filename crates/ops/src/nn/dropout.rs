//! `dropout`

use crate::prelude::*;
use crate::sampling;

op! {
    /// `x` with a random share `rate` of its elements set to 0 and the others divided by `1 - rate`
    /// (Srivastava et al. 2014). `seed` is a pair of seed and stream, see `randomUniform`.
    DROPOUT {
        name: "dropout",
        family: Family::Nn,
        inputs: &[InputDef::one("x", Accept::Float), InputDef::one("seed", Accept::Index)],
        attrs: &[attr("rate", AttrKind::Float, AttrDefault::Required)],
        infer: |cx| {
            if !(0.0..1.0).contains(&cx.float("rate")) {
                return Err(cx.attr_error("rate", "a share of at least 0 and less than 1"));
            }
            infer::first_input(cx)
        },
        kernel: Kernel::Run(|cx| sampling::dropout(cx, 0)),
        // The mask follows from the seed, so the gradient draws it again instead of keeping it.
        grad: Grad::Rule(|cx| Ok(vec![Some(cx.dy()?.dropout(cx.x(1), cx.float("rate"))?), None])),
        names: &[(Format::Onnx, "Dropout")],
    }
}
