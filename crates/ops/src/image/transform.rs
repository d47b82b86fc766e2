//! `transform`

use crate::prelude::*;
use crate::resample::{self, Pixels};

op! {
    /// Images seen through projective maps. A row of `transforms` (one for each image, or one for
    /// all) is `a0, a1, a2, b0, b1, b2, c0, c1`: output pixel `(x, y)` shows input place
    /// `((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k)` with `k = c0 x + c1 y + 1`. Outside the
    /// image lies `fillValue`, or what `fillMode` says: the image mirrored, repeated, or its edge.
    TRANSFORM {
        name: "transform",
        family: Family::Image,
        inputs: &[InputDef::one("image", Accept::Float), InputDef::one("transforms", Accept::Float)],
        attrs: &[
            attr(
                "interpolation",
                AttrKind::Word(&["nearest", "bilinear"]),
                AttrDefault::Str("nearest"),
            ),
            attr(
                "fillMode",
                AttrKind::Word(&["constant", "reflect", "wrap", "nearest"]),
                AttrDefault::Str("constant"),
            ),
            attr("fillValue", AttrKind::Float, AttrDefault::Float(0.0)),
            attr("outputShape", AttrKind::Ints, AttrDefault::Null),
        ],
        infer: |cx| {
            let (image, transforms) = (cx.ranked(0, 4)?, cx.ranked(1, 2)?);
            if transforms[1] != 8 || (transforms[0] != image[0] && transforms[0] != 1) {
                let expected = format!("transforms must have shape [{} or 1, 8]", image[0]);
                return Err(cx.mismatch(expected, 0, 1));
            }
            let [height, width] = output_size(cx, image)?;
            if image[1] == 0 || image[2] == 0 {
                return Err(cx.error(format!("images of shape {image} have no pixels to sample")));
            }
            infer::one(cx.dtype(0), Shape::new(&image.with(1, height).with(2, width))?)
        },
        kernel: Kernel::Composite(compose),
        grad: Grad::Composite,
        names: &[(Format::Tf, "ImageProjectiveTransformV3")],
    }
}

fn compose<'a>(cx: &OpCx<'a>) -> Result<Vec<Var<'a>>> {
    in_single(cx.inputs(), |inputs| {
        let (image, maps) = (inputs[0], inputs[1].cast(inputs[0].dtype())?);
        let shape = image.shape();
        let (count, [height, width]) = (maps.shape()[0], output_size(cx, &shape)?);
        let number =
            |i: i64| maps.slice([0, i], Some([count as i64, 1].into()))?.reshape([count, 1, 1]);
        let count_up = |extent: usize, dims: [usize; 3]| {
            image.constant(table(extent, |i| i as f64)?)?.reshape(dims)?.cast(image.dtype())
        };
        let (x, y) = (count_up(width, [1, 1, width])?, count_up(height, [1, height, 1])?);
        let line = |i: i64| number(i)?.mul(x)?.add(number(i + 1)?.mul(y)?);
        let k = line(6)?.add_scalar(1.0)?;
        let finite = k.not_equal(k.scalar(0.0)?)?;
        let k = finite.select(k, k.scalar(1.0)?)?;
        let u = line(0)?.add(number(2)?)?.div(k)?;
        let v = line(3)?.add(number(5)?)?.div(k)?;
        let mode = cx.str("fillMode");
        let (u, v) = (folded(u, shape[2], mode)?, folded(v, shape[1], mode)?);
        let batch: Vec<i32> = (0..shape[0] as i32).collect();
        let batch = image.constant(Array::from_slice(&batch, &[shape[0], 1, 1])?)?;
        let pixels = Pixels::new(image, batch)?;
        let fill = cx.float("fillValue");
        // Each pixel outside counts as the fill value, also between pixels.
        let read = |v: Var<'a>, u: Var<'a>| {
            let values = pixels.at(v, u)?;
            let dims = [&values.shape()[..3]].concat();
            resample::or_fill(pixels.holds(v, u)?.broadcast_to(dims)?, values, fill)
        };
        let sampled = if cx.str("interpolation") == "nearest" {
            let round = |v: Var<'a>| v.add_scalar(0.5)?.floor();
            read(round(v)?, round(u)?)?
        } else {
            let (top, left) = (v.floor()?, u.floor()?);
            let (bottom, right) = (top.add_scalar(1.0)?, left.add_scalar(1.0)?);
            let across = u.sub(left)?.expand_dims(3)?;
            let down = v.sub(top)?.expand_dims(3)?;
            let line = |v: Var<'a>| {
                let first = read(v, left)?;
                first.add(read(v, right)?.sub(first)?.mul(across)?)
            };
            let first = line(top)?;
            first.add(line(bottom)?.sub(first)?.mul(down)?)?
        };
        let dims = [shape[0], height, width];
        resample::or_fill(finite.broadcast_to(dims)?, sampled, fill)
    })
}

/// Height and width of the result: the attribute `outputShape`, else those of the image.
fn output_size(cx: &Call<'_>, image: &Shape) -> Result<[usize; 2]> {
    if cx.ints("outputShape").is_none() {
        return Ok([image[1], image[2]]);
    }
    match cx.extents("outputShape")?[..] {
        [height, width] => Ok([height, width]),
        _ => Err(cx.attr_error("outputShape", "two numbers: height and width")),
    }
}

/// Coordinates brought onto an axis of `extent` pixels, as the fill mode says.
fn folded<'a>(x: Var<'a>, extent: usize, mode: &str) -> Result<Var<'a>> {
    let (length, last) = (extent as f64, extent as f64 - 1.0);
    let onto = match mode {
        "constant" => return Ok(x),
        "reflect" => {
            let x = x.floor_mod(x.scalar(2.0 * length)?)?;
            let mirrored = x.neg()?.add_scalar(2.0 * length - 1.0)?;
            x.greater_equal(x.scalar(length)?)?.select(mirrored, x)?
        }
        "wrap" if extent == 1 => x.mul_scalar(0.0)?,
        "wrap" => {
            let turns = |x: Var<'a>| x.div(x.scalar(last)?)?.trunc();
            let before = x.add(turns(x.neg()?)?.add_scalar(1.0)?.mul_scalar(length)?)?;
            let behind = x.sub(turns(x)?.mul_scalar(length)?)?;
            let inside = x.greater(x.scalar(last)?)?.select(behind, x)?;
            x.less(x.scalar(0.0)?)?.select(before, inside)?
        }
        _ => x,
    };
    onto.clip_by_value(0.0, last)
}
