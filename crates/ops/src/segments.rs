//! What the sums over sorted segments share.

use crate::grad::{OpCx, Var};
use crate::kernel::{KernelCx, slice, slice_mut};
use crate::prelude::table;
use crate::{InferCx, Spec, Specs, elementwise, movement};
use smallvec::smallvec;
use sparkler_base::{Array, DType, Result, Scalar, Shape};

/// Rows of `data` picked by `indices` fall into the segments that `segmentIds` name.
pub(crate) fn check(cx: &InferCx<'_>) -> Result<Specs> {
    let data = cx.shape(0);
    if data.rank() == 0 {
        return Err(cx.error("data should be at least 1 dimensional"));
    }
    let (indices, ids) = (cx.ranked(1, 1)?, cx.ranked(2, 1)?);
    if indices != ids {
        return Err(cx.mismatch("there must be a segment id for each index", 1, 2));
    }
    // The number of segments is known only to the kernel.
    Ok(smallvec![Spec::new(cx.dtype(0), *data)])
}

/// Kernel of `sparseSegmentSum` and `sparseSegmentMean`.
pub(crate) fn reduce(cx: &mut KernelCx<'_>, mean: bool) -> Result<()> {
    let x = elementwise::cast_array(cx.x(0), DType::F64)?;
    let (rows, ids) = (movement::indices(cx.x(1))?, movement::indices(cx.x(2))?);
    let (extent, shape) = (x.shape()[0], *x.shape());
    let inner: usize = shape[1..].iter().product();
    let segments = match ids.last() {
        None => 0,
        Some(&last) => usize::try_from(last)
            .map_err(|_| cx.error("segment ids must be >= 0"))?
            .saturating_add(1),
    };
    let whole = Shape::new(&shape.with(0, segments))?;
    let mut sums = Array::full(DType::F64, whole, Scalar::Int(0))?;
    let mut counts = table(segments, |_| 0.0)?;
    let counts = slice_mut::<f64>(&mut counts)?;
    let (values, out) = (slice::<f64>(&x)?, slice_mut::<f64>(&mut sums)?);
    let mut before = 0;
    for (i, (&row, &id)) in rows.iter().zip(&ids).enumerate() {
        if id < before && i > 0 {
            return Err(cx.error("segment ids are not increasing"));
        }
        if !(0..segments as i64).contains(&id) {
            return Err(cx.error(format!(
                "Segment id {id} out of range [0, {segments}), possibly because segmentIds input \
                 is not sorted."
            )));
        }
        before = id;
        if !(0..extent as i64).contains(&row) {
            return Err(cx.error(format!("indices[{i}] == {row} out of range [0, {extent})")));
        }
        let (from, to) = (row as usize * inner, id as usize * inner);
        for (sum, value) in out[to..to + inner].iter_mut().zip(&values[from..from + inner]) {
            *sum += value;
        }
        counts[id as usize] += 1.0;
    }
    if mean {
        for (row, count) in out.chunks_exact_mut(inner.max(1)).zip(&*counts) {
            row.iter_mut().for_each(|sum| *sum /= f64::max(*count, 1.0));
        }
    }
    let dtype = cx.spec(0).dtype;
    cx.put(elementwise::cast_array(&sums, dtype)?);
    Ok(())
}

/// Gradient of both: each picked row gets that of its segment (its share of it).
pub(crate) fn gradient<'a>(cx: &OpCx<'a>, mean: bool) -> Result<Vec<Option<Var<'a>>>> {
    let (data, rows, ids, dy) = (cx.x(0), cx.x(1), cx.x(2), cx.dy()?);
    if rows.shape().size() == 0 {
        return Ok(vec![Some(data.zeros_like()?), None, None]);
    }
    let dy = if mean {
        let ones = dy.scalar(1)?.broadcast_to(ids.shape())?;
        let counts = ones.unsorted_segment_sum(ids, dy.shape()[0] as i64)?;
        let mut dims = vec![1; dy.shape().rank()];
        dims[0] = dy.shape()[0];
        dy.div(counts.maximum(counts.scalar(1)?)?.reshape(dims)?)?
    } else {
        dy
    };
    let spread = dy.gather(ids, 0, 0)?;
    Ok(vec![Some(spread.unsorted_segment_sum(rows, data.shape()[0] as i64)?), None, None])
}
