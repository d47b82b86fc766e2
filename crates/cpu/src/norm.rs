//! Batch and layer normalisation of dense `[rows, channels]` in single precision.
//!
//! Variances are biased (divided by the number of elements) and computed from deviations, not from
//! squares: with a mean of 1000 and a deviation of 1 no digit is lost.

#![allow(unsafe_code)]

use crate::isa::Simd;
use crate::kernel::{Kernel, dispatch};
use crate::par::{self, SharedMut};
use crate::reduce::{Reduce, Reduction, Sum};

/// Rows that are summed before their sum joins the running one.
const ROW_LEAF: usize = 64;

/// A function of an element of `x`, one of `g`, and their channel's two parameters, that gives two
/// terms to be summed by channel.
struct ColumnPairs<'a, F> {
    x: &'a [f32],
    g: &'a [f32],
    p: &'a [f32],
    q: &'a [f32],
    /// The sums of the first terms, then those of the second.
    out: &'a mut [f32],
    terms: F,
}

impl<F: Fn(f32, f32, f32, f32) -> (f32, f32) + Copy> Kernel for ColumnPairs<'_, F> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, _: S) {
        let ColumnPairs { x, g, p, q, out, terms } = self;
        let channels = p.len();
        let mut store = vec![0.0f32; 2 * channels];
        let (a, b) = store.split_at_mut(channels);
        out.fill(0.0);
        for (x, g) in x.chunks(ROW_LEAF * channels).zip(g.chunks(ROW_LEAF * channels)) {
            a.fill(0.0);
            b.fill(0.0);
            for (x, g) in x.chunks_exact(channels).zip(g.chunks_exact(channels)) {
                let (x, g, q) = (&x[..channels], &g[..channels], &q[..channels]);
                let (a, b) = (&mut a[..channels], &mut b[..channels]);
                for c in 0..channels {
                    let (s, t) = terms(x[c], g[c], p[c], q[c]);
                    a[c] += s;
                    b[c] += t;
                }
            }
            for (o, s) in out.iter_mut().zip(a.iter().chain(b.iter())) {
                *o += s;
            }
        }
    }
}

/// Sums two terms of each element by channel, in pieces of rows that depend on the sizes alone.
fn column_pairs(
    x: &[f32],
    g: &[f32],
    p: &[f32],
    q: &[f32],
    first: &mut [f32],
    second: &mut [f32],
    terms: impl Fn(f32, f32, f32, f32) -> (f32, f32) + Copy + Sync,
) {
    let channels = p.len();
    if channels == 0 {
        return;
    }
    let rows = (32 * 1024 / channels).max(1).next_multiple_of(ROW_LEAF);
    let pieces = x.len().div_ceil(rows * channels).max(1);
    let mut parts = vec![0.0f32; pieces * 2 * channels];
    par::chunks_mut(&mut parts, 2 * channels, rows, |start, out| {
        let from = start / 2 * rows;
        let to = (from + rows * channels).min(x.len());
        dispatch(ColumnPairs { x: &x[from..to], g: &g[from..to], p, q, out, terms });
    });
    let dims = Reduce { outer: 1, len: pieces, inner: 2 * channels };
    let mut sums = vec![0.0; 2 * channels];
    <Sum as Reduction<f32>>::run(&parts, dims, &mut sums);
    first.copy_from_slice(&sums[..channels]);
    second.copy_from_slice(&sums[channels..]);
}

