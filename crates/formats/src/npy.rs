//! NumPy's `.npy`: one array behind a short header.
//!
//! | NumPy | here |
//! |---|---|
//! | `bool`, `uint8`, `int8`, `int32`, `int64`, `float16`, `float32`, `float64`, `complex64` | the same |
//! | `<V2`, as which `ml_dtypes` saves it | `bfloat16` |
//! | `int16`, `uint16` | `int32` on reading |
//! | `uint32`, `uint64` | `int64` on reading, an error above its largest value |
//! | `<U`, `\|S` | strings: UTF-8, bytes |
//!
//! Big-endian and Fortran-ordered files are read; files are written little-endian in C order.

use crate::raw::{Cursor, array_of_le_bytes, extend_le_bytes};
use crate::{Error, Result, atomic, error::read_file};
use sparkler_base::{Array, DType, Shape};
use std::path::Path;

const MAGIC: &[u8] = b"\x93NUMPY";
/// Headers are padded so that the data begin at a multiple of this.
const ALIGN: usize = 64;

/// Reads a `.npy` file.
///
/// # Errors
/// If it is missing, malformed, cut short or has bytes left over, or of a type without a
/// counterpart here (`object`, structured, dates, `complex128`).
pub fn read(path: impl AsRef<Path>) -> Result<Array> {
    let path = path.as_ref();
    from_bytes(&path.display().to_string(), &read_file(path)?)
}

/// Reads a `.npy` file that is in memory; `file` stands for it in messages.
///
/// ```
/// use sparkler_base::Array;
/// use sparkler_formats::npy;
///
/// let array = Array::from_slice(&[1.0f32, 2.0], &[2, 1]).unwrap();
/// let bytes = npy::to_bytes(&array).unwrap();
/// let again = npy::from_bytes("x.npy", &bytes).unwrap();
/// assert_eq!(again.shape(), array.shape());
///
/// let error = npy::from_bytes("x.npy", &bytes[..130]).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "x.npy: byte 128: 2 bytes are left, expected 8 bytes of data of shape [2, 1]"
/// );
/// ```
///
/// # Errors
/// As [`read`].
pub fn from_bytes(file: &str, bytes: &[u8]) -> Result<Array> {
    let mut cursor = Cursor::new(file, bytes);
    let magic = cursor.take(MAGIC.len(), "magic number")?;
    if magic != MAGIC {
        let found = format!("{:02x?}", &magic[..4]);
        return Err(Error::bytes(file, 0, found, "\\x93NUMPY, as a .npy file begins"));
    }
    let version = cursor.take(2, "version")?[0];
    let length = match version {
        1 => cursor.u16("header length")? as usize,
        2 | 3 => cursor.u32("header length")? as usize,
        other => return Err(Error::bytes(file, 6, format!("version {other}"), "version 1 to 3")),
    };
    let header = Header::parse(file, cursor.at, cursor.take(length, "header")?)?;
    let shape = Shape::new(&header.dims).map_err(Error::array(file))?;
    let what = format!("data of shape {shape}");
    let data = cursor.take(shape.size().saturating_mul(header.kind.width), &what)?;
    if cursor.left() > 0 {
        let found = format!("{} more bytes", cursor.left());
        return Err(Error::bytes(file, cursor.at, found, format!("the end, after {what}")));
    }
    header.array(file, cursor.at - data.len(), shape, data)
}

/// What the elements of a file are.
#[derive(Clone, Copy, Debug)]
struct Kind {
    big_endian: bool,
    /// NumPy's letter: `b` bool, `i`, `u`, `f`, `c`, `S`, `U`, `V`.
    letter: u8,
    /// Bytes of an element.
    width: usize,
}

struct Header {
    kind: Kind,
    fortran_order: bool,
    dims: Vec<usize>,
}

/// Reads the Python literal of a header.
struct Literal<'a> {
    file: &'a str,
    start: usize,
    text: &'a [u8],
    at: usize,
}

impl<'a> Literal<'a> {
    fn error<T>(&self, expected: &str) -> Result<T> {
        let found = match self.text.get(self.at) {
            Some(&c) => format!("{:?} in the header", c as char),
            None => "the end of the header".into(),
        };
        Err(Error::bytes(self.file, self.start + self.at, found, expected))
    }

