//! `sparseSegmentMean`

use crate::prelude::*;
use crate::segments;

op! {
    /// Means of rows of `data`, picked by `indices`, that fall into the same segment. `segmentIds` say
    /// which, in rising order; a segment without rows is 0.
    SPARSE_SEGMENT_MEAN {
        name: "sparseSegmentMean",
        family: Family::Sparse,
        class: Class::DataDependent,
        inputs: &[
            InputDef::one("data", Accept::Number),
            InputDef::one("indices", Accept::Index),
            InputDef::one("segmentIds", Accept::Index),
        ],
        infer: segments::check,
        kernel: Kernel::Run(|cx| segments::reduce(cx, true)),
        grad: Grad::Rule(|cx| segments::gradient(cx, true)),
        names: &[(Format::Tf, "SparseSegmentMean")],
    }
}
