//! Loops over vectors of doubles that linear algebra is made of, where a product of matrices is
//! too much.

use crate::dispatch;
use crate::isa::Simd;

/// Sums are kept in that many places, so that they can be computed side by side.
const PLACES: usize = 32;

dispatch! {
    /// The sum of `x[i] * y[i]` over the shorter of the two.
    ///
    /// ```
    /// assert_eq!(sparkler_cpu::double::dot(&[1.0, 2.0], &[3.0, 4.0]), 11.0);
    /// ```
    pub fn dot(x: &[f64], y: &[f64]) -> f64 = dot_kernel;
}

#[inline(always)]
fn dot_kernel<S: Simd>(simd: S, x: &[f64], y: &[f64]) -> f64 {
    let n = x.len().min(y.len());
    let (x, y) = (&x[..n], &y[..n]);
    let mut sums = [0.0; PLACES];
    let (xs, ys) = (x.chunks_exact(PLACES), y.chunks_exact(PLACES));
    let (x_rest, y_rest) = (xs.remainder(), ys.remainder());
    for (x, y) in xs.zip(ys) {
        for i in 0..PLACES {
            sums[i] = simd.mul_add_f64(x[i], y[i], sums[i]);
        }
    }
    let mut rest = 0.0;
    for (&x, &y) in x_rest.iter().zip(y_rest) {
        rest = simd.mul_add_f64(x, y, rest);
    }
    let mut width = PLACES / 2;
    while width > 0 {
        for i in 0..width {
            sums[i] += sums[i + width];
        }
        width /= 2;
    }
    sums[0] + rest
}

dispatch! {
    /// `y[i] += a * x[i]` over the shorter of the two.
    pub fn axpy(a: f64, x: &[f64], y: &mut [f64]) = axpy_kernel;
}

#[inline(always)]
fn axpy_kernel<S: Simd>(simd: S, a: f64, x: &[f64], y: &mut [f64]) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y = simd.mul_add_f64(a, x, *y);
    }
}

dispatch! {
    /// `z[i] += a * x[i] + b * y[i]` over the shortest of the three.
    pub fn axpy2(a: f64, x: &[f64], b: f64, y: &[f64], z: &mut [f64]) = axpy2_kernel;
}

#[inline(always)]
fn axpy2_kernel<S: Simd>(simd: S, a: f64, x: &[f64], b: f64, y: &[f64], z: &mut [f64]) {
    for ((z, &x), &y) in z.iter_mut().zip(x).zip(y) {
        *z = simd.mul_add_f64(a, x, simd.mul_add_f64(b, y, *z));
    }
}

dispatch! {
    /// `w += A v` for a symmetric matrix of which the lower triangle is read: row `i`, element `j`
    /// at `i * stride + j` of `a`; the size is the length of `v`. Each element is read once.
    ///
    /// ```
    /// let mut w = [0.0; 2];
    /// sparkler_cpu::double::symmetric_times(&[1.0, f64::NAN, 2.0, 3.0], 2, &[1.0, 10.0], &mut w);
    /// assert_eq!(w, [21.0, 32.0]);
    /// ```
    pub fn symmetric_times(a: &[f64], stride: usize, v: &[f64], w: &mut [f64]) =
        symmetric_times_kernel;
}

#[inline(always)]
fn symmetric_times_kernel<S: Simd>(simd: S, a: &[f64], stride: usize, v: &[f64], w: &mut [f64]) {
    /// Rows at a time, lest `w` be loaded and stored for each.
    const ROWS: usize = 4;
    /// Sums of a row that are computed side by side.
    const WIDE: usize = 8;
    let n = v.len();
    let w = &mut w[..n];
    for first in (0..n).step_by(ROWS) {
        let rows = ROWS.min(n - first);
        let mut sums = [[0.0; WIDE]; ROWS];
        let whole = if rows == ROWS { first / WIDE * WIDE } else { 0 };
        if whole > 0 {
            let row = |r: usize| &a[(first + r) * stride..][..whole];
            let (a0, a1, a2, a3) = (row(0), row(1), row(2), row(3));
            let times = [v[first], v[first + 1], v[first + 2], v[first + 3]];
            let (vs, ws) = (&v[..whole], &mut w[..whole]);
            let mut j = 0;
            while j + WIDE <= whole {
                for l in 0..WIDE {
                    let x = vs[j + l];
                    let e = [a0[j + l], a1[j + l], a2[j + l], a3[j + l]];
                    for r in 0..ROWS {
                        sums[r][l] = simd.mul_add_f64(e[r], x, sums[r][l]);
                    }
                    let low = simd.mul_add_f64(e[1], times[1], e[0] * times[0]);
                    let high = simd.mul_add_f64(e[3], times[3], e[2] * times[2]);
                    ws[j + l] += low + high;
                }
                j += WIDE;
            }
        }
        for r in 0..rows {
            let i = first + r;
            let row = &a[i * stride..][..=i];
            let mut sum = 0.0;
            for s in sums[r] {
                sum += s;
            }
            for j in whole..i {
                sum = simd.mul_add_f64(row[j], v[j], sum);
                w[j] = simd.mul_add_f64(row[j], v[i], w[j]);
            }
            w[i] += simd.mul_add_f64(row[i], v[i], sum);
        }
    }
}

