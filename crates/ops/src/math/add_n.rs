//! `addN`

use crate::prelude::*;

op! {
    /// Sum of any number of tensors of one shape.
    ADD_N {
        name: "addN",
        family: Family::Math,
        class: Class::General,
        inputs: &[InputDef::variadic("tensors", Accept::NumberOrComplex)],
        promote: true,
        infer: |cx| {
            for i in 1..cx.inputs().len() {
                if cx.shape(i) != cx.shape(0) {
                    return Err(cx.mismatch("all inputs must have one shape", 0, i));
                }
            }
            infer::first_input(cx)
        },
        kernel: Kernel::Composite(|cx| {
            let mut sum = cx.x(0);
            for &x in &cx.inputs()[1..] {
                sum = sum.add(x)?;
            }
            Ok(vec![sum])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "AddN"), (Format::Onnx, "Sum"), (Format::Tflite, "ADD_N")],
    }
}
