//! `mul`

use crate::prelude::*;

op! {
    /// Product: `a * b`, broadcast.
    MUL {
        name: "mul",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[
            InputDef::one("a", Accept::NumberOrComplex),
            InputDef::one("b", Accept::NumberOrComplex),
        ],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Binary(arithmetic!(complex Mul)),
        grad: Grad::Rule(|cx| {
            let (a, b) = (cx.x(0), cx.x(1));
            let da = cx.when(0, || cx.dy()?.mul(conjugate(b)?))?;
            let db = cx.when(1, || cx.dy()?.mul(conjugate(a)?))?;
            unbroadcast(a, da, b, db)
        }),
        names: &[(Format::Tf, "Mul"), (Format::Onnx, "Mul"), (Format::Tflite, "MUL")],
    }
}
