//! Pictures: loading any of the usual files, making a photo of a digit look like MNIST, resizing
//! to a model's input, and writing PNG files and sheets of thumbnails.
//!
//! ```
//! use sparkler_data::image::{Image, prepare_digit};
//!
//! // A dark stroke on light paper ...
//! let mut pixels = vec![230u8; 60 * 80];
//! for y in 10..50 {
//!     pixels[y * 80 + 40..y * 80 + 45].fill(20);
//! }
//! let photo = Image::new(80, 60, 1, pixels).unwrap();
//! // ... becomes a light one, 20 pixels tall, in the middle of a dark 28 x 28 field.
//! let digit = prepare_digit(&photo, 28, 28).unwrap();
//! let digit = digit.to_vec::<u8>().unwrap();
//! assert!(digit[14 * 28 + 13] > 200 && digit[0] == 0 && digit[14 * 28 + 4] == 0);
//! ```

mod digit;
mod load;
mod sheet;

pub use digit::prepare_digit;
pub use load::{decode_image, load_image};
pub use sheet::contact_sheet;

use crate::{Error, Result};
use image::imageops::{self, FilterType};
use image::{ExtendedColorType, GrayImage, ImageEncoder, RgbImage};
use sparkler_base::Array;
use std::path::Path;

/// A picture in memory: rows from top to bottom, pixels from left to right, one byte a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    width: usize,
    height: usize,
    channels: usize,
    pixels: Vec<u8>,
}

impl Image {
    /// A picture of those bytes: 1 channel is grey, 3 are red, green and blue.
    ///
    /// # Errors
    /// If a side is 0 or above 65535, the channels are neither 1 nor 3, or the number of bytes is
    /// not `width * height * channels`.
    pub fn new(width: usize, height: usize, channels: usize, pixels: Vec<u8>) -> Result<Image> {
        check_side("image width", width)?;
        check_side("image height", height)?;
        if channels != 1 && channels != 3 {
            return Err(Error::argument("image channels", channels, "1 (grey) or 3 (colour)"));
        }
        let expected = width.saturating_mul(height).saturating_mul(channels);
        if pixels.len() != expected {
            let expected = format!("{expected}, width x height x channels");
            return Err(Error::argument("number of image bytes", pixels.len(), expected));
        }
        Ok(Image { width, height, channels, pixels })
    }

    /// A picture of a `uint8` array `[height, width]` or `[height, width, channels]`.
    ///
    /// # Errors
    /// If it is another array; as [`Image::new`].
    pub fn from_array(array: &Array) -> Result<Image> {
        match array.shape().dims() {
            &[height, width] => Image::new(width, height, 1, array.to_vec()?),
            &[height, width, channels] => Image::new(width, height, channels, array.to_vec()?),
            dims => {
                let found = format!("{dims:?}");
                let expected = "[height, width] or [height, width, channels]";
                Err(Error::argument("image shape", found, expected))
            }
        }
    }

    /// The pixels as a `uint8` array `[height, width, channels]`.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn to_array(&self) -> Result<Array> {
        Ok(Array::from_slice(&self.pixels, &[self.height, self.width, self.channels])?)
    }

    /// Pixels in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// 1 (grey) or 3 (red, green, blue).
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// The bytes, row by row.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The same picture in grey (by the luma weights .299, .587, .114 of Rec. 601).
    pub fn to_grey(&self) -> Image {
        let pixels = match self.channels {
            1 => self.pixels.clone(),
            _ => self.pixels.as_chunks::<3>().0.iter().map(|&p| luma(p)).collect(),
        };
        Image { channels: 1, pixels, ..*self }
    }

    /// The same picture in colour.
    pub fn to_rgb(&self) -> Image {
        let pixels = match self.channels {
            1 => self.pixels.iter().flat_map(|&p| [p; 3]).collect(),
            _ => self.pixels.clone(),
        };
        Image { channels: 3, pixels, ..*self }
    }

    /// The same picture stretched to that size, smoothed where it shrinks.
    ///
    /// # Errors
    /// If a side is 0 or above 65535.
    pub fn resize(&self, width: usize, height: usize) -> Result<Image> {
        check_side("image width", width)?;
        check_side("image height", height)?;
        if (width, height) == (self.width, self.height) {
            return Ok(self.clone());
        }
        let (w, h) = (self.width as u32, self.height as u32);
        let (to_w, to_h) = (width as u32, height as u32);
        let pixels = self.pixels.clone();
        // The constructors below fail only on too few bytes, which no `Image` has.
        let resized = match self.channels {
            1 => GrayImage::from_raw(w, h, pixels)
                .map(|i| imageops::resize(&i, to_w, to_h, FilterType::Triangle).into_raw()),
            _ => RgbImage::from_raw(w, h, pixels)
                .map(|i| imageops::resize(&i, to_w, to_h, FilterType::Triangle).into_raw()),
        };
        Image::new(width, height, self.channels, resized.unwrap_or_default())
    }

    /// The picture as the bytes of a PNG file.
    ///
    /// # Errors
    /// If memory is exhausted.
    pub fn to_png(&self) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let color =
            if self.channels == 1 { ExtendedColorType::L8 } else { ExtendedColorType::Rgb8 };
        let (width, height) = (self.width as u32, self.height as u32);
        image::codecs::png::PngEncoder::new(&mut out)
            .write_image(&self.pixels, width, height, color)
            .map_err(|e| Error::malformed("png", e.to_string(), "an image that PNG can hold"))?;
        Ok(out)
    }

    /// Writes the picture as a PNG file; an old file is replaced whole or not at all.
    ///
    /// # Errors
    /// If the file system refuses.
    pub fn write_png(&self, path: impl AsRef<Path>) -> Result<()> {
        Ok(sparkler_formats::atomic::write_file(path, &self.to_png()?)?)
    }
}

