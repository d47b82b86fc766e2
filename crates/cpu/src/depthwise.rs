//! Depthwise convolution: every input channel has filters of its own.
//!
//! Shapes are those of [`ConvShape`] with as many groups as input channels, and the filter
//! `[kernel..., in_channels, multiplier]` lies in memory as that of such a grouped convolution.
//! With a multiplier of 1 all passes are vectorised over channels, and the forward pass keeps some
//! neighbouring output pixels in registers.

#![allow(unsafe_code)]

use crate::conv::{ConvShape, volume};
use crate::gemm::{Activation, Epilogue, Float, MACS_PER_WORK, driver};
use crate::par;
use crate::pool::taps;
use crate::scratch::{Scratch, Slot};
use crate::vector::{Body, Registers, Vector, vectorized};
use std::ops::Range;

/// Multiply-adds that cost as much as one unit of work: fewer than in a matrix product, as each
/// loads its operands anew.
const MACS: usize = MACS_PER_WORK / 4;

fn check(shape: &ConvShape) {
    shape.check();
    assert_eq!(shape.groups, shape.in_channels, "a depthwise convolution has a group per channel");
}

/// One line of output pixels and the taps above and below that lie inside the image.
struct Line {
    /// The output's first element.
    out: usize,
    /// Depth taps and height taps inside the image.
    taps: [Range<usize>; 2],
    /// For a tap of each: the first element of the input's line.
    image: usize,
    d: usize,
    h: usize,
}

impl Line {
    fn new(shape: &ConvShape, line: usize) -> Line {
        let (h, plane) = (line % shape.output[1], line / shape.output[1]);
        let (d, n) = (plane % shape.output[0], plane / shape.output[0]);
        Line {
            out: line * shape.output[2] * shape.out_channels,
            taps: [shape.taps(0, d), shape.taps(1, h)],
            image: n * volume(shape.input) * shape.in_channels,
            d: d * shape.strides[0],
            h: h * shape.strides[1],
        }
    }

    /// For each row of taps inside the image: its first tap's index, and the input line's first
    /// element.
    fn rows<'a>(&'a self, shape: &'a ConvShape) -> impl Iterator<Item = (usize, usize)> + 'a {
        self.taps[0].clone().flat_map(move |kd| {
            self.taps[1].clone().map(move |kh| {
                let d = self.d + kd * shape.dilations[0] - shape.pad_before[0];
                let h = self.h + kh * shape.dilations[1] - shape.pad_before[1];
                let pixel = (d * shape.input[1] + h) * shape.input[2];
                let tap = (kd * shape.kernel[1] + kh) * shape.kernel[2];
                (tap, self.image + pixel * shape.in_channels)
            })
        })
    }
}

/// Output pixels of a line all of whose taps lie inside the image.
fn interior(shape: &ConvShape) -> Range<usize> {
    let (stride, pad, width) = (shape.strides[2], shape.pad_before[2], shape.output[2]);
    let reach = (shape.kernel[2] - 1) * shape.dilations[2];
    let first = pad.div_ceil(stride).min(width);
    let last = (shape.input[2] + pad).saturating_sub(reach).div_ceil(stride).min(width);
    first..last.max(first)
}

/// A tap inside the image: where its filter begins, and its input pixel, from the line's first
/// output pixel's (whose taps may lie before the image, so this wraps around).
#[derive(Clone, Copy)]
struct Tap {
    filter: usize,
    x: usize,
}

struct Forward<'a, T> {
    shape: &'a ConvShape,
    lines: Range<usize>,
    x: &'a [T],
    filter: &'a [T],
    out: &'a mut [T],
    epilogue: &'a Epilogue<'a, T>,
}

impl<T: Float> Body for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Registers>(mut self, _simd: S) {
        let first = self.lines.start;
        let len = self.shape.output[2] * self.shape.out_channels;
        let mut taps = Vec::with_capacity(2 * volume(self.shape.kernel));
        for line in self.lines.clone() {
            let out = (line - first) * len..(line - first + 1) * len;
            let line = Line::new(self.shape, line);
            if self.shape.in_channels == self.shape.out_channels {
                self.line::<T::Register<S>>(&line, out.start, &mut taps);
            } else {
                self.line_multiplied(&line, out.clone());
            }
            if let Activation::Function(function) = self.epilogue.activation {
                function(&mut self.out[out]);
            }
        }
    }
}

