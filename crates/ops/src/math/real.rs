//! `real`

use crate::prelude::*;

op! {
    /// The real parts of complex numbers.
    REAL {
        name: "real",
        family: Family::Math,
        class: Class::General,
        inputs: &[InputDef::one("x", Accept::Complex)],
        infer: |cx| infer::one(DType::F32, *cx.shape(0)),
        kernel: Kernel::Run(|cx| {
            let x = cx.dense(0)?;
            cx.fill::<f32>(|_, y| {
                for (y, z) in y.iter_mut().zip(slice::<Complex64>(&x)?) {
                    *y = z.re;
                }
                Ok(())
            })
        }),
        grad: Grad::Rule(|cx| {
            let dy = cx.dy()?;
            one(dy.complex(dy.zeros_like()?)?)
        }),
        names: &[(Format::Tf, "Real")],
    }
}
