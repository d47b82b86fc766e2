//! `add`

use crate::prelude::*;

op! {
    /// Sum: `a + b`, broadcast.
    ADD {
        name: "add",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[
            InputDef::one("a", Accept::NumberOrComplex),
            InputDef::one("b", Accept::NumberOrComplex),
        ],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Binary(arithmetic!(complex Add)),
        grad: Grad::Rule(|cx| {
            let (a, b) = (cx.x(0), cx.x(1));
            let da = cx.when(0, || cx.dy())?;
            let db = cx.when(1, || cx.dy())?;
            unbroadcast(a, da, b, db)
        }),
        names: &[
            (Format::Tf, "Add"),
            (Format::Tf, "AddV2"),
            (Format::Tf, "BiasAdd"),
            (Format::Onnx, "Add"),
            (Format::Tflite, "ADD"),
        ],
    }
}
