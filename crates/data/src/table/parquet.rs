//! Parquet, through the crate `parquet` without Arrow: column by column, one row group at a time.

use super::blocks::{Blocks, Kind, Stored};
use super::column::{ColumnType, Values};
use super::source::Source;
use crate::{Error, Result};
use bytes::Bytes;
use parquet::basic::{Compression, ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{DataType, Int96};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, Length};
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::schema::types::ColumnDescriptor;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

/// The most rows of a piece.
const ROWS: usize = 16_384;
/// The most cells of a piece, unless one row has more.
const CELLS: usize = 1 << 22;

/// The bytes of a file, with its ends watched: what a broken file asks for may lie beyond them.
enum Input {
    File(File, u64),
    Bytes(Bytes),
}

impl Length for Input {
    fn len(&self) -> u64 {
        match self {
            Input::File(_, length) => *length,
            Input::Bytes(bytes) => bytes.len() as u64,
        }
    }
}

impl Input {
    fn inside(&self, start: u64, length: u64) -> Result<(), ParquetError> {
        match start.checked_add(length) {
            Some(end) if end <= self.len() => Ok(()),
            _ => Err(ParquetError::EOF(format!(
                "{length} bytes from byte {start} of a file of {}",
                self.len()
            ))),
        }
    }
}

