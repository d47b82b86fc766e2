//! `where`

use crate::prelude::*;

op! {
    /// Elements of `a` where `condition` holds, of `b` elsewhere; all three broadcast. (In Rust the
    /// method is `condition.select(a, b)`, as `where` is a keyword.)
    WHERE {
        name: "where",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[
            InputDef::one("condition", Accept::Condition),
            InputDef::one("a", Accept::Any),
            InputDef::one("b", Accept::Any),
        ],
        promote: true,
        infer: |cx| {
            let shape = cx.shape(0).broadcast(cx.shape(1))?.broadcast(cx.shape(2))?;
            infer::one(cx.dtype(1), shape)
        },
        kernel: Kernel::Run(elementwise::select),
        grad: Grad::Rule(|cx| {
            let condition = cx.x(0);
            let dy = cx.dy()?;
            let zero = dy.scalar(0.0)?;
            let da = cx.when(1, || condition.select(dy, zero)?.sum_to(cx.x(1).shape()))?;
            let db = cx.when(2, || condition.select(zero, dy)?.sum_to(cx.x(2).shape()))?;
            Ok(vec![None, da, db])
        }),
        names: &[
            (Format::Tf, "Select"),
            (Format::Tf, "SelectV2"),
            (Format::Onnx, "Where"),
            (Format::Tflite, "SELECT_V2"),
        ],
    }
}
