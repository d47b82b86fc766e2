//! Convolution of images with channels last, forward and both gradients.
//!
//! All three are matrix products whose left rows are read straight from the image: a row of the
//! "image to column" matrix is a handful of runs in memory, so the tile functions get the address
//! of each run and the matrix itself is never built. Images that need padding are copied, a few
//! hundred output pixels at a time, into a padded one that stays in the cache. Large convolutions
//! of 3 x 3 go by Winograd's algorithm instead.

#![allow(unsafe_code)]

use crate::depthwise::{depthwise_backprop_filter, depthwise_backprop_input, depthwise_forward};
use crate::gemm::driver::{self, Block, Depth, Left, Output, Right};
use crate::gemm::kernel::{Kernel, MAX_ROWS, Tile};
use crate::gemm::{Epilogue, Float, MACS_PER_WORK, MatRef, PackedB, gemm, gemm_packed, pack};
use crate::par;
use crate::scratch::{Scratch, Slot};
use pooled::Gradient;
pub use pooled::{
    Pooled, conv_max_pool, conv_max_pool_backprop_filter, conv_max_pool_backprop_input,
};
use std::ops::Range;

mod few;
mod pooled;
mod sparse;
mod winograd;

/// Sizes of a convolution over one to three spatial dimensions (depth, height, width; the first
/// ones are 1 where there are fewer).
///
/// Layouts: input `[batch, depth, height, width, in_channels]`, output likewise with
/// `out_channels`, filter `[kernel..., in_channels / groups, out_channels]`. Output pixel `o` of a
/// dimension reads input pixels `o * stride + tap * dilation - pad_before`; those outside the
/// image are zero, so padding after the image follows from the output's size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ConvShape {
    /// Images.
    pub batch: usize,
    /// Depth, height and width of the input.
    pub input: [usize; 3],
    /// Channels of the input.
    pub in_channels: usize,
    /// Depth, height and width of the output.
    pub output: [usize; 3],
    /// Channels of the output.
    pub out_channels: usize,
    /// Depth, height and width of the filter.
    pub kernel: [usize; 3],
    /// Input pixels from one output pixel to the next, at least 1.
    pub strides: [usize; 3],
    /// Input pixels from one filter tap to the next, at least 1.
    pub dilations: [usize; 3],
    /// Zeros before the image.
    pub pad_before: [usize; 3],
    /// Groups of channels that are convolved apart; divides both channel counts.
    pub groups: usize,
}

impl Default for ConvShape {
    /// One pixel, one channel, one tap.
    fn default() -> Self {
        ConvShape {
            batch: 1,
            input: [1; 3],
            in_channels: 1,
            output: [1; 3],
            out_channels: 1,
            kernel: [1; 3],
            strides: [1; 3],
            dilations: [1; 3],
            pad_before: [0; 3],
            groups: 1,
        }
    }
}

impl ConvShape {
    /// Elements of the input.
    pub fn input_len(&self) -> usize {
        self.batch * volume(self.input) * self.in_channels
    }

    /// Elements of the output.
    pub fn output_len(&self) -> usize {
        self.batch * volume(self.output) * self.out_channels
    }

    /// Elements of the filter.
    pub fn filter_len(&self) -> usize {
        volume(self.kernel) * self.group_in() * self.out_channels
    }

    /// Multiply-adds of the whole convolution, padding included.
    pub fn macs(&self) -> usize {
        (self.batch * volume(self.output)).saturating_mul(self.filter_len())
    }

    /// Input channels of a group.
    fn group_in(&self) -> usize {
        self.in_channels / self.groups.max(1)
    }

    /// Output channels of a group.
    fn group_out(&self) -> usize {
        self.out_channels / self.groups.max(1)
    }

    pub(crate) fn check(&self) {
        let sizes = self.strides.iter().chain(&self.dilations).chain(&self.kernel);
        assert!(sizes.into_iter().all(|&x| x > 0), "stride, dilation or kernel of 0");
        assert!(
            self.groups > 0
                && self.in_channels.is_multiple_of(self.groups)
                && self.out_channels.is_multiple_of(self.groups),
            "{} groups do not divide {} and {} channels",
            self.groups,
            self.in_channels,
            self.out_channels
        );
    }

    /// Does every input channel have filters of its own?
    fn is_depthwise(&self) -> bool {
        self.groups == self.in_channels && self.groups > 1
    }

    /// Is it a product of matrices as it stands?
    fn is_pointwise(&self) -> bool {
        self.kernel == [1; 3]
            && self.strides == [1; 3]
            && self.pad_before == [0; 3]
            && self.input == self.output
            && self.groups == 1
    }

    /// The convolution of the output's gradient with the flipped filter that gives the input's,
    /// where strides and groups allow it to be one.
    fn transposed(&self) -> Option<ConvShape> {
        let fits = |i: usize| self.pad_before[i] < self.kernel[i];
        if self.strides != [1; 3] || self.dilations != [1; 3] || self.groups != 1 {
            return None;
        }
        (0..3).all(fits).then(|| ConvShape {
            input: self.output,
            in_channels: self.out_channels,
            output: self.input,
            out_channels: self.in_channels,
            pad_before: std::array::from_fn(|i| self.kernel[i] - 1 - self.pad_before[i]),
            ..*self
        })
    }

    /// Input pixels that so many output pixels reach over.
    fn reach(&self, dimension: usize, outputs: usize) -> usize {
        (outputs - 1) * self.strides[dimension]
            + (self.kernel[dimension] - 1) * self.dilations[dimension]
            + 1
    }

    /// Does any output pixel read outside the image?
    fn is_padded(&self) -> bool {
        (0..3).any(|i| self.pad_before[i] > 0 || self.reach(i, self.output[i]) > self.input[i])
    }

    /// The inner dimension of the forward product: one run per row of taps where those lie beside
    /// each other in memory, else one per tap.
    fn depth(&self) -> Depth {
        if self.dilations[2] == 1 && self.groups == 1 {
            let run = self.kernel[2] * self.in_channels;
            Depth { segments: self.kernel[0] * self.kernel[1], run }
        } else {
            Depth { segments: volume(self.kernel), run: self.group_in() }
        }
    }
}

pub(crate) fn volume(x: [usize; 3]) -> usize {
    x[0] * x[1] * x[2]
}

