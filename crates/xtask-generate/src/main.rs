//! Writes the files that derive from the op table: `cargo xtask generate [--check]`.
//!
//! A program of its own, so that `cargo xtask` need not build the operations before it can begin.

mod generate;
mod typescript;

use std::path::PathBuf;
use std::process::ExitCode;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let check = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--check"] => true,
        _ => {
            eprintln!("usage: cargo xtask generate [--check]");
            return ExitCode::from(2);
        }
    };
    match generate::run(&root(), check) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("generate: {message}");
            ExitCode::FAILURE
        }
    }
}

#[test]
fn generated_files_are_up_to_date() {
    assert_eq!(generate::run(&root(), true), Ok(()));
}
