//! `diag`

use crate::prelude::*;

op! {
    /// A tensor of twice the rank with `x` on its diagonal and zeros elsewhere.
    DIAG {
        name: "diag",
        family: Family::Array,
        inputs: &[InputDef::one("x", Accept::Numeric)],
        infer: |cx| {
            let dims = [&cx.shape(0)[..], &cx.shape(0)[..]].concat();
            infer::one(cx.dtype(0), Shape::new(&dims)?)
        },
        kernel: Kernel::Composite(|cx| {
            let x = cx.x(0);
            let (shape, n) = (x.shape(), x.shape().size());
            // Each element, then n zeros, and the last n zeros cut off.
            let flat = x
                .reshape([n, 1])?
                .pad([[0i64, 0], [0, n as i64]], 0.0)?
                .reshape([n * (n + 1)])?
                .slice([0i64], Some([n * n].into()))?;
            Ok(vec![flat.reshape([&shape[..], &shape[..]].concat())?])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "Diag")],
    }
}
