//! `div`

use crate::prelude::*;

op! {
    /// Quotient: `a / b`, broadcast. Integers divide without fraction (towards 0), by 0 they give 0.
    DIV {
        name: "div",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::NumberOrComplex), InputDef::one("b", Accept::NumberOrComplex)],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Binary(arithmetic!(complex Div)),
        grad: Grad::Rule(|cx| {
            let (a, b) = (cx.x(0), cx.x(1));
            let da = cx.when(0, || cx.dy()?.div(conjugate(b)?))?;
            let db = cx.when(1, || cx.dy()?.mul(conjugate(cx.y(0).neg()?.div(b)?)?))?;
            unbroadcast(a, da, b, db)
        }),
        names: &[(Format::Tf, "RealDiv"), (Format::Tf, "Div"), (Format::Onnx, "Div"), (Format::Tflite, "DIV")],
    }
}
