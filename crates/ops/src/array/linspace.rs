//! `linspace`

use crate::prelude::*;

op! {
    /// `num` numbers evenly spaced from `start` to `stop`, both included.
    LINSPACE {
        name: "linspace",
        family: Family::Array,
        attrs: &[
            attr("start", AttrKind::Float, AttrDefault::Required),
            attr("stop", AttrKind::Float, AttrDefault::Required),
            attr("num", AttrKind::Int, AttrDefault::Required),
        ],
        infer: |cx| infer::one(DType::F32, Shape::new(&[cx.count("num")?])?),
        kernel: Kernel::Run(|cx| {
            let (start, stop, num) = (cx.float("start"), cx.float("stop"), cx.count("num")?);
            let step = if num > 1 { (stop - start) / (num - 1) as f64 } else { 0.0 };
            // The last one is exact, whatever rounding the steps gathered.
            movement::sequence(cx, |i| {
                if i + 1 == num && num > 1 { stop } else { start + i as f64 * step }
            })
        }),
        grad: Grad::None("it has no inputs"),
        names: &[(Format::Tf, "LinSpace")],
    }
}
