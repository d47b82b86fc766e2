//! `denseBincount`

use crate::prelude::*;

op! {
    /// `bincount` of a vector, or of each row of a matrix. With `binaryOutput` a number that occurs
    /// counts one, however often it occurs and whatever its weights.
    DENSE_BINCOUNT {
        name: "denseBincount",
        family: Family::Array,
        inputs: &[InputDef::one("x", Accept::Index), InputDef::one("weights", Accept::Number)],
        attrs: &[
            attr("size", AttrKind::Int, AttrDefault::Required),
            attr("binaryOutput", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        infer: |cx| {
            let shape = cx.shape(0);
            if !matches!(shape.rank(), 1 | 2) {
                return Err(cx.rank_error(0, "rank 1 or rank 2".into()));
            }
            if cx.shape(1).size() != 0 && shape != cx.shape(1) {
                return Err(cx.mismatch("weights must be empty or have x's shape", 0, 1));
            }
            let size = cx.count("size")?;
            infer::one(cx.dtype(1), Shape::new(&shape.with(shape.rank() - 1, size))?)
        },
        kernel: Kernel::Composite(|cx| {
            let (x, weights, size) = (cx.x(0), cx.x(1), cx.int("size"));
            let shape = x.shape();
            let rows = if shape.rank() == 2 { shape[0] } else { 1 };
            let all = rows as i64 * size;
            if all > i64::from(i32::MAX) {
                return Err(cx.attr_error("size", "fewer than 2147483648 counts in all"));
            }
            // Each row counts into numbers of its own; what lies outside, into none.
            let inside = x.greater_equal(x.scalar(0)?)?.logical_and(x.less(x.scalar(size)?)?)?;
            let starts: Vec<i32> = (0..rows).map(|row| row as i32 * size as i32).collect();
            let starts = x.constant(Array::from_slice(&starts, &[rows, 1])?)?.cast(x.dtype())?;
            let per_row = [rows, shape.size() / rows.max(1)];
            let places = x.reshape(per_row)?.add(starts)?;
            let places = inside.reshape(per_row)?.select(places, x.scalar(-1)?)?;
            let flat = [shape.size()];
            let binary = cx.bool("binaryOutput");
            let weights = match binary || weights.shape().size() == 0 {
                true => weights.scalar(1)?.broadcast_to(flat)?,
                false => weights.reshape(flat)?,
            };
            let counts = places.reshape(flat)?.bincount(weights, all)?;
            let counts = if binary { counts.minimum(counts.scalar(1)?)? } else { counts };
            Ok(vec![counts.reshape(shape.with(shape.rank() - 1, size as usize))?])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "DenseBincount")],
    }
}
