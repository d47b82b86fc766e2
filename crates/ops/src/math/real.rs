//! `real`

use crate::prelude::*;

op! {
    /// The real parts of complex numbers; real numbers as they are.
    REAL {
        name: "real",
        family: Family::Math,
        class: Class::General,
        inputs: &[InputDef::one("x", Accept::NumberOrComplex)],
        infer: infer::complex_part,
        kernel: Kernel::Run(|cx| {
            if cx.x(0).dtype() != DType::Complex64 {
                let x = cx.take(0);
                cx.put(x);
                return Ok(());
            }
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
            if cx.x(0).dtype() != DType::Complex64 {
                return one(dy);
            }
            one(dy.complex(dy.zeros_like()?)?)
        }),
        names: &[(Format::Tf, "Real")],
    }
}
