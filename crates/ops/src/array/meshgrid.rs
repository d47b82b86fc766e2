//! `meshgrid`

use crate::prelude::*;

op! {
    /// The coordinates of a grid: `x` repeated down the rows, `y` across the columns. With indexing
    /// `ij` the first axis is that of `x`.
    MESHGRID {
        name: "meshgrid",
        family: Family::Array,
        inputs: &[InputDef::one("x", Accept::Numeric), InputDef::one("y", Accept::Numeric)],
        attrs: &[attr("indexing", AttrKind::Word(&["xy", "ij"]), AttrDefault::Str("xy"))],
        outputs: Outputs::Named(&["xs", "ys"]),
        infer: |cx| {
            let (x, y) = (cx.shape(0).size(), cx.shape(1).size());
            let dims = if cx.str("indexing") == "ij" { [x, y] } else { [y, x] };
            let shape = Shape::new(&dims)?;
            Ok(smallvec![Spec::new(cx.dtype(0), shape), Spec::new(cx.dtype(1), shape)])
        },
        kernel: Kernel::Composite(|cx| {
            let (x, y) = (cx.x(0), cx.x(1));
            let (width, height) = (x.shape().size(), y.shape().size());
            let (dims, x, y) = if cx.str("indexing") == "ij" {
                ([width, height], x.reshape([width, 1])?, y.reshape([1, height])?)
            } else {
                ([height, width], x.reshape([1, width])?, y.reshape([height, 1])?)
            };
            Ok(vec![x.broadcast_to(dims)?, y.broadcast_to(dims)?])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
