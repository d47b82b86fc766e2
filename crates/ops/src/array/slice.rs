//! `slice`

use crate::prelude::*;

op! {
    /// The part of `x` that begins at `begin` and has extent `size` along each axis; a size of -1
    /// means up to the end. No bytes move.
    SLICE {
        name: "slice",
        family: Family::Array,
        class: Class::View,
        inputs: &[InputDef::one("x", Accept::Any)],
        attrs: &[
            attr("begin", AttrKind::Ints, AttrDefault::Required),
            attr("size", AttrKind::Ints, AttrDefault::Null),
        ],
        infer: |cx| infer::one(cx.dtype(0), Shape::new(&bounds(cx, cx.shape(0))?.1)?),
        kernel: Kernel::Run(|cx| {
            let (begin, size) = bounds(cx, cx.x(0).shape())?;
            let layout = cx.x(0).layout().slice(&begin, &size, &vec![1; begin.len()])?;
            let x = cx.take(0).with_layout(layout)?;
            cx.put(x);
            Ok(())
        }),
        grad: Grad::Rule(|cx| {
            let shape = cx.x(0).shape();
            let (begin, size) = bounds(cx, &shape)?;
            let around: Vec<[i64; 2]> = (0..shape.rank())
                .map(|i| [begin[i] as i64, (shape[i] - begin[i] - size[i]) as i64])
                .collect();
            one(cx.dy()?.pad(&around[..], 0.0)?)
        }),
        names: &[(Format::Tf, "Slice"), (Format::Tflite, "SLICE")],
    }
}

/// Where the slice begins and its extents. Lists shorter than the rank leave the last axes whole.
fn bounds(cx: &Call<'_>, shape: &Shape) -> Result<(Vec<usize>, Vec<usize>)> {
    let (begin, size) = (cx.list("begin"), cx.list("size"));
    let rank = shape.rank();
    if begin.len() > rank || size.len() > rank {
        return Err(cx.error(format!(
            "begin {begin:?} and size {size:?} have more entries than shape {shape} has axes"
        )));
    }
    let mut out = (vec![0; rank], shape.to_vec());
    for i in 0..rank {
        let extent = shape[i] as i64;
        let b = begin.get(i).copied().unwrap_or(0);
        let s = size.get(i).copied().filter(|&s| s != -1).unwrap_or(extent.saturating_sub(b));
        if b < 0 || s < 0 || b.checked_add(s).is_none_or(|end| end > extent) {
            return Err(cx.error(format!(
                "begin {begin:?} and size {size:?} reach outside shape {shape} at axis {i}"
            )));
        }
        (out.0[i], out.1[i]) = (b as usize, s as usize);
    }
    Ok(out)
}
