//! Making a photo or a drawing of a digit look like one of MNIST.

use super::Image;
use crate::{Error, Result};
use image::imageops::{self, FilterType};
use image::{ImageBuffer, Luma};
use sparkler_base::Array;

/// Pictures are worked on at this size, which is enough for 28 pixels and quick.
const WORK_SIDE: usize = 256;
/// A difference in brightness below this is paper and noise, not ink.
const MIN_CONTRAST: f32 = 0.1;
/// The part of the field that MNIST's digits fill: 20 of 28 pixels.
const FILL: f32 = 20.0 / 28.0;
/// Strokes thinner than this part of the field are drawn thicker (MNIST's have some 2.5 of 28).
const THIN_STROKE: f32 = 1.7 / 28.0;
const GOOD_STROKE: f32 = 2.4 / 28.0;

/// Numbers from 0 to 1 in rows.
struct Plane {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

impl Plane {
    fn resize(&self, width: usize, height: usize) -> Plane {
        let (w, h) = (self.width as u32, self.height as u32);
        let image: Option<ImageBuffer<Luma<f32>, Vec<f32>>> =
            ImageBuffer::from_raw(w, h, self.values.clone());
        // `from_raw` fails only on too few values, which no plane has.
        let values = image.map_or(Vec::new(), |image| {
            imageops::resize(&image, width as u32, height as u32, FilterType::Triangle).into_raw()
        });
        Plane { width, height, values }
    }

    /// Indices of the pixels at the edge.
    fn border(&self) -> Vec<usize> {
        let (w, h) = (self.width, self.height);
        let ring = (w.min(h) / 32).max(1);
        let inside = |x: usize, y: usize| {
            (ring..w.saturating_sub(ring)).contains(&x)
                && (ring..h.saturating_sub(ring)).contains(&y)
        };
        (0..w * h).filter(|i| !inside(i % w, i / w)).collect()
    }
}

/// The value below which that fraction of the values lies.
fn quantile(mut values: Vec<f32>, fraction: f32) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let at = ((values.len() - 1) as f32 * fraction).round() as usize;
    *values.select_nth_unstable_by(at, f32::total_cmp).1
}

/// A photo or drawing of one digit as an image like MNIST's: `uint8` `[height, width]`, light ink
/// (255) on dark paper (0).
///
/// An image that has that size and dark edges already is left as it is. Any other is turned grey;
/// the paper is what lies at its edges (light may fall on it unevenly), the ink what differs most
/// from it; specks are dropped; the ink is cut out, scaled so that its longer side takes 20 of 28
/// pixels, made thicker where its strokes would be thinner than a pixel or two, stretched to full
/// contrast, and put with its centre of mass in the middle.
///
/// # Errors
/// If nothing is drawn on the image, or the size asked for is below 4 or above 65535.
pub fn prepare_digit(image: &Image, height: usize, width: usize) -> Result<Array> {
    for side in [height, width] {
        if !(4..=65535).contains(&side) {
            return Err(Error::argument("digit size", side, "4 to 65535 pixels"));
        }
    }
    let grey = image.to_grey();
    let plane = Plane {
        width: grey.width(),
        height: grey.height(),
        values: grey.pixels().iter().map(|&p| p as f32 / 255.0).collect(),
    };
    let edge = quantile(plane.border().iter().map(|&i| plane.values[i]).collect(), 0.5);
    if (grey.width(), grey.height()) == (width, height) {
        if edge < 0.4 {
            return Ok(Array::from_slice(grey.pixels(), &[height, width])?);
        }
        if edge > 0.98 {
            let inverted: Vec<u8> = grey.pixels().iter().map(|p| 255 - p).collect();
            return Ok(Array::from_slice(&inverted, &[height, width])?);
        }
    }

    let mut ink = find_ink(shrink(plane))?;
    let field = height.min(width) as f32;
    let mut area = bounding_box(&ink.mask, ink.plane.width);
    let longer = |area: &Area| area.width().max(area.height()) as f32;
    let scale = field * FILL / longer(&area);
    let stroke = stroke_width(&ink.mask, ink.plane.width);
    if stroke * scale < field * THIN_STROKE {
        let radius = ((field * GOOD_STROKE / scale - stroke) / 2.0).round() as usize;
        ink.thicken(radius);
        area = bounding_box(&ink.mask, ink.plane.width);
    }

    // Cut out and scale; the paper outside counts as 0.
    let cut = ink.plane.cut(&area);
    let scale = field * FILL / longer(&area);
    let to = |side: usize, limit: usize| ((side as f32 * scale).round() as usize).clamp(1, limit);
    let mut digit = cut.resize(to(cut.width, width), to(cut.height, height));

    let lit: Vec<f32> = digit.values.iter().copied().filter(|&v| v > 0.05).collect();
    let full = quantile(lit, 0.9).max(1e-6);
    digit.values.iter_mut().for_each(|v| *v = (*v / full).clamp(0.0, 1.0));

    let (left, top) = centred(&digit, width, height);
    let mut out = vec![0u8; width * height];
    for (y, row) in digit.values.chunks(digit.width).enumerate() {
        for (x, v) in row.iter().enumerate() {
            out[(top + y) * width + left + x] = (v * 255.0).round() as u8;
        }
    }
    Ok(Array::from_slice(&out, &[height, width])?)
}

