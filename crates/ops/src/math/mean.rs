//! `mean`

use crate::prelude::*;
use crate::reduction::{self, keep_dims};

op! {
    /// Arithmetic mean over axes; integers give float32.
    MEAN {
        name: "mean",
        family: Family::Math,
        inputs: &[InputDef::one("x", Accept::FloatOrComplex)],
        attrs: &[
            attr("axis", AttrKind::Axes, AttrDefault::Null),
            attr("keepDims", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        infer: infer::reduce,
        kernel: Kernel::Run(|cx| {
            if cx.x(0).dtype() == DType::Complex64 {
                return reduction::complex::<reduce::Mean>(cx);
            }
            reduction::floats::<reduce::Mean>(cx)
        }),
        grad: Grad::Rule(|cx| {
            let x = cx.x(0).shape();
            let count = x.size() as f64 / cx.y(0).shape().size().max(1) as f64;
            one(keep_dims(cx, cx.dy()?)?.mul_scalar(1.0 / count)?.broadcast_to(x)?)
        }),
        names: &[(Format::Tf, "Mean"), (Format::Onnx, "ReduceMean"), (Format::Tflite, "MEAN")],
    }
}
