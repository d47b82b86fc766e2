//! Comma-separated files of the commands that read lists: recommendations and baskets. Errors name
//! file, line and column.

use crate::error::{Error, Result};
use csv::{ReaderBuilder, StringRecord};
use std::path::Path;

/// The records of a file with the line each begins at, and how many lines were blank.
pub struct Records {
    /// Line and fields of each.
    pub records: Vec<(u64, StringRecord)>,
    /// Lines without a field.
    pub blank: usize,
}

/// Reads all records; they may be of unequal length.
pub fn read(path: &Path, delimiter: char) -> Result<Records> {
    let name = path.display();
    let bytes = std::fs::read(path).map_err(|e| Error::failed(format!("{name}: {e}")))?;
    let text = String::from_utf8(bytes).map_err(|e| {
        let good = &e.as_bytes()[..e.utf8_error().valid_up_to()];
        let line = good.iter().filter(|&&b| b == b'\n').count() + 1;
        Error::failed(format!("{name}, line {line}: not UTF-8 text: save the file as UTF-8"))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let delimiter = u8::try_from(delimiter)
        .map_err(|_| Error::usage(format!("--delimiter {delimiter}: expected an ASCII letter")))?;
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    let mut blank = text.lines().filter(|line| line.trim().is_empty()).count();
    for record in reader.records() {
        let record = record.map_err(|e| Error::failed(format!("{name}: {e}")))?;
        let line = record.position().map_or(0, |p| p.line());
        // A line of spaces is a record of one empty field, and counted as blank already.
        if record.iter().all(str::is_empty) {
            blank += usize::from(record.len() > 1);
            continue;
        }
        records.push((line, record));
    }
    // The reader takes a quote that nobody closes to go on to the end of the file.
    if !text.matches('"').count().is_multiple_of(2) {
        let line = records.last().map_or(1, |r| r.0);
        let message = format!("{name}, line {line}: a quote (\") is not closed in this file");
        return Err(Error::failed(message));
    }
    Ok(Records { records, blank })
}
