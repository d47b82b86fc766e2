//! The report as one web page that needs no other file and no network.

use super::markup::{base64, escape};
use super::{ON_SHEET, Results, accuracy_line, decimal};
use std::fmt::Write;

/// What a page shows.
pub struct Content<'a> {
    /// Its title.
    pub title: &'a str,
    /// Lines for its head: what, and which.
    pub facts: &'a [(&'a str, String)],
    /// The figures.
    pub results: &'a Results<'a>,
    /// The learning curves as SVG.
    pub curves: &'a str,
    /// The confusion matrix as SVG.
    pub matrix: &'a str,
    /// The contact sheet of mistakes as PNG.
    pub sheet: Option<&'a [u8]>,
}

const STYLE: &str = "\
body{font:16px/1.5 system-ui,sans-serif;color:#222;background:#fff;max-width:58rem;margin:2rem auto;\
padding:0 1rem}\
h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2.2rem}\
table{border-collapse:collapse}th,td{padding:.15rem .9rem .15rem 0;text-align:right}\
th:first-child,td:first-child{text-align:left}thead th{border-bottom:1px solid #bbb}\
svg,img{max-width:100%;height:auto}img{image-rendering:pixelated}\
.facts th,.facts td{text-align:left;font-weight:400}.facts th{color:#666}\
.score{font-size:1.3rem}";

/// The page.
pub fn page(content: &Content<'_>) -> String {
    let Content { title, facts, results, curves, matrix, sheet } = content;
    let scores = results.scores;
    let mut html = String::new();
    let _ = write!(
        html,
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{0}</title>\n\
         <style>{STYLE}</style>\n<h1>{0}</h1>\n<p class=\"score\">Test {1}, loss {2:.4}</p>\n\
         <table class=\"facts\">\n",
        escape(title),
        escape(&accuracy_line(scores)),
        results.loss,
    );
    for (what, which) in *facts {
        let _ = writeln!(html, "<tr><th>{}</th><td>{}</td></tr>", escape(what), escape(which));
    }
    let _ = write!(
        html,
        "</table>\n<h2>Learning curves</h2>\n{curves}<h2>Classes</h2>\n<table>\n<thead><tr>\
         <th>class</th><th>precision</th><th>recall</th><th>F1</th><th>images</th></tr></thead>\n"
    );
    for (name, c) in scores.classes.iter().zip(scores.per_class()) {
        let _ = writeln!(
            html,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(name),
            decimal(c.precision),
            decimal(c.recall),
            decimal(c.f1),
            c.support
        );
    }
    let _ = write!(html, "</table>\n<h2>Confusion matrix</h2>\n{matrix}");
    if let Some(png) = sheet {
        let count = scores.mistakes.len();
        let which = if count > ON_SHEET {
            format!("The {ON_SHEET} surest of {count} mistakes")
        } else {
            format!("All {count} mistakes, the surest first")
        };
        let _ = write!(
            html,
            "<h2>Mistakes</h2>\n<p>{which}; 7&gt;1 is a 7 taken for a 1.</p>\n\
             <img alt=\"mistaken images\" src=\"data:image/png;base64,{}\">\n",
            base64(png)
        );
    }
    html.push_str("</html>\n");
    html
}
