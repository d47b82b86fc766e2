//! JSON lines: one object a line.

use super::cell::{Cell, is_missing};
use super::date::parse_date;
use super::source::Source;
use crate::{Error, Result};
use serde_json::{Map, Value};
use std::io::{BufRead, BufReader, Read};

/// The objects of a file.
pub struct Objects {
    source: Source,
    reader: BufReader<Box<dyn Read + Send>>,
    text: String,
    /// The line of the object, from 1.
    pub line: u64,
    /// The object.
    pub object: Map<String, Value>,
}

impl Objects {
    /// Opens a file.
    pub fn open(source: &Source) -> Result<Objects> {
        Ok(Objects {
            source: source.clone(),
            reader: BufReader::with_capacity(1 << 16, source.open()?),
            text: String::new(),
            line: 0,
            object: Map::new(),
        })
    }

    /// Goes to the next object; `false` at the end. Empty lines are skipped.
    pub fn advance(&mut self) -> Result<bool> {
        loop {
            self.text.clear();
            self.line += 1;
            let (path, line) = (self.source.name(), self.line);
            let wrong = |reason: String| Error::Line { path: path.clone(), line, reason };
            match self.reader.read_line(&mut self.text) {
                Ok(0) => return Ok(false),
                Ok(_) => {}
                Err(e) if e.kind() == std::io::ErrorKind::InvalidData => {
                    return Err(wrong("not UTF-8: save the file in that encoding".into()));
                }
                Err(e) => return Err(self.source.error(e)),
            }
            if self.text.trim().is_empty() {
                continue;
            }
            return match serde_json::from_str(self.text.trim_end()) {
                Ok(Value::Object(object)) => {
                    self.object = object;
                    Ok(true)
                }
                Ok(_) => Err(wrong("expected an object, {\"column\": value, ...}".into())),
                Err(e) => {
                    // Its own words end with a line, which is always the first, and a column.
                    let text = e.to_string();
                    let what = text.rsplit_once(" at line ").map_or(&*text, |(what, _)| what);
                    Err(wrong(format!("no JSON: {what}, at column {}", e.column())))
                }
            };
        }
    }

    /// What stands under a name.
    pub fn cell<'a>(
        &'a self,
        name: &str,
        number: &'a mut String,
        missing: &[String],
    ) -> Result<Cell<'a>> {
        Ok(match self.object.get(name) {
            None | Some(Value::Null) => Cell::Missing,
            Some(Value::Bool(b)) => Cell::Boolean(*b, if *b { "true" } else { "false" }),
            Some(Value::Number(n)) => {
                *number = n.to_string();
                match is_missing(number, missing) {
                    true => Cell::Missing,
                    false => Cell::Number(n.as_f64().unwrap_or(f64::INFINITY), number),
                }
            }
            Some(Value::String(text)) => {
                let text = text.trim();
                match parse_date(text) {
                    _ if is_missing(text, missing) => Cell::Missing,
                    Some(date) => Cell::Date(date, text),
                    None => Cell::Text(text),
                }
            }
            Some(Value::Array(_) | Value::Object(_)) => {
                return Err(Error::Cell {
                    path: self.source.name(),
                    line: self.line,
                    column: name.into(),
                    found: "a list or an object".into(),
                    expected: "a number, a text, true, false or null".into(),
                });
            }
        })
    }
}
