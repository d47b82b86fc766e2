//! `pad`

use crate::prelude::*;

op! {
    /// `x` with `constantValue` put before and after each axis, as many as `paddings` says in
    /// pairs.
    PAD {
        name: "pad",
        family: Family::Array,
        inputs: &[InputDef::one("x", Accept::Numeric)],
        attrs: &[
            attr("paddings", AttrKind::Pairs, AttrDefault::Required),
            attr("constantValue", AttrKind::Float, AttrDefault::Float(0.0)),
        ],
        infer: |cx| infer::one(cx.dtype(0), movement::padded_shape(cx, cx.shape(0))?),
        kernel: Kernel::Run(|cx| {
            let begin: Vec<usize> =
                cx.list("paddings").iter().step_by(2).map(|&b| b as usize).collect();
            let x = cx.x(0).clone();
            let value = Scalar::Float(cx.float("constantValue"));
            let out = movement::assemble(cx, &[(x, begin)], Some(value))?;
            cx.put(out);
            Ok(())
        }),
        grad: Grad::Rule(|cx| {
            let begin: Vec<i64> = cx.list("paddings").iter().step_by(2).copied().collect();
            one(cx.dy()?.slice(begin, Some(cx.x(0).shape().into()))?)
        }),
        names: &[
            (Format::Tf, "Pad"),
            (Format::Tf, "PadV2"),
            (Format::Onnx, "Pad"),
            (Format::Tflite, "PAD"),
        ],
    }
}
