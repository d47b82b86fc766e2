//! Loading pictures.

use super::Image;
use crate::{Error, Result};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;
use std::path::Path;

/// The most pixels of a picture: more than any camera's, less than what a hostile file claims.
const MAX_PIXELS: u64 = 1 << 27;

/// Loads a PNG, JPEG, BMP, GIF (its first frame) or WebP file, told by its content, of any size.
///
/// Sixteen bits a channel become eight, a camera's orientation is applied, and transparent parts
/// are laid on white, or on black where what is drawn is itself nearly white.
///
/// # Errors
/// If the file is missing, no such image, broken, or has no or more than 134 million pixels.
pub fn load_image(path: impl AsRef<Path>) -> Result<Image> {
    let path = path.as_ref();
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, "cannot read", e))?;
    decode_image(&path.display().to_string(), &bytes)
}

/// Loads a picture that is in memory; `name` stands for it in messages.
///
/// ```
/// let error = sparkler_data::image::decode_image("seven.png", b"not a picture").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "seven.png: is not an image (it looks like text), expected PNG, JPEG, BMP, GIF or WebP"
/// );
/// ```
///
/// # Errors
/// As [`load_image`].
pub fn decode_image(name: &str, bytes: &[u8]) -> Result<Image> {
    const KNOWN: &str = "PNG, JPEG, BMP, GIF or WebP";
    let format = match image::guess_format(bytes) {
        Ok(
            format @ (ImageFormat::Png
            | ImageFormat::Jpeg
            | ImageFormat::Bmp
            | ImageFormat::Gif
            | ImageFormat::WebP),
        ) => format,
        Ok(other) => {
            return Err(Error::malformed(name, format!("is an image of type {other:?}"), KNOWN));
        }
        Err(_) => {
            let what = match std::str::from_utf8(bytes) {
                _ if bytes.is_empty() => "it is empty".to_string(),
                Ok(text) if !text.contains('\0') => "it looks like text".to_string(),
                _ => format!("it begins with the bytes {:02x?}", &bytes[..bytes.len().min(4)]),
            };
            return Err(Error::malformed(name, format!("is not an image ({what})"), KNOWN));
        }
    };
    let kind = match format {
        ImageFormat::Png => "PNG",
        ImageFormat::Jpeg => "JPEG",
        ImageFormat::Bmp => "BMP",
        ImageFormat::Gif => "GIF",
        _ => "WebP",
    };
    let broken = |e: image::ImageError| {
        Error::malformed(name, format!("a broken {kind} image ({e})"), format!("a whole {kind}"))
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(65535), Some(65535));
    limits.max_alloc = Some(8 * MAX_PIXELS);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        let found = format!("an image of {width} x {height} pixels");
        return Err(Error::malformed(name, found, "an image with pixels"));
    }
    if width as u64 * height as u64 > MAX_PIXELS {
        let found = format!("an image of {width} x {height} pixels");
        return Err(Error::malformed(name, found, format!("at most {MAX_PIXELS} pixels")));
    }
    let orientation = decoder.orientation().map_err(broken)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    image.apply_orientation(orientation);
    let (width, height) = (image.width() as usize, image.height() as usize);
    let color = image.color();
    if color.has_alpha() {
        let rgba = image.into_rgba8().into_raw();
        let rgb = without_alpha(rgba.as_chunks::<4>().0);
        let image = Image::new(width, height, 3, rgb)?;
        return Ok(if color.has_color() { image } else { image.to_grey() });
    }
    match color.has_color() {
        true => Image::new(width, height, 3, image.into_rgb8().into_raw()),
        false => Image::new(width, height, 1, image.into_luma8().into_raw()),
    }
}

