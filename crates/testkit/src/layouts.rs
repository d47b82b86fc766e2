//! The same elements in other layouts.

use sparkler_base::{Array, Buffer, DType, Layout, Result, Shape, match_dtype};

/// The array in every layout that a kernel may meet: dense at the start of its own buffer, transposed,
/// backwards, inside a wider array (an offset and gaps), and every other element of one. All hold the
/// same elements in the same order.
///
/// # Errors
/// If memory is exhausted.
pub fn layouts(array: &Array) -> Result<Vec<(&'static str, Array)>> {
    let rank = array.shape().rank();
    let dims = array.shape().to_vec();
    let reversed: Vec<usize> = (0..rank).rev().collect();
    let ones = vec![1isize; rank];
    let mut out = vec![("dense", copy(array)?)];
    out.push(("transposed", copy(&array.transpose(&reversed)?)?.transpose(&reversed)?));
    let zeros = vec![0; rank];
    let last: Vec<usize> = dims.iter().map(|d| d.saturating_sub(1)).collect();
    let back = vec![-1isize; rank];
    out.push(("backwards", copy(&array.slice(&last, &dims, &back)?)?.slice(&last, &dims, &back)?));
    let wide: Vec<usize> = dims.iter().map(|d| d + 3).collect();
    let begin = vec![1; rank];
    let padded = place(array, &wide, |out| out.slice(&begin, &dims, &ones))?;
    out.push(("inside", padded));
    let double: Vec<usize> = dims.iter().map(|d| d * 2).collect();
    let twos = vec![2isize; rank];
    out.push(("every other", place(array, &double, |out| out.slice(&zeros, &dims, &twos))?));
    Ok(out)
}

/// A dense copy in a buffer of its own.
fn copy(array: &Array) -> Result<Array> {
    match_dtype!([all] array.dtype(), T => {
        Array::from_buffer(Buffer::from_slice(&array.to_vec::<T>()?)?, *array.shape())
    }, else => Array::from_buffer(Buffer::from_strings(array.to_strings()?), *array.shape()))
}

/// The array as a view into a larger one, filled with elements that no result may depend on.
fn place(array: &Array, dims: &[usize], view: impl Fn(&Array) -> Result<Array>) -> Result<Array> {
    let shape = Shape::new(dims)?;
    let places = view(&blank(array.dtype(), shape)?)?;
    let layout: Layout = *places.layout();
    let at: Vec<usize> = layout.iter().collect();
    if array.dtype() == DType::String {
        let mut all = vec![b"junk".to_vec(); shape.size()];
        at.into_iter().zip(array.to_strings()?).for_each(|(i, s)| all[i] = s);
        return Array::from_strings(all, dims)?.with_layout(layout);
    }
    match_dtype!([all] array.dtype(), T => {
        let mut all = blank(array.dtype(), shape)?.to_vec::<T>()?;
        at.into_iter().zip(array.to_vec::<T>()?).for_each(|(i, v)| all[i] = v);
        Array::from_slice(&all, dims)?.with_layout(layout)
    }, else => Ok(array.clone()))
}

fn blank(dtype: DType, shape: Shape) -> Result<Array> {
    match dtype {
        DType::String => Array::from_strings(vec![Vec::new(); shape.size()], &shape),
        _ => Array::full(dtype, shape, 113.0.into()),
    }
}
