//! `identity`

use crate::prelude::*;

op! {
    /// A new tensor of the same values; no bytes move.
    IDENTITY {
        name: "identity",
        family: Family::Math,
        class: Class::View,
        inputs: &[InputDef::one("x", Accept::Any)],
        kernel: Kernel::Run(|cx| {
            let x = cx.take(0);
            cx.put(x);
            Ok(())
        }),
        grad: Grad::Rule(|cx| one(cx.dy()?)),
        names: &[(Format::Tf, "Identity"), (Format::Onnx, "Identity")],
    }
}
