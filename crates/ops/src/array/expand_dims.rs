//! `expandDims`

use crate::prelude::*;

op! {
    /// `x` with an axis of one element inserted before `axis` (of the result). No bytes move.
    EXPAND_DIMS {
        name: "expandDims",
        family: Family::Array,
        class: Class::View,
        inputs: &[InputDef::one("x", Accept::Any)],
        attrs: &[attr("axis", AttrKind::Int, AttrDefault::Int(0))],
        infer: |cx| {
            let wider = cx.shape(0).insert(0, 1)?;
            infer::one(cx.dtype(0), cx.shape(0).insert(cx.axis("axis", &wider)?, 1)?)
        },
        kernel: Kernel::Run(|cx| {
            let shape = cx.spec(0).shape;
            let x = cx.take(0).reshape(shape)?;
            cx.put(x);
            Ok(())
        }),
        grad: Grad::Rule(|cx| one(cx.dy()?.reshape(cx.x(0).shape())?)),
        names: &[
            (Format::Tf, "ExpandDims"),
            (Format::Onnx, "Unsqueeze"),
            (Format::Tflite, "EXPAND_DIMS"),
        ],
    }
}
