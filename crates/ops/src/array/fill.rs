//! `fill`

use crate::prelude::*;

op! {
    /// A tensor of one repeated value.
    FILL {
        name: "fill",
        family: Family::Array,
        attrs: &[
            attr("shape", AttrKind::Ints, AttrDefault::Required),
            attr("value", AttrKind::Float, AttrDefault::Required),
            attr("dtype", AttrKind::DType, AttrDefault::DType(DType::F32)),
        ],
        infer: |cx| infer::one(movement::number_dtype(cx)?, cx.shape_attr("shape")?),
        kernel: Kernel::Run(|cx| {
            let Spec { dtype, shape } = cx.spec(0);
            let out = Array::full(dtype, shape, Scalar::Float(cx.float("value")))?;
            cx.put(out);
            Ok(())
        }),
        grad: Grad::None("it has no inputs"),
        names: &[(Format::Tf, "Fill"), (Format::Tflite, "FILL")],
    }
}
