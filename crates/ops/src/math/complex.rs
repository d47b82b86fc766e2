//! `complex`

use crate::prelude::*;

op! {
    /// Complex numbers from real and imaginary parts of one shape.
    COMPLEX {
        name: "complex",
        family: Family::Math,
        class: Class::General,
        inputs: &[InputDef::one("real", Accept::Float), InputDef::one("imag", Accept::Float)],
        infer: |cx| {
            if cx.shape(0) != cx.shape(1) {
                return Err(cx.mismatch("real and imag must have one shape", 0, 1));
            }
            infer::one(DType::Complex64, *cx.shape(0))
        },
        kernel: Kernel::Run(|cx| {
            let (re, im) = (elementwise::to_f32(cx.x(0))?, elementwise::to_f32(cx.x(1))?);
            cx.fill::<Complex64>(|_, y| {
                for ((y, &re), &im) in y.iter_mut().zip(slice::<f32>(&re)?).zip(slice::<f32>(&im)?)
                {
                    *y = Complex64 { re, im };
                }
                Ok(())
            })
        }),
        grad: Grad::Rule(|cx| {
            let dy = cx.dy()?;
            let re = cx.when(0, || dy.real()?.cast(cx.x(0).dtype()))?;
            let im = cx.when(1, || dy.imag()?.cast(cx.x(1).dtype()))?;
            Ok(vec![re, im])
        }),
        names: &[(Format::Tf, "Complex")],
    }
}
