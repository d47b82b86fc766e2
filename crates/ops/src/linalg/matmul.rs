//! `matMul`

use crate::prelude::*;
use crate::product;

op! {
    /// Matrix product over the last two axes, the axes before them broadcast as a batch; either
    /// operand may be taken transposed. A vector counts as a row on the left and a column on the
    /// right.
    MATMUL {
        name: "matMul",
        family: Family::Linalg,
        inputs: &[
            InputDef::one("a", Accept::NumberOrComplex),
            InputDef::one("b", Accept::NumberOrComplex),
        ],
        promote: true,
        attrs: &[
            attr("transposeA", AttrKind::Bool, AttrDefault::Bool(false)),
            attr("transposeB", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        infer: |cx| infer::one(cx.dtype(0), product::output_shape(cx)?),
        kernel: Kernel::Run(|cx| product::matmul(cx, None)),
        grad: Grad::Rule(product::gradient),
        names: &[
            (Format::Tf, "MatMul"),
            (Format::Tf, "BatchMatMul"),
            (Format::Tf, "BatchMatMulV2"),
            (Format::Onnx, "MatMul"),
            (Format::Tflite, "BATCH_MATMUL"),
        ],
    }
}
