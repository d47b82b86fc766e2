//! `imag`

use crate::prelude::*;

op! {
    /// The imaginary parts of complex numbers.
    IMAG {
        name: "imag",
        family: Family::Math,
        class: Class::General,
        inputs: &[InputDef::one("x", Accept::Complex)],
        infer: |cx| infer::one(DType::F32, *cx.shape(0)),
        kernel: Kernel::Run(|cx| {
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
            one(dy.zeros_like()?.complex(dy)?)
        }),
        names: &[(Format::Tf, "Imag")],
    }
}
