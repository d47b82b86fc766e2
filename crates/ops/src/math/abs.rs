//! `abs`

use crate::prelude::*;

op! {
    /// Absolute value: `|x|`; of complex numbers, their magnitude in float32.
    ABS {
        name: "abs",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::NumberOrComplex)],
        infer: infer::complex_part,
        kernel: Kernel::Unary(unary!(
            vecmath::abs_f32,
            vecmath::abs_f32_inplace,
            vecmath::abs_f64_inplace,
            cost 1,
            int |_, x| x.wrapping_abs(),
            complex |z| Complex64 { re: z.re.hypot(z.im), im: 0.0 },
        )),
        grad: Grad::Rule(|cx| {
            let (x, y, dy) = (cx.x(0), cx.y(0), cx.dy()?);
            if x.dtype() == DType::Complex64 {
                // x / |x|, and 0 at 0.
                return one(x.mul(dy.div_no_nan(y)?)?);
            }
            one(dy.mul(x.sign()?)?)
        }),
        names: &[
            (Format::Tf, "Abs"),
            (Format::Tf, "ComplexAbs"),
            (Format::Onnx, "Abs"),
            (Format::Tflite, "ABS"),
        ],
    }
}
