//! `div`

use crate::prelude::*;

op! {
    /// Quotient: `a / b`, broadcast. Of integers rounded down, as floorDiv; by 0 they give 0.
    DIV {
        name: "div",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[
            InputDef::one("a", Accept::NumberOrComplex),
            InputDef::one("b", Accept::NumberOrComplex),
        ],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Binary(arithmetic!(@kernel Div, divide)),
        grad: Grad::Rule(|cx| {
            let (a, b) = (cx.x(0), cx.x(1));
            let da = cx.when(0, || cx.dy()?.div(conjugate(b)?))?;
            let db = cx.when(1, || {
                // A quotient of integers is rounded, and its gradient is that of real numbers.
                let y = if b.dtype().is_int() { a.cast(DType::F32)?.div(b)? } else { cx.y(0) };
                cx.dy()?.mul(conjugate(y.neg()?.div(b)?)?)
            })?;
            unbroadcast(a, da, b, db)
        }),
        names: &[
            (Format::Tf, "RealDiv"),
            (Format::Tf, "Div"),
            (Format::Onnx, "Div"),
            (Format::Tflite, "DIV"),
        ],
    }
}

fn divide(cx: &mut KernelCx<'_>) -> Result<()> {
    let dtype = cx.spec(0).dtype;
    if dtype == DType::Complex64 {
        elementwise::binary::<binary::Div, Complex64>(cx)
    } else if dtype.is_float() {
        elementwise::floats::<binary::Div>(cx)
    } else {
        elementwise::integers::<binary::FloorDiv>(cx)
    }
}
