//! safetensors: a JSON header with the place of each array, then their bytes.
//!
//! The file begins with the length of the header (eight bytes, little-endian) and the header. The
//! arrays follow without gaps. `I16` and `U16` come as `int32`, `U32` as `int64`; strings have no
//! place in the format.

use crate::raw::{Cursor, array_of_le_bytes, extend_le_bytes};
use crate::{Error, Result, atomic, error::read_file};
use serde_json::{Map, Value, json};
use sparkler_base::{Array, DType, Shape};
use std::path::Path;

/// The longest header that the format allows.
const MAX_HEADER: u64 = 100_000_000;

/// The content of a safetensors file.
#[derive(Clone, Debug, Default)]
pub struct SafeTensors {
    /// `__metadata__`: free text by name.
    pub metadata: Vec<(String, String)>,
    /// The arrays by name, in the order in which they lie in the file.
    pub arrays: Vec<(String, Array)>,
}

/// Types by their name in the header, bytes of an element, and what they come as.
const TYPES: [(&str, usize, DType); 13] = [
    ("BOOL", 1, DType::Bool),
    ("U8", 1, DType::U8),
    ("I8", 1, DType::I8),
    ("I32", 4, DType::I32),
    ("I64", 8, DType::I64),
    ("F16", 2, DType::F16),
    ("BF16", 2, DType::BF16),
    ("F32", 4, DType::F32),
    ("F64", 8, DType::F64),
    ("C64", 8, DType::Complex64),
    ("I16", 2, DType::I32),
    ("U16", 2, DType::I32),
    ("U32", 4, DType::I64),
];

/// Reads a safetensors file.
///
/// # Errors
/// If it is missing or malformed: arrays that overlap, leave gaps or reach past the end, or types
/// without a counterpart here.
pub fn read(path: impl AsRef<Path>) -> Result<SafeTensors> {
    let path = path.as_ref();
    from_bytes(&path.display().to_string(), &read_file(path)?)
}

