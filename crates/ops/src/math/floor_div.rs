//! `floorDiv`

use crate::prelude::*;

op! {
    /// The largest whole number not above `a / b`, broadcast. Integers divided by 0 give 0.
    FLOOR_DIV {
        name: "floorDiv",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Number), InputDef::one("b", Accept::Number)],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Binary(arithmetic!(FloorDiv)),
        grad: Grad::Rule(|cx| {
            let (a, b) = (cx.x(0), cx.x(1));
            let da = cx.when(0, || cx.dy()?.zeros_like())?;
            let db = cx.when(1, || cx.dy()?.zeros_like())?;
            unbroadcast(a, da, b, db)
        }),
        names: &[(Format::Tf, "FloorDiv"), (Format::Tflite, "FLOOR_DIV")],
    }
}
