//! Arrow: streams of messages, and files (Feather version 2), which are a stream between two
//! marks and a table of contents. Through the crates `arrow-ipc` and `arrow-array`.

use super::blocks::{Blocks, Kind, Stored, categories};
use super::column::{ColumnType, Values};
use super::source::Source;
use crate::{Error, Result};
use arrow_array::cast::AsArray;
use arrow_array::types::*;
use arrow_array::{Array, ArrowPrimitiveType, RecordBatch};
use arrow_buffer::Buffer;
use arrow_ipc::CompressionType;
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::StreamDecoder;
use arrow_schema::{DataType, TimeUnit};
use std::io::Read;

/// What a file begins with; two zeros follow. It ends with the same without them.
const MARK: &[u8] = b"ARROW1";
/// What a message begins with.
const CONTINUATION: [u8; 4] = [0xff; 4];

struct Arrow {
    source: Source,
    stream: Box<dyn Read + Send>,
    /// Is it a file, with an end to be looked at?
    file: bool,
    ended: bool,
    decoder: StreamDecoder,
    /// What the decoder has not taken yet. It looks at a message without a body only once more
    /// bytes come.
    pending: Buffer,
    stored: Vec<Stored>,
    chosen: Vec<usize>,
}

/// The end of a stream.
const END: [u8; 8] = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

pub fn open(source: &Source) -> Result<Box<dyn Blocks>> {
    let mut stream = source.open()?;
    let mut first = [0; 8];
    let mut arrow = match stream.read_exact(&mut first[..4]) {
        Err(e) => return Err(source.error(e)),
        Ok(()) => Arrow {
            source: source.clone(),
            stream,
            file: first[..4] == MARK[..4],
            ended: false,
            decoder: StreamDecoder::new(),
            pending: Buffer::from_vec(Vec::<u8>::new()),
            stored: Vec::new(),
            chosen: Vec::new(),
        },
    };
    if arrow.file {
        // Two more letters, and two zeros that fill up eight bytes.
        arrow.exactly(4)?;
    } else {
        let first = first[..4].to_vec();
        let rest = std::mem::replace(&mut arrow.stream, Box::new(std::io::empty()));
        arrow.stream = Box::new(std::io::Cursor::new(first).chain(rest));
    }
    let Some((head, whole)) = arrow.message()? else { return Err(arrow.broken("no schema")) };
    let name = source.name();
    let schema = guarded(&name, || {
        let message = arrow_ipc::root_as_message(&head).map_err(|e| e.to_string())?;
        let schema = message.header_as_schema().ok_or("the first message is no schema")?;
        try_fb_to_schema(schema).map_err(|e| e.to_string())
    })?;
    arrow.stored = schema
        .fields()
        .iter()
        .map(|f| Stored { name: f.name().clone(), kind: kind(f.data_type()) })
        .collect();
    arrow.pending = whole;
    Ok(Box::new(arrow))
}

fn broken(name: &str, what: impl std::fmt::Display) -> Error {
    Error::malformed(name, format!("broken ({what})"), "a whole Arrow file or stream")
}

/// Calls the library, whose complaints become errors that name the file. A panic of it over a
/// broken file is no more than such a complaint either.
fn guarded<T>(name: &str, f: impl FnOnce() -> Result<T, String>) -> Result<T> {
    match super::guard::guarded(f) {
        Some(result) => result.map_err(|e| broken(name, e)),
        None => Err(broken(name, "data that contradict one another")),
    }
}

impl Arrow {
    fn broken(&self, what: impl std::fmt::Display) -> Error {
        broken(&self.source.name(), what)
    }

