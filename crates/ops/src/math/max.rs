//! `max`

use crate::prelude::*;
use crate::reduction::{self, keep_dims};

op! {
    /// Largest element over axes; NaN if there is one. Of no elements: the least value of the type.
    MAX {
        name: "max",
        family: Family::Math,
        inputs: &[InputDef::one("x", Accept::Number)],
        attrs: &[
            attr("axis", AttrKind::Axes, AttrDefault::Null),
            attr("keepDims", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        infer: infer::reduce,
        kernel: Kernel::Run(reduction::numbers::<reduce::Max>),
        grad: Grad::Rule(|cx| {
            // Several extremes share the gradient equally, as in TensorFlow.
            let x = cx.x(0);
            let hit = x.equal(keep_dims(cx, cx.y(0))?)?.cast(x.dtype())?;
            let axes: Vec<usize> = cx.axes("axis", &x.shape())?.to_vec();
            let share = hit.div(hit.sum(axes, true)?)?;
            one(share.mul(keep_dims(cx, cx.dy()?)?)?)
        }),
        names: &[(Format::Tf, "Max"), (Format::Onnx, "ReduceMax"), (Format::Tflite, "REDUCE_MAX")],
    }
}
