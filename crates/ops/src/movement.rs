//! What the operations that move elements share: assembling, picking and scattering.

use crate::call::InferCx;
use crate::kernel::{KernelCx, contiguous, slice, slice_mut};
use crate::{Call, elementwise};
use sparkler_base::{
    Array, Buffer, DType, Element, Error, ErrorKind, Layout, Result, Scalar, Shape, match_dtype,
};
use sparkler_cpu::par;

/// The attribute `dtype`, which must be one of numbers or bool.
pub(crate) fn number_dtype(cx: &InferCx<'_>) -> Result<DType> {
    match cx.dtype_attr("dtype").unwrap_or(DType::F32) {
        DType::String => Err(cx.attr_error("dtype", "a dtype of numbers")),
        dtype => Ok(dtype),
    }
}

/// The shape padded by the attribute `paddings`, pairs of before and after.
pub(crate) fn padded_shape(cx: &InferCx<'_>, shape: &Shape) -> Result<Shape> {
    let pads = cx.extents("paddings")?;
    if pads.len() != 2 * shape.rank() {
        return Err(cx.attr_error("paddings", format!("a pair for each axis of shape {shape}")));
    }
    let dims: Vec<usize> = shape
        .iter()
        .zip(pads.chunks_exact(2))
        .map(|(&d, p)| d.saturating_add(p[0]).saturating_add(p[1]))
        .collect();
    Shape::new(&dims)
}

/// Fills the next output with a number given by each element's place.
pub(crate) fn sequence(cx: &mut KernelCx<'_>, f: impl Fn(usize) -> f64) -> Result<()> {
    let mut exact = Array::alloc(DType::F64, cx.spec(0).shape)?;
    slice_mut::<f64>(&mut exact)?.iter_mut().enumerate().for_each(|(i, y)| *y = f(i));
    let mut out = cx.out()?;
    elementwise::cast(&exact, &mut out)?;
    cx.put(out);
    Ok(())
}

/// The next output, made of parts that begin at those places. Where no part lies there is the
/// background; without one, the parts must cover everything.
pub(crate) fn assemble(
    cx: &mut KernelCx<'_>,
    parts: &[(Array, Vec<usize>)],
    background: Option<Scalar>,
) -> Result<Array> {
    let spec = cx.spec(0);
    if spec.dtype == DType::String {
        return assemble_strings(parts, &spec.shape);
    }
    let mut out = cx.out()?;
    match_dtype!([all] spec.dtype, T => {
        let out = slice_mut::<T>(&mut out)?;
        if let Some(value) = background {
            let value = Array::full(T::DTYPE, Shape::SCALAR, value)?;
            out.fill(slice::<T>(&value)?[0]);
        }
        for (part, begin) in parts {
            let part = contiguous(part)?;
            place(slice::<T>(&part)?, part.shape(), begin, &spec.shape, out);
        }
    }, else => {});
    Ok(out)
}

/// Copies a dense part into a dense whole.
fn place<T: Element>(part: &[T], shape: &Shape, begin: &[usize], whole: &Shape, out: &mut [T]) {
    if part.is_empty() {
        return;
    }
    // Axes that the part fills make one run with the axis before them.
    let mut axis = shape.rank();
    let mut run = 1;
    while axis > 0 {
        axis -= 1;
        run *= shape[axis];
        if shape[axis] != whole[axis] {
            break;
        }
    }
    let strides = whole.contiguous_strides();
    let offset: usize = begin.iter().zip(strides).map(|(&b, s)| b * s as usize).sum();
    let outer = &shape[..axis];
    for (i, run) in part.chunks_exact(run).enumerate() {
        let (mut left, mut at) = (i, offset);
        for a in (0..axis).rev() {
            at += left % outer[a] * strides[a] as usize;
            left /= outer[a];
        }
        out[at..at + run.len()].copy_from_slice(run);
    }
}

fn assemble_strings(parts: &[(Array, Vec<usize>)], shape: &Shape) -> Result<Array> {
    let mut out = vec![Vec::new(); shape.size()];
    let whole = Layout::contiguous(*shape);
    for (part, begin) in parts {
        let places = whole.slice(begin, part.shape(), &vec![1; begin.len()])?;
        for (at, s) in places.iter().zip(part.to_strings()?) {
            out[at] = s;
        }
    }
    Array::from_strings(out, shape)
}

