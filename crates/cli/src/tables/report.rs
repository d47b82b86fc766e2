//! The report on a training as one web page that needs no other file and no network.

use super::charts::{Plot, Series, Style, bars, plot};
use super::figures::Figures;
use crate::error::Result;
use crate::report::markup::escape;
use sparkler::data::table::Table;
use sparkler::learn::inspection::{partial_dependence_on, permutation_importance};
use sparkler::learn::model_selection::Scoring;
use sparkler::learn::random::Generator;
use sparkler::learn::tabular::{Role, TabularModel, Task};
use sparkler::learn::{Matrix, Samples};
use std::fmt::Write;

/// Rows that importances and dependences look at, at most.
const ROWS: usize = 1000;
/// Columns whose importance is computed, at most.
const COLUMNS: usize = 200;
/// Columns whose dependence is drawn.
const DEPENDENCES: usize = 6;
/// Mistakes that are shown.
const MISTAKES: usize = 20;
/// Curves of classes in one plot.
const CURVES: usize = 8;

/// A learner's score in the cross-validation.
pub struct CrossValidated {
    /// The learner.
    pub name: &'static str,
    /// Mean and interval, or why there is none.
    pub score: Result<(f64, f64, f64), String>,
    /// How long it took.
    pub seconds: f64,
}

/// What the page shows.
pub struct Content<'a> {
    /// The file of the table.
    pub source: &'a str,
    /// The model.
    pub model: &'a TabularModel,
    /// All that was compared.
    pub cv: &'a [CrossValidated],
    /// What was compared.
    pub label: &'a str,
    /// Its figures on the test rows.
    pub figures: &'a Figures,
    /// Those of the baseline.
    pub baseline: &'a Figures,
    /// What was imputed or left out.
    pub notes: &'a [String],
    /// The test rows as numbers.
    pub x: &'a Samples<'a>,
    /// Their targets.
    pub y: &'a [f64],
    /// Their predictions.
    pub predicted: &'a [f64],
    /// The probabilities of the classes.
    pub probabilities: Option<&'a Matrix>,
    /// The table.
    pub table: &'a Table,
    /// The places of the test rows in it, from 0.
    pub rows: &'a [usize],
    /// The seed.
    pub seed: u64,
}

const STYLE: &str = "\
body{font:16px/1.5 system-ui,sans-serif;color:#222;background:#fff;max-width:60rem;margin:2rem auto;\
padding:0 1rem}\
h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2.2rem}\
table{border-collapse:collapse}th,td{padding:.15rem .9rem .15rem 0;text-align:right}\
th:first-child,td:first-child{text-align:left}thead th{border-bottom:1px solid #bbb}\
svg{max-width:100%;height:auto}.wide{overflow-x:auto;font-size:.85rem}\
.score{font-size:1.3rem}.best{font-weight:600}";

/// The page.
pub fn page(c: &Content<'_>) -> Result<String> {
    let target = &c.model.target;
    let mut html = String::new();
    let title = format!("Sparkler: {} of {}", target.name, c.source);
    let _ = write!(
        html,
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{0}</title>\n\
         <style>{STYLE}</style>\n<h1>{0}</h1>\n<p class=\"score\">{1}: {2}</p>\n\
         <p>Baseline that looks at the target alone: {3}</p>\n\
         <p>{4} rows to learn from, {5} to test with, seed {6}.</p>\n",
        escape(&title),
        escape(&c.model.learner),
        escape(&c.figures.line()),
        escape(&c.baseline.line()),
        c.model.rows,
        c.figures.rows,
        c.seed
    );
    let _ = write!(
        html,
        "<h2>Learners compared</h2>\n<p>By cross-validation on the training rows.</p>\n<table>\n\
         <thead><tr><th>learner</th><th>{}</th><th>95 % interval</th><th>seconds</th></tr></thead>\n",
        escape(c.label)
    );
    for learner in c.cv {
        let class = if learner.name == c.model.learner { " class=\"best\"" } else { "" };
        let _ = match &learner.score {
            Ok((mean, low, high)) => writeln!(
                html,
                "<tr{class}><td>{}</td><td>{mean:.4}</td><td>{low:.4} to {high:.4}</td><td>{:.1}</td></tr>",
                learner.name, learner.seconds
            ),
            Err(e) => writeln!(
                html,
                "<tr><td>{}</td><td colspan=\"3\">{}</td></tr>",
                learner.name,
                escape(e)
            ),
        };
    }
    html.push_str("</table>\n");
    match target.task {
        Task::Classification => classes(&mut html, c),
        Task::Regression => numbers(&mut html, c),
    }
    features(&mut html, c)?;
    mistakes(&mut html, c);
    if !c.notes.is_empty() {
        html.push_str("<h2>What was filled in or left out</h2>\n<ul>\n");
        for note in c.notes {
            let _ = writeln!(html, "<li>{}</li>", escape(note));
        }
        html.push_str("</ul>\n");
    }
    html.push_str("</html>\n");
    Ok(html)
}

