//! Counter-based random numbers: Philox4x32-10 (Salmon et al. 2011).
//!
//! Element `i` of a fill depends on `(seed, stream, i)` alone, neither on threads nor on how a fill
//! is cut into calls: `start` is the index of `out[0]`. Different `stream`s are independent; give
//! each draw its own. Integers and uniform numbers have the same bits on every machine; normal and
//! derived numbers go through logarithm and sine, and may differ in the last place.
//!
//! ```
//! use sparkler_cpu::random;
//! let (mut whole, mut tail) = ([0.0; 8], [0.0; 3]);
//! random::uniform_f32(42, 0, 0, &mut whole, -1.0, 1.0);
//! random::uniform_f32(42, 0, 5, &mut tail, -1.0, 1.0);
//! assert_eq!(whole[5..], tail);
//! ```

use crate::isa::{Isa, Simd};
use crate::kernel::{Kernel, dispatch};
use crate::{lane, par};

/// Blocks that are computed side by side.
const WIDTH: usize = 64;
/// Elements of one parallel piece.
const GRAIN: usize = 16 * 1024;

/// The ten rounds: four words from a counter of four and a key of two.
#[inline(always)]
fn philox_rounds(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    let [mut k0, mut k1] = key;
    for _ in 0..10 {
        let a = 0xd251_1f53u64 * c0 as u64;
        let b = 0xcd9e_8d57u64 * c2 as u64;
        (c0, c1, c2, c3) =
            ((b >> 32) as u32 ^ c1 ^ k0, b as u32, (a >> 32) as u32 ^ c3 ^ k1, a as u32);
        k0 = k0.wrapping_add(0x9e37_79b9);
        k1 = k1.wrapping_add(0xbb67_ae85);
    }
    [c0, c1, c2, c3]
}

/// Philox4x32-10: four random words from a counter and a key.
pub fn philox(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    philox_rounds(counter, key)
}

/// Where random words come from.
#[derive(Clone, Copy)]
struct Source {
    key: [u32; 2],
    stream: u64,
}

impl Source {
    fn new(seed: u64, stream: u64) -> Source {
        Source { key: [seed as u32, (seed >> 32) as u32], stream }
    }

    /// The four words of a block. The block index fills 48 bits, the attempt (for methods that
    /// reject) the 16 above.
    #[inline(always)]
    fn words(&self, block: u64, attempt: u32) -> [u32; 4] {
        let high = (block >> 32) as u32 & 0xffff | attempt << 16;
        let counter = [block as u32, high, self.stream as u32, (self.stream >> 32) as u32];
        philox_rounds(counter, self.key)
    }
}

/// Turns the four words of a block into `N` elements.
trait Draw<T, const N: usize>: Copy + Send + Sync {
    /// Scalar operations per element, roughly.
    const COST: usize;
    /// Does each word become an element?
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
    const ALIKE: bool = false;
    fn draw<S: Simd>(self, simd: S, words: [u32; 4]) -> [T; N];
}

struct Blocks<'a, T, D, const N: usize> {
    source: Source,
    first: u64,
    draw: D,
    out: &'a mut [[T; N]],
}

impl<T: Copy + Default, D: Draw<T, N>, const N: usize> Kernel for Blocks<'_, T, D, N> {
    type Output = ();
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        // WebAssembly's products of 64 bits are slower side by side than one by one: the compiler,
        // which would put blocks into lanes, must not see that they follow each other.
        #[cfg(target_arch = "wasm32")]
        if D::ALIKE {
            for (j, out) in self.out.iter_mut().enumerate() {
                let block = std::hint::black_box(self.first + j as u64);
                *out = self.draw.draw(simd, self.source.words(block, 0));
            }
            return;
        }
        let mut words = [[0u32; WIDTH]; 4];
        let mut values = [[T::default(); WIDTH]; N];
        for (i, out) in self.out.chunks_mut(WIDTH).enumerate() {
            let first = self.first + (i * WIDTH) as u64;
            for j in 0..WIDTH {
                let w = self.source.words(first + j as u64, 0);
                for k in 0..4 {
                    words[k][j] = w[k];
                }
            }
            for j in 0..WIDTH {
                let w = [words[0][j], words[1][j], words[2][j], words[3][j]];
                let v = self.draw.draw(simd, w);
                for k in 0..N {
                    values[k][j] = v[k];
                }
            }
            for (j, out) in out.iter_mut().enumerate() {
                for k in 0..N {
                    out[k] = values[k][j];
                }
            }
        }
    }
}

