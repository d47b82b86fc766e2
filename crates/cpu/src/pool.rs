//! Maximum and average pooling of images with channels last, forward and gradients.
//!
//! Windows are the outer loop and channels the inner one, so that everything is vectorised over
//! channels whatever the window.

#![allow(unsafe_code)]

use crate::conv::volume;
use crate::par::{self, SharedMut};
use crate::vector::{Body, Float, Registers, vectorized};
use std::ops::Range;

/// Sizes of a pooling over one to three spatial dimensions (depth, height, width; the first ones
/// are 1 where there are fewer). Layout: `[batch, depth, height, width, channels]`.
///
/// The window of output pixel `o` of a dimension holds input pixels
/// `o * stride + tap * dilation - pad_before`, those outside the image left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PoolShape {
    /// Images.
    pub batch: usize,
    /// Depth, height and width of the input.
    pub input: [usize; 3],
    /// Channels.
    pub channels: usize,
    /// Depth, height and width of the output.
    pub output: [usize; 3],
    /// Depth, height and width of the window.
    pub kernel: [usize; 3],
    /// Input pixels from one window to the next, at least 1.
    pub strides: [usize; 3],
    /// Input pixels from one pixel of a window to the next, at least 1.
    pub dilations: [usize; 3],
    /// Pixels that windows reach before the image.
    pub pad_before: [usize; 3],
}

impl Default for PoolShape {
    /// One pixel, one channel, a window of one.
    fn default() -> Self {
        PoolShape {
            batch: 1,
            input: [1; 3],
            channels: 1,
            output: [1; 3],
            kernel: [1; 3],
            strides: [1; 3],
            dilations: [1; 3],
            pad_before: [0; 3],
        }
    }
}

impl PoolShape {
    /// Elements of the input.
    pub fn input_len(&self) -> usize {
        self.batch * volume(self.input) * self.channels
    }

    /// Elements of the output.
    pub fn output_len(&self) -> usize {
        self.batch * volume(self.output) * self.channels
    }

    fn check(&self) {
        let sizes = self.strides.iter().chain(&self.dilations).chain(&self.kernel);
        assert!(sizes.into_iter().all(|&x| x > 0), "stride, dilation or window of 0");
    }

    /// The taps of a window that lie inside the image.
    fn taps(&self, dimension: usize, output: usize) -> Range<usize> {
        taps(
            output * self.strides[dimension],
            self.pad_before[dimension],
            self.dilations[dimension],
            self.kernel[dimension],
            self.input[dimension],
        )
    }

    /// Does every input pixel lie in exactly one window?
    fn is_partition(&self) -> bool {
        self.pad_before == [0; 3]
            && (0..3).all(|i| {
                self.kernel[i] == self.strides[i]
                    && (self.kernel[i] == 1 || self.dilations[i] == 1)
                    && self.output[i] * self.strides[i] == self.input[i]
            })
    }

    /// Scalar operations of a whole pass.
    fn work(&self) -> usize {
        (self.output_len() / 8).saturating_mul(volume(self.kernel) + 1)
    }
}

/// The taps of a window that lie inside an image of `input` pixels.
pub(crate) fn taps(
    start: usize,
    pad: usize,
    dilation: usize,
    kernel: usize,
    input: usize,
) -> Range<usize> {
    let first = pad.saturating_sub(start).div_ceil(dilation).min(kernel);
    let last = (input + pad).saturating_sub(start).div_ceil(dilation).min(kernel);
    first..last.max(first)
}

