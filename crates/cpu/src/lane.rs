//! Mathematical functions of one lane, branch-free, so that loops over them vectorise.
//!
//! The functions that training spends its time in (`exp`, `log`, `tanh`, `sigmoid`) are computed in
//! single precision; the others in double precision inside, where a plain polynomial of moderate
//! degree gives a result that is all but correctly rounded. Polynomial coefficients are minimax
//! fits (Remez exchange) of the function named beside them.
//!
//! Rounding to an integer adds 1.5 * 2^23 (or 2^52) and takes it away again: unlike `round`, that
//! is two additions on every instruction set, and the integer stands in the low bits of the sum.

use crate::isa::Simd;
use std::f32::consts as c32;
use std::f64::consts as c64;

const MAGIC_F32: f32 = 12_582_912.0;
const MAGIC_F64: f64 = 6_755_399_441_055_744.0;

#[inline(always)]
fn poly<S: Simd, const N: usize>(simd: S, x: f32, c: [f32; N]) -> f32 {
    let mut p = c[N - 1];
    for i in (0..N - 1).rev() {
        p = simd.mul_add(p, x, c[i]);
    }
    p
}

#[inline(always)]
fn poly64<S: Simd, const N: usize>(simd: S, x: f64, c: [f64; N]) -> f64 {
    let mut p = c[N - 1];
    for i in (0..N - 1).rev() {
        p = simd.mul_add_f64(p, x, c[i]);
    }
    p
}

/// `if x < limit { limit } else { x }`: a NaN stays.
#[inline(always)]
fn at_least(x: f32, limit: f32) -> f32 {
    if x < limit { limit } else { x }
}

#[inline(always)]
fn at_most(x: f32, limit: f32) -> f32 {
    if x > limit { limit } else { x }
}

// ---------------------------------------------------------------- rounding

#[inline(always)]
pub(crate) fn round<S: Simd>(_: S, x: f32) -> f32 {
    let a = x.abs();
    let r = (a + 8_388_608.0) - 8_388_608.0;
    // From 2^23 on there is no fraction; a NaN takes this way too.
    let r = if a < 8_388_608.0 { r } else { a };
    r.copysign(x)
}

#[inline(always)]
pub(crate) fn floor<S: Simd>(simd: S, x: f32) -> f32 {
    let r = round(simd, x);
    let r = r - if r > x { 1.0 } else { 0.0 };
    r.copysign(x)
}

#[inline(always)]
pub(crate) fn ceil<S: Simd>(simd: S, x: f32) -> f32 {
    let r = round(simd, x);
    let r = r + if r < x { 1.0 } else { 0.0 };
    r.copysign(x)
}

#[inline(always)]
pub(crate) fn trunc<S: Simd>(simd: S, x: f32) -> f32 {
    floor(simd, x.abs()).copysign(x)
}

// ---------------------------------------------------------------- exponentials, single precision

/// `x = n ln 2 + r`: `r`, and 2^n as two factors that neither overflow nor underflow.
#[inline(always)]
fn split_exp<S: Simd>(simd: S, x: f32) -> (f32, f32, f32) {
    let t = simd.mul_add(x, c32::LOG2_E, MAGIC_F32);
    let n = t - MAGIC_F32;
    // The upper part of ln 2 has nine bits, so that its product with n is exact.
    let r = simd.mul_add(n, -0.693_359_4, x);
    let r = simd.mul_add(n, 2.121_944_4e-4, r);
    let n = (t.to_bits() as i32).wrapping_sub(MAGIC_F32.to_bits() as i32);
    let half = n >> 1;
    let power = |n: i32| f32::from_bits((n.wrapping_add(127) as u32) << 23);
    (r, power(half), power(n.wrapping_sub(half)))
}

#[inline(always)]
pub(crate) fn exp<S: Simd>(simd: S, x: f32) -> f32 {
    let (p, s1, s2) = exp_parts(simd, x);
    p * s1 * s2
}

