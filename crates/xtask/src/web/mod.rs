//! `cargo xtask web`: the WebAssembly modules and the npm package around them.
//!
//! Every step is skipped when what it reads has not changed, so a second run takes seconds.

mod compiler;
mod module;
mod package;

pub use package::{chromium, test_page};

use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the modules of those names (all if none is named) and the package.
pub fn run(root: &Path, names: &[&str]) -> Result<(), String> {
    let modules = module::choose(names)?;
    let compiler = compiler::find(root)?;
    package::install(root)?;
    let bindgen = module::build_bindgen(root)?;
    for module in modules {
        module.build(root, &compiler, &bindgen)?;
    }
    package::build(root)
}

/// Runs the package's own tests in Node and gives their number.
pub fn test(root: &Path) -> Result<usize, String> {
    package::test(root)
}

/// Holds the code that only a WebAssembly module has against the lints.
pub fn lint(root: &Path) -> Result<(), String> {
    module::lint(root, &compiler::find(root)?)
}

/// The folder that cargo builds into.
fn target_dir(root: &Path) -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root.join(dir),
        None => root.join("target"),
    }
}

/// The npm package's folder.
fn package_dir(root: &Path) -> PathBuf {
    root.join("packages/sparkler")
}

/// Runs a command to its end; says what it was if it fails.
fn run_command(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|e| format!("{name}: cannot start: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name}: {status}")) }
}

/// Runs a command to its end and gives what it printed; on failure what it complained about.
fn output_of(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|e| format!("{name}: cannot start: {e}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(format!("{name}: {}: {}", output.status, complaint.trim()))
}

/// A number that changes when any of the pieces does.
fn fingerprint(pieces: &[&[u8]]) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    pieces.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|e| format!("{}: {e}", path.display()))
}
