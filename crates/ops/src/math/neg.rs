//! `neg`

use crate::prelude::*;

op! {
    /// The negative: `-x`.
    NEG {
        name: "neg",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::NumberOrComplex)],
        kernel: Kernel::Unary(unary!(
            vecmath::neg_f32,
            vecmath::neg_f32_inplace,
            vecmath::neg_f64_inplace,
            cost 1,
            int |_, x| x.wrapping_neg(),
            complex |z| Complex64 { re: -z.re, im: -z.im },
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.neg()?)),
        names: &[(Format::Tf, "Neg"), (Format::Onnx, "Neg"), (Format::Tflite, "NEG")],
    }
}
