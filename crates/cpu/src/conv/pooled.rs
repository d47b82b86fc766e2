//! Convolution with max pooling right after it.
//!
//! A part of the convolution's output is pooled while it is in the cache and never stored. What is
//! kept for the gradients is one byte for each window: the place of its largest element. From the
//! windows' gradients the convolution's own is spread again, part by part, in the cache. So the
//! largest arrays of a training step are never in memory at all.

#![allow(unsafe_code)]

use super::{
    ConvShape, REGION, Region, Regions, View, backprop_filter, backprop_input, few, forward_region,
    group_filter, sparse, volume,
    winograd::{self, Target, Winograd},
};
use crate::gemm::driver::Right;
use crate::gemm::{Activation, Epilogue, Float, MACS_PER_WORK, pack};
use crate::par;
use crate::scratch::{Scratch, Slot};
use crate::vector::{Body, Registers, Vector, vectorized};
use std::ops::Range;

/// The place of a window none of whose elements gets a gradient.
pub(super) const NOWHERE: u8 = u8::MAX;

/// Max pooling whose windows, of `window` lines and columns, lie side by side on a convolution's
/// output.
///
/// The convolution's shape must be cut down to what the windows see: two spatial dimensions
/// (an output depth of 1), whose output sizes are multiples of the window's, and one group of
/// channels.
#[derive(Clone, Copy, Debug)]
pub struct Pooled<'a, T> {
    /// Lines and columns of a window.
    pub window: [usize; 2],
    /// The gradient of the pooled output.
    pub dy: &'a [T],
    /// What [`conv_max_pool`] has noted.
    pub places: &'a [u8],
}

/// The gradient of a convolution's output.
pub(super) enum Gradient<'a, T> {
    /// As it is.
    Dense(&'a [T]),
    /// From that of the pooled output.
    Pooled(Pooled<'a, T>),
}

impl<T: Float> Gradient<'_, T> {
    /// Lines that belong together.
    pub(super) fn lines(&self) -> usize {
        match self {
            Gradient::Dense(_) => 1,
            Gradient::Pooled(pooled) => pooled.window[0],
        }
    }

    /// Memory that [`Gradient::get`] needs for so many elements.
    pub(super) fn scratch(&self, len: usize) -> Scratch<T> {
        let len = if matches!(self, Gradient::Dense(_)) { 0 } else { len };
        Scratch::new(Slot::Region, len)
    }

    /// The gradient of some output pixels, whole windows of them; its sum over the pixels is added
    /// to `sums`, unless that is empty (only for pooled ones).
    pub(super) fn get<'s>(
        &'s self,
        shape: &ConvShape,
        pixels: Range<usize>,
        scratch: &'s mut [T],
        sums: Option<&mut [T]>,
    ) -> &'s [T] {
        let channels = shape.out_channels;
        match self {
            Gradient::Dense(dy) => &dy[pixels.start * channels..pixels.end * channels],
            Gradient::Pooled(Pooled { window, dy, places }) => {
                let windows = windows(shape, *window, pixels);
                let (start, end) = (windows.start * channels, windows.end * channels);
                vectorized(Spread {
                    tiling: Tiling::new(shape, *window),
                    dy: &dy[start..end],
                    places: &places[start..end],
                    to: scratch,
                    sums: sums.unwrap_or_default(),
                });
                scratch
            }
        }
    }
}

/// The numbers of the windows that cover whole lines of pixels.
pub(super) fn windows(shape: &ConvShape, window: [usize; 2], pixels: Range<usize>) -> Range<usize> {
    let (lines, columns) = (window[0] * shape.output[2], shape.output[2] / window[1]);
    pixels.start / lines * columns..pixels.end / lines * columns
}

/// # Panics
/// If the convolution is none that can be pooled.
fn check(shape: &ConvShape, window: [usize; 2]) -> usize {
    shape.check();
    let [depth, height, width] = shape.output;
    assert!(
        shape.groups == 1
            && depth == 1
            && (1..usize::from(NOWHERE)).contains(&window[0].saturating_mul(window[1]))
            && height.is_multiple_of(window[0])
            && width.is_multiple_of(window[1]),
        "windows of {window:?} on an output of {:?} in {} groups",
        shape.output,
        shape.groups
    );
    shape.output_len() / window[0] / window[1]
}