impl ChunkReader for Input {
    type T = Box<dyn Read>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        self.inside(start, 0)?;
        Ok(match self {
            Input::File(file, _) => {
                let mut file = file.try_clone()?;
                file.seek(SeekFrom::Start(start))?;
                Box::new(BufReader::new(file))
            }
            Input::Bytes(bytes) => Box::new(std::io::Cursor::new(bytes.slice(start as usize..))),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        self.inside(start, length as u64)?;
        match self {
            Input::File(file, _) => {
                let mut file = file.try_clone()?;
                file.seek(SeekFrom::Start(start))?;
                let mut bytes = vec![0; length];
                file.read_exact(&mut bytes)?;
                Ok(bytes.into())
            }
            Input::Bytes(bytes) => Ok(bytes.slice(start as usize..start as usize + length)),
        }
    }
}

/// How the numbers of a column are meant.
#[derive(Clone, Copy)]
enum Meaning {
    /// As they stand.
    Number,
    /// Without a sign.
    Unsigned,
    /// To be divided by this.
    Scaled(f64),
    /// Days since 1970.
    Days,
    /// Parts of a second since 1970: this many make one.
    Instant(i64),
    /// Half precision in two bytes.
    Half,
    /// Texts in UTF-8.
    Text,
}

struct Parquet {
    name: String,
    reader: SerializedFileReader<Input>,
    stored: Vec<Stored>,
    /// For each column of `stored` its leaf in the file's schema, and how its numbers are meant.
    leaves: Vec<(usize, Meaning)>,
    chosen: Vec<usize>,
    /// The next row group.
    group: usize,
    /// The columns of the group that is being read, and how many of its rows are left.
    open: Vec<ColumnReader>,
    left: usize,
}

pub fn open(source: &Source) -> Result<Box<dyn Blocks>> {
    let input = match source.plain_file()? {
        Some(file) => {
            let length = file.metadata().map_err(|e| source.error(e))?.len();
            Input::File(file, length)
        }
        None => {
            let mut bytes = Vec::new();
            source.open()?.read_to_end(&mut bytes).map_err(|e| source.error(e))?;
            Input::Bytes(bytes.into())
        }
    };
    let name = source.name();
    let reader = guarded(&name, || SerializedFileReader::new(input))?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let (mut stored, mut leaves): (Vec<Stored>, Vec<_>) = Default::default();
    let mut last = None;
    for leaf in 0..schema.num_columns() {
        // The parts of a nested column follow one another.
        let root = schema.get_column_root_idx(leaf);
        if last.replace(root) == Some(root) {
            continue;
        }
        let column = schema.column(leaf);
        let nested = column.path().parts().len() > 1 || column.max_rep_level() > 0;
        let (kind, meaning) = match nested {
            true => (Kind::Unreadable("lists or records".into()), Meaning::Number),
            false => meaning(&column),
        };
        stored.push(Stored { name: schema.get_column_root(leaf).name().into(), kind });
        leaves.push((leaf, meaning));
    }
    Ok(Box::new(Parquet {
        name,
        reader,
        stored,
        leaves,
        chosen: Vec::new(),
        group: 0,
        open: Vec::new(),
        left: 0,
    }))
}

/// Calls the library, whose complaints become errors that name the file. On some broken files it
/// panics; that is no more than such a complaint either.
fn guarded<T>(name: &str, f: impl FnOnce() -> Result<T, ParquetError>) -> Result<T> {
    let broken =
        |what: String| Error::malformed(name, format!("broken ({what})"), "a whole Parquet file");
    match super::guard::guarded(f) {
        Some(result) => result.map_err(|e| broken(e.to_string())),
        None => Err(broken("data that contradict one another".into())),
    }
}

/// What a column without nesting holds.
fn meaning(column: &ColumnDescriptor) -> (Kind, Meaning) {
    let number = |meaning| (Kind::Of(ColumnType::Number), meaning);
    let date = |meaning| (Kind::Of(ColumnType::Date), meaning);
    let unreadable = |what: &str| (Kind::Unreadable(what.into()), Meaning::Number);
    let ticks = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => 1000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    };
    let physical = column.physical_type();
    let decimal = matches!(column.logical_type_ref(), Some(LogicalType::Decimal(_)))
        || column.converted_type() == ConvertedType::DECIMAL;
    if decimal {
        return number(Meaning::Scaled(10f64.powi(column.type_scale())));
    }
    match (column.logical_type_ref(), physical) {
        (Some(LogicalType::Date), Physical::INT32) => return date(Meaning::Days),
        (Some(LogicalType::Timestamp(t)), Physical::INT64) => {
            return date(Meaning::Instant(ticks(&t.unit)));
        }
        (Some(LogicalType::Time(t)), Physical::INT32 | Physical::INT64) => {
            return number(Meaning::Scaled(ticks(&t.unit) as f64));
        }
        (Some(LogicalType::Integer(i)), _) if !i.is_signed => return number(Meaning::Unsigned),
        (Some(LogicalType::Float16), Physical::FIXED_LEN_BYTE_ARRAY) => {
            return number(Meaning::Half);
        }
        (
            Some(LogicalType::String | LogicalType::Enum | LogicalType::Json),
            Physical::BYTE_ARRAY,
        ) => {
            return (Kind::Words, Meaning::Text);
        }
        _ => {}
    }
    use ConvertedType as C;
    match (column.converted_type(), physical) {
        (C::DATE, Physical::INT32) => date(Meaning::Days),
        (C::TIMESTAMP_MILLIS, Physical::INT64) => date(Meaning::Instant(1000)),
        (C::TIMESTAMP_MICROS, Physical::INT64) => date(Meaning::Instant(1_000_000)),
        (C::TIME_MILLIS, Physical::INT32) => number(Meaning::Scaled(1e3)),
        (C::TIME_MICROS, Physical::INT64) => number(Meaning::Scaled(1e6)),
        (C::UINT_8 | C::UINT_16 | C::UINT_32 | C::UINT_64, _) => number(Meaning::Unsigned),
        (C::UTF8 | C::ENUM | C::JSON, Physical::BYTE_ARRAY) => (Kind::Words, Meaning::Text),
        (_, Physical::BOOLEAN) => (Kind::Of(ColumnType::Boolean), Meaning::Number),
        (_, Physical::INT32 | Physical::INT64 | Physical::FLOAT | Physical::DOUBLE) => {
            number(Meaning::Number)
        }
        // The old form of a point in time.
        (_, Physical::INT96) => date(Meaning::Instant(1)),
        (C::INTERVAL, _) => unreadable("intervals of time"),
        (_, Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY) => unreadable("bytes"),
    }
}

