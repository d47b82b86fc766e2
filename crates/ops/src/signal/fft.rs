//! `fft`

use crate::fourier;
use crate::prelude::*;

op! {
    /// The discrete Fourier transform along the last axis:
    /// `y[k] = sum over j of x[j] exp(-2 pi i j k / n)`.
    FFT {
        name: "fft",
        family: Family::Signal,
        inputs: &[InputDef::one("input", Accept::Complex)],
        infer: |cx| {
            cx.at_least(0, 1)?;
            infer::first_input(cx)
        },
        kernel: Kernel::Run(|cx| fourier::transform(cx, false)),
        grad: Grad::Rule(|cx| {
            // The conjugate transposed of the transform is the inverse one, but for its factor.
            one(cx.dy()?.ifft()?.mul_scalar(fourier::last(&cx.x(0).shape()) as f64)?)
        }),
        names: &[(Format::Tf, "FFT")],
    }
}
