//! `transpose`

use crate::prelude::*;

op! {
    /// Axes reordered: axis `i` of the result is axis `perm[i]` of `x`; without `perm` they are
    /// reversed. No bytes move.
    TRANSPOSE {
        name: "transpose",
        family: Family::Array,
        class: Class::View,
        inputs: &[InputDef::one("x", Accept::Any)],
        attrs: &[attr("perm", AttrKind::Axes, AttrDefault::Null)],
        infer: |cx| {
            let layout =
                Layout::contiguous(*cx.shape(0)).transpose(&permutation(cx, cx.shape(0))?)?;
            infer::one(cx.dtype(0), *layout.shape())
        },
        kernel: Kernel::Run(|cx| {
            let axes = permutation(cx, cx.x(0).shape())?;
            let layout = cx.x(0).layout().transpose(&axes)?;
            let x = cx.take(0).with_layout(layout)?;
            cx.put(x);
            Ok(())
        }),
        grad: Grad::Rule(|cx| {
            let axes = permutation(cx, &cx.x(0).shape())?;
            let mut inverse = vec![0; axes.len()];
            for (i, &a) in axes.iter().enumerate() {
                inverse[a] = i;
            }
            one(cx.dy()?.transpose(inverse)?)
        }),
        names: &[
            (Format::Tf, "Transpose"),
            (Format::Onnx, "Transpose"),
            (Format::Tflite, "TRANSPOSE"),
        ],
    }
}

/// The attribute `perm` as axes of that shape, each once.
fn permutation(cx: &Call<'_>, shape: &Shape) -> Result<Vec<usize>> {
    let rank = shape.rank();
    let Some(list) = cx.ints("perm") else { return Ok((0..rank).rev().collect()) };
    let axes: Vec<usize> =
        list.iter().map(|&a| shape.axis(a).map_err(|e| e.at(cx.op.name))).collect::<Result<_>>()?;
    let mut sorted = axes.clone();
    sorted.sort_unstable();
    if sorted.iter().copied().eq(0..rank) {
        return Ok(axes);
    }
    Err(cx.attr_error("perm", format!("a permutation of the {rank} axes of shape {shape}")))
}
