//! `step`

use crate::prelude::*;

op! {
    /// 1 above 0, `alpha` elsewhere (at 0 too); NaN stays.
    STEP {
        name: "step",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        attrs: &[attr("alpha", AttrKind::Float, AttrDefault::Float(0.0))],
        kernel: Kernel::Unary(unary_with!(
            vecmath::step_f32,
            vecmath::step_f32_inplace,
            vecmath::step_f64,
            cost 1,
            |a| (float(a, 0)),
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.zeros_like()?)),
    }
}