/// Reads a safetensors file that is in memory; `file` stands for it in messages.
///
/// # Errors
/// As [`read`].
pub fn from_bytes(file: &str, bytes: &[u8]) -> Result<SafeTensors> {
    let mut cursor = Cursor::new(file, bytes);
    let length = cursor.u64("header length")?;
    if length > MAX_HEADER {
        let found = format!("a header of {length} bytes");
        return Err(Error::bytes(file, 0, found, format!("at most {MAX_HEADER}")));
    }
    let header = cursor.take(length as usize, "header")?;
    let data = &bytes[cursor.at..];
    let header: Map<String, Value> = serde_json::from_slice(header)
        .map_err(|e| Error::bytes(file, 8, e.to_string(), "a header that is a JSON object"))?;
    let mut out = SafeTensors::default();
    let mut places = Vec::new();
    for (name, entry) in &header {
        if name == "__metadata__" {
            for (key, value) in entry.as_object().into_iter().flatten() {
                let text = value.as_str().ok_or_else(|| {
                    Error::field(file, format!("__metadata__.{key}"), value.to_string(), "a string")
                })?;
                out.metadata.push((key.clone(), text.to_string()));
            }
            continue;
        }
        let wrong = |key: &str, expected: &str| {
            let found = entry.get(key).map_or("nothing".into(), Value::to_string);
            Error::field(file, format!("{name}.{key}"), found, expected)
        };
        let numbers = |key: &str| -> Option<Vec<usize>> {
            let items = entry.get(key)?.as_array()?.iter();
            items.map(|v| usize::try_from(v.as_u64()?).ok()).collect()
        };
        let dtype = entry.get("dtype").and_then(Value::as_str);
        let Some(kind) = TYPES.into_iter().find(|kind| Some(kind.0) == dtype) else {
            let names = TYPES.map(|kind| kind.0).join(", ");
            return Err(wrong("dtype", &format!("one of {names}")));
        };
        let shape = numbers("shape")
            .and_then(|dims| Shape::new(&dims).ok())
            .ok_or_else(|| wrong("shape", "up to eight extents that fit memory"))?;
        let offsets = || wrong("data_offsets", "where the array begins and ends in the data");
        let (begin, end) = match numbers("data_offsets").as_deref() {
            Some(&[begin, end]) if begin <= end && end <= data.len() => (begin, end),
            _ => return Err(offsets()),
        };
        if Some(end - begin) != shape.size().checked_mul(kind.1) {
            let expected = format!("{} bytes for {} {shape}", shape.size() * kind.1, kind.0);
            return Err(wrong("data_offsets", &expected));
        }
        places.push((begin, end, name, kind, shape));
    }
    places.sort_by_key(|place| (place.0, place.1));
    let mut at = 0;
    for (begin, end, name, (type_name, _, dtype), shape) in places {
        if begin != at {
            let expected = format!("{at}, the end of the array before");
            return Err(Error::field(file, name, format!("begins at {begin}"), expected));
        }
        at = end;
        let bytes = &data[begin..end];
        let words = bytes.as_chunks::<2>().0.iter();
        let array = match type_name {
            "I16" => {
                let wide: Vec<i32> = words.map(|&w| i16::from_le_bytes(w) as i32).collect();
                Array::from_slice(&wide, &shape).map_err(Error::array(file))?
            }
            "U16" => {
                let wide: Vec<i32> = words.map(|&w| u16::from_le_bytes(w) as i32).collect();
                Array::from_slice(&wide, &shape).map_err(Error::array(file))?
            }
            "U32" => {
                let words = bytes.as_chunks::<4>().0.iter();
                let wide: Vec<i64> = words.map(|&w| u32::from_le_bytes(w) as i64).collect();
                Array::from_slice(&wide, &shape).map_err(Error::array(file))?
            }
            _ => array_of_le_bytes(file, dtype, shape, bytes)?,
        };
        out.arrays.push((name.clone(), array));
    }
    if at != data.len() {
        let found = format!("{} more bytes", data.len() - at);
        return Err(Error::bytes(file, cursor.at + at, found, "the end, after the last array"));
    }
    Ok(out)
}

/// The arrays as a safetensors file.
///
/// ```
/// use sparkler_base::Array;
/// use sparkler_formats::safetensors::{self, SafeTensors};
///
/// let bias = Array::from_slice(&[0.5f32, 1.0], &[2]).unwrap();
/// let file = SafeTensors { arrays: vec![("bias".into(), bias)], ..SafeTensors::default() };
/// let bytes = safetensors::to_bytes(&file).unwrap();
/// let again = safetensors::from_bytes("model.safetensors", &bytes).unwrap();
/// assert_eq!(again.arrays[0].1.to_vec::<f32>().unwrap(), [0.5, 1.0]);
/// ```
///
/// # Errors
/// If an array holds strings, or a name is taken twice or by the format (`__metadata__`).
pub fn to_bytes(content: &SafeTensors) -> Result<Vec<u8>> {
    let mut header = Map::new();
    if !content.metadata.is_empty() {
        let text = content.metadata.iter().map(|(k, v)| (k.clone(), Value::from(v.as_str())));
        header.insert("__metadata__".into(), Value::Object(text.collect()));
    }
    let mut data = Vec::new();
    for (name, array) in &content.arrays {
        let Some(kind) = TYPES.into_iter().find(|kind| kind.2 == array.dtype()) else {
            let expected = "an array of numbers or bools";
            return Err(Error::field("safetensors", name, "an array of strings", expected));
        };
        let begin = data.len();
        extend_le_bytes(&mut data, array).map_err(Error::array("safetensors"))?;
        let entry = json!({
            "dtype": kind.0, "shape": array.shape().dims(), "data_offsets": [begin, data.len()],
        });
        if name == "__metadata__" || header.insert(name.clone(), entry).is_some() {
            let found = format!("{name:?} is taken");
            return Err(Error::field("safetensors", "name", found, "a name of its own"));
        }
    }
    let mut text = Value::Object(header).to_string();
    // Spaces at the end make the data begin at a multiple of eight.
    text.push_str(&" ".repeat(text.len().next_multiple_of(8) - text.len()));
    let mut out = (text.len() as u64).to_le_bytes().to_vec();
    out.extend_from_slice(text.as_bytes());
    out.append(&mut data);
    Ok(out)
}

