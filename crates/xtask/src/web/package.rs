//! The npm package: its tools, its TypeScript, its tests.

use super::{fingerprint, output_of, package_dir, read, run_command, write};
use crate::built;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// Installs what the package's scripts use, unless it is there.
pub fn install(root: &Path) -> Result<(), String> {
    let package = package_dir(root);
    let stamp = package.join("node_modules/.sparkler-lock");
    let lock = fingerprint(&[&read(&package.join("package-lock.json"))?]);
    if std::fs::read_to_string(&stamp).is_ok_and(|old| old == lock) {
        return Ok(());
    }
    run_command(
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"])
            .current_dir(&package),
    )
    .map_err(|e| format!("{e} (Node.js with npm is needed)"))?;
    write(&stamp, lock.as_bytes())
}

/// Checks and bundles the TypeScript, and holds the sizes against the budget.
pub fn build(root: &Path) -> Result<(), String> {
    run_command(Command::new("node").arg("scripts/build.mjs").current_dir(package_dir(root)))
}

/// Tests of what either engine computes. Node takes the addon by itself, browsers have none.
const ON_EITHER_ENGINE: [&str; 3] = ["tensors", "layers", "layers_stock"];

/// Runs the files `test/*.test.mjs`, some of them once more on WebAssembly, and gives how many tests
/// passed.
pub fn test(root: &Path) -> Result<usize, String> {
    let folder = package_dir(root).join("test");
    let entries = std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    let passed =
        node_test(Command::new("node").args(["--test", "--test-reporter=tap"]).args(files), root)?;
    let again = ON_EITHER_ENGINE.map(|name| format!("test/{name}.test.mjs"));
    let mut command = Command::new("node");
    command.args(["--test", "--test-reporter=tap"]).args(again).env("SPARKLER_BACKEND", "wasm");
    Ok(passed + node_test(&mut command, root)?)
}

/// Tests that need the native program: it serves pages, and its numbers are compared.
const PAGE_TESTS: [&str; 5] = ["hello", "learn", "package", "page", "same_numbers"];

/// Uses the page `examples/web/digits` in a browser, as `sparkler serve` serves it; gives how many
/// tests passed. Stock TensorFlow.js must lie under `target/tfjs`.
pub fn test_page(root: &Path) -> Result<usize, String> {
    let built = built::executables(root)?;
    let program = built.iter().find(|one| one.name == "sparkler" && one.kind == "bin" && !one.test);
    let program = program.ok_or("the tests have not built the program sparkler")?;
    node_test(
        Command::new("node")
            .args(["--test", "--test-reporter=tap", "--test-concurrency=1"])
            .args(PAGE_TESTS.map(|name| format!("test/page/{name}.test.mjs")))
            .env("SPARKLER", &program.path)
            .env("TFJS_MODULES", root.join("target/tfjs/node_modules")),
        root,
    )
}

/// Runs tests in Node; gives how many passed. A test that is skipped is one that is missing.
fn node_test(command: &mut Command, root: &Path) -> Result<usize, String> {
    let mut child = command
        .current_dir(package_dir(root))
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("node: cannot start: {e}"))?;
    let (mut passed, mut skipped) = (0, 0);
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            let count = |word: &str| line.strip_prefix(word)?.trim().parse::<usize>().ok();
            passed = count("# pass ").unwrap_or(passed);
            skipped = count("# skipped ").unwrap_or(skipped);
            let dull = ["ok ", "    ok ", "  duration_ms", "  type:", "  ---", "  ..."];
            if !dull.iter().any(|start| line.trim_start().starts_with(start.trim_start())) {
                println!("{line}");
            }
        }
    }
    let status = child.wait().map_err(|e| format!("node: {e}"))?;
    match (status.success(), passed, skipped) {
        (true, 0, _) => Err("not a single test ran".into()),
        (true, passed, 0) => Ok(passed),
        (true, _, skipped) => Err(format!("{skipped} tests were skipped")),
        (false, passed, _) => Err(format!("{passed} passed, others not ({status})")),
    }
}

/// Sees to it that there is a Chromium to run browser tests in: what `CHROMIUM` names, or one on
/// the path, or Debian's.
pub fn chromium() -> Result<(), String> {
    let works = |name: &str| output_of(Command::new(name).arg("--version")).is_ok();
    if std::env::var("CHROMIUM").is_ok_and(|name| works(&name)) || works("chromium") {
        return Ok(());
    }
    let install = || output_of(Command::new("apt-get").args(["install", "-y", "chromium"]));
    if install().is_err() {
        output_of(Command::new("apt-get").arg("update"))?;
        install()?;
    }
    if works("chromium") { Ok(()) } else { Err("chromium was installed but does not start".into()) }
}
