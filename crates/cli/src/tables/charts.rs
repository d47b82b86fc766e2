//! Drawings of the report as SVG: curves, points, bars.

use crate::report::chart::{tick_label, ticks};
use crate::report::markup::{escape, svg_start};
use std::fmt::Write;

const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 62.0;
const RIGHT: f64 = 22.0;
const TOP: f64 = 36.0;
const BOTTOM: f64 = 46.0;
/// Colours that people with colour blindness can tell apart (Okabe and Ito).
const COLORS: [&str; 8] =
    ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#000000"];

/// How points are drawn.
#[derive(Clone, Copy, PartialEq)]
pub enum Style {
    /// Joined by lines.
    Line,
    /// Joined by lines, and dots.
    LineDots,
    /// Dots alone.
    Dots,
}

/// One curve.
pub struct Series {
    /// Its name in the legend; empty for none.
    pub name: String,
    /// Its points.
    pub points: Vec<(f64, f64)>,
}

/// A plot.
pub struct Plot<'a> {
    /// Above it.
    pub title: &'a str,
    /// Below it.
    pub x: &'a str,
    /// Left of it.
    pub y: &'a str,
    /// What is drawn.
    pub series: &'a [Series],
    /// How.
    pub style: Style,
    /// A line of equal coordinates for comparison?
    pub diagonal: bool,
    /// Names of the whole numbers on the x axis, for categories.
    pub names: &'a [String],
}

