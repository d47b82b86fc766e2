//! `rgbToGrayscale`

use crate::prelude::*;
use crate::resample;

op! {
    /// Images of three channels as one: `0.2989 r + 0.587 g + 0.114 b`, the brightness of colours
    /// on a television (ITU-R BT.601).
    RGB_TO_GRAYSCALE {
        name: "rgbToGrayscale",
        family: Family::Image,
        inputs: &[InputDef::one("image", Accept::Number)],
        infer: |cx| {
            let shape = resample::channels(cx, 3, "an RGB")?;
            infer::one(cx.dtype(0), shape.with(shape.rank() - 1, 1))
        },
        kernel: Kernel::Composite(|cx| {
            let x = cx.x(0);
            let dtype = x.dtype();
            let x = if dtype.is_float() { x } else { x.cast(DType::F32)? };
            let shares = x.constant(Array::from_slice(&[0.2989, 0.587, 0.114], &[3])?)?;
            let y = x.mul(shares.cast(x.dtype())?)?.sum([-1], true)?;
            Ok(vec![if y.dtype() == dtype { y } else { y.cast(dtype)? }])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
