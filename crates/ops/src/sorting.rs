//! What the operations on order share.

use crate::call::Call;
use crate::elementwise;
use crate::grad::Var;
use crate::kernel::{KernelCx, contiguous, slice, slice_mut};
use crate::movement;
use sparkler_base::{Array, DType, Result, Scalar, Shape, match_dtype};
use sparkler_cpu::sort;

/// A view of input 0 with an axis moved to the end, and the way back.
fn axis_last(cx: &KernelCx<'_>, axis: usize) -> Result<(Array, Vec<usize>)> {
    let x = cx.x(0);
    let mut perm: Vec<usize> = (0..x.shape().rank()).filter(|&i| i != axis).collect();
    perm.push(axis);
    let mut inverse = vec![0; perm.len()];
    for (i, &p) in perm.iter().enumerate() {
        inverse[p] = i;
    }
    Ok((contiguous(&x.transpose(&perm)?)?, inverse))
}

fn descending(cx: &Call<'_>) -> bool {
    cx.str("direction") == "DESCENDING"
}

/// Kernel of `sort`.
pub(crate) fn sort(cx: &mut KernelCx<'_>) -> Result<()> {
    let axis = cx.axis("axis", cx.x(0).shape())?;
    let (x, inverse) = axis_last(cx, axis)?;
    let columns = cx.x(0).shape()[axis];
    let mut y = movement::copy(&x)?;
    match_dtype!([real] y.dtype(), T => {
        sort::sort(slice_mut::<T>(&mut y)?, columns, descending(cx));
    }, else => {});
    let y = contiguous(&y.transpose(&inverse)?)?;
    cx.put(y);
    Ok(())
}

/// Kernel of `argsort`.
pub(crate) fn argsort(cx: &mut KernelCx<'_>) -> Result<()> {
    let axis = cx.axis("axis", cx.x(0).shape())?;
    let (x, inverse) = axis_last(cx, axis)?;
    let columns = cx.x(0).shape()[axis];
    let mut y = Array::alloc(DType::I32, *x.shape())?;
    match_dtype!([real] x.dtype(), T => {
        sort::argsort(slice::<T>(&x)?, columns, descending(cx), slice_mut::<i32>(&mut y)?);
    }, else => {});
    let y = contiguous(&y.transpose(&inverse)?)?;
    cx.put(y);
    Ok(())
}

/// Kernel of `topk`.
pub(crate) fn top_k(cx: &mut KernelCx<'_>) -> Result<()> {
    let (x, k) = (cx.dense(0)?, cx.count("k")?);
    let columns = x.shape()[x.shape().rank() - 1];
    let mut values = cx.out()?;
    let mut indices = Array::alloc(DType::I32, cx.spec(1).shape)?;
    match_dtype!([real] x.dtype(), T => {
        let (values, indices) = (slice_mut::<T>(&mut values)?, slice_mut::<i32>(&mut indices)?);
        sort::top_k(slice::<T>(&x)?, columns, k, values, indices);
    }, else => {});
    cx.put(values);
    cx.put(indices);
    Ok(())
}

/// The gradient of picking elements along the last axis: `dy` put back at `indices` into zeros of
/// a shape.
pub(crate) fn scatter_last<'a>(dy: Var<'a>, indices: Var<'a>, shape: Shape) -> Result<Var<'a>> {
    let columns = shape[shape.rank() - 1];
    let rows = shape.remove(shape.rank() - 1).size();
    let picked = dy.shape()[dy.shape().rank() - 1];
    // Number the elements of the flattened result.
    let starts: Vec<i32> = (0..rows).map(|r| (r * columns) as i32).collect();
    let starts = dy.constant(Array::from_slice(&starts, &[rows, 1])?)?;
    let places = indices.reshape([rows, picked])?.add(starts)?.reshape([rows * picked, 1])?;
    places.scatter_nd(dy.reshape([rows * picked])?, [rows * columns])?.reshape(shape)
}