/// A part of the output: some whole images, or some lines of one depth of one image. Its pixels
/// follow each other in memory.
#[derive(Clone, Debug)]
struct Region {
    images: Range<usize>,
    depths: Range<usize>,
    lines: Range<usize>,
}

impl Region {
    fn first_pixel(&self, shape: &ConvShape) -> usize {
        let [depth, height, width] = shape.output;
        ((self.images.start * depth + self.depths.start) * height + self.lines.start) * width
    }

    /// Lines of pixels.
    fn rows(&self) -> usize {
        self.images.len() * self.depths.len() * self.lines.len()
    }

    /// All pixels.
    fn pixels(&self, shape: &ConvShape) -> Range<usize> {
        let first = self.first_pixel(shape);
        first..first + self.rows() * shape.output[2]
    }
}

/// How an output is cut into regions of about as many pixels.
#[derive(Clone, Copy, Debug)]
struct Regions {
    shape: ConvShape,
    /// Images of a region, or 0 where a region is a part of one.
    images: usize,
    /// Lines of a region that is a part of an image.
    lines: usize,
}

impl Regions {
    /// Lines come in multiples of `unit`.
    fn new(shape: &ConvShape, pixels: usize, unit: usize) -> Regions {
        let image = volume(shape.output);
        let images = pixels / image.max(1);
        let bands = (shape.output[1] * shape.output[2]).div_ceil(pixels).max(1);
        let lines = shape.output[1].div_ceil(bands).max(1).next_multiple_of(unit);
        Regions { shape: *shape, images, lines }
    }

    fn bands(&self) -> usize {
        self.shape.output[1].div_ceil(self.lines)
    }

    fn len(&self) -> usize {
        if self.images > 0 {
            self.shape.batch.div_ceil(self.images)
        } else {
            self.shape.batch * self.shape.output[0] * self.bands()
        }
    }

    fn get(&self, index: usize) -> Region {
        let [depth, height, _] = self.shape.output;
        if self.images > 0 {
            let first = index * self.images;
            let images = first..(first + self.images).min(self.shape.batch);
            return Region { images, depths: 0..depth, lines: 0..height };
        }
        let (rest, band) = (index / self.bands(), index % self.bands());
        let (image, plane) = (rest / depth, rest % depth);
        let first = band * self.lines;
        Region {
            images: image..image + 1,
            depths: plane..plane + 1,
            lines: first..(first + self.lines).min(height),
        }
    }
}

/// The input that a region reads: the image in place, or a padded copy of a part of it.
struct View<T: Float> {
    /// The first tap's pixel of the region's first output pixel.
    start: *const T,
    /// Elements from one image, depth, line and pixel to the next.
    strides: [usize; 4],
    _copy: Option<Scratch<T>>,
}

// SAFETY: it is only read.
unsafe impl<T: Float> Sync for View<T> {}

impl<T: Float> View<T> {
    fn new(shape: &ConvShape, region: &Region, x: &[T]) -> View<T> {
        let channels = shape.in_channels;
        let [depth, height, width] = shape.input;
        let firsts = [region.depths.start, region.lines.start, 0];
        if !shape.is_padded() {
            let line = width * channels;
            let at: usize = (region.images.start * depth + firsts[0] * shape.strides[0]) * height
                + firsts[1] * shape.strides[1];
            return View {
                start: x.as_ptr().wrapping_add(at * line),
                strides: [depth * height * line, height * line, line, channels],
                _copy: None,
            };
        }
        let size = [
            shape.reach(0, region.depths.len()),
            shape.reach(1, region.lines.len()),
            shape.reach(2, shape.output[2]),
        ];
        let line = size[2] * channels;
        let image = size[0] * size[1] * line;
        let mut padded = Scratch::<T>::new(Slot::Image, region.images.len() * image);
        // Where the copy begins in the input, which may be before it.
        let origin: [isize; 3] = std::array::from_fn(|i| {
            (firsts[i] * shape.strides[i]) as isize - shape.pad_before[i] as isize
        });
        let left = shape.pad_before[2].min(size[2]);
        let right = (left + width.min(size[2] - left)).max(left);
        let mut lines = padded.chunks_exact_mut(line.max(1));
        for n in region.images.clone() {
            for d in 0..size[0] {
                let from_d = origin[0] + d as isize;
                for h in 0..size[1] {
                    let Some(to) = lines.next() else { continue };
                    let from_h = origin[1] + h as isize;
                    let inside = (0..depth as isize).contains(&from_d)
                        && (0..height as isize).contains(&from_h);
                    if !inside {
                        to.fill(T::ZERO);
                        continue;
                    }
                    let from = ((n * depth + from_d as usize) * height + from_h as usize) * width;
                    to[..left * channels].fill(T::ZERO);
                    to[left * channels..right * channels]
                        .copy_from_slice(&x[from * channels..(from + right - left) * channels]);
                    to[right * channels..].fill(T::ZERO);
                }
            }
        }
        let start = padded.as_ptr();
        View { start, strides: [image, size[1] * line, line, channels], _copy: Some(padded) }
    }

    /// Elements from a pixel's first tap to another tap.
    fn tap(&self, shape: &ConvShape, d: usize, h: usize, w: usize) -> usize {
        d * shape.dilations[0] * self.strides[1]
            + h * shape.dilations[1] * self.strides[2]
            + w * shape.dilations[2] * self.strides[3]
    }

    /// Elements from the region's first pixel to the first pixel of one of its lines.
    fn line(&self, shape: &ConvShape, region: &Region, line: usize) -> usize {
        let (lines, depths) = (region.lines.len(), region.depths.len());
        let (h, d, n) = (line % lines, line / lines % depths, line / lines / depths);
        n * self.strides[0]
            + d * shape.strides[0] * self.strides[1]
            + h * shape.strides[1] * self.strides[2]
    }
}

/// The "image to column" matrix: a row for each output pixel of a region, a column for each tap
/// and input channel.
struct Pixels<'a, T: Float> {
    shape: &'a ConvShape,
    region: &'a Region,
    view: &'a View<T>,
    group: usize,
}

