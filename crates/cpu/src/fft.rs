//! The discrete Fourier transform of any length.
//!
//! Lengths that are powers of two go through the fast transform of Cooley and Tukey, others
//! through Bluestein's, which makes them a convolution of such a length. Everything is computed in
//! double precision and rounded once.

use crate::par;
use sparkler_base::Complex64;
use std::f64::consts::PI;
use std::ops::{Add, Mul, Sub};

/// A complex number in double precision.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct C {
    re: f64,
    im: f64,
}

impl C {
    /// The number of that angle on the unit circle.
    fn turn(angle: f64) -> C {
        C { re: angle.cos(), im: angle.sin() }
    }

    fn conj(self) -> C {
        C { re: self.re, im: -self.im }
    }

    fn scale(self, by: f64) -> C {
        C { re: self.re * by, im: self.im * by }
    }
}

impl Add for C {
    type Output = C;
    fn add(self, b: C) -> C {
        C { re: self.re + b.re, im: self.im + b.im }
    }
}

impl Sub for C {
    type Output = C;
    fn sub(self, b: C) -> C {
        C { re: self.re - b.re, im: self.im - b.im }
    }
}

impl Mul for C {
    type Output = C;
    fn mul(self, b: C) -> C {
        C { re: self.re * b.re - self.im * b.im, im: self.re * b.im + self.im * b.re }
    }
}

/// The transform of a length that is a power of two.
struct Radix2 {
    /// `exp(-2 pi i k / n)` for the first half of `k`.
    turns: Vec<C>,
}

impl Radix2 {
    fn new(n: usize) -> Radix2 {
        debug_assert!(n.is_power_of_two());
        Radix2 { turns: (0..n / 2).map(|k| C::turn(-2.0 * PI * k as f64 / n as f64)).collect() }
    }

    fn run(&self, x: &mut [C]) {
        let n = x.len();
        if n < 2 {
            return;
        }
        let shift = usize::BITS - n.trailing_zeros();
        for i in 0..n {
            let j = i.reverse_bits() >> shift;
            if i < j {
                x.swap(i, j);
            }
        }
        let mut half = 1;
        while half < n {
            let step = n / (2 * half);
            for block in x.chunks_exact_mut(2 * half) {
                let (low, high) = block.split_at_mut(half);
                for (k, (a, b)) in low.iter_mut().zip(high).enumerate() {
                    let turned = *b * self.turns[k * step];
                    (*a, *b) = (*a + turned, *a - turned);
                }
            }
            half *= 2;
        }
    }
}

/// The transform of any other length, as a convolution with a chirp.
struct Bluestein {
    /// `exp(-pi i k^2 / n)`.
    chirp: Vec<C>,
    /// The transform of the conjugate chirp, laid around a circle.
    filter: Vec<C>,
    inner: Radix2,
}

impl Bluestein {
    fn new(n: usize) -> Bluestein {
        // The square taken modulo 2 n keeps the angle small, and so exact.
        let angle = |k: usize| ((k as u128 * k as u128) % (2 * n as u128)) as f64;
        let chirp: Vec<C> = (0..n).map(|k| C::turn(-PI * angle(k) / n as f64)).collect();
        let m = (2 * n - 1).next_power_of_two();
        let inner = Radix2::new(m);
        let mut filter = vec![C::default(); m];
        for (k, c) in chirp.iter().enumerate() {
            filter[k] = c.conj();
            filter[(m - k) % m] = c.conj();
        }
        inner.run(&mut filter);
        Bluestein { chirp, filter, inner }
    }

    fn run(&self, x: &mut [C]) {
        let m = self.filter.len();
        let mut work = vec![C::default(); m];
        for ((w, &x), &c) in work.iter_mut().zip(x.iter()).zip(&self.chirp) {
            *w = x * c;
        }
        self.inner.run(&mut work);
        // The inverse transform is the conjugate of the transform of the conjugate.
        for (w, &f) in work.iter_mut().zip(&self.filter) {
            *w = (*w * f).conj();
        }
        self.inner.run(&mut work);
        for ((x, w), &c) in x.iter_mut().zip(&work).zip(&self.chirp) {
            *x = w.conj().scale(1.0 / m as f64) * c;
        }
    }
}

enum Plan {
    Radix2(Radix2),
    Bluestein(Bluestein),
}

/// The transform of each row of `n` numbers: `y[k] = sum(x[j] exp(-2 pi i j k / n))`; with
/// `inverse` the angle is positive and the sum is divided by `n`.
///
/// # Panics
/// If `x` and `y` differ in length, or are not whole rows.
pub fn fft(x: &[Complex64], n: usize, inverse: bool, y: &mut [Complex64]) {
    assert_eq!(x.len(), y.len(), "input and output of the transform");
    if y.is_empty() {
        return;
    }
    assert_eq!(x.len() % n, 0, "whole rows");
    let plan = if n.is_power_of_two() {
        Plan::Radix2(Radix2::new(n))
    } else {
        Plan::Bluestein(Bluestein::new(n))
    };
    let sign = if inverse { -1.0 } else { 1.0 };
    let scale = if inverse { 1.0 / n as f64 } else { 1.0 };
    let cost = 8 * (n.ilog2() as usize + 1);
    par::chunks_mut(y, n, cost, |start, y| {
        let mut row: Vec<C> = x[start..start + n]
            .iter()
            .map(|z| C { re: z.re.into(), im: sign * f64::from(z.im) })
            .collect();
        match &plan {
            Plan::Radix2(plan) => plan.run(&mut row),
            Plan::Bluestein(plan) => plan.run(&mut row),
        }
        for (y, z) in y.iter_mut().zip(row) {
            *y = Complex64 { re: (z.re * scale) as f32, im: (sign * z.im * scale) as f32 };
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, term by term.
    fn naive(x: &[Complex64], inverse: bool) -> Vec<Complex64> {
        let n = x.len();
        let sign = if inverse { 2.0 } else { -2.0 };
        let scale = if inverse { 1.0 / n as f64 } else { 1.0 };
        let term = |k: usize, j: usize| {
            let z = C { re: x[j].re.into(), im: x[j].im.into() };
            z * C::turn(sign * PI * ((j * k) % n) as f64 / n as f64)
        };
        (0..n)
            .map(|k| (0..n).map(|j| term(k, j)).fold(C::default(), |a, b| a + b).scale(scale))
            .map(|z| Complex64 { re: z.re as f32, im: z.im as f32 })
            .collect()
    }

    #[test]
    fn every_length_agrees_with_the_definition() {
        for n in (1..40).chain([64, 97, 100, 127, 128, 243]) {
            let x: Vec<Complex64> = (0..2 * n)
                .map(|i| Complex64 {
                    re: (i as f32 * 1.7).sin() * 3.0,
                    im: (i as f32 * 0.3 + 1.0).cos(),
                })
                .collect();
            for inverse in [false, true] {
                let mut y = vec![Complex64::default(); x.len()];
                fft(&x, n, inverse, &mut y);
                let expected = [naive(&x[..n], inverse), naive(&x[n..], inverse)].concat();
                for (y, e) in y.iter().zip(&expected) {
                    let error = (y.re - e.re).abs().max((y.im - e.im).abs());
                    assert!(error < 1e-5 * n as f32, "{n} {inverse}: {y:?} against {e:?}");
                }
            }
        }
    }

    #[test]
    fn nothing_gives_nothing() {
        fft(&[], 0, false, &mut []);
        fft(&[], 4, true, &mut []);
    }
}
