//! Convolution with few multiplications for each output, like a network's first, with max pooling
//! after it.
//!
//! A tile of a matrix product takes longer to begin and to end than to multiply there. Here the
//! four pixels of a window are summed up together and pooled in registers, one window after
//! another.

#![allow(unsafe_code)]

use super::pooled::{Best, relu_can_wait, windows};
use super::{ConvShape, Region, View};
use crate::gemm::driver::limits;
use crate::gemm::{Epilogue, Float};
use crate::vector::{Body, Registers, Vector};

/// Most multiplications for each output.
const MOST: usize = 32;
/// Taps beside each other that are worked through together: a line of a filter of 3 x 3.
const RUN: usize = 3;
/// Pixels of a window.
const AREA: usize = 4;
/// Registers of channels that are summed up together.
const VECTORS: usize = 2;

/// Can such a convolution be computed in this way, and does it pay?
pub(super) fn is_good(shape: &ConvShape, window: [usize; 2]) -> bool {
    window == [2, 2] && shape.depth().len() <= MOST
}

/// Convolves and pools a region.
pub(super) struct Forward<'a, T: Float> {
    pub(super) shape: &'a ConvShape,
    pub(super) region: &'a Region,
    pub(super) view: &'a View<T>,
    /// The filter: for each register of output channels, for each tap, one register.
    pub(super) filter: &'a [T],
    pub(super) epilogue: &'a Epilogue<'a, T>,
    /// The region's windows.
    pub(super) y: &'a mut [T],
    pub(super) places: &'a mut [u8],
    /// Does a window whose largest element is not above 0 get no gradient?
    pub(super) positive: bool,
}

impl<T: Float> Body for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Registers>(self, _simd: S) {
        let Forward { shape, region, view, filter, epilogue, y, places, positive } = self;
        let channels = shape.out_channels;
        let lanes = <T::Register<S> as Vector>::LANES;
        let depth = shape.depth().len();
        // Elements from a pixel's first tap to each, or to each run of them.
        let runs =
            shape.depth().run.is_multiple_of(RUN) && channels.is_multiple_of(VECTORS * lanes);
        let together = if runs { RUN } else { 1 };
        let mut taps = [0; MOST];
        let [_, kernel_h, kernel_w] = shape.kernel;
        for (i, to) in taps.iter_mut().enumerate().take(depth / together) {
            let i = i * together;
            let (tap, channel) = (i / shape.in_channels, i % shape.in_channels);
            let (line, column) = (tap / kernel_w, tap % kernel_w);
            *to = view.tap(shape, line / kernel_h, line % kernel_h, column) + channel;
        }
        let taps = &taps[..depth / together];
        let pixel = shape.strides[2] * view.strides[3];
        let columns = shape.output[2] / 2;
        let count = windows(shape, [2, 2], region.pixels(shape)).len();
        let (at_least, at_most) = limits(&epilogue.activation);
        for line in 0..count / columns {
            let lines =
                [0, 1].map(|i| view.start.wrapping_add(view.line(shape, region, 2 * line + i)));
            let windows = line * columns * channels..(line + 1) * columns * channels;
            let (y, places) = (&mut y[windows.clone()], &mut places[windows]);
            let mut first = 0;
            while first < channels {
                let len = (channels - first).min(VECTORS * lanes);
                let group = Group {
                    taps,
                    depth,
                    lines,
                    pixel,
                    filter: filter[first * depth..].as_ptr(),
                    bias: epilogue.bias.map(|bias| &bias[first..]),
                    at_least,
                    at_most,
                    positive,
                    first,
                    len,
                    channels,
                };
                // SAFETY: all taps of the region's pixels lie in the view, and the filter has a
                // register for each tap and register of channels.
                unsafe {
                    if runs {
                        group.pool::<T::Register<S>, VECTORS, RUN, true>(y, places);
                    } else if len == VECTORS * lanes {
                        group.pool::<T::Register<S>, VECTORS, 1, true>(y, places);
                    } else if len > lanes {
                        group.pool::<T::Register<S>, VECTORS, 1, false>(y, places);
                    } else {
                        group.pool::<T::Register<S>, 1, 1, false>(y, places);
                    }
                }
                first += len;
            }
        }
    }
}

/// Some output channels of a line of windows.
struct Group<'a, T> {
    taps: &'a [usize],
    /// Taps in all.
    depth: usize,
    /// The first taps of the first pixels of the windows' lines.
    lines: [*const T; 2],
    /// Elements from one pixel to the next.
    pixel: usize,
    filter: *const T,
    bias: Option<&'a [T]>,
    at_least: Option<T>,
    at_most: Option<T>,
    /// As in [`Forward`].
    positive: bool,
    /// The first of the channels.
    first: usize,
    /// How many they are.
    len: usize,
    /// How many there are in all.
    channels: usize,
}

