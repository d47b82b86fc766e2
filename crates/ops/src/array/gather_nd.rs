//! `gatherND`

use crate::prelude::*;

op! {
    /// Slices of `x` picked by coordinates: each vector along the last axis of `indices` names the
    /// first axes of a slice.
    GATHER_ND {
        name: "gatherND",
        family: Family::Array,
        inputs: &[InputDef::one("x", Accept::Any), InputDef::one("indices", Accept::Index)],
        infer: |cx| {
            let (x, indices) = (cx.shape(0), cx.at_least(1, 1)?);
            let depth = indices[indices.rank() - 1];
            if depth > x.rank() {
                return Err(cx.mismatch(
                    format!("coordinates of {depth} numbers are too many"),
                    0,
                    1,
                ));
            }
            let dims = [&indices[..indices.rank() - 1], &x[depth..]].concat();
            infer::one(cx.dtype(0), Shape::new(&dims)?)
        },
        kernel: Kernel::Run(|cx| {
            let (x, indices) = (cx.dense(0)?, movement::indices(cx.x(1))?);
            let (rows, inner) = movement::coordinates(cx, &indices, cx.x(1).shape(), x.shape())?;
            let out = movement::take_rows(cx, &x, &rows, inner)?;
            cx.put(out);
            Ok(())
        }),
        grad: Grad::Rule(|cx| Ok(vec![Some(cx.x(1).scatter_nd(cx.dy()?, cx.x(0).shape())?), None])),
        names: &[
            (Format::Tf, "GatherNd"),
            (Format::Onnx, "GatherND"),
            (Format::Tflite, "GATHER_ND"),
        ],
    }
}