dispatch! {
    /// Turns the points `(x[i], y[i])`: `x' = c x + s y`, `y' = c y - s x`.
    pub fn rotate(x: &mut [f64], y: &mut [f64], c: f64, s: f64) = rotate_kernel;
}

#[inline(always)]
fn rotate_kernel<S: Simd>(simd: S, x: &mut [f64], y: &mut [f64], c: f64, s: f64) {
    for (x, y) in x.iter_mut().zip(y) {
        let (old_x, old_y) = (*x, *y);
        *x = simd.mul_add_f64(s, old_y, c * old_x);
        *y = simd.mul_add_f64(-s, old_x, c * old_y);
    }
}

/// Numbers of a row that [`rotate_chain`] turns.
pub const CHAIN: usize = 32;

dispatch! {
    /// Turns neighbouring rows of [`CHAIN`] numbers, one pair after the other: with `turns[i]` being
    /// `(c, s)`, row `i` becomes `c * row[i] + s * row[i + 1]` and row `i + 1` becomes
    /// `c * row[i + 1] - s * row[i]`. There is one row more than there are turns.
    pub fn rotate_chain(rows: &mut [f64], turns: &[(f64, f64)]) = rotate_chain_kernel;
}

#[inline(always)]
fn rotate_chain_kernel<S: Simd>(simd: S, rows: &mut [f64], turns: &[(f64, f64)]) {
    let (rows, _) = rows.as_chunks_mut::<CHAIN>();
    let Some(last) = rows.get(turns.len()).map(|_| turns.len()) else { return };
    // The row that two turns share stays in registers.
    let mut carried = rows[0];
    for (i, &(c, s)) in turns.iter().enumerate() {
        let next = rows[i + 1];
        let to = &mut rows[i];
        for j in 0..CHAIN {
            to[j] = simd.mul_add_f64(s, next[j], c * carried[j]);
            carried[j] = simd.mul_add_f64(-s, carried[j], c * next[j]);
        }
    }
    rows[last] = carried;
}

dispatch! {
    /// `exp(x[i])` of each element in place, to 2 units in the last place; 0 below -708.4 (where
    /// the result would be subnormal) and infinite above 709.78. About eight times as fast as one
    /// call of `f64::exp` for each.
    ///
    /// ```
    /// let mut x = [0.0, 1.0];
    /// sparkler_cpu::double::exp(&mut x);
    /// assert!((x[1] - std::f64::consts::E).abs() < 1e-15 && x[0] == 1.0);
    /// ```
    pub fn exp(x: &mut [f64]) = exp_kernel;
}

#[inline(always)]
fn exp_kernel<S: Simd>(simd: S, x: &mut [f64]) {
    for x in x {
        *x = exp_one(simd, *x);
    }
}

