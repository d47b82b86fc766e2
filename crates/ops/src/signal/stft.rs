//! `stft`

use super::frame;
use crate::fourier;
use crate::prelude::*;

op! {
    /// The short-time Fourier transform of a signal: the spectrum (`rfft`) of each of its frames,
    /// multiplied by `window`, of `frameLength` numbers. `fftLength` is the power of two that holds
    /// a frame unless given.
    STFT {
        name: "stft",
        family: Family::Signal,
        inputs: &[
            InputDef::one("signal", Accept::Float),
            InputDef::one("window", Accept::Float),
        ],
        promote: true,
        attrs: &[
            attr("frameStep", AttrKind::Int, AttrDefault::Required),
            attr("fftLength", AttrKind::Int, AttrDefault::Null),
        ],
        infer: |cx| {
            let plan = Plan::new(cx, cx.ranked(0, 1)?[0], cx.ranked(1, 1)?[0])?;
            infer::one(DType::Complex64, Shape::new(&[plan.frames, plan.points / 2 + 1])?)
        },
        kernel: Kernel::Composite(|cx| {
            let (x, window) = (cx.x(0), cx.x(1));
            let length = window.shape()[0];
            let plan = Plan::new(cx, x.shape()[0], length)?;
            let frames = frame::cut(x, plan.frames, length, plan.step, 0.0)?.mul(window)?;
            Ok(vec![fourier::real_spectrum(frames, plan.points)?])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}

struct Plan {
    frames: usize,
    step: usize,
    points: usize,
}

impl Plan {
    fn new(cx: &Call<'_>, size: usize, length: usize) -> Result<Plan> {
        let step = cx.count("frameStep")?;
        if step == 0 {
            return Err(cx.attr_error("frameStep", "a step of at least 1"));
        }
        let points = match cx.attr("fftLength") {
            Attr::Null => length.next_power_of_two(),
            _ => cx.count("fftLength")?,
        };
        Ok(Plan { frames: frame::frame_count(size, length, step, false), step, points })
    }
}
