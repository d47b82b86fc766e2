//! `inTopK`

use crate::movement;
use crate::prelude::*;

op! {
    /// Is the score of the target among the `k` best of its row? Of equal scores the first is the
    /// better one.
    IN_TOP_K {
        name: "inTopK",
        family: Family::Array,
        inputs: &[
            InputDef::one("predictions", Accept::Number),
            InputDef::one("targets", Accept::Index),
        ],
        attrs: &[attr("k", AttrKind::Int, AttrDefault::Int(1))],
        infer: |cx| {
            let scores = cx.at_least(0, 2)?;
            let rows = scores.remove(scores.rank() - 1);
            if cx.shape(1) != &rows {
                return Err(cx.mismatch("there must be a target for each row of predictions", 0, 1));
            }
            let columns = scores[scores.rank() - 1];
            if !(1..=columns as i64).contains(&cx.int("k")) {
                return Err(cx.attr_error("k", format!("a number from 1 to {columns}, the last extent of predictions")));
            }
            infer::one(DType::Bool, rows)
        },
        kernel: Kernel::Run(|cx| {
            let scores = elementwise::cast_array(cx.x(0), DType::F64)?;
            let targets = movement::indices(cx.x(1))?;
            let columns = scores.shape()[scores.shape().rank() - 1];
            movement::check_indices(cx, &targets, columns)?;
            let k = cx.count("k")?;
            cx.fill::<bool>(|_, y| {
                let rows = slice::<f64>(&scores)?.chunks_exact(columns.max(1));
                for ((y, row), &target) in y.iter_mut().zip(rows).zip(&targets) {
                    let target = target as usize;
                    let better = |(i, v): &(usize, &f64)| {
                        **v > row[target] || (*i < target && **v == row[target])
                    };
                    *y = row.iter().enumerate().filter(better).count() < k;
                }
                Ok(())
            })
        }),
        grad: Grad::None("its output is true or false"),
        names: &[(Format::Tf, "InTopKV2"), (Format::Tf, "InTopK")],
    }
}
