//! What is made of the scalar products of many points: distances, kernels of distances, and the
//! nearest of them. The products themselves are [`crate::gemm`]'s.

use crate::isa::Simd;
use crate::{dispatch, lane};

dispatch! {
    /// `dots[i] = exp(-gamma * |p - x_i|^2)`, where `dots` holds the products of a point `p` with
    /// points `x_i`, `norms` their squared lengths and `norm` that of `p`.
    ///
    /// # Panics
    /// If there are fewer norms than products.
    pub fn gaussian(dots: &mut [f32], norms: &[f32], norm: f32, gamma: f32) = gaussian_kernel;
}

#[inline(always)]
fn gaussian_kernel<S: Simd>(simd: S, dots: &mut [f32], norms: &[f32], norm: f32, gamma: f32) {
    let norms = &norms[..dots.len()];
    for (dot, &other) in dots.iter_mut().zip(norms) {
        let square = simd.mul_add(-2.0, *dot, norm + other);
        let square = if square > 0.0 { square } else { 0.0 };
        *dot = lane::exp(simd, -gamma * square);
    }
}

dispatch! {
    /// Squared distances in double precision, `|p - x_i|^2 = |p|^2 + |x_i|^2 - 2 p x_i`, not below 0.
    ///
    /// # Panics
    /// If there are fewer norms than products.
    pub fn squared(dots: &mut [f64], norms: &[f64], norm: f64) = squared_kernel;
}

#[inline(always)]
fn squared_kernel<S: Simd>(simd: S, dots: &mut [f64], norms: &[f64], norm: f64) {
    let norms = &norms[..dots.len()];
    for (dot, &other) in dots.iter_mut().zip(norms) {
        let square = simd.mul_add_f64(-2.0, *dot, norm + other);
        *dot = if square > 0.0 { square } else { 0.0 };
    }
}

dispatch! {
    /// The nearest of several centres for each point: `dots` holds a row for each centre, of its
    /// products with all points, and `norms` the centres' squared lengths. `best` becomes the
    /// smallest `norm - 2 dot` (the squared distance less the point's own squared length) and
    /// `label` its centre, the first of several that are as near.
    ///
    /// # Panics
    /// If the lengths do not fit.
    pub fn nearest(dots: &[f32], norms: &[f32], best: &mut [f32], label: &mut [u32])
        = nearest_kernel;
}

#[inline(always)]
fn nearest_kernel<S: Simd>(
    simd: S,
    dots: &[f32],
    norms: &[f32],
    best: &mut [f32],
    label: &mut [u32],
) {
    const RUN: usize = 64;
    let n = best.len();
    assert!(label.len() == n && dots.len() >= n * norms.len(), "slices that do not fit");
    let whole = n - n % RUN;
    for start in (0..whole).step_by(RUN) {
        let mut low = [f32::INFINITY; RUN];
        let mut who = [0u32; RUN];
        for (centre, &norm) in norms.iter().enumerate() {
            let dots = &dots[centre * n + start..][..RUN];
            for i in 0..RUN {
                let score = simd.mul_add(-2.0, dots[i], norm);
                let better = score < low[i];
                low[i] = if better { score } else { low[i] };
                who[i] = if better { centre as u32 } else { who[i] };
            }
        }
        best[start..start + RUN].copy_from_slice(&low);
        label[start..start + RUN].copy_from_slice(&who);
    }
    for i in whole..n {
        let (mut low, mut who) = (f32::INFINITY, 0);
        for (centre, &norm) in norms.iter().enumerate() {
            let score = simd.mul_add(-2.0, dots[centre * n + i], norm);
            if score < low {
                (low, who) = (score, centre as u32);
            }
        }
        best[i] = low;
        label[i] = who;
    }
}

dispatch! {
    /// The places of all values below `limit` are put at the start of `found`, ascending; returns
    /// how many there are.
    ///
    /// # Panics
    /// If `found` is shorter than `values`.
    pub fn below(values: &[f32], limit: f32, found: &mut [u32]) -> usize = below_kernel;
}

#[inline(always)]
fn below_kernel<S: Simd>(_: S, values: &[f32], limit: f32, found: &mut [u32]) -> usize {
    const RUN: usize = 64;
    assert!(found.len() >= values.len(), "no room for the places");
    let mut count = 0;
    for (part, run) in values.chunks(RUN).enumerate() {
        // Few values are below: most runs are done with after one look.
        if let Ok(run) = <&[f32; RUN]>::try_from(run) {
            let mut lanes = [f32::INFINITY; 16];
            for values in run.chunks_exact(16) {
                for (lane, &v) in lanes.iter_mut().zip(values) {
                    *lane = if v < *lane { v } else { *lane };
                }
            }
            if !lanes.iter().fold(false, |any, &v| any | (v < limit)) {
                continue;
            }
        }
        for (i, &v) in run.iter().enumerate() {
            found[count] = (part * RUN + i) as u32;
            count += usize::from(v < limit);
        }
    }
    count
}

dispatch! {
    /// The squared Euclidean distance of two points.
    pub fn euclidean(a: &[f64], b: &[f64]) -> f64 = euclidean_kernel;
}

#[inline(always)]
fn euclidean_kernel<S: Simd>(simd: S, a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (left, right) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest = left.remainder().iter().zip(right.remainder());
    let rest: f64 = rest.map(|(a, b)| (a - b) * (a - b)).sum();
    for (a, b) in left.zip(right) {
        for i in 0..8 {
            let d = a[i] - b[i];
            lanes[i] = simd.mul_add_f64(d, d, lanes[i]);
        }
    }
    lanes.iter().sum::<f64>() + rest
}

