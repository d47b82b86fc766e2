//! What the operations that sample images share.

use crate::grad::Var;
use crate::kernel::slice;
use crate::prelude::table;
use crate::{Call, InferCx};
use sparkler_base::{Array, DType, Result, Scalar, Shape};

/// How the pixels of a resized axis lie among those of the axis before.
#[derive(Clone, Copy)]
pub(crate) struct Alignment {
    /// The centres of the corner pixels stay where they are.
    pub(crate) corners: bool,
    /// Pixels are squares, their centres at half coordinates.
    pub(crate) half_pixel: bool,
}

impl Alignment {
    /// From the attributes `alignCorners` and `halfPixelCenters`.
    pub(crate) fn new(cx: &Call<'_>) -> Result<Alignment> {
        let (corners, half_pixel) = (cx.bool("alignCorners"), cx.bool("halfPixelCenters"));
        if corners && half_pixel {
            let expected = "false together with alignCorners";
            return Err(cx.attr_error("halfPixelCenters", expected));
        }
        Ok(Alignment { corners, half_pixel })
    }

    fn ratio(self, input: usize, output: usize) -> f64 {
        if self.corners && output > 1 {
            (input - 1) as f64 / (output - 1) as f64
        } else {
            input as f64 / output as f64
        }
    }

    /// For each output pixel the nearest input pixel.
    pub(crate) fn nearest(self, input: usize, output: usize) -> Result<Array> {
        let ratio = self.ratio(input, output);
        let pixel = |i: usize| {
            let at = if self.half_pixel { ratio * (i as f64 + 0.5) } else { ratio * i as f64 };
            let at = if self.corners { (at + 0.5).floor() } else { at.floor() };
            (at.max(0.0) as usize).min(input - 1) as i32
        };
        table(output, pixel)
    }

    /// For each output pixel the input pixels around it and how near it is to the second.
    fn linear(self, input: usize, output: usize) -> Result<[Array; 3]> {
        let (ratio, end) = (self.ratio(input, output), (input - 1) as f64);
        let at = |i: usize| match self.half_pixel {
            true => ratio * (i as f64 + 0.5) - 0.5,
            false => ratio * i as f64,
        };
        let low = |i: usize| at(i).floor().clamp(0.0, end);
        let high = |i: usize| at(i).ceil().clamp(0.0, end);
        Ok([
            table(output, |i| low(i) as i32)?,
            table(output, |i| high(i) as i32)?,
            table(output, |i| if low(i) < high(i) { at(i) - low(i) } else { 0.0 })?,
        ])
    }
}

/// The shape of images (batched or one alone) resized to the attribute `size`.
pub(crate) fn resized_shape(cx: &InferCx<'_>) -> Result<Shape> {
    Alignment::new(cx)?;
    let shape = cx.shape(0);
    if !matches!(shape.rank(), 3 | 4) {
        return Err(cx.rank_error(0, "rank 3 or rank 4".into()));
    }
    let size = cx.extents("size")?;
    let [height, width] = size[..] else {
        return Err(cx.attr_error("size", "two numbers: height and width"));
    };
    let row = shape.rank() - 3;
    if shape[row] == 0 || shape[row + 1] == 0 {
        return Err(cx.error(format!("images of shape {shape} have no pixels to sample")));
    }
    Shape::new(&shape.with(row, height).with(row + 1, width))
}

/// Picks pixels along an axis.
pub(crate) fn pick<'a>(x: Var<'a>, pixels: Array, axis: usize) -> Result<Var<'a>> {
    x.gather(x.constant(pixels)?, axis as i64, 0)
}

/// Resizes along an axis, linearly between pixels.
pub(crate) fn linear<'a>(
    x: Var<'a>,
    axis: usize,
    output: usize,
    alignment: Alignment,
) -> Result<Var<'a>> {
    let [low, high, weights] = alignment.linear(x.shape()[axis], output)?;
    let whole = slice::<f64>(&weights)?.iter().all(|&weight| weight == 0.0);
    let first = pick(x, low, axis)?;
    if whole {
        return Ok(first);
    }
    let mut dims = vec![1; x.shape().rank()];
    dims[axis] = output;
    let weights = x.constant(weights)?.reshape(dims)?.cast(x.dtype())?;
    first.add(pick(x, high, axis)?.sub(first)?.mul(weights)?)
}

/// A batch of images to read single pixels from.
pub(crate) struct Pixels<'a> {
    rows: Var<'a>,
    batch: Var<'a>,
    height: usize,
    width: usize,
}

impl<'a> Pixels<'a> {
    /// Reads from `[batch, height, width, channels]`; `batch` names the image of each of `n`
    /// samples, as `[n, 1, 1]`.
    pub(crate) fn new(images: Var<'a>, batch: Var<'a>) -> Result<Pixels<'a>> {
        let shape = images.shape();
        let (height, width) = (shape[1], shape[2]);
        let rows = images.reshape([shape[0] * height * width, shape[3]])?;
        Ok(Pixels { rows, batch, height, width })
    }

    /// The pixels at those whole coordinates, `[n, .., ..]` each and broadcast; coordinates outside
    /// are moved to the edge.
    pub(crate) fn at(&self, y: Var<'a>, x: Var<'a>) -> Result<Var<'a>> {
        let clamp = |v: Var<'a>, extent: usize| {
            let v = v.cast(DType::I32)?;
            v.maximum(v.scalar(0)?)?.minimum(v.scalar(extent as i64 - 1)?)
        };
        let (y, x) = (clamp(y, self.height)?, clamp(x, self.width)?);
        let image = self.batch.mul(self.batch.scalar(self.height as i64)?)?;
        let row = image.add(y)?;
        self.rows.gather(row.mul(row.scalar(self.width as i64)?)?.add(x)?, 0, 0)
    }

    /// Do those coordinates lie on the image, between the centres of its outermost pixels?
    pub(crate) fn holds(&self, y: Var<'a>, x: Var<'a>) -> Result<Var<'a>> {
        let inside = |v: Var<'a>, extent: usize| {
            let last = v.scalar(extent as f64 - 1.0)?;
            v.greater_equal(v.scalar(0.0)?)?.logical_and(v.less_equal(last)?)
        };
        inside(y, self.height)?.logical_and(inside(x, self.width)?)
    }
}

/// `values` where `condition` (without the axis of channels) holds, a number elsewhere.
pub(crate) fn or_fill<'a>(condition: Var<'a>, values: Var<'a>, fill: f64) -> Result<Var<'a>> {
    let axis = condition.shape().rank() as i64;
    condition.expand_dims(axis)?.select(values, values.scalar(Scalar::Float(fill))?)
}

/// The shape of input 0, if it has so many channels.
pub(crate) fn channels<'a>(cx: &InferCx<'a>, count: usize, kind: &str) -> Result<&'a Shape> {
    let shape = cx.shape(0);
    if shape.rank() < 2 {
        return Err(cx.error(format!("images must be at least rank 2, not {}", shape.rank())));
    }
    if shape[shape.rank() - 1] != count {
        return Err(cx.error(format!(
            "the last dimension of {kind} image should be size {count}, but the shape is {shape}"
        )));
    }
    Ok(shape)
}
