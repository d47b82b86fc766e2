//! `sort`

use crate::prelude::*;

op! {
    /// The elements along an axis in order; NaN comes last.
    SORT {
        name: "sort",
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
            infer::first_input(cx)
        },
        kernel: Kernel::Run(sorting::sort),
        grad: Grad::Rule(|cx| {
            let x = cx.x(0);
            let axis = cx.axis("axis", &x.shape())?;
            let places = x.argsort(axis as i64, cx.str("direction"))?;
            // Bring the axis to the end, undo the order there, bring it back.
            let mut perm: Vec<usize> = (0..x.shape().rank()).filter(|&i| i != axis).collect();
            perm.push(axis);
            let mut inverse = vec![0; perm.len()];
            for (i, &p) in perm.iter().enumerate() {
                inverse[p] = i;
            }
            let dy = cx.dy()?.transpose(perm.clone())?;
            let dx = sorting::scatter_last(dy, places.transpose(perm)?, dy.shape())?;
            one(dx.transpose(inverse)?)
        }),
        names: &[],
    }
}
