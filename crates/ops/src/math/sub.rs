//! `sub`

use crate::prelude::*;

op! {
    /// Difference: `a - b`, broadcast.
    SUB {
        name: "sub",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[
            InputDef::one("a", Accept::NumberOrComplex),
            InputDef::one("b", Accept::NumberOrComplex),
        ],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Binary(arithmetic!(complex Sub)),
        grad: Grad::Rule(|cx| {
            let (a, b) = (cx.x(0), cx.x(1));
            let da = cx.when(0, || cx.dy())?;
            let db = cx.when(1, || cx.dy()?.neg())?;
            unbroadcast(a, da, b, db)
        }),
        names: &[(Format::Tf, "Sub"), (Format::Onnx, "Sub"), (Format::Tflite, "SUB")],
    }
}
