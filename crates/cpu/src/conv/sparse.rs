//! Gradients of a convolution through a max pooling, element by element.
//!
//! Of the elements of a window only one gets a gradient, and behind relu and dropout often none.
//! So the gradient is a short list of numbers with their places: for each output channel for the
//! filter, for each pixel for the input. Each number is multiplied with the run of memory that it
//! meets, a line of the image's pixels or of the filter's taps, while the sums stay in registers.
//! That is at most a quarter of the multiplications that the product of whole matrices takes, at
//! about the same speed.

#![allow(unsafe_code)]

use super::pooled::{NOWHERE, Pooled, windows};
use super::{ConvShape, REGION, Region, Regions, View, volume};
use crate::gemm::{Float, MACS_PER_WORK};
use crate::par;
use crate::scratch::{Scratch, Slot};
use crate::vector::{Body, Registers, Vector, vectorized};
use std::ops::Range;

/// Can the gradients be computed in this way, and does it pay?
pub(super) fn is_good<T: Float>(shape: &ConvShape, window: [usize; 2]) -> bool {
    let whole = if shape.is_padded() { shape.in_channels } else { run(shape) };
    window[0] * window[1] >= 3 && shape.dilations[2] == 1 && whole.is_multiple_of(T::kernel().lanes)
}

/// Elements of the filter, for one output channel, that meet a line of the image.
fn run(shape: &ConvShape) -> usize {
    shape.kernel[2] * shape.in_channels
}

/// Lines of taps.
fn lines(shape: &ConvShape) -> usize {
    shape.kernel[0] * shape.kernel[1]
}

/// Most sums that are kept in registers at a time. WebAssembly's compilers store some of more than
/// six.
const fn most_sums<V: Vector>() -> usize {
    if cfg!(target_arch = "wasm32") {
        6
    } else if cfg!(target_arch = "aarch64") || V::LANES * size_of::<V::Element>() == 64 {
        24
    } else {
        12
    }
}

/// Numbers, and how far what they are multiplied with is from a common address.
#[derive(Clone, Copy)]
struct Terms<'a, T> {
    values: &'a [T],
    offsets: &'a [usize],
}

/// Lines of as many elements, and how far one is from the next.
#[derive(Clone, Copy)]
struct Lines {
    count: usize,
    len: usize,
    from: usize,
    to: usize,
}

/// `to += sum(value * from[offset..])` over the terms, for some lines, whose length is a multiple
/// of the lanes.
///
/// # Safety
/// All addresses must be good, and nobody else may use those in `to`.
#[inline(always)]
unsafe fn accumulate<V: Vector>(
    terms: Terms<'_, V::Element>,
    from: *const V::Element,
    to: *mut V::Element,
    lines: Lines,
) {
    let most = most_sums::<V>();
    let vectors = lines.len / V::LANES;
    // SAFETY: as the caller promises; the parts of a line follow each other up to its length.
    unsafe {
        if lines.count == 3 && vectors == 6 && most >= 18 {
            return some::<V, 3, 6>(terms, from, to, lines);
        }
        for line in 0..lines.count {
            let (from, to) = (from.add(line * lines.from), to.add(line * lines.to));
            let mut done = 0;
            while done < vectors {
                let (from, to) = (from.add(done * V::LANES), to.add(done * V::LANES));
                let left = (vectors - done).min(most);
                done += match left {
                    12.. => {
                        some::<V, 1, 12>(terms, from, to, lines);
                        12
                    }
                    8.. => {
                        some::<V, 1, 8>(terms, from, to, lines);
                        8
                    }
                    6.. => {
                        some::<V, 1, 6>(terms, from, to, lines);
                        6
                    }
                    4.. => {
                        some::<V, 1, 4>(terms, from, to, lines);
                        4
                    }
                    3 => {
                        some::<V, 1, 3>(terms, from, to, lines);
                        3
                    }
                    2 => {
                        some::<V, 1, 2>(terms, from, to, lines);
                        2
                    }
                    _ => {
                        some::<V, 1, 1>(terms, from, to, lines);
                        1
                    }
                };
            }
        }
    }
}

