//! The check that arrows between rooms point one way: which crate may depend on which. The table
//! is that of `docs/architecture.md`.

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
    ("web", &["bridge"]),
    ("node", &["bridge"]),
    ("learn-web", &["learn"]),
    ("bench", &["sparkler"]),
];

/// House-keeping may know anything, and rooms may use it in their tests alone.
const HOUSE_KEEPING: &[&str] = &["testkit", "xtask", "xtask-bindgen"];

fn room(package: &str) -> &str {
    package.strip_prefix("sparkler-").unwrap_or(package)
}

fn allowed(from: &str, to: &str) -> bool {
    let Some((_, direct)) = MAY_KNOW.iter().find(|(name, _)| *name == from) else { return false };
    direct.iter().any(|d| *d == to || allowed(d, to))
}

/// Holds the dependencies of every crate against the table.
pub fn check(root: &Path) -> Result<(), String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root)
        .output()
        .map_err(|e| format!("cargo metadata: {e}"))?;
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .map_err(|e| format!("cargo metadata: {e}: {}", String::from_utf8_lossy(&output.stderr)))?;
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
