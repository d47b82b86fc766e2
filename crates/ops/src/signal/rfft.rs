//! `rfft`

use crate::fourier;
use crate::prelude::*;

op! {
    /// The Fourier transform of real numbers along the last axis, without the second half, which
    /// is the first one's mirror image: `n / 2 + 1` numbers. With `fftLength` the input is first cut
    /// or filled up with zeros to that length.
    RFFT {
        name: "rfft",
        family: Family::Signal,
        inputs: &[InputDef::one("input", Accept::Float)],
        attrs: &[attr("fftLength", AttrKind::Int, AttrDefault::Null)],
        infer: |cx| {
            let n = fourier::length(cx, cx.at_least(0, 1)?)?;
            infer::one(DType::Complex64, fourier::with_last(cx, n / 2 + 1)?)
        },
        kernel: Kernel::Composite(|cx| {
            let n = fourier::length(cx, &cx.x(0).shape())?;
            Ok(vec![fourier::real_spectrum(cx.x(0), n)?])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "RFFT")],
    }
}
