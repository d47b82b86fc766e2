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
        kernel: Kernel::Composite(|cx| in_single(cx.inputs(), |inputs| orthogonal(inputs[0]))),
        grad: Grad::Composite,
        names: &[],
    }
}

fn orthogonal(x: Var<'_>) -> Result<Var<'_>> {
    let shape = x.shape();
    let mut rows: Vec<Var<'_>> = Vec::new();
    for i in 0..shape[0] {
        let mut row = x.slice([i, 0], Some([1, shape[1]].into()))?;
        for &other in &rows {
            row = row.sub(other.mul(row.mul(other)?.sum((), true)?)?)?;
        }
        rows.push(row.div(row.square()?.sum((), true)?.sqrt()?)?);
    }
    if rows.is_empty() { x.identity() } else { Var::concat(&rows, 0) }
}
