//! `movingAverage`

use crate::prelude::*;

op! {
    /// A running average moved towards a new value: `v + (x - v) (1 - decay)`. With `step`, the
    /// number of values so far, and `zeroDebias`, the change is divided by `1 - decay^step`, which
    /// makes up for a start at 0.
    MOVING_AVERAGE {
        name: "movingAverage",
        family: Family::Nn,
        inputs: &[
            InputDef::one("v", Accept::Float),
            InputDef::one("x", Accept::Float),
            InputDef::one("decay", Accept::Float),
            InputDef::optional("step", Accept::Float),
        ],
        promote: true,
        attrs: &[attr("zeroDebias", AttrKind::Bool, AttrDefault::Bool(true))],
        infer: |cx| {
            if cx.shape(0) != cx.shape(1) {
                return Err(cx.mismatch("v and x must have one shape", 0, 1));
            }
            if cx.bool("zeroDebias") && cx.inputs().len() < 4 {
                return Err(cx.error("zeroDebias needs the input step"));
            }
            for i in 2..cx.inputs().len() {
                if cx.shape(0).broadcast(cx.shape(i))? != *cx.shape(0) {
                    return Err(cx.mismatch("decay and step must broadcast to the shape of v", 0, i));
                }
            }
            infer::first_input(cx)
        },
        kernel: Kernel::Composite(|cx| {
            let (v, x, decay) = (cx.x(0), cx.x(1), cx.x(2));
            let mut change = x.sub(v)?.mul(decay.neg()?.add_scalar(1.0)?)?;
            if let (true, Some(step)) = (cx.bool("zeroDebias"), cx.optional(3)) {
                change = change.div(decay.pow(step)?.neg()?.add_scalar(1.0)?)?;
            }
            Ok(vec![v.add(change)?])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