impl Blocks for Parquet {
    fn columns(&self) -> &[Stored] {
        &self.stored
    }

    fn choose(&mut self, columns: &[usize]) -> Result<()> {
        self.chosen = columns.to_vec();
        for group in self.reader.metadata().row_groups() {
            for &column in columns {
                let packed = match group.columns().get(self.leaves[column].0) {
                    Some(chunk) => chunk.compression(),
                    None => return Err(self.broken("a row group lacks columns")),
                };
                let codec = match packed {
                    Compression::ZSTD(_) => "Zstandard",
                    Compression::LZO => "LZO",
                    _ => continue,
                };
                return Err(Error::malformed(
                    &self.name,
                    format!("column {} is packed with {codec}", self.stored[column].name),
                    "Snappy, gzip, Brotli, LZ4 or none of them (pandas and Polars: \
                     compression=\"snappy\")",
                ));
            }
        }
        Ok(())
    }

    fn piece(&mut self) -> Result<Option<Vec<Values>>> {
        while self.left == 0 {
            let metadata = self.reader.metadata();
            if self.group == metadata.num_row_groups() {
                return Ok(None);
            }
            let rows = metadata.row_group(self.group).num_rows();
            self.left = usize::try_from(rows)
                .map_err(|_| self.broken(&format!("a row group of {rows} rows")))?;
            let Parquet { name, reader, leaves, chosen, .. } = self;
            self.open = guarded(name, || {
                let group = reader.get_row_group(self.group)?;
                chosen.iter().map(|&c| group.get_column_reader(leaves[c].0)).collect()
            })?;
            self.group += 1;
        }
        let rows = self.left.min(ROWS).min((CELLS / self.chosen.len().max(1)).max(1));
        let mut out = Vec::with_capacity(self.chosen.len());
        let schema = self.reader.metadata().file_metadata().schema_descr_ptr();
        for (reader, &column) in self.open.iter_mut().zip(&self.chosen) {
            let (leaf, meaning) = self.leaves[column];
            let optional = schema.column(leaf).max_def_level() > 0;
            let values = guarded(&self.name, || read(reader, rows, optional, meaning))?;
            out.push(values.map_err(|what| {
                Error::malformed(
                    &self.name,
                    format!("column {}: {what}", self.stored[column].name),
                    "a whole Parquet file",
                )
            })?);
        }
        self.left -= rows;
        Ok(Some(out))
    }
}

impl Parquet {
    fn broken(&self, what: &str) -> Error {
        Error::malformed(&self.name, format!("broken ({what})"), "a whole Parquet file")
    }
}

/// The next rows of a column: those that are there, spread by their levels, and `missing` for the
/// others.
fn take<T: DataType, U: Clone>(
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    optional: bool,
    missing: U,
    value: impl Fn(&T::T) -> U,
) -> Result<Vec<U>, ParquetError> {
    let (mut levels, mut present) = (Vec::new(), Vec::new());
    let mut got = 0;
    while got < rows {
        let (records, _, _) =
            reader.read_records(rows - got, optional.then_some(&mut levels), None, &mut present)?;
        if records == 0 {
            return Err(ParquetError::EOF(format!("a column of {got} more rows, not {rows}")));
        }
        got += records;
    }
    let short = || ParquetError::EOF("fewer values than rows that have one".into());
    if !optional {
        return match present.len() == rows {
            true => Ok(present.iter().map(value).collect()),
            false => Err(short()),
        };
    }
    let mut present = present.iter();
    levels
        .iter()
        .map(|&level| match level {
            0 => Ok(missing.clone()),
            _ => present.next().map(&value).ok_or_else(short),
        })
        .collect()
}

/// Numbers of a piece.
fn numbers(values: Vec<f64>) -> Values {
    Values::Numbers(values.into())
}