/// Indices of any integer type, in order.
pub(crate) fn indices(x: &Array) -> Result<Vec<i64>> {
    match x.dtype() {
        DType::I64 => x.to_vec::<i64>(),
        _ => Ok(x.to_vec::<i32>()?.into_iter().map(i64::from).collect()),
    }
}

/// Are all indices inside an axis?
pub(crate) fn check_indices(cx: &Call<'_>, indices: &[i64], extent: usize) -> Result<()> {
    match indices.iter().find(|&&i| !(0..extent as i64).contains(&i)) {
        None => Ok(()),
        Some(&index) => Err(Error::new(cx.op.name, ErrorKind::IndexOutOfRange { index, extent })),
    }
}

/// The next output, made of rows of `inner` elements of a dense array.
pub(crate) fn take_rows(
    cx: &mut KernelCx<'_>,
    x: &Array,
    rows: &[usize],
    inner: usize,
) -> Result<Array> {
    if x.dtype() == DType::String {
        let all = x.to_strings()?;
        let picked: Vec<Vec<u8>> =
            rows.iter().flat_map(|&r| all[r * inner..(r + 1) * inner].to_vec()).collect();
        return Array::from_strings(picked, &cx.spec(0).shape);
    }
    let mut out = cx.out()?;
    match_dtype!([all] x.dtype(), T => {
        let x = slice::<T>(x)?;
        let out = slice_mut::<T>(&mut out)?;
        if let Some(rows_at_once) = (16usize * 1024).checked_div(inner) {
            let grain = rows_at_once.max(1) * inner;
            par::chunks_mut(out, grain, 1, |start, piece| {
                for (i, row) in piece.chunks_exact_mut(inner).enumerate() {
                    let from = rows[start / inner + i] * inner;
                    row.copy_from_slice(&x[from..from + inner]);
                }
            });
        }
    }, else => {});
    Ok(out)
}

/// The bytes of a dense array of anything but strings.
pub(crate) fn bytes(x: &Array) -> &[u8] {
    let (start, size) = (x.layout().offset(), x.dtype().size());
    &x.buffer().as_bytes()[start * size..(start + x.size()) * size]
}

/// A new array of rows of `inner` elements each, picked from a dense one, for kernels that know
/// their output's shape only when they are done. It is not worth a copy for each type.
pub(crate) fn pick_rows(
    x: &Array,
    rows: impl Iterator<Item = usize>,
    inner: usize,
    shape: &[usize],
) -> Result<Array> {
    let shape = Shape::new(shape)?;
    if x.dtype() == DType::String {
        let all = x.to_strings()?;
        let picked = rows.flat_map(|row| all[row * inner..(row + 1) * inner].to_vec());
        return Array::from_strings(picked.collect(), &shape);
    }
    let (all, width) = (bytes(x), inner * x.dtype().size());
    let mut picked = Vec::new();
    rows.for_each(|row| picked.extend_from_slice(&all[row * width..(row + 1) * width]));
    Array::from_buffer(Buffer::from_bytes(x.dtype(), &picked)?, shape)
}

/// Row numbers from coordinates: each vector along the last axis of `indices` names the first axes
/// of a slice of `x`. Gives the rows and the elements of one.
pub(crate) fn coordinates(
    cx: &Call<'_>,
    indices: &[i64],
    shape: &Shape,
    x: &Shape,
) -> Result<(Vec<usize>, usize)> {
    let depth = shape[shape.rank() - 1];
    let inner: usize = x[depth..].iter().product();
    let count: usize = shape[..shape.rank() - 1].iter().product();
    let mut rows = Vec::with_capacity(count);
    for i in 0..count {
        let mut row = 0;
        for (&index, &extent) in indices[i * depth..(i + 1) * depth].iter().zip(&x[..depth]) {
            check_indices(cx, &[index], extent)?;
            row = row * extent + index as usize;
        }
        rows.push(row);
    }
    Ok((rows, inner))
}