    fn skip_space(&mut self) {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    /// Is that the next thing? Then steps over it.
    fn accept(&mut self, token: &str) -> bool {
        self.skip_space();
        let found = self.text[self.at..].starts_with(token.as_bytes());
        if found {
            self.at += token.len();
        }
        found
    }

    fn expect(&mut self, token: &str) -> Result<()> {
        if self.accept(token) { Ok(()) } else { self.error(&format!("{token:?}")) }
    }

    fn string(&mut self) -> Result<&'a str> {
        self.skip_space();
        let Some(&quote @ (b'\'' | b'"')) = self.text.get(self.at) else {
            return self.error("a quoted string");
        };
        let rest = &self.text[self.at + 1..];
        let Some(length) = rest.iter().position(|&c| c == quote) else {
            return self.error("a string that ends");
        };
        let Ok(text) = std::str::from_utf8(&rest[..length]) else {
            return self.error("a string in UTF-8");
        };
        self.at += length + 2;
        Ok(text)
    }

    fn number(&mut self) -> Result<usize> {
        self.skip_space();
        let digits = self.text[self.at..].iter().take_while(|c| c.is_ascii_digit()).count();
        let text = std::str::from_utf8(&self.text[self.at..self.at + digits]).unwrap_or("");
        let Ok(value) = text.parse() else {
            return self.error("an extent of 0 or more that fits memory");
        };
        self.at += digits;
        self.accept("L"); // Python 2 wrote long integers so.
        Ok(value)
    }
}

impl Header {
    fn parse(file: &str, start: usize, text: &[u8]) -> Result<Header> {
        let mut literal = Literal { file, start, text, at: 0 };
        let (mut kind, mut fortran_order, mut dims) = (None, None, None);
        literal.expect("{")?;
        while !literal.accept("}") {
            let key = literal.string()?;
            literal.expect(":")?;
            match key {
                "descr" => {
                    if literal.accept("[") {
                        let expected = "a plain type such as '<f4'";
                        return Err(Error::field(file, "descr", "a structured type", expected));
                    }
                    kind = Some(Kind::parse(file, literal.string()?)?);
                }
                "fortran_order" => {
                    fortran_order = Some(literal.accept("True"));
                    if fortran_order == Some(false) {
                        literal.expect("False")?;
                    }
                }
                "shape" => {
                    let mut extents = Vec::new();
                    literal.expect("(")?;
                    while !literal.accept(")") {
                        extents.push(literal.number()?);
                        if !literal.accept(",") {
                            literal.expect(")")?;
                            break;
                        }
                    }
                    dims = Some(extents);
                }
                other => {
                    let expected = "descr, fortran_order and shape";
                    return Err(Error::field(file, "header", format!("a key {other:?}"), expected));
                }
            }
            if !literal.accept(",") {
                literal.expect("}")?;
                break;
            }
        }
        literal.skip_space();
        if literal.at < text.len() {
            return literal.error("the end of the header");
        }
        match (kind, fortran_order, dims) {
            (Some(kind), Some(fortran_order), Some(dims)) => {
                Ok(Header { kind, fortran_order, dims })
            }
            _ => {
                let expected = "descr, fortran_order and shape";
                Err(Error::field(file, "header", "a key is missing", expected))
            }
        }
    }

    fn array(&self, file: &str, start: usize, shape: Shape, data: &[u8]) -> Result<Array> {
        // Fortran order is C order of the reversed shape, seen transposed.
        let mut dims = shape.to_vec();
        if self.fortran_order {
            dims.reverse();
        }
        let stored = Shape::new(&dims).map_err(Error::array(file))?;
        let array = self.kind.array(file, start, stored, data)?;
        if !self.fortran_order || dims.len() < 2 {
            return Ok(array);
        }
        let axes: Vec<usize> = (0..dims.len()).rev().collect();
        array.transpose(&axes).and_then(|a| a.to_contiguous()).map_err(Error::array(file))
    }
}

impl Kind {
    fn parse(file: &str, descr: &str) -> Result<Kind> {
        let unknown = || {
            Error::field(
                file,
                "descr",
                format!("type {descr:?}"),
                "bool, an integer, float16, float32, float64, complex64, bfloat16 or strings",
            )
        };
        let (order, rest) = match descr.as_bytes() {
            [order @ (b'<' | b'>' | b'|' | b'='), rest @ ..] => (*order, rest),
            rest => (b'=', rest),
        };
        let (&letter, digits) = rest.split_first().ok_or_else(unknown)?;
        let letter = if letter == b'?' { b'b' } else { letter };
        let number = match std::str::from_utf8(digits) {
            Ok("") if letter == b'b' => 1,
            Ok(digits) => digits.parse::<u32>().map_err(|_| unknown())? as usize,
            Err(_) => return Err(unknown()),
        };
        let width = match (letter, number) {
            (b'b', 1) | (b'i' | b'u', 1 | 2 | 4 | 8) | (b'f', 2 | 4 | 8) | (b'c', 8) => number,
            (b'V', 2) | (b'S', 1..) => number,
            // One letter takes four bytes.
            (b'U', 1..) => number.checked_mul(4).ok_or_else(unknown)?,
            _ => return Err(unknown()),
        };
        Ok(Kind { big_endian: order == b'>', letter, width })
    }

