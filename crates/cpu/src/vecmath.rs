//! Vectorised mathematical functions of one argument on slices.
//!
//! For every function there are `NAME_f32(x, y)`, which writes `y[i] = f(x[i])`, and
//! `NAME_f32_inplace(y)`, and the same with `f64`. They run on the calling thread alone: callers
//! cut long slices into blocks, see [`map`].
//!
//! Over the whole range of `f32`, infinities, NaN and subnormal numbers included, results are
//! within two ULP (three for `sigmoid`, `silu` and what is made of them).

use crate::isa::Simd;
use crate::{dispatch, lane, par};

/// Elements that a function with a separate input copies at a time, to work on them in place.
const BLOCK: usize = 1024;

fn by_blocks<T: Copy>(x: &[T], y: &mut [T], inplace: impl Fn(&mut [T])) {
    for (y, x) in y.chunks_mut(BLOCK).zip(x.chunks(BLOCK)) {
        y[..x.len()].copy_from_slice(x);
        inplace(&mut y[..x.len()]);
    }
}

/// Applies a function on slices to all of `x` in parallel blocks; `cost` is that of one element in
/// scalar operations, 1 for an addition, about 10 for `exp`.
///
/// ```
/// use sparkler_cpu::vecmath;
/// let mut y = [0.0f32; 2];
/// vecmath::map(vecmath::sqrt_f32, 4, &[4.0, 9.0], &mut y);
/// assert_eq!(y, [2.0, 3.0]);
/// ```
pub fn map<T: Sync, U: Send>(
    function: impl Fn(&[T], &mut [U]) + Sync,
    cost: usize,
    x: &[T],
    y: &mut [U],
) {
    par::chunks_mut(y, par_grain(cost), cost, |start, y| {
        function(&x[start..start + y.len()], y);
    });
}

/// As [`map`], in place.
pub fn map_inplace<T: Send>(function: impl Fn(&mut [T]) + Sync, cost: usize, y: &mut [T]) {
    par::chunks_mut(y, par_grain(cost), cost, |_, y| function(y));
}

/// Elements of one parallel block: some ten microseconds of work, a whole number of [`BLOCK`]s.
pub(crate) fn par_grain(cost: usize) -> usize {
    (64 * 1024 / cost.clamp(1, 64)).max(BLOCK)
}

macro_rules! unary {
    ($($kind:ident $name:ident: $f32:ident $f32_inplace:ident $f64:ident $f64_inplace:ident,
        $doc:literal, |$simd:ident, $x:ident| $body:expr, |$x64:ident| $body64:expr;)*) => {$(
        unary!(@$kind $name $f32 $f32_inplace $doc |$simd, $x| $body);

        #[doc = concat!($doc, ", of each element.")]
        pub fn $f64(x: &[f64], y: &mut [f64]) {
            for (y, &$x64) in y.iter_mut().zip(x) {
                *y = $body64;
            }
        }
        #[doc = concat!($doc, ", of each element, in place.")]
        pub fn $f64_inplace(y: &mut [f64]) {
            for y in y {
                let $x64 = *y;
                *y = $body64;
            }
        }
    )*
        /// Every function by name, for tests and measurements.
        pub const ALL: &[UnaryFn] = &[$(UnaryFn {
            name: stringify!($name),
            f32: $f32,
            f32_inplace: $f32_inplace,
            f64: $f64,
            f64_inplace: $f64_inplace,
        }),*];
    };
    (@light $name:ident $f32:ident $f32_inplace:ident $doc:literal
        |$simd:ident, $x:ident| $body:expr) => {
        dispatch! {
            #[doc = concat!($doc, ", of each element.")]
            pub fn $f32(x: &[f32], y: &mut [f32]) = kernels::$f32;
        }
        dispatch! {
            #[doc = concat!($doc, ", of each element, in place.")]
            pub fn $f32_inplace(y: &mut [f32]) = kernels::$f32_inplace;
        }
    };
    (@heavy $name:ident $f32:ident $f32_inplace:ident $doc:literal
        |$simd:ident, $x:ident| $body:expr) => {
        #[doc = concat!($doc, ", of each element.")]
        pub fn $f32(x: &[f32], y: &mut [f32]) {
            by_blocks(x, y, $f32_inplace);
        }
        dispatch! {
            #[doc = concat!($doc, ", of each element, in place.")]
            pub fn $f32_inplace(y: &mut [f32]) = kernels::$f32_inplace;
        }
    };
    (@trig $name:ident $f32:ident $f32_inplace:ident $doc:literal
        |$simd:ident, $x:ident| $body:expr) => {
        unary!(@heavy $name $f32 $f32_inplace $doc |$simd, $x| $body);
    };
}

