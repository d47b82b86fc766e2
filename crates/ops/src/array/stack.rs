//! `stack`

use crate::prelude::*;

op! {
    /// Tensors of one shape joined along a new axis.
    STACK {
        name: "stack",
        family: Family::Array,
        inputs: &[InputDef::variadic("tensors", Accept::Any)],
        promote: true,
        attrs: &[attr("axis", AttrKind::Int, AttrDefault::Int(0))],
        infer: |cx| {
            let first = cx.shape(0);
            for i in 1..cx.inputs().len() {
                if cx.shape(i) != first {
                    return Err(cx.mismatch("all inputs must have one shape", 0, i));
                }
            }
            let wider = first.insert(0, cx.inputs().len())?;
            let axis = cx.axis("axis", &wider)?;
            infer::one(cx.dtype(0), first.insert(axis, cx.inputs().len())?)
        },
        kernel: Kernel::Composite(|cx| {
            let axis = cx.axis("axis", &cx.x(0).shape().insert(0, 1)?)? as i64;
            let wider: Vec<Var<'_>> =
                cx.inputs().iter().map(|x| x.expand_dims(axis)).collect::<Result<_>>()?;
            Ok(vec![Var::concat(&wider, axis)?])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "Pack"), (Format::Tflite, "PACK")],
    }
}
