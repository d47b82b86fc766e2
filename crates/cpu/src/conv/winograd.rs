//! Convolution of 3 x 3 by Winograd's minimal filtering F(2 x 2, 3 x 3): four outputs of a tile
//! from 16 products where the definition takes 36.
//!
//! A tile of 4 x 4 inputs and the filter are both transformed, by additions and halves alone, into
//! 16 points. At each point the transformed tiles of a region, by input channels, are multiplied
//! with the transformed filter, input by output channels: 16 products of matrices. Additions then
//! make outputs of the products.
//!
//! Sums of inputs are rounded before they are multiplied, so results differ from the definition's
//! in their last digits; and where an input is infinite, other outputs of its tiles are, too, or
//! are not a number.
//!
//! Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2015, arXiv:1509.09308.

#![allow(unsafe_code)]

use super::pooled::{Best, relu_can_wait};
use super::{ConvShape, REGION, Region, Regions, View};
use crate::gemm::driver::{self, Depth, Output, Right, limits};
use crate::gemm::kernel::Kernel;
use crate::gemm::{Activation, Epilogue, Float, MACS_PER_WORK, MatRef, Strided, pack};
use crate::par;
use crate::scratch::{Scratch, Slot};
use crate::vector::{Body, Registers, Vector, vectorized};
use std::ops::Range;

/// Points of a transformed tile.
const POINTS: usize = 16;
/// Both numbers of channels must be multiples of this, whatever the instruction set, so that all
/// of them round in the same way.
const CHANNELS: usize = 16;
/// Fewer tiles do not pay for the transformation of the filter. Measured on AVX-512, one thread:
/// with 36 tiles and 512 channels it takes 1.06 times as long as the product, with 49 and 256
/// channels 0.69 times.
const FEWEST: usize = 48;
/// The same where the filter is turned about before: 1.22 times as long with 49 tiles and 256
/// channels, 0.64 times with 196 and 128.
const FEWEST_TURNED: usize = 96;

/// Can a convolution be computed in this way, and does it pay? What is pooled later does not
/// matter.
pub(super) fn is_good<T>(shape: &ConvShape) -> bool {
    size_of::<T>() == 4
        && shape.kernel == [1, 3, 3]
        && shape.strides == [1; 3]
        && shape.dilations == [1; 3]
        && shape.groups == 1
        && shape.pad_before[0] == 0
        && shape.output[0] == shape.input[0]
        && shape.in_channels.is_multiple_of(CHANNELS)
        && shape.out_channels.is_multiple_of(CHANNELS)
        && tiles(shape) >= FEWEST
}

/// The same for the gradient for an input, whose convolution has a filter that is turned about.
pub(super) fn is_good_turned<T>(shape: &ConvShape) -> bool {
    is_good::<T>(shape) && tiles(shape) >= FEWEST_TURNED
}

/// Whole tiles of the input: as many whatever is cut off the output.
fn tiles(shape: &ConvShape) -> usize {
    let [depth, height, width] = shape.input;
    shape.batch * depth * (height / 2) * (width / 2)
}

/// A convolution with its transformed filter.
pub(super) struct Winograd<T: Float> {
    /// The convolution's shape with whole tiles as its output.
    shape: ConvShape,
    /// Lines and columns of the output that there are.
    output: [usize; 2],
    kernel: &'static Kernel<T>,
    /// For each point a packed matrix.
    filter: Scratch<T>,
}

impl<T: Float> Winograd<T> {
    /// The filter has the order of [`ConvShape`].
    pub(super) fn new(shape: &ConvShape, filter: &[T]) -> Winograd<T> {
        let [depth, height, width] = shape.output;
        let even = [depth, height.next_multiple_of(2), width.next_multiple_of(2)];
        let kernel = T::kernel();
        let size = shape.in_channels * shape.out_channels;
        let mut transformed = Scratch::<T>::new(Slot::Sums, POINTS * size);
        vectorized(TransformFilter { from: filter, to: &mut transformed, size });
        let mut packed = Scratch::<T>::new(Slot::Filter, POINTS * size);
        for (from, to) in transformed.chunks_exact(size).zip(packed.chunks_exact_mut(size)) {
            let from = MatRef::row_major(from, shape.out_channels);
            let depth = Depth { segments: 1, run: shape.in_channels };
            pack::right(kernel.lanes, depth, 0..shape.out_channels, &from, to);
        }
        Winograd {
            shape: ConvShape { output: even, ..*shape },
            output: [height, width],
            kernel,
            filter: packed,
        }
    }