impl<T: Float> Group<'_, T> {
    /// The taps are the first ones of runs of `R`. With `WHOLE`, the channels fill all registers.
    /// Not inlined in WebAssembly: there, what is the same for all groups would be computed again
    /// for each.
    ///
    /// # Safety
    /// All addresses must be good for `N` registers and all taps.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    unsafe fn pool<V: Vector<Element = T>, const N: usize, const R: usize, const WHOLE: bool>(
        &self,
        y: &mut [T],
        places: &mut [u8],
    ) {
        let last = if WHOLE { V::LANES } else { self.len - (N - 1) * V::LANES };
        let late = relu_can_wait(self.positive, self.at_least, self.at_most);
        let windows = y.chunks_exact_mut(self.channels).zip(places.chunks_exact_mut(self.channels));
        for (column, (y, places)) in windows.enumerate() {
            let (y, places) =
                (&mut y[self.first..][..self.len], &mut places[self.first..][..self.len]);
            let pixels: [*const T; AREA] = std::array::from_fn(|i| {
                self.lines[i / 2].wrapping_add((2 * column + i % 2) * self.pixel)
            });
            // SAFETY: as the caller promises; a register's lanes fit the slices.
            unsafe {
                let mut sums = [[V::splat(T::ZERO); N]; AREA];
                let mut filter = [self.filter; N];
                for j in 0..N {
                    filter[j] = self.filter.wrapping_add(j * self.depth * V::LANES);
                }
                for &tap in self.taps {
                    let mut from = pixels;
                    for i in 0..AREA {
                        from[i] = from[i].wrapping_add(tap);
                    }
                    // Distances that are known do not take WebAssembly an addition each.
                    for step in 0..R {
                        let mut right = [V::splat(T::ZERO); N];
                        for j in 0..N {
                            right[j] = V::load(filter[j].add(step * V::LANES));
                        }
                        for i in 0..AREA {
                            let left = V::splat(*from[i].add(step));
                            for j in 0..N {
                                sums[i][j] = left.mul_add(right[j], sums[i][j]);
                            }
                        }
                    }
                    for j in 0..N {
                        filter[j] = filter[j].wrapping_add(R * V::LANES);
                    }
                }
                if let Some(bias) = self.bias {
                    for j in 0..N {
                        let bias = bias.as_ptr().add(j * V::LANES);
                        let bias = if WHOLE || j + 1 < N {
                            V::load(bias)
                        } else {
                            V::load_part(bias, last)
                        };
                        for i in 0..AREA {
                            sums[i][j] = sums[i][j].add(bias);
                        }
                    }
                }
                if let Some(limit) = self.at_least.filter(|_| !late) {
                    let limit = V::splat(limit);
                    for i in 0..AREA {
                        for j in 0..N {
                            sums[i][j] = sums[i][j].at_least(limit);
                        }
                    }
                }
                if let Some(limit) = self.at_most {
                    let limit = V::splat(limit);
                    for i in 0..AREA {
                        for j in 0..N {
                            sums[i][j] = sums[i][j].at_most(limit);
                        }
                    }
                }
                const { assert!(N <= VECTORS && VECTORS == 2) };
                // Written out: in a loop that the compiler leaves as it is, the sums would have to
                // lie in memory.
                let (first, second) = (V::LANES.min(self.len), V::LANES.min(self.len)..self.len);
                let sum = [sums[0][0], sums[1][0], sums[2][0], sums[3][0]];
                self.largest(sum, late, &mut y[..first], &mut places[..first]);
                if N > 1 {
                    let sum = [sums[0][N - 1], sums[1][N - 1], sums[2][N - 1], sums[3][N - 1]];
                    self.largest(sum, late, &mut y[second.clone()], &mut places[second]);
                }
            }
        }
    }

    /// Pools a register of each pixel of a window.
    ///
    /// # Safety
    /// The instructions must be there; the slices must be equally long and not longer than the
    /// register.
    #[inline(always)]
    unsafe fn largest<V: Vector<Element = T>>(
        &self,
        sums: [V; AREA],
        late: bool,
        y: &mut [T],
        places: &mut [u8],
    ) {
        // SAFETY: as the caller promises.
        unsafe {
            let mut best = Best::of_four(sums);
            if late {
                best = best.at_least(T::ZERO);
            }
            best.store(self.positive, y, places);
        }
    }
}