/// How windows lie on lines of pixels.
#[derive(Clone, Copy)]
struct Tiling {
    window: [usize; 2],
    channels: usize,
    /// Elements of a line of pixels.
    line: usize,
}

impl Tiling {
    fn new(shape: &ConvShape, window: [usize; 2]) -> Tiling {
        let channels = shape.out_channels;
        Tiling { window, channels, line: shape.output[2] * channels }
    }

    /// Calls `visit` for each window with the index of its first channel among the windows and
    /// among the pixels.
    #[inline(always)]
    fn visit(&self, elements: usize, mut visit: impl FnMut(usize, usize)) {
        let columns = self.line / self.channels / self.window[1];
        for line in 0..elements / (columns * self.channels) {
            for column in 0..columns {
                let window = (line * columns + column) * self.channels;
                let pixel = column * self.window[1] * self.channels;
                visit(window, line * self.window[0] * self.line + pixel);
            }
        }
    }

    /// Where the elements of a window are, from its first.
    fn offsets(&self) -> impl Iterator<Item = usize> + use<> {
        let Tiling { window: [lines, columns], channels, line } = *self;
        (0..lines).flat_map(move |l| (0..columns).map(move |c| l * line + c * channels))
    }
}

/// Channels that are worked on at a time.
const CHANNELS: usize = 16;

/// Calls `$body` for all channels, with `$N` of them at a time.
macro_rules! channels {
    ($channels:expr, |$c:ident, $N:ident| $body:block) => {{
        let whole = $channels / CHANNELS * CHANNELS;
        let mut $c = 0;
        while $c < whole {
            const $N: usize = CHANNELS;
            $body
            $c += CHANNELS;
        }
        while $c < $channels {
            const $N: usize = 1;
            $body
            $c += 1;
        }
    }};
}

#[inline(always)]
fn load<T: Copy, const N: usize>(from: &[T], at: usize) -> [T; N] {
    let from = &from[at..at + N];
    std::array::from_fn(|i| from[i])
}

/// Pools some lines.
struct Pool<'a, T> {
    tiling: Tiling,
    x: &'a [T],
    y: &'a mut [T],
    places: &'a mut [u8],
    /// Does a window whose largest element is not above 0 get no gradient?
    positive: bool,
}

impl<T: Float> Body for Pool<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Registers>(self, _simd: S) {
        let Pool { tiling, x, y, places, positive } = self;
        let offsets: Vec<usize> = tiling.offsets().collect();
        let lanes = <T::Register<S> as Vector>::LANES;
        assert_eq!(y.len(), places.len());
        let four: Option<[usize; 4]> = offsets[..].try_into().ok();
        tiling.visit(y.len(), |window, pixel| {
            for c in (0..tiling.channels).step_by(lanes) {
                let len = (tiling.channels - c).min(lanes);
                let range = window + c..window + c + len;
                // SAFETY: the window's elements lie in `x`, as slicing has checked.
                unsafe {
                    let load = |offset: usize| {
                        let x = &x[pixel + offset + c..][..len];
                        Vector::load_part(x.as_ptr(), len)
                    };
                    let best = if let Some(offsets) = four {
                        Best::<T::Register<S>>::of_four(offsets.map(load))
                    } else {
                        let mut best = Best::new();
                        for (i, &offset) in offsets.iter().enumerate() {
                            best.add(load(offset), i);
                        }
                        best
                    };
                    best.store(positive, &mut y[range.clone()], &mut places[range]);
                }
            }
        });
    }
}

/// The largest of some elements and which it was, for each lane.
#[derive(Clone, Copy)]
pub(super) struct Best<V> {
    x: V,
    /// Its number as the bits of the lane.
    place: V,
}

impl<V: Vector> Best<V> {
    /// Of none.
    ///
    /// # Safety
    /// The instructions must be there, here and below.
    #[inline(always)]
    pub(super) unsafe fn new() -> Self {
        // SAFETY: as the caller promises.
        unsafe {
            let place = V::splat(V::Element::ZERO);
            Best { x: V::splat(V::Element::NEG_INFINITY), place }
        }
    }

