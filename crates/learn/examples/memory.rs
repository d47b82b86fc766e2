//! Trains boosting on a table in NumPy's file format and prints how much memory that took;
//! `benches/learn/memory.py` runs it.
//!
//! `memory X.npy Y.npy PARAMS`: X holds 32-bit and Y 64-bit floats in rows, little-endian; parameters
//! are a JSON object. It prints the greatest amount of memory the process has had, in KiB, before and
//! after `fit` (Linux), and the time of `fit`.

use sparkler_learn::{FitOptions, Matrix, Values, registry};
use std::error::Error;
use std::fs::File;
use std::io::{BufReader, Read};
use std::time::Instant;

/// Shape and reader of the numbers that follow the header.
fn open(path: &str, kind: &str) -> Result<(Vec<usize>, BufReader<File>), Box<dyn Error>> {
    let mut file = BufReader::new(File::open(path)?);
    let mut start = [0; 10];
    file.read_exact(&mut start)?;
    let mut header = vec![0; usize::from(u16::from_le_bytes([start[8], start[9]]))];
    file.read_exact(&mut header)?;
    let header = String::from_utf8(header)?;
    if start[6] != 1 || !header.contains(kind) || !header.contains("'fortran_order': False") {
        return Err(format!("{path} {header}: expected version 1, {kind}, rows").into());
    }
    let shape = header.split(['(', ')']).nth(1).unwrap_or_default();
    let shape: Result<_, _> =
        shape.split(',').map(str::trim).filter(|n| !n.is_empty()).map(str::parse).collect();
    Ok((shape?, file))
}

/// The greatest amount of memory so far, in KiB.
fn peak() -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or(f64::NAN)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, x, y, params] = &arguments[..] else {
        return Err("expected: memory X.npy Y.npy PARAMS".into());
    };
    let (shape, mut file) = open(x, "'<f4'")?;
    let [rows, columns] = shape[..] else { return Err("X is no table".into()) };
    let mut values = Vec::with_capacity(rows * columns);
    let mut number = [0; 4];
    for _ in 0..rows * columns {
        file.read_exact(&mut number)?;
        values.push(f32::from_le_bytes(number));
    }
    let (_, mut file) = open(y, "'<f8'")?;
    let mut target = Vec::with_capacity(rows);
    let mut number = [0; 8];
    for _ in 0..rows {
        file.read_exact(&mut number)?;
        target.push(f64::from_le_bytes(number));
    }
    let x = Matrix::with_values(rows, columns, Values::F32(values))?.into();
    let name = "HistGradientBoostingClassifier";
    let estimator = registry::estimator(name, &serde_json::from_str(params)?)?;
    let (before, start) = (peak(), Instant::now());
    let model = estimator.fit_any(&x, &target, &FitOptions::default())?;
    let seconds = start.elapsed().as_secs_f64();
    let after = peak();
    let report = serde_json::json!({
        "before": before, "after": after, "seconds": seconds, "columns": model.n_features(),
    });
    println!("{report}");
    Ok(())
}
