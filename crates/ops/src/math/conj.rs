//! `conj`

use crate::prelude::*;

op! {
    /// Complex conjugates: the imaginary parts negated.
    CONJ {
        name: "conj",
        family: Family::Math,
        class: Class::General,
        inputs: &[InputDef::one("x", Accept::Complex)],
        kernel: Kernel::Run(|cx| {
            let x = cx.dense(0)?;
            cx.fill::<Complex64>(|_, y| {
                for (y, z) in y.iter_mut().zip(slice::<Complex64>(&x)?) {
                    *y = Complex64 { re: z.re, im: -z.im };
                }
                Ok(())
            })
        }),
        grad: Grad::Rule(|cx| one(cx.dy()?.conj()?)),
        names: &[(Format::Tf, "Conj")],
    }
}
