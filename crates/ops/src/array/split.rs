//! `split`

use crate::prelude::*;

op! {
    /// `x` cut along an axis into equal parts (`numOrSizeSplits` is their number) or into parts of
    /// the extents listed, of which one may be -1. No bytes move.
    SPLIT {
        name: "split",
        family: Family::Array,
        class: Class::View,
        inputs: &[InputDef::one("x", Accept::Any)],
        attrs: &[
            attr("numOrSizeSplits", AttrKind::Ints, AttrDefault::Required),
            attr("axis", AttrKind::Int, AttrDefault::Int(0)),
        ],
        outputs: Outputs::Variadic("parts"),
        infer: |cx| {
            let shape = cx.at_least(0, 1)?;
            let axis = cx.axis("axis", shape)?;
            let sizes = sizes(cx, shape[axis])?;
            Ok(sizes.into_iter().map(|s| Spec::new(cx.dtype(0), shape.with(axis, s))).collect())
        },
        kernel: Kernel::Run(|cx| {
            let x = cx.take(0);
            let axis = cx.axis("axis", x.shape())?;
            let mut begin = vec![0; x.shape().rank()];
            for size in sizes(cx, x.shape()[axis])? {
                let part = x.slice(&begin, &x.shape().with(axis, size), &vec![1; begin.len()])?;
                begin[axis] += size;
                cx.put(part);
            }
            Ok(())
        }),
        grad: Grad::Rule(|cx| {
            let axis = cx.axis("axis", &cx.x(0).shape())? as i64;
            let dys: Vec<Var<'_>> =
                (0..cx.output_count()).map(|i| cx.dy_of(i)).collect::<Result<_>>()?;
            one(Var::concat(&dys, axis)?)
        }),
        names: &[
            (Format::Tf, "Split"),
            (Format::Tf, "SplitV"),
            (Format::Onnx, "Split"),
            (Format::Tflite, "SPLIT"),
        ],
    }
}

fn sizes(cx: &Call<'_>, extent: usize) -> Result<Vec<usize>> {
    let list = cx.list("numOrSizeSplits");
    if let [count] = *list {
        return match usize::try_from(count) {
            Ok(n) if n > 0 && extent.is_multiple_of(n) => Ok(vec![extent / n; n]),
            _ => Err(cx.attr_error(
                "numOrSizeSplits",
                format!("a number of parts that divides the axis of {extent} elements"),
            )),
        };
    }
    let known = list.iter().filter(|&&s| s != -1).fold(0i64, |n, &s| n.saturating_add(s));
    let rest = (extent as i64).saturating_sub(known);
    let sizes: Vec<usize> =
        list.iter().filter_map(|&s| usize::try_from(if s == -1 { rest } else { s }).ok()).collect();
    if sizes.len() != list.len()
        || sizes.iter().fold(0usize, |n, &s| n.saturating_add(s)) != extent
        || sizes.is_empty()
    {
        return Err(cx.attr_error(
            "numOrSizeSplits",
            format!("extents that add up to the axis's {extent}, of which one may be -1"),
        ));
    }
    Ok(sizes)
}