    /// Multiplies the tiles of a region, which begins at an even line, with some registers of
    /// output channels, and transforms the products into outputs. Pooling them knows no activation
    /// that is a function.
    ///
    /// # Safety
    /// The input must have the shape's length, the target must hold the region's outputs, and
    /// nobody else may use those channels of it.
    pub(super) unsafe fn region(
        &self,
        x: &[T],
        region: &Region,
        vectors: Range<usize>,
        epilogue: &Epilogue<'_, T>,
        target: Target<'_, T>,
    ) {
        let Winograd { shape, output, kernel, filter } = self;
        let (lines, pixels) = (region.lines.len(), region.rows() * output[1]);
        let end = region.lines.end.next_multiple_of(2);
        let region = Region { lines: region.lines.start..end, ..region.clone() };
        let channels = shape.in_channels;
        let lanes = kernel.lanes;
        let (tile_lines, tile_columns) = (region.rows() / 2, shape.output[2] / 2);
        let tiles = tile_lines * tile_columns;
        let columns = vectors.len() * lanes;
        let mut memory = Scratch::<T>::new(Slot::Tiles, POINTS * tiles * (channels + columns));
        let (points, products) = memory.split_at_mut(POINTS * tiles * channels);
        {
            let view = View::new(shape, &region, x);
            vectorized(TransformInput { shape, region: &region, view: &view, to: points });
        }
        let size = channels * shape.out_channels;
        for point in 0..POINTS {
            let left = Strided::rows(&points[point * tiles * channels..], channels);
            let right = Right {
                n: shape.out_channels,
                lanes,
                packed: filter[point * size..].as_ptr(),
                direct: std::ptr::null(),
                stride: 0,
            };
            let start = products[point * tiles * columns..].as_mut_ptr();
            // The first of the columns that are computed is the first in memory.
            let start = start.wrapping_sub(vectors.start * lanes);
            let out = Output { start, stride: columns };
            let depth = Depth { segments: 1, run: channels };
            // SAFETY: there is room for the products of all tiles.
            unsafe {
                driver::multiply(
                    kernel,
                    &left,
                    0..tiles,
                    depth,
                    &right,
                    vectors.clone(),
                    out,
                    false,
                    &Epilogue::default(),
                );
            }
        }
        let first = vectors.start * lanes;
        let (at_least, at_most) = limits(&epilogue.activation);
        let products = Products {
            products,
            tiles,
            columns,
            bias: epilogue.bias.map(|bias| &bias[first..first + columns]),
            at_least,
            at_most,
        };
        match target {
            Target::Pixels(to) => {
                let (width, all) = (output[1], shape.out_channels);
                let to = to.wrapping_add(first);
                vectorized(ToPixels { products, tile_columns, lines, width, channels: all, to });
                if let Activation::Function(function) = epilogue.activation {
                    for pixel in 0..pixels {
                        // SAFETY: these channels of the region are ours.
                        function(unsafe {
                            std::slice::from_raw_parts_mut(to.add(pixel * all), columns)
                        });
                    }
                }
            }
            Target::Pooled { y, places, positive } => {
                debug_assert!(!matches!(epilogue.activation, Activation::Function(_)));
                vectorized(ToWindows { products, y, places, positive });
            }
        }
    }
}

