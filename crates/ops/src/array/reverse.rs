//! `reverse`

use crate::prelude::*;

op! {
    /// The elements in opposite order along the axes listed, or along all. No bytes move.
    REVERSE {
        name: "reverse",
        family: Family::Array,
        class: Class::View,
        inputs: &[InputDef::one("x", Accept::Any)],
        attrs: &[attr("axis", AttrKind::Axes, AttrDefault::Null)],
        infer: |cx| {
            cx.axes("axis", cx.shape(0))?;
            infer::first_input(cx)
        },
        kernel: Kernel::Run(|cx| {
            let shape = *cx.x(0).shape();
            let (mut begin, mut step) = (vec![0; shape.rank()], vec![1; shape.rank()]);
            for a in cx.axes("axis", &shape)? {
                (begin[a], step[a]) = (shape[a].saturating_sub(1), -1);
            }
            let layout = cx.x(0).layout().slice(&begin, &shape, &step)?;
            let x = cx.take(0).with_layout(layout)?;
            cx.put(x);
            Ok(())
        }),
        grad: Grad::Rule(|cx| {
            let axes = cx.axes("axis", &cx.x(0).shape())?;
            one(cx.dy()?.reverse(axes.to_vec())?)
        }),
        names: &[
            (Format::Tf, "ReverseV2"),
            (Format::Tf, "Reverse"),
            (Format::Tflite, "REVERSE_V2"),
        ],
    }
}
