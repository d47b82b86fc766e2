//! `clipByValue`

use crate::prelude::*;

op! {
    /// Each element forced into the range from `clipValueMin` to `clipValueMax`; NaN stays.
    CLIP_BY_VALUE {
        name: "clipByValue",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Number)],
        attrs: &[
            attr("clipValueMin", AttrKind::Float, AttrDefault::Required),
            attr("clipValueMax", AttrKind::Float, AttrDefault::Required),
        ],
        infer: |cx| {
            let (low, high) = (cx.float("clipValueMin"), cx.float("clipValueMax"));
            if low > high || low.is_nan() || high.is_nan() {
                return Err(cx.attr_error("clipValueMax", format!("at least clipValueMin ({low})")));
            }
            infer::first_input(cx)
        },
        kernel: Kernel::Unary(unary_with!(
            vecmath::clip_f32,
            vecmath::clip_f32_inplace,
            vecmath::clip_f64,
            cost 1,
            |a| (float(a, 0), float(a, 1)),
            int |a, x| {
                let (low, high) = (float(a, 0), float(a, 1));
                // An integer inside stays as it is, even if no double holds it.
                if (x as f64) < low {
                    low.ceil() as i64
                } else if x as f64 > high {
                    high.floor() as i64
                } else {
                    x
                }
            }
        )),
        grad: Grad::Rule(|cx| {
            let (x, low, high) = (cx.x(0), cx.float("clipValueMin"), cx.float("clipValueMax"));
            let inside =
                x.greater_equal(x.scalar(low)?)?.logical_and(x.less_equal(x.scalar(high)?)?)?;
            one(cx.dy()?.mul(inside.cast(x.dtype())?)?)
        }),
        names: &[(Format::Tf, "ClipByValue")],
    }
}
