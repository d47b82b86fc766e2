//! `cumsum`

use crate::options::CumsumOptions;
use crate::prelude::*;
use crate::reduction;

op! {
    /// Running sums along an axis; with `exclusive` without the element itself, with `reverse` from
    /// the end.
    CUMSUM {
        name: "cumsum",
        family: Family::Math,
        inputs: &[InputDef::one("x", Accept::Number)],
        attrs: &[
            attr("axis", AttrKind::Int, AttrDefault::Int(0)),
            attr("exclusive", AttrKind::Bool, AttrDefault::Bool(false)),
            attr("reverse", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        infer: |cx| {
            cx.axis("axis", cx.at_least(0, 1)?)?;
            infer::first_input(cx)
        },
        kernel: Kernel::Run(|cx| reduction::scan(cx, reduction::Scan::Cumsum)),
        grad: Grad::Rule(|cx| {
            one(cx.dy()?.cumsum(CumsumOptions {
                axis: cx.int("axis"),
                exclusive: cx.bool("exclusive"),
                reverse: !cx.bool("reverse"),
            })?)
        }),
        names: &[(Format::Tf, "Cumsum"), (Format::Onnx, "CumSum"), (Format::Tflite, "CUMSUM")],
    }
}
