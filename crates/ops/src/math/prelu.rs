//! `prelu`

use crate::prelude::*;

op! {
    /// Parametric rectified linear unit: `x` above 0, `alpha * x` below, `alpha` broadcast.
    PRELU {
        name: "prelu",
        family: Family::Math,
        class: Class::General,
        inputs: &[InputDef::one("x", Accept::Float), InputDef::one("alpha", Accept::Float)],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Composite(|cx| {
            let (x, alpha) = (cx.x(0), cx.x(1));
            let below = x.minimum(x.scalar(0.0)?)?;
            Ok(vec![x.relu()?.add(below.mul(alpha)?)?])
        }),
        grad: Grad::Composite,
        names: &[(Format::Tf, "Prelu"), (Format::Onnx, "PRelu"), (Format::Tflite, "PRELU")],
    }
}