fn shrink(plane: Plane) -> Plane {
    let longer = plane.width.max(plane.height);
    if longer <= WORK_SIDE {
        return plane;
    }
    let to = |side: usize| (side * WORK_SIDE / longer).max(1);
    plane.resize(to(plane.width), to(plane.height))
}

/// How much ink there is at each pixel, from 0 to 1, and where it surely is.
struct Ink {
    plane: Plane,
    mask: Vec<bool>,
}

fn find_ink(mut plane: Plane) -> Result<Ink> {
    let paper = fit_paper(&plane);
    for (i, v) in plane.values.iter_mut().enumerate() {
        let (x, y) = ((i % plane.width) as f32, (i / plane.width) as f32);
        *v -= paper[0] + paper[1] * x + paper[2] * y;
    }
    // Ink is what lies furthest from the paper, on whichever side.
    let darkest = -quantile(plane.values.clone(), 0.0005);
    let lightest = quantile(plane.values.clone(), 0.9995);
    if darkest > lightest {
        plane.values.iter_mut().for_each(|v| *v = -*v);
    }
    let strongest = darkest.max(lightest);
    let noise = quantile(plane.values.iter().map(|v| v.abs()).collect(), 0.5);
    if strongest < MIN_CONTRAST {
        return Err(Error::argument(
            "image",
            "of one colour (nothing is drawn on it)",
            "a digit in another colour than the paper",
        ));
    }
    let threshold = (0.4 * strongest).max(3.0 * noise).min(0.8 * strongest);
    let mut mask: Vec<bool> = plane.values.iter().map(|&v| v > threshold).collect();
    drop_specks(&mut mask, plane.width);
    // A typical stroke counts as full ink, so that it comes out evenly light.
    let stroke = plane.values.iter().zip(&mask).filter(|(_, m)| **m).map(|(v, _)| *v).collect();
    let full = quantile(stroke, 0.5).max(threshold);
    let none = 0.5 * threshold;
    let near = grow(&mask, plane.width, 1 + plane.width.max(plane.height) / 100);
    for (v, near) in plane.values.iter_mut().zip(near) {
        *v = if near { ((*v - none) / (full - none)).clamp(0.0, 1.0) } else { 0.0 };
    }
    Ok(Ink { plane, mask })
}

