//! `pow`

use crate::prelude::*;

op! {
    /// `a` to the power of `b`, broadcast. Integer powers wrap; a negative integer exponent gives
    /// 0, but for the bases 1 and -1.
    POW {
        name: "pow",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Number), InputDef::one("b", Accept::Number)],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Binary(arithmetic!(Pow)),
        grad: Grad::Rule(|cx| {
            let (a, b) = (cx.x(0), cx.x(1));
            let da = cx.when(0, || {
                // a^(b-1) is infinite at a = 0, b = 0, where the power does not depend on a.
                let constant = b.equal(b.scalar(0.0)?)?;
                let slope = b.mul(a.pow(b.add_scalar(-1.0)?)?)?;
                cx.dy()?.mul(constant.select(slope.scalar(0.0)?, slope)?)
            })?;
            let db = cx.when(1, || {
                let zero = a.scalar(0.0)?;
                let positive = a.greater(zero)?;
                let log = positive.select(positive.select(a, a.scalar(1.0)?)?.log()?, zero)?;
                cx.dy()?.mul(cx.y(0).mul(log)?)
            })?;
            unbroadcast(a, da, b, db)
        }),
        names: &[(Format::Tf, "Pow"), (Format::Onnx, "Pow"), (Format::Tflite, "POW")],
    }
}
