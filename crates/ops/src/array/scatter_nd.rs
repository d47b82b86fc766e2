//! `scatterND`

use crate::prelude::*;

op! {
    /// A tensor of zeros of a given shape to which slices are added at coordinates: each vector
    /// along the last axis of `indices` names the first axes of a place; values for one place add
    /// up.
    SCATTER_ND {
        name: "scatterND",
        family: Family::Array,
        inputs: &[
            InputDef::one("indices", Accept::Index),
            InputDef::one("updates", Accept::NumberOrComplex),
        ],
        attrs: &[attr("shape", AttrKind::Ints, AttrDefault::Required)],
        infer: |cx| {
            let shape = cx.shape_attr("shape")?;
            movement::check_updates(cx, 0, 1, &shape)?;
            infer::one(cx.dtype(1), shape)
        },
        kernel: Kernel::Run(|cx| {
            let shape = cx.spec(0).shape;
            let zeros = Array::full(cx.spec(0).dtype, shape, Scalar::Int(0))?;
            let out = movement::scatter(cx, zeros, 0, 1, true)?;
            cx.put(out);
            Ok(())
        }),
        grad: Grad::Rule(|cx| Ok(vec![None, Some(cx.dy()?.gather_nd(cx.x(0))?)])),
        names: &[(Format::Tf, "ScatterNd"), (Format::Tflite, "SCATTER_ND")],
    }
}
