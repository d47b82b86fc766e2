//! `gelu`

use crate::prelude::*;

op! {
    /// Gaussian error linear unit: `x` times the normal distribution function of `x`
    /// (Hendrycks and Gimpel 2016); with `approximate` by the tanh formula.
    GELU {
        name: "gelu",
        family: Family::Math,
        class: Class::Elementwise,
        inputs: &[InputDef::one("x", Accept::Float)],
        attrs: &[attr("approximate", AttrKind::Bool, AttrDefault::Bool(false))],
        kernel: Kernel::Unary(&UnaryKernel {
            f32: |a, x, y| {
                if flag(a, 0) { vecmath::gelu_tanh_f32(x, y) } else { vecmath::gelu_f32(x, y) }
            },
            f32_inplace: |a, y| {
                if flag(a, 0) {
                    vecmath::gelu_tanh_f32_inplace(y)
                } else {
                    vecmath::gelu_f32_inplace(y)
                }
            },
            f64_inplace: |a, y| {
                if flag(a, 0) {
                    vecmath::gelu_tanh_f64_inplace(y)
                } else {
                    vecmath::gelu_f64_inplace(y)
                }
            },
            int: None,
            complex: None,
            cost: 20,
        }),
        grad: Grad::Rule(gradient),
        names: &[(Format::Onnx, "Gelu")],
    }
}

fn gradient<'a>(cx: &OpCx<'a>) -> Result<Vec<Option<Var<'a>>>> {
    let x = cx.x(0);
    let slope = if cx.bool("approximate") {
        // y = x (1 + t) / 2 with t = tanh(c (x + 0.044715 x^3)).
        let c = (2.0 / std::f64::consts::PI).sqrt();
        let square = x.square()?;
        let inner = x.mul(square.mul_scalar(0.044715)?.add_scalar(1.0)?)?.mul_scalar(c)?;
        let t = inner.tanh()?;
        let inner_slope = square.mul_scalar(3.0 * 0.044715)?.add_scalar(1.0)?.mul_scalar(c)?;
        let curve = t.square()?.neg()?.add_scalar(1.0)?;
        let rise = x.mul(curve)?.mul(inner_slope)?;
        t.add_scalar(1.0)?.add(rise)?.mul_scalar(0.5)?
    } else {
        let distribution = x
            .mul_scalar(std::f64::consts::FRAC_1_SQRT_2)?
            .erf()?
            .add_scalar(1.0)?
            .mul_scalar(0.5)?;
        let density = x
            .square()?
            .mul_scalar(-0.5)?
            .exp()?
            .mul_scalar(1.0 / (2.0 * std::f64::consts::PI).sqrt())?;
        distribution.add(x.mul(density)?)?
    };
    one(cx.dy()?.mul(slope)?)
}
