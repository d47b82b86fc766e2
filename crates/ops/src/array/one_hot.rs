//! `oneHot`

use crate::prelude::*;

op! {
    /// For each index a vector of `depth` elements, `onValue` at the index and `offValue`
    /// elsewhere, along a new last axis; an index outside gives a vector of `offValue`.
    ONE_HOT {
        name: "oneHot",
        family: Family::Array,
        inputs: &[InputDef::one("indices", Accept::Index)],
        attrs: &[
            attr("depth", AttrKind::Int, AttrDefault::Required),
            attr("onValue", AttrKind::Float, AttrDefault::Float(1.0)),
            attr("offValue", AttrKind::Float, AttrDefault::Float(0.0)),
            attr("dtype", AttrKind::DType, AttrDefault::DType(DType::I32)),
        ],
        infer: |cx| {
            let dtype = cx.dtype_attr("dtype").unwrap_or(DType::I32);
            if dtype == DType::String {
                return Err(cx.attr_error("dtype", "a dtype of numbers"));
            }
            infer::one(dtype, cx.shape(0).insert(cx.shape(0).rank(), cx.count("depth")?)?)
        },
        kernel: Kernel::Run(|cx| {
            let indices = movement::indices(cx.x(0))?;
            let depth = cx.count("depth")?;
            let Spec { dtype, shape } = cx.spec(0);
            let mut out = Array::full(dtype, shape, Scalar::Float(cx.float("offValue")))?;
            let on = Array::full(dtype, Shape::SCALAR, Scalar::Float(cx.float("onValue")))?;
            match_dtype!([all] dtype, T => {
                let (y, on) = (slice_mut::<T>(&mut out)?, slice::<T>(&on)?[0]);
                for (row, &i) in indices.iter().enumerate() {
                    if (0..depth as i64).contains(&i) {
                        y[row * depth + i as usize] = on;
                    }
                }
            }, else => {});
            cx.put(out);
            Ok(())
        }),
        grad: Grad::None("its input is an index"),
        names: &[(Format::Tf, "OneHot"), (Format::Onnx, "OneHot"), (Format::Tflite, "ONE_HOT")],
    }
}