    /// Adds an element; what is not a number wins, too.
    ///
    /// # Safety
    /// As for [`Best::new`].
    #[inline(always)]
    pub(super) unsafe fn add(&mut self, x: V, place: usize) {
        // SAFETY: as the caller promises.
        unsafe {
            let wins = V::either(x.greater(self.x), x.is_nan());
            self.x = V::choose(wins, x, self.x);
            let place = V::splat(V::Element::from_byte(place as u8));
            self.place = V::choose(wins, place, self.place);
        }
    }

    /// Of four elements.
    ///
    /// # Safety
    /// As for [`Best::new`].
    #[inline(always)]
    pub(super) unsafe fn of_four(x: [V; 4]) -> Self {
        // SAFETY: as the caller promises.
        unsafe {
            match V::largest(x) {
                Some((x, place)) => Best { x, place },
                None => {
                    let mut best = Best::new();
                    for (i, x) in x.into_iter().enumerate() {
                        best.add(x, i);
                    }
                    best
                }
            }
        }
    }

    /// Raises the largest element to a limit.
    ///
    /// # Safety
    /// As for [`Best::new`].
    #[inline(always)]
    pub(super) unsafe fn at_least(self, limit: V::Element) -> Self {
        // SAFETY: as the caller promises.
        unsafe { Best { x: self.x.at_least(V::splat(limit)), ..self } }
    }

    /// Stores the first lanes, as many as the slices hold. With `positive`, elements not above 0
    /// are nowhere.
    ///
    /// # Safety
    /// As for [`Best::new`]; both slices must be equally long and not longer than the register.
    #[inline(always)]
    pub(super) unsafe fn store(self, positive: bool, y: &mut [V::Element], places: &mut [u8]) {
        // SAFETY: as the caller promises; no register has more than 16 lanes.
        unsafe {
            let nowhere = V::splat(V::Element::from_byte(NOWHERE));
            let above = self.x.greater(V::splat(V::Element::ZERO));
            let place = if positive { V::choose(above, self.place, nowhere) } else { self.place };
            self.x.store_part(y.as_mut_ptr(), y.len());
            if places.len() == V::LANES {
                return place.store_bytes(places.as_mut_ptr());
            }
            let mut bits = [V::Element::ZERO; 16];
            place.store(bits.as_mut_ptr());
            for (place, bits) in places.iter_mut().zip(bits) {
                *place = bits.to_byte();
            }
        }
    }
}

/// Spreads the windows' gradients over some lines.
struct Spread<'a, T> {
    tiling: Tiling,
    dy: &'a [T],
    places: &'a [u8],
    to: &'a mut [T],
    sums: &'a mut [T],
}

impl<T: Float> Body for Spread<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Registers>(self, _simd: S) {
        let Spread { tiling, dy, places, to, sums } = self;
        let offsets: Vec<usize> = tiling.offsets().collect();
        let summed = !sums.is_empty();
        // Few numbers are added up at a time, for the sake of their last digits.
        let mut part = vec![T::ZERO; sums.len()];
        tiling.visit(dy.len(), |window, pixel| {
            channels!(tiling.channels, |c, N| {
                let dy = load::<T, N>(dy, window + c);
                let places = load::<u8, N>(places, window + c);
                let mut place = [0; N];
                for j in 0..N {
                    place[j] = i32::from(places[j]);
                }
                for (i, offset) in offsets.iter().enumerate() {
                    let at = pixel + offset + c;
                    let to = &mut to[at..at + N];
                    for j in 0..N {
                        to[j] = if place[j] == i as i32 { dy[j] } else { T::ZERO };
                    }
                }
                if summed {
                    let part = &mut part[c..c + N];
                    for j in 0..N {
                        let there = place[j] != i32::from(NOWHERE);
                        part[j] += if there { dy[j] } else { T::ZERO };
                    }
                }
            });
        });
        for (sum, part) in sums.iter_mut().zip(part) {
            *sum += part;
        }
    }
}

