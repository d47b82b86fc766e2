//! Shape rules that many operations share.

use crate::{InferCx, Spec, Specs};
use smallvec::smallvec;
use sparkler_base::{DType, Result, Shape};

/// One value of that type and shape.
pub fn one(dtype: DType, shape: Shape) -> Result<Specs> {
    Ok(smallvec![Spec::new(dtype, shape)])
}

/// As the first input.
pub fn first_input(cx: &InferCx<'_>) -> Result<Specs> {
    one(cx.dtype(0), *cx.shape(0))
}

/// The shape of the first input, in bool.
pub fn bool_like_first(cx: &InferCx<'_>) -> Result<Specs> {
    one(DType::Bool, *cx.shape(0))
}

/// A part of each complex number, a real number as it is.
pub fn complex_part(cx: &InferCx<'_>) -> Result<Specs> {
    let dtype = if cx.dtype(0) == DType::Complex64 { DType::F32 } else { cx.dtype(0) };
    one(dtype, *cx.shape(0))
}

/// The first two inputs broadcast, in the first's type.
pub fn broadcast(cx: &InferCx<'_>) -> Result<Specs> {
    one(cx.dtype(0), cx.shape(0).broadcast(cx.shape(1))?)
}

/// The first two inputs broadcast, in bool.
pub fn broadcast_bool(cx: &InferCx<'_>) -> Result<Specs> {
    one(DType::Bool, cx.shape(0).broadcast(cx.shape(1))?)
}

/// The shape of the first input reduced over the attribute `axis`, kept as 1 with `keepDims`.
pub fn reduced_shape(cx: &InferCx<'_>) -> Result<Shape> {
    let shape = cx.shape(0);
    let axes = cx.axes("axis", shape)?;
    let keep = cx.bool("keepDims");
    let dims: Vec<usize> = (0..shape.rank())
        .filter_map(|i| match (axes.contains(&i), keep) {
            (true, true) => Some(1),
            (true, false) => None,
            (false, _) => Some(shape[i]),
        })
        .collect();
    Shape::new(&dims)
}

/// A reduction that keeps its input's type.
pub fn reduce(cx: &InferCx<'_>) -> Result<Specs> {
    one(cx.dtype(0), reduced_shape(cx)?)
}
