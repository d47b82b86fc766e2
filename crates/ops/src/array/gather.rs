//! `gather`

use crate::prelude::*;

op! {
    /// Slices of `x` along an axis, picked by index: for each index `i` of `indices`, `x[..., i,
    /// ...]`. The first `batchDims` axes of both run in step. An index outside the axis is an
    /// error.
    GATHER {
        name: "gather",
        family: Family::Array,
        inputs: &[InputDef::one("x", Accept::Any), InputDef::one("indices", Accept::Index)],
        attrs: &[
            attr("axis", AttrKind::Int, AttrDefault::Int(0)),
            attr("batchDims", AttrKind::Int, AttrDefault::Int(0)),
        ],
        infer: |cx| {
            let (x, indices) = (cx.at_least(0, 1)?, cx.shape(1));
            let (axis, batch) = (cx.axis("axis", x)?, batch_dims(cx, indices)?);
            if batch > axis {
                return Err(cx.error(format!(
                    "batchDims ({batch}) must be less than or equal to axis ({axis})"
                )));
            }
            if let Some(i) = (0..batch).find(|&i| x[i] != indices[i]) {
                return Err(cx.mismatch(format!("x.shape[{i}] should be equal to indices.shape[{i}]"), 0, 1));
            }
            let dims = [&x[..axis], &indices[batch..], &x[axis + 1..]].concat();
            infer::one(cx.dtype(0), Shape::new(&dims)?)
        },
        kernel: Kernel::Run(|cx| {
            let (x, indices) = (cx.dense(0)?, movement::indices(cx.x(1))?);
            let (axis, batch) = (cx.axis("axis", x.shape())?, batch_dims(cx, cx.x(1).shape())?);
            let shape = *x.shape();
            let batches: usize = shape[..batch].iter().product();
            let outer: usize = shape[batch..axis].iter().product();
            let inner: usize = shape[axis + 1..].iter().product();
            let (extent, count) = (shape[axis], indices.len() / batches.max(1));
            movement::check_indices(cx, &indices, extent)?;
            let mut rows = Vec::with_capacity(batches * outer * count);
            for b in 0..batches {
                for o in 0..outer {
                    let base = (b * outer + o) * extent;
                    rows.extend(
                        indices[b * count..(b + 1) * count].iter().map(|&i| base + i as usize),
                    );
                }
            }
            let out = movement::take_rows(cx, &x, &rows, inner)?;
            cx.put(out);
            Ok(())
        }),
        grad: Grad::Rule(|cx| {
            let (x, indices, dy) = (cx.x(0).shape(), cx.x(1), cx.dy()?);
            let (axis, batch) = (cx.axis("axis", &x)?, batch_dims(cx, &indices.shape())?);
            let batches: usize = x[..batch].iter().product();
            let outer: usize = x[batch..axis].iter().product();
            let inner: usize = x[axis + 1..].iter().product();
            let (extent, count) = (x[axis], indices.shape().size() / batches.max(1));
            // Make batch and axis one axis, then add up what each of its elements gave.
            let offsets: Vec<i32> = (0..batches).map(|b| (b * extent) as i32).collect();
            let offsets = indices.constant(Array::from_slice(&offsets, &[batches, 1])?)?;
            let places =
                indices.reshape([batches, count])?.add(offsets)?.reshape([batches * count])?;
            let summed = dy
                .reshape([batches, outer, count, inner])?
                .transpose([0, 2, 1, 3])?
                .reshape([batches * count, outer, inner])?
                .unsorted_segment_sum(places, (batches * extent) as i64)?;
            let dx = summed
                .reshape([batches, extent, outer, inner])?
                .transpose([0, 2, 1, 3])?
                .reshape(x)?;
            Ok(vec![Some(dx), None])
        }),
        names: &[
            (Format::Tf, "GatherV2"),
            (Format::Tf, "Gather"),
            (Format::Onnx, "Gather"),
            (Format::Tflite, "GATHER"),
        ],
    }
}

fn batch_dims(cx: &Call<'_>, indices: &Shape) -> Result<usize> {
    let batch = cx.int("batchDims");
    let resolved = if batch < 0 { batch + indices.rank() as i64 } else { batch };
    usize::try_from(resolved).ok().filter(|&b| b <= indices.rank()).ok_or_else(|| {
        let rank = indices.rank();
        cx.error(format!("Expect batchDims in the range of [-{rank}, {rank}], but got {batch}"))
    })
}