/// `out`, the largest element of each window of `activation(conv(x, filter) + bias)`, and in
/// `places` which element of the window it is (the first of equals, counted line by line): what
/// the gradients need to know. With `positive`, windows whose largest element is not above 0 are
/// noted as getting no gradient, as relu's would have it.
///
/// See [`Pooled`] for which shapes are good.
///
/// # Panics
/// If the shape is not, or a slice's length is not that of the shape.
pub fn conv_max_pool<T: Float>(
    shape: &ConvShape,
    window: [usize; 2],
    x: &[T],
    filter: &[T],
    out: &mut [T],
    places: &mut [u8],
    epilogue: Epilogue<'_, T>,
    positive: bool,
) {
    let len = check(shape, window);
    assert_eq!(x.len(), shape.input_len(), "input length");
    assert_eq!(filter.len(), shape.filter_len(), "filter length");
    assert_eq!((out.len(), places.len()), (len, len), "output length");
    if let Some(bias) = epilogue.bias {
        assert_eq!(bias.len(), shape.out_channels, "bias length");
    }
    if out.is_empty() {
        return;
    }
    if winograd::is_good::<T>(shape) {
        return by_winograd(shape, window, x, filter, out, places, epilogue, positive);
    }
    let kernel = T::kernel();
    let (lanes, depth) = (kernel.lanes, shape.depth());
    let vectors = shape.out_channels.div_ceil(lanes);
    let mut packed = Scratch::<T>::new(Slot::Filter, depth.len() * vectors * lanes);
    let b = group_filter(shape, filter, 0);
    pack::right(lanes, depth, 0..shape.out_channels, &b, &mut packed);
    let packed: &[T] = &packed;
    let rights = |_| Right {
        n: shape.out_channels,
        lanes,
        packed: packed.as_ptr(),
        direct: std::ptr::null(),
        stride: 0,
    };
    // An activation that is a function is applied to rows of a product.
    let few =
        few::is_good(shape, window) && !matches!(epilogue.activation, Activation::Function(_));
    let work = shape.macs() / MACS_PER_WORK + shape.output_len() / 4;
    by_region(shape, window, window[0], work, out, places, |region, y, places| {
        if few {
            let (view, filter) = (&View::new(shape, region, x), packed);
            let epilogue = &epilogue;
            return vectorized(few::Forward {
                shape,
                region,
                view,
                filter,
                epilogue,
                y,
                places,
                positive,
            });
        }
        pool_part(shape, window, region, y, places, positive, |to| {
            // SAFETY: sizes were checked above, and the memory is this task's own.
            unsafe {
                forward_region(shape, kernel, depth, x, &rights, region, 0..vectors, to, &epilogue);
            }
        });
    });
}

/// [`conv_max_pool`] of a shape that is good for Winograd's algorithm, with the bits of
/// [`super::conv_forward`].
fn by_winograd<T: Float>(
    shape: &ConvShape,
    window: [usize; 2],
    x: &[T],
    filter: &[T],
    out: &mut [T],
    places: &mut [u8],
    epilogue: Epilogue<'_, T>,
    positive: bool,
) {
    let winograd = Winograd::new(shape, filter);
    let vectors = shape.out_channels / T::kernel().lanes;
    let work = shape.macs() / MACS_PER_WORK / 2 + shape.output_len() / 4;
    // Tiles have two lines.
    let unit = if window[0].is_multiple_of(2) { window[0] } else { 2 * window[0] };
    // An activation that is a function is applied to pixels.
    let at_once = window == [2, 2] && !matches!(epilogue.activation, Activation::Function(_));
    by_region(shape, window, unit, work, out, places, |region, y, places| {
        if at_once {
            let target = Target::Pooled { y, places, positive };
            // SAFETY: sizes were checked, and the target has the region's windows.
            return unsafe { winograd.region(x, region, 0..vectors, &epilogue, target) };
        }
        pool_part(shape, window, region, y, places, positive, |to| {
            // SAFETY: sizes were checked, and the memory is this task's own.
            unsafe { winograd.region(x, region, 0..vectors, &epilogue, Target::Pixels(to)) };
        });
    });
}

/// Calls `task` with each region, whose lines come in multiples of `unit`, and its windows' part of
/// the output.
fn by_region<T: Float>(
    shape: &ConvShape,
    window: [usize; 2],
    unit: usize,
    work: usize,
    out: &mut [T],
    places: &mut [u8],
    task: impl Fn(&Region, &mut [T], &mut [u8]) + Sync,
) {
    // Enough regions for many threads, if it is much work.
    let pixels = shape.batch * volume(shape.output);
    let most = if work < par::MIN_WORK { REGION } else { pixels.div_ceil(16).clamp(1, REGION) };
    let regions = Regions::new(shape, most, unit);
    let (out, places) = (par::SharedMut::new(out), par::SharedMut::new(places));
    par::run(regions.len(), work, |index| {
        let region = regions.get(index);
        let windows = windows(shape, window, region.pixels(shape));
        let range = windows.start * shape.out_channels..windows.end * shape.out_channels;
        // SAFETY: each task has its own windows.
        let (y, places) = unsafe { (out.slice(range.clone()), places.slice(range)) };
        task(&region, y, places);
    });
}

