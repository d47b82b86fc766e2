//! `relu6Grad`

use crate::prelude::*;

op! {
    /// Gradient of relu6: `dy` where relu6's input lies strictly between 0 and 6, else 0.
    RELU6_GRAD {
        name: "relu6Grad",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("dy", Accept::Number), InputDef::one("x", Accept::Number)],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Binary(arithmetic!(Relu6Grad)),
        grad: Grad::Rule(|cx| {
            let d = cx.when(0, || cx.dy()?.relu6_grad(cx.x(1)))?;
            let zero = cx.when(1, || cx.x(1).zeros_like())?;
            unbroadcast(cx.x(0), d, cx.x(1), zero)
        }),
        names: &[(Format::Tf, "Relu6Grad")],
    }
}
