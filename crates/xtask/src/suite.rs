//! Everything that must pass, step by step, with one count at the end.

use crate::{built, conformance, node, web, workspace};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::Instant;

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
    count.step("generated files are up to date", || generate(root, &["--check"]).map(|()| 1));
    checks(root, &mut count);
    count.finish()
}

/// Runs the program that writes the files which derive from the op table.
pub fn generate(root: &Path, options: &[&str]) -> Result<(), String> {
    run(cargo(root).args(["run", "--quiet", "--package", "xtask-generate", "--"]).args(options))
}

fn checks(root: &Path, count: &mut Count) {
    count.step("arrows between rooms point one way", || workspace::check_arrows(root).map(|()| 1));
    count.step("no test is left out", || workspace::check_tests(root).map(|()| 1));
    count.step("formatting", || {
        run(cargo(root).args(["fmt", "--all", "--", "--check"])).map(|()| 1)
    });
    count.step("lints", || {
        let args = ["clippy", "--quiet", "--workspace", "--all-targets"];
        run(cargo(root).args(args).args(built::FEATURES).args(["--", "-D", "warnings"])).map(|()| 1)
    });
}

/// Everything, in two lanes at once: compilers and browsers seldom keep two cores busy by themselves.
pub fn test(root: &Path) -> Result<(), String> {
    let mut count = Count::default();
    install_tfjs(root)?;
    let web = Lane::start("web")?;
    rust_steps(root, &mut count);
    web.finish(&mut count);
    count.finish()
}

/// The part of everything that lane `name` does: `rust` or `web`.
pub fn test_lane(root: &Path, name: &str) -> Result<(), String> {
    let mut count = Count::default();
    install_tfjs(root)?;
    match name {
        "rust" => rust_steps(root, &mut count),
        "web" => web_steps(root, &mut count),
        _ => return Err(format!("there is no lane {name:?}, only \"rust\" and \"web\"")),
    }
    count.finish()
}

fn rust_steps(root: &Path, count: &mut Count) {
    checks(root, count);
    count.step("all tests", || some(run_tests(built::cargo_test(root).arg("--no-fail-fast"))));
    for isa in other_isas() {
        count.step(&format!("kernels and operations with SPARKLER_ISA={isa}"), || {
            some(run_tests_of(root, &["sparkler-cpu", "sparkler-testkit"], isa))
        });
    }
    count.step("examples", || some(run_examples(root)));
}

fn web_steps(root: &Path, count: &mut Count) {
    count.step("WebAssembly modules and the npm package", || {
        let classes = root.join("packages/sparkler/src/generated/learn.ts");
        let text = || std::fs::read(&classes).map_err(|e| format!("{}: {e}", classes.display()));
        let before = text()?;
        web::run(root, &[])?;
        if text()? == before {
            return Ok(1);
        }
        Err(format!("{} was out of date: commit what it is now", classes.display()))
    });
    count.step("the Node addon", || node::build(root).map(|()| 1));
    count.step("Chromium for tests in a browser", || web::chromium().map(|()| 1));
    count.step("tests of the npm package", || web::test(root));
    for backend in ["wasm", "node"] {
        count.step(&format!("specs of TensorFlow.js on {backend}"), || {
            conformance::run(root, &["--backend", backend]).map(|()| 1)
        });
    }
    count.step("the pages in Chromium, and the same numbers everywhere", || web::test_page(root));
}

/// Steps that run in a process of their own, beside those of this one. What they print comes out
/// line by line behind the lane's name.
struct Lane {
    name: &'static str,
    child: Child,
    lines: JoinHandle<Option<String>>,
}

impl Lane {
    fn start(name: &'static str) -> Result<Lane, String> {
        let failed = |e: std::io::Error| format!("lane {name}: {e}");
        let (reader, writer) = std::io::pipe().map_err(failed)?;
        let child = Command::new(std::env::current_exe().map_err(failed)?)
            .args(["test", name])
            .stdout(writer.try_clone().map_err(failed)?)
            .stderr(writer)
            .spawn()
            .map_err(failed)?;
        let lines = std::thread::spawn(move || {
            let mut last = None;
            for line in BufReader::new(reader).lines().map_while(Result::ok) {
                println!("{name} | {line}");
                if total(&line).is_some() {
                    last = Some(line);
                }
            }
            last
        });
        Ok(Lane { name, child, lines })
    }

    /// Waits for its end and adds its counts.
    fn finish(mut self, count: &mut Count) {
        let status = self.child.wait();
        let line = self.lines.join().ok().flatten().unwrap_or_default();
        match (status, total(&line)) {
            (Ok(status), Some((passed, 0))) if status.success() => count.passed += passed,
            (_, Some((passed, _))) => {
                count.passed += passed;
                count.failed.push(format!("{} ({line})", self.name));
            }
            (status, None) => count.failed.push(format!("{} ended early ({status:?})", self.name)),
        }
    }
}

/// Passed and failed of a lane's last line, `12 passed, 0 failed`.
fn total(line: &str) -> Option<(usize, usize)> {
    let (passed, failed) = line.strip_suffix(" failed")?.split_once(" passed, ")?;
    Some((passed.parse().ok()?, failed.parse().ok()?))
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

/// A run of tests that found none is a failure.
fn some(result: Result<usize, String>) -> Result<usize, String> {
    match result {
        Ok(0) => Err("not a single test ran".into()),
        result => result,
    }
}

/// Runs the tests of some packages on one instruction set.
fn run_tests_of(root: &Path, packages: &[&str], isa: &str) -> Result<usize, String> {
    let mut passed = 0;
    for found in built::executables(root)? {
        if found.test && packages.contains(&found.package.as_str()) {
            let mut command = Command::new(found.path);
            passed += run_tests(command.current_dir(found.folder).env("SPARKLER_ISA", isa))?;
        }
    }
    Ok(passed)
}

/// Runs the examples of the package `sparkler`.
fn run_examples(root: &Path) -> Result<usize, String> {
    let mut found = built::executables(root)?;
    found.retain(|one| one.kind == "example" && one.package == "sparkler");
    for example in &found {
        println!("example {}", example.name);
        run(Command::new(&example.path).current_dir(root))
            .map_err(|e| format!("{}: {e}", example.name))?;
    }
    Ok(found.len())
}

/// Runs a command that runs tests, shows what it prints, and adds up its counts.
fn run_tests(command: &mut Command) -> Result<usize, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child =
        command.stdout(Stdio::piped()).spawn().map_err(|e| format!("{name}: cannot start: {e}"))?;
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
    let status = child.wait().map_err(|e| format!("{name}: {e}"))?;
    match (status.success(), failed) {
        (true, 0) => Ok(passed),
        (_, failed) => Err(format!("{passed} passed, {failed} failed ({status})")),
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
    use super::{counts, total};

    #[test]
    fn counts_are_read_from_the_result_line() {
        let line = "test result: ok. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(counts(line), Some((12, 3)));
        assert_eq!(counts("test foo ... ok"), None);
    }

    #[test]
    fn totals_are_read_from_the_last_line() {
        assert_eq!(total("12 passed, 3 failed"), Some((12, 3)));
        assert_eq!(total("  ok: lints (1 passed)"), None);
    }
}