    /// An array of elements that are as many as the shape says.
    fn array(&self, file: &str, start: usize, shape: Shape, data: &[u8]) -> Result<Array> {
        let mut swapped;
        let mut data = data;
        let word = match self.letter {
            b'c' | b'U' => 4,
            b'S' => 1,
            _ => self.width,
        };
        if self.big_endian && word > 1 {
            swapped = data.to_vec();
            swapped.chunks_exact_mut(word).for_each(<[u8]>::reverse);
            data = &swapped;
        }
        let dtype = match (self.letter, self.width) {
            (b'b', _) => DType::Bool,
            (b'u', 1) => DType::U8,
            (b'i', 1) => DType::I8,
            (b'i', 4) => DType::I32,
            (b'i', 8) => DType::I64,
            (b'f', 2) => DType::F16,
            (b'V', _) => DType::BF16,
            (b'f', 4) => DType::F32,
            (b'f', _) => DType::F64,
            (b'c', _) => DType::Complex64,
            (b'S' | b'U', _) => {
                let strings = self.strings(file, start, data)?;
                return Array::from_strings(strings, &shape).map_err(Error::array(file));
            }
            (letter, 2) => {
                let words = data.as_chunks::<2>().0.iter();
                let wide: Vec<i32> = if letter == b'i' {
                    words.map(|&w| i16::from_le_bytes(w) as i32).collect()
                } else {
                    words.map(|&w| u16::from_le_bytes(w) as i32).collect()
                };
                return Array::from_slice(&wide, &shape).map_err(Error::array(file));
            }
            (_, 4) => {
                let words = data.as_chunks::<4>().0.iter();
                let wide: Vec<i64> = words.map(|&w| u32::from_le_bytes(w) as i64).collect();
                return Array::from_slice(&wide, &shape).map_err(Error::array(file));
            }
            _ => {
                let mut wide = Vec::with_capacity(data.len() / 8);
                for (i, &w) in data.as_chunks::<8>().0.iter().enumerate() {
                    wide.push(i64::try_from(u64::from_le_bytes(w)).map_err(|_| {
                        let found = format!("uint64 {}", u64::from_le_bytes(w));
                        Error::bytes(file, start + i * 8, found, "at most the largest int64")
                    })?);
                }
                return Array::from_slice(&wide, &shape).map_err(Error::array(file));
            }
        };
        array_of_le_bytes(file, dtype, shape, data)
    }

    /// Strings, which NumPy pads with zeros to one length.
    fn strings(&self, file: &str, start: usize, data: &[u8]) -> Result<Vec<Vec<u8>>> {
        let mut out = Vec::with_capacity(data.len() / self.width);
        for (i, element) in data.chunks_exact(self.width).enumerate() {
            if self.letter == b'S' {
                let end = element.iter().rposition(|&b| b != 0).map_or(0, |p| p + 1);
                out.push(element[..end].to_vec());
                continue;
            }
            let letters = element.as_chunks::<4>().0;
            let end = letters.iter().rposition(|l| *l != [0; 4]).map_or(0, |p| p + 1);
            let mut text = String::with_capacity(end);
            for (j, &letter) in letters[..end].iter().enumerate() {
                let code = u32::from_le_bytes(letter);
                text.push(char::from_u32(code).ok_or_else(|| {
                    let found = format!("code point {code:#x}");
                    Error::bytes(file, start + i * self.width + j * 4, found, "one of Unicode")
                })?);
            }
            out.push(text.into_bytes());
        }
        Ok(out)
    }
}

