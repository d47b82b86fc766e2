//! NumPy's `.npz`: a zip archive with a `.npy` file for each array.

use crate::{Error, Result, atomic, error::read_file, npy};
use sparkler_base::Array;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Deflate packs at best 1032 bytes into one.
const MAX_DEFLATE_RATIO: u64 = 1032;

/// Reads the arrays of a `.npz` file in its order, by their names (without `.npy`). Members that
/// are no `.npy` files are passed over.
///
/// # Errors
/// If it is missing, no zip archive, packed in another way than stored or deflate, or a member is
/// malformed.
pub fn read(path: impl AsRef<Path>) -> Result<Vec<(String, Array)>> {
    let path = path.as_ref();
    from_bytes(&path.display().to_string(), &read_file(path)?)
}

/// Reads a `.npz` file that is in memory; `file` stands for it in messages.
///
/// ```
/// use sparkler_base::Array;
/// use sparkler_formats::npz::{self, Compression};
///
/// let x = Array::from_slice(&[1, 2, 3], &[3]).unwrap();
/// let bytes = npz::to_bytes(&[("x".into(), x)], Compression::Deflate).unwrap();
/// let arrays = npz::from_bytes("data.npz", &bytes).unwrap();
/// assert_eq!(arrays[0].0, "x");
/// assert_eq!(arrays[0].1.to_vec::<i32>().unwrap(), [1, 2, 3]);
/// ```
///
/// # Errors
/// As [`read`].
pub fn from_bytes(file: &str, bytes: &[u8]) -> Result<Vec<(String, Array)>> {
    let broken = |member: String, e: ZipError| {
        Error::field(file, member, e.to_string(), "a whole .npz (zip) archive")
    };
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken("archive".into(), e))?;
    let mut out = Vec::new();
    for i in 0..archive.len() {
        let member = archive.by_index(i).map_err(|e| broken(format!("member {i}"), e))?;
        let full = member.name().map_err(|e| broken(format!("member {i}"), e))?.into_owned();
        let Some(name) = full.strip_suffix(".npy") else { continue };
        // The size in the directory is believed only as far as the packed bytes can reach.
        let (size, packed) = (member.size(), member.compressed_size().min(bytes.len() as u64));
        if size > packed.saturating_mul(MAX_DEFLATE_RATIO).saturating_add(64) {
            let found = format!("{packed} bytes that claim to be {size} unpacked");
            return Err(Error::field(file, full, found, "a size that deflate can reach"));
        }
        let mut data = Vec::new();
        if let Err(e) = member.take(size.saturating_add(1)).read_to_end(&mut data) {
            return Err(broken(full, e.into()));
        }
        if data.len() as u64 != size {
            let found = format!("{} bytes unpacked", data.len());
            return Err(Error::field(file, full, found, format!("{size} bytes")));
        }
        out.push((name.to_string(), npy::from_bytes(&format!("{file}/{full}"), &data)?));
    }
    Ok(out)
}

/// How the members of an archive are packed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    /// As they are, as `numpy.savez` does.
    #[default]
    Stored,
    /// With deflate, as `numpy.savez_compressed` does.
    Deflate,
}

/// The arrays as a `.npz` file.
///
/// # Errors
/// If a name occurs twice; as [`npy::to_bytes`].
pub fn to_bytes(arrays: &[(String, Array)], compression: Compression) -> Result<Vec<u8>> {
    let failed = |name: &str, e: ZipError| {
        Error::field("npz", name, e.to_string(), "a name of its own in the archive")
    };
    let method = match compression {
        Compression::Stored => CompressionMethod::Stored,
        Compression::Deflate => CompressionMethod::Deflated,
    };
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, array) in arrays {
        let data = npy::to_bytes(array)?;
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .large_file(data.len() as u64 >= u32::MAX as u64 / 2);
        writer.start_file(format!("{name}.npy"), options).map_err(|e| failed(name, e))?;
        writer.write_all(&data).map_err(|e| failed(name, e.into()))?;
    }
    Ok(writer.finish().map_err(|e| failed("archive", e))?.into_inner())
}

/// Writes a `.npz` file; an old file is replaced whole or not at all.
///
/// # Errors
/// As [`to_bytes`]; if the file system refuses.
pub fn write(
    path: impl AsRef<Path>,
    arrays: &[(String, Array)],
    compression: Compression,
) -> Result<()> {
    atomic::write_file(path, &to_bytes(arrays, compression)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raw::tests::{of_every_dtype, same};
    use proptest::prelude::*;

    fn sample() -> Vec<(String, Array)> {
        of_every_dtype().into_iter().map(|a| (format!("dir/{}", a.dtype()), a)).collect()
    }

    #[test]
    fn arrays_round_trip_by_name() {
        for compression in [Compression::Stored, Compression::Deflate] {
            let bytes = to_bytes(&sample(), compression).unwrap();
            let again = from_bytes("f", &bytes).unwrap();
            assert_eq!(again.len(), 11);
            for (a, b) in again.iter().zip(sample()) {
                assert!(a.0 == b.0 && same(&a.1, &b.1));
            }
        }
        assert!(from_bytes("f", &to_bytes(&[], Compression::Stored).unwrap()).unwrap().is_empty());
        let twice = [sample(), sample()].concat();
        assert!(to_bytes(&twice, Compression::Stored).is_err());
    }

    #[test]
    fn a_file_cut_anywhere_is_an_error() {
        let bytes = to_bytes(&sample()[..2], Compression::Deflate).unwrap();
        for end in 0..bytes.len() {
            let e = from_bytes("f.npz", &bytes[..end]).unwrap_err().to_string();
            assert!(e.starts_with("f.npz"), "{e}");
        }
    }

    #[test]
    fn a_member_cannot_claim_more_than_deflate_can_reach() {
        let mut bytes = to_bytes(&sample()[..1], Compression::Deflate).unwrap();
        let directory = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        bytes[directory + 24..directory + 28].copy_from_slice(&0xffff_fff0u32.to_le_bytes());
        let e = from_bytes("f", &bytes).unwrap_err().to_string();
        assert!(e.contains("claim to be 4294967280 unpacked"), "{e}");
    }

    proptest! {
        #[test]
        fn damaged_files_never_panic(
            packed in any::<bool>(), hits in prop::collection::vec((any::<usize>(), any::<u8>()), 1..5)
        ) {
            let compression = if packed { Compression::Deflate } else { Compression::Stored };
            let mut bytes = to_bytes(&sample()[..2], compression).unwrap();
            for (at, value) in hits {
                let at = at % bytes.len();
                bytes[at] = value;
            }
            let _ = from_bytes("f", &bytes);
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(from_bytes("f", &bytes).is_err());
        }
    }
}