/// Pools a region's outputs, which `fill` writes to where it is told.
fn pool_part<T: Float>(
    shape: &ConvShape,
    window: [usize; 2],
    region: &Region,
    y: &mut [T],
    places: &mut [u8],
    positive: bool,
    fill: impl FnOnce(*mut T),
) {
    let len = region.pixels(shape).len() * shape.out_channels;
    let mut part = Scratch::<T>::new(Slot::Region, len);
    fill(part.as_mut_ptr());
    vectorized(Pool { tiling: Tiling::new(shape, window), x: &part, y, places, positive });
}

/// May relu come after the pooling? Only where nobody wants to know the place of a 0.
pub(super) fn relu_can_wait<T: Float>(
    positive: bool,
    at_least: Option<T>,
    at_most: Option<T>,
) -> bool {
    positive && at_least == Some(T::ZERO) && at_most.is_none()
}

/// [`super::conv_backprop_filter`] through a max pooling. Gives also `dbias`, the gradient for a
/// bias, unless it is empty.
///
/// # Panics
/// If the shape is none of those that [`Pooled`] names, or a slice's length is not that of the
/// shape.
pub fn conv_max_pool_backprop_filter<T: Float>(
    shape: &ConvShape,
    x: &[T],
    pooled: Pooled<'_, T>,
    dfilter: &mut [T],
    dbias: &mut [T],
) {
    let len = check(shape, pooled.window);
    assert_eq!(x.len(), shape.input_len(), "input length");
    assert_eq!((pooled.dy.len(), pooled.places.len()), (len, len), "output gradient length");
    assert_eq!(dfilter.len(), shape.filter_len(), "filter length");
    assert!(dbias.is_empty() || dbias.len() == shape.out_channels, "bias length");
    if dfilter.is_empty() || x.is_empty() || len == 0 {
        dfilter.fill(T::ZERO);
        // Without input channels there may still be a gradient for the bias.
        dbias.fill(T::ZERO);
        if !dbias.is_empty() {
            for (dy, places) in
                pooled.dy.chunks_exact(dbias.len()).zip(pooled.places.chunks_exact(dbias.len()))
            {
                for ((sum, &dy), &place) in dbias.iter_mut().zip(dy).zip(places) {
                    *sum += if place == NOWHERE { T::ZERO } else { dy };
                }
            }
        }
        return;
    }
    if sparse::is_good::<T>(shape, pooled.window) {
        return sparse::backprop_filter(shape, x, pooled, dfilter, dbias);
    }
    backprop_filter(shape, x, &Gradient::Pooled(pooled), dfilter, dbias);
}

