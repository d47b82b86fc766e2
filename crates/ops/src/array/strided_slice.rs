//! `stridedSlice`

use crate::prelude::*;

op! {
    /// The part of `x` from `begin` to before `end` in steps of `strides`, as Python's `x[b:e:s]`,
    /// with TensorFlow's masks: bit `i` of `beginMask`/`endMask` ignores that bound, of
    /// `ellipsisMask` stands for as many whole axes as are missing, of `newAxisMask` inserts an
    /// axis of one, of `shrinkAxisMask` takes the single element at `begin` and drops the axis. No
    /// bytes move.
    STRIDED_SLICE {
        name: "stridedSlice",
        family: Family::Array,
        class: Class::View,
        inputs: &[InputDef::one("x", Accept::Any)],
        attrs: &[
            attr("begin", AttrKind::Ints, AttrDefault::Required),
            attr("end", AttrKind::Ints, AttrDefault::Required),
            attr("strides", AttrKind::Ints, AttrDefault::Null),
            attr("beginMask", AttrKind::Int, AttrDefault::Int(0)),
            attr("endMask", AttrKind::Int, AttrDefault::Int(0)),
            attr("ellipsisMask", AttrKind::Int, AttrDefault::Int(0)),
            attr("newAxisMask", AttrKind::Int, AttrDefault::Int(0)),
            attr("shrinkAxisMask", AttrKind::Int, AttrDefault::Int(0)),
        ],
        infer: |cx| infer::one(cx.dtype(0), Shape::new(&plan(cx, cx.shape(0))?.shape)?),
        kernel: Kernel::Run(|cx| {
            let plan = plan(cx, cx.x(0).shape())?;
            let layout = cx.x(0).layout().slice(&plan.begin, &plan.size, &plan.step)?;
            let view = cx.take(0).with_layout(layout)?.reshape(Shape::new(&plan.shape)?)?;
            cx.put(view);
            Ok(())
        }),
        grad: Grad::Rule(|cx| {
            let shape = cx.x(0).shape();
            let plan = plan(cx, &shape)?;
            let mut dx = cx.dy()?.reshape(&plan.size)?;
            for axis in 0..shape.rank() {
                let (size, step) = (plan.size[axis], plan.step[axis]);
                if size == 0 {
                    return one(cx.x(0).zeros_like()?);
                }
                let first = plan.begin[axis] as i64;
                let last = first + (size as i64 - 1) * step as i64;
                if step < 0 {
                    dx = dx.reverse(axis)?;
                }
                let gap = step.unsigned_abs();
                if gap > 1 {
                    // Spread the elements: after each come gap - 1 zeros, after the last none.
                    let mut dims = dx.shape().to_vec();
                    let outer: usize = dims[..axis].iter().product();
                    let inner: usize = dims[axis + 1..].iter().product();
                    let spread = dx
                        .reshape([outer * size, 1, inner])?
                        .pad([[0i64, 0], [0, gap as i64 - 1], [0, 0]], 0.0)?
                        .reshape([outer, size * gap, inner])?;
                    let kept = (size - 1) * gap + 1;
                    dims[axis] = kept;
                    dx = spread
                        .slice([0i64, 0, 0], Some([outer, kept, inner].into()))?
                        .reshape(&dims)?;
                }
                let low = first.min(last);
                let after = shape[axis] as i64 - 1 - first.max(last);
                let mut around = vec![[0i64, 0]; shape.rank()];
                around[axis] = [low, after];
                dx = dx.pad(&around[..], 0.0)?;
            }
            one(dx)
        }),
        names: &[(Format::Tf, "StridedSlice"), (Format::Tflite, "STRIDED_SLICE")],
    }
}

struct Plan {
    /// First element, number of elements and step along each axis of `x`.
    begin: Vec<usize>,
    size: Vec<usize>,
    step: Vec<isize>,
    /// Shape of the result, with axes dropped and inserted.
    shape: Vec<usize>,
}

fn plan(cx: &Call<'_>, x: &Shape) -> Result<Plan> {
    let (begin, end, strides) = (cx.list("begin"), cx.list("end"), cx.list("strides"));
    let entries = begin.len();
    if end.len() != entries || !(strides.is_empty() || strides.len() == entries) {
        return Err(cx.error(format!(
            "begin {begin:?}, end {end:?} and strides {strides:?} must be equally long"
        )));
    }
    let mask = |name: &str, i: usize| i < 63 && cx.int(name) >> i & 1 == 1;
    let ellipses = (0..entries).filter(|&i| mask("ellipsisMask", i)).count();
    if ellipses > 1 {
        return Err(cx.attr_error("ellipsisMask", "at most one bit set"));
    }
    let used =
        (0..entries).filter(|&i| !mask("ellipsisMask", i) && !mask("newAxisMask", i)).count();
    let Some(missing) = x.rank().checked_sub(used) else {
        return Err(cx.error(format!("{used} ranges for shape {x} of rank {}", x.rank())));
    };
    let mut plan = Plan { begin: vec![], size: vec![], step: vec![], shape: vec![] };
    let whole = |plan: &mut Plan, count: usize| {
        for _ in 0..count {
            let extent = x[plan.begin.len()];
            plan.begin.push(0);
            plan.size.push(extent);
            plan.step.push(1);
            plan.shape.push(extent);
        }
    };
    for i in 0..entries {
        if mask("ellipsisMask", i) {
            whole(&mut plan, missing);
            continue;
        }
        if mask("newAxisMask", i) {
            plan.shape.push(1);
            continue;
        }
        let axis = plan.begin.len();
        let extent = x[axis] as i64;
        let step = strides.get(i).copied().unwrap_or(1);
        if step == 0 {
            return Err(cx.attr_error("strides", "steps other than 0"));
        }
        let from_end = |v: i64| if v < 0 { v.saturating_add(extent) } else { v };
        if mask("shrinkAxisMask", i) {
            let at = from_end(begin[i]);
            if !(0..extent).contains(&at) {
                return Err(cx.error(format!(
                    "index {} is out of range for axis {axis} of shape {x}",
                    begin[i]
                )));
            }
            plan.begin.push(at as usize);
            plan.size.push(1);
            plan.step.push(1);
            continue;
        }
        // The bounds lie in [0, extent] going up and in [-1, extent - 1] going down.
        let (low, high) = if step > 0 { (0, extent) } else { (-1, extent - 1) };
        let first = match mask("beginMask", i) {
            true if step > 0 => low,
            true => high,
            false => from_end(begin[i]).clamp(low, high),
        };
        let stop = match mask("endMask", i) {
            true if step > 0 => high,
            true => low,
            false => from_end(end[i]).clamp(low, high),
        };
        let distance = if step > 0 { stop - first } else { first - stop };
        let count = if distance <= 0 { 0 } else { (distance - 1) / step.saturating_abs() + 1 };
        plan.begin.push(first.max(0) as usize);
        plan.size.push(count as usize);
        // Where one element is taken, the step says nothing, however large.
        plan.step.push(if count > 1 { step as isize } else { step.signum() as isize });
        plan.shape.push(count as usize);
    }
    if ellipses == 0 {
        whole(&mut plan, missing);
    }
    Ok(plan)
}
