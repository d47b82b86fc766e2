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
            // By their bits, so that NaN is in y if y has that NaN.
            let size = x.dtype().size();
            let others: HashSet<&[u8]> = movement::bytes(&y).chunks_exact(size).collect();
            let values = movement::bytes(&x).chunks_exact(size).enumerate();
            let left: Vec<i32> =
                values.filter(|(_, v)| !others.contains(v)).map(|(i, _)| i as i32).collect();
            let rows = left.iter().map(|&i| i as usize);
            cx.put(movement::pick_rows(&x, rows, 1, &[left.len()])?);
            cx.put(Array::from_slice(&left, &[left.len()])?);
            Ok(())
        }),
        grad: Grad::None("which elements are left jumps with the input"),
        names: &[(Format::Tf, "ListDiff")],
    }
}
