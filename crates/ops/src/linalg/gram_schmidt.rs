//! `gramSchmidt`

use crate::prelude::*;

op! {
    /// The rows of a matrix made orthogonal and of length 1, one after the other: from each row
    /// what lies along the rows before is taken away.
    GRAM_SCHMIDT {
        name: "gramSchmidt",
        family: Family::Linalg,
        inputs: &[InputDef::one("xs", Accept::Float)],
        infer: |cx| {
            let shape = cx.ranked(0, 2)?;
            if shape[0] > shape[1] {
                return Err(cx.error(format!(
                    "Number of vectors ({}) exceeds number of dimensions ({})",
                    shape[0], shape[1]
                )));
            }
            infer::first_input(cx)
        },
        kernel: Kernel::Composite(|cx| {
            let shape = cx.x(0).shape();
            let mut rows: Vec<Var<'_>> = Vec::new();
            for i in 0..shape[0] {
                let mut x = cx.x(0).slice([i, 0], Some([1, shape[1]].into()))?;
                for &row in &rows {
                    x = x.sub(row.mul(x.mul(row)?.sum((), true)?)?)?;
                }
                let length = x.square()?.sum((), true)?.sqrt()?;
                rows.push(x.div(length)?);
            }
            Ok(vec![if rows.is_empty() { cx.x(0).identity()? } else { Var::concat(&rows, 0)? }])
        }),
        grad: Grad::Composite,
        names: &[],
    }
}