/// A function of one argument with all its forms; see [`ALL`].
#[derive(Clone, Copy, Debug)]
pub struct UnaryFn {
    /// Its name.
    pub name: &'static str,
    /// `y[i] = f(x[i])`.
    pub f32: fn(&[f32], &mut [f32]),
    /// `y[i] = f(y[i])`.
    pub f32_inplace: fn(&mut [f32]),
    /// `y[i] = f(x[i])`.
    pub f64: fn(&[f64], &mut [f64]),
    /// `y[i] = f(y[i])`.
    pub f64_inplace: fn(&mut [f64]),
}

/// Functions of doubles that neither `std` nor `libm` has.
mod f64_fn {
    pub(super) fn sigmoid(x: f64) -> f64 {
        let e = (-x.abs()).exp();
        (if x < 0.0 { e } else { 1.0 }) / (1.0 + e)
    }

    pub(super) fn softplus(x: f64) -> f64 {
        if x.is_nan() { x } else { x.max(0.0) + (-x.abs()).exp().ln_1p() }
    }

    pub(super) fn elu(x: f64, alpha: f64) -> f64 {
        if x > 0.0 { x } else { alpha * x.exp_m1() }
    }
}

/// `max` that keeps a NaN.
trait MaxNan {
    fn max_nan(self, limit: Self) -> Self;
}

impl MaxNan for f64 {
    fn max_nan(self, limit: f64) -> f64 {
        if self < limit { limit } else { self }
    }
}

macro_rules! kernels {
    ($($kind:ident $name:ident: $f32:ident $f32_inplace:ident $f64:ident $f64_inplace:ident,
        $doc:literal, |$simd:ident, $x:ident| $body:expr, |$x64:ident| $body64:expr;)*) => {
        mod kernels {
            use super::*;
            $(kernels!(@$kind $name $f32 $f32_inplace |$simd, $x| $body, |$x64| $body64);)*
        }
    };
    (@light $name:ident $f32:ident $f32_inplace:ident |$simd:ident, $x:ident| $body:expr,
        |$x64:ident| $body64:expr) => {
        #[inline(always)]
        pub(super) fn $f32<S: Simd>($simd: S, x: &[f32], y: &mut [f32]) {
            let _ = $simd;
            for (y, &$x) in y.iter_mut().zip(x) {
                *y = $body;
            }
        }
        kernels!(@heavy $name $f32 $f32_inplace |$simd, $x| $body, |$x64| $body64);
    };
    (@heavy $name:ident $f32:ident $f32_inplace:ident |$simd:ident, $x:ident| $body:expr,
        |$x64:ident| $body64:expr) => {
        #[inline(always)]
        pub(super) fn $f32_inplace<S: Simd>($simd: S, y: &mut [f32]) {
            let _ = $simd;
            for y in y {
                let $x = *y;
                *y = $body;
            }
        }
    };
    (@trig $name:ident $f32:ident $f32_inplace:ident |$simd:ident, $x:ident| $body:expr,
        |$x64:ident| $body64:expr) => {
        #[inline(always)]
        pub(super) fn $f32_inplace<S: Simd>($simd: S, y: &mut [f32]) {
            for y in y.chunks_mut(BLOCK) {
                let mut far = 0;
                for x in y.iter() {
                    far |= u32::from(x.abs() > lane::TRIG_LIMIT);
                }
                if far == 0 {
                    for y in y {
                        let $x = *y;
                        *y = $body;
                    }
                } else {
                    for y in y {
                        let $x = *y;
                        *y = if $x.abs() > lane::TRIG_LIMIT {
                            let $x64 = $x as f64;
                            ($body64) as f32
                        } else {
                            $body
                        };
                    }
                }
            }
        }
    };
}