/// What is done with the windows of some output lines.
#[derive(Clone, Copy)]
enum Pass<'a, T> {
    /// The largest element.
    Max { x: &'a [T], y: &'a SharedMut<'a, T> },
    /// The largest element and its index in the input (or in its image).
    MaxIndex {
        x: &'a [T],
        y: &'a SharedMut<'a, T>,
        index: &'a SharedMut<'a, i64>,
        include_batch: bool,
    },
    /// The mean; of the whole window, with `count_padding`, as if zeros stood around the image.
    Mean { x: &'a [T], y: &'a SharedMut<'a, T>, count_padding: bool },
    /// The gradient, given to the first of the largest elements.
    MaxGradient { x: &'a [T], dy: &'a [T], dx: &'a SharedMut<'a, T> },
    /// The gradient, spread evenly.
    MeanGradient { dy: &'a [T], dx: &'a SharedMut<'a, T>, count_padding: bool },
}

/// A pass over some output lines (of all images and depths) and some channels.
struct Lines<'a, T> {
    shape: &'a PoolShape,
    lines: Range<usize>,
    channels: Range<usize>,
    pass: Pass<'a, T>,
}

/// Channels that are worked on at a time.
const CHANNELS: usize = 16;

impl<T: Float> Body for Lines<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Registers>(self, _simd: S) {
        let Lines { shape, lines, channels, pass } = self;
        let [depth, height, width] = shape.output;
        let all = shape.channels;
        let alone = shape.is_partition();
        // Elements from one tap to the next.
        let step_w = shape.dilations[2] * all;
        let step_h = shape.dilations[1] * shape.input[2] * all;
        let step_d = shape.dilations[0] * shape.input[2] * shape.input[1] * all;
        let mut offsets = Vec::with_capacity(volume(shape.kernel));
        for line in lines {
            let (h, plane) = (line % height, line / height);
            let (d, n) = (plane % depth, plane / depth);
            let (taps_d, taps_h) = (shape.taps(0, d), shape.taps(1, h));
            let mut last = 0..0;
            offsets.clear();
            for w in 0..width {
                let taps_w = shape.taps(2, w);
                if taps_w != last {
                    offsets.clear();
                    for d in 0..taps_d.len() {
                        for h in 0..taps_h.len() {
                            for w in 0..taps_w.len() {
                                offsets.push(d * step_d + h * step_h + w * step_w);
                            }
                        }
                    }
                    last = taps_w.clone();
                }
                // The first tap's pixel; any, where the window is empty.
                let at = |i: usize, o: usize, taps: &Range<usize>| {
                    (o * shape.strides[i] + taps.start * shape.dilations[i])
                        .wrapping_sub(shape.pad_before[i])
                };
                let start = if offsets.is_empty() {
                    0
                } else {
                    let d = n * shape.input[0] + at(0, d, &taps_d);
                    let h = d * shape.input[1] + at(1, h, &taps_h);
                    (h * shape.input[2] + at(2, w, &taps_w)) * all
                };
                let out = (line * width + w) * all;
                let image = n * volume(shape.input) * all;
                let offsets = &offsets;
                let window = |c| Window { start: start + c, offsets, out: out + c, image, alone };
                let whole = channels.len() / CHANNELS * CHANNELS;
                for c in channels.clone().take(whole).step_by(CHANNELS) {
                    let window = window(c);
                    // SAFETY: the taps lie in the input, the pixel in the output.
                    unsafe { window.visit::<T, CHANNELS>(shape, &pass) };
                }
                for c in channels.clone().skip(whole) {
                    let window = window(c);
                    // SAFETY: as above.
                    unsafe { window.visit::<T, 1>(shape, &pass) };
                }
            }
        }
    }
}

struct Window<'a> {
    /// The first tap's element.
    start: usize,
    /// Where the taps are from there.
    offsets: &'a [usize],
    /// The output's element.
    out: usize,
    /// The image's first element.
    image: usize,
    /// Does no other window hold any of these elements?
    alone: bool,
}

/// Does `x` take the place of the largest so far? A value that is not a number does.
#[inline(always)]
#[allow(clippy::eq_op)]
fn beats<T: Float>(x: T, best: T) -> bool {
    (x > best) | (x != x)
}

