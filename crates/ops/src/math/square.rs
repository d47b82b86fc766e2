//! `square`

use crate::prelude::*;

op! {
    /// `x * x`.
    SQUARE {
        name: "square",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::NumberOrComplex)],
        kernel: Kernel::Unary(unary!(
            vecmath::square_f32,
            vecmath::square_f32_inplace,
            vecmath::square_f64_inplace,
            cost 1,
            int |_, x| x.wrapping_mul(x),
            complex |z| Complex64 { re: z.re * z.re - z.im * z.im, im: 2.0 * z.re * z.im },
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul(conjugate(cx.x(0).mul_scalar(2.0)?)?)?)),
        names: &[(Format::Tf, "Square"), (Format::Tflite, "SQUARE")],
    }
}
