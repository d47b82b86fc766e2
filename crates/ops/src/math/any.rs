//! `any`

use crate::prelude::*;
use crate::reduction;

op! {
    /// Is any element true, over axes?
    ANY {
        name: "any",
        family: Family::Math,
        inputs: &[InputDef::one("x", Accept::Bool)],
        attrs: &[
            attr("axis", AttrKind::Axes, AttrDefault::Null),
            attr("keepDims", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        infer: infer::reduce,
        kernel: Kernel::Run(reduction::run::<reduce::Any, bool>),
        grad: Grad::None("its values are true and false"),
        names: &[(Format::Tf, "Any"), (Format::Tflite, "REDUCE_ANY")],
    }
}
