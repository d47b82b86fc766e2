//! `searchSorted`

use crate::prelude::*;

op! {
    /// Where each of `values` would be inserted to keep the rows of `sorted` (along the last axis)
    /// in order: before equal elements with side `left`, after them with `right`.
    SEARCH_SORTED {
        name: "searchSorted",
        family: Family::Array,
        inputs: &[InputDef::one("sorted", Accept::Number), InputDef::one("values", Accept::Number)],
        promote: true,
        attrs: &[attr("side", AttrKind::Word(&["left", "right"]), AttrDefault::Str("left"))],
        infer: |cx| {
            let (s, v) = (cx.at_least(0, 1)?, cx.at_least(1, 1)?);
            if s[..s.rank() - 1] != v[..v.rank() - 1] {
                return Err(cx.mismatch("the extents before the last axis must be equal", 0, 1));
            }
            infer::one(DType::I32, *v)
        },
        kernel: Kernel::Run(sorting::search_sorted),
        grad: Grad::None("its output is an index"),
        names: &[],
    }
}
