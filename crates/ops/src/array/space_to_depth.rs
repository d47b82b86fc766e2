//! `spaceToDepth`

use crate::prelude::*;

op! {
    /// Squares of `blockSize` pixels of an NHWC image moved into channels: the inverse of
    /// depthToSpace.
    SPACE_TO_DEPTH {
        name: "spaceToDepth",
        family: Family::Array,
        inputs: &[InputDef::one("x", Accept::Any)],
        attrs: &[attr("blockSize", AttrKind::Int, AttrDefault::Required)],
        infer: |cx| {
            let (s, b) = (cx.ranked(0, 4)?, cx.count("blockSize")?);
            if b == 0 || b >= 1 << 16 || !(s[1].is_multiple_of(b) && s[2].is_multiple_of(b)) {
                return Err(cx.error(format!(
                    "height and width must be multiples of blockSize: shape {s}, blockSize {b}"
                )));
            }
            infer::one(cx.dtype(0), Shape::new(&[s[0], s[1] / b, s[2] / b, s[3] * b * b])?)
        },
        kernel: Kernel::Composite(|cx| {
            let b = cx.count("blockSize")?;
            let s = cx.x(0).shape();
            Ok(vec![
                cx.x(0)
                    .reshape([s[0], s[1] / b, b, s[2] / b, b, s[3]])?
                    .transpose([0, 1, 3, 2, 4, 5])?
                    .reshape([s[0], s[1] / b, s[2] / b, b * b * s[3]])?,
            ])
        }),
        grad: Grad::Composite,
        names: &[
            (Format::Tf, "SpaceToDepth"),
            (Format::Onnx, "SpaceToDepth"),
            (Format::Tflite, "SPACE_TO_DEPTH"),
        ],
    }
}
