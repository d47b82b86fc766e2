//! The Node addon: builds `crates/node` and puts it where the package looks for it.

use std::path::Path;
use std::process::Command;

/// Builds the addon into `packages/sparkler/dist/sparkler.node`.
pub fn build(root: &Path) -> Result<(), String> {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--release", "--package", "sparkler-node"])
        .current_dir(root)
        .status()
        .map_err(|e| format!("cargo build: {e}"))?;
    if !status.success() {
        return Err("the addon does not build".into());
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), Into::into);
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let built = target.join("release").join(format!("{prefix}sparkler_node{suffix}"));
    let dist = root.join("packages/sparkler/dist");
    std::fs::create_dir_all(&dist).map_err(|e| format!("{}: {e}", dist.display()))?;
    // Beside, then renamed: a process that has the old one loaded keeps it.
    let (beside, addon) = (dist.join("sparkler.node.new"), dist.join("sparkler.node"));
    std::fs::copy(&built, &beside)
        .and_then(|_| std::fs::rename(&beside, &addon))
        .map_err(|e| format!("{} to {}: {e}", built.display(), addon.display()))?;
    let size = std::fs::metadata(&addon).map_or(0, |m| m.len());
    println!("{}: {:.1} MB", addon.display(), size as f64 / 1e6);
    Ok(())
}
