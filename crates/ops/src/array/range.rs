//! `range`

use crate::prelude::*;

op! {
    /// The numbers from `start` to before `stop` in steps of `step`.
    RANGE {
        name: "range",
        family: Family::Array,
        attrs: &[
            attr("start", AttrKind::Float, AttrDefault::Required),
            attr("stop", AttrKind::Float, AttrDefault::Required),
            attr("step", AttrKind::Float, AttrDefault::Float(1.0)),
            attr("dtype", AttrKind::DType, AttrDefault::DType(DType::F32)),
        ],
        infer: |cx| {
            let (start, stop, step) = (cx.float("start"), cx.float("stop"), cx.float("step"));
            let count = ((stop - start) / step).ceil();
            if step == 0.0 || !count.is_finite() {
                return Err(cx.attr_error("step", "a finite step other than 0"));
            }
            infer::one(movement::number_dtype(cx)?, Shape::new(&[count.max(0.0) as usize])?)
        },
        kernel: Kernel::Run(|cx| {
            let (start, step) = (cx.float("start"), cx.float("step"));
            movement::sequence(cx, |i| start + i as f64 * step)
        }),
        grad: Grad::None("it has no inputs"),
        names: &[(Format::Tf, "Range"), (Format::Onnx, "Range"), (Format::Tflite, "RANGE")],
    }
}
