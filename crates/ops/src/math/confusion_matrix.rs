//! `confusionMatrix`

use crate::movement;
use crate::prelude::*;

op! {
    /// How often a class was taken for another: row `i`, column `j` counts the examples of class
    /// `i` that were predicted as class `j`.
    CONFUSION_MATRIX {
        name: "confusionMatrix",
        family: Family::Math,
        inputs: &[
            InputDef::one("labels", Accept::Index),
            InputDef::one("predictions", Accept::Index),
        ],
        attrs: &[attr("numClasses", AttrKind::Int, AttrDefault::Required)],
        infer: |cx| {
            let (labels, predictions) = (cx.ranked(0, 1)?, cx.ranked(1, 1)?);
            if labels != predictions {
                return Err(cx.error(format!(
                    "Mismatch in the number of examples: {} vs. {}",
                    labels[0], predictions[0]
                )));
            }
            let classes = cx.count("numClasses")?;
            if classes == 0 {
                return Err(cx.attr_error("numClasses", "a number above 0"));
            }
            infer::one(DType::I32, Shape::new(&[classes, classes])?)
        },
        kernel: Kernel::Run(|cx| {
            let (labels, predictions) = (movement::indices(cx.x(0))?, movement::indices(cx.x(1))?);
            let classes = cx.count("numClasses")?;
            let class = |i: i64| usize::try_from(i).ok().filter(|&i| i < classes);
            cx.fill::<i32>(|_, y| {
                y.fill(0);
                for (&label, &prediction) in labels.iter().zip(&predictions) {
                    if let (Some(i), Some(j)) = (class(label), class(prediction)) {
                        y[i * classes + j] += 1;
                    }
                }
                Ok(())
            })
        }),
        grad: Grad::None("its values are counts, not numbers that vary"),
        names: &[],
    }
}
