//! Softmax, its logarithm, and cross entropy with it, over the middle of `[outer, len, inner]`.
//!
//! Whole blocks of rows go through each step together, so that rows of ten classes keep the lanes
//! as busy as rows of a thousand.

use crate::isa::Simd;
use crate::kernel::{Kernel, dispatch};
use crate::lane;
use crate::par::{self, SharedMut};
use crate::reduce::Reduce;
use sparkler_base::{Element, Error, ErrorKind, Result};

/// Elements of the rows that go through the steps together.
const BLOCK: usize = 2048;

/// `f32` and `f64`, as the kernels of this file need them.
pub trait Real:
    Element
    + PartialOrd
    + std::ops::Add<Output = Self>
    + std::ops::Sub<Output = Self>
    + std::ops::Mul<Output = Self>
    + std::ops::Div<Output = Self>
{
    /// Zero.
    const ZERO: Self;
    /// One.
    const ONE: Self;
    /// `e^x` of a lane.
    fn exp<S: Simd>(simd: S, x: Self) -> Self;
    /// Natural logarithm.
    fn ln(self) -> Self;
}

impl Real for f32 {
    const ZERO: f32 = 0.0;
    const ONE: f32 = 1.0;
    #[inline(always)]
    fn exp<S: Simd>(simd: S, x: f32) -> f32 {
        lane::exp(simd, x)
    }
    #[inline(always)]
    fn ln(self) -> f32 {
        f32::ln(self)
    }
}

impl Real for f64 {
    const ZERO: f64 = 0.0;
    const ONE: f64 = 1.0;
    #[inline(always)]
    fn exp<S: Simd>(_: S, x: f64) -> f64 {
        x.exp()
    }
    #[inline(always)]
    fn ln(self) -> f64 {
        f64::ln(self)
    }
}

#[inline(always)]
fn sum<T: Real>(x: &[T]) -> T {
    let (blocks, rest) = x.as_chunks::<16>();
    let mut lanes = [T::ZERO; 16];
    for block in blocks {
        for i in 0..16 {
            lanes[i] = lanes[i] + block[i];
        }
    }
    let total = rest.iter().fold(T::ZERO, |a, &b| a + b);
    lanes.into_iter().fold(total, |a, b| a + b)
}

#[inline(always)]
fn max<T: Real>(x: &[T]) -> T {
    // A NaN may get lost here; `x - max` brings it back.
    let larger = |a: T, b: T| if b > a { b } else { a };
    let (blocks, rest) = x.as_chunks::<16>();
    let mut best = x[0];
    if let Some((first, others)) = blocks.split_first() {
        let mut lanes = *first;
        for block in others {
            for i in 0..16 {
                lanes[i] = larger(lanes[i], block[i]);
            }
        }
        best = lanes.into_iter().fold(best, larger);
    }
    rest.iter().fold(best, |a, &b| larger(a, b))
}

struct Softmax<'a, T> {
    x: &'a [T],
    y: &'a mut [T],
    len: usize,
    inner: usize,
    log: bool,
}

impl<T: Real> Kernel for Softmax<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Softmax { x, y, len, inner, log } = self;
        let row = len * inner;
        // For inner == 1 a "row" is reduced to one number, else to `inner` of them.
        let mut sums = vec![T::ZERO; y.len() / len];
        for ((x, y), m) in
            x.chunks_exact(row).zip(y.chunks_exact_mut(row)).zip(sums.chunks_exact_mut(inner))
        {
            if inner == 1 {
                m[0] = max(x);
                for (y, &x) in y.iter_mut().zip(x) {
                    *y = x - m[0];
                }
            } else {
                m.copy_from_slice(&x[..inner]);
                for x in x.chunks_exact(inner) {
                    for (m, &x) in m.iter_mut().zip(x) {
                        *m = if x > *m { x } else { *m };
                    }
                }
                for (y, x) in y.chunks_exact_mut(inner).zip(x.chunks_exact(inner)) {
                    for ((y, &x), &m) in y.iter_mut().zip(x).zip(&*m) {
                        *y = x - m;
                    }
                }
            }
        }
        let mut store = if log { y.to_vec() } else { Vec::new() };
        let e = if log { &mut store[..] } else { &mut *y };
        for e in e.iter_mut() {
            *e = T::exp(simd, *e);
        }
        for (e, s) in e.chunks_exact(row).zip(sums.chunks_exact_mut(inner)) {
            if inner == 1 {
                s[0] = sum(e);
            } else {
                s.fill(T::ZERO);
                for e in e.chunks_exact(inner) {
                    for (s, &e) in s.iter_mut().zip(e) {
                        *s = *s + e;
                    }
                }
            }
        }
        for s in &mut sums {
            *s = if log { s.ln() } else { T::ONE / *s };
        }
        for (y, s) in y.chunks_exact_mut(row).zip(sums.chunks_exact(inner)) {
            let finish = |y: T, s: T| if log { y - s } else { y * s };
            if inner == 1 {
                let s = s[0];
                y.iter_mut().for_each(|y| *y = finish(*y, s));
                continue;
            }
            for y in y.chunks_exact_mut(inner) {
                for (y, &s) in y.iter_mut().zip(s) {
                    *y = finish(*y, s);
                }
            }
        }
    }
}