/// Lays pixels on paper: white, unless they are so light that they would vanish there.
fn without_alpha(pixels: &[[u8; 4]]) -> Vec<u8> {
    let (mut light, mut opaque) = (0u64, 0u64);
    for &[r, g, b, a] in pixels {
        light += super::luma([r, g, b]) as u64 * a as u64;
        opaque += a as u64;
    }
    let paper = if light > opaque * 192 && opaque > 0 { 0 } else { 255 };
    let lay = |c: u8, a: u8| ((c as u32 * a as u32 + paper * (255 - a as u32) + 127) / 255) as u8;
    pixels.iter().flat_map(|&[r, g, b, a]| [lay(r, a), lay(g, a), lay(b, a)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GrayAlphaImage, LumaA, Rgb, RgbImage, Rgba, RgbaImage};
    use proptest::prelude::*;

    fn encode(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        image.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    const FORMATS: [ImageFormat; 5] = [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Bmp,
        ImageFormat::Gif,
        ImageFormat::WebP,
    ];

    fn sample() -> DynamicImage {
        RgbImage::from_fn(9, 6, |x, _| if x < 5 { Rgb([250, 5, 5]) } else { Rgb([5, 5, 250]) })
            .into()
    }

    #[test]
    fn every_format_is_told_by_its_content() {
        for format in FORMATS {
            let image = decode_image("picture.txt", &encode(&sample(), format)).unwrap();
            assert_eq!((image.width(), image.height(), image.channels()), (9, 6, 3), "{format:?}");
            let [r, _, b] = image.pixels().as_chunks::<3>().0[0];
            assert!(r > 200 && b < 60, "{format:?}: {r} {b}");
        }
    }

    #[test]
    fn transparent_drawings_stay_visible() {
        for (ink, paper) in [(10, 255), (250, 0)] {
            let image = RgbaImage::from_fn(4, 4, |x, _| Rgba([ink, ink, ink, 255 * (x / 3) as u8]));
            let image = decode_image("a", &encode(&image.into(), ImageFormat::Png)).unwrap();
            assert_eq!(&image.pixels()[..3], [paper; 3]);
            assert_eq!(&image.pixels()[9..12], [ink; 3]);
            let grey = GrayAlphaImage::from_fn(4, 4, |x, _| LumaA([ink, 255 * (x / 3) as u8]));
            let grey = decode_image("a", &encode(&grey.into(), ImageFormat::Png)).unwrap();
            assert_eq!(
                (grey.channels(), &grey.pixels()[..4]),
                (1, &[paper, paper, paper, ink][..])
            );
        }
    }

    #[test]
    fn truncated_images_are_errors_or_images() {
        for format in FORMATS {
            let bytes = encode(&sample(), format);
            for end in 0..bytes.len() {
                // Some decoders forgive a missing end; none may panic.
                if let Err(e) = decode_image("cut.img", &bytes[..end]) {
                    assert!(e.to_string().starts_with("cut.img: "), "{e}");
                }
            }
        }
    }

    #[test]
    fn a_small_file_cannot_claim_a_huge_image() {
        let mut bytes = encode(&sample(), ImageFormat::Bmp);
        bytes[18..22].copy_from_slice(&60_000u32.to_le_bytes());
        bytes[22..26].copy_from_slice(&60_000u32.to_le_bytes());
        let e = decode_image("bomb.bmp", &bytes).unwrap_err().to_string();
        assert!(e.contains("60000 x 60000"), "{e}");
        bytes[18..22].copy_from_slice(&0u32.to_le_bytes());
        assert!(decode_image("empty.bmp", &bytes).is_err());
        assert!(decode_image("empty", b"").unwrap_err().to_string().contains("it is empty"));
        let e = load_image("no/such/file.png").unwrap_err().to_string();
        assert_eq!(e, "no/such/file.png: not found");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn damaged_images_never_panic(format in 0..5usize, hits in prop::collection::vec((0..4096usize, any::<u8>()), 1..6)) {
            let mut bytes = encode(&sample(), FORMATS[format]);
            for (at, value) in hits {
                let at = at % bytes.len();
                bytes[at] = value;
            }
            let _ = decode_image("damaged", &bytes);
        }
    }
}