impl Window<'_> {
    /// # Safety
    /// All elements must lie in the slices, and nobody else may use those that are written.
    #[inline(always)]
    unsafe fn visit<T: Float, const N: usize>(&self, shape: &PoolShape, pass: &Pass<'_, T>) {
        // SAFETY: as the caller promises.
        let load = |x: &[T], at: usize| unsafe {
            debug_assert!(at + N <= x.len());
            x.as_ptr().add(at).cast::<[T; N]>().read_unaligned()
        };
        // SAFETY: as the caller promises.
        let store = |to: &SharedMut<'_, T>, at: usize, x: [T; N]| unsafe {
            to.as_mut_ptr().add(at).cast::<[T; N]>().write_unaligned(x);
        };
        let loaded = |from: &SharedMut<'_, T>, at: usize| {
            if self.alone {
                return [T::ZERO; N];
            }
            // SAFETY: as the caller promises.
            unsafe { from.as_mut_ptr().add(at).cast::<[T; N]>().read_unaligned() }
        };
        let count = |count_padding: bool| {
            T::from_usize(if count_padding { volume(shape.kernel) } else { self.offsets.len() })
        };
        let largest = |x: &[T]| {
            let mut best = [T::NEG_INFINITY; N];
            let mut tap = [0i32; N];
            for (i, offset) in self.offsets.iter().enumerate() {
                let x = load(x, self.start + offset);
                for j in 0..N {
                    let wins = beats(x[j], best[j]);
                    best[j] = if wins { x[j] } else { best[j] };
                    tap[j] = if wins { i as i32 } else { tap[j] };
                }
            }
            (best, tap)
        };
        match *pass {
            Pass::Max { x, y } => {
                let mut best = [T::NEG_INFINITY; N];
                for offset in self.offsets {
                    let x = load(x, self.start + offset);
                    for j in 0..N {
                        best[j] = if beats(x[j], best[j]) { x[j] } else { best[j] };
                    }
                }
                store(y, self.out, best);
            }
            Pass::MaxIndex { x, y, index, include_batch } => {
                let (best, tap) = largest(x);
                store(y, self.out, best);
                let from = if include_batch { 0 } else { self.image };
                for j in 0..N {
                    let offset = self.offsets.get(tap[j] as usize).copied();
                    let flat = offset.map_or(0, |offset| self.start + offset + j - from);
                    // SAFETY: as the caller promises.
                    unsafe { *index.as_mut_ptr().add(self.out + j) = flat as i64 };
                }
            }
            Pass::Mean { x, y, count_padding } => {
                let mut sum = [T::ZERO; N];
                for offset in self.offsets {
                    let x = load(x, self.start + offset);
                    for j in 0..N {
                        sum[j] += x[j];
                    }
                }
                let factor = T::ONE / count(count_padding);
                if !self.offsets.is_empty() {
                    sum.iter_mut().for_each(|x| *x *= factor);
                }
                store(y, self.out, sum);
            }
            Pass::MaxGradient { x, dy, dx } => {
                let (_, tap) = largest(x);
                let dy = load(dy, self.out);
                for (i, offset) in self.offsets.iter().enumerate() {
                    let mut sum = loaded(dx, self.start + offset);
                    for j in 0..N {
                        sum[j] += if tap[j] == i as i32 { dy[j] } else { T::ZERO };
                    }
                    store(dx, self.start + offset, sum);
                }
            }
            Pass::MeanGradient { dy, dx, count_padding } => {
                let dy = load(dy, self.out);
                let factor = T::ONE / count(count_padding);
                for offset in self.offsets {
                    let mut sum = loaded(dx, self.start + offset);
                    for j in 0..N {
                        sum[j] += dy[j] * factor;
                    }
                    store(dx, self.start + offset, sum);
                }
            }
        }
    }
}

/// Runs a pass whose tasks each write their own output pixels.
fn forward<T: Float>(shape: &PoolShape, pass: Pass<'_, T>) {
    let [depth, height, width] = shape.output;
    let lines = shape.batch * depth * height;
    if lines * width * shape.channels == 0 {
        return;
    }
    // About a thousand output elements at least.
    let grain = (4096 / (width * shape.channels)).max(1);
    par::chunks(lines, grain, shape.work() / lines + 1, |lines| {
        vectorized(Lines { shape, lines, channels: 0..shape.channels, pass });
    });
}

/// Runs a pass whose windows overlap in the input: a task has a whole image, or some of its
/// channels where there are few images.
fn backward<T: Float>(shape: &PoolShape, dx: &SharedMut<'_, T>, pass: Pass<'_, T>) {
    let input = volume(shape.input);
    let lines = shape.output[0] * shape.output[1];
    let channels = shape.channels;
    if shape.batch * input * channels == 0 {
        return;
    }
    let parts = 8usize.div_ceil(shape.batch).min(channels.div_ceil(CHANNELS));
    let grain = channels.div_ceil(parts).next_multiple_of(CHANNELS).min(channels);
    let parts = channels.div_ceil(grain);
    par::run(shape.batch * parts, shape.work() + shape.input_len() / 8, |task| {
        let (image, part) = (task / parts, task % parts);
        let own = part * grain..(part * grain + grain).min(channels);
        let pixels = image * input..(image + 1) * input;
        if shape.is_partition() {
            // Every element is written by its window.
        } else if parts == 1 {
            // SAFETY: each task has its own image.
            unsafe { dx.slice(pixels.start * channels..pixels.end * channels) }.fill(T::ZERO);
        } else {
            for pixel in pixels {
                let at = pixel * channels;
                // SAFETY: each task has its own channels.
                unsafe { dx.slice(at + own.start..at + own.end) }.fill(T::ZERO);
            }
        }
        let lines = image * lines..(image + 1) * lines;
        vectorized(Lines { shape, lines, channels: own, pass });
    });
}

/// The largest element of each window; negative infinity where a window has none.
///
/// # Panics
/// If a slice's length is not that of the shape.
pub fn max_pool<T: Float>(shape: &PoolShape, x: &[T], y: &mut [T]) {
    shape.check();
    assert_eq!(x.len(), shape.input_len(), "input length");
    assert_eq!(y.len(), shape.output_len(), "output length");
    forward(shape, Pass::Max { x, y: &SharedMut::new(y) });
}

