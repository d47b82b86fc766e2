//! `squeeze`

use crate::prelude::*;

op! {
    /// `x` without its axes of one element, or without those listed. No bytes move.
    SQUEEZE {
        name: "squeeze",
        family: Family::Array,
        class: Class::View,
        inputs: &[InputDef::one("x", Accept::Any)],
        attrs: &[attr("axis", AttrKind::Axes, AttrDefault::Null)],
        infer: |cx| {
            let shape = cx.shape(0);
            let listed = cx.ints("axis").is_some_and(|l| !l.is_empty());
            let axes = if listed {
                cx.axes("axis", shape)?
            } else {
                (0..shape.rank()).filter(|&i| shape[i] == 1).collect()
            };
            if let Some(&a) = axes.iter().find(|&&a| shape[a] != 1) {
                return Err(cx.attr_error(
                    "axis",
                    format!("axes of one element; axis {a} of shape {shape} has {}", shape[a]),
                ));
            }
            let dims: Vec<usize> =
                (0..shape.rank()).filter(|i| !axes.contains(i)).map(|i| shape[i]).collect();
            infer::one(cx.dtype(0), Shape::new(&dims)?)
        },
        kernel: Kernel::Run(|cx| {
            let shape = cx.spec(0).shape;
            let x = cx.take(0).reshape(shape)?;
            cx.put(x);
            Ok(())
        }),
        grad: Grad::Rule(|cx| one(cx.dy()?.reshape(cx.x(0).shape())?)),
        names: &[(Format::Tf, "Squeeze"), (Format::Onnx, "Squeeze"), (Format::Tflite, "SQUEEZE")],
    }
}
