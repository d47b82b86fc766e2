//! Sheets of thumbnails, to look at many images at once.

use super::Image;
use crate::{Error, Result};
use sparkler_base::Array;

/// Between thumbnails, in pixels.
const MARGIN: usize = 4;
const PAPER: u8 = 48;
const INK: u8 = 255;
/// A letter and the gap after it, and a line of letters with the gap above it.
const LETTER_WIDTH: usize = 4;
const LINE_HEIGHT: usize = 6;

/// Letters of 3 x 5 pixels, in rows from the top, the highest of three bits at the left.
const FONT: &[(char, [u8; 5])] = &[
    ('0', [7, 5, 5, 5, 7]),
    ('1', [2, 6, 2, 2, 7]),
    ('2', [7, 1, 7, 4, 7]),
    ('3', [7, 1, 7, 1, 7]),
    ('4', [5, 5, 7, 1, 1]),
    ('5', [7, 4, 7, 1, 7]),
    ('6', [7, 4, 7, 5, 7]),
    ('7', [7, 1, 1, 2, 2]),
    ('8', [7, 5, 7, 5, 7]),
    ('9', [7, 5, 7, 1, 7]),
    ('A', [2, 5, 7, 5, 5]),
    ('B', [6, 5, 6, 5, 6]),
    ('C', [3, 4, 4, 4, 3]),
    ('D', [6, 5, 5, 5, 6]),
    ('E', [7, 4, 6, 4, 7]),
    ('F', [7, 4, 6, 4, 4]),
    ('G', [3, 4, 5, 5, 3]),
    ('H', [5, 5, 7, 5, 5]),
    ('I', [7, 2, 2, 2, 7]),
    ('J', [1, 1, 1, 5, 2]),
    ('K', [5, 5, 6, 5, 5]),
    ('L', [4, 4, 4, 4, 7]),
    ('M', [5, 7, 7, 5, 5]),
    ('N', [6, 5, 5, 5, 5]),
    ('O', [2, 5, 5, 5, 2]),
    ('P', [6, 5, 6, 4, 4]),
    ('Q', [2, 5, 5, 6, 3]),
    ('R', [6, 5, 6, 5, 5]),
    ('S', [3, 4, 2, 1, 6]),
    ('T', [7, 2, 2, 2, 2]),
    ('U', [5, 5, 5, 5, 7]),
    ('V', [5, 5, 5, 5, 2]),
    ('W', [5, 5, 7, 7, 5]),
    ('X', [5, 5, 2, 5, 5]),
    ('Y', [5, 5, 2, 2, 2]),
    ('Z', [7, 1, 2, 4, 7]),
    ('>', [4, 2, 1, 2, 4]),
    ('<', [1, 2, 4, 2, 1]),
    ('=', [0, 7, 0, 7, 0]),
    ('-', [0, 0, 7, 0, 0]),
    ('+', [0, 2, 7, 2, 0]),
    ('.', [0, 0, 0, 0, 2]),
    (',', [0, 0, 0, 2, 4]),
    (':', [0, 2, 0, 2, 0]),
    ('/', [1, 1, 2, 4, 4]),
    ('%', [5, 1, 2, 4, 5]),
    ('?', [7, 1, 2, 0, 2]),
    ('(', [1, 2, 2, 2, 1]),
    (')', [4, 2, 2, 2, 4]),
    ('#', [5, 7, 5, 7, 5]),
    ('_', [0, 0, 0, 0, 7]),
    (' ', [0, 0, 0, 0, 0]),
];

fn letter(c: char) -> [u8; 5] {
    let c = c.to_ascii_uppercase();
    // A letter that the font does not have shows as a box.
    FONT.iter().find(|(have, _)| *have == c).map_or([7, 5, 5, 5, 7], |(_, rows)| *rows)
}

