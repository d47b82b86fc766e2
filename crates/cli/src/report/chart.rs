//! Learning curves as SVG.

use super::markup::{escape, svg_start};
use crate::history::Epoch;
use std::fmt::Write;

/// Size of a panel, and of the room for axes and titles around its plot.
const WIDTH: f64 = 440.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 56.0;
const BOTTOM: f64 = 44.0;

/// Above this many epochs the points are left out: the line says it all.
const MAX_POINTS: usize = 60;

struct Series<'a> {
    name: &'a str,
    color: &'a str,
    values: Vec<f64>,
}

/// Loss and accuracy over the epochs, for the training and the validation data, side by side.
pub fn learning_curves(history: &[Epoch], validation: &str) -> String {
    let series = |train: fn(&Epoch) -> f64, val: fn(&Epoch) -> f64| {
        [
            Series {
                name: "training",
                color: "#2563c9",
                values: history.iter().map(train).collect(),
            },
            Series {
                name: validation,
                color: "#d9730d",
                values: history.iter().map(val).collect(),
            },
        ]
    };
    let first = history.first().map_or(1, |e| e.epoch);
    let mut svg = svg_start(2.0 * WIDTH, HEIGHT, 12.0);
    panel(&mut svg, 0.0, "loss", first, &series(|e| e.loss, |e| e.val_loss));
    panel(&mut svg, WIDTH, "accuracy", first, &series(|e| e.accuracy, |e| e.val_accuracy));
    svg.push_str("</svg>\n");
    svg
}

/// One plot with its axes and legend, at that distance from the left.
fn panel(svg: &mut String, left: f64, title: &str, first_epoch: usize, series: &[Series<'_>]) {
    let count = series.iter().map(|s| s.values.len()).max().unwrap_or(0);
    let finite = || series.iter().flat_map(|s| &s.values).copied().filter(|v| v.is_finite());
    let (low, high) = match finite().next() {
        Some(first) => finite().fold((first, first), |(l, h), v| (l.min(v), h.max(v))),
        None => (0.0, 1.0),
    };
    let ticks = ticks(low, high);
    let (bottom, top) = (ticks[0], ticks[ticks.len() - 1]);
    // One epoch stands in the middle.
    let last = count.saturating_sub(1).max(1) as f64;
    let x = |i: usize| match count {
        1 => left + LEFT + (WIDTH - LEFT - RIGHT) / 2.0,
        _ => left + LEFT + (WIDTH - LEFT - RIGHT) * i as f64 / last,
    };
    let y = |v: f64| TOP + (HEIGHT - TOP - BOTTOM) * (top - v) / (top - bottom);
    let _ = write!(
        svg,
        r#"<text x="{}" y="22" font-size="15" font-weight="600">{title}</text>"#,
        left + LEFT
    );
    for (i, s) in series.iter().enumerate() {
        let at = left + LEFT + 90.0 * i as f64;
        let _ = write!(
            svg,
            r#"<path d="M{at} 38h18" stroke="{}" stroke-width="2"/><text x="{}" y="42">{}</text>"#,
            s.color,
            at + 24.0,
            escape(s.name)
        );
    }
    for &tick in &ticks {
        let _ = write!(
            svg,
            r##"<path d="M{} {y:.1}H{}" stroke="#e4e4e4"/><text x="{}" y="{:.1}" text-anchor="end">{}</text>"##,
            left + LEFT,
            left + WIDTH - RIGHT,
            left + LEFT - 7.0,
            y(tick) + 4.0,
            tick_label(tick, ticks[1] - ticks[0]),
            y = y(tick),
        );
    }
    let stride = count.div_ceil(12).max(1);
    for i in (0..count).step_by(stride) {
        let _ = write!(
            svg,
            r#"<text x="{:.1}" y="{}" text-anchor="middle">{}</text>"#,
            x(i),
            HEIGHT - BOTTOM + 17.0,
            first_epoch + i
        );
    }
    let _ = write!(
        svg,
        r#"<text x="{:.1}" y="{}" text-anchor="middle">epoch</text>"#,
        left + (LEFT + WIDTH - RIGHT) / 2.0,
        HEIGHT - 8.0
    );
    for s in series {
        line(svg, s, first_epoch, x, y);
    }
}

fn line(
    svg: &mut String,
    s: &Series<'_>,
    first_epoch: usize,
    x: impl Fn(usize) -> f64,
    y: impl Fn(f64) -> f64,
) {
    let mut path = String::new();
    let mut pen_down = false;
    for (i, &v) in s.values.iter().enumerate() {
        if v.is_finite() {
            let _ = write!(path, "{}{:.1} {:.1}", if pen_down { 'L' } else { 'M' }, x(i), y(v));
        }
        pen_down = v.is_finite();
    }
    let _ = write!(
        svg,
        r#"<path d="{path}" fill="none" stroke="{}" stroke-width="2" stroke-linejoin="round"/>"#,
        s.color
    );
    if s.values.len() > MAX_POINTS {
        return;
    }
    for (i, &v) in s.values.iter().enumerate().filter(|(_, v)| v.is_finite()) {
        let _ = write!(
            svg,
            r#"<circle cx="{:.1}" cy="{:.1}" r="2.6" fill="{}"><title>{}, epoch {}: {v:.4}</title></circle>"#,
            x(i),
            y(v),
            s.color,
            escape(s.name),
            first_epoch + i
        );
    }
}

/// Round numbers, evenly spaced, that enclose a range; at least two.
pub fn ticks(low: f64, high: f64) -> Vec<f64> {
    let span = if high > low { high - low } else { low.abs().max(0.1) * 0.2 };
    let rough = span / 4.0;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|m| m * power).into_iter().find(|s| *s >= rough);
    let step = step.unwrap_or(10.0 * power);
    // A hair's breadth, so that rounding does not add an empty line.
    let first = (low / step + 1e-9).floor() as i64;
    let last = ((high / step - 1e-9).ceil() as i64).max(first + 1);
    (first..=last).map(|i| i as f64 * step).collect()
}

