//! `sparseToDense`

use crate::prelude::*;

op! {
    /// A tensor of that shape with values at the places given (rows of coordinates; a number or
    /// vector for a tensor of one axis) and `defaultValue` elsewhere. One value may stand for all
    /// places.
    SPARSE_TO_DENSE {
        name: "sparseToDense",
        family: Family::Sparse,
        inputs: &[
            InputDef::one("sparseIndices", Accept::Index),
            InputDef::one("sparseValues", Accept::Numeric),
            InputDef::one("defaultValue", Accept::Numeric),
        ],
        promote: true,
        attrs: &[attr("outputShape", AttrKind::Ints, AttrDefault::Required)],
        infer: |cx| {
            let (indices, values) = (cx.shape(0), cx.shape(1));
            let shape = cx.shape_attr("outputShape")?;
            cx.ranked(2, 0)?;
            if indices.rank() > 2 {
                return Err(cx.rank_error(0, "rank 0, 1 or 2".into()));
            }
            let [count, depth] = extents(indices);
            if depth != shape.rank() {
                return Err(cx.error(format!(
                    "coordinates of {depth} numbers do not fit a tensor of shape {shape}"
                )));
            }
            if values.rank() != 0 && values[..] != [count] {
                return Err(cx.mismatch("there must be one value, or a value for each place", 0, 1));
            }
            infer::one(cx.dtype(1), shape)
        },
        kernel: Kernel::Composite(|cx| {
            let (indices, values, default) = (cx.x(0), cx.x(1), cx.x(2));
            let [count, depth] = extents(&indices.shape());
            let whole = default.broadcast_to(cx.shape_attr("outputShape")?)?;
            let places = indices.reshape([count, depth])?;
            let values = values.broadcast_to([count])?;
            Ok(vec![whole.tensor_scatter_update(places, values)?])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "SparseToDense")],
    }
}

/// How many places, and how many numbers each.
fn extents(indices: &Shape) -> [usize; 2] {
    match indices[..] {
        [count, depth] => [count, depth],
        [count] => [count, 1],
        _ => [1, 1],
    }
}