/// Fills `out` with the elements from `start` on.
fn fill<T: Copy + Default + Send, D: Draw<T, N>, const N: usize>(
    source: Source,
    start: u64,
    draw: D,
    out: &mut [T],
) {
    par::chunks_mut(out, GRAIN, D::COST, |offset, out| {
        let start = start + offset as u64;
        let partial = |block: u64, skip: usize, out: &mut [T]| {
            let mut one = [[T::default(); N]];
            dispatch(Blocks { source, first: block, draw, out: &mut one });
            out.copy_from_slice(&one[0][skip..skip + out.len()]);
        };
        let skip = (start % N as u64) as usize;
        let head = if skip == 0 { 0 } else { (N - skip).min(out.len()) };
        let (front, rest) = out.split_at_mut(head);
        if head > 0 {
            partial(start / N as u64, skip, front);
        }
        let first = start.div_ceil(N as u64);
        let (blocks, tail) = rest.as_chunks_mut::<N>();
        let after = first + blocks.len() as u64;
        dispatch(Blocks { source, first, draw, out: blocks });
        if !tail.is_empty() {
            partial(after, 0, tail);
        }
    });
}

#[derive(Clone, Copy)]
struct Words;
impl Draw<u32, 4> for Words {
    const COST: usize = 16;
    const ALIKE: bool = true;
    #[inline(always)]
    fn draw<S: Simd>(self, _: S, words: [u32; 4]) -> [u32; 4] {
        words
    }
}

/// 32 random bits each.
pub fn bits(seed: u64, stream: u64, start: u64, out: &mut [u32]) {
    fill(Source::new(seed, stream), start, Words, out);
}

#[derive(Clone, Copy)]
struct UniformF32 {
    low: f32,
    high: f32,
    /// The largest value below `high`, where rounding would reach it.
    last: f32,
}
impl Draw<f32, 4> for UniformF32 {
    const COST: usize = 16;
    const ALIKE: bool = true;
    #[inline(always)]
    fn draw<S: Simd>(self, _: S, words: [u32; 4]) -> [f32; 4] {
        words.map(|w| {
            let u = (w >> 8) as i32 as f32 * (1.0 / 16_777_216.0);
            let y = self.low + u * (self.high - self.low);
            if y > self.last { self.last } else { y }
        })
    }
}

/// Uniform in `[low, high)`, in steps of 2^-24 of the range.
pub fn uniform_f32(seed: u64, stream: u64, start: u64, out: &mut [f32], low: f32, high: f32) {
    let last = if low < high { high.next_down().max(low) } else { low };
    fill(Source::new(seed, stream), start, UniformF32 { low, high, last }, out);
}

crate::dispatch! {
    fn mask(x: &[f32], numbers: &[f32], rate: f32, scale: f32, y: &mut [f32]) = mask_kernel;
}

#[inline(always)]
fn mask_kernel<S: Simd>(_: S, x: &[f32], numbers: &[f32], rate: f32, scale: f32, y: &mut [f32]) {
    for ((y, &x), &u) in y.iter_mut().zip(x).zip(numbers) {
        let scaled = x * scale;
        *y = if u < rate { 0.0 } else { scaled };
    }
}