/// Kernel of `searchSorted`.
pub(crate) fn search_sorted(cx: &mut KernelCx<'_>) -> Result<()> {
    let (sorted, values) = (cx.dense(0)?, cx.dense(1)?);
    let last = |x: &Array| x.shape()[x.shape().rank() - 1];
    let (columns, count) = (last(&sorted), last(&values));
    let right = cx.str("side") == "right";
    cx.fill::<i32>(|_, y| {
        match_dtype!([real] sorted.dtype(), T => {
            let (sorted, values) = (slice::<T>(&sorted)?, slice::<T>(&values)?);
            sort::search_sorted(sorted, columns, values, count, right, y);
        }, else => {});
        Ok(())
    })
}

/// Kernel of `bincount`.
pub(crate) fn bincount(cx: &mut KernelCx<'_>) -> Result<()> {
    let (places, weights) = (movement::indices(cx.x(0))?, cx.dense(1)?);
    let spec = cx.spec(0);
    let ones = weights.size() == 0;
    let weights = elementwise::cast_array(&weights, DType::F64)?;
    let weights = slice::<f64>(&weights)?;
    let mut exact = Array::full(DType::F64, spec.shape, Scalar::Int(0))?;
    let sums = slice_mut::<f64>(&mut exact)?;
    for (i, &place) in places.iter().enumerate() {
        if let Some(sum) = usize::try_from(place).ok().and_then(|p| sums.get_mut(p)) {
            *sum += if ones { 1.0 } else { weights[i] };
        }
    }
    let mut out = cx.out()?;
    elementwise::cast(&exact, &mut out)?;
    cx.put(out);
    Ok(())
}

/// The shape in which `unique` looks for distinct slices, and along which axis.
pub(crate) fn unique_axis(cx: &Call<'_>, shape: &Shape) -> Result<(Shape, usize)> {
    if *cx.attr("axis") == crate::Attr::Null {
        return Ok((Shape::new(&[shape.size()])?, 0));
    }
    Ok((*shape, cx.axis("axis", shape)?))
}

/// Kernel of `unique`.
pub(crate) fn unique(cx: &mut KernelCx<'_>) -> Result<()> {
    let (shape, axis) = unique_axis(cx, cx.x(0).shape())?;
    let x = cx.dense(0)?.reshape(shape)?;
    // Slices side by side, so that each is one run of elements.
    let mut perm: Vec<usize> = (0..shape.rank()).filter(|&i| i != axis).collect();
    perm.insert(0, axis);
    let rows = contiguous(&x.transpose(&perm)?)?;
    let width = rows.size().checked_div(shape[axis]).unwrap_or(0);
    let (firsts, places) = match rows.dtype() {
        DType::String => {
            let strings = rows.to_strings()?;
            first_occurrences(shape[axis], |i| sized(&strings[i * width..(i + 1) * width]))
        }
        dtype => {
            // By their bits, so that a NaN is as another of its kind.
            let (all, width) = (movement::bytes(&rows), width * dtype.size());
            first_occurrences(shape[axis], |i| all[i * width..(i + 1) * width].to_vec())
        }
    };
    let outer: usize = shape[..axis].iter().product();
    let inner: usize = shape[axis + 1..].iter().product();
    let picked = (0..outer).flat_map(|o| firsts.iter().map(move |first| o * shape[axis] + first));
    cx.put(movement::pick_rows(&x, picked, inner, &shape.with(axis, firsts.len()))?);
    cx.put(Array::from_slice(&places, &[places.len()])?);
    Ok(())
}

/// Strings in one piece, each after its length, so that no two lists give the same.
fn sized(strings: &[Vec<u8>]) -> Vec<u8> {
    strings
        .iter()
        .flat_map(|s| s.len().to_le_bytes().into_iter().chain(s.iter().copied()))
        .collect()
}

/// Where each distinct key occurs first, and for each key its number among them.
fn first_occurrences(count: usize, key: impl Fn(usize) -> Vec<u8>) -> (Vec<usize>, Vec<i32>) {
    let mut seen = std::collections::HashMap::new();
    let mut firsts = Vec::new();
    let places = (0..count)
        .map(|i| {
            let next = firsts.len();
            let place = *seen.entry(key(i)).or_insert(next);
            if place == next {
                firsts.push(i);
            }
            place as i32
        })
        .collect();
    (firsts, places)
}
