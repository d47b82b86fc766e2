//! `dilation2d`

use crate::options::StridedSliceOptions;
use crate::prelude::*;
use crate::windows::Windows;

op! {
    /// Grey-scale dilation of a batch of NHWC images: the largest of pixel plus filter in each
    /// window, for each channel by itself. The filter is `[height, width, channels]`.
    DILATION2D {
        name: "dilation2d",
        family: Family::Nn,
        inputs: &[InputDef::one("x", Accept::Number), InputDef::one("filter", Accept::Number)],
        promote: true,
        attrs: &[
            attr("strides", AttrKind::Ints, AttrDefault::Required),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
        ],
        infer: |cx| {
            let (x, filter) = (cx.ranked(0, 4)?, cx.ranked(1, 3)?);
            if x[3] != filter[2] {
                let what = format!("{} channels, the filter has {}", x[3], filter[2]);
                return Err(cx.mismatch(what, 0, 1));
            }
            let windows = Windows::<2>::new(cx, [x[1], x[2]], [filter[0], filter[1]], x[3])?;
            let [height, width] = windows.output;
            infer::one(cx.dtype(0), x.with(1, height).with(2, width))
        },
        kernel: Kernel::Composite(compose),
        grad: Grad::Composite,
        names: &[(Format::Tf, "Dilation2D")],
    }
}

fn compose<'a>(cx: &OpCx<'a>) -> Result<Vec<Var<'a>>> {
    let dtype = cx.x(0).dtype();
    let wide = |x: Var<'a>| if dtype.is_float() { Ok(x) } else { x.cast(DType::F32) };
    let (x, filter) = (wide(cx.x(0))?, wide(cx.x(1))?);
    let (shape, taps) = (x.shape(), filter.shape());
    let plan = Windows::<2>::new(cx, [shape[1], shape[2]], [taps[0], taps[1]], shape[3])?;
    let mut paddings = [0; 8];
    for i in 0..2 {
        let reach = (taps[i] - 1) * plan.dilations[i] + 1;
        let end = plan.output[i].saturating_sub(1) * plan.strides[i] + reach;
        paddings[2 * i + 2] = plan.before[i];
        paddings[2 * i + 3] = end.saturating_sub(plan.before[i] + shape[i + 1]);
    }
    // Padding is never the largest, unless there is nothing else.
    let lowest = if dtype == DType::F16 { -65504.0 } else { f64::from(f32::MIN) };
    let padded = x.pad(paddings, lowest)?;
    let mut largest: Option<Var<'a>> = None;
    for i in 0..taps[0] {
        for j in 0..taps[1] {
            let place = [i * plan.dilations[0], j * plan.dilations[1]];
            let end = |a: usize| match plan.output[a] {
                0 => place[a],
                count => place[a] + (count - 1) * plan.strides[a] + 1,
            };
            let pixels = padded.strided_slice(
                [0, place[0], place[1], 0],
                [shape[0], end(0), end(1), shape[3]],
                StridedSliceOptions {
                    strides: Some([1, plan.strides[0], plan.strides[1], 1].into()),
                    ..Default::default()
                },
            )?;
            let tap = filter.slice([i, j, 0], Some([1, 1, shape[3]].into()))?;
            let sum = pixels.add(tap.reshape([shape[3]])?)?;
            largest = Some(match largest {
                Some(largest) => largest.maximum(sum)?,
                None => sum,
            });
        }
    }
    let largest = largest.ok_or_else(|| cx.error("the filter has no elements"))?;
    Ok(vec![if dtype.is_float() { largest } else { largest.cast(dtype)? }])
}