/// Dropout: `y` is `x * scale` where the uniform number between 0 and 1 of the element, counted
/// from `start`, is at least `rate`, else 0.
///
/// # Panics
/// If the slices are not equally long.
pub fn dropout_f32(
    seed: u64,
    stream: u64,
    start: u64,
    x: &[f32],
    rate: f32,
    scale: f32,
    y: &mut [f32],
) {
    assert_eq!(x.len(), y.len(), "lengths of input and output");
    par::chunks_mut(y, GRAIN, 20, |offset, y| {
        // So many numbers at a time as stay in the cache.
        let mut numbers = [0.0f32; 1024];
        let x = &x[offset..offset + y.len()];
        for (i, (x, y)) in x.chunks(1024).zip(y.chunks_mut(1024)).enumerate() {
            let numbers = &mut numbers[..y.len()];
            let at = start + (offset + i * 1024) as u64;
            uniform_f32(seed, stream, at, numbers, 0.0, 1.0);
            mask(x, numbers, rate, scale, y);
        }
    });
}

#[derive(Clone, Copy)]
struct UniformF64 {
    low: f64,
    high: f64,
    last: f64,
}
impl Draw<f64, 2> for UniformF64 {
    const COST: usize = 32;
    #[inline(always)]
    fn draw<S: Simd>(self, _: S, words: [u32; 4]) -> [f64; 2] {
        let one = |low: u32, high: u32| {
            let y = self.low + unit_f64(low, high) * (self.high - self.low);
            if y > self.last { self.last } else { y }
        };
        [one(words[0], words[1]), one(words[2], words[3])]
    }
}