impl<T: Float> Left<T> for Pixels<'_, T> {
    unsafe fn addresses(
        &self,
        rows: Range<usize>,
        block: &Block,
        tile: usize,
        table: &mut [*const T],
        _scratch: &mut [T],
    ) -> isize {
        let (shape, view) = (self.shape, self.view);
        let merged = shape.dilations[2] == 1 && shape.groups == 1;
        let width = shape.output[2];
        let pixel = shape.strides[2] * view.strides[3];
        let start = view.start.wrapping_add(self.group * shape.group_in() + block.offset);
        let segments = block.segments;
        let offset = |segment: usize| {
            let [_, kh, kw] = shape.kernel;
            if merged {
                view.tap(shape, segment / kh, segment % kh, 0)
            } else {
                view.tap(shape, segment / kw / kh, segment / kw % kh, segment % kw)
            }
        };
        let (mut line, mut w) = (rows.start / width, rows.start % width);
        let mut at_line = view.line(shape, self.region, line);
        let mut left = rows.len();
        for table in table.chunks_exact_mut((segments * tile).max(1)).take(left.div_ceil(tile)) {
            let mut bases = [start; MAX_ROWS];
            for r in 0..tile {
                // Rows past the end repeat the last one.
                bases[r] =
                    if left > 0 { start.wrapping_add(at_line + w * pixel) } else { bases[r - 1] };
                if left > 0 {
                    left -= 1;
                    w += 1;
                    if w == width && left > 0 {
                        w = 0;
                        line += 1;
                        at_line = view.line(shape, self.region, line);
                    }
                }
            }
            for (s, to) in table.chunks_exact_mut(tile).take(segments).enumerate() {
                let offset = offset(block.segment + s);
                for (to, base) in to.iter_mut().zip(&bases) {
                    *to = base.wrapping_add(offset);
                }
            }
        }
        1
    }
}

/// The transpose of it: a row for each tap and input channel, a column for each output pixel.
struct Taps<'a, T: Float> {
    shape: &'a ConvShape,
    region: &'a Region,
    view: &'a View<T>,
    group: usize,
}

impl<T: Float> Left<T> for Taps<'_, T> {
    unsafe fn addresses(
        &self,
        rows: Range<usize>,
        block: &Block,
        tile: usize,
        table: &mut [*const T],
        _scratch: &mut [T],
    ) -> isize {
        let (shape, view) = (self.shape, self.view);
        let step = shape.strides[2] * view.strides[3];
        let channels = shape.group_in();
        let [_, kh, kw] = shape.kernel;
        let start = view.start.wrapping_add(self.group * channels + block.offset * step);
        let tiles = rows.len().div_ceil(tile);
        for (i, table) in
            table.chunks_exact_mut((block.segments * tile).max(1)).take(tiles).enumerate()
        {
            let mut bases = [start; MAX_ROWS];
            for (r, base) in bases.iter_mut().enumerate().take(tile) {
                let row = (rows.start + i * tile + r).min(rows.end - 1);
                let (tap, channel) = (row / channels, row % channels);
                let tap = view.tap(shape, tap / kw / kh, tap / kw % kh, tap % kw);
                *base = start.wrapping_add(tap + channel);
            }
            for (s, to) in table.chunks_exact_mut(tile).take(block.segments).enumerate() {
                let offset = view.line(shape, self.region, block.segment + s);
                for (to, base) in to.iter_mut().zip(&bases) {
                    *to = base.wrapping_add(offset);
                }
            }
        }
        step as isize
    }
}

/// A filter packed once to be used many times.
#[derive(Clone, Debug)]
pub struct PackedFilter<T: Float> {
    groups: Vec<PackedB<T>>,
    /// The filter of a depthwise convolution, as it is.
    depthwise: Vec<T>,
}

impl<T: Float> PackedFilter<T> {
    /// Packs a filter for convolutions of this shape; batch and spatial sizes do not matter.
    ///
    /// # Panics
    /// If the filter's length is not that of the shape.
    pub fn new(shape: &ConvShape, filter: &[T]) -> PackedFilter<T> {
        shape.check();
        assert_eq!(filter.len(), shape.filter_len(), "filter length");
        if shape.is_depthwise() {
            return PackedFilter { groups: Vec::new(), depthwise: filter.to_vec() };
        }
        let groups = (0..shape.groups)
            .map(|group| {
                let b = group_filter(shape, filter, group);
                PackedB::with_depth(shape.depth(), shape.group_out(), b)
            })
            .collect();
        PackedFilter { groups, depthwise: Vec::new() }
    }
}

/// The filter of a group as a matrix of taps and input channels by output channels.
fn group_filter<'a, T>(shape: &ConvShape, filter: &'a [T], group: usize) -> MatRef<'a, T> {
    let matrix = MatRef::row_major(filter, shape.out_channels);
    MatRef { offset: group * shape.group_out(), ..matrix }
}

/// Pixels of the output that a task computes at a time.
const REGION: usize = 256;

/// `out = activation(conv(x, filter) + bias)`; the bias has one value per output channel.
///
/// Many convolutions of 3 x 3 in single precision are computed by Winograd's algorithm, which
/// rounds sums of inputs: one that is infinite makes its neighbours' outputs infinite, too, or NaN.
///
/// # Panics
/// If a slice's length is not that of the shape.
pub fn conv_forward<T: Float>(
    shape: &ConvShape,
    x: &[T],
    filter: &[T],
    out: &mut [T],
    epilogue: Epilogue<'_, T>,
) {
    shape.check();
    if shape.is_depthwise() {
        return depthwise_forward(shape, x, filter, out, epilogue);
    }
    assert_eq!(filter.len(), shape.filter_len(), "filter length");
    if shape.is_pointwise() {
        let (m, n, k) = (shape.batch * volume(shape.input), shape.out_channels, shape.in_channels);
        assert_eq!(x.len(), m * k, "input length");
        assert_eq!(out.len(), m * n, "output length");
        let (a, b) = (MatRef::row_major(x, k), MatRef::row_major(filter, n));
        return gemm(m, n, k, a, b, out, false, epilogue);
    }
    if winograd::is_good::<T>(shape) {
        check_lengths(shape, x, out, &epilogue);
        return winograd::forward(shape, x, filter, out, &epilogue);
    }
    let kernel = T::kernel();
    let (lanes, depth) = (kernel.lanes, shape.depth());
    let width = shape.group_out().next_multiple_of(lanes);
    let pixels = shape.batch * volume(shape.output);
    if pixels <= 5 * kernel.rows && shape.group_out().is_multiple_of(lanes) {
        // So few pixels that packing would cost more than it gains.
        let rights = |group: usize| Right {
            n: shape.group_out(),
            lanes,
            packed: std::ptr::null(),
            direct: filter.as_ptr().wrapping_add(group * shape.group_out()),
            stride: shape.out_channels,
        };
        return forward(shape, kernel, depth, x, &rights, out, &epilogue);
    }
    let size = depth.len() * width;
    let mut packed = Scratch::<T>::new(Slot::Filter, shape.groups * size);
    for (group, packed) in packed.chunks_exact_mut(size.max(1)).enumerate() {
        let b = group_filter(shape, filter, group);
        pack::right(lanes, depth, 0..shape.group_out(), &b, packed);
    }
    let packed: &[T] = &packed;
    let rights = |group: usize| Right {
        n: shape.group_out(),
        lanes,
        packed: packed.as_ptr().wrapping_add(group * size),
        direct: std::ptr::null(),
        stride: 0,
    };
    forward(shape, kernel, depth, x, &rights, out, &epilogue);
}