/// A tick's number with as many decimals as the distance to the next needs.
pub fn tick_label(tick: f64, step: f64) -> String {
    let decimals = (0..8).find(|&d| {
        let scaled = step * 10f64.powi(d);
        (scaled - scaled.round()).abs() < 1e-6 * scaled.max(1.0)
    });
    format!("{tick:.*}", decimals.unwrap_or(8) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epoch(epoch: usize, loss: f64) -> Epoch {
        Epoch { epoch, seconds: 1.0, loss, accuracy: 0.9, val_loss: loss + 0.1, val_accuracy: 0.8 }
    }

    #[test]
    fn ticks_enclose_the_range() {
        for (low, high) in
            [(0.0, 1.0), (0.031, 0.72), (0.9, 0.9), (0.0, 0.0), (-3.0, 1e6), (2.0, 2.1)]
        {
            let ticks = ticks(low, high);
            assert!((2..=8).contains(&ticks.len()), "{low} {high}: {ticks:?}");
            assert!(ticks[0] <= low + 1e-9 && ticks[ticks.len() - 1] >= high - 1e-9, "{ticks:?}");
        }
        assert_eq!(tick_label(0.25, 0.05), "0.25");
        assert_eq!(tick_label(0.5, 0.25), "0.50");
        assert_eq!(tick_label(3.0, 1.0), "3");
    }

    #[test]
    fn a_curve_for_each_series_and_a_point_for_each_epoch() {
        let history: Vec<Epoch> = (1..=5).map(|i| epoch(i, 1.0 / i as f64)).collect();
        let svg = learning_curves(&history, "test");
        assert_eq!(svg.matches("<circle").count(), 20);
        assert_eq!(svg.matches("fill=\"none\"").count(), 4);
        assert!(svg.contains("training, epoch 2: 0.5000"));
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }

    #[test]
    fn odd_histories_are_drawn_too() {
        for history in [vec![], vec![epoch(1, 0.5)], vec![epoch(1, f64::NAN), epoch(2, 1.0)]] {
            let svg = learning_curves(&history, "<test>");
            assert!(svg.contains("&lt;test&gt;") && !svg.contains("NaN"), "{svg}");
        }
    }
}