/// 53 bits in [0, 1).
#[inline(always)]
fn unit_f64(low: u32, high: u32) -> f64 {
    // Two exact parts: single conversions of 32 bits vectorise where one of 64 does not.
    (high >> 5) as i32 as f64 * (1.0 / 134_217_728.0)
        + (low >> 6) as i32 as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// Uniform in `[low, high)`, in steps of 2^-53 of the range.
pub fn uniform_f64(seed: u64, stream: u64, start: u64, out: &mut [f64], low: f64, high: f64) {
    let last = if low < high { high.next_down().max(low) } else { low };
    fill(Source::new(seed, stream), start, UniformF64 { low, high, last }, out);
}

#[derive(Clone, Copy)]
struct UniformI32 {
    low: i32,
    range: u32,
}
impl Draw<i32, 4> for UniformI32 {
    const COST: usize = 18;
    const ALIKE: bool = true;
    #[inline(always)]
    fn draw<S: Simd>(self, _: S, words: [u32; 4]) -> [i32; 4] {
        words.map(|w| self.low.wrapping_add(((w as u64 * self.range as u64) >> 32) as i32))
    }
}

/// Uniform integers in `[low, high)`, all `low` if that is empty. A value's probability is off by
/// less than 2^-32.
pub fn uniform_i32(seed: u64, stream: u64, start: u64, out: &mut [i32], low: i32, high: i32) {
    let range = if low < high { high.wrapping_sub(low) as u32 } else { 0 };
    fill(Source::new(seed, stream), start, UniformI32 { low, range }, out);
}

#[derive(Clone, Copy)]
struct NormalF32 {
    mean: f32,
    deviation: f32,
}

/// Box and Muller's pair of normal numbers, in double precision inside, so that the same bits come
/// out with and without fused multiply-add but for the rarest.
#[inline(always)]
fn normal_pair<S: Simd>(simd: S, a: u32, b: u32) -> [f32; 2] {
    let u = (a as f64 + 0.5) * (1.0 / 4_294_967_296.0);
    let r = (-2.0 * lane::log_core(simd, u)).sqrt();
    // An angle in [-pi, pi): signed conversions are cheap everywhere.
    let angle = b as i32 as f64 * (std::f64::consts::PI / 2_147_483_648.0);
    let (sin, cos) = lane::sin_cos(simd, angle);
    [(r * cos) as f32, (r * sin) as f32]
}

impl Draw<f32, 4> for NormalF32 {
    const COST: usize = 40;
    #[inline(always)]
    fn draw<S: Simd>(self, simd: S, words: [u32; 4]) -> [f32; 4] {
        let [a, b] = normal_pair(simd, words[0], words[1]);
        let [c, d] = normal_pair(simd, words[2], words[3]);
        [a, b, c, d].map(|x| self.mean + x * self.deviation)
    }
}

/// Normal numbers of that mean and standard deviation.
pub fn normal_f32(
    seed: u64,
    stream: u64,
    start: u64,
    out: &mut [f32],
    mean: f32,
    standard_deviation: f32,
) {
    let draw = NormalF32 { mean, deviation: standard_deviation };
    fill(Source::new(seed, stream), start, draw, out);
}

#[derive(Clone, Copy)]
struct NormalF64 {
    mean: f64,
    deviation: f64,
}
impl Draw<f64, 2> for NormalF64 {
    const COST: usize = 100;
    #[inline(always)]
    fn draw<S: Simd>(self, _: S, words: [u32; 4]) -> [f64; 2] {
        let r = (-2.0 * (1.0 - unit_f64(words[0], words[1])).ln()).sqrt();
        let (sin, cos) = (unit_f64(words[2], words[3]) * std::f64::consts::TAU).sin_cos();
        [r * cos, r * sin].map(|x| self.mean + x * self.deviation)
    }
}

/// Normal numbers of that mean and standard deviation.
pub fn normal_f64(
    seed: u64,
    stream: u64,
    start: u64,
    out: &mut [f64],
    mean: f64,
    standard_deviation: f64,
) {
    let draw = NormalF64 { mean, deviation: standard_deviation };
    fill(Source::new(seed, stream), start, draw, out);
}

/// The token for lane functions that are called one by one.
#[derive(Clone, Copy)]
struct Scalar;
impl Simd for Scalar {
    const ISA: Isa = Isa::Portable;
    const LANES: usize = 1;
    const FMA: bool = false;
}

/// Normal numbers of that mean and standard deviation, drawn anew while they are more than two
/// standard deviations from the mean.
pub fn truncated_normal_f32(
    seed: u64,
    stream: u64,
    start: u64,
    out: &mut [f32],
    mean: f32,
    standard_deviation: f32,
) {
    normal_f32(seed, stream, start, out, 0.0, 1.0);
    let source = Source::new(seed, stream);
    par::chunks_mut(out, GRAIN, 4, |offset, out| {
        for (i, y) in out.iter_mut().enumerate() {
            let index = start + (offset + i) as u64;
            let mut attempt = 1;
            while y.abs() > 2.0 {
                let standard = NormalF32 { mean: 0.0, deviation: 1.0 };
                let four = standard.draw(Scalar, source.words(index / 4, attempt));
                *y = four[(index % 4) as usize];
                attempt += 1;
            }
            *y = mean + *y * standard_deviation;
        }
    });
}

#[derive(Clone, Copy)]
struct Bernoulli {
    /// True where a word is below this, out of 2^32.
    limit: u64,
}
impl Draw<bool, 4> for Bernoulli {
    const COST: usize = 16;
    #[inline(always)]
    fn draw<S: Simd>(self, _: S, words: [u32; 4]) -> [bool; 4] {
        words.map(|w| (w as u64) < self.limit)
    }
}

/// True with that probability.
pub fn bernoulli(seed: u64, stream: u64, start: u64, out: &mut [bool], probability: f64) {
    let limit = (probability.clamp(0.0, 1.0) * 4_294_967_296.0).round() as u64;
    fill(Source::new(seed, stream), start, Bernoulli { limit }, out);
}

/// One element's own sequence of words, for methods that need an unknown number.
struct Sequence {
    source: Source,
    index: u64,
    attempt: u32,
}

impl Sequence {
    fn next(&mut self) -> [u32; 4] {
        let words = self.source.words(self.index, self.attempt);
        // Past 2^16 attempts, which no method comes near, the sequence repeats.
        self.attempt = (self.attempt + 1) & 0xffff;
        words
    }

    /// In (0, 1).
    fn unit(&mut self) -> (f64, f64) {
        let [a, b, c, d] = self.next();
        (unit_f64(a, b) + 1.0 / 18_014_398_509_481_984.0, unit_f64(c, d))
    }
}

fn per_element<T: Send>(
    seed: u64,
    stream: u64,
    start: u64,
    out: &mut [T],
    cost: usize,
    draw: impl Fn(&mut Sequence) -> T + Sync,
) {
    let source = Source::new(seed, stream);
    par::chunks_mut(out, 1024, cost, |offset, out| {
        for (i, y) in out.iter_mut().enumerate() {
            let index = start + (offset + i) as u64;
            *y = draw(&mut Sequence { source, index, attempt: 0 });
        }
    });
}

/// Gamma-distributed numbers of shape `alpha` and rate `beta` (Marsaglia and Tsang 2000); NaN
/// unless both are positive.
pub fn gamma_f32(seed: u64, stream: u64, start: u64, out: &mut [f32], alpha: f64, beta: f64) {
    if !(alpha > 0.0 && beta > 0.0) {
        out.fill(f32::NAN);
        return;
    }
    per_element(seed, stream, start, out, 150, |s| (gamma(s, alpha) / beta) as f32);
}

fn gamma(sequence: &mut Sequence, alpha: f64) -> f64 {
    // Below 1, the gamma of alpha + 1 times u^(1 / alpha).
    let boost = if alpha < 1.0 { sequence.unit().0.powf(1.0 / alpha) } else { 1.0 };
    let d = alpha + if alpha < 1.0 { 1.0 } else { 0.0 } - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let [a, b, low, high] = sequence.next();
        let x = normal_pair(Scalar, a, b)[0] as f64;
        let v = 1.0 + c * x;
        let v = v * v * v;
        let u = unit_f64(low, high);
        if v > 0.0 && u.ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return boost * d * v;
        }
    }
}

