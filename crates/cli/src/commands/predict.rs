//! `sparkler predict`: what is on a picture.

use crate::error::{Error, Result};
use crate::model_files::{self, Loaded};
use crate::report::scores::best;
use crate::tables;
use serde_json::json;
use sparkler::data::image::{Image, load_image, prepare_digit, resize_to};
use sparkler::engine::Array;
use sparkler::nn::layers::format_dims;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The widest bar of a score.
const BAR: f32 = 30.0;

/// Say what is on pictures, or predict a column of a table.
///
/// For a model of tables: reads a table that has the columns the model was trained on, and prints
/// a CSV with the prediction for each row and the probability of each class. Categories that the
/// model has not learnt count as missing, which is told on the standard error.
///
/// The pictures may be of any size, in colour or grey. For a model of grey images, like those of
/// digits, what is drawn is found, brought to the middle and to the size of the images the model
/// knows, light on dark whatever it was. For a model of colour images a picture is resized.
#[derive(clap::Args)]
pub struct Arguments {
    /// The folder that `sparkler train` wrote, or the model.json in it (also of another
    /// TensorFlow.js layers-model that classifies images); for tables the model.sparkler.
    model: PathBuf,
    /// Pictures: PNG, JPEG, BMP, GIF or WebP; or one table.
    #[arg(required = true)]
    image: Vec<PathBuf>,
    /// Print one JSON object for each picture or row.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reading: tables::Reading,
}

/// Loads, predicts, prints.
pub fn run(arguments: &Arguments) -> Result<()> {
    if let Some(model) = tables::model_file(&arguments.model) {
        return tables::predict(&model, &arguments.image, &arguments.reading, arguments.json);
    }
    let Loaded { model, classes } = Loaded::read(&arguments.model)?;
    let shape = image_shape(model.input_shape()).ok_or_else(|| {
        Error::failed(format!(
            "{}: takes {}, not images of a known size",
            arguments.model.display(),
            format_dims(model.input_shape())
        ))
    })?;
    // A picture that cannot be read is told of before anything is printed.
    let pictures: Vec<Array> =
        arguments.image.iter().map(|path| prepare(path, &shape)).collect::<Result<_>>()?;
    let mut out = io::stdout().lock();
    for (path, picture) in arguments.image.iter().zip(pictures) {
        let x = model_files::input(&model, &picture.expand_dims(0)?)?;
        let scores = model.predict(&x)?.to_vec::<f32>()?;
        let (path, top) = (path.display(), best(&scores));
        if arguments.json {
            let line = json!({
                "image": path.to_string(), "class": classes[top], "index": top,
                "score": scores[top], "scores": scores, "classes": classes,
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{path}: {} ({:.1} %)", classes[top], 100.0 * scores[top])?;
            let width = classes.iter().map(|c| c.chars().count()).max().unwrap_or(0);
            for (class, score) in classes.iter().zip(&scores) {
                let bar = "█".repeat((score.clamp(0.0, 1.0) * BAR).round() as usize);
                writeln!(out, "  {class:width$}  {score:.4}  {bar}")?;
            }
        }
    }
    Ok(out.flush()?)
}

/// The shape of the images that a model takes, from the shape of its input.
fn image_shape(input: &[Option<usize>]) -> Option<Vec<usize>> {
    let extents: Vec<usize> = input.get(1..)?.iter().copied().collect::<Option<_>>()?;
    match extents[..] {
        // Flat pixels: of a square, as those of MNIST.
        [pixels] => Some(vec![pixels.isqrt(); 2]).filter(|s| s[0] * s[1] == pixels && pixels > 0),
        [height, width] | [height, width, 1] => Some(vec![height, width]),
        [_, _, 3] => Some(extents),
        _ => None,
    }
}

fn prepare(path: &Path, shape: &[usize]) -> Result<Array> {
    let image: Image = load_image(path)?;
    let prepared = match shape {
        [height, width] => prepare_digit(&image, *height, *width),
        _ => resize_to(&image, shape),
    };
    prepared.map_err(|e| Error::failed(format!("{}: {e}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_of_what_shape_the_model_takes() {
        assert_eq!(image_shape(&[None, Some(784)]), Some(vec![28, 28]));
        assert_eq!(image_shape(&[None, Some(9), Some(8), Some(1)]), Some(vec![9, 8]));
        assert_eq!(image_shape(&[None, Some(9), Some(8), Some(3)]), Some(vec![9, 8, 3]));
        for other in [&[None, Some(5)][..], &[None], &[None, None, Some(3)], &[]] {
            assert_eq!(image_shape(other), None);
        }
    }
}