/// Confusion matrix and the curves of probabilities.
fn classes(html: &mut String, c: &Content<'_>) {
    let names = &c.model.target.classes;
    if names.len() <= 30 {
        html.push_str(
            "<h2>Confusion matrix</h2>\n<p>Rows are what is, columns what was \
                       predicted.</p>\n<div class=\"wide\"><table>\n<thead><tr><th></th>",
        );
        for name in names {
            let _ = write!(html, "<th>{}</th>", escape(name));
        }
        html.push_str("</tr></thead>\n");
        for (name, row) in names.iter().zip(&c.figures.confusion) {
            let _ = write!(html, "<tr><td>{}</td>", escape(name));
            for count in row {
                let _ = write!(html, "<td>{count}</td>");
            }
            html.push_str("</tr>\n");
        }
        html.push_str("</table></div>\n");
    }
    let Some(p) = c.probabilities else { return };
    let shown: Vec<usize> = match names.len() {
        2 => vec![1],
        n => (0..n.min(CURVES)).collect(),
    };
    let (mut roc, mut pr, mut calibration) = (Vec::new(), Vec::new(), Vec::new());
    for class in shown {
        let scores = p.column(class);
        let truth: Vec<bool> = c.y.iter().map(|v| *v == class as f64).collect();
        let series = |points| Series { name: names[class].clone(), points };
        let (r, q) = curves(&scores, &truth);
        roc.push(series(r));
        pr.push(series(q));
        calibration.push(series(calibrated(&scores, &truth)));
    }
    html.push_str("<h2>Probabilities</h2>\n");
    let draw = |title, x, y, series: &[Series], style, diagonal| {
        plot(&Plot { title, x, y, series, style, diagonal, names: &[] })
    };
    html.push_str(&draw(
        "ROC",
        "false positive rate",
        "true positive rate",
        &roc,
        Style::Line,
        true,
    ));
    html.push_str(&draw("Precision and recall", "recall", "precision", &pr, Style::Line, false));
    html.push_str(&draw(
        "Calibration",
        "mean predicted probability",
        "share that is so",
        &calibration,
        Style::LineDots,
        true,
    ));
    if names.len() > CURVES {
        let _ = writeln!(html, "<p>The first {CURVES} of {} classes.</p>", names.len());
    }
}

/// Points of a curve.
type Points = Vec<(f64, f64)>;

/// The ROC curve, and the one of precision over recall, thinned to what a drawing shows.
fn curves(scores: &[f64], truth: &[bool]) -> (Points, Points) {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    let positives = truth.iter().filter(|t| **t).count() as f64;
    let negatives = truth.len() as f64 - positives;
    let (mut roc, mut pr) = (vec![(0.0, 0.0)], Vec::new());
    let (mut right, mut wrong) = (0.0, 0.0);
    for (i, &row) in order.iter().enumerate() {
        if truth[row] {
            right += 1.0
        } else {
            wrong += 1.0
        }
        let last = i + 1 == order.len();
        if !last && scores[order[i + 1]] == scores[row] {
            continue;
        }
        let point = (wrong / negatives, right / positives);
        let far = roc.last().is_none_or(|l| (l.0 - point.0).abs() + (l.1 - point.1).abs() > 0.004);
        if far || last {
            roc.push(point);
            pr.push((right / positives, right / (right + wrong)));
        }
    }
    (roc, pr)
}

