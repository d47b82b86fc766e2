//! `topk`

use crate::prelude::*;

op! {
    /// The `k` largest elements along the last axis, largest first, and their places; of equal
    /// elements the first comes first.
    TOPK {
        name: "topk",
        family: Family::Array,
        inputs: &[InputDef::one("x", Accept::Number)],
        attrs: &[
            attr("k", AttrKind::Int, AttrDefault::Int(1)),
            attr("sorted", AttrKind::Bool, AttrDefault::Bool(true)),
        ],
        outputs: Outputs::Named(&["values", "indices"]),
        infer: |cx| {
            let (shape, k) = (cx.at_least(0, 1)?, cx.count("k")?);
            let last = shape.rank() - 1;
            if k > shape[last] {
                return Err(cx.attr_error(
                    "k",
                    format!("at most the {} elements of the last axis", shape[last]),
                ));
            }
            let shape = shape.with(last, k);
            Ok(smallvec![Spec::new(cx.dtype(0), shape), Spec::new(DType::I32, shape)])
        },
        kernel: Kernel::Run(sorting::top_k),
        grad: Grad::Rule(|cx| {
            let (indices, x) = (cx.y(1), cx.x(0));
            one(sorting::scatter_last(cx.dy_of(0)?, indices, x.shape())?)
        }),
        names: &[
            (Format::Tf, "TopKV2"),
            (Format::Tf, "TopK"),
            (Format::Onnx, "TopK"),
            (Format::Tflite, "TOPK_V2"),
        ],
    }
}