fn check_side(what: &'static str, side: usize) -> Result<()> {
    match side {
        1..=65535 => Ok(()),
        _ => Err(Error::argument(what, side, "1 to 65535 pixels")),
    }
}

fn luma([r, g, b]: [u8; 3]) -> u8 {
    // Thousandths in integers, so that grey stays exactly what it was.
    ((299 * r as u32 + 587 * g as u32 + 114 * b as u32 + 500) / 1000) as u8
}

/// The picture as a model's input: stretched to a shape `[height, width]` (grey) or `[height,
/// width, channels]`, `uint8`. That is the form of
/// [`ImageDataset::image_shape`](crate::ImageDataset::image_shape).
///
/// ```
/// use sparkler_data::image::{Image, resize_to};
/// let image = Image::new(2, 1, 3, vec![255, 0, 0, 255, 0, 0]).unwrap();
/// assert_eq!(resize_to(&image, &[1, 1, 3]).unwrap().to_vec::<u8>().unwrap(), [255, 0, 0]);
/// assert_eq!(resize_to(&image, &[4, 4]).unwrap().to_vec::<u8>().unwrap(), [76; 16]);
/// ```
///
/// # Errors
/// If the shape is another, a side 0 or above 65535, or the channels neither 1 nor 3.
pub fn resize_to(image: &Image, shape: &[usize]) -> Result<Array> {
    let (height, width, channels) = match *shape {
        [height, width] => (height, width, 1),
        [height, width, channels @ (1 | 3)] => (height, width, channels),
        _ => {
            let expected = "[height, width], [height, width, 1] or [height, width, 3]";
            return Err(Error::argument("image shape", format!("{shape:?}"), expected));
        }
    };
    let image = if channels == 1 { image.to_grey() } else { image.to_rgb() };
    Ok(Array::from_slice(image.resize(width, height)?.pixels(), shape)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_images_are_errors() {
        assert!(Image::new(0, 5, 1, vec![]).is_err());
        assert!(Image::new(2, 2, 2, vec![0; 8]).is_err());
        let e = Image::new(2, 2, 3, vec![0; 8]).unwrap_err().to_string();
        assert_eq!(e, "number of image bytes is 8, expected 12, width x height x channels");
        let image = Image::new(2, 2, 1, vec![0; 4]).unwrap();
        assert!(image.resize(0, 1).is_err() && resize_to(&image, &[2, 2, 4]).is_err());
        assert!(image.resize(1 << 20, 1).is_err());
    }

    #[test]
    fn arrays_and_png_files_round_trip() {
        let array = Array::from_slice(&(0..=239u8).collect::<Vec<_>>(), &[8, 10, 3]).unwrap();
        let image = Image::from_array(&array).unwrap();
        assert_eq!((image.width(), image.height(), image.channels()), (10, 8, 3));
        assert_eq!(decode_image("a.png", &image.to_png().unwrap()).unwrap(), image);
        assert_eq!(
            image.to_array().unwrap().to_vec::<u8>().unwrap(),
            array.to_vec::<u8>().unwrap()
        );
        let grey = image.to_grey();
        assert_eq!(decode_image("a.png", &grey.to_png().unwrap()).unwrap(), grey);
        assert_eq!(grey.to_rgb().to_grey(), grey);
    }
}
