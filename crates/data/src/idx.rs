//! IDX, the file format of MNIST: a magic number, the extents, the elements, all big-endian.
//!
//! The magic number is two zero bytes, the type of the elements (8 unsigned byte, 9 signed byte,
//! 11 `int16`, 12 `int32`, 13 `float32`, 14 `float64`) and the rank; each extent is an unsigned
//! 32-bit number. Files are usually packed with gzip, which is told by their content and not by
//! their name.

use crate::{Error, Result};
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use sparkler_base::{Array, DType, MAX_RANK, Shape};
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

/// Bytes decoded at a time, a multiple of every element's size.
const BLOCK: usize = 64 << 10;
/// Deflate packs at best 1032 bytes into one.
const MAX_DEFLATE_RATIO: u64 = 1032;
/// How far surplus bytes are counted for the message.
const MAX_SURPLUS: u64 = 64 << 20;

/// Reads an IDX file, packed with gzip or not.
///
/// Elements keep their type, but `int16`, which comes as `int32`. The file is decoded as a stream:
/// beside the array itself it takes next to no memory.
///
/// # Errors
/// If the file is missing, empty, no IDX file, no readable gzip, or does not hold exactly the
/// bytes that its header says.
pub fn read(path: impl AsRef<Path>) -> Result<Array> {
    let path = path.as_ref();
    let file = File::open(path).map_err(|e| Error::io(path, "cannot open", e))?;
    let meta = file.metadata().map_err(|e| Error::io(path, "cannot read", e))?;
    if meta.is_dir() {
        return Err(Error::malformed(&path.display().to_string(), "a folder", "an IDX file"));
    }
    decode(&path.display().to_string(), BufReader::with_capacity(BLOCK, file), meta.len())
}

/// Reads an IDX file that is in memory, packed with gzip or not; `name` stands for it in messages.
///
/// ```
/// let bytes = [0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9];
/// let array = sparkler_data::idx::from_bytes("labels", &bytes).unwrap();
/// assert_eq!(array.to_vec::<u8>().unwrap(), [7, 8, 9]);
///
/// let error = sparkler_data::idx::from_bytes("labels", &bytes[..10]).unwrap_err();
/// assert_eq!(error.to_string(), "labels: 11 bytes expected by the header [3], file has 10");
/// ```
///
/// # Errors
/// As [`read`].
pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Array> {
    decode(name, bytes, bytes.len() as u64)
}

/// Decodes a stream that is `length` bytes long before unpacking.
fn decode(name: &str, mut reader: impl Read, length: u64) -> Result<Array> {
    let mut first = [0; 2];
    let got = fill(name, &mut reader, &mut first, false)?;
    if got == 0 {
        return Err(Error::malformed(name, "an empty file", "an IDX file"));
    }
    let whole = io::Read::chain(&first[..got], reader);
    if first == [0x1f, 0x8b] {
        let at_most = length.saturating_mul(MAX_DEFLATE_RATIO);
        Decoder { name, reader: MultiGzDecoder::new(whole), packed: true, at_most }.run()
    } else {
        Decoder { name, reader: whole, packed: false, at_most: length }.run()
    }
}

/// Fills `out` as far as the stream goes; how far.
fn fill(name: &str, reader: &mut impl Read, out: &mut [u8], packed: bool) -> Result<usize> {
    let mut filled = 0;
    while filled < out.len() {
        match reader.read(&mut out[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) if packed => {
                return Err(Error::malformed(name, format!("unreadable gzip ({e})"), "gzip"));
            }
            Err(e) => return Err(Error::io(Path::new(name), "cannot read", e)),
        }
    }
    Ok(filled)
}

struct Decoder<'a, R> {
    name: &'a str,
    reader: R,
    packed: bool,
    /// The most bytes that the stream can have.
    at_most: u64,
}

