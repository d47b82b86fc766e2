//! `cast`

use crate::prelude::*;

op! {
    /// The elements as another type. A float becomes an integer by dropping its fraction
    /// (saturated, NaN becomes 0), anything becomes bool by being other than 0.
    CAST {
        name: "cast",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Numeric)],
        attrs: &[attr("dtype", AttrKind::DType, AttrDefault::Required)],
        infer: |cx| match cx.dtype_attr("dtype") {
            Some(DType::String) => Err(cx.attr_error("dtype", "a dtype of numbers")),
            dtype => infer::one(dtype.unwrap_or(cx.dtype(0)), *cx.shape(0)),
        },
        kernel: Kernel::Run(|cx| {
            let to = cx.spec(0).dtype;
            if cx.x(0).dtype() == to {
                let x = cx.take(0);
                cx.put(x);
                return Ok(());
            }
            let x = cx.dense(0)?;
            let mut out = cx.out()?;
            elementwise::cast(&x, &mut out)?;
            cx.put(out);
            Ok(())
        }),
        grad: Grad::Rule(|cx| {
            let (dy, dtype) = (cx.dy()?, cx.x(0).dtype());
            // Only a lenient tape asks for that of integers: as if they were real.
            let real = dtype.is_float() || dtype == DType::Complex64;
            one(if real { dy.cast(dtype)? } else { dy })
        }),
        names: &[(Format::Tf, "Cast"), (Format::Onnx, "Cast"), (Format::Tflite, "CAST")],
    }
}
