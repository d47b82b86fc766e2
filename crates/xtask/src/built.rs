//! The executables that the tests of the workspace have built.
//!
//! Whoever needs one of them takes it from here. Asking cargo for its package alone would build
//! much of the workspace once more, since the features of shared dependencies follow from what is
//! built together.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Features of the command line that are not in its defaults, because their packages take long to
/// build. All steps ask for them: where some do and some do not, cargo builds nearly everything
/// twice, since `half` has other features with Arrow.
pub const FEATURES: [&str; 2] = ["--features", "sparkler-cli/parquet,sparkler-cli/arrow"];

/// `cargo test` for everything that has tests. The benchmarks have none, but peers that take long
/// to compile; `xtask-bindgen` has none either and is built where the modules are.
pub fn cargo_test(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root).args(["test", "--workspace"]);
    command.args(["--exclude", "sparkler-bench", "--exclude", "xtask-bindgen"]).args(FEATURES);
    command
}

/// An executable.
pub struct Executable {
    /// The name of its package.
    pub package: String,
    /// Its own name: that of the program, the example or the file of tests.
    pub name: String,
    /// `lib`, `bin`, `test` or `example`.
    pub kind: String,
    /// Does it run tests?
    pub test: bool,
    /// The folder of its package.
    pub folder: PathBuf,
    /// Where it lies.
    pub path: PathBuf,
}

/// All of them, built if they are not there yet.
pub fn executables(root: &Path) -> Result<Vec<Executable>, String> {
    let output = cargo_test(root)
        .args(["--no-run", "--quiet", "--message-format=json"])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| format!("cargo test --no-run: {e}"))?;
    if !output.status.success() {
        return Err(format!("cargo test --no-run: {}", output.status));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().filter_map(|line| executable(&serde_json::from_str(line).ok()?)).collect())
}

/// The executable that a message of cargo tells of.
fn executable(message: &Value) -> Option<Executable> {
    let path = message["executable"].as_str()?;
    let folder = Path::new(message["manifest_path"].as_str()?).parent()?;
    // `path+file:///somewhere/crates/cpu#sparkler-cpu@0.1.0`; without the name where the folder is
    // called like the package.
    let (place, id) = message["package_id"].as_str()?.rsplit_once('#')?;
    let package = match id.split_once('@') {
        Some((name, _)) => name,
        None => place.rsplit('/').next()?,
    };
    Some(Executable {
        package: package.into(),
        name: message["target"]["name"].as_str()?.into(),
        kind: message["target"]["kind"][0].as_str()?.into(),
        test: message["profile"]["test"] == true,
        folder: folder.into(),
        path: path.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_cargo_are_read() {
        let message = serde_json::json!({
            "package_id": "path+file:///somewhere/crates/cpu#sparkler-cpu@0.1.0",
            "manifest_path": "/somewhere/crates/cpu/Cargo.toml",
            "target": { "name": "sparkler_cpu", "kind": ["lib"] },
            "profile": { "test": true },
            "executable": "/somewhere/target/debug/deps/sparkler_cpu-0123",
        });
        let found = executable(&message).unwrap();
        assert_eq!((found.package.as_str(), found.test), ("sparkler-cpu", true));
        assert_eq!(found.folder, Path::new("/somewhere/crates/cpu"));
        let mut short = message.clone();
        short["package_id"] = "path+file:///somewhere/crates/xtask#0.1.0".into();
        assert_eq!(executable(&short).unwrap().package, "xtask");
        assert!(executable(&serde_json::json!({ "reason": "build-finished" })).is_none());
    }
}
