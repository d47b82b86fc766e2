//! `unstack`

use crate::prelude::*;

op! {
    /// The slices of `x` along an axis, without that axis. No bytes move.
    UNSTACK {
        name: "unstack",
        family: Family::Array,
        class: Class::View,
        inputs: &[InputDef::one("x", Accept::Any)],
        attrs: &[attr("axis", AttrKind::Int, AttrDefault::Int(0))],
        outputs: Outputs::Variadic("slices"),
        infer: |cx| {
            let shape = cx.at_least(0, 1)?;
            let axis = cx.axis("axis", shape)?;
            Ok(std::iter::repeat_n(Spec::new(cx.dtype(0), shape.remove(axis)), shape[axis])
                .collect())
        },
        kernel: Kernel::Run(|cx| {
            let x = cx.take(0);
            let axis = cx.axis("axis", x.shape())?;
            let (mut begin, rank) = (vec![0; x.shape().rank()], x.shape().rank());
            let size = x.shape().with(axis, 1);
            for i in 0..x.shape()[axis] {
                begin[axis] = i;
                let part = x.slice(&begin, &size, &vec![1; rank])?;
                let part = part.reshape(x.shape().remove(axis))?;
                cx.put(part);
            }
            Ok(())
        }),
        grad: Grad::Rule(|cx| {
            let axis = cx.axis("axis", &cx.x(0).shape())? as i64;
            if cx.output_count() == 0 {
                return one(cx.x(0).zeros_like()?);
            }
            let dys: Vec<Var<'_>> =
                (0..cx.output_count()).map(|i| cx.dy_of(i)).collect::<Result<_>>()?;
            one(Var::stack(&dys, axis)?)
        }),
        names: &[(Format::Tf, "Unpack"), (Format::Tflite, "UNPACK")],
    }
}
