//! The specs of TensorFlow.js, run against the npm package.

use std::path::Path;
use std::process::Command;

/// Runs the suite with further arguments for `conformance.mjs`, which names them.
pub fn run(root: &Path, args: &[&str]) -> Result<(), String> {
    let folder = root.join("packages/sparkler/conformance");
    install(&folder)?;
    let mut command = Command::new("node");
    command.arg(folder.join("conformance.mjs")).args(args);
    let status = command.status().map_err(|e| format!("node: {e} (Node.js is needed)"))?;
    if status.success() { Ok(()) } else { Err(format!("conformance: {status}")) }
}

/// Installs the suite and what runs it, unless they are there already.
fn install(folder: &Path) -> Result<(), String> {
    if folder.join("node_modules/@tensorflow/tfjs-core/package.json").exists() {
        return Ok(());
    }
    let status = Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"])
        .current_dir(folder)
        .status()
        .map_err(|e| format!("npm ci: {e} (Node.js with npm is needed)"))?;
    if status.success() { Ok(()) } else { Err(format!("npm ci in {}: {status}", folder.display())) }
}