/// [`super::conv_forward`] of a shape that is good.
pub(super) fn forward<T: Float>(
    shape: &ConvShape,
    x: &[T],
    filter: &[T],
    out: &mut [T],
    epilogue: &Epilogue<'_, T>,
) {
    if out.is_empty() {
        return;
    }
    let winograd = Winograd::new(shape, filter);
    let kernel = winograd.kernel;
    let regions = Regions::new(shape, REGION, 2);
    let vectors = shape.out_channels / kernel.lanes;
    let work = shape.macs() / MACS_PER_WORK / 2 + out.len() / 8;
    // Few regions: cut the output channels too.
    let parts = if work < par::MIN_WORK {
        1
    } else {
        16usize.div_ceil(regions.len()).min(vectors.div_ceil(2 * kernel.vectors))
    };
    let columns = vectors.div_ceil(parts);
    let parts = vectors.div_ceil(columns);
    let shared = par::SharedMut::new(out);
    par::run(regions.len() * parts, work, |task| {
        let region = regions.get(task / parts);
        let first = task % parts * columns;
        let vectors = first..(first + columns).min(vectors);
        let pixels = region.pixels(shape);
        let to = shared.as_mut_ptr().wrapping_add(pixels.start * shape.out_channels);
        // SAFETY: the caller has checked the sizes; each task has its own part of the output.
        unsafe { winograd.region(x, &region, vectors, epilogue, Target::Pixels(to)) };
    });
}

/// Where a region's outputs go.
pub(super) enum Target<'a, T> {
    /// To the region's first pixel, and on.
    Pixels(*mut T),
    /// The largest of each 2 x 2 and which it was, of regions with an even number of lines and
    /// columns, all of the channels.
    Pooled {
        y: &'a mut [T],
        places: &'a mut [u8],
        /// Does a window whose largest element is not above 0 get no gradient?
        positive: bool,
    },
}

/// The filter at all points: `G g G'` with `G = [[1, 0, 0], [.5, .5, .5], [.5, -.5, .5], [0, 0, 1]]`.
struct TransformFilter<'a, T> {
    from: &'a [T],
    to: &'a mut [T],
    /// Elements of a tap.
    size: usize,
}

impl<T: Float> Body for TransformFilter<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Registers>(self, _simd: S) {
        let TransformFilter { from, to, size } = self;
        let half = T::from_f64(0.5);
        let lanes = <T::Register<S> as Vector>::LANES;
        assert!(from.len() == 9 * size && to.len() == POINTS * size && size.is_multiple_of(lanes));
        for at in (0..size).step_by(lanes) {
            // SAFETY: whole registers of each tap, of each point.
            unsafe {
                let half = T::Register::<S>::splat(half);
                let mut lines = [[half; 3]; 4];
                for column in 0..3 {
                    let mut taps = [half; 3];
                    for line in 0..3 {
                        taps[line] =
                            Vector::load(from.as_ptr().add((3 * line + column) * size + at));
                    }
                    let points = filter_points(taps, half);
                    for line in 0..4 {
                        lines[line][column] = points[line];
                    }
                }
                for line in 0..4 {
                    let points = filter_points(lines[line], half);
                    for column in 0..4 {
                        points[column].store(to.as_mut_ptr().add((4 * line + column) * size + at));
                    }
                }
            }
        }
    }
}

/// # Safety
/// The instructions must be there.
#[inline(always)]
unsafe fn filter_points<V: Vector>(taps: [V; 3], half: V) -> [V; 4] {
    // SAFETY: as the caller promises.
    unsafe {
        let outer = taps[0].add(taps[2]);
        [taps[0], outer.add(taps[1]).mul(half), outer.sub(taps[1]).mul(half), taps[2]]
    }
}

/// A region's tiles at all points: `B' d B` with
/// `B' = [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]]`.
struct TransformInput<'a, T: Float> {
    shape: &'a ConvShape,
    region: &'a Region,
    view: &'a View<T>,
    to: &'a mut [T],
}

impl<T: Float> Body for TransformInput<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Registers>(self, _simd: S) {
        let TransformInput { shape, region, view, to } = self;
        let channels = shape.in_channels;
        let lanes = <T::Register<S> as Vector>::LANES;
        let (lines, columns) = (region.rows() / 2, shape.output[2] / 2);
        let tiles = Tiles {
            line: view.strides[2],
            pixel: view.strides[3],
            point: lines * columns * channels,
        };
        assert!(to.len() == POINTS * tiles.point && channels.is_multiple_of(lanes));
        for line in 0..lines {
            let from = view.start.wrapping_add(view.line(shape, region, 2 * line));
            let to = &mut to[line * columns * channels..];
            for column in 0..columns {
                // SAFETY: the view has all taps of the region's pixels, which are whole tiles.
                unsafe {
                    let from = from.wrapping_add(2 * column * tiles.pixel);
                    let to = to.as_mut_ptr().wrapping_add(column * channels);
                    tiles.transform::<T::Register<S>>(from, to, channels);
                }
            }
        }
    }
}