impl<T: Float> Forward<'_, T> {
    /// Fills a list with the taps of a line's rows whose width index is in a range.
    fn taps(&self, line: &Line, width: Range<usize>, list: &mut Vec<Tap>) {
        let shape = self.shape;
        let channels = shape.in_channels;
        list.clear();
        for (tap, row) in line.rows(shape) {
            for kw in width.clone() {
                let pixel = (kw * shape.dilations[2]).wrapping_sub(shape.pad_before[2]);
                let x = row.wrapping_add(pixel.wrapping_mul(channels));
                list.push(Tap { filter: (tap + kw) * channels, x });
            }
        }
    }

    #[inline(always)]
    fn line<V: Vector<Element = T>>(&mut self, line: &Line, out: usize, taps: &mut Vec<Tap>) {
        let shape = self.shape;
        let inside = interior(shape);
        for w in (0..inside.start).chain(inside.end..shape.output[2]) {
            self.taps(line, shape.taps(2, w), taps);
            self.pixels::<V, 1>(out, w, taps);
        }
        self.taps(line, 0..shape.kernel[2], taps);
        let mut w = inside.start;
        while w + 8 <= inside.end {
            self.pixels::<V, 8>(out, w, taps);
            w += 8;
        }
        while w + 3 <= inside.end {
            self.pixels::<V, 3>(out, w, taps);
            w += 3;
        }
        for w in w..inside.end {
            self.pixels::<V, 1>(out, w, taps);
        }
    }

    /// Computes `N` neighbouring pixels from taps that lie inside the image for all.
    #[inline(always)]
    fn pixels<V: Vector<Element = T>, const N: usize>(
        &mut self,
        out: usize,
        w: usize,
        taps: &[Tap],
    ) {
        let shape = self.shape;
        let channels = shape.in_channels;
        let step = shape.strides[2] * channels;
        let (at_least, at_most) = driver::limits(&self.epilogue.activation);
        let whole = channels / V::LANES * V::LANES;
        let (x, filter) = (self.x.as_ptr().wrapping_add(w * step), self.filter.as_ptr());
        let to = self.out[out + w * channels..][..N * channels].as_mut_ptr();
        let bias = self.epilogue.bias.map(<[T]>::as_ptr);
        // SAFETY: the taps lie in the input and the filter, the pixels in the output; the
        // instructions are there, as the caller runs with them.
        unsafe {
            for c in (0..whole).step_by(V::LANES) {
                let first = bias.map_or(V::splat(T::ZERO), |bias| V::load(bias.add(c)));
                let mut sums = [first; N];
                for tap in taps {
                    let f = V::load(filter.add(tap.filter + c));
                    let x = x.wrapping_add(tap.x.wrapping_add(c));
                    for i in 0..N {
                        sums[i] = V::load(x.add(i * step)).mul_add(f, sums[i]);
                    }
                }
                if let Some(limit) = at_least {
                    let limit = V::splat(limit);
                    for sum in &mut sums {
                        *sum = sum.at_least(limit);
                    }
                }
                if let Some(limit) = at_most {
                    let limit = V::splat(limit);
                    for sum in &mut sums {
                        *sum = sum.at_most(limit);
                    }
                }
                for i in 0..N {
                    sums[i].store(to.add(i * channels + c));
                }
            }
            for c in whole..channels {
                for i in 0..N {
                    let mut sum = bias.map_or(T::ZERO, |bias| *bias.add(c));
                    for tap in taps {
                        let x = x.wrapping_add(tap.x.wrapping_add(c + i * step));
                        sum += *x * *filter.add(tap.filter + c);
                    }
                    if let Some(limit) = at_least
                        && sum < limit
                    {
                        sum = limit;
                    }
                    if let Some(limit) = at_most
                        && sum > limit
                    {
                        sum = limit;
                    }
                    *to.add(i * channels + c) = sum;
                }
            }
        }
    }

    #[inline(always)]
    fn line_multiplied(&mut self, line: &Line, out: Range<usize>) {
        let shape = self.shape;
        let (channels, outs) = (shape.in_channels, shape.out_channels);
        let multiplier = outs / channels;
        let out = &mut self.out[out];
        for (w, out) in out.chunks_exact_mut(outs).enumerate() {
            match self.epilogue.bias {
                Some(bias) => out.copy_from_slice(&bias[..outs]),
                None => out.fill(T::ZERO),
            }
            for (tap, row) in line.rows(shape) {
                for kw in shape.taps(2, w) {
                    let pixel =
                        w * shape.strides[2] + kw * shape.dilations[2] - shape.pad_before[2];
                    let x = &self.x[row + pixel * channels..][..channels];
                    let f = &self.filter[(tap + kw) * outs..][..outs];
                    let each = out.chunks_exact_mut(multiplier).zip(f.chunks_exact(multiplier));
                    for (&x, (out, f)) in x.iter().zip(each) {
                        out.iter_mut().zip(f).for_each(|(out, &f)| *out += x * f);
                    }
                }
            }
            if !matches!(self.epilogue.activation, Activation::Function(_)) {
                self.epilogue.activation.apply(out);
            }
        }
    }
}

