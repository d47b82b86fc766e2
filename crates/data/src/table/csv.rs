//! CSV and its relatives: records with their lines, through the crate `csv`.

use super::quotes::QuoteCheck;
use super::source::Source;
use crate::{Error, Result};
use csv::{ByteRecord, ReaderBuilder};
use std::io::Read;

/// The records of a file.
pub struct Records {
    source: Source,
    reader: csv::Reader<QuoteCheck<Box<dyn Read + Send>>>,
    record: ByteRecord,
    /// The names of the columns.
    pub names: Vec<String>,
    /// Is the first record still to be given, since it is none of names?
    first: bool,
    /// How far the list of blank lines is used up.
    blanks: usize,
}

/// Separators that are looked for.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What is counted to find it out.
const SNIFFED: [u8; 5] = [b',', b';', b'\t', b'|', b' '];

impl Records {
    /// Opens a file without looking at its first record.
    pub fn start(source: &Source, delimiter: u8) -> Result<Records> {
        let mut stream = source.open()?;
        // Some programs begin a file with the mark of UTF-8.
        let mut start = Vec::new();
        let mut first = (&mut stream).take(3);
        first.read_to_end(&mut start).map_err(|e| source.error(e))?;
        if start == [0xef, 0xbb, 0xbf] {
            start.clear();
        }
        let whole: Box<dyn Read + Send> = Box::new(std::io::Cursor::new(start).chain(stream));
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(QuoteCheck::new(whole, delimiter));
        Ok(Records {
            source: source.clone(),
            reader,
            record: ByteRecord::new(),
            names: Vec::new(),
            first: false,
            blanks: 0,
        })
    }

    /// Opens a file and reads the names of its columns.
    pub fn open(source: &Source, delimiter: u8, header: bool) -> Result<Records> {
        let mut records = Records::start(source, delimiter)?;
        if !records.read()? {
            return Err(Error::malformed(
                &source.name(),
                "an empty file",
                "a line with the names of the columns, then rows",
            ));
        }
        let count = records.record.len();
        if header {
            let line = records.line();
            for i in 0..count {
                let name = records.text(i, line)?.trim();
                let name = if name.is_empty() { format!("column{}", i + 1) } else { name.into() };
                records.names.push(name);
            }
            let mut seen = std::collections::HashMap::new();
            for (i, name) in records.names.iter().enumerate() {
                if let Some(before) = seen.insert(name.as_str(), i) {
                    return Err(Error::Line {
                        path: source.name(),
                        line,
                        reason: format!(
                            "columns {} and {} are both called {name:?}: expected each name once",
                            before + 1,
                            i + 1
                        ),
                    });
                }
            }
        } else {
            records.names = (1..=count).map(|i| format!("column{i}")).collect();
            records.first = true;
        }
        Ok(records)
    }

    fn broken(&self) -> Result<()> {
        match self.reader.get_ref().broken {
            Some((line, what)) => Err(Error::Line {
                path: self.source.name(),
                line,
                reason: format!("bad quotes: {what}"),
            }),
            None => Ok(()),
        }
    }

    /// What stands for the file in messages.
    pub fn name(&self) -> String {
        self.source.name()
    }

    /// The number of fields of the record.
    pub fn len(&self) -> usize {
        self.record.len()
    }

    /// How many lines had nothing in them, as far as the file was looked at.
    pub fn blank(&self) -> usize {
        self.reader.get_ref().blanks.len()
    }

    /// Goes to the next record, of any length; `false` at the end.
    pub fn read(&mut self) -> Result<bool> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(more) => {
                // The watcher is ahead of the parser by a block; a break in it makes the record
                // doubtful only if it is reached, but the file is wrong all the same.
                self.broken()?;
                Ok(more)
            }
            Err(e) => {
                self.broken()?;
                let line = self.line();
                Err(Error::Line { path: self.source.name(), line, reason: e.to_string() })
            }
        }
    }

    /// Goes to the next record; `false` at the end.
    pub fn advance(&mut self) -> Result<bool> {
        if self.first {
            self.first = false;
            return Ok(true);
        }
        if !self.read()? {
            return Ok(false);
        }
        if self.record.len() != self.names.len() {
            return Err(Error::Line {
                path: self.source.name(),
                line: self.line(),
                reason: format!(
                    "{} {}, expected {} as in the first line",
                    self.record.len(),
                    if self.record.len() == 1 { "field" } else { "fields" },
                    self.names.len()
                ),
            });
        }
        Ok(true)
    }

    /// The line that the record begins in, from 1.
    pub fn line(&mut self) -> u64 {
        let mut line = self.record.position().map_or(1, csv::Position::line);
        // The parser counts the blank lines before a record as part of it.
        let blanks = &self.reader.get_ref().blanks;
        while blanks.get(self.blanks).is_some_and(|&b| b < line) {
            self.blanks += 1;
        }
        let mut next = self.blanks;
        while blanks.get(next) == Some(&line) {
            line += 1;
            next += 1;
        }
        line
    }

    /// The text of a field.
    pub fn text(&self, field: usize, line: u64) -> Result<&str> {
        std::str::from_utf8(self.record.get(field).unwrap_or_default()).map_err(|_| Error::Line {
            path: self.source.name(),
            line,
            reason: format!("field {} is not UTF-8: save the file in that encoding", field + 1),
        })
    }
}

/// The separator of a file: the one that splits its first lines into as many parts each.
pub fn sniff(source: &Source) -> Result<u8> {
    let mut start = vec![0; 1 << 16];
    let mut stream = source.open()?;
    let mut got = 0;
    while got < start.len() {
        match stream.read(&mut start[got..]).map_err(|e| source.error(e))? {
            0 => break,
            n => got += n,
        }
    }
    let whole = got < start.len();
    start.truncate(got);
    const NONE: [usize; SNIFFED.len()] = [0; SNIFFED.len()];
    let mut lines = vec![NONE];
    let mut quoted = false;
    for &byte in &start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                if lines.len() == 6 {
                    break;
                }
                lines.push(NONE);
            }
            b if !quoted => {
                if let (Some(i), Some(line)) =
                    (SNIFFED.iter().position(|&d| d == b), lines.last_mut())
                {
                    line[i] += 1;
                }
            }
            _ => {}
        }
    }
    // The last line may be cut off or empty.
    if lines.len() > 1 && (!whole || lines.last().is_some_and(|l| *l == NONE)) {
        lines.pop();
    }
    let first = lines[0];
    let steady = |i: usize| first[i] > 0 && lines.iter().all(|l| l[i] == first[i]);
    let best = (0..DELIMITERS.len())
        .filter(|&i| first[i] > 0)
        .max_by_key(|&i| (steady(i), first[i], DELIMITERS.len() - i));
    // Texts have spaces, too: they separate only where nothing else can, and the same parts in each
    // line.
    let space = DELIMITERS.len();
    let otherwise = if first[space] > 1 && steady(space) { b' ' } else { b',' };
    Ok(best.map_or(otherwise, |i| DELIMITERS[i]))
}
