//! `mod`

use crate::prelude::*;

op! {
    /// Remainder of the floored division, with the sign of `b`: `a - b * floor(a / b)`, broadcast.
    MOD {
        name: "mod",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Number), InputDef::one("b", Accept::Number)],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Binary(arithmetic!(Mod)),
        grad: Grad::Rule(|cx| {
            let (a, b) = (cx.x(0), cx.x(1));
            let da = cx.when(0, || cx.dy())?;
            let db = cx.when(1, || cx.dy()?.mul(a.floor_div(b)?.neg()?))?;
            unbroadcast(a, da, b, db)
        }),
        names: &[
            (Format::Tf, "FloorMod"),
            (Format::Tf, "Mod"),
            (Format::Onnx, "Mod"),
            (Format::Tflite, "FLOOR_MOD"),
        ],
    }
}
