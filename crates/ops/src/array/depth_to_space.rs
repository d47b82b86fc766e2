//! `depthToSpace`

use crate::prelude::*;

op! {
    /// Blocks of channels of an NHWC image moved into squares of `blockSize` pixels (TensorFlow's
    /// order: the channel's high part says the row and column).
    DEPTH_TO_SPACE {
        name: "depthToSpace",
        family: Family::Array,
        inputs: &[InputDef::one("x", Accept::Any)],
        attrs: &[attr("blockSize", AttrKind::Int, AttrDefault::Required)],
        infer: |cx| {
            let (s, b) = (cx.ranked(0, 4)?, cx.count("blockSize")?);
            // (So large a block fits no image, and its square no integer.)
            if b == 0 || b >= 1 << 16 || !(s[3].is_multiple_of(b * b)) {
                return Err(cx.error(format!(
                    "channels must be a multiple of blockSize squared: shape {s}, blockSize {b}"
                )));
            }
            infer::one(cx.dtype(0), Shape::new(&[s[0], s[1] * b, s[2] * b, s[3] / (b * b)])?)
        },
        kernel: Kernel::Composite(|cx| {
            let b = cx.count("blockSize")?;
            let s = cx.x(0).shape();
            let c = s[3] / (b * b);
            Ok(vec![
                cx.x(0)
                    .reshape([s[0], s[1], s[2], b, b, c])?
                    .transpose([0, 1, 3, 2, 4, 5])?
                    .reshape([s[0], s[1] * b, s[2] * b, c])?,
            ])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "DepthToSpace"), (Format::Tflite, "DEPTH_TO_SPACE")],
    }
}
