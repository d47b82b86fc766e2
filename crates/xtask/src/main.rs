//! House-keeping of the workspace.
//!
//! - `cargo xtask test` runs everything that must pass: checks, lints, all tests on every
//!   instruction set of the machine, the examples, and the exchange of models with TensorFlow.js.
//!   It sets up what is missing by itself and ends in a line like `123 passed, 0 failed`. Two lanes
//!   run at once; `cargo xtask test rust` and `cargo xtask test web` run one of them.
//! - `cargo xtask check` runs the quick checks alone.
//! - `cargo xtask web [MODULE]...` builds the WebAssembly modules and the npm package into
//!   `packages/sparkler/dist`, and holds their sizes against the budget.
//! - `cargo xtask lint-web` holds the code that only WebAssembly has against the lints.
//! - `cargo xtask node` builds the Node addon into the npm package.
//! - `cargo xtask generate [--check]` writes the files that derive from the op table, or says
//!   which are out of date.
//! - `cargo xtask conformance [options]` runs the specs of TensorFlow.js against the npm package;
//!   `packages/sparkler/conformance/conformance.mjs` lists the options.

mod built;
mod conformance;
mod node;
mod suite;
mod web;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask <test [rust | web] | check | web [MODULE]... | node | lint-web | \
     generate [--check] | conformance [options]>";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let root = match PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize() {
        Ok(root) => root,
        Err(e) => {
            eprintln!("xtask: the workspace is gone: {e}");
            return ExitCode::FAILURE;
        }
    };
    let result = match words[..] {
        ["test"] => suite::test(&root),
        ["test", lane @ ("rust" | "web")] => suite::test_lane(&root, lane),
        ["check"] => suite::check(&root),
        ["lint-web"] => web::lint(&root),
        ["node"] => node::build(&root),
        ["generate"] => suite::generate(&root, &[]),
        ["generate", "--check"] => suite::generate(&root, &["--check"]),
        ["web", ref modules @ ..] => web::run(&root, modules),
        ["conformance", ref options @ ..] => conformance::run(&root, options),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
