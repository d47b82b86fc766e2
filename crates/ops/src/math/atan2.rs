//! `atan2`

use crate::prelude::*;

op! {
    /// The angle in radians, from -pi to pi, of the point with ordinate `a` and abscissa `b`,
    /// broadcast.
    ATAN2 {
        name: "atan2",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("a", Accept::Float), InputDef::one("b", Accept::Float)],
        promote: true,
        infer: infer::broadcast,
        kernel: Kernel::Binary(arithmetic!(float Atan2)),
        grad: Grad::Rule(|cx| {
            let (a, b) = (cx.x(0), cx.x(1));
            let da = cx.when(0, || cx.dy()?.mul(b.div(a.square()?.add(b.square()?)?)?))?;
            let db = cx.when(1, || cx.dy()?.mul(a.neg()?.div(a.square()?.add(b.square()?)?)?))?;
            unbroadcast(a, da, b, db)
        }),
        names: &[(Format::Tf, "Atan2")],
    }
}
