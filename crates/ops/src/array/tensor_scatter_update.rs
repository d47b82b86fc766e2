//! `tensorScatterUpdate`

use crate::prelude::*;

op! {
    /// `x` with slices replaced at coordinates: each vector along the last axis of `indices` names
    /// the first axes of a place; of several values for one place the last wins.
    TENSOR_SCATTER_UPDATE {
        name: "tensorScatterUpdate",
        family: Family::Array,
        inputs: &[
            InputDef::one("x", Accept::Numeric),
            InputDef::one("indices", Accept::Index),
            InputDef::one("updates", Accept::Numeric),
        ],
        promote: true,
        infer: |cx| {
            movement::check_updates(cx, 1, 2, cx.shape(0))?;
            infer::first_input(cx)
        },
        kernel: Kernel::Run(|cx| {
            let copy = movement::copy(cx.x(0))?;
            let out = movement::scatter(cx, copy, 1, 2, false)?;
            cx.put(out);
            Ok(())
        }),
        grad: Grad::Rule(|cx| {
            let (indices, dy) = (cx.x(1), cx.dy()?);
            let dx = cx.when(0, || dy.tensor_scatter_update(indices, cx.x(2).zeros_like()?))?;
            let dupdates = cx.when(2, || dy.gather_nd(indices))?;
            Ok(vec![dx, None, dupdates])
        }),
        names: &[(Format::Tf, "TensorScatterUpdate"), (Format::Onnx, "ScatterND")],
    }
}