    /// So many bytes. The room for them grows as they come: a broken file may speak of many.
    fn exactly(&mut self, count: usize) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let got = (&mut self.stream).take(count as u64).read_to_end(&mut bytes);
        match got.map_err(|e| self.source.error(e))? {
            n if n == count => Ok(bytes),
            n => Err(self.broken(format!("ends {} bytes too early", count - n))),
        }
    }

    /// The next message, looked over: its head, and all of it as it stands in the file. Nothing at
    /// the end.
    fn message(&mut self) -> Result<Option<(Vec<u8>, Buffer)>> {
        if self.ended {
            return Ok(None);
        }
        let mut whole = Vec::new();
        // A stream may end without the mark of its end.
        let mut start = [0; 4];
        let got = (&mut self.stream).take(4).read_to_end(&mut whole);
        match got.map_err(|e| self.source.error(e))? {
            4 => start.copy_from_slice(&whole),
            0 if !self.file => {
                self.ended = true;
                return Ok(None);
            }
            _ => return Err(self.broken("ends within a message")),
        }
        // Before 2020 there was no mark, only the length.
        if start == CONTINUATION {
            let length = self.exactly(4)?;
            start.copy_from_slice(&length);
            whole.extend(length);
        }
        let length = u32::from_le_bytes(start) as usize;
        if length == 0 {
            self.end()?;
            return Ok(None);
        }
        let head = self.exactly(length)?;
        whole.extend_from_slice(&head);
        let name = self.source.name();
        let message = arrow_ipc::root_as_message(&head).map_err(|e| self.broken(e))?;
        let size = usize::try_from(message.bodyLength()).map_err(|_| {
            Error::malformed(&name, "a message of less than nothing", "an Arrow file")
        })?;
        let body = self.exactly(size)?;
        let batch = message
            .header_as_record_batch()
            .or_else(|| message.header_as_dictionary_batch().and_then(|d| d.data()));
        if let Some(packing) = batch.and_then(|b| b.compression()) {
            if packing.codec() != CompressionType::LZ4_FRAME {
                return Err(Error::malformed(
                    &name,
                    "columns packed with Zstandard",
                    "LZ4 or no packing (pyarrow: compression=\"lz4\")",
                ));
            }
            // The library makes room for what a buffer is said to hold. LZ4 packs 255 bytes into
            // one at best.
            for buffer in batch.and_then(|b| b.buffers()).into_iter().flatten() {
                let (at, length) = (buffer.offset(), buffer.length());
                let part = usize::try_from(at).ok().zip(usize::try_from(length).ok());
                let part = part.and_then(|(at, n)| body.get(at..at.checked_add(n)?));
                let Some(part) = part else {
                    return Err(self.broken("a buffer beyond its message"));
                };
                let Some(said) = part.first_chunk::<8>() else { continue };
                let said = i64::from_le_bytes(*said);
                if said > 255 * part.len() as i64 + 64 {
                    return Err(self.broken(format!("{said} bytes packed into {}", part.len())));
                }
            }
        }
        whole.extend(body);
        Ok(Some((head, Buffer::from_vec(whole))))
    }

    /// After the last message: nothing in a stream, the table of contents and the mark in a file.
    fn end(&mut self) -> Result<()> {
        self.ended = true;
        let mut rest = Vec::new();
        self.stream.read_to_end(&mut rest).map_err(|e| self.source.error(e))?;
        match self.file {
            true if !rest.ends_with(MARK) => Err(self.broken("the mark at the end is not there")),
            false if !rest.is_empty() => {
                Err(self.broken(format!("{} bytes after the end of the stream", rest.len())))
            }
            _ => Ok(()),
        }
    }

    /// The next rows of all columns.
    fn batch(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            let ended = self.ended;
            if self.pending.is_empty() {
                self.pending = match self.message()? {
                    Some((_, whole)) => whole,
                    None if ended => return Ok(None),
                    None => Buffer::from_vec(END.to_vec()),
                };
            }
            let Arrow { decoder, pending, source, .. } = self;
            let batch =
                guarded(&source.name(), || decoder.decode(pending).map_err(|e| e.to_string()))?;
            if batch.is_some() {
                return Ok(batch);
            }
        }
    }
}

impl Blocks for Arrow {
    fn columns(&self) -> &[Stored] {
        &self.stored
    }

    fn choose(&mut self, columns: &[usize]) -> Result<()> {
        self.chosen = columns.to_vec();
        Ok(())
    }

    fn piece(&mut self) -> Result<Option<Vec<Values>>> {
        let Some(batch) = self.batch()? else { return Ok(None) };
        let mut out = Vec::with_capacity(self.chosen.len());
        for &column in &self.chosen {
            let Some(values) = batch.columns().get(column).and_then(|a| values(&**a)) else {
                return Err(self.broken(format!(
                    "column {} is not what the schema says",
                    self.stored[column].name
                )));
            };
            out.push(values);
        }
        Ok(Some(out))
    }
}

fn kind(data_type: &DataType) -> Kind {
    use DataType as D;
    let unreadable = |what: &str| Kind::Unreadable(what.into());
    match data_type {
        D::Boolean => Kind::Of(ColumnType::Boolean),
        D::Date32 | D::Date64 | D::Timestamp(..) => Kind::Of(ColumnType::Date),
        D::Utf8 | D::LargeUtf8 | D::Utf8View => Kind::Words,
        D::Dictionary(_, of) => match kind(of) {
            Kind::Unreadable(what) => Kind::Unreadable(what),
            _ => Kind::Of(ColumnType::Category),
        },
        D::Binary | D::LargeBinary | D::BinaryView | D::FixedSizeBinary(_) => unreadable("bytes"),
        D::Interval(_) => unreadable("intervals of time"),
        D::List(_)
        | D::ListView(_)
        | D::FixedSizeList(..)
        | D::LargeList(_)
        | D::LargeListView(_)
        | D::Struct(_)
        | D::Map(..) => unreadable("lists or records"),
        D::Union(..) => unreadable("values of several types"),
        D::RunEndEncoded(..) => unreadable("run-end encoded values"),
        _ => Kind::Of(ColumnType::Number),
    }
}