/// [`accumulate`] for the first `N` registers of `LINES` lines.
///
/// # Safety
/// As there.
#[inline(always)]
unsafe fn some<V: Vector, const LINES: usize, const N: usize>(
    terms: Terms<'_, V::Element>,
    from: *const V::Element,
    to: *mut V::Element,
    lines: Lines,
) {
    // SAFETY: as the caller promises.
    unsafe {
        let mut sums = [[V::splat(V::Element::ZERO); N]; LINES];
        for i in 0..LINES {
            for j in 0..N {
                sums[i][j] = V::load(to.add(i * lines.to + j * V::LANES));
            }
        }
        for (&value, &offset) in terms.values.iter().zip(terms.offsets) {
            let value = V::splat(value);
            for i in 0..LINES {
                let from = from.add(offset + i * lines.from);
                for j in 0..N {
                    sums[i][j] = value.mul_add(V::load(from.add(j * V::LANES)), sums[i][j]);
                }
            }
        }
        for i in 0..LINES {
            for j in 0..N {
                sums[i][j].store(to.add(i * lines.to + j * V::LANES));
            }
        }
    }
}

/// Gradients for the filter and, unless that is empty, for a bias.
pub(super) fn backprop_filter<T: Float>(
    shape: &ConvShape,
    x: &[T],
    pooled: Pooled<'_, T>,
    dfilter: &mut [T],
    dbias: &mut [T],
) {
    /// Most elements of all partial sums together.
    const PARTIAL: usize = 4 << 20;
    let channels = shape.out_channels;
    let m = lines(shape) * run(shape);
    let regions = Regions::new(shape, REGION, pooled.window[0]);
    let work = shape.macs() / MACS_PER_WORK / 2;
    let small = work < par::MIN_WORK;
    // A block's sums for the filter, output channels first, then those for the bias.
    let size = channels * (m + 1);
    let blocks = if small { 1 } else { 16.min(regions.len()).min(PARTIAL / size).max(1) };
    // Few blocks: cut the output channels, too.
    let parts = if small { 1 } else { 16usize.div_ceil(blocks).min(channels) };
    let mut sums = Scratch::<T>::new(Slot::Sums, blocks * size);
    let shared = par::SharedMut::new(&mut sums);
    par::run(blocks * parts, work, |task| {
        let (block, part) = (task / parts, task % parts);
        let own = part * channels / parts..(part + 1) * channels / parts;
        let start = block * size;
        // SAFETY: each task has its own channels of its own block.
        let (to, bias) = unsafe {
            (
                shared.slice(start + own.start * m..start + own.end * m),
                shared.slice(start + channels * m + own.start..start + channels * m + own.end),
            )
        };
        to.fill(T::ZERO);
        bias.fill(T::ZERO);
        for index in block * regions.len() / blocks..(block + 1) * regions.len() / blocks {
            let region = &regions.get(index);
            let view = &View::new(shape, region, x);
            let channels = own.clone();
            vectorized(ForFilter { shape, region, view, pooled, channels, to, bias });
        }
    });
    let (sums, others) = sums.split_at_mut(size);
    par::chunks_mut(sums, 4096, blocks, |start, to| {
        for other in others.chunks_exact(size) {
            let from = &other[start..start + to.len()];
            to.iter_mut().zip(from).for_each(|(to, &from)| *to += from);
        }
    });
    let (sums, bias) = sums.split_at(channels * m);
    for (k, to) in dfilter.chunks_exact_mut(channels).enumerate() {
        for (c, to) in to.iter_mut().enumerate() {
            *to = sums[c * m + k];
        }
    }
    if !dbias.is_empty() {
        dbias.copy_from_slice(bias);
    }
}

/// Adds what a region contributes to the gradients of some output channels.
struct ForFilter<'a, T: Float> {
    shape: &'a ConvShape,
    region: &'a Region,
    view: &'a View<T>,
    pooled: Pooled<'a, T>,
    channels: Range<usize>,
    to: &'a mut [T],
    bias: &'a mut [T],
}

