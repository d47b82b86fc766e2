//! `dot`

use crate::prelude::*;

op! {
    /// Product of vectors and matrices: of two vectors the sum of products, otherwise the matrix
    /// product, where a vector has the side that fits.
    DOT {
        name: "dot",
        family: Family::Linalg,
        inputs: &[
            InputDef::one("t1", Accept::NumberOrComplex),
            InputDef::one("t2", Accept::NumberOrComplex),
        ],
        promote: true,
        infer: |cx| {
            for i in 0..2 {
                if !matches!(cx.shape(i).rank(), 1 | 2) {
                    return Err(cx.rank_error(i, "rank 1 or rank 2".into()));
                }
            }
            let (a, b) = (cx.shape(0), cx.shape(1));
            if a[a.rank() - 1] != b[0] {
                let (inner, outer) = (a[a.rank() - 1], b[0]);
                return Err(cx.mismatch(format!("inner dimensions differ ({inner} != {outer})"), 0, 1));
            }
            infer::one(cx.dtype(0), Shape::new(&[&a[..a.rank() - 1], &b[1..]].concat())?)
        },
        kernel: Kernel::Composite(|cx| {
            let (a, b) = (cx.x(0), cx.x(1));
            let (from, to) = (a.shape(), b.shape());
            let dims = [&from[..from.rank() - 1], &to[1..]].concat();
            let a = if from.rank() == 1 { a.expand_dims(0)? } else { a };
            let b = if to.rank() == 1 { b.expand_dims(1)? } else { b };
            Ok(vec![a.matmul(b, false, false)?.reshape(dims)?])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
