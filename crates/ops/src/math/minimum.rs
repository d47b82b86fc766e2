//! `minimum`

use crate::prelude::*;

op! {
    /// The smaller of the two, broadcast; NaN if either is.
    MINIMUM {
        name: "minimum",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Number), InputDef::one("b", Accept::Number)],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Binary(arithmetic!(Minimum)),
        grad: Grad::Rule(|cx| {
            let (a, b) = (cx.x(0), cx.x(1));
            let da = cx.when(0, || cx.dy()?.mul(a.less_equal(b)?.cast(a.dtype())?))?;
            let db = cx.when(1, || cx.dy()?.mul(a.greater(b)?.cast(a.dtype())?))?;
            unbroadcast(a, da, b, db)
        }),
        names: &[(Format::Tf, "Minimum"), (Format::Tflite, "MINIMUM")],
    }
}
