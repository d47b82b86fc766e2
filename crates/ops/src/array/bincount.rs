//! `bincount`

use crate::prelude::*;

op! {
    /// How often each whole number from 0 to before `size` occurs in `x`, or the sum of its
    /// weights; numbers outside are left out.
    BINCOUNT {
        name: "bincount",
        family: Family::Array,
        inputs: &[InputDef::one("x", Accept::Index), InputDef::one("weights", Accept::Number)],
        attrs: &[attr("size", AttrKind::Int, AttrDefault::Required)],
        infer: |cx| {
            if cx.shape(1).size() != 0 && cx.shape(0) != cx.shape(1) {
                return Err(cx.mismatch("weights must be empty or have x's shape", 0, 1));
            }
            infer::one(cx.dtype(1), Shape::new(&[cx.count("size")?])?)
        },
        kernel: Kernel::Run(sorting::bincount),
        grad: Grad::Rule(|cx| {
            let (x, size) = (cx.x(0), cx.count("size")? as i64);
            if cx.x(1).shape().size() == 0 {
                return Ok(vec![None, Some(cx.x(1).zeros_like()?)]);
            }
            let inside = x.greater_equal(x.scalar(0)?)?.logical_and(x.less(x.scalar(size)?)?)?;
            if size == 0 {
                return Ok(vec![None, Some(cx.x(1).zeros_like()?)]);
            }
            let places = x.maximum(x.scalar(0)?)?.minimum(x.scalar(size - 1)?)?;
            let dy = cx.dy()?;
            Ok(vec![None, Some(inside.select(dy.gather(places, 0, 0)?, dy.scalar(0.0)?)?)])
        }),
        names: &[(Format::Tf, "Bincount")],
    }
}
