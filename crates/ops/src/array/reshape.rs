//! `reshape`

use crate::prelude::*;

op! {
    /// The same elements in the same order under another shape; one extent may be -1 and then
    /// follows from the others. No bytes move where the layout allows.
    RESHAPE {
        name: "reshape",
        family: Family::Array,
        class: Class::View,
        inputs: &[InputDef::one("x", Accept::Any)],
        attrs: &[attr("shape", AttrKind::Ints, AttrDefault::Required)],
        infer: |cx| {
            let (x, wanted) = (cx.shape(0), cx.list("shape"));
            let size = x.size();
            // Too large or negative a product is caught below.
            let known = wanted.iter().filter(|&&d| d != -1).fold(1i64, |n, &d| n.saturating_mul(d));
            let unknown = wanted.iter().filter(|&&d| d == -1).count();
            let dims: Vec<usize> = wanted
                .iter()
                .map(|&d| match d {
                    -1 if known > 0 => Ok(size / known as usize),
                    -1 => Ok(0),
                    d => usize::try_from(d)
                        .map_err(|_| cx.attr_error("shape", "extents of at least 0, or one -1")),
                })
                .collect::<Result<_>>()?;
            let shape = Shape::new(&dims)?;
            if unknown > 1 {
                return Err(cx.attr_error("shape", "at most one -1"));
            }
            if shape.size() != size {
                return Err(cx.error(format!(
                    "shape {x} has {size} elements, {wanted:?} has room for {} (expected as many)",
                    shape.size()
                )));
            }
            infer::one(cx.dtype(0), shape)
        },
        kernel: Kernel::Run(|cx| {
            let shape = cx.spec(0).shape;
            match cx.x(0).layout().reshape(&shape) {
                Some(layout) => {
                    let x = cx.take(0).with_layout(layout)?;
                    cx.put(x);
                }
                None => {
                    let dense = cx.dense(0)?.reshape(shape)?;
                    cx.put(dense);
                }
            }
            Ok(())
        }),
        grad: Grad::Rule(|cx| one(cx.dy()?.reshape(cx.x(0).shape())?)),
        names: &[(Format::Tf, "Reshape"), (Format::Onnx, "Reshape"), (Format::Tflite, "RESHAPE")],
    }
}