/// `e^x` as three factors, of which the last may bring about overflow or underflow.
#[inline(always)]
fn exp_parts<S: Simd>(simd: S, x: f32) -> (f32, f32, f32) {
    let (r, s1, s2) = split_exp(simd, at_least(at_most(x, 89.0), -126.0));
    // (e^r - 1 - r) / r^2
    let p = poly(simd, r, [0.499_999_93, 0.166_665_2, 0.041_668_4, 0.008_368_851, 0.001_381_433_4]);
    (simd.mul_add(p * r, r, r) + 1.0, s1, s2)
}

/// e^x where the result is known to be normal or may be flushed to zero: x in [-87, 88], clamped.
#[inline(always)]
pub(crate) fn exp_normal<S: Simd>(simd: S, x: f32) -> f32 {
    let x = at_least(at_most(x, 88.0), -87.0);
    let t = simd.mul_add(x, c32::LOG2_E, MAGIC_F32);
    let n = t - MAGIC_F32;
    let r = simd.mul_add(n, -0.693_359_4, x);
    let r = simd.mul_add(n, 2.121_944_4e-4, r);
    let p = poly(simd, r, [0.499_999_93, 0.166_665_2, 0.041_668_4, 0.008_368_851, 0.001_381_433_4]);
    let p = simd.mul_add(p * r, r, r) + 1.0;
    p * f32::from_bits((t.to_bits() << 23).wrapping_add(0x3f80_0000))
}

#[inline(always)]
pub(crate) fn expm1<S: Simd>(simd: S, x: f32) -> f32 {
    let clamped = at_least(at_most(x, 89.0), -20.0);
    let (r, s1, s2) = split_exp(simd, clamped);
    let p = poly(
        simd,
        r,
        [0.5, 0.166_666_67, 0.041_666_36, 0.008_333_39, 0.001_394_082_3, 1.984_587_7e-4],
    ); // (e^r - 1 - r) / r^2
    let p = simd.mul_add(p * r, r, r);
    // 2^n p + (2^n - 1), the sum halved while 2^n itself may overflow.
    let y = simd.mul_add(p, s1, s1 - 1.0 / s2) * s2;
    if x == 0.0 { x } else { y }
}

#[inline(always)]
pub(crate) fn log<S: Simd>(simd: S, x: f32) -> f32 {
    let tiny = x < f32::MIN_POSITIVE;
    let scaled = if tiny { x * 8_388_608.0 } else { x };
    let bits = scaled.to_bits();
    // Subtracting the bits of sqrt(1/2) puts the mantissa into [sqrt(1/2), sqrt(2)).
    let shifted = bits.wrapping_sub(0x3f35_04f3);
    let e = (shifted as i32 >> 23) as f32 - if tiny { 23.0 } else { 0.0 };
    let f = f32::from_bits((shifted & 0x007f_ffff).wrapping_add(0x3f35_04f3)) - 1.0;
    let p = poly(
        simd,
        f,
        [
            0.333_333_3,
            -0.250_008_2,
            0.200_012_27,
            -0.166_233_57,
            0.142_017_52,
            -0.131_601_84,
            0.127_616_2,
            -0.076_345_47,
        ],
    ); // (log(1 + f) - f + f^2 / 2) / f^3
    let f2 = f * f;
    let low = simd.mul_add(p * f, f2, e * -2.121_944_4e-4);
    let low = simd.mul_add(f2, -0.5, low);
    let y = simd.mul_add(e, 0.693_359_4, low + f);
    let y = if x == f32::INFINITY { x } else { y };
    let y = if x == 0.0 { f32::NEG_INFINITY } else { y };
    if x < 0.0 || x.is_nan() { f32::NAN } else { y }
}

#[inline(always)]
pub(crate) fn sigmoid<S: Simd>(simd: S, x: f32) -> f32 {
    let e = exp(simd, -x.abs());
    let top = if x < 0.0 { e } else { 1.0 };
    top / (1.0 + e)
}