/// A distance without its last root: it orders points just as well.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reduced {
    /// The sum of squared differences.
    Square,
    /// The sum of absolute differences.
    Absolute,
    /// The largest absolute difference.
    Largest,
    /// The sum of this power of the absolute differences.
    Power(f64),
}

dispatch! {
    /// The distances of a point to others that lie column after column: number `c` of point `i`
    /// is `columns[c * stride + i]`.
    ///
    /// # Panics
    /// If `columns` is too short.
    pub fn to_columns(kind: Reduced, point: &[f64], columns: &[f64], stride: usize, out: &mut [f64])
        = to_columns_kernel;
}

#[inline(always)]
fn to_columns_kernel<S: Simd>(
    simd: S,
    kind: Reduced,
    point: &[f64],
    columns: &[f64],
    stride: usize,
    out: &mut [f64],
) {
    out.fill(0.0);
    let n = out.len();
    for (c, &p) in point.iter().enumerate() {
        let column = &columns[c * stride..][..n];
        match kind {
            Reduced::Square => {
                for (out, &x) in out.iter_mut().zip(column) {
                    let d = p - x;
                    *out = simd.mul_add_f64(d, d, *out);
                }
            }
            Reduced::Absolute => {
                for (out, &x) in out.iter_mut().zip(column) {
                    *out += (p - x).abs();
                }
            }
            Reduced::Largest => {
                for (out, &x) in out.iter_mut().zip(column) {
                    let d = (p - x).abs();
                    *out = if d > *out { d } else { *out };
                }
            }
            Reduced::Power(power) => {
                for (out, &x) in out.iter_mut().zip(column) {
                    *out += (p - x).abs().powf(power);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(i: usize) -> f32 {
        ((i * 7919) % 1013) as f32 / 1013.0
    }

    #[test]
    fn gaussians_and_squares() {
        let norms: Vec<f32> = (0..100).map(noise).collect();
        let dots: Vec<f32> = (0..100).map(|i| noise(i + 7) * 0.5).collect();
        let mut out = dots.clone();
        gaussian(&mut out, &norms, 0.5, 2.0);
        let mut squares: Vec<f64> = dots.iter().map(|&x| x.into()).collect();
        let wide: Vec<f64> = norms.iter().map(|&x| x.into()).collect();
        squared(&mut squares, &wide, 0.5);
        for i in 0..100 {
            let square = (0.5 + wide[i] - 2.0 * f64::from(dots[i])).max(0.0);
            assert!((squares[i] - square).abs() < 1e-12);
            assert!((f64::from(out[i]) - (-2.0 * square).exp()).abs() < 1e-6);
        }
    }

    #[test]
    fn the_nearest_centre_and_the_first_of_equals() {
        let (centres, points) = (5, 131);
        let dots: Vec<f32> = (0..centres * points).map(|i| noise(i / 3)).collect();
        let norms = [0.5, 0.4, 0.3, 0.4, 0.5];
        let (mut best, mut label) = (vec![0.0; points], vec![0; points]);
        nearest(&dots, &norms, &mut best, &mut label);
        for p in 0..points {
            let score = |c: usize| norms[c] - 2.0 * dots[c * points + p];
            let want = (0..centres).map(score).fold(f32::INFINITY, f32::min);
            assert!((best[p] - want).abs() < 1e-6);
            assert!((score(label[p] as usize) - want).abs() < 1e-6);
        }
        nearest(&[1.0, 1.0], &[0.0, 0.0], &mut best[..1], &mut label[..1]);
        assert_eq!(label[0], 0);
    }

    #[test]
    fn places_below_a_limit() {
        let values: Vec<f32> = (0..1000).map(noise).collect();
        let mut found = vec![0; 1000];
        for limit in [-1.0, 0.01, 0.5, 2.0] {
            let count = below(&values, limit, &mut found);
            let want: Vec<u32> = (0..1000).filter(|&i| values[i as usize] < limit).collect();
            assert_eq!(found[..count], want);
        }
    }

    #[test]
    fn squared_distance_of_any_length() {
        for n in [0, 1, 7, 8, 9, 30] {
            let a: Vec<f64> = (0..n).map(|i| noise(i).into()).collect();
            let b: Vec<f64> = (0..n).map(|i| noise(i + 3).into()).collect();
            let want: f64 = a.iter().zip(&b).map(|(a, b)| (a - b) * (a - b)).sum();
            assert!((euclidean(&a, &b) - want).abs() < 1e-12);
        }
    }

    #[test]
    fn distances_to_columns() {
        let (n, stride, k) = (37, 40, 5);
        let columns: Vec<f64> = (0..stride * k).map(|i| noise(i).into()).collect();
        let point: Vec<f64> = (0..k).map(|i| noise(i + 11).into()).collect();
        let mut out = vec![0.0; n];
        for kind in [Reduced::Square, Reduced::Absolute, Reduced::Largest, Reduced::Power(3.0)] {
            to_columns(kind, &point, &columns, stride, &mut out);
            for i in 0..n {
                let apart = (0..k).map(|c| (point[c] - columns[c * stride + i]).abs());
                let want = match kind {
                    Reduced::Square => apart.map(|d| d * d).sum(),
                    Reduced::Absolute => apart.sum(),
                    Reduced::Largest => apart.fold(0.0, f64::max),
                    Reduced::Power(p) => apart.map(|d| d.powf(p)).sum::<f64>(),
                };
                assert!((out[i] - want).abs() < 1e-12);
            }
        }
    }
}
