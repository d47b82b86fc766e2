//! `unique`

use crate::prelude::*;

op! {
    /// The distinct elements of `x` (slices along `axis`, or single elements of the flattened
    /// tensor) in the order of first occurrence, and for each element of `x` its place among them.
    UNIQUE {
        name: "unique",
        family: Family::Array,
        class: Class::DataDependent,
        inputs: &[InputDef::one("x", Accept::Any)],
        attrs: &[attr("axis", AttrKind::Int, AttrDefault::Null)],
        outputs: Outputs::Named(&["values", "indices"]),
        infer: |cx| {
            // The number of distinct elements is known only to the kernel; this is the most it can
            // be.
            let (shape, axis) = sorting::unique_axis(cx, cx.shape(0))?;
            Ok(smallvec![
                Spec::new(cx.dtype(0), shape),
                Spec::new(DType::I32, Shape::new(&[shape[axis]])?)
            ])
        },
        kernel: Kernel::Run(sorting::unique),
        grad: Grad::None("which elements are distinct jumps with the input"),
        names: &[(Format::Tf, "Unique"), (Format::Tf, "UniqueV2"), (Format::Onnx, "Unique")],
    }
}