/// Argument reduction by multiples of ln 2 in two parts, then Taylor's series to degree 13 on
/// [-ln 2 / 2, ln 2 / 2], whose rest is below 1e-18.
#[inline(always)]
fn exp_one<S: Simd>(simd: S, x: f64) -> f64 {
    /// Adding it rounds to a whole number, which is then in the low bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    const INVERSE: [f64; 14] = [
        1.0,
        1.0,
        1.0 / 2.0,
        1.0 / 6.0,
        1.0 / 24.0,
        1.0 / 120.0,
        1.0 / 720.0,
        1.0 / 5_040.0,
        1.0 / 40_320.0,
        1.0 / 362_880.0,
        1.0 / 3_628_800.0,
        1.0 / 39_916_800.0,
        1.0 / 479_001_600.0,
        1.0 / 6_227_020_800.0,
    ];
    let shifted = simd.mul_add_f64(x, std::f64::consts::LOG2_E, ROUND);
    let k = shifted - ROUND;
    let r = simd.mul_add_f64(-k, LN2_HIGH, x);
    let r = simd.mul_add_f64(-k, LN2_LOW, r);
    let mut p = INVERSE[13];
    let mut i = 13;
    while i > 0 {
        i -= 1;
        p = simd.mul_add_f64(p, r, INVERSE[i]);
    }
    // Two factors, since 2^1024 is no double while e^709.7 is.
    let half = (shifted.to_bits() << 51) as i64 >> 52;
    let whole = (shifted.to_bits() << 52) as i64 >> 52;
    let power = |k: i64| f64::from_bits(((k + 1023) << 52) as u64);
    let y = p * power(half) * power(whole - half);
    let y = if x < -708.39 { 0.0 } else { y };
    let y = if x > 709.782_712_893_384 { f64::INFINITY } else { y };
    if x.is_nan() { x } else { y }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_right_to_two_units_in_the_last_place() {
        let mut worst = 0.0f64;
        for i in -70_800..70_978 {
            let x = f64::from(i) * 0.01 + 1e-5;
            let mut y = [x];
            exp(&mut y);
            worst = worst.max(((y[0] - x.exp()) / x.exp()).abs());
        }
        assert!(worst < 4.5e-16, "{worst:e}");
        let mut ends = [-1e300, -709.0, 710.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, -0.0];
        exp(&mut ends);
        assert_eq!(ends[..5], [0.0, 0.0, f64::INFINITY, f64::INFINITY, 0.0]);
        assert!(ends[5].is_nan() && ends[6] == 1.0);
    }

    #[test]
    fn a_symmetric_matrix_times_a_vector() {
        for n in [1usize, 3, 4, 7, 8, 9, 31, 40] {
            let stride = n + 3;
            let at = |i: usize, j: usize| ((i.max(j) * 7 + i.min(j) * 3) % 11) as f64 - 4.0;
            let mut a = vec![f64::NAN; n * stride];
            (0..n).for_each(|i| (0..=i).for_each(|j| a[i * stride + j] = at(i, j)));
            let v: Vec<f64> = (0..n).map(|i| i as f64 - 2.0).collect();
            let mut w = vec![1.0; n];
            symmetric_times(&a, stride, &v, &mut w);
            for i in 0..n {
                let want: f64 = 1.0 + (0..n).map(|j| at(i, j) * v[j]).sum::<f64>();
                assert!((w[i] - want).abs() < 1e-9, "{n} {i}: {} {want}", w[i]);
            }
        }
    }

    #[test]
    fn a_chain_of_rotations_is_one_rotation_after_the_other() {
        let turns = [(0.6, 0.8), (0.8, -0.6), (0.0, 1.0)];
        let mut rows: Vec<f64> = (0..4 * CHAIN).map(|i| (i % 13) as f64).collect();
        let mut want = rows.clone();
        rotate_chain(&mut rows, &turns);
        for (i, (c, s)) in turns.into_iter().enumerate() {
            let (x, y) = want[i * CHAIN..(i + 2) * CHAIN].split_at_mut(CHAIN);
            rotate(x, y, c, s);
        }
        assert!(rows.iter().zip(&want).all(|(a, b)| (a - b).abs() < 1e-12));
        // Too few rows: nothing is done.
        rotate_chain(&mut rows[..CHAIN], &turns);
        rotate_chain(&mut [], &[]);
    }

    #[test]
    fn dot_and_rotate_agree_with_their_definitions() {
        for n in [0, 1, 31, 32, 33, 100] {
            let x: Vec<f64> = (0..n).map(|i| f64::from(i) - 3.0).collect();
            let mut y: Vec<f64> = (0..n).map(|i| f64::from(i * i) * 0.5).collect();
            let want: f64 = x.iter().zip(&y).map(|(a, b)| a * b).sum();
            assert!((dot(&x, &y) - want).abs() <= 1e-12 * want.abs());
            let before = y.clone();
            let mut z = x.clone();
            rotate(&mut z, &mut y, 0.6, 0.8);
            for i in 0..n as usize {
                assert!((z[i] - (0.6 * x[i] + 0.8 * before[i])).abs() < 1e-10);
                assert!((y[i] - (0.6 * before[i] - 0.8 * x[i])).abs() < 1e-10);
            }
        }
    }
}
