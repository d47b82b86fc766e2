//! `reciprocal`

use crate::prelude::*;

op! {
    /// `1 / x`.
    RECIPROCAL {
        name: "reciprocal",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::FloatOrComplex)],
        kernel: Kernel::Unary(unary!(
            vecmath::reciprocal_f32,
            vecmath::reciprocal_f32_inplace,
            vecmath::reciprocal_f64_inplace,
            cost 4,
            complex complex_reciprocal,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.neg()?.mul(conjugate(cx.y(0).square()?)?)?)),
        names: &[(Format::Tf, "Reciprocal"), (Format::Tf, "Inv"), (Format::Onnx, "Reciprocal")],
    }
}

fn complex_reciprocal(z: Complex64) -> Complex64 {
    let (re, im) = (f64::from(z.re), f64::from(z.im));
    let size = re * re + im * im;
    Complex64 { re: (re / size) as f32, im: (-im / size) as f32 }
}
