//! `concat`

use crate::prelude::*;

op! {
    /// Tensors joined along an existing axis; their other extents must be equal.
    CONCAT {
        name: "concat",
        family: Family::Array,
        inputs: &[InputDef::variadic("tensors", Accept::Any)],
        promote: true,
        attrs: &[attr("axis", AttrKind::Int, AttrDefault::Int(0))],
        infer: |cx| {
            let first = cx.at_least(0, 1)?;
            let axis = cx.axis("axis", first)?;
            let mut total = 0;
            for i in 0..cx.inputs().len() {
                let shape = cx.shape(i);
                if shape.rank() != first.rank() || shape.with(axis, 0) != first.with(axis, 0) {
                    return Err(cx.mismatch(
                        format!("extents other than axis {axis} must be equal"),
                        0,
                        i,
                    ));
                }
                total += shape[axis];
            }
            infer::one(cx.dtype(0), first.with(axis, total))
        },
        kernel: Kernel::Run(|cx| {
            let axis = cx.axis("axis", &cx.spec(0).shape)?;
            let mut parts = Vec::new();
            let mut at = 0;
            for i in 0..cx.len() {
                let x = cx.x(i).clone();
                let extent = x.shape()[axis];
                let mut begin = vec![0; x.shape().rank()];
                begin[axis] = at;
                at += extent;
                parts.push((x, begin));
            }
            let out = movement::assemble(cx, &parts, None)?;
            cx.put(out);
            Ok(())
        }),
        grad: Grad::Rule(|cx| {
            let dy = cx.dy()?;
            let axis = cx.axis("axis", &dy.shape())?;
            let mut begin = vec![0; dy.shape().rank()];
            let mut out = Vec::new();
            for (i, x) in cx.inputs().iter().enumerate() {
                let size: Ints = x.shape().into();
                out.push(cx.when(i, || dy.slice(&begin, Some(size)))?);
                begin[axis] += x.shape()[axis];
            }
            Ok(out)
        }),
        names: &[
            (Format::Tf, "ConcatV2"),
            (Format::Tf, "Concat"),
            (Format::Onnx, "Concat"),
            (Format::Tflite, "CONCATENATION"),
        ],
    }
}