impl<R: Read> Decoder<'_, R> {
    fn fill(&mut self, out: &mut [u8]) -> Result<usize> {
        fill(self.name, &mut self.reader, out, self.packed)
    }

    fn run(mut self) -> Result<Array> {
        let malformed =
            |found: String, expected: &str| Err(Error::malformed(self.name, found, expected));
        let mut magic = [0; 4];
        let got = fill(self.name, &mut self.reader, &mut magic, self.packed)?;
        if got < 4 {
            return malformed(format!("{got} bytes"), "an IDX file of at least 8 bytes");
        }
        let [zero0, zero1, code, rank] = magic;
        let (dtype, width) = match (zero0, zero1, code) {
            (0, 0, 0x08) => (DType::U8, 1),
            (0, 0, 0x09) => (DType::I8, 1),
            (0, 0, 0x0b) => (DType::I32, 2),
            (0, 0, 0x0c) => (DType::I32, 4),
            (0, 0, 0x0d) => (DType::F32, 4),
            (0, 0, 0x0e) => (DType::F64, 8),
            _ => {
                return malformed(
                    format!("magic number {magic:02x?}"),
                    "that of an IDX file: [00, 00, type 08, 09, 0b, 0c, 0d or 0e, rank]",
                );
            }
        };
        if rank == 0 || rank as usize > MAX_RANK {
            return malformed(format!("rank {rank}"), "an IDX file of rank 1 to 8");
        }
        let mut extents = [0; 4 * MAX_RANK];
        let extents = &mut extents[..4 * rank as usize];
        let got = self.fill(extents)?;
        if got < extents.len() {
            let expected = format!("an IDX header of {} bytes", 4 + extents.len());
            return Err(Error::malformed(self.name, format!("{} bytes", 4 + got), expected));
        }
        let dims: Vec<usize> =
            extents.as_chunks::<4>().0.iter().map(|&e| u32::from_be_bytes(e) as usize).collect();
        let header = 4 + extents.len() as u64;
        // Eight extents of 32 bits can overflow anything.
        let data = dims.iter().fold(width, |bytes: u64, &d| bytes.saturating_mul(d as u64));
        let expected = data.saturating_add(header);
        if expected > self.at_most {
            // More than the file can hold, whatever it unpacks to: count without allocating.
            let found = header + self.count_rest(u64::MAX)?;
            return Err(self.length(dims, expected, found.to_string()));
        }
        let shape = Shape::new(&dims)?;
        let mut array = Array::alloc(dtype, shape)?;
        let got = match (dtype, width) {
            (DType::U8, _) => match array.as_mut_slice::<u8>() {
                Some(out) => self.fill(out)? as u64,
                None => 0,
            },
            (DType::I8, _) => self.elements(&mut array, |[b]: [u8; 1]| b as i8)?,
            (DType::I32, 2) => self.elements(&mut array, |b| i16::from_be_bytes(b) as i32)?,
            (DType::I32, _) => self.elements(&mut array, i32::from_be_bytes)?,
            (DType::F32, _) => self.elements(&mut array, f32::from_be_bytes)?,
            _ => self.elements(&mut array, f64::from_be_bytes)?,
        };
        if header + got < expected {
            return Err(self.length(dims, expected, (header + got).to_string()));
        }
        match self.count_rest(MAX_SURPLUS)? {
            0 => Ok(array),
            MAX_SURPLUS => {
                let found = format!("at least {}", expected + MAX_SURPLUS);
                Err(self.length(dims, expected, found))
            }
            more => Err(self.length(dims, expected, (expected + more).to_string())),
        }
    }

    /// Decodes the elements of `N` bytes each; how many bytes there were, at most all.
    fn elements<T: sparkler_base::Element, const N: usize>(
        &mut self,
        array: &mut Array,
        decode: impl Fn([u8; N]) -> T,
    ) -> Result<u64> {
        let Some(out) = array.as_mut_slice::<T>() else { return Ok(0) };
        let mut block = vec![0; BLOCK.min(out.len() * N)];
        let mut total = 0;
        for piece in out.chunks_mut((BLOCK / N).max(1)) {
            let bytes = &mut block[..piece.len() * N];
            let got = self.fill(bytes)?;
            total += got as u64;
            for (x, &b) in piece.iter_mut().zip(bytes[..got].as_chunks::<N>().0) {
                *x = decode(b);
            }
            if got < bytes.len() {
                break;
            }
        }
        Ok(total)
    }

    /// Counts the bytes that are left, up to `limit`.
    fn count_rest(&mut self, limit: u64) -> Result<u64> {
        let mut block = vec![0; BLOCK];
        let mut total = 0;
        while total < limit {
            let want = (limit - total).min(BLOCK as u64) as usize;
            let got = self.fill(&mut block[..want])?;
            total += got as u64;
            if got < want {
                break;
            }
        }
        Ok(total)
    }

    fn length(&self, shape: Vec<usize>, expected: u64, found: String) -> Error {
        Error::Length { path: self.name.into(), shape, expected, found }
    }
}