macro_rules! table {
    ($then:ident) => {
        $then! {
    light abs: abs_f32 abs_f32_inplace abs_f64 abs_f64_inplace, "`|x|`",
        |simd, x| x.abs(), |x| x.abs();
    light neg: neg_f32 neg_f32_inplace neg_f64 neg_f64_inplace, "`-x`",
        |simd, x| -x, |x| -x;
    light sign: sign_f32 sign_f32_inplace sign_f64 sign_f64_inplace, "-1, 0 or 1 by the sign of `x`; 0 of NaN",
        |simd, x| if x > 0.0 { 1.0 } else if x < 0.0 { -1.0 } else { 0.0 }, |x| if x > 0.0 { 1.0 } else if x < 0.0 { -1.0 } else { 0.0 };
    light ceil: ceil_f32 ceil_f32_inplace ceil_f64 ceil_f64_inplace, "The least integer not below `x`",
        |simd, x| lane::ceil(simd, x), |x| x.ceil();
    light floor: floor_f32 floor_f32_inplace floor_f64 floor_f64_inplace, "The greatest integer not above `x`",
        |simd, x| lane::floor(simd, x), |x| x.floor();
    light round: round_f32 round_f32_inplace round_f64 round_f64_inplace, "The nearest integer, halves to the even one",
        |simd, x| lane::round(simd, x), |x| x.round_ties_even();
    light trunc: trunc_f32 trunc_f32_inplace trunc_f64 trunc_f64_inplace, "`x` without its fraction",
        |simd, x| lane::trunc(simd, x), |x| x.trunc();
    light square: square_f32 square_f32_inplace square_f64 square_f64_inplace, "`x * x`",
        |simd, x| x * x, |x| x * x;
    light sqrt: sqrt_f32 sqrt_f32_inplace sqrt_f64 sqrt_f64_inplace, "Square root",
        |simd, x| x.sqrt(), |x| x.sqrt();
    light rsqrt: rsqrt_f32 rsqrt_f32_inplace rsqrt_f64 rsqrt_f64_inplace, "`1 / sqrt(x)`",
        |simd, x| 1.0 / x.sqrt(), |x| 1.0 / x.sqrt();
    light reciprocal: reciprocal_f32 reciprocal_f32_inplace reciprocal_f64 reciprocal_f64_inplace, "`1 / x`",
        |simd, x| 1.0 / x, |x| 1.0 / x;
    light relu: relu_f32 relu_f32_inplace relu_f64 relu_f64_inplace, "`max(x, 0)`",
        |simd, x| if x < 0.0 { 0.0 } else { x }, |x| if x < 0.0 { 0.0 } else { x };
    light relu6: relu6_f32 relu6_f32_inplace relu6_f64 relu6_f64_inplace, "`min(max(x, 0), 6)`",
        |simd, x| { let x = if x < 0.0 { 0.0 } else { x }; if x > 6.0 { 6.0 } else { x } }, |x| if x < 0.0 { 0.0 } else if x > 6.0 { 6.0 } else { x };
    light hard_sigmoid: hard_sigmoid_f32 hard_sigmoid_f32_inplace hard_sigmoid_f64 hard_sigmoid_f64_inplace, "`x / 6 + 1 / 2` clipped to [0, 1]",
        |simd, x| { let y = (x + 3.0) / 6.0; let y = if y < 0.0 { 0.0 } else { y }; if y > 1.0 { 1.0 } else { y } }, |x| { let y = (x + 3.0) / 6.0; if y < 0.0 { 0.0 } else if y > 1.0 { 1.0 } else { y } };
    light softsign: softsign_f32 softsign_f32_inplace softsign_f64 softsign_f64_inplace, "`x / (1 + |x|)`",
        |simd, x| { let y = x / (1.0 + x.abs()); if x.abs() == f32::INFINITY { 1f32.copysign(x) } else { y } }, |x| if x.is_infinite() { x.signum() } else { x / (1.0 + x.abs()) };
    heavy exp: exp_f32 exp_f32_inplace exp_f64 exp_f64_inplace, "`e^x`",
        |simd, x| lane::exp(simd, x), |x| x.exp();
    heavy expm1: expm1_f32 expm1_f32_inplace expm1_f64 expm1_f64_inplace, "`e^x - 1`, exact near zero",
        |simd, x| lane::expm1(simd, x), |x| x.exp_m1();
    heavy log: log_f32 log_f32_inplace log_f64 log_f64_inplace, "Natural logarithm",
        |simd, x| lane::log(simd, x), |x| x.ln();
    heavy log1p: log1p_f32 log1p_f32_inplace log1p_f64 log1p_f64_inplace, "`ln(1 + x)`, exact near zero",
        |simd, x| lane::log1p(simd, x), |x| x.ln_1p();
    trig sin: sin_f32 sin_f32_inplace sin_f64 sin_f64_inplace, "Sine",
        |simd, x| lane::sin(simd, x), |x| x.sin();
    trig cos: cos_f32 cos_f32_inplace cos_f64 cos_f64_inplace, "Cosine",
        |simd, x| lane::cos(simd, x), |x| x.cos();
    trig tan: tan_f32 tan_f32_inplace tan_f64 tan_f64_inplace, "Tangent",
        |simd, x| lane::tan(simd, x), |x| x.tan();
    heavy asin: asin_f32 asin_f32_inplace asin_f64 asin_f64_inplace, "Arc sine",
        |simd, x| lane::asin(simd, x), |x| x.asin();
    heavy acos: acos_f32 acos_f32_inplace acos_f64 acos_f64_inplace, "Arc cosine",
        |simd, x| lane::acos(simd, x), |x| x.acos();
    heavy atan: atan_f32 atan_f32_inplace atan_f64 atan_f64_inplace, "Arc tangent",
        |simd, x| lane::atan(simd, x), |x| x.atan();
    heavy sinh: sinh_f32 sinh_f32_inplace sinh_f64 sinh_f64_inplace, "Hyperbolic sine",
        |simd, x| lane::sinh(simd, x), |x| x.sinh();
    heavy cosh: cosh_f32 cosh_f32_inplace cosh_f64 cosh_f64_inplace, "Hyperbolic cosine",
        |simd, x| lane::cosh(simd, x), |x| x.cosh();
    heavy tanh: tanh_f32 tanh_f32_inplace tanh_f64 tanh_f64_inplace, "Hyperbolic tangent",
        |simd, x| lane::tanh(simd, x), |x| x.tanh();
    heavy asinh: asinh_f32 asinh_f32_inplace asinh_f64 asinh_f64_inplace, "Inverse hyperbolic sine",
        |simd, x| lane::asinh(simd, x), |x| libm::asinh(x);
    heavy acosh: acosh_f32 acosh_f32_inplace acosh_f64 acosh_f64_inplace, "Inverse hyperbolic cosine",
        |simd, x| lane::acosh(simd, x), |x| if x < 1.0 { f64::NAN } else { libm::acosh(x) };
    heavy atanh: atanh_f32 atanh_f32_inplace atanh_f64 atanh_f64_inplace, "Inverse hyperbolic tangent",
        |simd, x| lane::atanh(simd, x), |x| libm::atanh(x);
    heavy erf: erf_f32 erf_f32_inplace erf_f64 erf_f64_inplace, "The error function",
        |simd, x| lane::erf(simd, x), |x| libm::erf(x);
    heavy erfc: erfc_f32 erfc_f32_inplace erfc_f64 erfc_f64_inplace, "`1 - erf(x)`, exact where that is tiny",
        |simd, x| lane::erfc(simd, x), |x| libm::erfc(x);
    heavy sigmoid: sigmoid_f32 sigmoid_f32_inplace sigmoid_f64 sigmoid_f64_inplace, "`1 / (1 + e^-x)`",
        |simd, x| lane::sigmoid(simd, x), |x| f64_fn::sigmoid(x);
    heavy softplus: softplus_f32 softplus_f32_inplace softplus_f64 softplus_f64_inplace, "`ln(1 + e^x)`",
        |simd, x| lane::softplus(simd, x), |x| f64_fn::softplus(x);
    heavy log_sigmoid: log_sigmoid_f32 log_sigmoid_f32_inplace log_sigmoid_f64 log_sigmoid_f64_inplace, "`ln(sigmoid(x))`",
        |simd, x| lane::log_sigmoid(simd, x), |x| -f64_fn::softplus(-x);
    heavy elu: elu_f32 elu_f32_inplace elu_f64 elu_f64_inplace, "`x` where positive, else `e^x - 1`",
        |simd, x| lane::elu(simd, x, 1.0), |x| f64_fn::elu(x, 1.0);
    heavy selu: selu_f32 selu_f32_inplace selu_f64 selu_f64_inplace, "The self-normalising `elu` (Klambauer et al. 2017)",
        |simd, x| lane::selu(simd, x), |x| if x > 0.0 { lane::SELU_SCALE * x } else { lane::SELU_SCALE_ALPHA * x.exp_m1() };
    heavy gelu: gelu_f32 gelu_f32_inplace gelu_f64 gelu_f64_inplace, "`x` times the normal distribution function of `x`",
        |simd, x| lane::gelu(simd, x), |x| { let x = x.max_nan(-40.0); 0.5 * x * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2) };
    heavy gelu_tanh: gelu_tanh_f32 gelu_tanh_f32_inplace gelu_tanh_f64 gelu_tanh_f64_inplace, "`gelu` by the approximation with `tanh`",
        |simd, x| lane::gelu_tanh(simd, x), |x| { let x = x.max_nan(-40.0); x * f64_fn::sigmoid(1.595_769_121_605_730_7 * x * (1.0 + 0.044715 * x * x)) };
    heavy silu: silu_f32 silu_f32_inplace silu_f64 silu_f64_inplace, "`x * sigmoid(x)`",
        |simd, x| lane::silu(simd, x), |x| { let x = x.max_nan(-800.0); x * f64_fn::sigmoid(x) };
    heavy mish: mish_f32 mish_f32_inplace mish_f64 mish_f64_inplace, "`x * tanh(softplus(x))`",
        |simd, x| lane::mish(simd, x), |x| { let x = x.max_nan(-800.0); x * f64_fn::softplus(x).tanh() };
        }
    };
}
table!(unary);
table!(kernels);

