//! `cumprod`

use crate::options::CumsumOptions;
use crate::prelude::*;
use crate::reduction;

op! {
    /// Running products along an axis; with `exclusive` without the element itself, with `reverse`
    /// from the end.
    CUMPROD {
        name: "cumprod",
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
        kernel: Kernel::Run(|cx| reduction::scan(cx, reduction::Scan::Cumprod)),
        grad: Grad::Rule(|cx| {
            // TensorFlow's rule: exact wherever no element is 0.
            let weighted = cx.dy()?.mul(cx.y(0))?.cumsum(CumsumOptions {
                axis: cx.int("axis"),
                exclusive: cx.bool("exclusive"),
                reverse: !cx.bool("reverse"),
            })?;
            one(weighted.div(cx.x(0))?)
        }),
        names: &[(Format::Tf, "Cumprod")],
    }
}