/// Mean and variance of each channel over all rows; 0 if there are none.
///
/// ```
/// let (mut mean, mut variance) = ([0.0; 2], [0.0; 2]);
/// sparkler_cpu::norm::channel_moments(&[1.0, 5.0, 3.0, 5.0], &mut mean, &mut variance);
/// assert_eq!((mean, variance), ([2.0, 5.0], [1.0, 0.0]));
/// ```
pub fn channel_moments(x: &[f32], mean: &mut [f32], variance: &mut [f32]) {
    let channels = mean.len();
    let rows = x.len().checked_div(channels).unwrap_or(0);
    if rows == 0 {
        mean.fill(0.0);
        variance.fill(0.0);
        return;
    }
    let n = rows as f32;
    <Sum as Reduction<f32>>::run(x, Reduce { outer: 1, len: rows, inner: channels }, mean);
    mean.iter_mut().for_each(|m| *m /= n);
    let mut drift = vec![0.0; channels];
    column_pairs(x, x, mean, mean, &mut drift, variance, |x, _, m, _| (x - m, (x - m) * (x - m)));
    // The mean was rounded: what the deviations sum to sets both right.
    for ((m, v), d) in mean.iter_mut().zip(variance).zip(drift) {
        let d = d / n;
        *m += d;
        *v = (*v / n - d * d).max(0.0);
    }
}

struct Affine<'a> {
    x: &'a [f32],
    scale: &'a [f32],
    shift: &'a [f32],
    y: &'a mut [f32],
}

impl Kernel for Affine<'_> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let channels = self.scale.len();
        for (y, x) in self.y.chunks_exact_mut(channels).zip(self.x.chunks_exact(channels)) {
            for ((y, &x), (&a, &b)) in y.iter_mut().zip(x).zip(self.scale.iter().zip(self.shift)) {
                *y = simd.mul_add(x, a, b);
            }
        }
    }
}

/// `y = x * scale + shift`, both by channel: batch normalisation once its statistics are known.
pub fn channel_affine(x: &[f32], scale: &[f32], shift: &[f32], y: &mut [f32]) {
    let channels = scale.len();
    if channels == 0 {
        return;
    }
    let grain = (16 * 1024 / channels).max(1) * channels;
    par::chunks_mut(y, grain, 2, |start, y| {
        dispatch(Affine { x: &x[start..start + y.len()], scale, shift, y });
    });
}

/// The gradients of batch normalisation by its offset and its scale: the sums of `g` and of
/// `g * (x - mean) * rstd` by channel, where `rstd` is one over the standard deviation.
pub fn channel_norm_grad_sums(
    x: &[f32],
    g: &[f32],
    mean: &[f32],
    rstd: &[f32],
    offset_grad: &mut [f32],
    scale_grad: &mut [f32],
) {
    column_pairs(x, g, mean, rstd, offset_grad, scale_grad, |x, g, m, r| (g, g * ((x - m) * r)));
}

/// The gradient of batch normalisation by its input, from what [`channel_norm_grad_sums`] gave:
/// `scale * rstd * (g - offset_grad / n - xhat * scale_grad / n)`.
pub fn channel_norm_grad_input(
    x: &[f32],
    g: &[f32],
    mean: &[f32],
    rstd: &[f32],
    scale: &[f32],
    offset_grad: &[f32],
    scale_grad: &[f32],
    x_grad: &mut [f32],
) {
    let channels = mean.len();
    if channels == 0 {
        return;
    }
    let n = (x.len() / channels) as f32;
    // The whole is a * g + b * x + c by channel.
    let mut abc = vec![[0.0f32; 3]; channels];
    for (c, abc) in abc.iter_mut().enumerate() {
        let a = scale[c] * rstd[c];
        let b = -a * rstd[c] * scale_grad[c] / n;
        *abc = [a, b, -a * offset_grad[c] / n];
    }
    let grain = (16 * 1024 / channels).max(1) * channels;
    par::chunks_mut(x_grad, grain, 4, |start, y| {
        let range = start..start + y.len();
        let rows = x[range.clone()].chunks_exact(channels).zip(g[range].chunks_exact(channels));
        for (y, (x, g)) in y.chunks_exact_mut(channels).zip(rows) {
            for c in 0..channels {
                let [a, b, d] = abc[c];
                y[c] = a * g[c] + b * (x[c] - mean[c]) + d;
            }
        }
    });
}