/// [`super::conv_backprop_input`] through a max pooling.
///
/// # Panics
/// If the shape is none of those that [`Pooled`] names, or a slice's length is not that of the
/// shape.
pub fn conv_max_pool_backprop_input<T: Float>(
    shape: &ConvShape,
    pooled: Pooled<'_, T>,
    filter: &[T],
    dx: &mut [T],
) {
    let len = check(shape, pooled.window);
    assert_eq!((pooled.dy.len(), pooled.places.len()), (len, len), "output gradient length");
    assert_eq!(filter.len(), shape.filter_len(), "filter length");
    assert_eq!(dx.len(), shape.input_len(), "input length");
    if dx.is_empty() {
        return;
    }
    if len == 0 {
        return dx.fill(T::ZERO);
    }
    if sparse::is_good::<T>(shape, pooled.window) {
        return sparse::backprop_input(shape, pooled, filter, dx);
    }
    backprop_input(shape, &Gradient::Pooled(pooled), filter, dx);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conv::{conv_backprop_filter, conv_backprop_input, conv_forward};
    use crate::gemm::Activation;
    use crate::gemm::tests::{close, noise, on_every_isa, same_on_any_threads};
    use crate::pool::{PoolShape, max_pool, max_pool_grad};
    use proptest::prelude::*;

    fn f64s<T: Float>(x: &[T]) -> Vec<f64> {
        x.iter().map(|x| x.to_f64()).collect()
    }

    /// Holds the three kernels against the ones that they are made of. `odd` lines and columns of
    /// the convolution's whole output are in no window.
    fn check_against_parts<T: Float>(
        cut: &ConvShape,
        window: [usize; 2],
        odd: [usize; 2],
        relu: bool,
    ) {
        let whole =
            ConvShape { output: [1, cut.output[1] + odd[0], cut.output[2] + odd[1]], ..*cut };
        let pool = PoolShape {
            batch: cut.batch,
            input: whole.output,
            channels: cut.out_channels,
            output: [1, cut.output[1] / window[0], cut.output[2] / window[1]],
            kernel: [1, window[0], window[1]],
            strides: [1, window[0], window[1]],
            ..PoolShape::default()
        };
        let x: Vec<T> = noise(cut.input_len(), 1);
        let filter: Vec<T> = noise(cut.filter_len(), 2);
        let bias: Vec<T> = noise(cut.out_channels, 3);
        // Some of it is zero, as dropout leaves it.
        let mut dy: Vec<T> = noise(pool.output_len(), 4);
        dy.iter_mut().step_by(3).for_each(|dy| *dy = T::ZERO);
        let activation = if relu { Activation::Relu } else { Activation::None };
        let epilogue = Epilogue::new(Some(&bias[..]), activation);

        let mut conv = vec![T::ZERO; whole.output_len()];
        conv_forward(&whole, &x, &filter, &mut conv, epilogue);
        let mut want = vec![T::ZERO; pool.output_len()];
        max_pool(&pool, &conv, &mut want);
        let got = same_on_any_threads(|| {
            let mut y = vec![T::from_f64(9.0); pool.output_len()];
            let mut places = vec![77; pool.output_len()];
            conv_max_pool(cut, window, &x, &filter, &mut y, &mut places, epilogue, relu);
            y.extend(places.iter().map(|&p| T::from_usize(p.into())));
            y
        });
        let (y, places) = got.split_at(pool.output_len());
        let one = whole.batch * volume(whole.output) == 1 || whole.out_channels == 1;
        if whole.is_pointwise() && one {
            // That is a product with a vector, which adds up in another order.
            close(y, &f64s(&want), volume(cut.kernel) * cut.in_channels);
        } else {
            assert_eq!(y, want);
        }
        let places: Vec<u8> = places.iter().map(|p| p.to_f64() as u8).collect();

        let masked: Vec<T> = dy
            .iter()
            .zip(&want)
            .map(|(&dy, &y)| if relu && y <= T::ZERO { T::ZERO } else { dy })
            .collect();
        let mut d_conv = vec![T::ZERO; whole.output_len()];
        max_pool_grad(&pool, &conv, &masked, &mut d_conv);
        let mut want_filter = vec![T::ZERO; cut.filter_len()];
        conv_backprop_filter(&whole, &x, &d_conv, &mut want_filter);
        let mut want_x = vec![T::ZERO; cut.input_len()];
        conv_backprop_input(&whole, &d_conv, &filter, &mut want_x);
        let mut want_bias = vec![0.0; cut.out_channels];
        for (i, dy) in masked.iter().enumerate() {
            want_bias[i % cut.out_channels] += dy.to_f64();
        }
        let pooled = Pooled { window, dy: &dy, places: &places };
        let terms = cut.batch * volume(cut.output);
        for with_bias in [true, false] {
            let got = same_on_any_threads(|| {
                let mut d_filter = vec![T::from_f64(9.0); cut.filter_len()];
                let mut d_bias =
                    vec![T::from_f64(9.0); if with_bias { cut.out_channels } else { 0 }];
                conv_max_pool_backprop_filter(cut, &x, pooled, &mut d_filter, &mut d_bias);
                d_filter.extend(d_bias);
                d_filter
            });
            let (d_filter, d_bias) = got.split_at(cut.filter_len());
            close(d_filter, &f64s(&want_filter), terms);
            if with_bias {
                close(d_bias, &want_bias, terms);
            }
        }
        let dx = same_on_any_threads(|| {
            let mut dx = vec![T::from_f64(9.0); cut.input_len()];
            conv_max_pool_backprop_input(cut, pooled, &filter, &mut dx);
            dx
        });
        close(&dx, &f64s(&want_x), volume(cut.kernel) * cut.out_channels);
    }

    fn both(cut: &ConvShape, window: [usize; 2], odd: [usize; 2]) {
        on_every_isa(|| {
            for relu in [true, false] {
                check_against_parts::<f32>(cut, window, odd, relu);
                check_against_parts::<f64>(cut, window, odd, relu);
            }
        });
    }

    #[test]
    fn shapes_of_real_networks() {
        let first = ConvShape {
            batch: 5,
            input: [1, 28, 28],
            output: [1, 26, 26],
            kernel: [1, 3, 3],
            out_channels: 32,
            ..ConvShape::default()
        };
        both(&first, [2, 2], [0, 0]);
        let second = ConvShape {
            input: [1, 13, 13],
            output: [1, 10, 10],
            in_channels: 32,
            out_channels: 64,
            ..first
        };
        both(&second, [2, 2], [1, 1]);
        // Padding.
        both(
            &ConvShape {
                input: [1, 9, 12],
                output: [1, 9, 12],
                in_channels: 16,
                out_channels: 24,
                pad_before: [0, 1, 1],
                ..first
            },
            [3, 2],
            [0, 0],
        );
        // Winograd's algorithm, with other windows than its tiles, too.
        for (window, output) in [([2, 2], [8, 12]), ([3, 2], [9, 12]), ([3, 3], [9, 12])] {
            both(
                &ConvShape {
                    batch: 3,
                    input: [1, 9, 12],
                    output: [1, output[0], output[1]],
                    in_channels: 16,
                    out_channels: 32,
                    pad_before: [0, 1, 1],
                    ..first
                },
                window,
                [9 - output[0], 0],
            );
        }
        // One image.
        both(
            &ConvShape {
                batch: 1,
                input: [1, 30, 33],
                output: [1, 30, 33],
                in_channels: 3,
                out_channels: 20,
                pad_before: [0, 1, 1],
                ..first
            },
            [3, 3],
            [0, 0],
        );
    }

    #[test]
    fn nothing_to_do() {
        let s = ConvShape {
            batch: 2,
            input: [1, 4, 4],
            output: [1, 2, 2],
            kernel: [1, 3, 3],
            ..ConvShape::default()
        };
        for s in [
            ConvShape { batch: 0, ..s },
            ConvShape { in_channels: 0, ..s },
            ConvShape { out_channels: 0, ..s },
            ConvShape { output: [1, 0, 2], ..s },
        ] {
            both(&s, [2, 2], [0, 0]);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_shape(
            batch in 1usize..4,
            windows in (1usize..6, 1usize..6),
            window in (1usize..4, 1usize..4),
            odd in (0usize..3, 0usize..3),
            kernel in (1usize..4, 1usize..4),
            strides in (1usize..3, 1usize..3),
            dilations in (1usize..3, 1usize..3),
            pads in (0usize..2, 0usize..2),
            // Some fill whole registers.
            in_channels in prop_oneof![1usize..20, Just(4), Just(16), Just(32)],
            out_channels in 1usize..40,
        ) {
            let [windows, window, odd, kernel, strides, dilations, pads] =
                [windows, window, odd, kernel, strides, dilations, pads].map(|(a, b)| [a, b]);
            let output: [usize; 2] = std::array::from_fn(|i| windows[i] * window[i]);
            let input: [usize; 2] = std::array::from_fn(|i| {
                let reach = (output[i] + odd[i] - 1) * strides[i] + (kernel[i] - 1) * dilations[i];
                (reach + 1).saturating_sub(2 * pads[i]).max(1)
            });
            let three = |x: [usize; 2], first: usize| [first, x[0], x[1]];
            both(&ConvShape {
                batch,
                input: three(input, 1),
                output: three(output, 1),
                kernel: three(kernel, 1),
                strides: three(strides, 1),
                dilations: three(dilations, 1),
                pad_before: three(pads, 0),
                in_channels,
                out_channels,
                groups: 1,
            }, window, odd);
        }
    }
}