fn softmax_by<T: Real>(x: &[T], dims: Reduce, y: &mut [T], log: bool) {
    assert_eq!((x.len(), y.len()), (dims.input(), dims.input()), "softmax of other sizes");
    let Reduce { len, inner, .. } = dims;
    let row = len * inner;
    if x.is_empty() {
        return;
    }
    let grain = (BLOCK / row).max(1) * row;
    par::chunks_mut(y, grain, 12, |start, y| {
        let x = &x[start..start + y.len()];
        dispatch(Softmax { x, y, len, inner, log });
    });
}

/// `e^x / sum(e^x)` along the middle axis.
///
/// ```
/// use sparkler_cpu::{reduce::Reduce, softmax::softmax};
/// let mut y = [0.0f32; 2];
/// softmax(&[0.0, 3f32.ln()], Reduce { outer: 1, len: 2, inner: 1 }, &mut y);
/// assert!((y[1] - 0.75).abs() < 1e-6);
/// ```
pub fn softmax<T: Real>(x: &[T], dims: Reduce, y: &mut [T]) {
    softmax_by(x, dims, y, false);
}

/// `x - ln(sum(e^x))` along the middle axis.
pub fn log_softmax<T: Real>(x: &[T], dims: Reduce, y: &mut [T]) {
    softmax_by(x, dims, y, true);
}

struct CrossEntropy<'a, T> {
    logits: &'a [T],
    classes: usize,
    /// The row of labels, or its only label.
    labels: Labels<'a, T>,
    loss: &'a mut [T],
    /// As many elements as the logits, or none.
    gradient: &'a mut [T],
}

#[derive(Clone, Copy)]
enum Labels<'a, T> {
    Dense(&'a [T]),
    Sparse(&'a [i32]),
}

impl<T: Real> Kernel for CrossEntropy<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let CrossEntropy { logits, classes, labels, loss, gradient } = self;
        let mut store = if gradient.is_empty() { vec![T::ZERO; logits.len()] } else { vec![] };
        let e = if store.is_empty() { gradient } else { &mut store[..] };
        let rows = || logits.chunks_exact(classes);
        for (x, e) in rows().zip(e.chunks_exact_mut(classes)) {
            let m = max(x);
            for (e, &x) in e.iter_mut().zip(x) {
                *e = x - m;
            }
        }
        // What the labels weigh the shifted logits with, before these are overwritten.
        let mut weights = vec![T::ONE; loss.len()];
        match labels {
            Labels::Sparse(labels) => {
                for ((l, &label), e) in loss.iter_mut().zip(labels).zip(e.chunks_exact(classes)) {
                    *l = e[label as usize];
                }
            }
            Labels::Dense(labels) => {
                let rows = labels.chunks_exact(classes).zip(e.chunks_exact(classes));
                for ((l, w), (labels, e)) in loss.iter_mut().zip(&mut weights).zip(rows) {
                    (*l, *w) = (T::ZERO, sum(labels));
                    for (&label, &e) in labels.iter().zip(e) {
                        // Nothing of a class that cannot be, even if its logit is -inf.
                        *l = *l + if label == T::ZERO { T::ZERO } else { label * e };
                    }
                }
            }
        }
        for e in e.iter_mut() {
            *e = T::exp(simd, *e);
        }
        for (i, (e, l)) in e.chunks_exact_mut(classes).zip(loss).enumerate() {
            let s = sum(e);
            *l = weights[i] * s.ln() - *l;
            let scale = weights[i] / s;
            match labels {
                Labels::Sparse(labels) => {
                    e.iter_mut().for_each(|e| *e = *e * scale);
                    let at = labels[i] as usize;
                    e[at] = e[at] - T::ONE;
                }
                Labels::Dense(labels) => {
                    for (e, &label) in e.iter_mut().zip(&labels[i * classes..]) {
                        *e = *e * scale - label;
                    }
                }
            }
        }
    }
}

