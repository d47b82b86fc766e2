//! `norm`

use crate::prelude::*;

op! {
    /// A norm of vectors or matrices: of vectors along one axis (`1`: the sum of magnitudes, `2`
    /// or `euclidean`, `inf`: the largest magnitude, `-inf`: the smallest), of matrices along two
    /// (`1`: the largest column sum, `inf`: the largest row sum, `-inf`: the smallest, `fro` or
    /// `euclidean`: the root of the sum of squares). Without `axis` all elements are one vector.
    NORM {
        name: "norm",
        family: Family::Math,
        inputs: &[InputDef::one("x", Accept::Float)],
        attrs: &[
            attr(
                "ord",
                AttrKind::Word(&["euclidean", "fro", "1", "2", "inf", "-inf"]),
                AttrDefault::Str("euclidean"),
            ),
            attr("axis", AttrKind::Axes, AttrDefault::Null),
            attr("keepDims", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        infer: |cx| {
            let matrix = cx.ints("axis").is_some_and(|axes| axes.len() == 2);
            if cx.ints("axis").is_some_and(|axes| axes.len() != 1 && !matrix) {
                return Err(cx.attr_error("axis", "one axis, two axes, or null for all"));
            }
            let order = cx.str("ord");
            if matrix && order == "2" {
                return Err(cx.attr_error("ord", "1, inf, -inf, fro or euclidean for matrices"));
            }
            if !matrix && order == "fro" {
                return Err(cx.attr_error("ord", "1, 2, inf, -inf or euclidean for vectors"));
            }
            infer::reduce(cx)
        },
        kernel: Kernel::Composite(|cx| {
            let x = cx.x(0);
            let axes = cx.ints("axis");
            let y = match (cx.str("ord"), axes) {
                ("1", Some(&[rows, columns])) => {
                    x.abs()?.sum([rows], true)?.max([columns], true)?
                }
                ("inf", Some(&[rows, columns])) => {
                    x.abs()?.sum([columns], true)?.max([rows], true)?
                }
                ("-inf", Some(&[rows, columns])) => {
                    x.abs()?.sum([columns], true)?.min([rows], true)?
                }
                (order, _) => {
                    let axes: Vec<usize> = cx.axes("axis", &x.shape())?.to_vec();
                    match order {
                        "1" => x.abs()?.sum(axes, true)?,
                        "inf" => x.abs()?.max(axes, true)?,
                        "-inf" => x.abs()?.min(axes, true)?,
                        _ => x.square()?.sum(axes, true)?.sqrt()?,
                    }
                }
            };
            let input = [Spec::new(x.dtype(), x.shape())];
            let shape = infer::reduced_shape(&InferCx::new(cx.op, &input, cx.attrs))?;
            Ok(vec![y.reshape(shape)?])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
