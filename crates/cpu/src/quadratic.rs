//! The loops of sequential minimal optimisation: solving a quadratic programme with bounds and one
//! equality constraint by changing two variables at a time.
//!
//! The programme is: minimise `1/2 b'Kb + ...` over `b` whose sum stays the same. `g` is the
//! gradient. A variable that may grow has an offset in `up`, one that may shrink an offset in
//! `low`; minus infinity says that it may not. The pair to change next is the one of Fan, Chen and
//! Lin, *Working Set Selection Using Second Order Information for Training Support Vector Machines*
//! (JMLR 6, 2005).

use crate::dispatch;
use crate::isa::Simd;

/// Elements that are looked at together: so few that what is computed of them stays in registers
/// and the first-level cache.
const RUN: usize = 256;

/// The least curvature along a pair, where rounding makes it zero or negative.
const FLAT: f32 = 1e-12;

/// The largest `up - g` and where it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steepest {
    /// Minus infinity if no variable may grow.
    pub value: f64,
    /// Its place.
    pub index: usize,
}

/// The variable to shrink.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Partner {
    /// The largest `g + low` of all; minus infinity if no variable may shrink.
    pub steepest: f64,
    /// The place of the one that promises the largest decrease, if any does.
    pub index: Option<usize>,
}

dispatch! {
    /// `g += a * x + b * y`, and then the variable to grow: where `up - g` is largest (the first).
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn update(g: &mut [f64], a: f64, x: &[f32], b: f64, y: &[f32], up: &[f32]) -> Steepest
        = update_kernel;
}

#[inline(always)]
fn update_kernel<S: Simd>(
    simd: S,
    g: &mut [f64],
    a: f64,
    x: &[f32],
    b: f64,
    y: &[f32],
    up: &[f32],
) -> Steepest {
    let n = g.len();
    assert!(x.len() == n && y.len() == n && up.len() == n, "slices of different lengths");
    let mut best = Steepest { value: f64::NEG_INFINITY, index: 0 };
    let mut scores = [f64::NEG_INFINITY; RUN];
    for (part, g) in g.chunks_mut(RUN).enumerate() {
        let start = part * RUN;
        let len = g.len();
        let (x, y, up) = (&x[start..][..len], &y[start..][..len], &up[start..][..len]);
        let scores = &mut scores[..len];
        for i in 0..len {
            g[i] = simd.mul_add_f64(a, f64::from(x[i]), simd.mul_add_f64(b, f64::from(y[i]), g[i]));
            scores[i] = f64::from(up[i]) - g[i];
        }
        let largest = largest64(scores);
        if largest > best.value {
            let place = scores.iter().position(|&s| s == largest).unwrap_or(0);
            best = Steepest { value: largest, index: start + place };
        }
    }
    best
}

#[inline(always)]
fn largest64(values: &[f64]) -> f64 {
    let mut lanes = [f64::NEG_INFINITY; 16];
    let runs = values.chunks_exact(16);
    let rest = runs.remainder();
    for run in runs {
        for (lane, &v) in lanes.iter_mut().zip(run) {
            *lane = if v > *lane { v } else { *lane };
        }
    }
    rest.iter().chain(&lanes).fold(f64::NEG_INFINITY, |a, &b| if b > a { b } else { a })
}

#[inline(always)]
fn largest32(values: &[f32]) -> f32 {
    let mut lanes = [f32::NEG_INFINITY; 32];
    let runs = values.chunks_exact(32);
    let rest = runs.remainder();
    for run in runs {
        for (lane, &v) in lanes.iter_mut().zip(run) {
            *lane = if v > *lane { v } else { *lane };
        }
    }
    rest.iter().chain(&lanes).fold(f32::NEG_INFINITY, |a, &b| if b > a { b } else { a })
}

dispatch! {
    /// The variable to shrink when one that has `value = up - g`, the diagonal element `own` and
    /// the matrix row `row` grows: where `(value + g + low)^2 / curvature` is largest among those
    /// with `value + g + low > 0`.
    ///
    /// # Panics
    /// If the slices differ in length.
    pub fn partner(value: f64, own: f32, row: &[f32], diagonal: &[f32], g: &[f64], low: &[f32])
        -> Partner = partner_kernel;
}

