//! What the tests of the binary share.

#![allow(dead_code)] // Each test file uses a part.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder of its own for each test, removed at the end.
pub struct Scratch(pub PathBuf);

impl Scratch {
    /// An empty folder.
    pub fn new() -> Scratch {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("sparkler-cli-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    /// A path inside, as text.
    pub fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    /// The names of what is inside, in order.
    pub fn names(&self) -> Vec<String> {
        names(&self.0)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The names of what is in a folder, in order.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The program.
pub fn sparkler() -> Command {
    Command::new(env!("CARGO_BIN_EXE_sparkler"))
}

/// Runs the program with those arguments.
pub fn run(arguments: &[&str]) -> Output {
    sparkler().args(arguments).output().unwrap()
}

/// What a successful run prints.
#[track_caller]
pub fn succeed(arguments: &[&str]) -> String {
    let output = run(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// The JSON lines that a successful run prints; nothing else may stand there.
#[track_caller]
pub fn succeed_json(arguments: &[&str]) -> Vec<Value> {
    succeed(arguments).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The message of a run that must fail with that exit code and one clear message.
#[track_caller]
pub fn fail(arguments: &[&str], code: i32) -> String {
    check_failure(&format!("{arguments:?}"), &run(arguments), code)
}

/// Checks that a run failed with that exit code and one clear message, and gives the message.
#[track_caller]
pub fn check_failure(what: &str, output: &Output, code: i32) -> String {
    let message = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{what}: {message}");
    let errors = message.lines().filter(|line| line.starts_with("error: ")).count();
    assert_eq!(errors, 1, "{what}: {message}");
    assert!(!message.contains("panicked"), "{what}: {message}");
    message
}

/// Writes images of `classes` classes that are easy to tell apart, as a folder of IDX files: class
/// `k` is light in its own part of the picture, the rest is noise.
pub fn write_images(folder: &Path, train: usize, test: usize, shape: &[usize], classes: usize) {
    std::fs::create_dir_all(folder).unwrap();
    let mut state = 12345u32;
    for (prefix, count) in [("train", train), ("t10k", test)] {
        let size: usize = shape.iter().product();
        let mut pixels = Vec::with_capacity(count * size);
        let labels: Vec<u8> = (0..count).map(|i| (i * 7 % classes) as u8).collect();
        for &label in &labels {
            for at in 0..size {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                let noise = (state % 120) as u8;
                pixels.push(if at * classes / size == label as usize {
                    255 - noise
                } else {
                    noise
                });
            }
        }
        let dims = [&[count][..], shape].concat();
        let rank = dims.len();
        let images = sparkler::engine::Array::from_slice(&pixels, &dims).unwrap();
        let labels = sparkler::engine::Array::from_slice(&labels, &[count]).unwrap();
        let write = sparkler::data::idx::write;
        write(folder.join(format!("{prefix}-images-idx{rank}-ubyte.gz")), &images).unwrap();
        write(folder.join(format!("{prefix}-labels-idx1-ubyte")), &labels).unwrap();
    }
}