/// Distances, in elements.
struct Tiles {
    /// From a line of the image to the next.
    line: usize,
    /// From a pixel to the next.
    pixel: usize,
    /// From a point to the next.
    point: usize,
}

impl Tiles {
    /// All channels of a tile.
    ///
    /// # Safety
    /// The addresses must be good, and the instructions there.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    unsafe fn transform<V: Vector>(
        &self,
        from: *const V::Element,
        to: *mut V::Element,
        channels: usize,
    ) {
        for c in (0..channels).step_by(V::LANES) {
            let (from, to) = (from.wrapping_add(c), to.wrapping_add(c));
            // SAFETY: as the caller promises.
            unsafe {
                self.points::<V, 0, 2, false>(from, to);
                self.points::<V, 1, 2, true>(from, to.wrapping_add(4 * self.point));
                self.points::<V, 2, 1, false>(from, to.wrapping_add(8 * self.point));
                self.points::<V, 1, 3, false>(from, to.wrapping_add(12 * self.point));
            }
        }
    }

    /// Four points, of the sum or difference of two lines.
    ///
    /// # Safety
    /// As for [`Tiles::transform`].
    #[inline(always)]
    unsafe fn points<V: Vector, const FIRST: usize, const SECOND: usize, const SUM: bool>(
        &self,
        from: *const V::Element,
        to: *mut V::Element,
    ) {
        // SAFETY: as the caller promises.
        unsafe {
            let mut x = [V::splat(V::Element::ZERO); 4];
            for column in 0..4 {
                let from = from.wrapping_add(column * self.pixel);
                let first = V::load(from.wrapping_add(FIRST * self.line));
                let second = V::load(from.wrapping_add(SECOND * self.line));
                x[column] = if SUM { first.add(second) } else { first.sub(second) };
            }
            x[0].sub(x[2]).store(to);
            x[1].add(x[2]).store(to.wrapping_add(self.point));
            x[2].sub(x[1]).store(to.wrapping_add(2 * self.point));
            x[1].sub(x[3]).store(to.wrapping_add(3 * self.point));
        }
    }
}

/// Products, to be made outputs of: `A' m A` with `A' = [[1, 1, 1, 0], [0, 1, -1, -1]]`, then bias
/// and limits.
struct Products<'a, T> {
    /// For each point, for each tile, some output channels.
    products: &'a [T],
    tiles: usize,
    /// The channels that there are.
    columns: usize,
    bias: Option<&'a [T]>,
    at_least: Option<T>,
    at_most: Option<T>,
}

/// Stores the outputs of a region.
struct ToPixels<'a, T> {
    products: Products<'a, T>,
    /// Tiles beside each other.
    tile_columns: usize,
    /// Lines of each plane of the region.
    lines: usize,
    /// Pixels of a line.
    width: usize,
    /// Channels of a pixel, of which `products` may have a part.
    channels: usize,
    to: *mut T,
}

impl<T: Float> Body for ToPixels<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Registers>(self, _simd: S) {
        self.products.check::<T::Register<S>>();
        let lines = self.lines.div_ceil(2);
        for tile in 0..self.products.tiles {
            let (line, column) = (tile / self.tile_columns, tile % self.tile_columns);
            // Planes may have an odd number of lines, the last of which has half tiles.
            let (plane, line) = (line / lines, 2 * (line % lines));
            let pixel = (plane * self.lines + line) * self.width + 2 * column;
            let to = self.to.wrapping_add(pixel * self.channels);
            let whole = [line + 1 < self.lines, 2 * column + 1 < self.width];
            // SAFETY: pixels of the region.
            unsafe { self.store::<T::Register<S>>(tile, to, whole) };
        }
    }
}

