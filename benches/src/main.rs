//! Times the works that `compare.py` holds against other libraries, one JSON object a line.

use clap::Parser;
use serde_json::{Value, json};
use sparkler::nn::callbacks::Step;
use sparkler::prelude::*;
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
type Work = fn(repeats: usize) -> sparkler::Result<Value>;

const WORKS: [(&str, Work); 7] = [
    ("mlp_step", mlp_step),
    ("cnn_step", cnn_step),
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

fn run(arguments: &Arguments) -> sparkler::Result<()> {
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
fn time(
    repeats: usize,
    mut call: impl FnMut() -> sparkler::engine::Result<()>,
) -> sparkler::Result<(f64, f64)> {
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
    Ok(median_and_least(times))
}

fn median_and_least(mut times: Vec<f64>) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[0])
}

/// The MLP of the hello world: 784 - dense 128 relu - dropout 0.2 - dense 10 softmax.
fn mlp_step(repeats: usize) -> sparkler::Result<Value> {
    let model = Sequential::new()
        .input([784])
        .add(Dense::new(128).activation("relu")?)
        .add(Dropout::new(0.2))
        .add(Dense::new(10).activation("softmax")?)
        .build()?;
    step(model, &[784], 32, 400, repeats)
}

/// A small convolutional network: two convolutions with pooling.
fn cnn_step(repeats: usize) -> sparkler::Result<Value> {
    let model = Sequential::new()
        .input([28, 28, 1])
        .add(Conv2D::new(32, [3, 3]).activation("relu")?)
        .add(MaxPooling2D::new([2, 2]))
        .add(Conv2D::new(64, [3, 3]).activation("relu")?)
        .add(MaxPooling2D::new([2, 2]))
        .add(Flatten::new())
        .add(Dropout::new(0.5))
        .add(Dense::new(10).activation("softmax")?)
        .build()?;
    step(model, &[28, 28, 1], 128, 30, repeats)
}

/// Notes when the first step of an epoch ended, and the last: what lies between is what a user of
/// `fit` gets per step, without the epoch's beginning and end.
#[derive(Default)]
struct Clock {
    first: Option<Instant>,
    times: Vec<f64>,
}

impl Callback for Clock {
    fn on_batch_end(&mut self, _: &Model, step: &Step) -> sparkler::nn::Result<Flow> {
        let now = Instant::now();
        if step.step == 0 {
            self.first = Some(now);
        } else if let (true, Some(first)) = (step.step + 1 == step.steps, self.first) {
            self.times.push(1e3 * (now - first).as_secs_f64() / step.step as f64);
        }
        Ok(Flow::Continue)
    }
}

/// A training step with Adam, one repeat an epoch of so many steps; the first warms up.
fn step(
    mut model: Model,
    shape: &[usize],
    batch: usize,
    steps: usize,
    repeats: usize,
) -> sparkler::Result<Value> {
    let count = batch * steps;
    let dims = [&[count][..], shape].concat();
    let x = Tensor::random_uniform(&Tensor::seed(0, 0)?, &dims[..], Default::default())?;
    let labels: Vec<i32> = (0..count).map(|i| (i * 7 % 10) as i32).collect();
    let y = Tensor::new(&labels, &[count])?;
    model.compile("adam", "sparse_categorical_crossentropy", &[])?;
    let mut clock = Clock::default();
    let options = FitOptions {
        epochs: repeats + 1,
        batch_size: batch,
        callbacks: vec![&mut clock],
        ..Default::default()
    };
    model.fit(&x, &y, options)?;
    let (median, least) = median_and_least(clock.times.split_off(1));
    Ok(json!({ "median_ms": median, "min_ms": least }))
}

/// A product of two square matrices in single precision.
fn gemm(n: usize, repeats: usize) -> sparkler::Result<Value> {
    let numbers: Vec<f32> = (0..n * n).map(|i| (i * 7 % 13) as f32 / 13.0 - 0.5).collect();
    let (a, b) = (Tensor::new(&numbers, &[n, n])?, Tensor::new(&numbers, &[n, n])?);
    let (median, least) = time(repeats, || a.matmul(&b, false, false).map(drop))?;
    let flops = 2e-6 * (n as f64).powi(3);
    Ok(json!({ "median_ms": median, "min_ms": least, "gflops": flops / median,
        "best_gflops": flops / least }))
}

/// What one eager call costs.
fn scalar_add(repeats: usize) -> sparkler::Result<Value> {
    let (a, b) = (Tensor::scalar(1.0f32)?, Tensor::scalar(2.0f32)?);
    let (median, least) = time(repeats, || a.add(&b).map(drop))?;
    Ok(json!({ "median_ms": median, "min_ms": least, "nanoseconds": 1e6 * median }))
}
