//! `ifft`

use crate::fourier;
use crate::prelude::*;

op! {
    /// The inverse of `fft` along the last axis:
    /// `y[k] = sum over j of x[j] exp(2 pi i j k / n) / n`.
    IFFT {
        name: "ifft",
        family: Family::Signal,
        inputs: &[InputDef::one("input", Accept::Complex)],
        infer: |cx| {
            cx.at_least(0, 1)?;
            infer::first_input(cx)
        },
        kernel: Kernel::Run(|cx| fourier::transform(cx, true)),
        grad: Grad::Rule(|cx| {
            let n = fourier::last(&cx.x(0).shape()).max(1);
            one(cx.dy()?.fft()?.mul_scalar(1.0 / n as f64)?)
        }),
        names: &[(Format::Tf, "IFFT")],
    }
}
