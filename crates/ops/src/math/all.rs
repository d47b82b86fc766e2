//! `all`

use crate::prelude::*;
use crate::reduction;

op! {
    /// Are all elements true, over axes?
    ALL {
        name: "all",
        family: Family::Math,
        inputs: &[InputDef::one("x", Accept::Bool)],
        attrs: &[
            attr("axis", AttrKind::Axes, AttrDefault::Null),
            attr("keepDims", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        infer: infer::reduce,
        kernel: Kernel::Run(reduction::run::<reduce::All, bool>),
        grad: Grad::None("its values are true and false"),
        names: &[(Format::Tf, "All"), (Format::Tflite, "REDUCE_ALL")],
    }
}
