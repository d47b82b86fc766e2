//! `broadcastTo`

use crate::prelude::*;

op! {
    /// `x` repeated to a wider shape by NumPy's rule. No bytes move.
    BROADCAST_TO {
        name: "broadcastTo",
        family: Family::Array,
        class: Class::View,
        inputs: &[InputDef::one("x", Accept::Any)],
        attrs: &[attr("shape", AttrKind::Ints, AttrDefault::Required)],
        infer: |cx| {
            let shape = cx.shape_attr("shape")?;
            let layout = Layout::contiguous(*cx.shape(0)).broadcast_to(&shape)?;
            infer::one(cx.dtype(0), *layout.shape())
        },
        kernel: Kernel::Run(|cx| {
            let layout = cx.x(0).layout().broadcast_to(&cx.spec(0).shape)?;
            let x = cx.take(0).with_layout(layout)?;
            cx.put(x);
            Ok(())
        }),
        grad: Grad::Rule(|cx| one(cx.dy()?.sum_to(cx.x(0).shape())?)),
        names: &[
            (Format::Tf, "BroadcastTo"),
            (Format::Onnx, "Expand"),
            (Format::Tflite, "BROADCAST_TO"),
        ],
    }
}