/// The array as a `.npy` file, version 1. Strings are written as `<U` if all are UTF-8, else as
/// `|S`; `bfloat16` as `<V2`, as `ml_dtypes` does.
///
/// # Errors
/// If a string ends in a zero, which NumPy's padded strings cannot tell from padding.
pub fn to_bytes(array: &Array) -> Result<Vec<u8>> {
    let failed = Error::array("npy");
    let mut data = Vec::new();
    let descr = if array.dtype() == DType::String {
        let strings = array.to_strings().map_err(&failed)?;
        if let Some(bad) = strings.iter().position(|s| s.last() == Some(&0)) {
            let found = "a string that ends in a zero byte";
            return Err(Error::field("npy", format!("string {bad}"), found, "another end"));
        }
        let texts: Option<Vec<&str>> =
            strings.iter().map(|s| std::str::from_utf8(s).ok()).collect();
        match texts {
            Some(texts) => {
                let longest = texts.iter().map(|t| t.chars().count()).max().unwrap_or(0).max(1);
                for text in texts {
                    let end = data.len() + longest * 4;
                    data.extend(text.chars().flat_map(|c| (c as u32).to_le_bytes()));
                    data.resize(end, 0);
                }
                format!("<U{longest}")
            }
            None => {
                let longest = strings.iter().map(Vec::len).max().unwrap_or(0).max(1);
                for string in &strings {
                    let end = data.len() + longest;
                    data.extend_from_slice(string);
                    data.resize(end, 0);
                }
                format!("|S{longest}")
            }
        }
    } else {
        extend_le_bytes(&mut data, array).map_err(&failed)?;
        match array.dtype() {
            DType::Bool => "|b1",
            DType::U8 => "|u1",
            DType::I8 => "|i1",
            DType::I32 => "<i4",
            DType::I64 => "<i8",
            DType::F16 => "<f2",
            DType::BF16 => "<V2",
            DType::F32 => "<f4",
            DType::F64 => "<f8",
            _ => "<c8",
        }
        .to_string()
    };
    let shape = match array.shape().dims() {
        [one] => format!("({one},)"),
        dims => {
            let extents: Vec<String> = dims.iter().map(usize::to_string).collect();
            format!("({})", extents.join(", "))
        }
    };
    let mut header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}");
    // Ten bytes come before it and a line break after.
    let padded = (10 + header.len() + 1).next_multiple_of(ALIGN) - 10;
    header.push_str(&" ".repeat(padded - 1 - header.len()));
    header.push('\n');
    let mut out = Vec::with_capacity(10 + header.len() + data.len());
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&[1, 0]);
    // At most a few hundred bytes: eight extents and a type.
    out.extend_from_slice(&(header.len() as u16).to_le_bytes());
    out.extend_from_slice(header.as_bytes());
    out.append(&mut data);
    Ok(out)
}