/// The array as an unpacked IDX file.
///
/// # Errors
/// If it is not of type `uint8`, `int8`, `int32`, `float32` or `float64`, not of rank 1 to 8, or
/// has an extent of 2^32 or more.
pub fn to_bytes(array: &Array) -> Result<Vec<u8>> {
    let code = match array.dtype() {
        DType::U8 => 0x08,
        DType::I8 => 0x09,
        DType::I32 => 0x0c,
        DType::F32 => 0x0d,
        DType::F64 => 0x0e,
        other => {
            let expected = "uint8, int8, int32, float32 or float64, the types of IDX";
            return Err(Error::argument("dtype", other, expected));
        }
    };
    let dims = array.shape().dims();
    if dims.is_empty() {
        return Err(Error::argument("rank", 0, "1 to 8, the ranks of IDX"));
    }
    let mut out = vec![0, 0, code, dims.len() as u8];
    for &extent in dims {
        let extent = u32::try_from(extent)
            .map_err(|_| Error::argument("extent", extent, "at most 4294967295"))?;
        out.extend(extent.to_be_bytes());
    }
    match array.dtype() {
        DType::U8 => out.extend(array.to_vec::<u8>()?),
        DType::I8 => out.extend(array.to_vec::<i8>()?.iter().map(|&x| x as u8)),
        DType::I32 => out.extend(array.to_vec::<i32>()?.iter().flat_map(|x| x.to_be_bytes())),
        DType::F32 => out.extend(array.to_vec::<f32>()?.iter().flat_map(|x| x.to_be_bytes())),
        _ => out.extend(array.to_vec::<f64>()?.iter().flat_map(|x| x.to_be_bytes())),
    }
    Ok(out)
}

