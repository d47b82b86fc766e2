//! `sparkler`: train, evaluate and use models, and run single operations, from the command line.

mod checkpoint;
mod commands;
mod data;
mod error;
mod history;
mod interrupt;
mod model_files;
mod network;
mod progress;
mod report;
mod tables;
mod terminal;

use clap::{Parser, Subcommand};
use error::Error;
use std::io::Write;
use std::process::ExitCode;

/// Machine learning for everybody.
///
/// `sparkler train mnist` teaches a network to read handwritten digits; `sparkler predict` reads
/// yours.
#[derive(Parser)]
#[command(name = "sparkler", version, propagate_version = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Train(Box<commands::train::Arguments>),
    Evaluate(commands::evaluate::Arguments),
    Predict(commands::predict::Arguments),
    Export(commands::export::Arguments),
    Serve(commands::serve::Arguments),
    Ops(commands::ops::Arguments),
    Op(commands::op::Arguments),
    Recommend(commands::recommend::Arguments),
    Baskets(commands::baskets::Arguments),
}

fn main() -> ExitCode {
    // What a broken file does to a library becomes an error message, and no other.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !sparkler::data::table::is_guarded() {
            hook(panic);
        }
    }));
    let done = match Cli::parse().command {
        Command::Train(arguments) => commands::train::run(&arguments),
        Command::Evaluate(arguments) => commands::evaluate::run(&arguments),
        Command::Predict(arguments) => commands::predict::run(&arguments),
        Command::Export(arguments) => commands::export::run(&arguments),
        Command::Serve(arguments) => commands::serve::run(&arguments),
        Command::Ops(arguments) => commands::ops::run(&arguments),
        Command::Op(arguments) => commands::op::run(&arguments),
        Command::Recommend(arguments) => commands::recommend::run(&arguments),
        Command::Baskets(arguments) => commands::baskets::run(&arguments),
    };
    let (code, message) = match done {
        Ok(()) | Err(Error::NoReader) => return ExitCode::SUCCESS,
        Err(Error::Usage(message)) => (2, message),
        Err(Error::Failed(message)) => (1, message),
    };
    // If even this cannot be written, the exit code must do.
    let _ = writeln!(std::io::stderr(), "error: {message}");
    ExitCode::from(code)
}