/// `out = activation(depthwise(x, filter) + bias)`; the bias has one value per output channel.
///
/// # Panics
/// If a slice's length is not that of the shape, or the shape has not a group per input channel.
pub fn depthwise_forward<T: Float>(
    shape: &ConvShape,
    x: &[T],
    filter: &[T],
    out: &mut [T],
    epilogue: Epilogue<'_, T>,
) {
    check(shape);
    assert_eq!(x.len(), shape.input_len(), "input length");
    assert_eq!(filter.len(), shape.filter_len(), "filter length");
    assert_eq!(out.len(), shape.output_len(), "output length");
    if let Some(bias) = epilogue.bias {
        assert_eq!(bias.len(), shape.out_channels, "bias length");
    }
    let len = shape.output[2] * shape.out_channels;
    if out.is_empty() {
        return;
    }
    // A few thousand output elements at least.
    let grain = (8192 / len).max(1);
    let cost = volume(shape.kernel).div_ceil(MACS) + 1;
    par::chunks_mut(out, grain * len, cost, |start, out| {
        let lines = start / len..(start + out.len()) / len;
        vectorized(Forward { shape, lines, x, filter, out, epilogue: &epilogue });
    });
}

/// Adds what one image's output contributes to some channels of its input's gradient.
struct InputGradient<'a, T> {
    shape: &'a ConvShape,
    image: usize,
    /// Input channels.
    channels: Range<usize>,
    dy: &'a [T],
    filter: &'a [T],
    dx: &'a par::SharedMut<'a, T>,
}