/// [`conv_forward`] with a filter that was packed before.
///
/// # Panics
/// If a slice's length is not that of the shape.
pub fn conv_forward_packed<T: Float>(
    shape: &ConvShape,
    x: &[T],
    filter: &PackedFilter<T>,
    out: &mut [T],
    epilogue: Epilogue<'_, T>,
) {
    shape.check();
    if shape.is_depthwise() {
        return depthwise_forward(shape, x, &filter.depthwise, out, epilogue);
    }
    assert!(
        filter.groups.len() == shape.groups
            && filter.groups.iter().all(|b| b.k() == shape.depth().len()
                && b.n() == shape.group_out()
                && b.depth() == shape.depth()),
        "the filter was packed for another shape"
    );
    let Some(first) = filter.groups.first() else { return };
    if shape.is_pointwise() {
        let (m, k) = (shape.batch * volume(shape.input), shape.in_channels);
        assert_eq!(x.len(), m * k, "input length");
        assert_eq!(out.len(), m * shape.out_channels, "output length");
        return gemm_packed(m, MatRef::row_major(x, k), first, out, false, epilogue);
    }
    let rights = |group: usize| filter.groups[group].right();
    forward(shape, first.kernel(), shape.depth(), x, &rights, out, &epilogue);
}

/// # Panics
/// If a slice's length is not that of the shape.
fn check_lengths<T>(shape: &ConvShape, x: &[T], out: &[T], epilogue: &Epilogue<'_, T>) {
    assert_eq!(x.len(), shape.input_len(), "input length");
    assert_eq!(out.len(), shape.output_len(), "output length");
    if let Some(bias) = epilogue.bias {
        assert_eq!(bias.len(), shape.out_channels, "bias length");
    }
}

fn forward<T: Float>(
    shape: &ConvShape,
    kernel: &'static Kernel<T>,
    depth: Depth,
    x: &[T],
    rights: &(impl Fn(usize) -> Right<T> + Sync),
    out: &mut [T],
    epilogue: &Epilogue<'_, T>,
) {
    check_lengths(shape, x, out, epilogue);
    if out.is_empty() {
        return;
    }
    let regions = Regions::new(shape, REGION, 1);
    let vectors = shape.group_out().div_ceil(kernel.lanes);
    let macs = shape.macs();
    // Few regions: cut the output channels too.
    let parts = if macs / MACS_PER_WORK < par::MIN_WORK {
        1
    } else {
        16usize.div_ceil(regions.len()).min(vectors.div_ceil(kernel.vectors))
    };
    let columns = vectors.div_ceil(parts);
    let parts = vectors.div_ceil(columns);
    let work = macs / MACS_PER_WORK + out.len() / 8;
    let shared = par::SharedMut::new(out);
    par::run(regions.len() * parts, work, |task| {
        let region = regions.get(task / parts);
        let first = task % parts * columns;
        let vectors = first..(first + columns).min(vectors);
        let start = region.first_pixel(shape) * shape.out_channels;
        let out = shared.as_mut_ptr().wrapping_add(start);
        // SAFETY: sizes were checked above, and each task has its own part of the output.
        unsafe { forward_region(shape, kernel, depth, x, rights, &region, vectors, out, epilogue) };
    });
}

/// Computes some registers of channels of a region, whose first pixel is at `out`.
///
/// # Safety
/// Sizes must be right, and nobody else may use that part of the output.
unsafe fn forward_region<T: Float>(
    shape: &ConvShape,
    kernel: &'static Kernel<T>,
    depth: Depth,
    x: &[T],
    rights: &impl Fn(usize) -> Right<T>,
    region: &Region,
    vectors: Range<usize>,
    out: *mut T,
    epilogue: &Epilogue<'_, T>,
) {
    let rows = region.rows() * shape.output[2];
    let view = View::new(shape, region, x);
    for group in 0..shape.groups {
        let channel = group * shape.group_out();
        let left = Pixels { shape, region, view: &view, group };
        let epilogue = Epilogue {
            bias: epilogue.bias.map(|bias| &bias[channel..channel + shape.group_out()]),
            ..*epilogue
        };
        let output = Output { start: out.wrapping_add(channel), stride: shape.out_channels };
        // SAFETY: as the caller promises.
        unsafe {
            driver::multiply(
                kernel,
                &left,
                0..rows,
                depth,
                &rights(group),
                vectors.clone(),
                output,
                false,
                &epilogue,
            );
        }
    }
}

/// Gradient for the input: `dx`, overwritten, from the gradient `dy` of the output.
///
/// Each tap's product of `dy` and the filter's transpose is added to the input pixels that the tap
/// reads, tile by tile, so that no padding is ever multiplied and no columns are stored. Where
/// Winograd's algorithm is good for the transposed convolution, that is computed instead.
///
/// # Panics
/// If a slice's length is not that of the shape.
pub fn conv_backprop_input<T: Float>(shape: &ConvShape, dy: &[T], filter: &[T], dx: &mut [T]) {
    shape.check();
    if shape.is_depthwise() {
        return depthwise_backprop_input(shape, dy, filter, dx);
    }
    assert_eq!(dy.len(), shape.output_len(), "output gradient length");
    assert_eq!(filter.len(), shape.filter_len(), "filter length");
    assert_eq!(dx.len(), shape.input_len(), "input length");
    if dx.is_empty() {
        return;
    }
    if dy.is_empty() {
        return dx.fill(T::ZERO);
    }
    if shape.is_pointwise() {
        let m = shape.batch * volume(shape.input);
        let (channels, out_channels) = (shape.in_channels, shape.out_channels);
        let (a, b) = (MatRef::row_major(dy, out_channels), MatRef::row_major(filter, out_channels));
        return gemm(m, channels, out_channels, a, b.transposed(), dx, false, Epilogue::default());
    }
    if let Some(transposed) = shape.transposed().filter(winograd::is_good_turned::<T>) {
        let mut flipped = Scratch::<T>::new(Slot::Flipped, filter.len());
        flip(shape, filter, &mut flipped);
        return winograd::forward(&transposed, dy, &flipped, dx, &Epilogue::default());
    }
    backprop_input(shape, &Gradient::Dense(dy), filter, dx);
}