/// Poisson-distributed counts of that rate: by counting exponential waits below 10, by transformed
/// rejection (Hörmann 1993) from there on; NaN if the rate is negative or NaN.
pub fn poisson_f32(seed: u64, stream: u64, start: u64, out: &mut [f32], rate: f64) {
    if !(rate >= 0.0 && rate.is_finite()) {
        out.fill(f32::NAN);
        return;
    }
    per_element(seed, stream, start, out, 200, |s| poisson(s, rate) as f32);
}

fn poisson(sequence: &mut Sequence, rate: f64) -> f64 {
    if rate < 10.0 {
        let (limit, mut product, mut count) = ((-rate).exp(), 1.0, 0.0);
        loop {
            let (a, b) = sequence.unit();
            for u in [a, b] {
                product *= u;
                if product <= limit {
                    return count;
                }
                count += 1.0;
            }
        }
    }
    let b = 0.931 + 2.53 * rate.sqrt();
    let a = -0.059 + 0.02483 * b;
    let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let v_r = 0.9277 - 3.6224 / (b - 2.0);
    loop {
        let (v, u) = sequence.unit();
        let u = u - 0.5;
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + rate + 0.43).floor();
        if us >= 0.07 && v <= v_r {
            return k;
        }
        if k < 0.0 || (us < 0.013 && v > us) {
            continue;
        }
        let accept = (v * inverse_alpha / (a / (us * us) + b)).ln();
        if accept <= -rate + k * rate.ln() - libm::lgamma(k + 1.0) {
            return k;
        }
    }
}