/// [`max_pool`] together with the flat index of each largest element (the first of equals): in the
/// whole input with `include_batch`, else within its image. 0 where a window has none.
///
/// # Panics
/// If a slice's length is not that of the shape.
pub fn max_pool_with_argmax<T: Float>(
    shape: &PoolShape,
    x: &[T],
    y: &mut [T],
    argmax: &mut [i64],
    include_batch: bool,
) {
    shape.check();
    assert_eq!(x.len(), shape.input_len(), "input length");
    assert_eq!(y.len(), shape.output_len(), "output length");
    assert_eq!(argmax.len(), shape.output_len(), "index length");
    let (y, index) = (&SharedMut::new(y), &SharedMut::new(argmax));
    forward(shape, Pass::MaxIndex { x, y, index, include_batch });
}

/// Gradient of [`max_pool`] for its input: `dx`, overwritten. Each window's gradient goes to the
/// first of its largest elements.
///
/// # Panics
/// If a slice's length is not that of the shape.
pub fn max_pool_grad<T: Float>(shape: &PoolShape, x: &[T], dy: &[T], dx: &mut [T]) {
    shape.check();
    assert_eq!(x.len(), shape.input_len(), "input length");
    assert_eq!(dy.len(), shape.output_len(), "output gradient length");
    assert_eq!(dx.len(), shape.input_len(), "input gradient length");
    let dx = &SharedMut::new(dx);
    backward(shape, dx, Pass::MaxGradient { x, dy, dx });
}

/// The mean of each window: of the elements inside the image, or, with `count_padding`, as if
/// zeros stood around the image. 0 where a window has none.
///
/// # Panics
/// If a slice's length is not that of the shape.
pub fn avg_pool<T: Float>(shape: &PoolShape, x: &[T], y: &mut [T], count_padding: bool) {
    shape.check();
    assert_eq!(x.len(), shape.input_len(), "input length");
    assert_eq!(y.len(), shape.output_len(), "output length");
    forward(shape, Pass::Mean { x, y: &SharedMut::new(y), count_padding });
}