/// Writes a safetensors file; an old file is replaced whole or not at all.
///
/// # Errors
/// As [`to_bytes`]; if the file system refuses.
pub fn write(path: impl AsRef<Path>, content: &SafeTensors) -> Result<()> {
    atomic::write_file(path, &to_bytes(content)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raw::tests::{of_every_dtype, same};
    use proptest::prelude::*;

    fn sample() -> SafeTensors {
        let numbers = of_every_dtype().into_iter().filter(|a| a.dtype() != DType::String);
        SafeTensors {
            metadata: vec![("format".into(), "pt".into())],
            arrays: numbers.map(|a| (a.dtype().to_string(), a)).collect(),
        }
    }

    fn file(header: &str, data: &[u8]) -> Vec<u8> {
        [&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat()
    }

    #[test]
    fn arrays_round_trip() {
        let bytes = to_bytes(&sample()).unwrap();
        let again = from_bytes("f", &bytes).unwrap();
        assert_eq!(again.metadata, sample().metadata);
        for (a, b) in again.arrays.iter().zip(sample().arrays) {
            assert!(a.0 == b.0 && same(&a.1, &b.1));
        }
        let mut twice = sample();
        twice.arrays.extend(sample().arrays);
        assert!(to_bytes(&twice).is_err());
        let strings = Array::from_strings(vec![vec![]], &[1]).unwrap();
        let strings = SafeTensors { arrays: vec![("s".into(), strings)], ..Default::default() };
        assert!(to_bytes(&strings).is_err());
    }

    #[test]
    fn wrong_files_are_errors() {
        let entry = |shape: &str, offsets: &str| {
            format!(r#"{{"a":{{"dtype":"F32","shape":{shape},"data_offsets":{offsets}}}}}"#)
        };
        assert!(from_bytes("f", &file(&entry("[2]", "[0,8]"), &[0; 8])).is_ok());
        for (shape, offsets, length) in [
            ("[2]", "[0,8]", 9),
            ("[2]", "[1,9]", 9),
            ("[2]", "[0,16]", 8),
            ("[2]", "[8,0]", 8),
            ("[1000000000000000]", "[0,8]", 8),
            ("[4611686018427387904, 4]", "[0,0]", 0),
            ("[-1]", "[0,8]", 8),
            ("[2]", "[0]", 8),
            ("[1.5]", "[0,8]", 8),
        ] {
            let bytes = file(&entry(shape, offsets), &vec![0; length]);
            assert!(from_bytes("f", &bytes).is_err(), "{shape} {offsets}");
        }
        let overlap = r#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},
            "b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#;
        let e = from_bytes("f", &file(overlap, &[0; 3])).unwrap_err().to_string();
        assert!(e.contains("b: begins at 1, expected 2"), "{e}");
        assert!(from_bytes("f", &[255; 20]).unwrap_err().to_string().contains("at most 100000000"));
        assert!(from_bytes("f", &file("[]", &[])).is_err());
        assert!(from_bytes("f", &file(&"[".repeat(100_000), &[])).is_err());
    }

    #[test]
    fn a_file_cut_anywhere_is_an_error() {
        let bytes = to_bytes(&sample()).unwrap();
        for end in 0..bytes.len() {
            assert!(from_bytes("f", &bytes[..end]).is_err());
        }
    }

    proptest! {
        #[test]
        fn damaged_files_never_panic(
            hits in prop::collection::vec((any::<usize>(), any::<u8>()), 1..5)
        ) {
            let mut bytes = to_bytes(&sample()).unwrap();
            for (at, value) in hits {
                let at = at % bytes.len();
                bytes[at] = value;
            }
            let _ = from_bytes("f", &bytes);
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = from_bytes("f", &bytes);
        }
    }
}