/// A random order of `0..n` (Fisher and Yates's shuffle).
pub fn permutation(seed: u64, stream: u64, n: u32) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n).collect();
    let mut words = vec![0; n as usize];
    bits(seed, stream, 0, &mut words);
    for i in (1..n as usize).rev() {
        let j = (words[i] as u64 * (i as u64 + 1)) >> 32;
        order.swap(i, j as usize);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::testing::{on_every_isa, same_on_any_threads};

    /// Known answers published with Random123.
    #[test]
    fn dropout_keeps_what_its_numbers_say() {
        let x: Vec<f32> = (0..40_000).map(|i| i as f32 - 7.0).collect();
        let (mut numbers, mut y) = (vec![0.0; x.len()], vec![9.0; x.len()]);
        uniform_f32(3, 4, 0, &mut numbers, 0.0, 1.0);
        dropout_f32(3, 4, 0, &x, 0.25, 4.0 / 3.0, &mut y);
        for ((&x, &u), &y) in x.iter().zip(&numbers).zip(&y) {
            assert_eq!(y, if u < 0.25 { 0.0 } else { x * (4.0 / 3.0) });
        }
        let mut tail = vec![9.0; 1234];
        dropout_f32(3, 4, 38_766, &x[38_766..], 0.25, 4.0 / 3.0, &mut tail);
        assert_eq!(tail, y[38_766..]);
    }

    #[test]
    fn philox_gives_the_published_answers() {
        assert_eq!(philox([0; 4], [0; 2]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
        assert_eq!(
            philox([u32::MAX; 4], [u32::MAX; 2]),
            [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]
        );
        assert_eq!(
            philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
            [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]
        );
    }

    /// An element depends on its index alone: not on the call's start, nor threads.
    #[test]
    fn elements_do_not_depend_on_the_cut() {
        macro_rules! check {
            ($fill:ident, $zero:expr $(, $p:expr)*) => {
                let mut whole = vec![$zero; 1000];
                $fill(7, 3, 0, &mut whole $(, $p)*);
                for (start, n) in [(0, 1), (1, 2), (3, 500), (257, 743), (998, 2), (5, 0)] {
                    let mut part = vec![$zero; n];
                    $fill(7, 3, start as u64, &mut part $(, $p)*);
                    assert_eq!(part, whole[start..start + n], stringify!($fill));
                }
                same_on_any_threads(|| {
                    let mut all = vec![$zero; 70_001];
                    $fill(7, 3, 0, &mut all $(, $p)*);
                    all
                });
            };
        }
        check!(bits, 0);
        check!(uniform_f32, 0.0, -1.0, 1.0);
        check!(uniform_f64, 0.0, -1.0, 1.0);
        check!(uniform_i32, 0, -3, 9);
        check!(normal_f32, 0.0, 0.0, 1.0);
        check!(normal_f64, 0.0, 0.0, 1.0);
        check!(truncated_normal_f32, 0.0, 0.0, 1.0);
        check!(bernoulli, false, 0.3);
        check!(gamma_f32, 0.0, 0.7, 1.0);
        check!(poisson_f32, 0.0, 3.0);
    }

    #[test]
    fn integers_and_uniforms_have_the_same_bits_everywhere() {
        let mut seen: Option<(Vec<u32>, Vec<f32>, Vec<f64>, Vec<i32>, Vec<f32>)> = None;
        on_every_isa(|isa| {
            let mut now =
                (vec![0; 999], vec![0.0; 999], vec![0.0; 999], vec![0; 999], vec![0.0; 999]);
            bits(1, 2, 0, &mut now.0);
            uniform_f32(1, 2, 0, &mut now.1, -0.3, 0.7);
            uniform_f64(1, 2, 0, &mut now.2, -0.3, 0.7);
            uniform_i32(1, 2, 0, &mut now.3, -5, 1000);
            normal_f32(1, 2, 0, &mut now.4, 0.0, 1.0);
            let first = seen.get_or_insert_with(|| now.clone());
            assert!(first.0 == now.0 && first.1 == now.1, "{}", isa.name());
            assert!(first.2 == now.2 && first.3 == now.3, "{}", isa.name());
            for (a, b) in first.4.iter().zip(&now.4) {
                assert!((a - b).abs() <= 2e-7 * a.abs(), "{} {a} {b}", isa.name());
            }
        });
    }

    fn moments(x: &[f64]) -> (f64, f64) {
        let n = x.len() as f64;
        let mean = x.iter().sum::<f64>() / n;
        (mean, x.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n)
    }

    #[test]
    fn distributions_have_their_moments() {
        const N: usize = 200_000;
        let wide = |x: &[f32]| x.iter().map(|&x| x as f64).collect::<Vec<f64>>();
        let near = |x: &[f64], mean: f64, variance: f64, what: &str| {
            let (m, v) = moments(x);
            let tolerance = 5.0 * (variance / N as f64).sqrt();
            assert!((m - mean).abs() < tolerance, "{what}: mean {m}, want {mean}");
            assert!((v / variance - 1.0).abs() < 0.03, "{what}: variance {v}, want {variance}");
        };
        let mut x = vec![0.0f32; N];
        uniform_f32(1, 1, 0, &mut x, 2.0, 4.0);
        assert!(x.iter().all(|&x| (2.0..4.0).contains(&x)));
        near(&wide(&x), 3.0, 1.0 / 3.0, "uniform");
        normal_f32(1, 2, 0, &mut x, 1.0, 2.0);
        near(&wide(&x), 1.0, 4.0, "normal");
        let beyond = x.iter().filter(|&&x| (x - 1.0).abs() > 3.92).count() as f64 / N as f64;
        assert!((beyond - 0.05).abs() < 0.003, "{beyond}");
        truncated_normal_f32(1, 3, 0, &mut x, 0.0, 1.0);
        assert!(x.iter().all(|x| x.abs() <= 2.0));
        near(&wide(&x), 0.0, 0.7737, "truncated normal");
        for alpha in [0.5, 1.0, 4.5] {
            gamma_f32(1, 4, 0, &mut x, alpha, 2.0);
            near(&wide(&x), alpha / 2.0, alpha / 4.0, "gamma");
        }
        for rate in [0.5, 4.0, 30.0] {
            poisson_f32(1, 5, 0, &mut x, rate);
            near(&wide(&x), rate, rate, "poisson");
        }
        let mut y = vec![0.0f64; N];
        normal_f64(1, 6, 0, &mut y, -1.0, 0.5);
        near(&y, -1.0, 0.25, "normal");
        let mut b = vec![false; N];
        bernoulli(1, 7, 0, &mut b, 0.3);
        let b: Vec<f64> = b.iter().map(|&b| b as u8 as f64).collect();
        near(&b, 0.3, 0.21, "bernoulli");
    }

    #[test]
    fn bounds_hold() {
        let mut x = [0.0f32; 4096];
        uniform_f32(1, 1, 0, &mut x, 1.0, 1.0f32.next_up());
        assert!(x.iter().all(|&x| x == 1.0));
        uniform_f32(1, 1, 0, &mut x, 3.0, 3.0);
        assert!(x.iter().all(|&x| x == 3.0));
        let mut i = [0; 1000];
        uniform_i32(1, 1, 0, &mut i, i32::MIN, i32::MAX);
        assert!(i.iter().any(|&i| i < -1_000_000_000) && i.iter().any(|&i| i > 1_000_000_000));
        uniform_i32(1, 1, 0, &mut i, 4, 4);
        assert_eq!(i, [4; 1000]);
        let mut b = [false; 100];
        bernoulli(1, 1, 0, &mut b, 1.0);
        assert_eq!(b, [true; 100]);
        bernoulli(1, 1, 0, &mut b, 0.0);
        assert_eq!(b, [false; 100]);
        gamma_f32(1, 1, 0, &mut x[..1], -1.0, 1.0);
        poisson_f32(1, 1, 0, &mut x[1..2], f64::NAN);
        assert!(x[0].is_nan() && x[1].is_nan());
    }

    #[test]
    fn permutations_have_every_index_once() {
        for n in [0, 1, 2, 1000] {
            let mut order = permutation(9, 0, n);
            assert!(!(n == 1000 && order.is_sorted()));
            order.sort_unstable();
            assert!(order.into_iter().eq(0..n));
        }
    }
}
