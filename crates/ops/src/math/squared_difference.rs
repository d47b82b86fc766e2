//! `squaredDifference`

use crate::prelude::*;

op! {
    /// `(a - b)^2`, broadcast.
    SQUARED_DIFFERENCE {
        name: "squaredDifference",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Number), InputDef::one("b", Accept::Number)],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Binary(arithmetic!(SquaredDifference)),
        grad: Grad::Rule(|cx| {
            let (a, b) = (cx.x(0), cx.x(1));
            let da = cx.when(0, || cx.dy()?.mul(a.sub(b)?.mul_scalar(2.0)?))?;
            let db = cx.when(1, || cx.dy()?.mul(b.sub(a)?.mul_scalar(2.0)?))?;
            unbroadcast(a, da, b, db)
        }),
        names: &[(Format::Tf, "SquaredDifference"), (Format::Tflite, "SQUARED_DIFFERENCE")],
    }
}
