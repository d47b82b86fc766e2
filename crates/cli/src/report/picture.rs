//! Small images drawn with the letters of a terminal.

use sparkler::data::image::Image;
use std::io::{self, Write};

/// The shades that plain text has, dark to light on a dark ground.
const SHADES: &[u8] = b" .:-=+*#%@";

/// Between two pictures, in columns.
const GAP: usize = 3;

/// Prints images in rows as wide as the terminal, each with a caption below it: with colours by
/// half blocks, two pixels a letter, else by shades of plain text.
pub fn print(
    out: &mut impl Write,
    images: &[(Image, String)],
    columns: usize,
    color: bool,
) -> io::Result<()> {
    let Some(widest) = images.iter().map(|(image, caption)| image.width().max(caption.len())).max()
    else {
        return Ok(());
    };
    let per_row = ((columns + GAP) / (widest + GAP)).max(1);
    for row in images.chunks(per_row) {
        let lines = row.iter().map(|(image, _)| image.height().div_ceil(2)).max().unwrap_or(0);
        for line in 0..lines {
            let mut text = String::new();
            for (image, _) in row {
                text.push_str(&half_line(image, line, color));
                text.extend(std::iter::repeat_n(' ', widest - image.width() + GAP));
            }
            writeln!(out, "{}", text.trim_end())?;
        }
        let captions: Vec<String> =
            row.iter().map(|(_, caption)| format!("{caption:w$}", w = widest + GAP)).collect();
        writeln!(out, "{}\n", captions.concat().trim_end())?;
    }
    Ok(())
}

/// Two rows of pixels as one line of letters.
fn half_line(image: &Image, line: usize, color: bool) -> String {
    let pixel = |x: usize, y: usize| -> [u8; 3] {
        let at = (y * image.width() + x) * image.channels();
        match image.pixels().get(at..at + image.channels()) {
            Some(&[grey]) => [grey; 3],
            Some(&[r, g, b]) => [r, g, b],
            _ => [0; 3], // below an image of odd height
        }
    };
    let mut text = String::new();
    let mut last = None;
    for x in 0..image.width() {
        let (upper, lower) = (pixel(x, 2 * line), pixel(x, 2 * line + 1));
        if color {
            let colors = (palette(upper), palette(lower));
            if last != Some(colors) {
                text.push_str(&format!("\x1b[38;5;{};48;5;{}m", colors.0, colors.1));
                last = Some(colors);
            }
            text.push('▀');
        } else {
            let light: usize = upper.iter().chain(&lower).map(|&c| c as usize).sum();
            text.push(SHADES[light * (SHADES.len() - 1) / (6 * 255)] as char);
        }
    }
    if color {
        text.push_str("\x1b[0m");
    }
    text
}

/// The colour of the terminal's 256 that is nearest to a pixel's: 24 greys between black and
/// white, else a cube of 6 x 6 x 6.
fn palette([r, g, b]: [u8; 3]) -> u8 {
    if r.abs_diff(g) < 8 && g.abs_diff(b) < 8 && r.abs_diff(b) < 8 {
        return match g {
            0..=3 => 16,
            247.. => 231,
            grey => 232 + ((grey as u16 - 3) / 10).min(23) as u8,
        };
    }
    // The cube's steps are 0, 95, 135, 175, 215, 255.
    let step = |c: u8| match c {
        0..48 => 0,
        48..115 => 1,
        _ => ((c - 35) / 40).min(5),
    };
    16 + 36 * step(r) + 6 * step(g) + step(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(images: &[(Image, String)], columns: usize, color: bool) -> String {
        let mut out = Vec::new();
        print(&mut out, images, columns, color).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn pictures_stand_side_by_side() {
        let image = Image::new(2, 3, 1, vec![0, 255, 0, 255, 255, 255]).unwrap();
        let images = vec![(image.clone(), "a".to_string()), (image, "b".to_string())];
        assert_eq!(draw(&images, 80, false), " @    @\n==   ==\na    b\n\n");
        assert_eq!(draw(&images, 4, false).lines().count(), 8);
        let colored = draw(&images, 80, true);
        assert!(colored.starts_with("\x1b[38;5;16;48;5;16m▀\x1b[38;5;231;48;5;231m▀\x1b[0m"));
        assert_eq!(draw(&[], 80, true), "");
    }

    #[test]
    fn colors_are_the_nearest() {
        assert_eq!(palette([0, 0, 0]), 16);
        assert_eq!(palette([255, 255, 255]), 231);
        assert_eq!(palette([128, 128, 128]), 244);
        assert_eq!(palette([255, 0, 0]), 196);
        assert_eq!(palette([0, 95, 215]), 26);
    }
}
