//! Where the bytes of a table come from; they are read more than once.

use crate::{Error, Result};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file, or bytes in memory.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// Bytes under a name.
    Bytes(String, Arc<[u8]>),
}

impl Source {
    /// What stands for it in messages.
    pub fn name(&self) -> String {
        match self {
            Source::File(path) => path.display().to_string(),
            Source::Bytes(name, _) => name.clone(),
        }
    }

    /// The last part of its name in lower case, without `.gz`: `data.csv`.
    pub fn plain_name(&self) -> String {
        let name = self.name().to_lowercase();
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        name.strip_suffix(".gz").unwrap_or(name).to_string()
    }

    /// Its bytes from the start, unpacked if they are gzip (told by their content).
    pub fn open(&self) -> Result<Box<dyn Read + Send>> {
        let raw: Box<dyn Read + Send> = match self {
            Source::File(path) => {
                let file = File::open(path).map_err(|e| Error::io(path, "cannot open", e))?;
                if file.metadata().is_ok_and(|m| m.is_dir()) {
                    let path = path.display().to_string();
                    return Err(Error::malformed(&path, "a folder", "a file with a table"));
                }
                Box::new(BufReader::with_capacity(1 << 16, file))
            }
            Source::Bytes(_, bytes) => Box::new(io::Cursor::new(bytes.clone())),
        };
        let mut raw = raw;
        let mut first = [0; 2];
        let mut got = 0;
        while got < 2 {
            match raw.read(&mut first[got..]).map_err(|e| self.error(e))? {
                0 => break,
                n => got += n,
            }
        }
        let whole = io::Cursor::new(first).take(got as u64).chain(raw);
        Ok(match first == [0x1f, 0x8b] && got == 2 {
            true => Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(whole))),
            false => Box::new(whole),
        })
    }

    /// Its first bytes, unpacked: at most so many.
    pub fn start(&self, count: usize) -> Result<Vec<u8>> {
        let mut start = Vec::new();
        self.open()?.take(count as u64).read_to_end(&mut start).map_err(|e| self.error(e))?;
        Ok(start)
    }

    /// The file that it is, unless it is packed: then, as for bytes in memory, nothing.
    #[cfg(feature = "parquet")]
    pub fn plain_file(&self) -> Result<Option<File>> {
        let Source::File(path) = self else { return Ok(None) };
        let mut file = File::open(path).map_err(|e| Error::io(path, "cannot open", e))?;
        let mut first = [0; 2];
        let packed = file.read_exact(&mut first).is_ok() && first == [0x1f, 0x8b];
        Ok((!packed).then_some(file))
    }

    /// An error while reading.
    pub fn error(&self, e: io::Error) -> Error {
        Error::io(Path::new(&self.name()), "cannot read", e)
    }
}
