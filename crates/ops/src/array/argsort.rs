//! `argsort`

use crate::prelude::*;

op! {
    /// The places of the elements along an axis in the order that sorts them, stably; NaN comes
    /// last.
    ARGSORT {
        name: "argsort",
        family: Family::Array,
        inputs: &[InputDef::one("x", Accept::Number)],
        attrs: &[
            attr("axis", AttrKind::Int, AttrDefault::Int(-1)),
            attr(
                "direction",
                AttrKind::Word(&["ASCENDING", "DESCENDING"]),
                AttrDefault::Str("ASCENDING"),
            ),
        ],
        infer: |cx| {
            cx.axis("axis", cx.at_least(0, 1)?)?;
            infer::one(DType::I32, *cx.shape(0))
        },
        kernel: Kernel::Run(sorting::argsort),
        grad: Grad::None("its output is an index"),
        names: &[],
    }
}
