//! `sparseReshape`

use crate::movement;
use crate::prelude::*;

op! {
    /// The places of a sparse tensor's elements when it is reshaped, and the new shape. One extent
    /// of `newShape` may be -1: it follows from the others.
    SPARSE_RESHAPE {
        name: "sparseReshape",
        family: Family::Sparse,
        inputs: &[
            InputDef::one("inputIndices", Accept::Index),
            InputDef::one("inputShape", Accept::Index),
            InputDef::one("newShape", Accept::Index),
        ],
        outputs: Outputs::Named(&["outputIndices", "outputShape"]),
        infer: |cx| {
            let (indices, old, new) = (cx.ranked(0, 2)?, cx.ranked(1, 1)?, cx.ranked(2, 1)?);
            if indices[1] != old[0] {
                return Err(cx.mismatch("there must be an index for each axis", 0, 1));
            }
            Ok(smallvec![
                Spec::new(cx.dtype(0), indices.with(1, new[0])),
                Spec::new(cx.dtype(2), *new),
            ])
        },
        kernel: Kernel::Run(|cx| {
            let indices = movement::indices(cx.x(0))?;
            let (old, new) = (movement::indices(cx.x(1))?, movement::indices(cx.x(2))?);
            let shape = resolve(cx, &old, &new)?;
            let mut places = Vec::with_capacity(indices.len() / old.len().max(1) * shape.len());
            let count = cx.x(0).shape()[0];
            for i in 0..count {
                let place = &indices[i * old.len()..(i + 1) * old.len()];
                let flat = place.iter().zip(&old).fold(0, |flat, (&i, &d)| flat * d + i);
                let start = places.len();
                places.resize(start + shape.len(), 0);
                let mut left = flat;
                for (place, &extent) in places[start..].iter_mut().zip(&shape).rev() {
                    *place = left % extent.max(1);
                    left /= extent.max(1);
                }
            }
            for (values, spec) in [(places, cx.spec(0)), (shape, cx.spec(1))] {
                let wide = Array::from_slice(&values, &spec.shape)?;
                cx.put(elementwise::cast_array(&wide, spec.dtype)?);
            }
            Ok(())
        }),
        grad: Grad::None("its outputs are indices and a shape"),
        names: &[(Format::Tf, "SparseReshape")],
    }
}

/// The new shape with its unknown extent, if any, filled in.
fn resolve(cx: &Call<'_>, old: &[i64], new: &[i64]) -> Result<Vec<i64>> {
    let size = product(cx, old)?;
    let mut unknown = None;
    for (d, &extent) in new.iter().enumerate() {
        match (extent, unknown) {
            (-1, Some(first)) => {
                return Err(cx.error(format!(
                    "only one output dimension may be -1, not both {first} and {d}"
                )));
            }
            (-1, None) => unknown = Some(d),
            (..0, _) => {
                return Err(cx.error(format!("size {d} must be non-negative, not {extent}")));
            }
            _ => {}
        }
    }
    let mut shape = new.to_vec();
    let others: Vec<i64> = new.iter().copied().filter(|&d| d != -1).collect();
    let known = product(cx, &others)?;
    if let Some(d) = unknown {
        if known == 0 {
            return Err(cx.error(
                "reshape cannot infer the missing input size for an empty tensor unless all \
                 specified input sizes are non-zero",
            ));
        }
        if size % known != 0 {
            return Err(cx.error(format!(
                "Input to reshape is a SparseTensor with {size} dense values, but the requested \
                 shape requires a multiple of {known}. inputShape={old:?} outputShape={new:?}"
            )));
        }
        shape[d] = size / known;
    } else if known != size {
        return Err(cx.error(format!(
            "Input to reshape is a tensor with {size} dense values, but the requested shape has \
             {known}. inputShape={old:?} outputShape={new:?}"
        )));
    }
    Ok(shape)
}

fn product(cx: &Call<'_>, dims: &[i64]) -> Result<i64> {
    let product = dims.iter().try_fold(1i64, |p, &d| p.checked_mul(d));
    product.ok_or_else(|| cx.error(format!("a tensor of shape {dims:?} is too large")))
}
