//! `broadcastArgs`

use crate::movement;
use crate::prelude::*;

op! {
    /// The shape that two shapes, given as vectors, broadcast to.
    BROADCAST_ARGS {
        name: "broadcastArgs",
        family: Family::Array,
        inputs: &[InputDef::one("s0", Accept::Index), InputDef::one("s1", Accept::Index)],
        infer: |cx| {
            let rank = cx.ranked(0, 1)?[0].max(cx.ranked(1, 1)?[0]);
            infer::one(DType::I32, Shape::new(&[rank])?)
        },
        kernel: Kernel::Run(|cx| {
            let (a, b) = (movement::indices(cx.x(0))?, movement::indices(cx.x(1))?);
            let rank = a.len().max(b.len());
            let extent = |s: &[i64], axis: usize| match axis.checked_sub(rank - s.len()) {
                Some(axis) => s[axis],
                None => 1,
            };
            let mut dims = Vec::with_capacity(rank);
            for axis in 0..rank {
                dims.push(match (extent(&a, axis), extent(&b, axis)) {
                    (1, extent) | (extent, 1) => extent as i32,
                    (p, q) if p == q => p as i32,
                    (p, q) => {
                        return Err(cx.error(format!(
                            "the shapes {a:?} and {b:?} do not broadcast ({p} and {q} at axis {axis})"
                        )));
                    }
                });
            }
            cx.put(Array::from_slice(&dims, &[rank])?);
            Ok(())
        }),
        grad: Grad::None("its output is a shape"),
        names: &[(Format::Tf, "BroadcastArgs")],
    }
}