#[inline(always)]
pub(crate) fn tanh<S: Simd>(simd: S, x: f32) -> f32 {
    let a = x.abs();
    let z = a * a;
    let p = poly(
        simd,
        z,
        [-0.333_332_92, 0.133_317_45, -0.053_767_047, 0.020_734_756, -0.005_819_088_5],
    ); // (tanh(x) / x - 1) / x^2
    let small = simd.mul_add(p * z, a, a);
    let e = exp_normal(simd, a + a);
    let large = 1.0 - 2.0 / (e + 1.0);
    let y = if a < 0.6 { small } else { large };
    let y = if a > 10.0 { 1.0 } else { y };
    y.copysign(x)
}

#[inline(always)]
pub(crate) fn silu<S: Simd>(simd: S, x: f32) -> f32 {
    // Below, the product is zero to any precision, and -inf * 0 would be NaN.
    let x = at_least(x, -200.0);
    let (p, s1, s2) = exp_parts(simd, -x.abs());
    let negative = x < 0.0;
    let top = if negative { p * s1 } else { 1.0 };
    // The factor that may underflow comes last, after the one that may bring the product back.
    x * top / (1.0 + p * s1 * s2) * if negative { s2 } else { 1.0 }
}

#[inline(always)]
pub(crate) fn elu<S: Simd>(simd: S, x: f32, alpha: f32) -> f32 {
    let negative = alpha * expm1(simd, at_most(x, 0.0));
    if x > 0.0 { x } else { negative }
}

#[inline(always)]
pub(crate) fn selu<S: Simd>(simd: S, x: f32) -> f32 {
    let negative = SELU_SCALE_ALPHA as f32 * expm1(simd, at_most(x, 0.0));
    if x > 0.0 { SELU_SCALE as f32 * x } else { negative }
}

/// The constants of self-normalising networks (Klambauer et al. 2017).
pub(crate) const SELU_SCALE: f64 = 1.050_700_987_355_480_5;
/// `SELU_SCALE` times alpha, 1.6732632423543772.
pub(crate) const SELU_SCALE_ALPHA: f64 = SELU_SCALE * 1.673_263_242_354_377_2;

// ---------------------------------------------------------------- double-precision cores
// Their relative error is below 1e-10, some hundred times less than half an ULP of f32.

/// e^x for x in [-690, 690], clamped.
#[inline(always)]
pub(crate) fn exp_core<S: Simd>(simd: S, x: f64) -> f64 {
    let x = if x > 690.0 { 690.0 } else { x };
    let x = if x < -690.0 { -690.0 } else { x };
    let t = simd.mul_add_f64(x, c64::LOG2_E, MAGIC_F64);
    let n = t - MAGIC_F64;
    let r = simd.mul_add_f64(n, -0.693_147_180_369_123_8, x);
    let r = simd.mul_add_f64(n, -1.908_214_929_270_587_7e-10, r);
    // Taylor's series; the next term is below 7e-12.
    let p = poly64(
        simd,
        r,
        [
            1.0,
            1.0,
            1.0 / 2.0,
            1.0 / 6.0,
            1.0 / 24.0,
            1.0 / 120.0,
            1.0 / 720.0,
            1.0 / 5040.0,
            1.0 / 40320.0,
            1.0 / 362880.0,
        ],
    );
    p * f64::from_bits((t.to_bits() << 52).wrapping_add(0x3ff0_0000_0000_0000))
}

/// ln x for positive normal x.
#[inline(always)]
pub(crate) fn log_core<S: Simd>(simd: S, x: f64) -> f64 {
    const SQRT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    let shifted = x.to_bits().wrapping_sub(SQRT_HALF);
    // The exponent as a float without an integer conversion, which AVX2 has not: biased to be
    // positive, it goes into the mantissa of 2^52.
    let e = f64::from_bits((shifted.wrapping_add(1 << 62) >> 52) | 0x4330_0000_0000_0000)
        - (4_503_599_627_370_496.0 + 1024.0);
    let m = f64::from_bits((shifted & 0x000f_ffff_ffff_ffff).wrapping_add(SQRT_HALF));
    let s = (m - 1.0) / (m + 1.0);
    let z = s * s;
    // 2 atanh(s); the next term is below 1e-13.
    let p = poly64(
        simd,
        z,
        [2.0, 2.0 / 3.0, 2.0 / 5.0, 2.0 / 7.0, 2.0 / 9.0, 2.0 / 11.0, 2.0 / 13.0, 2.0 / 15.0],
    );
    simd.mul_add_f64(e, c64::LN_2, s * p)
}