#[inline(always)]
fn lane_sum(x: &[f32], term: impl Fn(usize, f32) -> f32) -> f32 {
    let (blocks, rest) = x.as_chunks::<32>();
    let mut lanes = [0.0f32; 32];
    for (k, block) in blocks.iter().enumerate() {
        for i in 0..32 {
            lanes[i] += term(k * 32 + i, block[i]);
        }
    }
    let done = blocks.len() * 32;
    let tail: f32 = rest.iter().enumerate().map(|(i, &x)| term(done + i, x)).sum();
    let mut width = 16;
    while width > 0 {
        for i in 0..width {
            lanes[i] += lanes[i + width];
        }
        width /= 2;
    }
    lanes[0] + tail
}

struct LayerNorm<'a> {
    x: &'a [f32],
    scale: &'a [f32],
    offset: &'a [f32],
    epsilon: f32,
    y: &'a mut [f32],
    mean: &'a mut [f32],
    rstd: &'a mut [f32],
}

impl Kernel for LayerNorm<'_> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let columns = self.scale.len();
        let rows = self.x.chunks_exact(columns).zip(self.y.chunks_exact_mut(columns));
        for ((x, y), (mean, rstd)) in rows.zip(self.mean.iter_mut().zip(self.rstd)) {
            let m = lane_sum(x, |_, x| x) / columns as f32;
            let variance = lane_sum(x, |_, x| (x - m) * (x - m)) / columns as f32;
            let r = 1.0 / (variance + self.epsilon).sqrt();
            (*mean, *rstd) = (m, r);
            let parameters = self.scale.iter().zip(self.offset);
            for ((y, &x), (&scale, &offset)) in y.iter_mut().zip(x).zip(parameters) {
                *y = simd.mul_add((x - m) * r, scale, offset);
            }
        }
    }
}

/// Normalises each row to mean 0 and variance 1, then applies `scale` and `offset` by column;
/// gives each row's mean and `1 / sqrt(variance + epsilon)` for the way back.
pub fn layer_norm(
    x: &[f32],
    scale: &[f32],
    offset: &[f32],
    epsilon: f32,
    y: &mut [f32],
    mean: &mut [f32],
    rstd: &mut [f32],
) {
    let columns = scale.len();
    if columns == 0 {
        return;
    }
    let (mean, rstd) = (SharedMut::new(mean), SharedMut::new(rstd));
    par::chunks_mut(y, (8192 / columns).max(1) * columns, 4, |start, y| {
        let rows = start / columns..(start + y.len()) / columns;
        // SAFETY: the pieces of `y` are disjoint, so are their rows.
        let (mean, rstd) = unsafe { (mean.slice(rows.clone()), rstd.slice(rows)) };
        let x = &x[start..start + y.len()];
        dispatch(LayerNorm { x, scale, offset, epsilon, y, mean, rstd });
    });
}

struct LayerNormGrad<'a> {
    x: &'a [f32],
    g: &'a [f32],
    scale: &'a [f32],
    mean: &'a [f32],
    rstd: &'a [f32],
    x_grad: &'a mut [f32],
}

impl Kernel for LayerNormGrad<'_> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, _: S) {
        let LayerNormGrad { x, g, scale, mean, rstd, x_grad } = self;
        let columns = scale.len();
        let rows = x.chunks_exact(columns).zip(g.chunks_exact(columns));
        for (((x, g), y), (&m, &r)) in
            rows.zip(x_grad.chunks_exact_mut(columns)).zip(mean.iter().zip(rstd))
        {
            let scaled = &scale[..columns];
            let g = &g[..columns];
            let n = columns as f32;
            let a = lane_sum(x, |i, _| g[i] * scaled[i]) / n;
            let b = lane_sum(x, |i, x| g[i] * scaled[i] * ((x - m) * r)) / n;
            for (i, (y, &x)) in y.iter_mut().zip(x).enumerate() {
                *y = r * (g[i] * scaled[i] - a - (x - m) * r * b);
            }
        }
    }
}

