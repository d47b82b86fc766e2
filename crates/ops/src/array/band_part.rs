//! `bandPart`

use crate::prelude::*;

op! {
    /// Matrices with only the diagonals from `numLower` below to `numUpper` above the main one
    /// kept, the rest 0; a negative number keeps all on that side.
    BAND_PART {
        name: "bandPart",
        family: Family::Array,
        inputs: &[InputDef::one("x", Accept::NumberOrComplex)],
        attrs: &[
            attr("numLower", AttrKind::Int, AttrDefault::Required),
            attr("numUpper", AttrKind::Int, AttrDefault::Required),
        ],
        infer: |cx| {
            cx.at_least(0, 2)?;
            infer::first_input(cx)
        },
        kernel: Kernel::Composite(|cx| {
            let (x, lower, upper) = (cx.x(0), cx.int("numLower"), cx.int("numUpper"));
            let shape = x.shape();
            let (rows, columns) = (shape[shape.rank() - 2], shape[shape.rank() - 1]);
            let kept: Vec<bool> = (0..rows * columns)
                .map(|i| {
                    let (row, column) = ((i / columns) as i64, (i % columns) as i64);
                    (lower < 0 || row - column <= lower) && (upper < 0 || column - row <= upper)
                })
                .collect();
            let kept = x.constant(Array::from_slice(&kept, &[rows, columns])?)?;
            Ok(vec![kept.select(x, x.scalar(0.0)?)?])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "MatrixBandPart")],
    }
}