#[inline(always)]
fn partner_kernel<S: Simd>(
    simd: S,
    value: f64,
    own: f32,
    row: &[f32],
    diagonal: &[f32],
    g: &[f64],
    low: &[f32],
) -> Partner {
    let n = g.len();
    assert!(row.len() == n && diagonal.len() == n && low.len() == n, "slices of unequal length");
    let mut best = Partner { steepest: f64::NEG_INFINITY, index: None };
    let mut most = 0.0f32;
    let mut slopes = [f64::NEG_INFINITY; RUN];
    let mut scores = [0.0f32; RUN];
    for start in (0..n).step_by(RUN) {
        let len = RUN.min(n - start);
        let (g, low) = (&g[start..][..len], &low[start..][..len]);
        let (row, diagonal) = (&row[start..][..len], &diagonal[start..][..len]);
        let slopes = &mut slopes[..len];
        let scores = &mut scores[..len];
        for i in 0..len {
            slopes[i] = g[i] + f64::from(low[i]);
        }
        // Scores only choose among variables that are all allowed: single precision is enough.
        for i in 0..len {
            let slope = (value + slopes[i]) as f32;
            let curvature = simd.mul_add(-2.0, row[i], own + diagonal[i]);
            let curvature = if curvature > FLAT { curvature } else { FLAT };
            let score = slope * slope / curvature;
            scores[i] = if slope > 0.0 { score } else { 0.0 };
        }
        let steepest = largest64(slopes);
        if steepest > best.steepest {
            best.steepest = steepest;
        }
        let largest = largest32(scores);
        if largest > most {
            most = largest;
            best.index = scores.iter().position(|&s| s == largest).map(|place| start + place);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pair_is_that_of_the_plain_formulas() {
        let n = 1000;
        let noise = |i: usize, k: usize| ((i * 7919 + k * 104_729) % 1013) as f64 / 1013.0;
        let x: Vec<f32> = (0..n).map(|i| noise(i, 1) as f32).collect();
        let y: Vec<f32> = (0..n).map(|i| noise(i, 2) as f32).collect();
        let bound = |i: usize, k: usize| {
            if noise(i, k) < 0.3 { f32::NEG_INFINITY } else { noise(i, k) as f32 }
        };
        let up: Vec<f32> = (0..n).map(|i| bound(i, 3)).collect();
        let low: Vec<f32> = (0..n).map(|i| bound(i, 4)).collect();
        let diagonal = vec![1.5f32; n];
        let before: Vec<f64> = (0..n).map(|i| noise(i, 5) - 0.5).collect();
        let mut g = before.clone();
        let steepest = update(&mut g, 0.3, &x, -0.2, &y, &up);
        let mut want = Steepest { value: f64::NEG_INFINITY, index: 0 };
        for i in 0..n {
            let expected = before[i] + 0.3 * f64::from(x[i]) - 0.2 * f64::from(y[i]);
            assert!((g[i] - expected).abs() < 1e-12);
            let score = f64::from(up[i]) - g[i];
            if score > want.value {
                want = Steepest { value: score, index: i };
            }
        }
        assert_eq!(steepest, want);

        let found = partner(steepest.value, 1.5, &x, &diagonal, &g, &low);
        let score = |i: usize| {
            let slope = (steepest.value + g[i] + f64::from(low[i])) as f32;
            if slope > 0.0 { slope * slope / (3.0 - 2.0 * x[i]) } else { 0.0 }
        };
        let most = (0..n).map(score).fold(0.0, f32::max);
        let index = found.index.unwrap();
        assert!(score(index) >= most * (1.0 - 1e-5));
        let slope = (0..n).map(|i| g[i] + f64::from(low[i])).fold(f64::NEG_INFINITY, f64::max);
        assert_eq!(found.steepest, slope);
    }

    #[test]
    fn nothing_may_move() {
        let none = [f32::NEG_INFINITY; 3];
        let mut g = [0.0; 3];
        assert_eq!(update(&mut g, 0.0, &[0.0; 3], 0.0, &[0.0; 3], &none).value, f64::NEG_INFINITY);
        assert_eq!(partner(1.0, 1.0, &[0.0; 3], &[1.0; 3], &g, &none).index, None);
    }
}
