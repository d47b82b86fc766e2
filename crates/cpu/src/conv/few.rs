//! Convolution with few multiplications for each output, like a network's first, with max pooling
//! after it.
//!
//! A tile of a matrix product takes longer to begin and to end than to multiply there. Here the
//! four pixels of a window are summed up together and pooled in registers, one window after
//! another.

#![allow(unsafe_code)]

use super::pooled::{Best, windows};
use super::{ConvShape, Region, View};
use crate::gemm::driver::limits;
use crate::gemm::{Epilogue, Float};
use crate::vector::{Body, Registers, Vector};

/// Most multiplications for each output.
const MOST: usize = 32;
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
        // Elements from a pixel's first tap to each.
        let mut taps = [0; MOST];
        let [_, kernel_h, kernel_w] = shape.kernel;
        for (i, to) in taps.iter_mut().enumerate().take(depth) {
            let (tap, channel) = (i / shape.in_channels, i % shape.in_channels);
            let (line, column) = (tap / kernel_w, tap % kernel_w);
            *to = view.tap(shape, line / kernel_h, line % kernel_h, column) + channel;
        }
        let taps = &taps[..depth];
        let pixel = shape.strides[2] * view.strides[3];
        let columns = shape.output[2] / 2;
        let count = windows(shape, [2, 2], region.pixels(shape)).len();
        let (at_least, at_most) = limits(&epilogue.activation);
        for line in 0..count / columns {
            let lines = [0, 1].map(|i| view.line(shape, region, 2 * line + i));
            for column in 0..columns {
                let pixels: [*const T; AREA] = std::array::from_fn(|i| {
                    view.start.wrapping_add(lines[i / 2] + (2 * column + i % 2) * pixel)
                });
                let to = (line * columns + column) * channels;
                let mut first = 0;
                while first < channels {
                    let group = Group {
                        taps,
                        pixels: &pixels,
                        filter: filter[first * depth..].as_ptr(),
                        bias: epilogue.bias.map(|bias| &bias[first..]),
                        at_least,
                        at_most,
                    };
                    let len = (channels - first).min(VECTORS * lanes);
                    let (y, places) =
                        (&mut y[to + first..][..len], &mut places[to + first..][..len]);
                    // SAFETY: all taps of the region's pixels lie in the view, and the filter has
                    // a register for each tap and register of channels.
                    unsafe {
                        if len > lanes {
                            group.pool::<T::Register<S>, VECTORS>(y, places, positive);
                        } else {
                            group.pool::<T::Register<S>, 1>(y, places, positive);
                        }
                    }
                    first += len;
                }
            }
        }
    }
}

/// Some output channels of a window.
struct Group<'a, T> {
    taps: &'a [usize],
    pixels: &'a [*const T; AREA],
    filter: *const T,
    bias: Option<&'a [T]>,
    at_least: Option<T>,
    at_most: Option<T>,
}

impl<T: Float> Group<'_, T> {
    /// # Safety
    /// All addresses must be good for `N` registers and all taps.
    #[inline(always)]
    unsafe fn pool<V: Vector<Element = T>, const N: usize>(
        &self,
        y: &mut [T],
        places: &mut [u8],
        positive: bool,
    ) {
        let last = y.len() - (N - 1) * V::LANES;
        // SAFETY: as the caller promises; a register's lanes fit the array.
        unsafe {
            let mut sums = [[V::splat(T::ZERO); N]; AREA];
            let mut filter = [self.filter; N];
            for j in 0..N {
                filter[j] = self.filter.wrapping_add(j * self.taps.len() * V::LANES);
            }
            let pixels = *self.pixels;
            for &tap in self.taps {
                let mut right = [V::splat(T::ZERO); N];
                for j in 0..N {
                    right[j] = V::load(filter[j]);
                    filter[j] = filter[j].wrapping_add(V::LANES);
                }
                for i in 0..AREA {
                    let left = V::splat(*pixels[i].wrapping_add(tap));
                    for j in 0..N {
                        sums[i][j] = left.mul_add(right[j], sums[i][j]);
                    }
                }
            }
            if let Some(bias) = self.bias {
                for j in 0..N {
                    let bias = bias.as_ptr().add(j * V::LANES);
                    let bias = if j + 1 == N { V::load_part(bias, last) } else { V::load(bias) };
                    for i in 0..AREA {
                        sums[i][j] = sums[i][j].add(bias);
                    }
                }
            }
            if let Some(limit) = self.at_least {
                for sum in sums.iter_mut().flatten() {
                    *sum = sum.at_least(V::splat(limit));
                }
            }
            if let Some(limit) = self.at_most {
                for sum in sums.iter_mut().flatten() {
                    *sum = sum.at_most(V::splat(limit));
                }
            }
            for j in 0..N {
                let mut best = Best::<V>::new();
                for i in 0..AREA {
                    best.add(sums[i][j], i);
                }
                let len = if j + 1 == N { last } else { V::LANES };
                let range = j * V::LANES..j * V::LANES + len;
                best.store(positive, &mut y[range.clone()], &mut places[range]);
            }
        }
    }
}