/// The brightness of the paper as `a + b x + c y`, fitted to the edges: light rarely falls evenly.
fn fit_paper(plane: &Plane) -> [f32; 3] {
    let border = plane.border();
    let median = quantile(border.iter().map(|&i| plane.values[i]).collect(), 0.5);
    // Strokes that reach the edge are no paper.
    let paper = border.into_iter().filter(|&i| (plane.values[i] - median).abs() < 0.2);
    let (cx, cy) = ((plane.width - 1) as f64 / 2.0, (plane.height - 1) as f64 / 2.0);
    let (mut n, mut sv, mut sx, mut sy) = (0.0, 0.0, 0.0, 0.0);
    let (mut sxx, mut sxy, mut syy, mut sxv, mut syv) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for i in paper {
        let v = plane.values[i] as f64;
        let (x, y) = ((i % plane.width) as f64 - cx, (i / plane.width) as f64 - cy);
        (n, sv, sx, sy) = (n + 1.0, sv + v, sx + x, sy + y);
        (sxx, sxy, syy) = (sxx + x * x, sxy + x * y, syy + y * y);
        (sxv, syv) = (sxv + x * v, syv + y * v);
    }
    let (sxx, sxy, syy) = (sxx - sx * sx / n, sxy - sx * sy / n, syy - sy * sy / n);
    let (sxv, syv) = (sxv - sx * sv / n, syv - sy * sv / n);
    let determinant = sxx * syy - sxy * sxy;
    // Too few pixels, or all in a line: no slope can be told.
    if !determinant.is_finite() || determinant < 1e-3 * n || n < 8.0 {
        return [median, 0.0, 0.0];
    }
    let b = (sxv * syy - syv * sxy) / determinant;
    let c = (syv * sxx - sxv * sxy) / determinant;
    let a = (sv - b * sx - c * sy) / n;
    [(a - b * cx - c * cy) as f32, b as f32, c as f32]
}

/// Removes connected parts that are below a thirtieth of the largest.
fn drop_specks(mask: &mut [bool], width: usize) {
    let height = mask.len() / width;
    let mut part = vec![0usize; mask.len()];
    let mut sizes = vec![0usize];
    let mut todo = Vec::new();
    for start in 0..mask.len() {
        if !mask[start] || part[start] != 0 {
            continue;
        }
        let number = sizes.len();
        sizes.push(0);
        part[start] = number;
        todo.push(start);
        while let Some(i) = todo.pop() {
            sizes[number] += 1;
            let (x, y) = (i % width, i / width);
            for ny in y.saturating_sub(1)..(y + 2).min(height) {
                for nx in x.saturating_sub(1)..(x + 2).min(width) {
                    let j = ny * width + nx;
                    if mask[j] && part[j] == 0 {
                        part[j] = number;
                        todo.push(j);
                    }
                }
            }
        }
    }
    let largest = sizes.iter().copied().max().unwrap_or(0);
    for (m, part) in mask.iter_mut().zip(part) {
        *m = *m && sizes[part] * 30 >= largest;
    }
}

/// The largest value within `radius` of each pixel, along rows and columns.
fn spread<T: Copy + PartialOrd>(values: &[T], width: usize, radius: usize) -> Vec<T> {
    let height = values.len() / width;
    let max = |a: T, b: T| if b > a { b } else { a };
    let mut rows = values.to_vec();
    for y in 0..height {
        for x in 0..width {
            for nx in x.saturating_sub(radius)..(x + radius + 1).min(width) {
                rows[y * width + x] = max(rows[y * width + x], values[y * width + nx]);
            }
        }
    }
    let mut out = rows.clone();
    for y in 0..height {
        for ny in y.saturating_sub(radius)..(y + radius + 1).min(height) {
            for x in 0..width {
                out[y * width + x] = max(out[y * width + x], rows[ny * width + x]);
            }
        }
    }
    out
}

fn grow(mask: &[bool], width: usize, radius: usize) -> Vec<bool> {
    spread(mask, width, radius)
}

impl Ink {
    fn thicken(&mut self, radius: usize) {
        self.plane.values = spread(&self.plane.values, self.plane.width, radius);
        self.mask = grow(&self.mask, self.plane.width, radius);
    }
}