/// The filter of [`ConvShape::transposed`].
fn flip<T: Float>(shape: &ConvShape, filter: &[T], to: &mut [T]) {
    let size = shape.in_channels * shape.out_channels;
    for (from, to) in filter.chunks_exact(size).rev().zip(to.chunks_exact_mut(size)) {
        for (channel, from) in from.chunks_exact(shape.out_channels).enumerate() {
            for (to, &from) in to[channel..].iter_mut().step_by(shape.in_channels).zip(from) {
                *to = from;
            }
        }
    }
}

fn backprop_input<T: Float>(shape: &ConvShape, dy: &Gradient<'_, T>, filter: &[T], dx: &mut [T]) {
    let (channels, out_channels) = (shape.in_channels, shape.out_channels);
    let kernel = T::kernel();
    let lanes = kernel.lanes;
    let (group_in, group_out) = (shape.group_in(), shape.group_out());
    let depth = Depth { segments: 1, run: group_out };
    let taps = volume(shape.kernel);
    let vectors = group_in.div_ceil(lanes);
    let size = group_out * vectors * lanes;
    let mut packed = Scratch::<T>::new(Slot::Filter, taps * shape.groups * size);
    for (i, packed) in packed.chunks_exact_mut(size).enumerate() {
        let (tap, group) = (i / shape.groups, i % shape.groups);
        let offset = tap * group_in * out_channels + group * group_out;
        let b = MatRef { offset, ..MatRef::new(filter, 1, out_channels as isize) };
        pack::right(lanes, depth, 0..group_in, &b, packed);
    }
    let packed: &[T] = &packed;
    let image = volume(shape.output);
    let images = (REGION / image).max(1);
    let tasks = shape.batch.div_ceil(images);
    let macs = shape.macs();
    // Few images: cut the input channels too.
    let parts = if macs / MACS_PER_WORK < par::MIN_WORK || shape.groups > 1 {
        1
    } else {
        16usize.div_ceil(tasks).min(vectors)
    };
    let columns = vectors.div_ceil(parts);
    let parts = vectors.div_ceil(columns);
    let unit = dy.lines() * shape.output[2];
    let chunk = (REGION / unit).max(1) * unit;
    let shared = par::SharedMut::new(dx);
    par::run(tasks * parts, macs / MACS_PER_WORK + shape.input_len() / 8, |task| {
        let first = task / parts * images;
        let images = first..(first + images).min(shape.batch);
        let vectors = task % parts * columns..(task % parts * columns + columns).min(vectors);
        let one = volume(shape.input) * channels;
        if parts == 1 {
            // SAFETY: each task has its own images.
            unsafe { shared.slice(images.start * one..images.end * one) }.fill(T::ZERO);
        } else {
            let begin = vectors.start * lanes;
            let end = (vectors.end * lanes).min(channels);
            for pixel in images.start * one / channels..images.end * one / channels {
                // SAFETY: each task has its own channels.
                unsafe { shared.slice(pixel * channels + begin..pixel * channels + end) }
                    .fill(T::ZERO);
            }
        }
        // Parts of the output that stay in the cache while every tap uses them.
        for pixels in (images.start * image..images.end * image).step_by(chunk) {
            let pixels = pixels..(pixels + chunk).min(images.end * image);
            let mut spread = dy.scratch(pixels.len() * out_channels);
            let dy = dy.get(shape, pixels.clone(), &mut spread, None);
            for group in 0..shape.groups {
                // SAFETY: as above; sizes were checked.
                unsafe {
                    scatter(
                        shape,
                        kernel,
                        depth,
                        group,
                        pixels.clone(),
                        vectors.clone(),
                        dy,
                        packed,
                        shared.as_mut_ptr(),
                    );
                }
            }
        }
    });
}