/// Gradient of [`avg_pool`] for its input: `dx`, overwritten.
///
/// # Panics
/// If a slice's length is not that of the shape.
pub fn avg_pool_grad<T: Float>(shape: &PoolShape, dy: &[T], dx: &mut [T], count_padding: bool) {
    shape.check();
    assert_eq!(dy.len(), shape.output_len(), "output gradient length");
    assert_eq!(dx.len(), shape.input_len(), "input gradient length");
    let dx = &SharedMut::new(dx);
    backward(shape, dx, Pass::MeanGradient { dy, dx, count_padding });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gemm::tests::{close, noise, on_every_isa, same_on_any_threads};
    use proptest::prelude::*;

    /// For each output element, the input elements of its window, in order.
    fn reference_windows(s: &PoolShape) -> Vec<Vec<usize>> {
        let flat = |x: [usize; 3], size: [usize; 3]| (x[0] * size[1] + x[1]) * size[2] + x[2];
        let cube = |size: [usize; 3]| {
            (0..volume(size))
                .map(move |i| [i / size[2] / size[1], i / size[2] % size[1], i % size[2]])
        };
        let mut windows = Vec::new();
        for n in 0..s.batch {
            for o in cube(s.output) {
                for c in 0..s.channels {
                    let mut window = Vec::new();
                    for tap in cube(s.kernel) {
                        let at: [isize; 3] = std::array::from_fn(|i| {
                            (o[i] * s.strides[i] + tap[i] * s.dilations[i]) as isize
                                - s.pad_before[i] as isize
                        });
                        if (0..3).all(|i| at[i] >= 0 && at[i] < s.input[i] as isize) {
                            let at = flat(at.map(|x| x as usize), s.input);
                            window.push((n * volume(s.input) + at) * s.channels + c);
                        }
                    }
                    windows.push(window);
                }
            }
        }
        windows
    }

    fn check<T: Float>(s: &PoolShape) {
        // Few different values, so that there are equals.
        let x: Vec<T> = noise::<T>(s.input_len(), 1)
            .into_iter()
            .map(|x| T::from_f64((x.to_f64() * 4.0).round()))
            .collect();
        let dy: Vec<T> = noise(s.output_len(), 2);
        let windows = reference_windows(s);
        let image = volume(s.input) * s.channels;
        let mut max = Vec::new();
        let mut index = Vec::new();
        let mut max_dx = vec![0.0; x.len()];
        for (window, dy) in windows.iter().zip(&dy) {
            let best = window.iter().fold(None, |best: Option<usize>, &i| match best {
                Some(best) if x[best] >= x[i] => Some(best),
                _ => Some(i),
            });
            max.push(best.map_or(f64::NEG_INFINITY, |i| x[i].to_f64()));
            index.push(best.unwrap_or(0));
            if let Some(i) = best {
                max_dx[i] += dy.to_f64();
            }
        }
        let ys = || vec![T::from_f64(9.0); s.output_len()];
        let dxs = || vec![T::from_f64(9.0); s.input_len()];
        let same = |got: Vec<T>| got.iter().map(|x| x.to_f64()).collect::<Vec<_>>();
        let got = same_on_any_threads(|| {
            let mut y = ys();
            max_pool(s, &x, &mut y);
            y
        });
        assert_eq!(same(got), max);
        for include_batch in [false, true] {
            let (mut y, mut argmax) = (ys(), vec![-1; s.output_len()]);
            max_pool_with_argmax(s, &x, &mut y, &mut argmax, include_batch);
            assert_eq!(same(y), max);
            let want =
                index.iter().map(|&i| if include_batch { i } else { i % image.max(1) } as i64);
            assert_eq!(argmax, want.collect::<Vec<_>>());
        }
        let got = same_on_any_threads(|| {
            let mut dx = dxs();
            max_pool_grad(s, &x, &dy, &mut dx);
            dx
        });
        close(&got, &max_dx, volume(s.kernel));
        for count_padding in [false, true] {
            let count = |window: &[usize]| {
                let n = if count_padding { volume(s.kernel) } else { window.len().max(1) };
                n as f64
            };
            let mean: Vec<f64> = windows
                .iter()
                .map(|w| w.iter().map(|&i| x[i].to_f64()).sum::<f64>() / count(w))
                .collect();
            let mut mean_dx = vec![0.0; x.len()];
            for (window, dy) in windows.iter().zip(&dy) {
                for &i in window {
                    mean_dx[i] += dy.to_f64() / count(window);
                }
            }
            let got = same_on_any_threads(|| {
                let mut y = ys();
                avg_pool(s, &x, &mut y, count_padding);
                y
            });
            close(&got, &mean, 4);
            let got = same_on_any_threads(|| {
                let mut dx = dxs();
                avg_pool_grad(s, &dy, &mut dx, count_padding);
                dx
            });
            close(&got, &mean_dx, volume(s.kernel));
        }
    }

    fn both(s: &PoolShape) {
        on_every_isa(|| {
            check::<f32>(s);
            check::<f64>(s);
        });
    }

    #[test]
    fn shapes_of_real_networks() {
        let s = PoolShape {
            batch: 9,
            input: [1, 26, 26],
            channels: 32,
            output: [1, 13, 13],
            kernel: [1, 2, 2],
            strides: [1, 2, 2],
            ..PoolShape::default()
        };
        both(&s);
        both(&PoolShape { input: [1, 11, 11], output: [1, 5, 5], channels: 40, ..s });
        both(&PoolShape { batch: 0, ..s });
        both(&PoolShape { channels: 0, ..s });
        both(&PoolShape { output: [1, 0, 0], ..s });
    }

    #[test]
    fn not_a_number_comes_through() {
        let s =
            PoolShape { input: [1, 1, 3], kernel: [1, 1, 3], channels: 1, ..PoolShape::default() };
        for at in 0..3 {
            let mut x = [1.0f32, 2.0, 1.0];
            x[at] = f32::NAN;
            let mut y = [0.0];
            max_pool(&s, &x, &mut y);
            assert!(y[0].is_nan());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn any_shape(
            batch in 1usize..4,
            input in (1usize..4, 1usize..10, 1usize..14),
            kernel in (1usize..3, 1usize..4, 1usize..5),
            strides in (1usize..3, 1usize..4, 1usize..4),
            dilations in (1usize..3, 1usize..3, 1usize..3),
            pads in (0usize..3, 0usize..3, 0usize..5),
            after in (0usize..3, 0usize..3, 0usize..5),
            channels in 1usize..40,
        ) {
            let [input, kernel, strides, dilations, pad_before, after] =
                [input, kernel, strides, dilations, pads, after].map(|(a, b, c)| [a, b, c]);
            let output = std::array::from_fn(|i| {
                let size = input[i] + pad_before[i] + after[i];
                let reach = (kernel[i] - 1) * dilations[i] + 1;
                if size < reach { 0 } else { (size - reach) / strides[i] + 1 }
            });
            both(&PoolShape { batch, input, kernel, strides, dilations, pad_before, output, channels });
        }
    }
}