impl<T: Float> Body for ForFilter<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Registers>(self, _simd: S) {
        let ForFilter { shape, region, view, pooled, channels, to, bias } = self;
        let Pooled { window, dy, places } = pooled;
        let all = shape.out_channels;
        let pixel = shape.strides[2] * view.strides[3];
        let columns = shape.output[2] / window[1];
        let windows = windows(shape, window, region.pixels(shape));
        let most = windows.len();
        let own = channels.len();
        // For each channel its terms, and where the next goes.
        let mut values = Scratch::<T>::new(Slot::Region, own * most);
        let mut offsets = Scratch::<usize>::new(Slot::Out, own * most);
        let mut nexts = Scratch::<usize>::new(Slot::Rows, own);
        nexts.iter_mut().enumerate().for_each(|(c, next)| *next = c * most);
        // Few numbers are added up at a time, for the sake of their last digits.
        let mut part = Scratch::<T>::new(Slot::Right, own);
        part.fill(T::ZERO);
        // Where the window's elements are in the image; also for places that are none.
        let mut at = [0; 256];
        for (i, w) in windows.enumerate() {
            let (line, column) = (i / columns * window[0], i % columns * window[1]);
            for (place, at) in at.iter_mut().enumerate().take(window[0] * window[1]) {
                let line = view.line(shape, region, line + place / window[1]);
                *at = line + (column + place % window[1]) * pixel;
            }
            let range = w * all + channels.start..w * all + channels.end;
            let (dy, places) = (&dy[range.clone()], &places[range]);
            for ((&value, &place), part) in dy.iter().zip(places).zip(part.iter_mut()) {
                *part += if place == NOWHERE { T::ZERO } else { value };
            }
            for ((&value, &place), next) in dy.iter().zip(places).zip(nexts.iter_mut()) {
                // SAFETY: each channel has room for a term of each window.
                unsafe {
                    *values.get_unchecked_mut(*next) = value;
                    *offsets.get_unchecked_mut(*next) = at[usize::from(place)];
                }
                *next += usize::from((place != NOWHERE) & (value != T::ZERO));
            }
        }
        for (sum, &part) in bias.iter_mut().zip(&part[..]) {
            *sum += part;
        }
        let lines = Lines {
            count: lines(shape),
            len: run(shape),
            from: shape.dilations[1] * view.strides[2],
            to: run(shape),
        };
        for c in 0..own {
            let range = c * most..nexts[c];
            let terms = Terms { values: &values[range.clone()], offsets: &offsets[range] };
            let to = to[c * lines.count * lines.len..].as_mut_ptr();
            // SAFETY: all lines of taps lie in the view for every pixel of the region.
            unsafe { accumulate::<T::Register<S>>(terms, view.start, to, lines) };
        }
    }
}

/// Gradient for the input.
pub(super) fn backprop_input<T: Float>(
    shape: &ConvShape,
    pooled: Pooled<'_, T>,
    filter: &[T],
    dx: &mut [T],
) {
    let channels = shape.out_channels;
    let m = lines(shape) * run(shape);
    // The filter with output channels first.
    let mut turned = Scratch::<T>::new(Slot::Filter, channels * m);
    for (k, from) in filter.chunks_exact(channels).enumerate() {
        for (c, &from) in from.iter().enumerate() {
            turned[c * m + k] = from;
        }
    }
    let filter: &[T] = &turned;
    let image = volume(shape.output);
    let images = (REGION / image).max(1);
    let one = volume(shape.input) * shape.in_channels;
    let unit = pooled.window[0] * shape.output[2];
    let chunk = (REGION / unit).max(1) * unit;
    let work = shape.macs() / MACS_PER_WORK / 2 + dx.len() / 8;
    par::chunks_mut(dx, images * one, work.div_ceil(dx.len()), |start, dx| {
        dx.fill(T::ZERO);
        let first = start / one * image;
        let pixels = dx.len() / one * image;
        for part in (0..pixels).step_by(chunk) {
            let pixels = first + part..first + (part + chunk).min(pixels);
            let windows = windows(shape, pooled.window, pixels);
            let start = start as isize;
            vectorized(ForInput { shape, pooled, windows, filter, dx, start });
        }
    });
}