/// Adds what some output pixels, whose gradient `dy` is, contribute to some registers of input
/// channels.
///
/// # Safety
/// Sizes must be right, and nobody else may use those channels of the images.
unsafe fn scatter<T: Float>(
    shape: &ConvShape,
    kernel: &Kernel<T>,
    depth: Depth,
    group: usize,
    pixels: Range<usize>,
    vectors: Range<usize>,
    dy: &[T],
    packed: &[T],
    dx: *mut T,
) {
    let (channels, group_in) = (shape.in_channels, shape.group_in());
    let tiles = pixels.len().div_ceil(kernel.rows);
    let count = tiles * kernel.rows;
    let mut left = Scratch::<*const T>::new(Slot::Rows, count);
    let mut to = Scratch::<*mut T>::new(Slot::Out, count);
    let mut coordinates = Scratch::<isize>::new(Slot::Left, 4 * pixels.len());
    let [output_d, output_h, output_w] = shape.output;
    let input = shape.input.map(|x| x as isize);
    for (pixel, at) in pixels.clone().zip(coordinates.chunks_exact_mut(4)) {
        let (w, line) = (pixel % output_w, pixel / output_w);
        let (h, plane) = (line % output_h, line / output_h);
        let (d, n) = (plane % output_d, plane / output_d);
        for (i, x) in [d, h, w].into_iter().enumerate() {
            at[i] = (x * shape.strides[i]) as isize - shape.pad_before[i] as isize;
        }
        at[3] = (n as isize * input[0] + at[0]) * input[1] * input[2] + at[1] * input[2] + at[2];
    }
    let padded = shape.is_padded();
    let right = Right {
        n: group_in,
        lanes: kernel.lanes,
        packed: packed.as_ptr(),
        direct: std::ptr::null(),
        stride: 0,
    };
    let size = depth.len() * right.vectors() * kernel.lanes;
    for block in depth.blocks() {
        let start = group * shape.group_out() + block.start;
        for (i, left) in left.iter_mut().enumerate() {
            let pixel = i.min(pixels.len() - 1);
            *left = dy.as_ptr().wrapping_add(pixel * shape.out_channels + start);
        }
        for tap in 0..volume(shape.kernel) {
            let [_, kh, kw] = shape.kernel;
            let [d, h, w]: [isize; 3] = {
                let tap = [tap / kw / kh, tap / kw % kh, tap % kw];
                std::array::from_fn(|i| (tap[i] * shape.dilations[i]) as isize)
            };
            let offset = (d * input[1] + h) * input[2] + w;
            let base = dx.wrapping_add(group * group_in);
            for (to, at) in to.iter_mut().zip(coordinates.chunks_exact(4)) {
                let inside = !padded
                    || (0..input[0]).contains(&(at[0] + d))
                        && (0..input[1]).contains(&(at[1] + h))
                        && (0..input[2]).contains(&(at[2] + w));
                *to = if inside {
                    base.wrapping_offset((at[3] + offset) * channels as isize)
                } else {
                    std::ptr::null_mut()
                };
            }
            to[pixels.len()..].fill(std::ptr::null_mut());
            let right = Right {
                packed: right.packed.wrapping_add((tap * shape.groups + group) * size),
                ..right
            };
            for columns in right.groups(vectors.clone(), kernel.vectors) {
                // SAFETY: the registers lie in the packed filter.
                let (b, b_vector, b_step) = unsafe { right.at(columns.start, &block) };
                let column = columns.start * kernel.lanes;
                let mut tile = Tile {
                    segments: 1,
                    run: block.len(),
                    a: left.as_ptr(),
                    table_rows: kernel.rows,
                    a_step: 1,
                    b,
                    b_vector,
                    b_step,
                    c: [std::ptr::null_mut(); MAX_ROWS],
                    columns: (right.n - column).min(columns.len() * kernel.lanes),
                    accumulate: true,
                    bias: std::ptr::null(),
                    at_least: None,
                    at_most: None,
                };
                for i in 0..tiles {
                    let first = i * kernel.rows;
                    for (c, to) in tile.c.iter_mut().zip(&to[first..first + kernel.rows]) {
                        *c = if to.is_null() { *to } else { to.wrapping_add(column) };
                    }
                    tile.a = left[first..].as_ptr();
                    let half = usize::from((pixels.len() - first) * 2 <= kernel.rows);
                    // SAFETY: the rows lie in `dy`, the outputs in `dx`.
                    unsafe { kernel.tiles[half][columns.len() - 1](&tile) };
                }
            }
        }
    }
}

/// Gradient for the filter: `dfilter`, overwritten, from the input and the gradient `dy` of the
/// output.
///
/// Images are summed up in at most 16 blocks, cut by size alone, and the blocks' sums are added in
/// order.
///
/// # Panics
/// If a slice's length is not that of the shape.
pub fn conv_backprop_filter<T: Float>(shape: &ConvShape, x: &[T], dy: &[T], dfilter: &mut [T]) {
    shape.check();
    if shape.is_depthwise() {
        return depthwise_backprop_filter(shape, x, dy, dfilter);
    }
    assert_eq!(x.len(), shape.input_len(), "input length");
    assert_eq!(dy.len(), shape.output_len(), "output gradient length");
    assert_eq!(dfilter.len(), shape.filter_len(), "filter length");
    if dfilter.is_empty() {
        return;
    }
    if x.is_empty() || dy.is_empty() {
        return dfilter.fill(T::ZERO);
    }
    backprop_filter(shape, x, &Gradient::Dense(dy), dfilter, &mut []);
}

/// Gives also the gradient for a bias, unless `dbias` is empty.
fn backprop_filter<T: Float>(
    shape: &ConvShape,
    x: &[T],
    dy: &Gradient<'_, T>,
    dfilter: &mut [T],
    dbias: &mut [T],
) {
    /// Most elements of all partial sums together.
    const PARTIAL: usize = 4 << 20;
    let kernel = T::kernel();
    let macs = shape.macs();
    let len = dfilter.len();
    let regions = Regions::new(shape, REGION, dy.lines());
    let small = macs / MACS_PER_WORK < par::MIN_WORK;
    let blocks = if small { 1 } else { 16.min(regions.len()).min(PARTIAL / len).max(1) };
    let m = volume(shape.kernel) * shape.group_in();
    // Few blocks: cut the filter too, by its rows.
    let parts = if small { 1 } else { 16usize.div_ceil(blocks).min(m.div_ceil(kernel.rows)) };
    let rows = m.div_ceil(parts).next_multiple_of(kernel.rows);
    let parts = m.div_ceil(rows);
    // A block's sums for the filter, then those for the bias.
    let size = len + dbias.len();
    let mut sums = Scratch::<T>::new(Slot::Sums, blocks * size);
    {
        let shared = par::SharedMut::new(&mut sums);
        par::run(blocks * parts, macs / MACS_PER_WORK, |task| {
            let (block, part) = (task / parts, task % parts);
            let rows = part * rows..(part * rows + rows).min(m);
            let span = block * regions.len() / blocks..(block + 1) * regions.len() / blocks;
            let out = shared.as_mut_ptr().wrapping_add(block * size);
            let for_bias = if part == 0 { block * size + len..(block + 1) * size } else { 0..0 };
            // SAFETY: one task of each block has its sums for the bias.
            let dbias = unsafe { shared.slice(for_bias) };
            dbias.fill(T::ZERO);
            for (i, index) in span.enumerate() {
                let region = regions.get(index);
                let pixels = region.pixels(shape);
                let mut spread = dy.scratch(pixels.len() * shape.out_channels);
                let dy = dy.get(shape, pixels, &mut spread, Some(&mut *dbias));
                // SAFETY: sizes were checked, and each task has its own rows of its own sum.
                unsafe {
                    filter_gradient(shape, kernel, &region, rows.clone(), x, dy, out, i > 0);
                }
            }
        });
    }
    let sums: &[T] = &sums;
    for (offset, to) in [(0, dfilter), (len, dbias)] {
        par::chunks_mut(to, 4096, blocks, |start, to| {
            let len = to.len();
            let from = |block: usize| &sums[block * size + offset + start..][..len];
            to.copy_from_slice(from(0));
            for block in 1..blocks {
                to.iter_mut().zip(from(block)).for_each(|(to, &from)| *to += from);
            }
        });
    }
}

