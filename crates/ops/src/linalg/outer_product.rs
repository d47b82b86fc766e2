//! `outerProduct`

use crate::prelude::*;

op! {
    /// The matrix of all products of an element of one vector with an element of another.
    OUTER_PRODUCT {
        name: "outerProduct",
        family: Family::Linalg,
        inputs: &[
            InputDef::one("v1", Accept::NumberOrComplex),
            InputDef::one("v2", Accept::NumberOrComplex),
        ],
        promote: true,
        infer: |cx| {
            let dims = [cx.ranked(0, 1)?[0], cx.ranked(1, 1)?[0]];
            infer::one(cx.dtype(0), Shape::new(&dims)?)
        },
        kernel: Kernel::Composite(|cx| {
            Ok(vec![cx.x(0).expand_dims(1)?.mul(cx.x(1).expand_dims(0)?)?])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