impl<T: Float> Body for InputGradient<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Registers>(self, _simd: S) {
        let InputGradient { shape, image, channels: own, dy, filter, dx } = self;
        let (channels, outs) = (shape.in_channels, shape.out_channels);
        let multiplier = outs / channels;
        let lines = shape.output[0] * shape.output[1];
        for line in image * lines..(image + 1) * lines {
            let line = Line::new(shape, line);
            for (tap, row) in line.rows(shape) {
                for w in 0..shape.output[2] {
                    for kw in shape.taps(2, w) {
                        let pixel =
                            w * shape.strides[2] + kw * shape.dilations[2] - shape.pad_before[2];
                        let at = row + pixel * channels;
                        // SAFETY: each task has its own channels of its own image.
                        let dx = unsafe { dx.slice(at + own.start..at + own.end) };
                        let dy = &dy[line.out + w * outs + own.start * multiplier..];
                        let f = &filter[(tap + kw) * outs + own.start * multiplier..];
                        if multiplier == 1 {
                            let (dy, f) = (&dy[..dx.len()], &f[..dx.len()]);
                            for i in 0..dx.len() {
                                dx[i] += dy[i] * f[i];
                            }
                        } else {
                            let each = dy.chunks_exact(multiplier).zip(f.chunks_exact(multiplier));
                            for (dx, (dy, f)) in dx.iter_mut().zip(each) {
                                dy.iter().zip(f).for_each(|(&dy, &f)| *dx += dy * f);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Gradient of [`depthwise_forward`] for the input: `dx`, overwritten.
///
/// # Panics
/// If a slice's length is not that of the shape, or the shape has not a group per input channel.
pub fn depthwise_backprop_input<T: Float>(shape: &ConvShape, dy: &[T], filter: &[T], dx: &mut [T]) {
    check(shape);
    assert_eq!(dy.len(), shape.output_len(), "output gradient length");
    assert_eq!(filter.len(), shape.filter_len(), "filter length");
    assert_eq!(dx.len(), shape.input_len(), "input length");
    if dx.is_empty() {
        return;
    }
    if dy.is_empty() {
        return dx.fill(T::ZERO);
    }
    let channels = shape.in_channels;
    let reach: [usize; 3] = std::array::from_fn(|i| (shape.kernel[i] - 1) * shape.dilations[i]);
    if shape.strides == [1; 3]
        && shape.out_channels == channels
        && (0..3).all(|i| shape.pad_before[i] <= reach[i])
    {
        // The convolution of the gradient with the filter turned around.
        let back = ConvShape {
            input: shape.output,
            output: shape.input,
            pad_before: std::array::from_fn(|i| reach[i] - shape.pad_before[i]),
            ..*shape
        };
        let mut turned = Scratch::<T>::new(Slot::Filter, filter.len());
        for (to, from) in turned.chunks_exact_mut(channels).zip(filter.chunks_exact(channels).rev())
        {
            to.copy_from_slice(from);
        }
        return depthwise_forward(&back, dy, &turned, dx, Epilogue::default());
    }
    let input = volume(shape.input);
    // Few images: cut the channels too.
    let parts = 8usize.div_ceil(shape.batch).min(channels.div_ceil(16));
    let grain = channels.div_ceil(parts).next_multiple_of(16).min(channels);
    let parts = channels.div_ceil(grain);
    let dx = &par::SharedMut::new(dx);
    par::run(shape.batch * parts, shape.macs() / MACS, |task| {
        let (image, part) = (task / parts, task % parts);
        let own = part * grain..(part * grain + grain).min(channels);
        for pixel in image * input..(image + 1) * input {
            let at = pixel * channels;
            // SAFETY: each task has its own channels of its own image.
            unsafe { dx.slice(at + own.start..at + own.end) }.fill(T::ZERO);
        }
        vectorized(InputGradient { shape, image, channels: own, dy, filter, dx });
    });
}

/// Adds what some output lines contribute to the filter's gradient.
struct FilterGradient<'a, T> {
    shape: &'a ConvShape,
    lines: Range<usize>,
    x: &'a [T],
    dy: &'a [T],
    dfilter: &'a mut [T],
}

impl<T: Float> Body for FilterGradient<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Registers>(self, _simd: S) {
        let FilterGradient { shape, lines, x, dy, dfilter } = self;
        let (channels, outs) = (shape.in_channels, shape.out_channels);
        let multiplier = outs / channels;
        let (stride, dilation) = (shape.strides[2], shape.dilations[2]);
        let (pad, width) = (shape.pad_before[2], shape.input[2]);
        for line in lines {
            let line = Line::new(shape, line);
            for (tap, row) in line.rows(shape) {
                for kw in 0..shape.kernel[2] {
                    // Output pixels for which this tap lies inside the image.
                    let offset = kw * dilation;
                    let first = pad.saturating_sub(offset).div_ceil(stride);
                    let last = (width + pad).saturating_sub(offset).div_ceil(stride);
                    let last = last.min(shape.output[2]);
                    let to = &mut dfilter[(tap + kw) * outs..][..outs];
                    let x = |w: usize| &x[row + (w * stride + offset - pad) * channels..];
                    let dy = |w: usize| &dy[line.out + w * outs..];
                    let whole = if multiplier == 1 {
                        sum_products::<T::Register<S>>(first..last, channels, to, x, dy)
                    } else {
                        0
                    };
                    for w in first..last {
                        let (x, dy) = (&x(w)[..channels], &dy(w)[..outs]);
                        if multiplier == 1 {
                            for c in whole..channels {
                                to[c] += x[c] * dy[c];
                            }
                        } else {
                            let each = to.chunks_exact_mut(multiplier);
                            for ((&x, to), dy) in x.iter().zip(each).zip(dy.chunks(multiplier)) {
                                to.iter_mut().zip(dy).for_each(|(to, &dy)| *to += x * dy);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Adds `x(w) * dy(w)` for each pixel to whole registers of channels; returns how many channels
/// those are.
#[inline(always)]
fn sum_products<'a, V: Vector>(
    pixels: Range<usize>,
    channels: usize,
    to: &mut [V::Element],
    x: impl Fn(usize) -> &'a [V::Element],
    dy: impl Fn(usize) -> &'a [V::Element],
) -> usize
where
    V::Element: 'a,
{
    let whole = channels / V::LANES * V::LANES;
    for c in (0..whole).step_by(V::LANES) {
        // SAFETY: `channels` elements of each pixel lie in the slices, as do those of `to`; the
        // instructions are there, as the caller runs with them.
        unsafe {
            // Two sums, as one multiply-add must wait for the one before.
            let mut sums = [V::load(to.as_ptr().add(c)), V::splat(V::Element::ZERO)];
            for w in pixels.clone() {
                let (x, dy) = (x(w), dy(w));
                debug_assert!(x.len() >= channels && dy.len() >= channels);
                let product = V::load(x.as_ptr().add(c));
                let sum = &mut sums[w % 2];
                *sum = product.mul_add(V::load(dy.as_ptr().add(c)), *sum);
            }
            sums[0].add(sums[1]).store(to.as_mut_ptr().add(c));
        }
    }
    whole
}

/// Gradient of [`depthwise_forward`] for the filter: `dfilter`, overwritten.
///
/// Output lines are summed up in at most 16 blocks, cut by size alone, and the blocks' sums are
/// added in order.
///
/// # Panics
/// If a slice's length is not that of the shape, or the shape has not a group per input channel.
pub fn depthwise_backprop_filter<T: Float>(
    shape: &ConvShape,
    x: &[T],
    dy: &[T],
    dfilter: &mut [T],
) {
    check(shape);
    assert_eq!(x.len(), shape.input_len(), "input length");
    assert_eq!(dy.len(), shape.output_len(), "output gradient length");
    assert_eq!(dfilter.len(), shape.filter_len(), "filter length");
    if x.is_empty() || dy.is_empty() {
        return dfilter.fill(T::ZERO);
    }
    let lines = shape.batch * shape.output[0] * shape.output[1];
    let len = dfilter.len();
    let small = shape.macs() / MACS < par::MIN_WORK;
    let blocks = if small { 1 } else { 16.min(lines) };
    let mut sums = Scratch::<T>::new(Slot::Sums, blocks * len);
    par::chunks_mut(&mut sums, len, shape.macs() / MACS / (blocks * len) + 1, |start, dfilter| {
        let block = start / len;
        dfilter.fill(T::ZERO);
        let lines = block * lines / blocks..(block + 1) * lines / blocks;
        vectorized(FilterGradient { shape, lines, x, dy, dfilter });
    });
    dfilter.copy_from_slice(&sums[..len]);
    for sum in sums[len..].chunks_exact(len) {
        dfilter.iter_mut().zip(sum).for_each(|(to, &from)| *to += from);
    }
}

impl ConvShape {
    /// The taps of an output pixel that lie inside the image.
    fn taps(&self, dimension: usize, output: usize) -> Range<usize> {
        taps(
            output * self.strides[dimension],
            self.pad_before[dimension],
            self.dilations[dimension],
            self.kernel[dimension],
            self.input[dimension],
        )
    }
}