/// Sums up the products of one region, whose gradient `dy` is, for some rows of the filter's
/// gradient.
///
/// # Safety
/// Sizes must be right, and nobody else may use those rows of `out`.
unsafe fn filter_gradient<T: Float>(
    shape: &ConvShape,
    kernel: &'static Kernel<T>,
    region: &Region,
    rows: Range<usize>,
    x: &[T],
    dy: &[T],
    out: *mut T,
    accumulate: bool,
) {
    let lanes = kernel.lanes;
    let depth = Depth { segments: region.rows(), run: shape.output[2] };
    let view = View::new(shape, region, x);
    let n = shape.group_out();
    let rest = n % lanes;
    let mut tail = Scratch::<T>::new(Slot::Right, if rest == 0 { 0 } else { depth.len() * lanes });
    for group in 0..shape.groups {
        let offset = group * n;
        if rest > 0 {
            let b = MatRef { offset, ..MatRef::row_major(dy, shape.out_channels) };
            pack::right(lanes, depth, n - rest..n, &b, &mut tail);
        }
        let right = Right {
            n,
            lanes,
            packed: tail.as_ptr(),
            direct: dy.as_ptr().wrapping_add(offset),
            stride: shape.out_channels,
        };
        // SAFETY: as the caller promises.
        unsafe {
            driver::multiply(
                kernel,
                &Taps { shape, region, view: &view, group },
                rows.clone(),
                depth,
                &right,
                0..right.vectors(),
                Output { start: out.wrapping_add(group * n), stride: shape.out_channels },
                accumulate,
                &Epilogue::default(),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gemm::Activation;
    use crate::gemm::tests::{close, noise, on_every_isa, same_on_any_threads};
    use proptest::prelude::*;

    /// Calls `visit` with the flat indices of input, filter and output elements that meet.
    fn reference_conv(s: &ConvShape, mut visit: impl FnMut(usize, usize, usize)) {
        let (group_in, group_out) = (s.in_channels / s.groups, s.out_channels / s.groups);
        let flat = |x: [usize; 3], size: [usize; 3]| (x[0] * size[1] + x[1]) * size[2] + x[2];
        let cube = |size: [usize; 3]| {
            (0..volume(size))
                .map(move |i| [i / size[2] / size[1], i / size[2] % size[1], i % size[2]])
        };
        for n in 0..s.batch {
            for o in cube(s.output) {
                for tap in cube(s.kernel) {
                    let at: [isize; 3] = std::array::from_fn(|i| {
                        (o[i] * s.strides[i] + tap[i] * s.dilations[i]) as isize
                            - s.pad_before[i] as isize
                    });
                    if (0..3).any(|i| at[i] < 0 || at[i] >= s.input[i] as isize) {
                        continue;
                    }
                    let at = flat(at.map(|x| x as usize), s.input);
                    for co in 0..s.out_channels {
                        for ci in 0..group_in {
                            let x = (n * volume(s.input) + at) * s.in_channels
                                + co / group_out * group_in
                                + ci;
                            let f = (flat(tap, s.kernel) * group_in + ci) * s.out_channels + co;
                            let y =
                                (n * volume(s.output) + flat(o, s.output)) * s.out_channels + co;
                            visit(x, f, y);
                        }
                    }
                }
            }
        }
    }

    fn check<T: Float>(s: &ConvShape) {
        let x: Vec<T> = noise(s.input_len(), 1);
        let f: Vec<T> = noise(s.filter_len(), 2);
        let dy: Vec<T> = noise(s.output_len(), 3);
        let bias: Vec<T> = noise(s.out_channels, 4);
        let mut y: Vec<f64> =
            (0..s.output_len()).map(|i| bias[i % s.out_channels].to_f64()).collect();
        let mut dx = vec![0.0; s.input_len()];
        let mut df = vec![0.0; s.filter_len()];
        reference_conv(s, |i, j, k| {
            y[k] += x[i].to_f64() * f[j].to_f64();
            dx[i] += dy[k].to_f64() * f[j].to_f64();
            df[j] += dy[k].to_f64() * x[i].to_f64();
        });
        let y: Vec<f64> = y.into_iter().map(|y| y.max(0.0)).collect();
        let terms = volume(s.kernel) * s.in_channels.max(s.out_channels);
        let epilogue = Epilogue::new(Some(&bias[..]), Activation::Relu);
        let got = same_on_any_threads(|| {
            let mut out = vec![T::from_f64(9.0); s.output_len()];
            conv_forward(s, &x, &f, &mut out, epilogue);
            out
        });
        close(&got, &y, terms);
        let packed = PackedFilter::new(s, &f);
        let got = same_on_any_threads(|| {
            let mut out = vec![T::from_f64(9.0); s.output_len()];
            conv_forward_packed(s, &x, &packed, &mut out, epilogue);
            out
        });
        close(&got, &y, terms);
        let got = same_on_any_threads(|| {
            let mut out = vec![T::from_f64(9.0); s.input_len()];
            conv_backprop_input(s, &dy, &f, &mut out);
            out
        });
        close(&got, &dx, terms);
        let got = same_on_any_threads(|| {
            let mut out = vec![T::from_f64(9.0); s.filter_len()];
            conv_backprop_filter(s, &x, &dy, &mut out);
            out
        });
        close(&got, &df, s.batch * volume(s.output));
    }

    fn both(s: &ConvShape) {
        on_every_isa(|| {
            check::<f32>(s);
            check::<f64>(s);
        });
    }

    #[test]
    fn shapes_of_real_networks() {
        let s = ConvShape::default();
        let valid = ConvShape {
            batch: 5,
            input: [1, 28, 28],
            output: [1, 26, 26],
            kernel: [1, 3, 3],
            out_channels: 32,
            ..s
        };
        both(&valid);
        both(&ConvShape {
            input: [1, 13, 13],
            output: [1, 11, 11],
            in_channels: 32,
            out_channels: 64,
            ..valid
        });
        both(&ConvShape {
            batch: 1,
            input: [1, 21, 17],
            output: [1, 11, 9],
            strides: [1, 2, 2],
            pad_before: [0, 1, 1],
            in_channels: 3,
            out_channels: 20,
            ..valid
        });
        // Pointwise, with and without a stride.
        both(&ConvShape {
            input: [1, 9, 9],
            output: [1, 9, 9],
            in_channels: 7,
            out_channels: 50,
            ..s
        });
        both(&ConvShape {
            input: [1, 9, 9],
            output: [1, 5, 5],
            strides: [1, 2, 2],
            in_channels: 7,
            out_channels: 50,
            ..s
        });
        // More channels than a block of the inner dimension.
        both(&ConvShape {
            input: [1, 4, 5],
            output: [1, 4, 5],
            kernel: [1, 3, 3],
            pad_before: [0, 1, 1],
            in_channels: 300,
            out_channels: 16,
            ..s
        });
        both(&ConvShape {
            batch: 2,
            input: [5, 6, 7],
            output: [3, 4, 5],
            kernel: [3, 3, 3],
            in_channels: 4,
            out_channels: 6,
            groups: 2,
            ..s
        });
    }

    #[test]
    fn shapes_for_winograd() {
        let same = ConvShape {
            batch: 2,
            input: [1, 13, 11],
            output: [1, 13, 11],
            in_channels: 16,
            out_channels: 48,
            kernel: [1, 3, 3],
            pad_before: [0, 1, 1],
            ..ConvShape::default()
        };
        assert!(winograd::is_good::<f32>(&same));
        both(&same);
        both(&ConvShape { output: [1, 12, 10], pad_before: [0; 3], ..same });
        both(&ConvShape { output: [1, 15, 14], pad_before: [0, 2, 2], ..same });
        // Planes of a volume, large images in bands of lines, and much of the inner dimension.
        both(&ConvShape { input: [3, 13, 11], output: [3, 13, 11], ..same });
        both(&ConvShape { batch: 1, input: [1, 41, 50], output: [1, 41, 50], ..same });
        both(&ConvShape { in_channels: 528, out_channels: 16, ..same });
    }

    #[test]
    fn winograd_applies_functions() {
        let s = ConvShape {
            batch: 3,
            input: [1, 9, 11],
            output: [1, 9, 11],
            in_channels: 16,
            out_channels: 32,
            kernel: [1, 3, 3],
            pad_before: [0, 1, 1],
            ..ConvShape::default()
        };
        let (x, filter) = (noise(s.input_len(), 1), noise(s.filter_len(), 2));
        let twice: fn(&mut [f32]) = |x| x.iter_mut().for_each(|x| *x *= 2.0);
        on_every_isa(|| {
            let run = |activation| {
                let mut y = vec![9.0; s.output_len()];
                conv_forward(&s, &x, &filter, &mut y, Epilogue::new(None, activation));
                y
            };
            let want: Vec<f32> = run(Activation::None).iter().map(|y| 2.0 * y).collect();
            assert_eq!(run(Activation::Function(twice)), want);
        });
    }

    #[test]
    fn nothing_to_do() {
        let s = ConvShape {
            input: [1, 4, 4],
            output: [1, 3, 3],
            kernel: [1, 2, 2],
            ..ConvShape::default()
        };
        for s in [
            ConvShape { batch: 0, ..s },
            ConvShape { in_channels: 0, ..s },
            ConvShape { out_channels: 0, ..s },
            ConvShape { output: [1, 0, 3], ..s },
            ConvShape { input: [1, 0, 4], ..s },
            ConvShape { input: [1, 0, 4], output: [0, 0, 3], ..s },
        ] {
            both(&s);
        }
    }

    #[test]
    fn depthwise() {
        let s = ConvShape {
            batch: 3,
            input: [1, 14, 15],
            output: [1, 14, 15],
            kernel: [1, 3, 3],
            pad_before: [0, 1, 1],
            in_channels: 40,
            out_channels: 40,
            groups: 40,
            ..ConvShape::default()
        };
        both(&s);
        both(&ConvShape { output: [1, 7, 8], strides: [1, 2, 2], ..s });
        both(&ConvShape { output: [1, 10, 11], dilations: [1, 2, 2], pad_before: [0; 3], ..s });
        both(&ConvShape { out_channels: 120, ..s });
        both(&ConvShape { batch: 1, in_channels: 200, out_channels: 200, groups: 200, ..s });
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn any_depthwise_shape(
            batch in 1usize..3,
            input in (1usize..4, 1usize..10, 1usize..24),
            kernel in (1usize..3, 1usize..4, 1usize..6),
            strides in (1usize..3, 1usize..4, 1usize..4),
            dilations in (1usize..3, 1usize..3, 1usize..3),
            pads in (0usize..3, 0usize..3, 0usize..7),
            after in (0usize..3, 0usize..3, 0usize..7),
            (groups, multiplier) in (2usize..40, 1usize..4),
        ) {
            let [input, kernel, strides, dilations, pad_before, after] =
                [input, kernel, strides, dilations, pads, after].map(|(a, b, c)| [a, b, c]);
            let output = std::array::from_fn(|i| {
                let size = input[i] + pad_before[i] + after[i];
                let reach = (kernel[i] - 1) * dilations[i] + 1;
                if size < reach { 0 } else { (size - reach) / strides[i] + 1 }
            });
            both(&ConvShape {
                batch, input, kernel, strides, dilations, pad_before, output, groups,
                in_channels: groups,
                out_channels: groups * multiplier,
            });
        }

        #[test]
        fn any_shape(
            batch in 1usize..4,
            input in (1usize..4, 1usize..12, 1usize..24),
            kernel in (1usize..3, 1usize..4, 1usize..5),
            strides in (1usize..3, 1usize..4, 1usize..4),
            dilations in (1usize..3, 1usize..3, 1usize..3),
            pads in (0usize..3, 0usize..3, 0usize..5),
            after in (0usize..3, 0usize..3, 0usize..5),
            (group_in, group_out, groups) in (1usize..20, 1usize..36, 1usize..4),
        ) {
            let [input, kernel, strides, dilations, pad_before, after] =
                [input, kernel, strides, dilations, pads, after].map(|(a, b, c)| [a, b, c]);
            let output = std::array::from_fn(|i| {
                let size = input[i] + pad_before[i] + after[i];
                let reach = (kernel[i] - 1) * dilations[i] + 1;
                if size < reach { 0 } else { (size - reach) / strides[i] + 1 }
            });
            both(&ConvShape {
                batch, input, kernel, strides, dilations, pad_before, output, groups,
                in_channels: group_in * groups,
                out_channels: group_out * groups,
            });
        }
    }
}
