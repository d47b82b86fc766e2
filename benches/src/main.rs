//! Times the works that `compare.py` holds against other libraries, one JSON object a line.

use clap::Parser;
use serde_json::{Value, json};
use sparkler::engine::{Result, Tensor};
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// A repeat takes about this long, so that the clock's resolution and single hiccups vanish.
const REPEAT: Duration = Duration::from_millis(150);

/// Time Sparkler's training steps, matrix products and dispatch.
#[derive(Parser)]
#[command(name = "sparkler-bench", version)]
struct Arguments {
    /// What to time; all of it if nothing is named.
    #[arg(value_name = "WORK", value_parser = WORKS.map(|(name, _)| name))]
    works: Vec<String>,
    /// How many threads may work.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: u16,
    /// How many times each work is timed; the median and the least count.
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u16).range(1..=1000))]
    repeats: u16,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
}

/// A work: makes ready, then times that many repeats, and gives a line of figures.
type Work = fn(repeats: usize) -> Result<Value>;

const WORKS: [(&str, Work); 5] = [
    ("gemm_256", |repeats| gemm(256, repeats)),
    ("gemm_512", |repeats| gemm(512, repeats)),
    ("gemm_1024", |repeats| gemm(1024, repeats)),
    ("gemm_2048", |repeats| gemm(2048, repeats)),
    ("scalar_add", scalar_add),
];

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            let _ = writeln!(io::stderr(), "error: {e}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> std::result::Result<(), Box<dyn std::error::Error>> {
    sparkler::set_threads(arguments.threads.into());
    let mut out = io::stdout().lock();
    for (name, work) in WORKS {
        if !arguments.works.is_empty() && !arguments.works.iter().any(|w| w == name) {
            continue;
        }
        let figures = work(arguments.repeats.into())?;
        if arguments.json {
            let mut line = json!({ "work": name, "threads": arguments.threads });
            if let (Value::Object(line), Value::Object(figures)) = (&mut line, figures) {
                line.extend(figures);
            }
            writeln!(out, "{line}")?;
        } else {
            let figures = figures.to_string().replace(['{', '}', '"'], "").replace(',', ", ");
            writeln!(out, "{name}: {figures}")?;
        }
    }
    Ok(out.flush()?)
}

/// Milliseconds of one call: the median and the least of several repeats, after one to warm up.
fn time(repeats: usize, mut call: impl FnMut() -> Result<()>) -> Result<(f64, f64)> {
    let start = Instant::now();
    let mut calls = 0u32;
    while calls == 0 || start.elapsed() < REPEAT {
        call()?;
        calls += 1;
    }
    let mut times = Vec::new();
    for _ in 0..repeats.max(1) {
        let start = Instant::now();
        for _ in 0..calls {
            call()?;
        }
        times.push(1e3 * start.elapsed().as_secs_f64() / f64::from(calls));
    }
    times.sort_by(f64::total_cmp);
    Ok((times[times.len() / 2], times[0]))
}

/// A product of two square matrices in single precision.
fn gemm(n: usize, repeats: usize) -> Result<Value> {
    let numbers: Vec<f32> = (0..n * n).map(|i| (i * 7 % 13) as f32 / 13.0 - 0.5).collect();
    let (a, b) = (Tensor::new(&numbers, &[n, n])?, Tensor::new(&numbers, &[n, n])?);
    let (median, least) = time(repeats, || a.matmul(&b, false, false).map(drop))?;
    let flops = 2e-6 * (n as f64).powi(3);
    Ok(json!({ "median_ms": median, "min_ms": least, "gflops": flops / median,
        "best_gflops": flops / least }))
}

/// What one eager call costs.
fn scalar_add(repeats: usize) -> Result<Value> {
    let (a, b) = (Tensor::scalar(1.0f32)?, Tensor::scalar(2.0f32)?);
    let (median, least) = time(repeats, || a.add(&b).map(drop))?;
    Ok(json!({ "median_ms": median, "min_ms": least, "nanoseconds": 1e6 * median }))
}