/// How wide the strokes are, in pixels: twice the area over the length of the outline.
fn stroke_width(mask: &[bool], width: usize) -> f32 {
    let height = mask.len() / width;
    let (mut area, mut outline) = (0usize, 0usize);
    for i in (0..mask.len()).filter(|&i| mask[i]) {
        let (x, y) = (i % width, i / width);
        area += 1;
        let inner = x > 0
            && y > 0
            && x + 1 < width
            && y + 1 < height
            && mask[i - 1]
            && mask[i + 1]
            && mask[i - width]
            && mask[i + width];
        outline += usize::from(!inner);
    }
    2.0 * area as f32 / outline.max(1) as f32
}

/// A rectangle of pixels, ends excluded.
struct Area {
    x: std::ops::Range<usize>,
    y: std::ops::Range<usize>,
}

impl Area {
    fn width(&self) -> usize {
        self.x.len()
    }

    fn height(&self) -> usize {
        self.y.len()
    }
}

fn bounding_box(mask: &[bool], width: usize) -> Area {
    let height = mask.len() / width;
    let (mut x, mut y) = (width..0, height..0);
    for i in (0..mask.len()).filter(|&i| mask[i]) {
        let (px, py) = (i % width, i / width);
        (x.start, x.end) = (x.start.min(px), x.end.max(px + 1));
        (y.start, y.end) = (y.start.min(py), y.end.max(py + 1));
    }
    if x.is_empty() { Area { x: 0..width, y: 0..height } } else { Area { x, y } }
}

impl Plane {
    fn cut(&self, area: &Area) -> Plane {
        let rows = area.y.clone().flat_map(|y| {
            self.values[y * self.width + area.x.start..y * self.width + area.x.end].iter().copied()
        });
        Plane { width: area.width(), height: area.height(), values: rows.collect() }
    }
}