/// ln(1 + x) for x >= 0, or x > -1 and not within 1e-5 of it.
#[inline(always)]
fn log1p_core<S: Simd>(simd: S, x: f64) -> f64 {
    // Near zero the sum 1 + x drops bits of x, so the series takes over.
    let small = x * poly64(simd, x, [1.0, -1.0 / 2.0, 1.0 / 3.0, -1.0 / 4.0]);
    let large = log_core(simd, 1.0 + x);
    if x.abs() < 1e-4 { small } else { large }
}

/// Sine and cosine of the remainder of x by pi/2, and the low bits of the quotient.
#[inline(always)]
fn sin_cos_core<S: Simd>(simd: S, x: f64) -> (f64, f64, u64) {
    let t = simd.mul_add_f64(x, c64::FRAC_2_PI, MAGIC_F64);
    let n = t - MAGIC_F64;
    // pi/2 in two parts, the first of 33 bits: its product with n below 2^20 is exact.
    let r = simd.mul_add_f64(n, -1.570_796_326_734_125_6, x);
    let r = simd.mul_add_f64(n, -6.077_100_506_506_192e-11, r);
    let z = r * r;
    let s = poly64(
        simd,
        z,
        [1.0, -1.0 / 6.0, 1.0 / 120.0, -1.0 / 5040.0, 1.0 / 362880.0, -1.0 / 39916800.0],
    );
    let c = poly64(
        simd,
        z,
        [
            1.0,
            -1.0 / 2.0,
            1.0 / 24.0,
            -1.0 / 720.0,
            1.0 / 40320.0,
            -1.0 / 3628800.0,
            1.0 / 479001600.0,
        ],
    );
    (s * r, c, t.to_bits())
}

/// Sine and cosine of |x| below [`TRIG_LIMIT`], to a relative error of 1e-9.
#[inline(always)]
pub(crate) fn sin_cos<S: Simd>(simd: S, x: f64) -> (f64, f64) {
    let (s, c, n) = sin_cos_core(simd, x);
    let even = n & 1 == 0;
    let (sin, cos) = (if even { s } else { c }, if even { c } else { s });
    (flip(sin, (n >> 1) & 1), flip(cos, (n.wrapping_add(1) >> 1) & 1))
}

/// From this magnitude on, sine, cosine and tangent need more bits of pi than the lanes have.
pub(crate) const TRIG_LIMIT: f32 = 1_000_000.0;

#[inline(always)]
fn flip(x: f64, sign: u64) -> f64 {
    f64::from_bits(x.to_bits() ^ (sign << 63))
}

/// Sine for |x| below [`TRIG_LIMIT`].
#[inline(always)]
pub(crate) fn sin<S: Simd>(simd: S, x: f32) -> f32 {
    let (s, c, n) = sin_cos_core(simd, x as f64);
    let y = if n & 1 == 0 { s } else { c };
    let y = flip(y, (n >> 1) & 1) as f32;
    if x == 0.0 { x } else { y }
}

/// Cosine for |x| below [`TRIG_LIMIT`].
#[inline(always)]
pub(crate) fn cos<S: Simd>(simd: S, x: f32) -> f32 {
    let (s, c, n) = sin_cos_core(simd, x as f64);
    let y = if n & 1 == 0 { c } else { s };
    flip(y, (n.wrapping_add(1) >> 1) & 1) as f32
}

/// Tangent for |x| below [`TRIG_LIMIT`].
#[inline(always)]
pub(crate) fn tan<S: Simd>(simd: S, x: f32) -> f32 {
    let (s, c, n) = sin_cos_core(simd, x as f64);
    let even = n & 1 == 0;
    let (top, bottom) = (if even { s } else { c }, if even { c } else { s });
    let y = flip(top / bottom, n & 1) as f32;
    if x == 0.0 { x } else { y }
}

