//! A stream of CSV on its way to the parser, watched for broken quotes, which the parser would
//! make the best of.

use std::io::{self, Read};

#[derive(Clone, Copy, PartialEq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// After a quote inside a quoted field: the end of it, or half of a doubled one.
    MaybeEnd,
}

/// Passes bytes on and counts lines.
pub struct QuoteCheck<R> {
    inner: R,
    delimiter: u8,
    state: State,
    /// The line that is being read, from 1.
    line: u64,
    /// Where the open quote stands.
    opened: u64,
    /// Has the line nothing in it so far?
    blank: bool,
    /// Lines without anything, which the parser skips.
    pub blanks: Vec<u64>,
    /// What is wrong: the line, and how.
    pub broken: Option<(u64, &'static str)>,
}

impl<R> QuoteCheck<R> {
    /// Watches a stream.
    pub fn new(inner: R, delimiter: u8) -> QuoteCheck<R> {
        QuoteCheck {
            inner,
            delimiter,
            state: State::FieldStart,
            line: 1,
            opened: 1,
            blank: true,
            blanks: Vec::new(),
            broken: None,
        }
    }

    fn look(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if byte == b'\n' {
                if self.blank && self.state != State::Quoted {
                    self.blanks.push(self.line);
                }
                self.line += 1;
                self.blank = true;
                if self.state != State::Quoted {
                    self.state = State::FieldStart;
                }
                continue;
            }
            self.blank &= byte == b'\r';
            self.state = match (self.state, byte) {
                (State::Quoted, b'"') => State::MaybeEnd,
                (State::Quoted, _) => State::Quoted,
                (State::FieldStart, b'"') => {
                    self.opened = self.line;
                    State::Quoted
                }
                (_, b) if b == self.delimiter => State::FieldStart,
                (State::MaybeEnd, b'"') => State::Quoted,
                (State::MaybeEnd, b'\r') => State::MaybeEnd,
                (State::MaybeEnd, _) => {
                    self.broken.get_or_insert((
                        self.line,
                        "a quote inside a quoted field: it is doubled (\"\") there, or ends the field",
                    ));
                    State::Plain
                }
                (State::FieldStart | State::Plain, _) => State::Plain,
            };
        }
    }
}

impl<R: Read> Read for QuoteCheck<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.look(&out[..count]);
        if count == 0 && !out.is_empty() && self.state == State::Quoted {
            self.broken.get_or_insert((self.opened, "a quote that is never closed"));
        }
        Ok(count)
    }
}
