//! Single cells: what a text may stand for.

use super::date::parse_date;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Missing,
    /// A number, where the file says so or the text is one. May be infinite.
    Number(f64, &'a str),
    /// `true` or `false`.
    Boolean(bool, &'a str),
    /// A date.
    Date(i64, &'a str),
    /// Anything else.
    Text(&'a str),
}

/// The texts of any file that stand for a missing value: those of pandas' `read_csv` that people
/// write, and the question mark of the UCI repository. Not `none` in small letters, which is a
/// category of many tables (no other credit, no damage).
const MISSING: [&str; 14] = [
    "", "?", "NA", "N/A", "n/a", "#N/A", "#NA", "<NA>", "NaN", "nan", "-nan", "NULL", "null",
    "None",
];

/// Does a text stand for a missing value?
pub fn is_missing(text: &str, more: &[String]) -> bool {
    (text.len() <= 4 && MISSING.contains(&text)) || more.iter().any(|m| m == text)
}

impl<'a> Cell<'a> {
    /// What a text may stand for, without spaces around it.
    pub fn parse(text: &'a str, missing: &[String]) -> Cell<'a> {
        let text = text.trim();
        if is_missing(text, missing) {
            return Cell::Missing;
        }
        if let Some(number) = number(text) {
            return Cell::Number(number, text);
        }
        if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") {
            return Cell::Boolean(text.len() == 4, text);
        }
        match parse_date(text) {
            Some(date) => Cell::Date(date, text),
            None => Cell::Text(text),
        }
    }

    /// Its text.
    pub fn text(&self) -> &'a str {
        match self {
            Cell::Missing => "",
            Cell::Number(_, t) | Cell::Boolean(_, t) | Cell::Date(_, t) | Cell::Text(t) => t,
        }
    }
}

/// The number that a text is. `inf` and numbers too large for 64 bits are infinite.
pub fn number(text: &str) -> Option<f64> {
    // Not `nan`, which is missing, and not names such as `infinity` inside a column of words.
    let first = text.as_bytes().first()?;
    match first {
        b'0'..=b'9' | b'+' | b'-' | b'.' | b'i' | b'I' => {
            text.parse().ok().filter(|x: &f64| !x.is_nan())
        }
        _ => None,
    }
}