/// `asin(s)` for s in [0, 1/2], given `z = s^2`.
#[inline(always)]
fn asin_core<S: Simd>(simd: S, s: f64, z: f64) -> f64 {
    let p = poly64(
        simd,
        z,
        [
            0.166_666_666_268_041_44,
            0.075_000_050_360_569_78,
            0.044_640_689_406_997_92,
            0.030_426_818_681_979_39,
            0.021_863_189_143_823_233,
            0.020_658_247_034_894_182,
            0.001_950_280_471_423_918_3,
            0.032_940_027_432_894_384,
        ],
    ); // (asin(s) / s - 1) / s^2
    simd.mul_add_f64(p * z, s, s)
}

#[inline(always)]
pub(crate) fn asin<S: Simd>(simd: S, x: f32) -> f32 {
    let a = x.abs() as f64;
    let far = a > 0.5;
    let z = if far { 0.5 * (1.0 - a) } else { a * a };
    let s = if far { z.sqrt() } else { a };
    let y = asin_core(simd, s, z);
    let y = if far { c64::FRAC_PI_2 - 2.0 * y } else { y };
    (y as f32).copysign(x)
}

#[inline(always)]
pub(crate) fn acos<S: Simd>(simd: S, x: f32) -> f32 {
    let a = x.abs() as f64;
    let far = a > 0.5;
    let z = if far { 0.5 * (1.0 - a) } else { a * a };
    let s = if far { z.sqrt() } else { a };
    let y = asin_core(simd, s, z);
    let y = if far { 2.0 * y } else { c64::FRAC_PI_2 - y };
    (if x < 0.0 { c64::PI - y } else { y }) as f32
}

/// `atan(top / bottom)` for non-negative operands.
#[inline(always)]
fn atan_core<S: Simd>(simd: S, top: f64, bottom: f64) -> f64 {
    // Turn by 0, 45 or 90 degrees until the angle is at most 22.5.
    let middle = top > 0.414_213_562_373_095_03 * bottom;
    let steep = top > 2.414_213_562_373_095 * bottom;
    let n = if middle { top - bottom } else { top };
    let n = if steep { -bottom } else { n };
    let d = if middle { top + bottom } else { bottom };
    let d = if steep { top } else { d };
    let turn = if middle { c64::FRAC_PI_4 } else { 0.0 };
    let turn = if steep { c64::FRAC_PI_2 } else { turn };
    let t = n / d;
    let z = t * t;
    let p = poly64(
        simd,
        z,
        [
            -0.333_333_333_314_233_04,
            0.199_999_989_099_546_2,
            -0.142_856_120_090_367_66,
            0.111_074_825_260_631_06,
            -0.090_288_402_332_220_28,
            0.071_345_741_533_469_62,
            -0.040_417_476_813_804_55,
        ],
    ); // (atan(t) / t - 1) / t^2
    turn + simd.mul_add_f64(p * z, t, t)
}

#[inline(always)]
pub(crate) fn atan<S: Simd>(simd: S, x: f32) -> f32 {
    let y = atan_core(simd, x.abs() as f64, 1.0);
    let y = if x.abs() == f32::INFINITY { c64::FRAC_PI_2 } else { y };
    (y as f32).copysign(x)
}

#[inline(always)]
pub(crate) fn atan2<S: Simd>(simd: S, y: f32, x: f32) -> f32 {
    let (top, bottom) = (y.abs() as f64, x.abs() as f64);
    let infinite = top == f64::INFINITY && bottom == f64::INFINITY;
    let top = if infinite { 1.0 } else { top };
    let bottom = if infinite { 1.0 } else { bottom };
    // 0 / 0 is an angle of 0 here.
    let zero = top == 0.0 && bottom == 0.0;
    let a = atan_core(simd, top, if zero { 1.0 } else { bottom });
    // A finite value over an infinite one, or the other way about, makes no NaN.
    let a = if bottom == f64::INFINITY && !top.is_nan() { 0.0 } else { a };
    let a = if top == f64::INFINITY && !bottom.is_nan() { c64::FRAC_PI_2 } else { a };
    let a = if x.is_sign_negative() { c64::PI - a } else { a };
    (a as f32).copysign(y)
}

