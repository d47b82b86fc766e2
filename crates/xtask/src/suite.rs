//! Everything that must pass, step by step, with one count at the end.

use crate::{arrows, conformance, generate, node, web};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Examples that the test command runs; each checks its own result.
const EXAMPLES: &[&str] = &["xor", "custom_layer", "custom_training_loop", "mnist"];

/// Passed and failed so far.
#[derive(Default)]
struct Count {
    passed: usize,
    failed: Vec<String>,
}

impl Count {
    fn note(&mut self, what: &str, result: Result<usize, String>) {
        match result {
            Ok(passed) => {
                println!("  ok: {what} ({passed} passed)");
                self.passed += passed;
            }
            Err(message) => {
                println!("  FAILED: {what}: {message}");
                self.failed.push(what.to_string());
            }
        }
    }

    fn step(&mut self, what: &str, f: impl FnOnce() -> Result<usize, String>) {
        println!("== {what}");
        let start = Instant::now();
        let result = f();
        println!("   {:.0} s", start.elapsed().as_secs_f64());
        self.note(what, result);
    }

    fn finish(self) -> Result<(), String> {
        println!("{} passed, {} failed", self.passed, self.failed.len());
        if self.failed.is_empty() {
            Ok(())
        } else {
            Err(format!("failed: {}", self.failed.join(", ")))
        }
    }
}

/// The quick checks.
pub fn check(root: &Path) -> Result<(), String> {
    let mut count = Count::default();
    checks(root, &mut count);
    count.finish()
}

fn checks(root: &Path, count: &mut Count) {
    count.step("generated files are up to date", || generate::run(root, true).map(|()| 1));
    count.step("arrows between rooms point one way", || arrows::check(root).map(|()| 1));
    count.step("formatting", || {
        run(cargo(root).args(["fmt", "--all", "--", "--check"])).map(|()| 1)
    });
    count.step("lints", || {
        let args = ["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"];
        run(cargo(root).args(args)).map(|()| 1)
    });
}

/// Everything.
pub fn test(root: &Path) -> Result<(), String> {
    let mut count = Count::default();
    checks(root, &mut count);
    count.step("WebAssembly modules and the npm package", || web::run(root, &[]).map(|()| 1));
    count.step("the Node addon", || node::build(root).map(|()| 1));
    count.step("Chromium for tests in a browser", || web::chromium().map(|()| 1));
    count.step("tests of the npm package", || web::test(root));
    count.step("TensorFlow.js for the exchange of models", || install_tfjs(root).map(|()| 1));
    count.step("all tests", || cargo_test(root, &["--workspace"], None));
    count.step("the pages in Chromium, and the same numbers everywhere", || web::test_page(root));
    for backend in ["wasm", "node"] {
        count.step(&format!("specs of TensorFlow.js on {backend}"), || {
            conformance::run(root, &["--backend", backend]).map(|()| 1)
        });
    }
    for isa in other_isas() {
        count.step(&format!("kernels and operations with SPARKLER_ISA={isa}"), || {
            let packages = ["-p", "sparkler-cpu", "-p", "sparkler-testkit", "--lib", "--tests"];
            cargo_test(root, &packages, Some(isa))
        });
    }
    for example in EXAMPLES {
        count.step(&format!("example {example}"), || {
            run(cargo(root).args(["run", "--quiet", "-p", "sparkler", "--example", example]))
                .map(|()| 1)
        });
    }
    count.finish()
}

/// Instruction sets of this machine besides the one that tests use by themselves.
fn other_isas() -> Vec<&'static str> {
    let mut isas = vec!["portable"];
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx512f") {
        isas.push("avx2");
    }
    isas
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root);
    command
}

fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|e| format!("cannot start: {e}"))?;
    if status.success() { Ok(()) } else { Err(status.to_string()) }
}

/// Runs `cargo test`, shows what it prints, and adds up its counts.
fn cargo_test(root: &Path, args: &[&str], isa: Option<&str>) -> Result<usize, String> {
    let mut command = cargo(root);
    command.arg("test").arg("--no-fail-fast").args(args).stdout(Stdio::piped());
    if let Some(isa) = isa {
        command.env("SPARKLER_ISA", isa);
    }
    let mut child = command.spawn().map_err(|e| format!("cannot start: {e}"))?;
    let (mut passed, mut failed) = (0, 0);
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if let Some((p, f)) = counts(&line) {
                passed += p;
                failed += f;
            }
            // Passed tests are many; everything else is worth seeing.
            if !line.ends_with("... ok") && !line.trim().is_empty() {
                println!("{line}");
            }
        }
    }
    let status = child.wait().map_err(|e| format!("cargo test: {e}"))?;
    match (status.success(), failed, passed) {
        (true, 0, 0) => Err("not a single test ran".into()),
        (true, 0, passed) => Ok(passed),
        (_, failed, passed) => Err(format!("{passed} passed, {failed} failed ({status})")),
    }
}

/// Passed and failed of a line like `test result: ok. 12 passed; 0 failed; 0 ignored; ...`.
fn counts(line: &str) -> Option<(usize, usize)> {
    let rest = line.strip_prefix("test result: ")?;
    let number = |word: &str| {
        let before = rest.split(word).next()?;
        before.rsplit([' ', ';']).find(|s| !s.is_empty())?.parse().ok()
    };
    Some((number(" passed")?, number(" failed")?))
}

/// Installs stock TensorFlow.js under `target/tfjs`, unless it is there already.
fn install_tfjs(root: &Path) -> Result<(), String> {
    let source = root.join("crates/import/tests/tfjs");
    let target = root.join("target/tfjs");
    if target.join("node_modules/@tensorflow/tfjs/package.json").exists() {
        return Ok(());
    }
    std::fs::create_dir_all(&target).map_err(|e| format!("{}: {e}", target.display()))?;
    for file in ["package.json", "package-lock.json", ".npmrc"] {
        let (from, to) = (source.join(file), target.join(file));
        std::fs::copy(&from, to).map_err(|e| format!("{}: {e}", from.display()))?;
    }
    run(Command::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"])
        .current_dir(&target))
    .map_err(|e| format!("npm ci: {e} (Node.js with npm is needed)"))
}

#[cfg(test)]
mod tests {
    use super::counts;

    #[test]
    fn counts_are_read_from_the_result_line() {
        let line = "test result: ok. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(counts(line), Some((12, 3)));
        assert_eq!(counts("test foo ... ok"), None);
    }
}
