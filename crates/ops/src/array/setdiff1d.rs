//! `setdiff1d`

use crate::prelude::*;
use std::collections::HashSet;

op! {
    /// The elements of `x` that are not in `y`, in order, and their places in `x`.
    SETDIFF1D {
        name: "setdiff1d",
        family: Family::Array,
        class: Class::DataDependent,
        inputs: &[InputDef::one("x", Accept::Real), InputDef::one("y", Accept::Real)],
        outputs: Outputs::Named(&["out", "indices"]),
        infer: |cx| {
            // The number of elements left is known only to the kernel; this is the most it can be.
            let (x, y) = (cx.ranked(0, 1)?, cx.ranked(1, 1)?);
            if cx.dtype(0) != cx.dtype(1) {
                return Err(cx.error(format!(
                    "x is {}{x}, y is {}{y} (expected one dtype)",
                    cx.dtype(0),
                    cx.dtype(1)
                )));
            }
            Ok(smallvec![Spec::new(cx.dtype(0), *x), Spec::new(DType::I32, *x)])
        },
        kernel: Kernel::Run(|cx| {
            let (x, y) = (cx.dense(0)?, cx.dense(1)?);
            match_dtype!([all] x.dtype(), T => {
                let (values, others) = (slice::<T>(&x)?, slice::<T>(&y)?);
                // Debug text is exact and total, also where equality is not (NaN).
                let others: HashSet<String> = others.iter().map(|v| format!("{v:?}")).collect();
                let (mut left, mut places) = (Vec::new(), Vec::new());
                for (i, v) in values.iter().enumerate() {
                    if !others.contains(&format!("{v:?}")) {
                        left.push(*v);
                        places.push(i as i32);
                    }
                }
                cx.put(Array::from_slice(&left, &[left.len()])?);
                cx.put(Array::from_slice(&places, &[places.len()])?);
            }, else => {});
            Ok(())
        }),
        grad: Grad::None("which elements are left jumps with the input"),
        names: &[(Format::Tf, "ListDiff")],
    }
}
