//! Writing files so that nobody ever sees half of one.
//!
//! The bytes go to a temporary file in the same folder, are forced to the disk, and only then does
//! the file take its name. An error, a panic or a power cut before that leaves the old file as it
//! was; an error or a panic also removes the temporary.

use crate::{Error, Result};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Removes its file when dropped, unless the file was given its final name.
struct Temporary {
    path: PathBuf,
    keep: bool,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.keep {
            // There is nobody to tell, and an orphan does no harm.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A new file beside `target`, under a name that nobody has yet.
fn create_beside(target: &Path) -> io::Result<(Temporary, File)> {
    let Some(name) = target.file_name() else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"));
    };
    // The number only tells writers at work apart: the system refuses to create a name twice.
    for number in 0..10_000 {
        let path = target.with_file_name(format!(".{}.{number}.tmp", Path::new(name).display()));
        match File::options().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((Temporary { path, keep: false }, file)),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "no temporary name is free in the folder"))
}

/// Writes the temporary of a target and forces it to the disk.
fn prepare(
    target: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<Temporary> {
    let (temporary, file) = create_beside(target)?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    write(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    if let Ok(old) = fs::metadata(target) {
        // A file keeps its permissions when its content is replaced.
        file.set_permissions(old.permissions())?;
    }
    file.sync_all()?;
    Ok(temporary)
}

fn commit(mut temporary: Temporary, target: &Path) -> io::Result<()> {
    fs::rename(&temporary.path, target)?;
    temporary.keep = true;
    Ok(())
}

/// Forces the names in a folder to the disk, where the system has a way to; the files are whole
/// either way.
fn sync_folder(target: &Path) {
    if let Some(folder) = target.parent() {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let _ = File::open(folder).and_then(|f| f.sync_all());
    }
}

/// The file that a path means: through a symbolic link, so that the link stays.
fn resolve(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}

/// Replaces a file, or makes it, by what `write` writes: all of it or nothing.
///
/// ```
/// # let folder = std::env::temp_dir().join(format!("sparkler-atomic-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// use std::io::Write;
/// let path = folder.join("notes.txt");
/// sparkler_formats::atomic::write_atomically(&path, |out| writeln!(out, "first")).unwrap();
///
/// let failed = sparkler_formats::atomic::write_atomically(&path, |out| {
///     writeln!(out, "half of the second")?;
///     Err(std::io::Error::other("no more"))
/// });
/// assert!(failed.is_err());
/// assert_eq!(std::fs::read_to_string(&path).unwrap(), "first\n");
/// # std::fs::remove_dir_all(&folder).unwrap();
/// ```
///
/// # Errors
/// If `write` fails or the file system refuses; the old file is then as it was.
pub fn write_atomically(
    path: impl AsRef<Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    let path = path.as_ref();
    let target = resolve(path);
    if is_device(&target) {
        let result = File::options().write(true).open(&target).and_then(|file| {
            let mut out = BufWriter::new(file);
            write(&mut out)?;
            out.flush()
        });
        return result.map_err(|e| Error::io(path, "cannot write", e));
    }
    prepare(&target, write)
        .and_then(|temporary| commit(temporary, &target))
        .map_err(|e| Error::io(path, "cannot write", e))?;
    sync_folder(&target);
    Ok(())
}

/// Is it something that takes bytes but is no file: a terminal, a pipe, `/dev/null`? A file must
/// not take its place.
fn is_device(target: &Path) -> bool {
    fs::metadata(target).is_ok_and(|m| !m.is_file() && !m.is_dir())
}

/// Replaces a file, or makes it, by those bytes: all of them or nothing.
///
/// # Errors
/// If the file system refuses; the old file is then as it was.
pub fn write_file(path: impl AsRef<Path>, bytes: &[u8]) -> Result<()> {
    write_atomically(path, |out| out.write_all(bytes))
}

/// Replaces several files of a folder that belong together, making the folder if need be.
///
/// First all of them are written beside their targets and forced to the disk, then they take their
/// names one after the other **in the order given**. So name the file that speaks of the others
/// last: `[("weights.bin", ...), ("model.json", ...)]`. An error at any point puts the old files
/// back. Only a crash between two renames can leave new beside old: with that order a new
/// `weights.bin` under the old `model.json`, which still loads where the shapes are the same.
///
/// # Errors
/// If a name is no plain file name or the file system refuses; the old files are then as they
/// were.
pub fn write_files(folder: impl AsRef<Path>, files: &[(&str, &[u8])]) -> Result<()> {
    let folder = folder.as_ref();
    for (name, _) in files {
        if Path::new(name).file_name() != Some(name.as_ref()) {
            let path = folder.join(name).display().to_string();
            return Err(Error::field(&path, "file name", format!("{name:?}"), "a plain name"));
        }
    }
    fs::create_dir_all(folder).map_err(|e| Error::io(folder, "cannot make the folder", e))?;
    let cannot = |path: &Path, e| Error::io(path, "cannot write", e);
    let mut ready = Vec::new();
    for (name, bytes) in files {
        let target = resolve(&folder.join(name));
        let new = prepare(&target, |out| out.write_all(bytes)).map_err(|e| cannot(&target, e))?;
        ready.push((target, new));
    }
    let mut done = Vec::new();
    let count = ready.len();
    for (i, (target, new)) in ready.into_iter().enumerate() {
        // Nothing can fail after the last rename, so the last file needs no way back.
        let step = if i + 1 < count { keep_old(&target) } else { Ok(None) }
            .and_then(|old| commit(new, &target).map(|()| old));
        match step {
            Ok(old) => done.push((target, old)),
            Err(e) => {
                let error = cannot(&target, e);
                for (target, old) in done {
                    let _ = match old {
                        Some(old) => commit(old, &target),
                        None => fs::remove_file(&target),
                    };
                }
                return Err(error);
            }
        }
    }
    sync_folder(&folder.join("."));
    Ok(())
}

/// A second name for the file that a target is now, if there is one, to put it back by.
fn keep_old(target: &Path) -> io::Result<Option<Temporary>> {
    if !target.try_exists()? {
        return Ok(None);
    }
    // The file is closed at once: only its name is wanted.
    let (old, _) = create_beside(target)?;
    // A hard link moves no bytes but wants a free name, and not every file system has them.
    fs::remove_file(&old.path)?;
    if fs::hard_link(target, &old.path).is_err() {
        fs::copy(target, &old.path)?;
    }
    Ok(Some(old))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// A folder of its own for each test, removed at the end.
    pub(crate) struct Scratch(pub PathBuf);

    impl Scratch {
        pub(crate) fn new() -> Scratch {
            static NEXT: AtomicUsize = AtomicUsize::new(0);
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = format!("sparkler-formats-{}-{number}", std::process::id());
            let path = std::env::temp_dir().join(name);
            fs::create_dir_all(&path).unwrap();
            Scratch(path)
        }

        pub(crate) fn names(&self) -> Vec<String> {
            let mut names: Vec<String> = fs::read_dir(&self.0)
                .unwrap()
                .map(|e| e.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let dir = Scratch::new();
        let path = dir.0.join("a.bin");
        write_file(&path, b"old").unwrap();
        let failed = write_atomically(&path, |out| {
            out.write_all(&[1; 100_000])?;
            Err(io::Error::other("full"))
        });
        let message = failed.unwrap_err().to_string();
        assert!(message.contains("a.bin: cannot write: full"), "{message}");
        assert_eq!(fs::read(&path).unwrap(), b"old");
        let caught = std::panic::catch_unwind(|| write_atomically(&path, |_| panic!("bug")));
        assert!(caught.is_err());
        assert_eq!(dir.names(), ["a.bin"]);
        write_file(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(dir.names(), ["a.bin"]);
        assert!(write_file(dir.0.join("no/such/folder"), b"").is_err());
        assert!(write_file("/", b"").is_err());
    }

    #[test]
    fn files_that_belong_together_change_together() {
        let dir = Scratch::new();
        write_files(&dir.0, &[("weights.bin", b"w1"), ("model.json", b"m1")]).unwrap();
        write_files(&dir.0, &[("weights.bin", b"w2"), ("model.json", b"m2")]).unwrap();
        assert_eq!(dir.names(), ["model.json", "weights.bin"]);
        // A folder in the way of the last file: the first one comes back.
        fs::remove_file(dir.0.join("model.json")).unwrap();
        fs::create_dir(dir.0.join("model.json")).unwrap();
        let files: [(&str, &[u8]); 3] =
            [("weights.bin", b"w3"), ("more.bin", b"x"), ("model.json", b"m3")];
        assert!(write_files(&dir.0, &files).is_err());
        assert_eq!(fs::read(dir.0.join("weights.bin")).unwrap(), b"w2");
        assert_eq!(dir.names(), ["model.json", "weights.bin"]);
        assert!(write_files(&dir.0, &[("../x", b"")]).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn devices_are_written_to_and_not_replaced() {
        write_file("/dev/null", b"gone").unwrap();
        let e = write_file("/dev/full", &[0; 100_000]).unwrap_err().to_string();
        assert!(e.starts_with("/dev/full: cannot write: No space left"), "{e}");
        assert!(is_device(Path::new("/dev/null")) && is_device(Path::new("/dev/full")));
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = Scratch::new();
        let (file, link) = (dir.0.join("a"), dir.0.join("b"));
        write_file(&file, b"1").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        symlink(&file, &link).unwrap();
        write_file(&link, b"2").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"2");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