/// Writes an IDX file, packed with gzip if its name ends in `.gz`; an old file is replaced whole
/// or not at all.
///
/// # Errors
/// As [`to_bytes`]; if the file system refuses.
pub fn write(path: impl AsRef<Path>, array: &Array) -> Result<()> {
    let path = path.as_ref();
    let bytes = to_bytes(array)?;
    let pack = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz"));
    sparkler_formats::atomic::write_atomically(path, |out| {
        if pack {
            let mut encoder = GzEncoder::new(out, Compression::best());
            encoder.write_all(&bytes)?;
            encoder.finish().map(|_| ())
        } else {
            out.write_all(&bytes)
        }
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn message(bytes: &[u8]) -> String {
        from_bytes("f", bytes).unwrap_err().to_string()
    }

    #[test]
    fn every_type_round_trips_packed_or_not() {
        let arrays = [
            Array::from_slice(&[0u8, 7, 255], &[3]).unwrap(),
            Array::from_slice(&[-128i8, 127], &[1, 2]).unwrap(),
            Array::from_slice(&[i32::MIN, 258], &[2, 1, 1]).unwrap(),
            Array::from_slice(&[1.5f32, -0.0], &[2]).unwrap(),
            Array::from_slice(&(0..9000).map(f64::from).collect::<Vec<_>>(), &[90, 100]).unwrap(),
            Array::from_slice::<u8>(&[], &[0, 4]).unwrap(),
            Array::from_slice(&[1u8; 8], &[1, 1, 2, 1, 2, 1, 2, 1]).unwrap(),
        ];
        for array in arrays {
            let bytes = to_bytes(&array).unwrap();
            for bytes in [gzip(&bytes), bytes] {
                let again = from_bytes("f", &bytes).unwrap();
                assert_eq!(again.shape(), array.shape());
                assert_eq!(again.buffer().as_bytes(), array.buffer().as_bytes());
            }
        }
        let short = from_bytes("f", &[0, 0, 0x0b, 1, 0, 0, 0, 2, 0xff, 0xfe, 1, 0]).unwrap();
        assert_eq!(short.to_vec::<i32>().unwrap(), [-2, 256]);
    }

    #[test]
    fn messages_say_what_is_wrong() {
        let whole = to_bytes(&Array::from_slice(&[1u8; 12], &[3, 2, 2]).unwrap()).unwrap();
        assert_eq!(message(&[]), "f: an empty file, expected an IDX file");
        let short = "f: 28 bytes expected by the header [3, 2, 2], file has 20";
        assert_eq!(message(&whole[..20]), short);
        assert_eq!(message(&gzip(&whole[..20])), short);
        let long = [&whole[..], &[0; 5]].concat();
        let surplus = "f: 28 bytes expected by the header [3, 2, 2], file has 33";
        assert_eq!(message(&long), surplus);
        assert_eq!(message(&gzip(&long)), surplus);
        assert!(message(b"\x89PNG----").contains("magic number [89, 50, 4e, 47]"));
        assert!(message(&[0, 0, 8, 9, 0, 0, 0, 0]).contains("rank 9"));
        assert!(message(&[0, 0, 8, 0]).contains("rank 0"));
        let packed = gzip(&whole);
        assert!(message(&packed[..packed.len() - 1]).contains("unreadable gzip"));
        let mut wrong = packed.clone();
        let crc = wrong.len() - 6;
        wrong[crc] ^= 1;
        assert!(message(&wrong).contains("unreadable gzip"), "{}", message(&wrong));
        assert_eq!(read("no/such/file").unwrap_err().to_string(), "no/such/file: not found");
        assert!(read(std::env::temp_dir()).unwrap_err().to_string().contains("a folder"));
    }

    #[test]
    fn a_header_cannot_claim_what_the_file_does_not_hold() {
        let huge = [0, 0, 0x0e, 3, 0xff, 0xff, 0xff, 0xff, 0, 1, 0, 0, 0, 1, 0, 0, 1, 2, 3];
        assert!(message(&huge).ends_with("file has 19"), "{}", message(&huge));
        assert!(message(&gzip(&huge)).ends_with("file has 19"));
        // Extents that overflow even 64 bits, and one that hides others behind a zero.
        let all = [&[0u8, 0, 8, 8][..], &[0xff; 32], &[1]].concat();
        assert!(message(&all).contains("file has 37"));
        let zero = [&[0u8, 0, 8, 8][..], &[0xff; 28], &[0; 4]].concat();
        assert!(from_bytes("f", &zero).is_err());
    }

    #[test]
    fn a_file_cut_anywhere_is_an_error() {
        let whole = to_bytes(&Array::from_slice(&[1.0f32; 6], &[3, 2]).unwrap()).unwrap();
        for bytes in [gzip(&whole), whole] {
            for end in 0..bytes.len() {
                assert!(from_bytes("f", &bytes[..end]).is_err(), "{end} of {}", bytes.len());
            }
        }
    }

    #[test]
    fn what_idx_cannot_hold_is_refused() {
        assert!(to_bytes(&Array::from_slice(&[1i64], &[1]).unwrap()).is_err());
        assert!(to_bytes(&Array::from_slice(&[1u8], &[]).unwrap()).is_err());
    }

    proptest! {
        #[test]
        fn damaged_files_never_panic(
            packed in any::<bool>(), hits in prop::collection::vec((0..64usize, any::<u8>()), 0..4)
        ) {
            let mut bytes = to_bytes(&Array::from_slice(&[7u8; 40], &[2, 4, 5]).unwrap()).unwrap();
            if packed {
                bytes = gzip(&bytes);
            }
            for (at, value) in hits {
                let at = at % bytes.len();
                bytes[at] = value;
            }
            let _ = from_bytes("f", &bytes);
        }

        #[test]
        fn arbitrary_bytes_never_panic(
            mut bytes in prop::collection::vec(any::<u8>(), 0..200), idx in any::<bool>()
        ) {
            if idx && bytes.len() > 4 {
                bytes[..2].fill(0);
                bytes[2] = 8 + bytes[2] % 8;
                bytes[3] %= 9;
            }
            let _ = from_bytes("f", &bytes);
        }
    }
}
