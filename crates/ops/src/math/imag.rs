//! `imag`

use crate::prelude::*;

op! {
    /// The imaginary parts of complex numbers; of real numbers 0.
    IMAG {
        name: "imag",
        family: Family::Math,
        class: Class::General,
        inputs: &[InputDef::one("x", Accept::NumberOrComplex)],
        infer: infer::complex_part,
        kernel: Kernel::Run(|cx| {
            if cx.x(0).dtype() != DType::Complex64 {
                let Spec { dtype, shape } = cx.spec(0);
                cx.put(Array::full(dtype, shape, Scalar::Int(0))?);
                return Ok(());
            }
            let x = cx.dense(0)?;
            cx.fill::<f32>(|_, y| {
                for (y, z) in y.iter_mut().zip(slice::<Complex64>(&x)?) {
                    *y = z.im;
                }
                Ok(())
            })
        }),
        grad: Grad::Rule(|cx| {
            let dy = cx.dy()?;
            if cx.x(0).dtype() != DType::Complex64 {
                return one(dy.zeros_like()?);
            }
            one(dy.zeros_like()?.complex(dy)?)
        }),
        names: &[(Format::Tf, "Imag")],
    }
}