/// One picture of many: thumbnails in rows of `columns`, each pixel `zoom` pixels wide, each with
/// a caption below it (such as `7>1`, a 7 taken for a 1; digits, letters and a few signs, cut to
/// the thumbnail's width). Without captions no room is left for them.
///
/// `images` is `uint8` `[n, height, width]` or `[n, height, width, channels]` with 1 or 3
/// channels.
///
/// ```
/// use sparkler_data::image::contact_sheet;
/// let (_, test) = sparkler_data::embedded_digits().unwrap();
/// let (few, _) = test.split_at(6).unwrap();
/// let captions: Vec<String> = few.labels.to_vec::<u8>().unwrap().iter().map(u8::to_string).collect();
/// let sheet = contact_sheet(&few.images, &captions, 3, 2).unwrap();
/// assert_eq!(sheet.width(), 3 * (2 * 28 + 4) + 4);
/// ```
///
/// # Errors
/// If the array is another, there are no images, columns or zoom are 0, the captions are neither
/// none nor one for each image, or the sheet is above 65535 pixels wide or tall.
pub fn contact_sheet(
    images: &Array,
    captions: &[String],
    columns: usize,
    zoom: usize,
) -> Result<Image> {
    let (n, height, width, channels) = match *images.shape().dims() {
        [n, height, width] => (n, height, width, 1),
        [n, height, width, channels @ (1 | 3)] => (n, height, width, channels),
        ref dims => {
            let expected = "[n, height, width] or [n, height, width, 1 or 3]";
            return Err(Error::argument("shape of images", format!("{dims:?}"), expected));
        }
    };
    if images.size() == 0 {
        return Err(Error::argument("shape of images", images.shape(), "images with pixels"));
    }
    for (what, value) in [("number of columns", columns), ("zoom", zoom)] {
        if value == 0 {
            return Err(Error::argument(what, 0, "at least 1"));
        }
    }
    if !captions.is_empty() && captions.len() != n {
        let expected = format!("0 or {n}, one for each image");
        return Err(Error::argument("number of captions", captions.len(), expected));
    }
    let pixels = images.to_vec::<u8>()?;
    let columns = columns.min(n);
    // Captions are as large as the thumbnails allow: at zoom 1 the letters are 3 x 5 pixels.
    let font = if captions.is_empty() { 0 } else { zoom.div_ceil(2) };
    let (cell_width, cell_height) = (
        width.saturating_mul(zoom).saturating_add(MARGIN),
        height.saturating_mul(zoom).saturating_add(MARGIN + font.saturating_mul(LINE_HEIGHT)),
    );
    let sheet_width = columns.saturating_mul(cell_width).saturating_add(MARGIN);
    let sheet_height = n.div_ceil(columns).saturating_mul(cell_height).saturating_add(MARGIN);
    super::check_side("sheet width", sheet_width)?;
    super::check_side("sheet height", sheet_height)?;
    let mut out = vec![PAPER; sheet_width * sheet_height * channels];
    let mut paint = |x: usize, y: usize, color: &[u8]| {
        let at = (y * sheet_width + x) * channels;
        out[at..at + channels].copy_from_slice(color);
    };
    for (i, image) in pixels.chunks(height * width * channels).enumerate() {
        let (left, top) = (MARGIN + i % columns * cell_width, MARGIN + i / columns * cell_height);
        for y in 0..height * zoom {
            for x in 0..width * zoom {
                let at = (y / zoom * width + x / zoom) * channels;
                paint(left + x, top + y, &image[at..at + channels]);
            }
        }
        let text = captions.get(i).map_or("", String::as_str);
        // Long captions are written smaller before they are cut.
        let fits = |font: &usize| text.chars().count() * LETTER_WIDTH * font <= width * zoom;
        let font = (1..=font).rev().find(fits).unwrap_or(font.min(1));
        let room = if font == 0 { 0 } else { width * zoom / (LETTER_WIDTH * font) };
        for (place, c) in text.chars().take(room).enumerate() {
            for (row, bits) in letter(c).into_iter().enumerate() {
                for column in (0..3).filter(|column| bits >> (2 - column) & 1 == 1) {
                    for dy in 0..font {
                        for dx in 0..font {
                            let x = left + (place * LETTER_WIDTH + column) * font + dx;
                            let y = top + height * zoom + (row + 1) * font + dy;
                            paint(x, y, &[INK; 3][..channels]);
                        }
                    }
                }
            }
        }
    }
    Image::new(sheet_width, sheet_height, channels, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thumbnails_and_captions_lie_where_they_should() {
        let images = Array::from_slice(&[200u8; 3 * 6 * 5 * 3], &[3, 6, 5, 3]).unwrap();
        let captions = ["7>1 and more", "", "\u{e4}"].map(String::from);
        let sheet = contact_sheet(&images, &captions, 2, 4).unwrap();
        assert_eq!(sheet.width(), 2 * (20 + 4) + 4);
        assert_eq!(sheet.height(), 2 * (24 + 4 + 12) + 4);
        let at = |x: usize, y: usize| sheet.pixels()[(y * sheet.width() + x) * 3];
        assert_eq!((at(3, 3), at(4, 4), at(23, 27), at(24, 4)), (PAPER, 200, 200, PAPER));
        assert_eq!(at(4, 4 + 24 + 1), INK, "the 7 has a bar at its top left");
        assert_eq!(at(28, 4 + 24 + 1), PAPER, "the second has no caption");
    }

    #[test]
    fn impossible_sheets_are_errors() {
        let images = Array::from_slice(&[0u8; 8], &[2, 2, 2]).unwrap();
        assert!(contact_sheet(&images, &[], 0, 1).is_err());
        assert!(contact_sheet(&images, &[], 1, 0).is_err());
        assert!(contact_sheet(&images, &["a".into()], 1, 1).is_err());
        assert!(contact_sheet(&images, &[], 1, usize::MAX).is_err());
        assert!(contact_sheet(&images, &["".into(), "".into()], 9, 1 << 40).is_err());
        let none = Array::from_slice::<u8>(&[], &[0, 2, 2]).unwrap();
        assert!(contact_sheet(&none, &[], 1, 1).is_err());
    }
}