macro_rules! with_parameters {
    ($($name:ident $name_inplace:ident $kernel:ident $name64:ident ($($p:ident),*), $doc:literal,
        |$simd:ident, $x:ident| $body:expr, |$x64:ident| $body64:expr;)*) => {$(
        #[doc = concat!($doc, ", of each element.")]
        pub fn $name(x: &[f32], $($p: f32,)* y: &mut [f32]) {
            by_blocks(x, y, |y| $name_inplace(y, $($p),*));
        }
        dispatch! {
            #[doc = concat!($doc, ", of each element, in place.")]
            pub fn $name_inplace(y: &mut [f32], $($p: f32),*) = $kernel;
        }
        #[inline(always)]
        fn $kernel<S: Simd>($simd: S, y: &mut [f32], $($p: f32),*) {
            let _ = $simd;
            for y in y {
                let $x = *y;
                *y = $body;
            }
        }
        #[doc = concat!($doc, ", of each element.")]
        pub fn $name64(x: &[f64], $($p: f64,)* y: &mut [f64]) {
            for (y, &$x64) in y.iter_mut().zip(x) {
                *y = $body64;
            }
        }
    )*};
}
with_parameters! {
    leaky_relu_f32 leaky_relu_f32_inplace leaky_relu_kernel leaky_relu_f64 (alpha),
        "`x` where positive, else `alpha * x`",
        |_s, x| { let n = alpha * x; if x > 0.0 { x } else { n } },
        |x| if x > 0.0 { x } else { alpha * x };
    elu_alpha_f32 elu_alpha_f32_inplace elu_alpha_kernel elu_alpha_f64 (alpha),
        "`x` where positive, else `alpha * (e^x - 1)`",
        |simd, x| lane::elu(simd, x, alpha), |x| f64_fn::elu(x, alpha);
    clip_f32 clip_f32_inplace clip_kernel clip_f64 (low, high),
        "`min(max(x, low), high)`, NaN of NaN",
        |_s, x| { let x = if x < low { low } else { x }; if x > high { high } else { x } },
        |x| { let x = if x < low { low } else { x }; if x > high { high } else { x } };
    step_f32 step_f32_inplace step_kernel step_f64 (alpha),
        "1 where positive, NaN of NaN, else `alpha`",
        |_s, x| { let y = if x > 0.0 { 1.0 } else { alpha }; if x.is_nan() { x } else { y } },
        |x| if x.is_nan() { x } else if x > 0.0 { 1.0 } else { alpha };
    affine_f32 affine_f32_inplace affine_kernel affine_f64 (scale, shift),
        "`x * scale + shift`",
        |simd, x| simd.mul_add(x, scale, shift), |x| x * scale + shift;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::testing::on_every_isa;
    use std::f64::consts as c;

    fn reference(name: &str) -> fn(f64) -> f64 {
        match name {
            "abs" => f64::abs,
            "neg" => |x| -x,
            "sign" => |x| if x == 0.0 || x.is_nan() { 0.0 } else { x.signum() },
            "ceil" => f64::ceil,
            "floor" => f64::floor,
            "round" => f64::round_ties_even,
            "trunc" => f64::trunc,
            "square" => |x| x * x,
            "sqrt" => f64::sqrt,
            "rsqrt" => |x| 1.0 / x.sqrt(),
            "reciprocal" => f64::recip,
            "relu" => |x| if x < 0.0 { 0.0 } else { x },
            "relu6" => |x| if x.is_nan() { x } else { x.clamp(0.0, 6.0) },
            "hard_sigmoid" => |x| if x.is_nan() { x } else { ((x + 3.0) / 6.0).clamp(0.0, 1.0) },
            "softsign" => |x| if x.is_infinite() { x.signum() } else { x / (1.0 + x.abs()) },
            "exp" => f64::exp,
            "expm1" => f64::exp_m1,
            "log" => f64::ln,
            "log1p" => f64::ln_1p,
            "sin" => f64::sin,
            "cos" => f64::cos,
            "tan" => f64::tan,
            "asin" => f64::asin,
            "acos" => f64::acos,
            "atan" => f64::atan,
            "sinh" => f64::sinh,
            "cosh" => f64::cosh,
            "tanh" => f64::tanh,
            "asinh" => libm::asinh,
            "acosh" => |x| if x < 1.0 { f64::NAN } else { libm::acosh(x) },
            "atanh" => libm::atanh,
            "erf" => libm::erf,
            "erfc" => libm::erfc,
            "sigmoid" => reference_sigmoid,
            "softplus" => reference_softplus,
            "log_sigmoid" => |x| -reference_softplus(-x),
            "elu" => |x| if x > 0.0 { x } else { x.exp_m1() },
            "selu" => |x| {
                let scale = 1.050_700_987_355_480_5;
                if x > 0.0 { scale * x } else { scale * 1.673_263_242_354_377_2 * x.exp_m1() }
            },
            "gelu" => |x| {
                if x == f64::NEG_INFINITY { -0.0 } else { 0.5 * x * libm::erfc(-x / c::SQRT_2) }
            },
            "gelu_tanh" => |x| {
                let u = (2.0 / c::PI).sqrt() * (x + 0.044715 * x * x * x);
                if x == f64::NEG_INFINITY { -0.0 } else { x * reference_sigmoid(2.0 * u) }
            },
            "silu" => |x| if x == f64::NEG_INFINITY { -0.0 } else { x * reference_sigmoid(x) },
            "mish" => |x| {
                if x == f64::NEG_INFINITY { -0.0 } else { x * reference_softplus(x).tanh() }
            },
            other => panic!("no reference for {other}"),
        }
    }

    fn reference_sigmoid(x: f64) -> f64 {
        if x < 0.0 { x.exp() / (1.0 + x.exp()) } else { 1.0 / (1.0 + (-x).exp()) }
    }

    fn reference_softplus(x: f64) -> f64 {
        if x > 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() }
    }

    /// How far a result is from the true value, in units of the last place of the true value.
    fn ulps(got: f32, want: f64) -> f64 {
        let rounded = want as f32;
        if rounded.is_nan() || got.is_nan() {
            return if rounded.is_nan() && got.is_nan() { 0.0 } else { f64::INFINITY };
        }
        if got == rounded {
            return 0.0;
        }
        if got.is_infinite() && rounded.is_infinite() {
            return f64::INFINITY;
        }
        // One step past the largest number counts as one.
        let value =
            |v: f32| if v.is_infinite() { v.signum() as f64 * 2f64.powi(128) } else { v as f64 };
        let exponent = (rounded.abs().to_bits() >> 23).clamp(1, 254) as i32 - 127;
        let want = if rounded.is_infinite() { value(rounded) } else { want };
        (value(got) - want).abs() / 2f64.powi(exponent - 23)
    }

    /// Largest error over a sample of all bit patterns, and where.
    fn sweep(f: fn(&mut [f32]), reference: fn(f64) -> f64, step: usize) -> (f64, f32) {
        let mut worst = (0.0, 0.0);
        let special = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::NAN,
            f32::MIN_POSITIVE,
            f32::MAX,
            f32::MIN,
            1e-45,
            -1e-45,
            0.5,
            -0.5,
            2.5,
            1e6,
            1e7,
            88.7,
            89.0,
            -87.5,
            -103.9,
        ];
        let mut xs: Vec<f32> = special.to_vec();
        xs.extend((0..=u32::MAX).step_by(step).map(f32::from_bits));
        let mut ys = xs.clone();
        ys.chunks_mut(1000).for_each(f);
        for (&x, &y) in xs.iter().zip(&ys) {
            let error = ulps(y, reference(x as f64));
            if error > worst.0 {
                worst = (error, x);
            }
        }
        worst
    }

    #[test]
    fn errors_stay_within_two_ulp_everywhere() {
        let mut failures = Vec::new();
        on_every_isa(|isa| {
            for f in ALL {
                let (error, at) = sweep(f.f32_inplace, reference(f.name), 4097);
                println!("{:8} {:14} {error:5.2} ULP at {at:e}", isa.name(), f.name);
                let bound = match f.name {
                    "sigmoid" | "silu" => 3.0,
                    _ => 2.0,
                };
                if error > bound {
                    failures.push(format!("{} on {}: {error} ULP at {at:e}", f.name, isa.name()));
                }
            }
        });
        assert!(failures.is_empty(), "{failures:#?}");
    }

    #[test]
    fn in_place_and_out_of_place_agree_at_every_length() {
        on_every_isa(|_| {
            for f in ALL {
                for n in [0, 1, 7, 33, 1024, 1025] {
                    let x: Vec<f32> = (0..n).map(|i| (i as f32 - 300.0) * 0.037).collect();
                    let (mut a, mut b) = (vec![0.0; n], x.clone());
                    (f.f32)(&x, &mut a);
                    (f.f32_inplace)(&mut b);
                    let bits = |v: &[f32]| v.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                    assert_eq!(bits(&a), bits(&b), "{}", f.name);
                    // One by one: an element's value does not depend on its neighbours.
                    let mut single = x;
                    single.chunks_mut(1).for_each(f.f32_inplace);
                    assert_eq!(bits(&a), bits(&single), "{}", f.name);
                }
            }
        });
    }

    #[test]
    fn doubles_follow_the_reference() {
        for f in ALL {
            let x: Vec<f64> = (0..4000).map(|i| (i as f64 - 2000.0) * 0.01).collect();
            let (mut y, mut z) = (vec![0.0; x.len()], x.clone());
            (f.f64)(&x, &mut y);
            (f.f64_inplace)(&mut z);
            for ((&x, y), z) in x.iter().zip(y).zip(z) {
                let want = reference(f.name)(x);
                let same = |a: f64, b: f64| {
                    a == b
                        || a.is_nan() && b.is_nan()
                        || (a - b).abs() <= 1e-12 * b.abs().max(1e-30)
                };
                assert!(same(y, want) && same(z, want), "{}({x}) = {y}, want {want}", f.name);
            }
        }
    }

    #[test]
    fn parameterised_functions() {
        let x = [-2.0f32, -0.5, 0.0, 0.5, 3.0, f32::NAN];
        let mut y = [0.0; 6];
        leaky_relu_f32(&x, 0.1, &mut y);
        assert_eq!(y[..5], [-0.2, -0.05, 0.0, 0.5, 3.0]);
        clip_f32(&x, -1.0, 1.0, &mut y);
        assert_eq!(y[..5], [-1.0, -0.5, 0.0, 0.5, 1.0]);
        assert!(y[5].is_nan());
        step_f32(&x, 0.25, &mut y);
        assert_eq!(y[..5], [0.25, 0.25, 0.25, 1.0, 1.0]);
        assert!(y[5].is_nan());
        elu_alpha_f32(&x, 2.0, &mut y);
        assert!((y[0] - 2.0 * (-2.0f32).exp_m1()).abs() < 1e-6);
        affine_f32(&x, 2.0, 1.0, &mut y);
        assert_eq!(y[..5], [-3.0, 0.0, 1.0, 2.0, 7.0]);
    }
}
