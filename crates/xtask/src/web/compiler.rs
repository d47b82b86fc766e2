//! The compiler for WebAssembly.
//!
//! Threads want a standard library that was compiled for them, so a compiler comes with the
//! library's source. rustup has that as a component. Where rustup is not there, or cannot fetch
//! it, Debian's compiler is unpacked into a folder under `target`: unpacked and not installed,
//! because Debian's packages and rustup exclude one another.

use super::{output_of, run_command, target_dir, write};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A compiler with the source of its standard library.
pub struct Compiler {
    environment: Vec<(&'static str, OsString)>,
    /// Parts of paths that the compiler would write into a module, and what it writes instead.
    pub renamed: Vec<(String, &'static str)>,
    /// Has it a standard library for WebAssembly as it is?
    pub has_library: bool,
}

impl Compiler {
    /// Cargo, told to use this compiler.
    pub fn cargo(&self, root: &Path) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command.current_dir(root).envs(self.environment.iter().map(|(k, v)| (k, v)));
        // Rebuilding the standard library is not a stable feature yet.
        command.env("RUSTC_BOOTSTRAP", "1");
        command
    }
}

/// Finds the compiler or sets it up.
pub fn find(root: &Path) -> Result<Compiler, String> {
    let rustup = match from_rustup() {
        Ok(compiler) => return Ok(compiler),
        Err(message) => message,
    };
    from_debian(&target_dir(root).join("wasm-toolchain")).map_err(|debian| {
        format!(
            "no compiler for WebAssembly: rustup cannot give the component rust-src ({rustup}), \
             and Debian's packages cannot be had either ({debian})"
        )
    })
}

/// The compiler in use, if the library's source is there or rustup can fetch it.
fn from_rustup() -> Result<Compiler, String> {
    let sysroot =
        PathBuf::from(output_of(Command::new("rustc").args(["--print", "sysroot"]))?.trim());
    let source = sysroot.join("lib/rustlib/src/rust/library/std/Cargo.toml");
    if !source.exists() {
        output_of(Command::new("rustup").args(["component", "add", "rust-src"]))?;
    }
    if !source.exists() {
        return Err(format!("{} is missing", source.display()));
    }
    let library = sysroot.join("lib/rustlib/wasm32-unknown-unknown/lib");
    // Nice to have: two of the modules then build without compiling the library.
    let has_library = library.exists()
        || output_of(Command::new("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
            .is_ok_and(|_| library.exists());
    let renamed = vec![(source_of(&sysroot.join("lib")), "std")];
    Ok(Compiler { environment: Vec::new(), renamed, has_library })
}

fn source_of(lib: &Path) -> String {
    lib.join("rustlib/src/rust/library").to_string_lossy().into_owned()
}

/// Debian's compiler, unpacked into `folder` unless it is there already.
fn from_debian(folder: &Path) -> Result<Compiler, String> {
    let ready = folder.join("ready");
    let linker_version = match std::fs::read_to_string(&ready) {
        Ok(version) => version,
        Err(_) => {
            let version = unpack(folder)?;
            write(&ready, version.as_bytes())?;
            version
        }
    };
    let llvm = folder.join(format!("usr/lib/llvm-{linker_version}"));
    let libraries =
        std::env::join_paths([folder.join("usr/lib").join(architecture()?), llvm.join("lib")])
            .map_err(|e| e.to_string())?;
    let environment = vec![
        ("RUSTC", folder.join("usr/bin/rustc").into_os_string()),
        ("LD_LIBRARY_PATH", libraries),
        ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", llvm.join("bin/wasm-ld").into_os_string()),
    ];
    let renamed = vec![(source_of(&folder.join("usr/lib")), "std")];
    Ok(Compiler { environment, renamed, has_library: false })
}

/// The folder name of this machine's libraries.
fn architecture() -> Result<String, String> {
    output_of(Command::new("dpkg-architecture").args(["-qDEB_HOST_MULTIARCH"]))
        .map(|name| name.trim().to_string())
        .or_else(|_| match std::env::consts::ARCH {
            "x86_64" => Ok("x86_64-linux-gnu".into()),
            "aarch64" => Ok("aarch64-linux-gnu".into()),
            other => Err(format!("do not know where Debian keeps libraries on {other}")),
        })
}

/// Fetches and unpacks the packages; gives LLVM's version.
fn unpack(folder: &Path) -> Result<String, String> {
    println!("unpacking Debian's compiler for WebAssembly into {}", folder.display());
    if output_of(Command::new("apt-cache").args(["show", "--no-all-versions", "rustc-web"]))
        .is_err()
    {
        output_of(Command::new("apt-get").arg("update"))?;
    }
    // The names carry versions: rustc-web -> libstd-rust-web-dev -> libstd-rust-web-1.96
    // -> libllvm22, and the linker of that LLVM.
    let development = dependency("rustc-web", "libstd-rust-web-dev")?;
    let library = dependency(&development, "libstd-rust-web-")?;
    let llvm = dependency(&library, "libllvm")?;
    let version = llvm.trim_start_matches("libllvm").to_string();
    let linker = format!("lld-{version}");
    let packages = ["rustc-web", "rust-web-src", &development, &library, &llvm, &linker];
    let downloads = folder.join("downloads");
    std::fs::create_dir_all(&downloads).map_err(|e| format!("{}: {e}", downloads.display()))?;
    let download = || {
        output_of(Command::new("apt-get").arg("download").args(packages).current_dir(&downloads))
    };
    if download().is_err() {
        // The lists may be old.
        output_of(Command::new("apt-get").arg("update"))?;
        download()?;
    }
    let entries = std::fs::read_dir(&downloads).map_err(|e| e.to_string())?;
    for entry in entries.flatten() {
        run_command(Command::new("dpkg").arg("-x").arg(entry.path()).arg(folder))?;
    }
    std::fs::remove_dir_all(&downloads).map_err(|e| format!("{}: {e}", downloads.display()))?;
    // What LLVM itself needs is ordinary and mostly there; it can be installed where it is not.
    let starts = || {
        let libraries = folder.join("usr/lib").join(architecture()?);
        output_of(
            Command::new(folder.join("usr/bin/rustc")).arg("-vV").env("LD_LIBRARY_PATH", libraries),
        )
    };
    if starts().is_err() {
        let names = dependencies(&llvm)?;
        output_of(Command::new("apt-get").args(["install", "-y"]).args(names))?;
        starts()?;
    }
    Ok(version)
}

/// The names of the packages that a package depends on.
fn dependencies(package: &str) -> Result<Vec<String>, String> {
    let text = output_of(Command::new("apt-cache").args(["show", "--no-all-versions", package]))?;
    Ok(names_of(&text))
}

/// The first dependency of a package whose name begins like that.
fn dependency(package: &str, prefix: &str) -> Result<String, String> {
    dependencies(package)?
        .into_iter()
        .find(|name| name.starts_with(prefix))
        .ok_or_else(|| format!("{package} does not depend on a package {prefix}..."))
}

/// The names in the line `Depends:` of a package's description.
fn names_of(description: &str) -> Vec<String> {
    let Some(line) = description.lines().find_map(|line| line.strip_prefix("Depends:")) else {
        return Vec::new();
    };
    let first_word = |one: &str| one.split_whitespace().next().map(str::to_string);
    line.split(',').filter_map(first_word).collect()
}

#[cfg(test)]
mod tests {
    use super::names_of;

    #[test]
    fn dependencies_are_read_without_their_versions() {
        let text =
            "Package: rustc-web\nDepends: libc6 (>= 2.34), libstd-rust-web-dev (= 1.96), gcc\n";
        assert_eq!(names_of(text), ["libc6", "libstd-rust-web-dev", "gcc"]);
        assert!(names_of("Package: x\n").is_empty());
    }
}
