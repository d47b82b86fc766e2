//! `tile`

use crate::prelude::*;

op! {
    /// `x` repeated `reps[i]` times along axis `i`.
    TILE {
        name: "tile",
        family: Family::Array,
        inputs: &[InputDef::one("x", Accept::Any)],
        attrs: &[attr("reps", AttrKind::Ints, AttrDefault::Required)],
        infer: |cx| {
            let (shape, reps) = (cx.shape(0), cx.extents("reps")?);
            if reps.len() != shape.rank() {
                return Err(cx.attr_error(
                    "reps",
                    format!("a number for each of the {} axes", shape.rank()),
                ));
            }
            let dims: Vec<usize> =
                shape.iter().zip(&reps).map(|(&d, &r)| d.saturating_mul(r)).collect();
            infer::one(cx.dtype(0), Shape::new(&dims)?)
        },
        kernel: Kernel::Composite(|cx| {
            let mut y = cx.x(0);
            for (axis, &reps) in cx.extents("reps")?.iter().enumerate().filter(|(_, r)| **r != 1) {
                let shape = y.shape();
                let outer: usize = shape[..axis].iter().product();
                let inner: usize = shape[axis..].iter().product();
                y = y
                    .reshape([outer, 1, inner])?
                    .broadcast_to([outer, reps, inner])?
                    .reshape(shape.with(axis, shape[axis] * reps))?;
            }
            Ok(vec![y])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "Tile"), (Format::Onnx, "Tile"), (Format::Tflite, "TILE")],
    }
}