/// Draws a plot.
pub fn plot(plot: &Plot<'_>) -> String {
    let points = || plot.series.iter().flat_map(|s| &s.points);
    let finite = |v: &f64| v.is_finite();
    let range = |of: fn(&(f64, f64)) -> f64| {
        let values = || points().map(of).filter(finite);
        match values().next() {
            Some(first) => values().fold((first, first), |(l, h), v| (l.min(v), h.max(v))),
            None => (0.0, 1.0),
        }
    };
    let (mut xs, mut ys) = (range(|p| p.0), range(|p| p.1));
    if plot.diagonal {
        let both = (xs.0.min(ys.0), xs.1.max(ys.1));
        (xs, ys) = (both, both);
    }
    let x_ticks = match plot.names.is_empty() {
        true => ticks(xs.0, xs.1),
        false => (0..plot.names.len().max(2)).map(|i| i as f64).collect(),
    };
    let y_ticks = ticks(ys.0, ys.1);
    let ends = |t: &[f64]| (t[0], t[t.len() - 1]);
    // Categories do not stand on the edges.
    let edge = if plot.names.is_empty() { 0.0 } else { 0.5 };
    let (x0, x1) = (ends(&x_ticks).0 - edge, ends(&x_ticks).1 + edge);
    let (y0, y1) = ends(&y_ticks);
    let x = |v: f64| LEFT + (WIDTH - LEFT - RIGHT) * (v - x0) / (x1 - x0);
    let y = |v: f64| TOP + (HEIGHT - TOP - BOTTOM) * (y1 - v) / (y1 - y0);
    let mut svg = svg_start(WIDTH, HEIGHT, 11.0);
    let _ = write!(
        svg,
        r#"<text x="{LEFT}" y="20" font-size="14" font-weight="600">{}</text>"#,
        escape(plot.title)
    );
    for &tick in &y_ticks {
        let _ = write!(
            svg,
            r##"<path d="M{LEFT} {0:.1}H{1}" stroke="#e4e4e4"/><text x="{2}" y="{3:.1}" text-anchor="end">{4}</text>"##,
            y(tick),
            WIDTH - RIGHT,
            LEFT - 6.0,
            y(tick) + 4.0,
            tick_label(tick, y_ticks[1] - y_ticks[0])
        );
    }
    for &tick in &x_ticks {
        let label = match plot.names.is_empty() {
            true => tick_label(tick, x_ticks[1] - x_ticks[0]),
            false => plot
                .names
                .get(tick as usize)
                .map(|n| n.chars().take(8).collect())
                .unwrap_or_default(),
        };
        let _ = write!(
            svg,
            r#"<text x="{:.1}" y="{}" text-anchor="middle">{}</text>"#,
            x(tick),
            HEIGHT - BOTTOM + 16.0,
            escape(&label)
        );
    }
    let _ = write!(
        svg,
        r#"<text x="{:.1}" y="{}" text-anchor="middle">{}</text><text transform="rotate(-90)" x="{:.1}" y="13" text-anchor="middle">{}</text>"#,
        (LEFT + WIDTH - RIGHT) / 2.0,
        HEIGHT - 10.0,
        escape(plot.x),
        -(TOP + HEIGHT - BOTTOM) / 2.0,
        escape(plot.y)
    );
    if plot.diagonal {
        let (low, high) = (x0.max(y0), x1.min(y1));
        let _ = write!(
            svg,
            r##"<path d="M{:.1} {:.1}L{:.1} {:.1}" stroke="#999" stroke-dasharray="4 4"/>"##,
            x(low),
            y(low),
            x(high),
            y(high)
        );
    }
    for (i, series) in plot.series.iter().enumerate() {
        let color = COLORS[i % COLORS.len()];
        let drawn = || series.points.iter().filter(|p| p.0.is_finite() && p.1.is_finite());
        if plot.style != Style::Dots {
            let mut path = String::new();
            for (j, p) in drawn().enumerate() {
                let pen = if j == 0 { 'M' } else { 'L' };
                let _ = write!(path, "{pen}{:.1} {:.1}", x(p.0), y(p.1));
            }
            let _ = write!(
                svg,
                r#"<path d="{path}" fill="none" stroke="{color}" stroke-width="1.8" stroke-linejoin="round"/>"#
            );
        }
        if plot.style != Style::Line {
            for p in drawn() {
                let _ = write!(
                    svg,
                    r#"<circle cx="{:.1}" cy="{:.1}" r="{}" fill="{color}" fill-opacity=".7"/>"#,
                    x(p.0),
                    y(p.1),
                    if plot.names.is_empty() { 2.2 } else { 4.0 }
                );
            }
        }
        if !series.name.is_empty() {
            let at = TOP + 14.0 * i as f64 + 8.0;
            let _ = write!(
                svg,
                r#"<path d="M{0} {1}h14" stroke="{color}" stroke-width="2"/><text x="{2}" y="{3}" text-anchor="end">{4}</text>"#,
                WIDTH - RIGHT - 18.0,
                at - 4.0,
                WIDTH - RIGHT - 22.0,
                at,
                escape(&series.name)
            );
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// A bar for each name, with a thin line for its spread.
pub fn bars(title: &str, bars: &[(String, f64, f64)]) -> String {
    const ROW: f64 = 20.0;
    const NAMES: f64 = 190.0;
    let width = 640.0;
    let height = 34.0 + ROW * bars.len() as f64;
    let low = bars.iter().map(|b| b.1 - b.2).fold(0.0, f64::min);
    let high = bars.iter().map(|b| b.1 + b.2).fold(0.0, f64::max);
    let span = if high > low { high - low } else { 1.0 };
    let x = |v: f64| NAMES + (width - NAMES - 70.0) * (v - low) / span;
    let mut svg = svg_start(width, height, 12.0);
    let _ = write!(
        svg,
        r#"<text x="4" y="18" font-size="14" font-weight="600">{}</text>"#,
        escape(title)
    );
    for (i, (name, mean, std)) in bars.iter().enumerate() {
        let top = 28.0 + ROW * i as f64;
        let name: String = name.chars().take(26).collect();
        let (from, to) = (x(mean.min(0.0)), x(mean.max(0.0)));
        let _ = write!(
            svg,
            r#"<text x="{}" y="{:.1}" text-anchor="end">{}</text><rect x="{from:.1}" y="{:.1}" width="{:.1}" height="13" fill="{}"/><path d="M{:.1} {:.1}H{:.1}" stroke="black"/><text x="{:.1}" y="{:.1}">{mean:.4}</text>"#,
            NAMES - 8.0,
            top + 11.0,
            escape(&name),
            top,
            to - from,
            COLORS[0],
            x(mean - std),
            top + 6.5,
            x(mean + std),
            x((mean + std).max(0.0)) + 6.0,
            top + 11.0
        );
    }
    svg.push_str("</svg>\n");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_numbers_are_drawn_too() {
        for points in [vec![], vec![(1.0, 1.0)], vec![(f64::NAN, 1.0), (0.0, f64::INFINITY)]] {
            let svg = plot(&Plot {
                title: "<t>",
                x: "x",
                y: "y",
                series: &[Series { name: "a&b".into(), points }],
                style: Style::LineDots,
                diagonal: true,
                names: &[],
            });
            assert!(svg.contains("&lt;t&gt;") && !svg.contains("NaN") && !svg.contains("inf"));
        }
        assert!(!bars("b", &[("x".into(), 0.0, 0.0)]).contains("NaN"));
    }
}
