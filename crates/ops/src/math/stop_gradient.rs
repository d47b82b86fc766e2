//! `stopGradient`

use crate::prelude::*;

op! {
    /// The same values, through which no gradient flows.
    STOP_GRADIENT {
        name: "stopGradient",
        family: Family::Math,
        class: Class::View,
        inputs: &[InputDef::one("x", Accept::Any)],
        kernel: Kernel::Run(|cx| {
            let x = cx.take(0);
            cx.put(x);
            Ok(())
        }),
        grad: Grad::Rule(|_| Ok(vec![None])),
        names: &[(Format::Tf, "StopGradient")],
    }
}