#[inline(always)]
pub(crate) fn sinh<S: Simd>(simd: S, x: f32) -> f32 {
    let a = x.abs() as f64;
    let z = a * a;
    let small = a * poly64(simd, z, [1.0, 1.0 / 6.0, 1.0 / 120.0, 1.0 / 5040.0, 1.0 / 362880.0]);
    let e = exp_core(simd, a);
    let large = 0.5 * (e - 1.0 / e);
    ((if a < 0.5 { small } else { large }) as f32).copysign(x)
}

#[inline(always)]
pub(crate) fn cosh<S: Simd>(simd: S, x: f32) -> f32 {
    let e = exp_core(simd, x.abs() as f64);
    (0.5 * (e + 1.0 / e)) as f32
}

#[inline(always)]
pub(crate) fn log1p<S: Simd>(simd: S, x: f32) -> f32 {
    let y = log1p_core(simd, x as f64) as f32;
    let y = if x == f32::INFINITY || x == 0.0 { x } else { y };
    let y = if x == -1.0 { f32::NEG_INFINITY } else { y };
    if x < -1.0 || x.is_nan() { f32::NAN } else { y }
}

#[inline(always)]
pub(crate) fn asinh<S: Simd>(simd: S, x: f32) -> f32 {
    let a = x.abs() as f64;
    let z = a * a;
    let small = a * poly64(simd, z, [1.0, -1.0 / 6.0, 3.0 / 40.0]);
    let large = log_core(simd, a + (z + 1.0).sqrt());
    let y = (if a < 0.01 { small } else { large }) as f32;
    let y = if x.abs() < f32::INFINITY { y } else { x };
    y.copysign(x)
}

#[inline(always)]
pub(crate) fn acosh<S: Simd>(simd: S, x: f32) -> f32 {
    let a = x as f64;
    let y = log_core(simd, a + ((a - 1.0) * (a + 1.0)).sqrt()) as f32;
    let y = if x == f32::INFINITY { x } else { y };
    if x >= 1.0 { y } else { f32::NAN }
}

#[inline(always)]
pub(crate) fn atanh<S: Simd>(simd: S, x: f32) -> f32 {
    let a = x.abs() as f64;
    let z = a * a;
    let small = a * poly64(simd, z, [1.0, 1.0 / 3.0, 1.0 / 5.0, 1.0 / 7.0]);
    let large = 0.5 * log_core(simd, (1.0 + a) / (1.0 - a));
    let y = (if a < 0.02 { small } else { large }) as f32;
    let y = if a == 1.0 { f32::INFINITY } else { y };
    let y = if a <= 1.0 { y } else { f32::NAN };
    y.copysign(x)
}

/// `erf(x)` for |x| <= 1.
#[inline(always)]
fn erf_small<S: Simd>(simd: S, x: f64) -> f64 {
    let p = poly64(
        simd,
        x * x,
        [
            1.128_379_167_058_031_4,
            -0.376_126_384_346_922_5,
            0.112_837_819_746_539_03,
            -0.026_865_400_068_716_367,
            0.005_220_945_493_362_751,
            -0.000_848_282_955_465_905_9,
            0.000_112_569_520_653_823_26,
            -9.641_525_759_187_137e-6,
        ],
    ); // erf(x) / x
    x * p
}

/// `erfc(x)` for x in [0.7, 14.5]: `t e^(P(t) - x^2)` with `t = 2 / (2 + x)`.
#[inline(always)]
fn erfc_large<S: Simd>(simd: S, x: f64) -> f64 {
    let x = if x > 14.5 { 14.5 } else { x };
    let t = 2.0 / (2.0 + x);
    let p = poly64(
        simd,
        t,
        [
            -1.265_510_734_237_837_3,
            0.999_942_655_091_724_5,
            0.376_043_125_278_277_27,
            0.072_284_181_030_997_49,
            -0.010_122_179_007_638_371,
            -0.497_909_543_705_521_9,
            1.057_025_533_527_271_1,
            -2.548_158_328_725_180_8,
            4.003_562_073_545_622_5,
            -3.439_242_982_825_699_6,
            1.535_548_562_868_564,
            -0.283_465_738_527_388_3,
        ],
    );
    t * exp_core(simd, simd.mul_add_f64(-x, x, p))
}

