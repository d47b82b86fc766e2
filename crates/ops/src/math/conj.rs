//! `conj`

use crate::prelude::*;

op! {
    /// Complex conjugates: the imaginary parts negated; real numbers as they are.
    CONJ {
        name: "conj",
        family: Family::Math,
        class: Class::General,
        inputs: &[InputDef::one("x", Accept::NumberOrComplex)],
        kernel: Kernel::Run(|cx| {
            if cx.x(0).dtype() != DType::Complex64 {
                let x = cx.take(0);
                cx.put(x);
                return Ok(());
            }
            let x = cx.dense(0)?;
            cx.fill::<Complex64>(|_, y| {
                for (y, z) in y.iter_mut().zip(slice::<Complex64>(&x)?) {
                    *y = Complex64 { re: z.re, im: -z.im };
                }
                Ok(())
            })
        }),
        grad: Grad::Rule(|cx| one(conjugate(cx.dy()?)?)),
        names: &[(Format::Tf, "Conj")],
    }
}
