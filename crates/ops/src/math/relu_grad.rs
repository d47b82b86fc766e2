//! `reluGrad`

use crate::prelude::*;

op! {
    /// Gradient of relu: `dy` where `y`, relu's output (or input), is above 0, else 0.
    RELU_GRAD {
        name: "reluGrad",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("dy", Accept::Number), InputDef::one("y", Accept::Number)],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Binary(arithmetic!(ReluGrad)),
        grad: Grad::Rule(|cx| {
            let d = cx.when(0, || cx.dy()?.relu_grad(cx.x(1)))?;
            let zero = cx.when(1, || cx.x(1).zeros_like())?;
            unbroadcast(cx.x(0), d, cx.x(1), zero)
        }),
        names: &[(Format::Tf, "ReluGrad")],
    }
}
