//! `cosineWindow`

use crate::movement;
use crate::prelude::*;

op! {
    /// A periodic window `a - b cos(2 pi i / n)` of `windowLength` numbers, with `n` the length, or
    /// one less if that is odd. With 0.5 and 0.5 it is von Hann's, with 0.54 and 0.46 Hamming's.
    COSINE_WINDOW {
        name: "cosineWindow",
        family: Family::Signal,
        attrs: &[
            attr("windowLength", AttrKind::Int, AttrDefault::Required),
            attr("a", AttrKind::Float, AttrDefault::Float(0.5)),
            attr("b", AttrKind::Float, AttrDefault::Float(0.5)),
        ],
        infer: |cx| infer::one(DType::F32, Shape::new(&[cx.count("windowLength")?])?),
        kernel: Kernel::Run(|cx| {
            let (length, a, b) = (cx.count("windowLength")?, cx.float("a"), cx.float("b"));
            let period = (length - length % 2).max(1) as f64;
            movement::sequence(cx, |i| a - b * (std::f64::consts::TAU * i as f64 / period).cos())
        }),
        grad: Grad::None("it takes no tensors"),
        names: &[],
    }
}
