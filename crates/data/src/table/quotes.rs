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
    /// Is a carriage return held back until the next byte is known?
    held: bool,
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
            held: false,
            blanks: Vec::new(),
            broken: None,
        }
    }

    fn look(&mut self, byte: u8) {
        if byte == b'\n' {
            if self.blank && self.state != State::Quoted {
                self.blanks.push(self.line);
            }
            self.line += 1;
            self.blank = true;
            if self.state != State::Quoted {
                self.state = State::FieldStart;
            }
            return;
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

impl<R: Read> Read for QuoteCheck<R> {
    /// Leaves out carriage returns before line feeds outside of quotes, because the parser's count
    /// of lines stumbles over the pairs.
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // One byte is for a carriage return that was held back.
        let Some((_, room)) = out.split_first_mut().filter(|(_, room)| !room.is_empty()) else {
            return Err(io::Error::other("a buffer of fewer than two bytes"));
        };
        let count = self.inner.read(room)?;
        if count == 0 {
            if self.state == State::Quoted {
                self.broken.get_or_insert((self.opened, "a quote that is never closed"));
            }
            if std::mem::take(&mut self.held) {
                out[0] = b'\r';
                return Ok(1);
            }
            return Ok(0);
        }
        let mut written = 0;
        for i in 1..=count {
            let byte = out[i];
            if std::mem::take(&mut self.held) && byte != b'\n' {
                out[written] = b'\r';
                written += 1;
            }
            self.look(byte);
            if byte == b'\r' && self.state != State::Quoted {
                self.held = true;
            } else {
                out[written] = byte;
                written += 1;
            }
        }
        if written > 0 {
            return Ok(written);
        }
        self.read(out)
    }
}
