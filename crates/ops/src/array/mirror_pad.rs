//! `mirrorPad`

use crate::prelude::*;

op! {
    /// `x` continued before and after each axis by its own mirror image, as far as `paddings` says
    /// in pairs; with mode `reflect` the mirror stands on the edge element, with `symmetric` beyond
    /// it.
    MIRROR_PAD {
        name: "mirrorPad",
        family: Family::Array,
        inputs: &[InputDef::one("x", Accept::Any)],
        attrs: &[
            attr("paddings", AttrKind::Pairs, AttrDefault::Required),
            attr("mode", AttrKind::Word(&["reflect", "symmetric"]), AttrDefault::Required),
        ],
        infer: |cx| {
            let shape = movement::padded_shape(cx, cx.shape(0))?;
            let room = usize::from(cx.str("mode") == "reflect");
            for (i, pair) in cx.list("paddings").chunks_exact(2).enumerate() {
                if pair.iter().any(|&p| p as usize + room > cx.shape(0)[i] && p > 0) {
                    return Err(cx.attr_error(
                        "paddings",
                        format!(
                            "at most {} on axis {i} of shape {}",
                            cx.shape(0)[i].saturating_sub(room),
                            cx.shape(0)
                        ),
                    ));
                }
            }
            infer::one(cx.dtype(0), shape)
        },
        kernel: Kernel::Composite(|cx| {
            let edge = i32::from(cx.str("mode") == "reflect");
            let mut y = cx.x(0);
            for (axis, pair) in cx.list("paddings").chunks_exact(2).enumerate() {
                if pair == [0, 0] {
                    continue;
                }
                let extent = y.shape()[axis] as i32;
                let places: Vec<i32> = (-(pair[0] as i32)..extent + pair[1] as i32)
                    .map(|i| {
                        if i < 0 {
                            -i - 1 + edge
                        } else if i >= extent {
                            2 * extent - 1 - i - edge
                        } else {
                            i
                        }
                    })
                    .collect();
                let places = y.constant(Array::from_slice(&places, &[places.len()])?)?;
                y = y.gather(places, axis as i64, 0)?;
            }
            Ok(vec![y])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "MirrorPad"), (Format::Tflite, "MIRROR_PAD")],
    }
}