fn cross_entropy<T: Real>(
    logits: &[T],
    classes: usize,
    labels: Labels<'_, T>,
    loss: &mut [T],
    gradient: Option<&mut [T]>,
) {
    let rows = loss.len();
    let gradient = gradient.unwrap_or_default();
    let many = match labels {
        Labels::Dense(l) => l.len() == rows * classes,
        Labels::Sparse(l) => l.len() == rows,
    };
    let same = gradient.is_empty() || gradient.len() == logits.len();
    assert!(logits.len() == rows * classes && many && same, "cross entropy of other sizes");
    if classes == 0 {
        loss.fill(T::ZERO);
        return;
    }
    let with_gradient = !gradient.is_empty();
    let gradient = SharedMut::new(gradient);
    let grain = (BLOCK / classes).max(1);
    par::chunks_mut(loss, grain, classes * 14, |start, loss| {
        let (row, end) = (start * classes, (start + loss.len()) * classes);
        let range = if with_gradient { row..end } else { 0..0 };
        #[allow(unsafe_code)]
        // SAFETY: the pieces of `loss` are disjoint, so are these rows.
        let gradient = unsafe { gradient.slice(range) };
        let labels = match labels {
            Labels::Dense(l) => Labels::Dense(&l[row..end]),
            Labels::Sparse(l) => Labels::Sparse(&l[start..start + loss.len()]),
        };
        dispatch(CrossEntropy { logits: &logits[row..end], classes, labels, loss, gradient });
    });
}

/// `-sum(labels * log_softmax(logits))` of each row of `classes`; and its gradient by the logits,
/// `softmax(logits) * sum(labels) - labels`.
///
/// # Panics
/// If the slices have other lengths.
pub fn softmax_cross_entropy<T: Real>(
    logits: &[T],
    labels: &[T],
    classes: usize,
    loss: &mut [T],
    gradient: Option<&mut [T]>,
) {
    cross_entropy(logits, classes, Labels::Dense(labels), loss, gradient);
}

