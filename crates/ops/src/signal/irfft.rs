//! `irfft`

use crate::fourier;
use crate::prelude::*;

op! {
    /// The inverse of `rfft` along the last axis: `m` numbers of a spectrum give `2 (m - 1)` real
    /// ones. A single number gives itself.
    IRFFT {
        name: "irfft",
        family: Family::Signal,
        inputs: &[InputDef::one("input", Accept::Complex)],
        infer: |cx| {
            let half = fourier::last(cx.at_least(0, 1)?);
            let n = if half < 2 { half } else { 2 * (half - 1) };
            infer::one(DType::F32, fourier::with_last(cx, n)?)
        },
        kernel: Kernel::Composite(|cx| {
            let x = cx.x(0);
            let (shape, axis) = (x.shape(), x.shape().rank() - 1);
            if shape[axis] <= 2 {
                return Ok(vec![x.ifft()?.real()?]);
            }
            let mut begin = vec![0; shape.rank()];
            begin[axis] = 1;
            let middle = x.slice(begin, Some(shape.with(axis, shape[axis] - 2).into()))?;
            let mirrored = middle.reverse([axis])?.conj()?;
            Ok(vec![Var::concat(&[x, mirrored], axis as i64)?.ifft()?.real()?])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "IRFFT")],
    }
}
