//! `maximum`

use crate::prelude::*;

op! {
    /// The larger of the two, broadcast; NaN if either is.
    MAXIMUM {
        name: "maximum",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Number), InputDef::one("b", Accept::Number)],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Binary(arithmetic!(Maximum)),
        grad: Grad::Rule(|cx| {
            let (a, b) = (cx.x(0), cx.x(1));
            let da = cx.when(0, || cx.dy()?.mul(a.greater_equal(b)?.cast(a.dtype())?))?;
            let db = cx.when(1, || cx.dy()?.mul(a.less(b)?.cast(a.dtype())?))?;
            unbroadcast(a, da, b, db)
        }),
        names: &[(Format::Tf, "Maximum"), (Format::Tflite, "MAXIMUM")],
    }
}
