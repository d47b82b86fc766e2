//! `exp`

use crate::prelude::*;

op! {
    /// `e` to the power of `x`.
    EXP {
        name: "exp",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::FloatOrComplex)],
        kernel: Kernel::Unary(unary!(
            vecmath::exp_f32,
            vecmath::exp_f32_inplace,
            vecmath::exp_f64_inplace,
            cost 10,
            complex complex_exp,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul(conjugate(cx.y(0))?)?)),
        names: &[(Format::Tf, "Exp"), (Format::Onnx, "Exp"), (Format::Tflite, "EXP")],
    }
}

fn complex_exp(z: Complex64) -> Complex64 {
    let (size, (sin, cos)) = (f64::from(z.re).exp(), f64::from(z.im).sin_cos());
    Complex64 { re: (size * cos) as f32, im: (size * sin) as f32 }
}
