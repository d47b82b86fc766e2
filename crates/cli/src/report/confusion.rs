//! The confusion matrix, in the terminal and as SVG.

use super::markup::{escape, svg_start};
use super::scores::Scores;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Above this many classes a terminal is too narrow for the matrix.
const MAX_TERMINAL_CLASSES: usize = 20;

/// Prints the matrix: a row for each true class, a column for each predicted one, shaded by its
/// part of the row if the terminal has colours.
pub fn print(out: &mut impl Write, scores: &Scores, color: bool) -> io::Result<()> {
    let count = scores.classes.len();
    if count > MAX_TERMINAL_CLASSES {
        return writeln!(out, "The confusion matrix of {count} classes is in the report.");
    }
    let label = scores.classes.iter().map(|c| c.chars().count()).max().unwrap_or(0).min(14);
    let most = scores.confusion.iter().flatten().max().copied().unwrap_or(0);
    // Long class names stand at the rows only; the columns have the first letters.
    let cell = most.to_string().len().max(label.min(5)) + 1;
    let short = |name: &str, width: usize| name.chars().take(width).collect::<String>();
    write!(out, "{:label$} ", "")?;
    for class in &scores.classes {
        write!(out, "{:>cell$} ", short(class, cell))?;
    }
    writeln!(out, " <- taken for")?;
    for (truth, row) in scores.confusion.iter().enumerate() {
        write!(out, "{:>label$} ", short(&scores.classes[truth], label))?;
        let total: usize = row.iter().sum();
        for (predicted, &n) in row.iter().enumerate() {
            let text = if n == 0 { "·".to_string() } else { n.to_string() };
            let part = n as f64 / total.max(1) as f64;
            match color.then(|| background(part, truth == predicted)).flatten() {
                Some(shade) => write!(out, "\x1b[{shade}m{text:>cell$} \x1b[0m")?,
                None => write!(out, "{text:>cell$} ")?,
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The colours of a cell for a terminal: blue for what is right, red for what is wrong, the darker
/// the more. A mistake is visible from half a percent on.
fn background(part: f64, right: bool) -> Option<String> {
    let ramp: &[u8] = if right { &[17, 18, 19, 20, 26] } else { &[52, 88, 124, 160, 196] };
    if part < 0.005 {
        return None;
    }
    // A tenth of a class taken for another is already a disaster.
    let strength = if right { part } else { (part * 10.0).min(1.0) };
    let shade = ramp[((strength * ramp.len() as f64) as usize).min(ramp.len() - 1)];
    Some(format!("48;5;{shade};38;5;231"))
}

/// The matrix as a drawing.
pub fn svg(scores: &Scores) -> String {
    let count = scores.classes.len();
    let longest = scores.classes.iter().map(|c| c.chars().count()).max().unwrap_or(1);
    let cell = if count <= 25 { 40.0 } else { (1000.0 / count as f64).max(4.0) };
    let font = (cell * 0.32).clamp(3.0, 13.0);
    let margin = 34.0 + font * 0.62 * longest as f64;
    let side = margin + cell * count as f64 + 16.0;
    let mut svg = svg_start(side, side, font);
    let middle = margin + cell * count as f64 / 2.0;
    let _ = write!(
        svg,
        r#"<text x="{middle:.1}" y="16" font-size="13" text-anchor="middle">taken for</text><text transform="translate(16 {middle:.1}) rotate(-90)" font-size="13" text-anchor="middle">is</text>"#
    );
    for (i, class) in scores.classes.iter().enumerate() {
        let at = margin + cell * (i as f64 + 0.5);
        let name = escape(class);
        let near = margin - 6.0;
        let _ = write!(
            svg,
            r#"<text x="{near:.1}" y="{:.1}" text-anchor="end">{name}</text>"#,
            at + font * 0.35
        );
        // Short names stand upright above their column, long ones are turned.
        let (turn, anchor) = if longest <= 3 { (0, "middle") } else { (-90, "start") };
        let shift = if turn == 0 { 0.0 } else { font * 0.35 };
        let _ = write!(
            svg,
            r#"<text transform="translate({:.1} {near:.1}) rotate({turn})" text-anchor="{anchor}">{name}</text>"#,
            at + shift
        );
    }
    for (truth, row) in scores.confusion.iter().enumerate() {
        let total: usize = row.iter().sum();
        for (predicted, &n) in row.iter().enumerate() {
            let part = n as f64 / total.max(1) as f64;
            let (x, y) = (margin + cell * predicted as f64, margin + cell * truth as f64);
            let size = cell - 1.0;
            let (fill, ink) = fill(part, n, truth == predicted);
            let (is, taken) = (escape(&scores.classes[truth]), escape(&scores.classes[predicted]));
            let _ = write!(
                svg,
                r#"<rect x="{x:.1}" y="{y:.1}" width="{size:.1}" height="{size:.1}" fill="{fill}"><title>{is} taken for {taken}: {n} of {total}</title></rect>"#
            );
            if n > 0 && cell >= 20.0 {
                let _ = write!(
                    svg,
                    r#"<text x="{:.1}" y="{:.1}" text-anchor="middle" fill="{ink}" pointer-events="none">{n}</text>"#,
                    x + size / 2.0,
                    y + size / 2.0 + font * 0.35
                );
            }
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// Colours of a cell and of its number.
fn fill(part: f64, n: usize, right: bool) -> (String, &'static str) {
    if n == 0 {
        return ("#f5f5f5".into(), "#333");
    }
    let (strength, full) = if right {
        (part, [37.0, 99.0, 201.0])
    } else {
        ((part * 10.0).min(1.0), [214.0, 69.0, 45.0])
    };
    let strength = 0.12 + 0.88 * strength;
    let [r, g, b] = full.map(|c| (255.0 - (255.0 - c) * strength).round() as u8);
    (format!("#{r:02x}{g:02x}{b:02x}"), if strength > 0.55 { "#fff" } else { "#333" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(names: &[&str]) -> Scores {
        let classes: Vec<String> = names.iter().map(|s| s.to_string()).collect();
        let n = classes.len();
        let labels: Vec<usize> = (0..n).collect();
        // Each is recognised but the last, which is taken for the first.
        let mut rows = vec![0.0; n * n];
        (0..n).for_each(|i| rows[i * n + if i + 1 == n { 0 } else { i }] = 1.0);
        Scores::new(&classes, &labels, &rows).unwrap()
    }

    #[test]
    fn plain_terminals_get_plain_text() {
        let mut out = Vec::new();
        print(&mut out, &scores(&["0", "1", "2"]), false).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(!text.contains('\x1b'));
        assert_eq!(text.lines().count(), 4);
        assert!(text.lines().nth(3).unwrap().starts_with("2  1  ·"), "{text}");
        let mut out = Vec::new();
        print(&mut out, &scores(&["ankle boot", "bag"]), true).unwrap();
        assert!(String::from_utf8(out).unwrap().contains("\x1b[48;5;26"));
    }

    #[test]
    fn drawings_have_a_cell_for_each_pair() {
        let svg = svg(&scores(&["a<b", "b", "c"]));
        assert_eq!(svg.matches("<rect x").count(), 9);
        assert!(svg.contains("c taken for a&lt;b: 1 of 1"));
        let many: Vec<String> = (0..100).map(|i| i.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(super::svg(&scores(&many)).contains("99 taken for 0: 1 of 1"));
    }
}