/// Adds what some windows contribute to the gradient of their images.
struct ForInput<'a, T> {
    shape: &'a ConvShape,
    pooled: Pooled<'a, T>,
    windows: Range<usize>,
    /// With output channels first.
    filter: &'a [T],
    dx: &'a mut [T],
    /// Where `dx` begins in the whole gradient.
    start: isize,
}

impl<T: Float> Body for ForInput<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Registers>(self, _simd: S) {
        let ForInput { shape, pooled, windows, filter, dx, start } = self;
        let Pooled { window, dy, places } = pooled;
        let all = shape.out_channels;
        let area = window[0] * window[1];
        let (run, lines) = (run(shape), lines(shape));
        let columns = shape.output[2] / window[1];
        // The terms of each pixel, one after another, and where those of each end.
        let mut values = Scratch::<T>::new(Slot::Region, windows.len() * all + 1);
        let mut offsets = Scratch::<usize>::new(Slot::Out, windows.len() * all + 1);
        let mut ends = Scratch::<usize>::new(Slot::Rows, windows.len() * area);
        let mut end = 0;
        // How many terms there are for each place, then where the next goes.
        let mut nexts = [0; 256];
        for (w, ends) in windows.clone().zip(ends.chunks_exact_mut(area)) {
            let (dy, places) = (&dy[w * all..(w + 1) * all], &places[w * all..(w + 1) * all]);
            // A value that is zero is nowhere, too: it must not be written over another's.
            let list =
                |value: T, place: u8| usize::from(if value != T::ZERO { place } else { NOWHERE });
            nexts[..area].fill(0);
            for (&value, &place) in dy.iter().zip(places) {
                nexts[list(value, place)] += 1;
            }
            for (next, to) in nexts.iter_mut().zip(ends) {
                (*next, end) = (end, end + *next);
                *to = end;
            }
            // What is no term is written where the next one goes, at last one past the end.
            nexts[usize::from(NOWHERE)] = end;
            for (c, (&value, &place)) in dy.iter().zip(places).enumerate() {
                let list = list(value, place);
                let next = nexts[list];
                // SAFETY: there are not more terms than were counted, and room for one more.
                unsafe {
                    *values.get_unchecked_mut(next) = value;
                    *offsets.get_unchecked_mut(next) = c * lines * run;
                }
                nexts[list] = next + usize::from(list != usize::from(NOWHERE));
            }
        }
        let [_, height, width] = shape.input.map(|x| x as isize);
        let [_, stride_h, stride_w] = shape.strides.map(|x| x as isize);
        let [_, pad_h, pad_w] = shape.pad_before.map(|x| x as isize);
        let channels = shape.in_channels as isize;
        // Line by line of taps, so that the part of the filter that is in use stays in the cache.
        for line in 0..lines {
            let mut begin = 0;
            for (i, w) in windows.clone().enumerate() {
                let (row, column) = (w / columns * window[0], w % columns * window[1]);
                let (image, row) = (row / shape.output[1], row % shape.output[1]);
                for place in 0..area {
                    let range = begin..ends[i * area + place];
                    begin = range.end;
                    let h = (row + place / window[1]) as isize * stride_h - pad_h
                        + (line * shape.dilations[1]) as isize;
                    let w = (column + place % window[1]) as isize * stride_w - pad_w;
                    // The taps that lie in the image.
                    let first = (-w).clamp(0, shape.kernel[2] as isize);
                    let last = (width - w).clamp(first, shape.kernel[2] as isize);
                    if range.is_empty() || !(0..height).contains(&h) || first == last {
                        continue;
                    }
                    let skipped = (first * channels) as usize;
                    let len = ((last - first) * channels) as usize;
                    let at = ((image as isize * height + h) * width + w + first) * channels - start;
                    let to = &mut dx[at as usize..at as usize + len];
                    let terms = Terms { values: &values[range.clone()], offsets: &offsets[range] };
                    let from = filter[line * run + skipped..].as_ptr();
                    let lines = Lines { count: 1, len, from: 0, to: 0 };
                    // SAFETY: for every output channel, that many taps follow.
                    unsafe { accumulate::<T::Register<S>>(terms, from, to.as_mut_ptr(), lines) };
                }
            }
        }
    }
}
