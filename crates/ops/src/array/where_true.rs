//! `whereTrue`

use crate::prelude::*;

op! {
    /// The coordinates of the true elements, a row each, in order.
    WHERE_TRUE {
        name: "whereTrue",
        family: Family::Array,
        class: Class::DataDependent,
        inputs: &[InputDef::one("condition", Accept::Condition)],
        infer: |cx| {
            // The number of true elements is known only to the kernel; this is the most it can be.
            infer::one(DType::I32, Shape::new(&[cx.shape(0).size(), cx.shape(0).rank()])?)
        },
        kernel: Kernel::Run(|cx| {
            let x = cx.dense(0)?;
            let (shape, values) = (*x.shape(), slice::<bool>(&x)?);
            let rows = values.iter().filter(|&&v| v).count();
            let mut out = cx.out_as(DType::I32, Shape::new(&[rows, shape.rank()])?)?;
            let y = slice_mut::<i32>(&mut out)?;
            let places = values.iter().enumerate().filter(|(_, v)| **v);
            for (row, (i, _)) in places.enumerate() {
                let mut left = i;
                for axis in (0..shape.rank()).rev() {
                    y[row * shape.rank() + axis] = (left % shape[axis]) as i32;
                    left /= shape[axis];
                }
            }
            cx.put(out);
            Ok(())
        }),
        grad: Grad::None("its output is an index"),
        names: &[(Format::Tf, "Where"), (Format::Onnx, "NonZero"), (Format::Tflite, "WHERE")],
    }
}
