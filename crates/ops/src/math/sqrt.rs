//! `sqrt`

use crate::prelude::*;

op! {
    /// Square root; NaN below 0, of complex numbers the one with a real part of at least 0.
    SQRT {
        name: "sqrt",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::FloatOrComplex)],
        kernel: Kernel::Unary(unary!(
            vecmath::sqrt_f32,
            vecmath::sqrt_f32_inplace,
            vecmath::sqrt_f64_inplace,
            cost 4,
            complex complex_sqrt,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul_scalar(0.5)?.div(conjugate(cx.y(0))?)?)),
        names: &[(Format::Tf, "Sqrt"), (Format::Onnx, "Sqrt"), (Format::Tflite, "SQRT")],
    }
}

fn complex_sqrt(z: Complex64) -> Complex64 {
    let (re, im) = (f64::from(z.re), f64::from(z.im));
    let size = re.hypot(im);
    // Of the two formulas for each part, the one that does not subtract.
    if size == 0.0 {
        return Complex64 { re: 0.0, im: z.im };
    }
    let large = ((size + re.abs()) / 2.0).sqrt();
    let small = im.abs() / (2.0 * large);
    let (a, b) = if re >= 0.0 { (large, small) } else { (small, large) };
    Complex64 { re: a as f32, im: (b as f32).copysign(z.im) }
}