#[inline(always)]
pub(crate) fn erf<S: Simd>(simd: S, x: f32) -> f32 {
    let a = x.abs() as f64;
    let (small, large) = (erf_small(simd, a), 1.0 - erfc_large(simd, a));
    ((if a < 0.9 { small } else { large }) as f32).copysign(x)
}

/// `erfc(x)` in double precision inside and out.
#[inline(always)]
fn erfc_core<S: Simd>(simd: S, x: f64) -> f64 {
    let a = x.abs();
    let small = 1.0 - erf_small(simd, x);
    let tail = erfc_large(simd, a);
    let large = if x < 0.0 { 2.0 - tail } else { tail };
    if a < 0.9 { small } else { large }
}

#[inline(always)]
pub(crate) fn erfc<S: Simd>(simd: S, x: f32) -> f32 {
    erfc_core(simd, x as f64) as f32
}

#[inline(always)]
pub(crate) fn softplus<S: Simd>(simd: S, x: f32) -> f32 {
    let a = x as f64;
    let y = log1p_core(simd, exp_core(simd, -a.abs()));
    let y = y + if a > 0.0 { a } else { 0.0 };
    if x.is_nan() { x } else { y as f32 }
}

#[inline(always)]
pub(crate) fn log_sigmoid<S: Simd>(simd: S, x: f32) -> f32 {
    -softplus(simd, -x)
}

#[inline(always)]
pub(crate) fn gelu<S: Simd>(simd: S, x: f32) -> f32 {
    let a = at_least(x, -20.0) as f64;
    (0.5 * a * erfc_core(simd, -c64::FRAC_1_SQRT_2 * a)) as f32
}

#[inline(always)]
pub(crate) fn gelu_tanh<S: Simd>(simd: S, x: f32) -> f32 {
    let a = at_least(x, -20.0) as f64;
    // (1 + tanh u) / 2 is the sigmoid of 2u.
    let u = a * simd.mul_add_f64(a * a, 0.044715, 1.0) * 1.595_769_121_605_730_7;
    (a / (1.0 + exp_core(simd, -u))) as f32
}

#[inline(always)]
pub(crate) fn mish<S: Simd>(simd: S, x: f32) -> f32 {
    let a = at_least(x, -150.0) as f64;
    // tanh(ln(1 + e)) = (e^2 + 2e) / (e^2 + 2e + 2); from 40 on it is 1.
    let e = exp_core(simd, if a > 40.0 { 40.0 } else { a });
    let p = e * (e + 2.0);
    (a * (p / (p + 2.0))) as f32
}

/// `a` to the power of `b`, by the rules of C's `pow`.
#[inline(always)]
pub(crate) fn pow<S: Simd>(simd: S, a: f32, b: f32) -> f32 {
    let x = a.abs() as f64;
    let l = log_core(simd, x);
    let l = if x == 0.0 { f64::NEG_INFINITY } else { l };
    let l = if x == f64::INFINITY { x } else { l };
    let y = exp_core(simd, l * b as f64) as f32;
    let whole = trunc(simd, b) == b;
    let odd = whole && b.abs() < 16_777_216.0 && {
        let h = b * 0.5;
        trunc(simd, h) != h
    };
    let y = if a.is_sign_negative() && odd { -y } else { y };
    let y = if a < 0.0 && !whole && x != f64::INFINITY { f32::NAN } else { y };
    let y = if a.is_nan() || b.is_nan() { f32::NAN } else { y };
    // Magnitude 1 with an infinite exponent, and the two rules that even NaN obeys.
    let y = if x == 1.0 && b.abs() == f32::INFINITY { 1.0 } else { y };
    if b == 0.0 || a == 1.0 { 1.0 } else { y }
}