/// For each tenth of the probabilities their mean and the share that is so.
fn calibrated(scores: &[f64], truth: &[bool]) -> Points {
    (0..10)
        .filter_map(|bin| {
            let of = |s: f64| ((s * 10.0) as usize).min(9) == bin;
            let rows: Vec<usize> = (0..scores.len()).filter(|&r| of(scores[r])).collect();
            let n = rows.len() as f64;
            (n > 0.0).then(|| {
                (
                    rows.iter().map(|&r| scores[r]).sum::<f64>() / n,
                    rows.iter().filter(|&&r| truth[r]).count() as f64 / n,
                )
            })
        })
        .collect()
}

/// Predictions and residuals.
fn numbers(html: &mut String, c: &Content<'_>) {
    let rows = sample(c.y.len(), 1500, c.seed);
    let predicted: Points = rows.iter().map(|&r| (c.y[r], c.predicted[r])).collect();
    let residuals: Points =
        rows.iter().map(|&r| (c.predicted[r], c.y[r] - c.predicted[r])).collect();
    html.push_str("<h2>Residuals</h2>\n");
    for (title, x, y, points, diagonal) in [
        ("Predictions", "what is", "predicted", predicted, true),
        ("Residuals", "predicted", "what is - predicted", residuals, false),
    ] {
        let series = [Series { name: String::new(), points }];
        html.push_str(&plot(&Plot {
            title,
            x,
            y,
            series: &series,
            style: Style::Dots,
            diagonal,
            names: &[],
        }));
    }
}

/// Some rows, in order.
fn sample(rows: usize, at_most: usize, seed: u64) -> Vec<usize> {
    let mut out = Generator::new(seed, 1).choose(rows, at_most);
    out.sort_unstable();
    out
}

/// Importances and dependences.
fn features(html: &mut String, c: &Content<'_>) -> Result<()> {
    let rows = sample(c.y.len(), ROWS, c.seed);
    let x = c.x.take(&rows).features()?;
    let y: Vec<f64> = rows.iter().map(|&r| c.y[r]).collect();
    let places = c.model.encoder.places();
    let (scoring, label) = match c.model.target.task {
        Task::Classification => (Scoring::Accuracy, "accuracy"),
        Task::Regression => (Scoring::R2, "R2"),
    };
    let groups: Vec<_> = places.iter().take(COLUMNS).map(|p| p.1.clone()).collect();
    let model = &*c.model.model;
    let repeats = if groups.len() > 50 { 2 } else { 5 };
    let found = permutation_importance(
        model,
        &x,
        &y,
        &groups,
        &|model, x, y| scoring.score(model, x, y),
        repeats,
        c.seed,
    )?;
    let (mean, std) = (found.importances_mean, found.importances_std);
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by(|&a, &b| mean[b].total_cmp(&mean[a]));
    let shown: Vec<(String, f64, f64)> =
        order.iter().take(20).map(|&i| (places[i].0.to_string(), mean[i], std[i])).collect();
    let _ = write!(
        html,
        "<h2>Which columns matter</h2>\n<p>How much {label} falls on {} test rows when a column's \
         values are exchanged between rows ({repeats} times).{}</p>\n{}",
        rows.len(),
        if places.len() > COLUMNS {
            format!(" The first {COLUMNS} of {} columns.", places.len())
        } else {
            String::new()
        },
        bars("Permutation importance", &shown)
    );
    html.push_str(
        "<h2>Partial dependence</h2>\n<p>The mean prediction on these rows when a column \
                   has the value below in all of them.</p>\n",
    );
    let few = x.take_rows(&sample(x.rows(), 300, c.seed));
    let classes = &c.model.target.classes;
    for &i in order.iter().take(DEPENDENCES) {
        let (name, place) = &places[i];
        let role = c.model.encoder.columns.iter().find(|e| e.field.name == *name).map(|e| &e.role);
        let mut names: &[String] = &[];
        let grid: Vec<f64> = match role {
            Some(Role::Category { names: of }) => {
                names = &of[..of.len().min(12)];
                (0..names.len()).map(|v| v as f64).collect()
            }
            Some(Role::Number | Role::Date) => grid(&c.x.feature(place.start)),
            _ => continue,
        };
        if grid.len() < 2 {
            continue;
        }
        let found = partial_dependence_on(model, &few, place.start, grid)?;
        let probabilities = model.predict_proba(&few).is_ok();
        // Of two classes there is one list, that of the second.
        let name_of = |k: usize| match (classes.len(), found.average.len()) {
            (2, 1) => classes[1].clone(),
            (a, b) if a == b => classes[k].clone(),
            _ => String::new(),
        };
        let series: Vec<Series> = found
            .average
            .iter()
            .take(CURVES)
            .enumerate()
            .map(|(k, values)| Series {
                name: name_of(k),
                points: found.grid.iter().copied().zip(values.iter().copied()).collect(),
            })
            .collect();
        let y = match (classes.is_empty(), probabilities) {
            (true, _) => c.model.target.name.as_str(),
            (_, true) => "probability",
            _ => "decision function",
        };
        let style = if names.is_empty() { Style::Line } else { Style::Dots };
        html.push_str(&plot(&Plot {
            title: name,
            x: name,
            y,
            series: &series,
            style,
            diagonal: false,
            names,
        }));
    }
    Ok(())
}

