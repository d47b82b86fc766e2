//! `cropAndResize`

use crate::prelude::*;
use crate::resample::{self, Pixels};

op! {
    /// Boxes cut from images and resized to one size. A row of `boxes` is `y1, x1, y2, x2` in
    /// shares of height and width, from the centre of the first pixel to that of the last;
    /// `boxInd` names the image. What lies outside the image is `extrapolationValue`.
    CROP_AND_RESIZE {
        name: "cropAndResize",
        family: Family::Image,
        inputs: &[
            InputDef::one("image", Accept::Float),
            InputDef::one("boxes", Accept::Float),
            InputDef::one("boxInd", Accept::Index),
        ],
        attrs: &[
            attr("cropSize", AttrKind::Ints, AttrDefault::Required),
            attr("method", AttrKind::Word(&["bilinear", "nearest"]), AttrDefault::Str("bilinear")),
            attr("extrapolationValue", AttrKind::Float, AttrDefault::Float(0.0)),
        ],
        infer: |cx| {
            let (image, boxes) = (cx.ranked(0, 4)?, cx.ranked(1, 2)?);
            if boxes[1] != 4 {
                return Err(cx.error(format!("boxes have shape {boxes}, expected [n, 4]")));
            }
            if cx.ranked(2, 1)?[0] != boxes[0] {
                return Err(cx.mismatch("there must be an image for each box", 1, 2));
            }
            let [height, width] = cx.extents("cropSize")?[..] else {
                return Err(cx.attr_error("cropSize", "two numbers: height and width"));
            };
            if height == 0 || width == 0 {
                return Err(cx.attr_error("cropSize", "a height and a width of at least 1"));
            }
            if image[1] == 0 || image[2] == 0 {
                return Err(cx.error(format!("images of shape {image} have no pixels to sample")));
            }
            infer::one(cx.dtype(0), Shape::new(&[boxes[0], height, width, image[3]])?)
        },
        kernel: Kernel::Composite(compose),
        grad: Grad::Composite,
        names: &[(Format::Tf, "CropAndResize")],
    }
}

fn compose<'a>(cx: &OpCx<'a>) -> Result<Vec<Var<'a>>> {
    in_single(cx.inputs(), |inputs| {
        let (image, boxes) = (inputs[0], inputs[1].cast(inputs[0].dtype())?);
        let (count, size) = (boxes.shape()[0], cx.extents("cropSize")?);
        let corner = |i: i64| boxes.slice([0, i], Some([count as i64, 1].into()));
        let y = places(corner(0)?, corner(2)?, image.shape()[1], size[0])?;
        let x = places(corner(1)?, corner(3)?, image.shape()[2], size[1])?;
        let y = y.reshape([count, size[0], 1])?;
        let x = x.reshape([count, 1, size[1]])?;
        let pixels = Pixels::new(image, inputs[2].reshape([count, 1, 1])?)?;
        let sampled = if cx.str("method") == "nearest" {
            // Halves are rounded up.
            let round = |v: Var<'a>| v.add_scalar(0.5)?.floor();
            pixels.at(round(y)?, round(x)?)?
        } else {
            let (top, left) = (y.floor()?, x.floor()?);
            let (bottom, right) = (y.ceil()?, x.ceil()?);
            let across = x.sub(left)?.expand_dims(3)?;
            let down = y.sub(top)?.expand_dims(3)?;
            let line = |y: Var<'a>| {
                let first = pixels.at(y, left)?;
                first.add(pixels.at(y, right)?.sub(first)?.mul(across)?)
            };
            let first = line(top)?;
            first.add(line(bottom)?.sub(first)?.mul(down)?)?
        };
        let fill = cx.float("extrapolationValue");
        resample::or_fill(pixels.holds(y, x)?, sampled, fill)
    })
}

/// Where the `output` pixels of boxes lie on an axis of `input` pixels: `[boxes, output]`, evenly
/// from the first edge to the second, or in the middle.
fn places<'a>(from: Var<'a>, to: Var<'a>, input: usize, output: usize) -> Result<Var<'a>> {
    let share = |i: usize| if output > 1 { i as f64 / (output - 1) as f64 } else { 0.5 };
    let constant = |values: Array| from.constant(values)?.reshape([1, output])?.cast(from.dtype());
    let rest = constant(table(output, |i| 1.0 - share(i))?)?;
    let shares = constant(table(output, share)?)?;
    let inside = from.mul(rest)?.add(to.mul(shares)?)?;
    inside.mul_scalar(input as f64 - 1.0)
}