/// Writes a `.npy` file; an old file is replaced whole or not at all.
///
/// # Errors
/// As [`to_bytes`]; if the file system refuses.
pub fn write(path: impl AsRef<Path>, array: &Array) -> Result<()> {
    atomic::write_file(path, &to_bytes(array)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raw::tests::{of_every_dtype, same};
    use proptest::prelude::*;

    /// A file with that header and data.
    fn file(version: u8, header: &str, data: &[u8]) -> Vec<u8> {
        let mut out = [MAGIC, &[version, 0]].concat();
        match version {
            1 => out.extend((header.len() as u16).to_le_bytes()),
            _ => out.extend((header.len() as u32).to_le_bytes()),
        }
        [&out, header.as_bytes(), data].concat()
    }

    fn parse(descr: &str, shape: &str, data: &[u8]) -> Result<Array> {
        let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}}}\n");
        from_bytes("f", &file(2, &header, data))
    }

    #[test]
    fn every_dtype_round_trips() {
        for array in of_every_dtype() {
            let bytes = to_bytes(&array).unwrap();
            assert!(same(&from_bytes("f", &bytes).unwrap(), &array), "{array:?}");
            assert!(
                array.dtype() == DType::String
                    || bytes.len() % 64 == array.buffer().as_bytes().len() % 64
            );
        }
        let scalar = Array::from_slice(&[2.5f64], &[]).unwrap();
        assert!(same(&from_bytes("f", &to_bytes(&scalar).unwrap()).unwrap(), &scalar));
        let view =
            Array::from_slice(&[1, 2, 3, 4, 5, 6], &[2, 3]).unwrap().transpose(&[1, 0]).unwrap();
        assert_eq!(
            from_bytes("f", &to_bytes(&view).unwrap()).unwrap().to_vec::<i32>().unwrap(),
            [1, 4, 2, 5, 3, 6]
        );
    }

    #[test]
    fn what_numpy_writes_is_read() {
        // np.save of np.asfortranarray(np.arange(6, dtype='>i2').reshape(2, 3))
        let header = "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }   \n";
        let data = [0, 0, 0, 3, 0, 1, 0, 4, 0, 2, 0, 5];
        for version in 1..=3 {
            let array = from_bytes("f", &file(version, header, &data)).unwrap();
            assert_eq!(array.shape().dims(), [2, 3]);
            assert_eq!(array.to_vec::<i32>().unwrap(), [0, 1, 2, 3, 4, 5]);
        }
        let bf16 = parse("<V2", "(2,)", &[0x80, 0x3f, 0, 0x40]).unwrap();
        assert_eq!((bf16.dtype(), bf16.get(1).unwrap().to_f64()), (DType::BF16, 2.0));
        let text = parse(">U2", "(2L,)", &[0, 0, 0, 0xe4, 0, 0, 0, 0, 0, 0, 0, 98, 0, 0, 0, 99]);
        assert_eq!(text.unwrap().to_strings().unwrap(), ["\u{e4}".as_bytes(), b"bc"]);
        let bytes = parse("|S3", "(2,)", b"a\0bxy\0").unwrap();
        assert_eq!(bytes.to_strings().unwrap(), [&b"a\0b"[..], b"xy"]);
        let complex = parse(">c8", "()", &[0x3f, 0x80, 0, 0, 0x40, 0, 0, 0]).unwrap();
        assert_eq!(complex.to_vec::<sparkler_base::Complex64>().unwrap()[0].im, 2.0);
        assert_eq!(
            parse("<u4", "(1,)", &[255; 4]).unwrap().to_vec::<i64>().unwrap(),
            [u32::MAX as i64]
        );
        assert_eq!(parse("|b1", "(2,)", &[1, 0]).unwrap().to_vec::<bool>().unwrap(), [true, false]);
    }

    #[test]
    fn wrong_files_are_errors_that_say_where() {
        let message = |r: Result<Array>| r.unwrap_err().to_string();
        assert!(
            message(from_bytes("f", b"PK\x03\x04....")).contains("f: byte 0: [50, 4b, 03, 04]")
        );
        assert!(
            message(parse("<f4", "(2,)", &[0; 7])).contains("7 bytes are left, expected 8 bytes")
        );
        assert!(message(parse("<f4", "(2,)", &[0; 9])).contains("1 more bytes, expected the end"));
        assert!(message(parse("|b1", "(1,)", &[2])).contains("no bool"));
        assert!(message(parse("<u8", "(1,)", &[255; 8])).contains("uint64 18446744073709551615"));
        assert!(message(parse("<U1", "(1,)", &[0, 0xd8, 0, 0])).contains("code point 0xd800"));
        for descr in ["|O", "<M8[s]", "<c16", "<f16", "", "<", "<S0", "|U0", "|S99999999999", "V1"]
        {
            assert!(message(parse(descr, "(1,)", &[0; 16])).contains("descr: type"), "{descr}");
        }
        for shape in ["(-1,)", "1", "(1", "(1 2)", "(99999999999999999999,)"] {
            assert!(parse("<f4", shape, &[0; 4]).is_err(), "{shape}");
        }
        for header in ["{}", "{'descr': [('a', '<f4')]}", "{'shape': ()", "{'x': 1}", "", "{'descr"]
        {
            assert!(from_bytes("f", &file(1, header, &[])).is_err(), "{header}");
        }
        let nul = Array::from_strings(vec![b"a\0".to_vec()], &[1]).unwrap();
        assert!(to_bytes(&nul).is_err());
    }

    #[test]
    fn a_header_cannot_claim_what_the_file_does_not_hold() {
        for shape in ["(1000000000000000,)", "(4294967296, 4294967296)", "(1,1,1,1,1,1,1,1,1)"] {
            assert!(parse("<f8", shape, &[0; 100]).is_err());
        }
        assert!(parse("<U4000000000", "(1000000000,)", &[0; 100]).is_err());
        assert_eq!(parse("<f8", "(0, 1000000000000000)", &[]).unwrap().size(), 0);
    }

    #[test]
    fn a_file_cut_anywhere_is_an_error() {
        for array in of_every_dtype() {
            let bytes = to_bytes(&array).unwrap();
            for end in 0..bytes.len() {
                assert!(from_bytes("f", &bytes[..end]).is_err());
            }
        }
    }

    proptest! {
        #[test]
        fn damaged_files_never_panic(
            which in 0..11usize, hits in prop::collection::vec((0..200usize, any::<u8>()), 1..5)
        ) {
            let mut bytes = to_bytes(&of_every_dtype()[which]).unwrap();
            for (at, value) in hits {
                let at = at % bytes.len();
                bytes[at] = value;
            }
            let _ = from_bytes("f", &bytes);
        }

        #[test]
        fn arbitrary_headers_never_panic(
            header in r"[{}()'a-z_:, 0-9<>|LTF\[\]]{0,60}", data in prop::collection::vec(any::<u8>(), 0..20),
            arbitrary in prop::collection::vec(any::<u8>(), 0..100),
        ) {
            let _ = from_bytes("f", &file(1, &header, &data));
            let _ = parse(&header, "(2,)", &data);
            let _ = parse("<f4", &header, &data);
            let _ = from_bytes("f", &arbitrary);
        }
    }
}
