//! `logSigmoid`

use crate::prelude::*;

op! {
    /// Logarithm of the logistic function: `-ln(1 + exp(-x))`.
    LOG_SIGMOID {
        name: "logSigmoid",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        kernel: Kernel::Unary(unary!(
            vecmath::log_sigmoid_f32,
            vecmath::log_sigmoid_f32_inplace,
            vecmath::log_sigmoid_f64_inplace,
            cost 10,
        )),
        grad: Grad::Rule(|cx| one(cx.dy()?.mul(cx.x(0).neg()?.sigmoid()?)?)),
    }
}