impl<T: Float> ToPixels<'_, T> {
    /// Stores a tile, whose first pixel is at `to`. `whole` says whether there is a second line and
    /// a second column.
    ///
    /// # Safety
    /// The addresses must be good, and the instructions there.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    unsafe fn store<V: Vector<Element = T>>(&self, tile: usize, to: *mut T, whole: [bool; 2]) {
        let products = &self.products;
        for c in (0..products.columns).step_by(V::LANES) {
            // SAFETY: as the caller promises.
            unsafe {
                let y = products.outputs::<V>(tile, c, products.at_least);
                let to = to.wrapping_add(c);
                y[0].store(to);
                if whole[1] {
                    y[1].store(to.wrapping_add(self.channels));
                }
                if whole[0] {
                    let to = to.wrapping_add(self.width * self.channels);
                    y[2].store(to);
                    if whole[1] {
                        y[3].store(to.wrapping_add(self.channels));
                    }
                }
            }
        }
    }
}

/// Pools the outputs of a region.
struct ToWindows<'a, T> {
    products: Products<'a, T>,
    y: &'a mut [T],
    places: &'a mut [u8],
    positive: bool,
}

impl<T: Float> Body for ToWindows<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run<S: Registers>(self, _simd: S) {
        let ToWindows { products, y, places, positive } = self;
        products.check::<T::Register<S>>();
        let channels = products.columns;
        assert!(y.len() == products.tiles * channels && y.len() == places.len());
        let windows = y.chunks_exact_mut(channels).zip(places.chunks_exact_mut(channels));
        for (tile, (y, places)) in windows.enumerate() {
            // SAFETY: the instructions are there.
            unsafe { products.pool::<T::Register<S>>(tile, y, places, positive) };
        }
    }
}

impl<T: Float> Products<'_, T> {
    fn check<V: Vector>(&self) {
        assert!(
            self.products.len() == POINTS * self.tiles * self.columns
                && self.columns.is_multiple_of(V::LANES)
        );
    }

    /// Pools a tile.
    ///
    /// # Safety
    /// The instructions must be there.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    unsafe fn pool<V: Vector<Element = T>>(
        &self,
        tile: usize,
        y: &mut [T],
        places: &mut [u8],
        positive: bool,
    ) {
        let late = relu_can_wait(positive, self.at_least, self.at_most);
        let at_least = self.at_least.filter(|_| !late);
        let y = y.chunks_exact_mut(V::LANES);
        let places = places.chunks_exact_mut(V::LANES);
        for (i, (y, places)) in y.zip(places).enumerate() {
            // SAFETY: as the caller promises; the slices are whole registers.
            unsafe {
                let mut best = Best::of_four(self.outputs::<V>(tile, i * V::LANES, at_least));
                if late {
                    best = best.at_least(T::ZERO);
                }
                best.store(positive, y, places);
            }
        }
    }

    /// The four outputs of a tile, for the register of channels from `c` on, with another lower
    /// limit.
    ///
    /// # Safety
    /// They must be there, and the instructions.
    #[inline(always)]
    unsafe fn outputs<V: Vector<Element = T>>(
        &self,
        tile: usize,
        c: usize,
        at_least: Option<T>,
    ) -> [V; 4] {
        let point = self.tiles * self.columns;
        let from = self.products.as_ptr().wrapping_add(tile * self.columns + c);
        // SAFETY: as the caller promises.
        unsafe {
            let zero = V::splat(T::ZERO);
            let (mut upper, mut lower) = ([zero; 4], [zero; 4]);
            for column in 0..4 {
                let from = from.wrapping_add(column * point);
                let second = V::load(from.wrapping_add(4 * point));
                let third = V::load(from.wrapping_add(8 * point));
                upper[column] = V::load(from).add(second).add(third);
                lower[column] = second.sub(third).sub(V::load(from.wrapping_add(12 * point)));
            }
            let mut y = [
                upper[0].add(upper[1]).add(upper[2]),
                upper[1].sub(upper[2]).sub(upper[3]),
                lower[0].add(lower[1]).add(lower[2]),
                lower[1].sub(lower[2]).sub(lower[3]),
            ];
            if let Some(bias) = self.bias {
                let bias = V::load(bias.as_ptr().wrapping_add(c));
                for y in &mut y {
                    *y = y.add(bias);
                }
            }
            if let Some(limit) = at_least {
                let limit = V::splat(limit);
                for y in &mut y {
                    *y = y.at_least(limit);
                }
            }
            if let Some(limit) = self.at_most {
                let limit = V::splat(limit);
                for y in &mut y {
                    *y = y.at_most(limit);
                }
            }
            y
        }
    }
}