/// Where the digit goes in the field, so that its centre of mass lies in the middle.
fn centred(digit: &Plane, width: usize, height: usize) -> (usize, usize) {
    let (mut mass, mut mx, mut my) = (0.0, 0.0, 0.0);
    for (i, &v) in digit.values.iter().enumerate() {
        mass += v;
        mx += v * (i % digit.width) as f32;
        my += v * (i / digit.width) as f32;
    }
    let mass = mass.max(1e-6);
    let place = |field: usize, size: usize, mean: f32| {
        // MNIST's middle is the pixel at half the field, 14 of 28.
        (field as f32 / 2.0 - mean).round().clamp(0.0, (field - size) as f32) as usize
    };
    (place(width, digit.width, mx / mass), place(height, digit.height, my / mass))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded_digits;
    use proptest::prelude::*;

    fn digits() -> Vec<Vec<u8>> {
        let (_, test) = embedded_digits().unwrap();
        let (few, _) = test.split_at(60).unwrap();
        few.images.to_vec::<u8>().unwrap().chunks(784).map(<[u8]>::to_vec).collect()
    }

    fn prepare(image: &Image) -> Vec<u8> {
        prepare_digit(image, 28, 28).unwrap().to_vec().unwrap()
    }

    /// The cosine of two images: 1 if they are the same but for their brightness.
    fn likeness(a: &[u8], b: &[u8]) -> f64 {
        let dot = |a: &[u8], b: &[u8]| -> f64 {
            a.iter().zip(b).map(|(&a, &b)| a as f64 * b as f64).sum()
        };
        dot(a, b) / (dot(a, a) * dot(b, b)).sqrt().max(1.0)
    }

    /// A photo of a digit: enlarged, off the middle, in uneven light with noise and a speck.
    fn photo(digit: &[u8], paper: f32, ink: f32, slope: f32) -> Image {
        let (zoom, width, height) = (9, 420, 380);
        let large = Image::new(28, 28, 1, digit.to_vec()).unwrap();
        let large = large.resize(28 * zoom, 28 * zoom).unwrap();
        let mut noise = 1u32;
        let mut pixels = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let inside =
                    (130..130 + 28 * zoom).contains(&x) && (20..20 + 28 * zoom).contains(&y);
                let mut part = 0.0;
                if inside {
                    part = large.pixels()[(y - 20) * 28 * zoom + x - 130] as f32 / 255.0;
                } else if (10..16).contains(&x) && (300..305).contains(&y) {
                    part = 1.0;
                }
                noise = noise.wrapping_mul(1664525).wrapping_add(1013904223);
                let grain = (noise >> 24) as f32 / 16.0 - 8.0;
                let light = slope * (x as f32 + y as f32) / 800.0;
                pixels.push((paper + (ink - paper) * part + light + grain).clamp(0.0, 255.0) as u8);
            }
        }
        Image::new(width, height, 1, pixels).unwrap()
    }

    #[test]
    fn photos_of_digits_look_like_the_digits() {
        for (paper, ink, slope) in
            [(240.0, 20.0, 0.0), (130.0, 40.0, 90.0), (20.0, 200.0, 0.0), (60.0, 180.0, -50.0)]
        {
            let all: Vec<f64> = digits()
                .iter()
                .map(|digit| likeness(digit, &prepare(&photo(digit, paper, ink, slope))))
                .collect();
            let mean = all.iter().sum::<f64>() / all.len() as f64;
            let bad = all.iter().filter(|&&l| l < 0.8).count();
            assert!(mean > 0.93 && bad < 3, "{paper} {ink} {slope}: mean {mean}, {bad} below .8");
        }
    }

    #[test]
    fn digits_in_the_models_form_stay_as_they_are() {
        for digit in digits() {
            let image = Image::new(28, 28, 1, digit.clone()).unwrap();
            assert_eq!(prepare(&image), digit);
            assert_eq!(prepare(&image.to_rgb()), digit);
            let inverted = digit.iter().map(|p| 255 - p).collect();
            assert_eq!(prepare(&Image::new(28, 28, 1, inverted).unwrap()), digit);
        }
    }

    #[test]
    fn thin_strokes_of_a_large_drawing_stay_visible() {
        let mut pixels = vec![255u8; 1000 * 800];
        for i in 100..700 {
            pixels[i * 1000 + 500..i * 1000 + 504].fill(0);
        }
        let out = prepare(&Image::new(1000, 800, 1, pixels).unwrap());
        let row = &out[14 * 28..15 * 28];
        let light: u32 = row.iter().map(|&p| p as u32).sum();
        assert!((400..900).contains(&light), "a stroke of two or three pixels: {row:?}");
    }

    #[test]
    fn an_empty_page_is_an_error() {
        for value in [0, 128, 255] {
            let page = Image::new(100, 80, 1, vec![value; 8000]).unwrap();
            let e = prepare_digit(&page, 28, 28).unwrap_err().to_string();
            assert!(e.contains("nothing is drawn on it"), "{e}");
        }
        assert!(prepare_digit(&Image::new(1, 1, 1, vec![9]).unwrap(), 28, 28).is_err());
        assert!(prepare_digit(&Image::new(1, 1, 1, vec![9]).unwrap(), 0, 28).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn any_image_of_any_size_gives_a_digit_or_an_error(
            width in 1..40usize, height in 1..40usize, seed in any::<u32>(), sparse in any::<bool>(),
            to in 4..40usize,
        ) {
            let mut state = seed | 1;
            let pixels = (0..width * height).map(|_| {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                if sparse && state & 0x1f00 != 0 { 255 } else { state as u8 }
            }).collect();
            let image = Image::new(width, height, 1, pixels).unwrap();
            if let Ok(out) = prepare_digit(&image, to, 28) {
                prop_assert_eq!(out.shape().dims(), [to, 28]);
            }
        }
    }
}
