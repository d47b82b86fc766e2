//! `frame`

use crate::prelude::*;

op! {
    /// A signal cut into frames of `frameLength` numbers that begin `frameStep` apart, a row each.
    /// With `padEnd` the frames go on to the signal's last number, filled up with `padValue`.
    FRAME {
        name: "frame",
        family: Family::Signal,
        inputs: &[InputDef::one("signal", Accept::Numeric)],
        attrs: &[
            attr("frameLength", AttrKind::Int, AttrDefault::Required),
            attr("frameStep", AttrKind::Int, AttrDefault::Required),
            attr("padEnd", AttrKind::Bool, AttrDefault::Bool(false)),
            attr("padValue", AttrKind::Float, AttrDefault::Float(0.0)),
        ],
        infer: |cx| {
            let size = cx.ranked(0, 1)?[0];
            infer::one(cx.dtype(0), Shape::new(&frames(cx, size)?)?)
        },
        kernel: Kernel::Composite(|cx| {
            let x = cx.x(0);
            let [count, length] = frames(cx, x.shape()[0])?;
            Ok(vec![cut(x, count, length, cx.count("frameStep")?, cx.float("padValue"))?])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}

/// How many frames, and how long they are.
fn frames(cx: &Call<'_>, size: usize) -> Result<[usize; 2]> {
    let (length, step) = (cx.count("frameLength")?, cx.count("frameStep")?);
    if step == 0 {
        return Err(cx.attr_error("frameStep", "a step of at least 1"));
    }
    Ok([frame_count(size, length, step, cx.bool("padEnd")), length])
}

/// The number of frames of a signal.
pub(crate) fn frame_count(size: usize, length: usize, step: usize, pad_end: bool) -> usize {
    match (pad_end, size >= length) {
        (true, _) => size.div_ceil(step),
        (false, true) => (size - length) / step + 1,
        (false, false) => 0,
    }
}

/// The frames themselves.
pub(crate) fn cut<'a>(
    x: Var<'a>,
    count: usize,
    length: usize,
    step: usize,
    fill: f64,
) -> Result<Var<'a>> {
    let size = x.shape()[0];
    let end = count.saturating_sub(1).saturating_mul(step).saturating_add(length);
    let x = if end > size { x.pad([0, end - size], fill)? } else { x };
    let places: Vec<i32> =
        (0..count).flat_map(|frame| (0..length).map(move |i| (frame * step + i) as i32)).collect();
    x.gather(x.constant(Array::from_slice(&places, &[count, length])?)?, 0, 0)
}