/// How many of a unit make a second.
fn ticks(unit: &TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

fn numbers<T: ArrowPrimitiveType>(
    array: &dyn Array,
    number: impl Fn(T::Native) -> f64,
) -> Option<Values> {
    let array = array.as_primitive_opt::<T>()?;
    Some(Values::Numbers(array.iter().map(|x| x.map_or(f64::NAN, &number)).collect()))
}

fn dates<T: ArrowPrimitiveType>(
    array: &dyn Array,
    seconds: impl Fn(T::Native) -> i64,
) -> Option<Values> {
    let array = array.as_primitive_opt::<T>()?;
    Some(Values::Dates(array.iter().map(|x| x.map(&seconds)).collect()))
}

/// The values of an array; nothing if it is none of those that a table can have.
fn values(array: &dyn Array) -> Option<Values> {
    use DataType as D;
    let scale = |scale: i8| 10f64.powi(scale.into());
    let texts = |texts: &mut dyn Iterator<Item = Option<&str>>| {
        Some(Values::Texts(texts.map(|t| t.map(String::from)).collect()))
    };
    match array.data_type() {
        D::Null => Some(Values::Numbers(vec![f64::NAN; array.len()].into())),
        D::Boolean => Some(Values::Booleans(array.as_boolean_opt()?.iter().collect())),
        D::Int8 => numbers::<Int8Type>(array, f64::from),
        D::Int16 => numbers::<Int16Type>(array, f64::from),
        D::Int32 => numbers::<Int32Type>(array, f64::from),
        D::Int64 => numbers::<Int64Type>(array, |x| x as f64),
        D::UInt8 => numbers::<UInt8Type>(array, f64::from),
        D::UInt16 => numbers::<UInt16Type>(array, f64::from),
        D::UInt32 => numbers::<UInt32Type>(array, f64::from),
        D::UInt64 => numbers::<UInt64Type>(array, |x| x as f64),
        D::Float16 => numbers::<Float16Type>(array, |x| x.to_f64()),
        D::Float32 => numbers::<Float32Type>(array, f64::from),
        D::Float64 => numbers::<Float64Type>(array, |x| x),
        D::Decimal32(_, s) => numbers::<Decimal32Type>(array, |x| f64::from(x) / scale(*s)),
        D::Decimal64(_, s) => numbers::<Decimal64Type>(array, |x| x as f64 / scale(*s)),
        D::Decimal128(_, s) => numbers::<Decimal128Type>(array, |x| x as f64 / scale(*s)),
        D::Decimal256(_, s) => numbers::<Decimal256Type>(array, |x| {
            x.to_string().parse::<f64>().map_or(f64::NAN, |x| x / scale(*s))
        }),
        D::Date32 => dates::<Date32Type>(array, |x| i64::from(x) * 86_400),
        D::Date64 => dates::<Date64Type>(array, |x| x.div_euclid(1000)),
        D::Timestamp(unit, _) => {
            let per_second = ticks(unit);
            let seconds = move |x: i64| x.div_euclid(per_second);
            match unit {
                TimeUnit::Second => dates::<TimestampSecondType>(array, seconds),
                TimeUnit::Millisecond => dates::<TimestampMillisecondType>(array, seconds),
                TimeUnit::Microsecond => dates::<TimestampMicrosecondType>(array, seconds),
                TimeUnit::Nanosecond => dates::<TimestampNanosecondType>(array, seconds),
            }
        }
        D::Time32(TimeUnit::Second) => numbers::<Time32SecondType>(array, f64::from),
        D::Time32(_) => numbers::<Time32MillisecondType>(array, |x| f64::from(x) / 1e3),
        D::Time64(TimeUnit::Microsecond) => {
            numbers::<Time64MicrosecondType>(array, |x| x as f64 / 1e6)
        }
        D::Time64(_) => numbers::<Time64NanosecondType>(array, |x| x as f64 / 1e9),
        D::Duration(unit) => {
            let per_second = ticks(unit) as f64;
            let seconds = move |x: i64| x as f64 / per_second;
            match unit {
                TimeUnit::Second => numbers::<DurationSecondType>(array, seconds),
                TimeUnit::Millisecond => numbers::<DurationMillisecondType>(array, seconds),
                TimeUnit::Microsecond => numbers::<DurationMicrosecondType>(array, seconds),
                TimeUnit::Nanosecond => numbers::<DurationNanosecondType>(array, seconds),
            }
        }
        D::Utf8 => texts(&mut array.as_string_opt::<i32>()?.iter()),
        D::LargeUtf8 => texts(&mut array.as_string_opt::<i64>()?.iter()),
        D::Utf8View => texts(&mut array.as_string_view_opt()?.iter()),
        D::Dictionary(..) => {
            let dictionary = array.as_any_dictionary_opt()?;
            let names = values(&**dictionary.values())?;
            // There are no places to speak of in a dictionary without values.
            let places = match dictionary.values().is_empty() {
                true => vec![usize::MAX; array.len()],
                false => dictionary.normalized_keys(),
            };
            let keys = dictionary.keys();
            let present = |(row, place)| (!keys.is_null(row)).then_some(place);
            Some(categories(names, places.into_iter().enumerate().map(present)))
        }
        _ => None,
    }
}
