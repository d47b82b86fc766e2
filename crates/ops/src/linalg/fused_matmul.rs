//! `fusedMatMul`

use crate::prelude::*;
use crate::product;

op! {
    /// `activation(matMul(a, b) + bias)` in one pass; the bias is a vector over the columns.
    FUSED_MATMUL {
        name: "fusedMatMul",
        family: Family::Linalg,
        inputs: &[
            InputDef::one("a", Accept::Float),
            InputDef::one("b", Accept::Float),
            InputDef::optional("bias", Accept::Float),
        ],
        promote: true,
        attrs: &[
            attr("transposeA", AttrKind::Bool, AttrDefault::Bool(false)),
            attr("transposeB", AttrKind::Bool, AttrDefault::Bool(false)),
            attr("activation", AttrKind::Word(product::ACTIVATIONS), AttrDefault::Str("linear")),
            attr("leakyreluAlpha", AttrKind::Float, AttrDefault::Float(0.2)),
        ],
        infer: |cx| {
            let shape = product::output_shape(cx)?;
            if let Some(bias) = cx.inputs().get(2) {
                let columns = if cx.shape(1).rank() == 1 { 1 } else { shape[shape.rank() - 1] };
                if bias.shape[..] != [columns] {
                    return Err(
                        cx.error(format!("bias has shape {}, expected [{columns}]", bias.shape))
                    );
                }
            }
            infer::one(cx.dtype(0), shape)
        },
        kernel: Kernel::Run(|cx| product::matmul(cx, Some("activation"))),
        grad: Grad::Rule(product::fused_gradient),
        names: &[(Format::Tf, "_FusedMatMul"), (Format::Tflite, "FULLY_CONNECTED")],
    }
}
