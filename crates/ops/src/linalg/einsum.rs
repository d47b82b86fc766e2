//! `einsum`

use crate::einsum;
use crate::prelude::*;

op! {
    /// Sum of products by Einstein's convention: `"ij,jk->ik"` is a matrix product. Each operand
    /// has a letter for each axis; letters that the result lacks are summed over. A letter twice in
    /// one operand takes its diagonal; `...` stands for any axes, which broadcast.
    EINSUM {
        name: "einsum",
        family: Family::Linalg,
        inputs: &[InputDef::variadic("tensors", Accept::NumberOrComplex)],
        promote: true,
        attrs: &[attr("equation", AttrKind::Text, AttrDefault::Required)],
        infer: |cx| {
            let shapes: Vec<Shape> = cx.inputs().iter().map(|s| s.shape).collect();
            let equation = einsum::Equation::parse(cx, &shapes)?;
            infer::one(cx.dtype(0), equation.output_shape()?)
        },
        kernel: Kernel::Composite(einsum::expand),
        grad: Grad::Composite,
        names: &[(Format::Tf, "Einsum"), (Format::Onnx, "Einsum")],
    }
}
