//! `argMax`

use crate::prelude::*;
use crate::reduction;

op! {
    /// Place of the first largest element along an axis; NaN counts as the largest.
    ARG_MAX {
        name: "argMax",
        family: Family::Math,
        inputs: &[InputDef::one("x", Accept::Real)],
        attrs: &[attr("axis", AttrKind::Int, AttrDefault::Int(0))],
        infer: |cx| {
            let shape = cx.at_least(0, 1)?;
            let axis = cx.axis("axis", shape)?;
            if shape[axis] == 0 && shape.remove(axis).size() > 0 {
                return Err(cx.error(format!(
                    "axis {axis} of shape {shape} has no elements to choose from"
                )));
            }
            infer::one(DType::I32, shape.remove(axis))
        },
        kernel: Kernel::Run(|cx| {
            let x = cx.dense(0)?;
            let dims = reduction::around(x.shape(), cx.axis("axis", x.shape())?);
            cx.fill::<i32>(|_, y| {
                match_dtype!([real] x.dtype(), T => {
                    reduce::arg_max(slice::<T>(&x)?, dims, y);
                }, else => {});
                Ok(())
            })
        }),
        grad: Grad::None("its output is an index"),
        names: &[(Format::Tf, "ArgMax"), (Format::Onnx, "ArgMax"), (Format::Tflite, "ARG_MAX")],
    }
}