/// The next rows of a column. The inner error says what the library lets pass.
fn read(
    reader: &mut ColumnReader,
    rows: usize,
    optional: bool,
    meaning: Meaning,
) -> Result<Result<Values, String>, ParquetError> {
    let seconds = |ticks: i64| move |x: i64| Some(x.div_euclid(ticks));
    Ok(Ok(match (reader, meaning) {
        (ColumnReader::BoolColumnReader(r), _) => {
            Values::Booleans(take(r, rows, optional, None, |x| Some(*x))?)
        }
        (ColumnReader::Int32ColumnReader(r), Meaning::Days) => {
            Values::Dates(take(r, rows, optional, None, |x| Some(i64::from(*x) * 86_400))?)
        }
        (ColumnReader::Int32ColumnReader(r), meaning) => {
            numbers(take(r, rows, optional, f64::NAN, |x| match meaning {
                Meaning::Unsigned => f64::from(*x as u32),
                Meaning::Scaled(by) => f64::from(*x) / by,
                _ => f64::from(*x),
            })?)
        }
        (ColumnReader::Int64ColumnReader(r), Meaning::Instant(ticks)) => {
            let seconds = seconds(ticks);
            Values::Dates(take(r, rows, optional, None, |x| seconds(*x))?)
        }
        (ColumnReader::Int64ColumnReader(r), meaning) => {
            numbers(take(r, rows, optional, f64::NAN, |x| match meaning {
                Meaning::Unsigned => *x as u64 as f64,
                Meaning::Scaled(by) => *x as f64 / by,
                _ => *x as f64,
            })?)
        }
        (ColumnReader::Int96ColumnReader(r), _) => {
            Values::Dates(take(r, rows, optional, None, |x| Some(julian(x)))?)
        }
        (ColumnReader::FloatColumnReader(r), _) => {
            numbers(take(r, rows, optional, f64::NAN, |x| f64::from(*x))?)
        }
        (ColumnReader::DoubleColumnReader(r), _) => {
            numbers(take(r, rows, optional, f64::NAN, |x| *x)?)
        }
        (ColumnReader::ByteArrayColumnReader(r), Meaning::Scaled(by)) => {
            numbers(take(r, rows, optional, f64::NAN, |x| big_endian(x.data()) / by)?)
        }
        (ColumnReader::ByteArrayColumnReader(r), _) => {
            let texts = take(r, rows, optional, Ok(None), |x| {
                std::str::from_utf8(x.data()).map(|text| Some(text.to_string()))
            })?;
            match texts.into_iter().collect() {
                Ok(texts) => Values::Texts(texts),
                Err(e) => return Ok(Err(format!("a text that is not UTF-8: {e}"))),
            }
        }
        (ColumnReader::FixedLenByteArrayColumnReader(r), meaning) => {
            numbers(take(r, rows, optional, f64::NAN, |x| match (meaning, x.data()) {
                (Meaning::Half, &[low, high]) => {
                    sparkler_base::f16::from_le_bytes([low, high]).to_f64()
                }
                (Meaning::Scaled(by), bytes) => big_endian(bytes) / by,
                _ => f64::NAN,
            })?)
        }
    }))
}

/// A whole number in two's complement, its highest byte first.
fn big_endian(bytes: &[u8]) -> f64 {
    let Some((&first, rest)) = bytes.split_first() else { return f64::NAN };
    // Bytes beyond what an integer of 128 bits holds no longer change the nearest number.
    if bytes.len() > 16 {
        let high = f64::from(first as i8);
        return rest.iter().fold(high, |x, b| x * 256.0 + f64::from(*b));
    }
    rest.iter().fold(i128::from(first as i8), |x, b| x * 256 + i128::from(*b)) as f64
}

/// Seconds since 1970 of a Julian day and the nanoseconds in it.
fn julian(x: &Int96) -> i64 {
    let &[low, high, day] = x.data() else { return 0 };
    let nanoseconds = (u64::from(high) << 32 | u64::from(low)) as i64;
    // 1970-01-01 is the Julian day 2,440,588.
    (i64::from(day) - 2_440_588) * 86_400 + nanoseconds.div_euclid(1_000_000_000)
}
