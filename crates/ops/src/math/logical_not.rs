//! `logicalNot`

use crate::prelude::*;

op! {
    /// True where `x` is false.
    LOGICAL_NOT {
        name: "logicalNot",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Bool)],
        kernel: Kernel::Run(|cx| {
            let x = cx.dense(0)?;
            cx.fill::<bool>(|_, y| {
                for (y, &x) in y.iter_mut().zip(slice::<bool>(&x)?) {
                    *y = !x;
                }
                Ok(())
            })
        }),
        grad: Grad::None("its values are true and false"),
        names: &[
            (Format::Tf, "LogicalNot"),
            (Format::Onnx, "Not"),
            (Format::Tflite, "LOGICAL_NOT"),
        ],
    }
}