/// Do updates (input `u`) fit coordinates (input `i`) into a tensor of that shape?
pub(crate) fn check_updates(cx: &InferCx<'_>, i: usize, u: usize, shape: &Shape) -> Result<()> {
    let (indices, updates) = (cx.at_least(i, 1)?, cx.shape(u));
    let places = &indices[..indices.rank() - 1];
    let depth = indices[indices.rank() - 1];
    if depth > shape.rank() {
        return Err(cx.error(format!("coordinates of {depth} numbers are too many for {shape}")));
    }
    let expected = [places, &shape[depth..]].concat();
    if updates[..] != expected {
        return Err(cx.mismatch(
            format!("updates have shape {updates}, expected {expected:?} for a result of {shape}"),
            i,
            u,
        ));
    }
    Ok(())
}

/// A dense copy that nobody else holds.
pub(crate) fn copy(x: &Array) -> Result<Array> {
    match_dtype!([all] x.dtype(), T => {
        let mut out = Array::alloc(T::DTYPE, *x.shape())?;
        let source = x.buffer().as_slice::<T>().unwrap_or(&[]);
        sparkler_cpu::copy::copy_strided(source, x.layout(), slice_mut::<T>(&mut out)?);
        Ok(out)
    }, else => Err(Error::other("copy", "strings cannot be changed in place")))
}

/// A number that can be added up.
trait Accumulate: Element {
    fn accumulate(&mut self, other: Self);
}
macro_rules! accumulate {
    ($($t:ty: |$a:ident, $b:ident| $e:expr),*) => {$(
        impl Accumulate for $t {
            fn accumulate(&mut self, $b: $t) {
                let $a = *self;
                *self = $e;
            }
        }
    )*};
}
accumulate!(f32: |a, b| a + b, f64: |a, b| a + b, i32: |a, b| a.wrapping_add(b),
    i64: |a, b| a.wrapping_add(b), u8: |a, b| a.wrapping_add(b), i8: |a, b| a.wrapping_add(b),
    sparkler_base::f16: |a, b| a + b, sparkler_base::bf16: |a, b| a + b, bool: |a, b| a | b,
    sparkler_base::Complex64: |a, b| sparkler_base::Complex64 { re: a.re + b.re, im: a.im + b.im });

/// Writes or adds updates (input `u`) into an array at coordinates (input `i`).
pub(crate) fn scatter(
    cx: &mut KernelCx<'_>,
    mut into: Array,
    i: usize,
    u: usize,
    add: bool,
) -> Result<Array> {
    let (places, updates) = (indices(cx.x(i))?, cx.dense(u)?);
    let (rows, inner) = coordinates(cx, &places, cx.x(i).shape(), into.shape())?;
    match_dtype!([all] into.dtype(), T => {
        scatter_rows(slice::<T>(&updates)?, &rows, inner, slice_mut::<T>(&mut into)?, add);
    }, else => {});
    Ok(into)
}

fn scatter_rows<T: Accumulate>(
    updates: &[T],
    rows: &[usize],
    inner: usize,
    out: &mut [T],
    add: bool,
) {
    for (i, &row) in rows.iter().enumerate() {
        let target = &mut out[row * inner..(row + 1) * inner];
        let source = &updates[i * inner..(i + 1) * inner];
        if add {
            target.iter_mut().zip(source).for_each(|(t, &s)| t.accumulate(s));
        } else {
            target.copy_from_slice(source);
        }
    }
}

/// Kernel of `unsortedSegmentSum`.
pub(crate) fn segment_sum(cx: &mut KernelCx<'_>) -> Result<()> {
    let (x, ids) = (cx.dense(0)?, indices(cx.x(1))?);
    let segments = cx.count("numSegments")?;
    let inner: usize = x.shape()[cx.x(1).shape().rank()..].iter().product();
    if let Some(&index) = ids.iter().find(|&&id| id >= segments as i64) {
        return Err(Error::new(cx.op.name, ErrorKind::IndexOutOfRange { index, extent: segments }));
    }
    let mut out = Array::full(x.dtype(), cx.spec(0).shape, Scalar::Int(0))?;
    match_dtype!([all] x.dtype(), T => {
        let (x, y) = (slice::<T>(&x)?, slice_mut::<T>(&mut out)?);
        for (i, &id) in ids.iter().enumerate().filter(|(_, id)| **id >= 0) {
            let row = id as usize;
            scatter_rows(&x[i * inner..(i + 1) * inner], &[row], inner, y, true);
        }
    }, else => {});
    cx.put(out);
    Ok(())
}
