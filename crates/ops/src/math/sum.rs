//! `sum`

use crate::prelude::*;
use crate::reduction::{self, keep_dims};

op! {
    /// Sum over axes. (A sum of bool counts in int32, integers wrap.)
    SUM {
        name: "sum",
        family: Family::Math,
        inputs: &[InputDef::one("x", Accept::NumberOrComplex)],
        attrs: &[
            attr("axis", AttrKind::Axes, AttrDefault::Null),
            attr("keepDims", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        infer: infer::reduce,
        kernel: Kernel::Run(|cx| match cx.x(0).dtype() {
            DType::Complex64 => reduction::complex::<reduce::Sum>(cx),
            _ => reduction::numbers::<reduce::Sum>(cx),
        }),
        grad: Grad::Rule(|cx| {
            let x = cx.x(0).shape();
            one(keep_dims(cx, cx.dy()?)?.broadcast_to(x)?)
        }),
        names: &[(Format::Tf, "Sum"), (Format::Onnx, "ReduceSum"), (Format::Tflite, "SUM")],
    }
}