/// Up to twenty values between the 2nd and the 98th percentile.
fn grid(column: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = column.iter().copied().filter(|v| !v.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    if n == 0 {
        return Vec::new();
    }
    let mut out: Vec<f64> = (0..20)
        .map(|i| sorted[((0.02 + 0.96 * f64::from(i) / 19.0) * (n - 1) as f64) as usize])
        .collect();
    out.dedup();
    out
}

/// The rows that were wrong the most.
fn mistakes(html: &mut String, c: &Content<'_>) {
    let target = &c.model.target;
    let how_wrong = |row: usize| match target.task {
        Task::Regression => (c.y[row] - c.predicted[row]).abs(),
        Task::Classification if c.y[row] == c.predicted[row] => 0.0,
        Task::Classification => c.probabilities.map_or(1.0, |p| {
            let column = c.predicted[row] as usize;
            if column < p.columns() { p.get(row, column) } else { 1.0 }
        }),
    };
    let mut order: Vec<usize> = (0..c.y.len()).filter(|&r| how_wrong(r) > 0.0).collect();
    order.sort_by(|&a, &b| how_wrong(b).total_cmp(&how_wrong(a)));
    let all = order.len();
    order.truncate(MISTAKES);
    let _ = write!(
        html,
        "<h2>The worst mistakes</h2>\n<p>{} of {all}. Rows are counted from 1, without the header.\
         </p>\n<div class=\"wide\"><table>\n<thead><tr><th>row</th><th>{}</th><th>predicted</th>\
         <th>{}</th>",
        order.len(),
        escape(&target.name),
        match target.task {
            Task::Classification => "probability",
            Task::Regression => "off by",
        }
    );
    let columns = || c.table.columns().iter().take(12);
    for column in columns() {
        let _ = write!(html, "<th>{}</th>", escape(column.name()));
    }
    html.push_str("</tr></thead>\n");
    for row in order {
        let _ = write!(
            html,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{:.4}</td>",
            c.rows[row] + 1,
            escape(&target.text(c.y[row])),
            escape(&target.text(c.predicted[row])),
            how_wrong(row)
        );
        for column in columns() {
            let text = column.text(c.rows[row]).unwrap_or_default();
            let short: String = text.chars().take(40).collect();
            let _ = write!(html, "<td>{}</td>", escape(&short));
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</table></div>\n");
}
