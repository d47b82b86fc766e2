//! `threshold`

use crate::kernel::contiguous;
use crate::prelude::*;

op! {
    /// An image in black and white: 255 where it is brighter than a threshold, else 0; with
    /// `inverted` the other way round. The threshold is a share of 255, or, with method `otsu`, the
    /// one that best parts the pixels in two groups (Otsu 1979). Three channels are first made one,
    /// as `rgbToGrayscale` does.
    THRESHOLD {
        name: "threshold",
        family: Family::Image,
        inputs: &[InputDef::one("image", Accept::Number)],
        attrs: &[
            attr("method", AttrKind::Word(&["binary", "otsu"]), AttrDefault::Str("binary")),
            attr("inverted", AttrKind::Bool, AttrDefault::Bool(false)),
            attr("threshValue", AttrKind::Float, AttrDefault::Float(0.5)),
        ],
        infer: |cx| {
            let image = cx.ranked(0, 3)?;
            if image[2] != 3 && image[2] != 1 {
                return Err(cx.error(format!("an image of {} channels (expected 1 or 3)", image[2])));
            }
            infer::one(DType::I32, image.with(2, 1))
        },
        kernel: Kernel::Run(|cx| {
            let x = contiguous(&elementwise::cast_array(cx.x(0), DType::F64)?)?;
            let channels = x.shape()[2];
            let brightness: Vec<f64> = slice::<f64>(&x)?
                .chunks_exact(channels)
                .map(|pixel| match pixel {
                    [r, g, b] => 0.2989 * r + 0.587 * g + 0.114 * b,
                    _ => pixel[0],
                })
                .collect();
            let threshold = match cx.str("method") {
                "otsu" => otsu(&brightness),
                _ => cx.float("threshValue") * 255.0,
            };
            let inverted = cx.bool("inverted");
            cx.fill::<i32>(|_, y| {
                for (y, &pixel) in y.iter_mut().zip(&brightness) {
                    let bright = if inverted { pixel <= threshold } else { pixel > threshold };
                    *y = if bright { 255 } else { 0 };
                }
                Ok(())
            })
        }),
        grad: Grad::None("its values are 0 and 255"),
        names: &[],
    }
}

/// The brightness from 0 to 255 whose two sides differ most, weighted by their pixels.
fn otsu(brightness: &[f64]) -> f64 {
    let mut counts = [0.0; 256];
    for pixel in brightness {
        let level = pixel.round();
        if (0.0..=255.0).contains(&level) {
            counts[level as usize] += 1.0;
        }
    }
    let total: f64 = counts.iter().sum();
    let weighted: f64 = counts.iter().enumerate().map(|(level, count)| level as f64 * count).sum();
    let (mut best, mut largest) = (-1.0, 0.0);
    let (mut dark, mut dark_weighted) = (0.0, 0.0);
    for (level, count) in counts[..255].iter().enumerate() {
        dark += count;
        dark_weighted += level as f64 * count;
        let bright = total - dark;
        let apart = dark_weighted / dark - (weighted - dark_weighted) / bright;
        // Not a number where one side is empty, and then not larger.
        let variance = dark * bright * apart * apart;
        if variance > largest {
            (best, largest) = (level as f64, variance);
        }
    }
    best
}
