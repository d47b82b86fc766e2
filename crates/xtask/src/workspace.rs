//! Checks of the workspace as cargo sees it: that arrows between rooms point one way (which crate
//! may depend on which; the table is that of `docs/architecture.md`), and that no test is left out.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// What each room may know directly. A room may also know whatever the rooms it knows may know.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("cpu", &["base"]),
    ("ops", &["base", "cpu"]),
    ("engine", &["ops"]),
    ("graph", &["ops"]),
    ("formats", &["base"]),
    ("nn", &["engine", "graph"]),
    ("import", &["formats", "graph", "nn"]),
    ("data", &["engine", "formats"]),
    ("learn", &["data"]),
    ("sparkler", &["import", "data", "learn", "nn"]),
    ("cli", &["sparkler"]),
    ("bridge", &["import"]),
    ("wasm", &["cpu"]),
    ("web", &["bridge", "wasm"]),
    ("node", &["bridge"]),
    ("learn-web", &["learn", "wasm"]),
    ("bench", &["sparkler"]),
];

/// House-keeping may know anything, and rooms may use it in their tests alone.
const HOUSE_KEEPING: &[&str] = &["testkit", "xtask", "xtask-bindgen", "xtask-generate"];

fn room(package: &str) -> &str {
    package.strip_prefix("sparkler-").unwrap_or(package)
}

fn allowed(from: &str, to: &str) -> bool {
    let Some((_, direct)) = MAY_KNOW.iter().find(|(name, _)| *name == from) else { return false };
    direct.iter().any(|d| *d == to || allowed(d, to))
}

/// Holds the dependencies of every crate against the table.
pub fn check_arrows(root: &Path) -> Result<(), String> {
    let metadata = metadata(root)?;
    let empty = Vec::new();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().unwrap_or(&empty) {
        let from = room(package["name"].as_str().unwrap_or_default());
        if HOUSE_KEEPING.contains(&from) {
            continue;
        }
        if !MAY_KNOW.iter().any(|(name, _)| *name == from) {
            wrong.push(format!("{from} is no room of the table"));
        }
        for dependency in list(&package["dependencies"]) {
            let inside = dependency["path"].is_string();
            let to = room(dependency["name"].as_str().unwrap_or_default()).to_string();
            let test_only = dependency["kind"] == "dev" && HOUSE_KEEPING.contains(&to.as_str());
            if inside && !test_only && !allowed(from, &to) && dependency["kind"] != "dev" {
                wrong.push(format!("{from} must not know {to}"));
            }
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("arrows point the wrong way: {}; see docs/architecture.md", wrong.join("; ")))
}

/// Holds that no test lies where none is built: in the source of a target with `test = false`.
pub fn check_tests(root: &Path) -> Result<(), String> {
    let metadata = metadata(root)?;
    let mut unseen = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        for target in package["targets"].as_array().into_iter().flatten() {
            let own = ["lib", "cdylib", "bin"].iter().any(|kind| target["kind"][0] == *kind);
            let Some(source) = target["src_path"].as_str().and_then(|p| Path::new(p).parent())
            else {
                continue;
            };
            if own && target["test"] == false {
                unseen.extend(files_with_tests(source)?);
            }
        }
    }
    if unseen.is_empty() {
        return Ok(());
    }
    Err(format!(
        "tests that never run, since their target has `test = false`: {}; they belong in `tests`",
        unseen.join(", ")
    ))
}

/// The Rust files below a folder that hold unit tests.
fn files_with_tests(folder: &Path) -> Result<Vec<String>, String> {
    let failed = |path: &Path, e: std::io::Error| format!("{}: {e}", path.display());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| failed(folder, e))?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_with_tests(&path)?);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).map_err(|e| failed(&path, e))?;
            if text.lines().any(|line| line.trim() == "#[test]") {
                found.push(path.display().to_string());
            }
        }
    }
    Ok(found)
}

/// What cargo knows of the workspace.
fn metadata(root: &Path) -> Result<Value, String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root)
        .output()
        .map_err(|e| format!("cargo metadata: {e}"))?;
    serde_json::from_slice(&output.stdout)
        .map_err(|e| format!("cargo metadata: {e}: {}", String::from_utf8_lossy(&output.stderr)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_no_circle() {
        for (name, _) in MAY_KNOW {
            assert!(!allowed(name, name), "{name}");
        }
        assert!(allowed("cli", "base") && !allowed("base", "cpu") && !allowed("engine", "graph"));
    }
}
