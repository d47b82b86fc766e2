//! `sparseSegmentSum`

use crate::prelude::*;
use crate::segments;

op! {
    /// Sums of rows of `data`, picked by `indices`, that fall into the same segment. `segmentIds` say
    /// which, in rising order; a segment without rows is 0.
    SPARSE_SEGMENT_SUM {
        name: "sparseSegmentSum",
        family: Family::Sparse,
        class: Class::DataDependent,
        inputs: &[
            InputDef::one("data", Accept::Number),
            InputDef::one("indices", Accept::Index),
            InputDef::one("segmentIds", Accept::Index),
        ],
        infer: segments::check,
        kernel: Kernel::Run(|cx| segments::reduce(cx, false)),
        grad: Grad::Rule(|cx| segments::gradient(cx, false)),
        names: &[(Format::Tf, "SparseSegmentSum")],
    }
}