/// `-log_softmax(logits)[label]` of each row of `classes`; and its gradient by the logits,
/// `softmax(logits) - onehot(label)`.
///
/// # Errors
/// If a label lies outside `0..classes`; nothing has been written then.
///
/// # Panics
/// If the slices have other lengths.
pub fn sparse_softmax_cross_entropy<T: Real>(
    logits: &[T],
    labels: &[i32],
    classes: usize,
    loss: &mut [T],
    gradient: Option<&mut [T]>,
) -> Result<()> {
    if let Some(&label) = labels.iter().find(|&&l| l < 0 || l as usize >= classes) {
        return Err(Error::new(
            "sparseSoftmaxCrossEntropy",
            ErrorKind::IndexOutOfRange { index: label as i64, extent: classes },
        ));
    }
    cross_entropy(logits, classes, Labels::Sparse(labels), loss, gradient);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::testing::{on_every_isa, same_on_any_threads};

    fn reference_log_softmax(x: &[f32], dims: Reduce) -> Vec<f64> {
        let mut y = vec![0.0; x.len()];
        for o in 0..dims.outer {
            for i in 0..dims.inner {
                let at = |k: usize| (o * dims.len + k) * dims.inner + i;
                let row: Vec<f64> = (0..dims.len).map(|k| x[at(k)] as f64).collect();
                let m = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let s = row.iter().map(|x| (x - m).exp()).sum::<f64>().ln() + m;
                (0..dims.len).for_each(|k| y[at(k)] = row[k] - s);
            }
        }
        y
    }

    fn data(n: usize) -> Vec<f32> {
        (0..n).map(|i| ((i * 7919) % 1009) as f32 * 0.02 - 10.0).collect()
    }

    #[test]
    fn softmax_follows_the_reference() {
        on_every_isa(|_| {
            for (outer, len, inner) in [
                (1, 1, 1),
                (128, 10, 1),
                (3, 5000, 1),
                (7, 33, 1),
                (2, 5, 3),
                (3, 40, 64),
                (0, 4, 1),
            ] {
                let dims = Reduce { outer, len, inner };
                let x = data(dims.input());
                let want = reference_log_softmax(&x, dims);
                let mut y = vec![0.0; x.len()];
                softmax(&x, dims, &mut y);
                for (y, w) in y.iter().zip(&want) {
                    // The rounding of `x - max` grows with its magnitude.
                    let bound = 1e-7 * (4.0 + w.abs()) * w.exp();
                    assert!((*y as f64 - w.exp()).abs() <= bound, "{y} {w} {dims:?}");
                }
                log_softmax(&x, dims, &mut y);
                for (y, w) in y.iter().zip(&want) {
                    assert!((*y as f64 - w).abs() <= 2e-6 * w.abs().max(1.0), "{y} {w} {dims:?}");
                }
                let wide: Vec<f64> = x.iter().map(|&x| x as f64).collect();
                let mut y = vec![0.0; x.len()];
                log_softmax(&wide, dims, &mut y);
                assert!(y.iter().zip(&want).all(|(y, w)| (y - w).abs() < 1e-12));
            }
        });
        // A masked place gets nothing at all.
        let mut y = [0.0f32; 3];
        let dims = Reduce { outer: 1, len: 3, inner: 1 };
        softmax(&[f32::NEG_INFINITY, 1.0, 1.0], dims, &mut y);
        assert_eq!(y, [0.0, 0.5, 0.5]);
        softmax(&[f32::NAN, 1.0, 1.0], dims, &mut y);
        assert!(y.iter().all(|y| y.is_nan()));
    }

    #[test]
    fn cross_entropy_dense_and_sparse() {
        on_every_isa(|_| {
            for (rows, classes) in [(1, 1), (128, 10), (5, 700), (3, 3)] {
                let dims = Reduce { outer: rows, len: classes, inner: 1 };
                let x = data(rows * classes);
                let log_p = reference_log_softmax(&x, dims);
                let labels: Vec<i32> = (0..rows).map(|i| (i * 13 % classes) as i32).collect();
                let mut dense = vec![0.0f32; rows * classes];
                for (row, &l) in dense.chunks_exact_mut(classes).zip(&labels) {
                    row[l as usize] = 1.0;
                }
                let (mut a, mut b) = (vec![0.0f32; rows], vec![0.0f32; rows]);
                let (mut ga, mut gb) = (vec![0.0f32; x.len()], vec![0.0f32; x.len()]);
                softmax_cross_entropy(&x, &dense, classes, &mut a, Some(&mut ga));
                sparse_softmax_cross_entropy(&x, &labels, classes, &mut b, Some(&mut gb)).unwrap();
                assert_eq!((&a, &ga), (&b, &gb));
                for (i, loss) in a.iter().enumerate() {
                    let want = -log_p[i * classes + labels[i] as usize];
                    assert!((*loss as f64 - want).abs() <= 2e-6 * want.abs().max(1.0));
                }
                for ((g, p), l) in ga.iter().zip(&log_p).zip(&dense) {
                    assert!((*g as f64 - (p.exp() - *l as f64)).abs() < 1e-6);
                }
                softmax_cross_entropy(&x, &dense, classes, &mut b, None);
                assert_eq!(a, b);
            }
        });
        let error = sparse_softmax_cross_entropy(&[1.0f32], &[1], 1, &mut [0.0], None);
        assert!(error.unwrap_err().to_string().contains("index 1 is out of range"));
    }

    #[test]
    fn threads_do_not_matter() {
        let x = data(60_000);
        let labels: Vec<i32> = (0..600).map(|i| i % 100).collect();
        same_on_any_threads(|| {
            let (mut loss, mut g) = (vec![0.0f32; 600], vec![0.0f32; 60_000]);
            sparse_softmax_cross_entropy(&x, &labels, 100, &mut loss, Some(&mut g)).unwrap();
            (loss, g)
        });
    }
}