/// The gradient of [`layer_norm`] by its input.
pub fn layer_norm_grad_input(
    x: &[f32],
    g: &[f32],
    scale: &[f32],
    mean: &[f32],
    rstd: &[f32],
    x_grad: &mut [f32],
) {
    let columns = scale.len();
    if columns == 0 {
        return;
    }
    par::chunks_mut(x_grad, (8192 / columns).max(1) * columns, 6, |start, y| {
        let range = start..start + y.len();
        let rows = range.start / columns..range.end / columns;
        let (mean, rstd) = (&mean[rows.clone()], &rstd[rows]);
        let (x, g) = (&x[range.clone()], &g[range]);
        dispatch(LayerNormGrad { x, g, scale, mean, rstd, x_grad: y });
    });
}

/// The gradients of [`layer_norm`] by its offset and its scale: sums over rows of `g` and of
/// `g * (x - mean) * rstd`.
pub fn layer_norm_grad_parameters(
    x: &[f32],
    g: &[f32],
    mean: &[f32],
    rstd: &[f32],
    offset_grad: &mut [f32],
    scale_grad: &mut [f32],
) {
    let columns = offset_grad.len();
    if columns == 0 {
        return;
    }
    let rows = x.len() / columns;
    let mut products = vec![0.0f32; x.len()];
    par::chunks_mut(&mut products, (8192 / columns).max(1) * columns, 3, |start, out| {
        for (i, out) in out.chunks_exact_mut(columns).enumerate() {
            let at = start + i * columns;
            let (m, r) = (mean[at / columns], rstd[at / columns]);
            let operands = x[at..at + columns].iter().zip(&g[at..at + columns]);
            for (o, (&x, &g)) in out.iter_mut().zip(operands) {
                *o = g * ((x - m) * r);
            }
        }
    });
    let dims = Reduce { outer: 1, len: rows, inner: columns };
    <Sum as Reduction<f32>>::run(g, dims, offset_grad);
    <Sum as Reduction<f32>>::run(&products, dims, scale_grad);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::testing::{on_every_isa, same_on_any_threads};

    fn data(n: usize, seed: usize) -> Vec<f32> {
        (0..n).map(|i| ((i * 7919 + seed * 31) % 1009) as f32 * 0.004 - 2.0).collect()
    }

    fn reference_moments(column: impl Iterator<Item = f32> + Clone) -> (f64, f64) {
        let n = column.clone().count() as f64;
        let mean = column.clone().map(|x| x as f64).sum::<f64>() / n;
        (mean, column.map(|x| (x as f64 - mean).powi(2)).sum::<f64>() / n)
    }

    #[test]
    fn moments_follow_the_reference() {
        on_every_isa(|_| {
            for (rows, channels) in [(1, 3), (1000, 1), (777, 32), (20_000, 5), (3, 2000)] {
                let x: Vec<f32> = data(rows * channels, 1).iter().map(|x| x + 1000.0).collect();
                let (mut mean, mut variance) = (vec![0.0; channels], vec![0.0; channels]);
                channel_moments(&x, &mut mean, &mut variance);
                for c in 0..channels {
                    let (m, v) = reference_moments(x.iter().copied().skip(c).step_by(channels));
                    assert!((mean[c] as f64 - m).abs() < 1e-4, "{} {m}", mean[c]);
                    assert!(
                        (variance[c] as f64 - v).abs() < 1e-5 * v + 1e-8,
                        "{} {v}",
                        variance[c]
                    );
                }
            }
        });
        channel_moments(&[], &mut [1.0], &mut [1.0]);
        channel_moments(&[], &mut [], &mut []);
    }

    /// The loss `sum(y * w)` of a normalisation in double precision, for finite differences.
    fn reference_loss(x: &[f64], scale: &[f32], w: &[f32], columns: usize, by_row: bool) -> f64 {
        let rows = x.len() / columns;
        let groups = if by_row { rows } else { columns };
        let mut loss = 0.0;
        for g in 0..groups {
            let at = |k: usize| if by_row { g * columns + k } else { k * columns + g };
            let n = x.len() / groups;
            let mean = (0..n).map(|k| x[at(k)]).sum::<f64>() / n as f64;
            let variance = (0..n).map(|k| (x[at(k)] - mean).powi(2)).sum::<f64>() / n as f64;
            for k in 0..n {
                let normal = (x[at(k)] - mean) / (variance + 1e-3).sqrt();
                loss += normal * scale[at(k) % columns] as f64 * w[at(k)] as f64;
            }
        }
        loss
    }

    fn check_input_grad(got: &[f32], x: &[f32], scale: &[f32], w: &[f32], by_row: bool) {
        let x: Vec<f64> = x.iter().map(|&x| x as f64).collect();
        for i in 0..x.len() {
            let at = |h: f64| {
                let mut x = x.clone();
                x[i] += h;
                reference_loss(&x, scale, w, scale.len(), by_row)
            };
            let want = (at(1e-4) - at(-1e-4)) / 2e-4;
            assert!((got[i] as f64 - want).abs() < 1e-4, "{} {want} at {i}", got[i]);
        }
    }

    #[test]
    fn layer_norm_and_its_gradients() {
        on_every_isa(|_| {
            let (rows, columns) = (3, 37);
            let (x, w) = (data(rows * columns, 1), data(rows * columns, 2));
            let (scale, offset) = (data(columns, 3), data(columns, 4));
            let (mut y, mut mean, mut rstd) =
                (vec![0.0; x.len()], vec![0.0; rows], vec![0.0; rows]);
            layer_norm(&x, &scale, &offset, 1e-3, &mut y, &mut mean, &mut rstd);
            let (mut offset_grad, mut scale_grad) = (vec![0.0; columns], vec![0.0; columns]);
            for r in 0..rows {
                let row = &x[r * columns..][..columns];
                let (m, v) = reference_moments(row.iter().copied());
                for c in 0..columns {
                    let normal = (row[c] as f64 - m) / (v + 1e-3).sqrt();
                    let want = normal * scale[c] as f64 + offset[c] as f64;
                    assert!((y[r * columns + c] as f64 - want).abs() < 1e-5);
                    offset_grad[c] += w[r * columns + c] as f64;
                    scale_grad[c] += w[r * columns + c] as f64 * normal;
                }
            }
            let (mut a, mut b) = (vec![0.0; columns], vec![0.0; columns]);
            layer_norm_grad_parameters(&x, &w, &mean, &rstd, &mut a, &mut b);
            assert!(a.iter().zip(&offset_grad).all(|(a, b)| (*a as f64 - b).abs() < 1e-5));
            assert!(b.iter().zip(&scale_grad).all(|(a, b)| (*a as f64 - b).abs() < 1e-5));
            let mut x_grad = vec![0.0; x.len()];
            layer_norm_grad_input(&x, &w, &scale, &mean, &rstd, &mut x_grad);
            check_input_grad(&x_grad, &x, &scale, &w, true);
        });
    }

    #[test]
    fn batch_norm_and_its_gradients() {
        on_every_isa(|_| {
            let (rows, channels) = (41, 5);
            let (x, w, scale) = (data(rows * channels, 1), data(rows * channels, 2), data(5, 3));
            let (mut mean, mut variance) = (vec![0.0; channels], vec![0.0; channels]);
            channel_moments(&x, &mut mean, &mut variance);
            let rstd: Vec<f32> = variance.iter().map(|v| 1.0 / (v + 1e-3).sqrt()).collect();
            let (mut a, mut b) = (vec![0.0; channels], vec![0.0; channels]);
            channel_norm_grad_sums(&x, &w, &mean, &rstd, &mut a, &mut b);
            let mut x_grad = vec![0.0; x.len()];
            channel_norm_grad_input(&x, &w, &mean, &rstd, &scale, &a, &b, &mut x_grad);
            check_input_grad(&x_grad, &x, &scale, &w, false);
            let mut y = vec![0.0; x.len()];
            channel_affine(&x, &scale, &a, &mut y);
            assert!((y[7] - (x[7] * scale[2] + a[2])).abs() < 1e-5);
        });
    }

    #[test]
    fn threads_do_not_matter() {
        let x = data(200_000, 1);
        same_on_any_threads(|| {
            let (mut mean, mut variance) = (vec![0.0; 8], vec![0.0; 8]);
            channel_moments(&x, &mut mean, &mut variance);
            (mean, variance)
        });
    }
}
