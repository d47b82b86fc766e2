//! `eye`

use crate::prelude::*;

op! {
    /// The identity matrix, or the upper left part of one, repeated over a batch.
    EYE {
        name: "eye",
        family: Family::Array,
        attrs: &[
            attr("numRows", AttrKind::Int, AttrDefault::Required),
            attr("numColumns", AttrKind::Int, AttrDefault::Null),
            attr("batchShape", AttrKind::Ints, AttrDefault::Null),
            attr("dtype", AttrKind::DType, AttrDefault::DType(DType::F32)),
        ],
        infer: |cx| {
            let rows = cx.count("numRows")?;
            let columns =
                if *cx.attr("numColumns") == Attr::Null { rows } else { cx.count("numColumns")? };
            let dims = [&cx.extents("batchShape")?[..], &[rows, columns]].concat();
            infer::one(movement::number_dtype(cx)?, Shape::new(&dims)?)
        },
        kernel: Kernel::Run(|cx| {
            let shape = cx.spec(0).shape;
            let (rows, columns) = (shape[shape.rank() - 2], shape[shape.rank() - 1]);
            movement::sequence(cx, |i| f64::from((i / columns) % rows == i % columns))
        }),
        grad: Grad::None("it has no inputs"),
        names: &[],
    }
}
