//! `prod`

use crate::options::CumprodOptions;
use crate::prelude::*;
use crate::reduction;

op! {
    /// Product over axes; integers wrap.
    PROD {
        name: "prod",
        family: Family::Math,
        inputs: &[InputDef::one("x", Accept::Number)],
        attrs: &[
            attr("axis", AttrKind::Axes, AttrDefault::Null),
            attr("keepDims", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        infer: infer::reduce,
        kernel: Kernel::Run(reduction::numbers::<reduce::Prod>),
        grad: Grad::Rule(|cx| {
            // The product of all others is that of those before times that of those behind, which
            // holds also where elements are 0. Reduced axes go last and become one.
            let x = cx.x(0);
            let shape = x.shape();
            let axes = cx.axes("axis", &shape)?;
            let mut perm: Vec<usize> = (0..shape.rank()).filter(|i| !axes.contains(i)).collect();
            let kept: usize = perm.iter().map(|&i| shape[i]).product();
            perm.extend(&axes);
            let moved = x.transpose(perm.clone())?;
            let count = shape.size().checked_div(kept).unwrap_or(0);
            let rows = moved.reshape([kept, count])?;
            let before =
                rows.cumprod(CumprodOptions { axis: 1, exclusive: true, reverse: false })?;
            let behind =
                rows.cumprod(CumprodOptions { axis: 1, exclusive: true, reverse: true })?;
            let dx =
                before.mul(behind)?.mul(cx.dy()?.reshape([kept, 1])?)?.reshape(moved.shape())?;
            let mut inverse = vec![0; perm.len()];
            for (i, &p) in perm.iter().enumerate() {
                inverse[p] = i;
            }
            one(dx.transpose(inverse)?)
        }),
        names: &[
            (Format::Tf, "Prod"),
            (Format::Onnx, "ReduceProd"),
            (Format::Tflite, "REDUCE_PROD"),
        ],
    }
}
