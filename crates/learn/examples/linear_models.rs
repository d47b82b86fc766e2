//! Fits a linear model to a table of numbers that `benches/learn/linear.py` has written, and prints
//! what it costs: the other side of that script.
//!
//! Usage: `linear_models ESTIMATOR PARAMS ROWS COLUMNS FILE [TEST_ROWS] [--sparse]`, where the file
//! holds rows of doubles in native order, the target last, the rows of the test at the end.

use sparkler_learn::{Features, FitOptions, Matrix, SparseMatrix, registry};
use std::time::Instant;

/// Seconds of processor time of this process, from `/proc` (0 elsewhere).
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |i: usize| fields.get(i).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

fn sparse(x: &Matrix) -> Result<Features, sparkler_learn::Error> {
    let (mut starts, mut indices, mut values) = (vec![0], vec![], vec![]);
    for row in x.to_f64().chunks_exact(x.columns()) {
        for (column, &value) in row.iter().enumerate() {
            if value != 0.0 {
                indices.push(column as u32);
                values.push(value);
            }
        }
        starts.push(values.len());
    }
    Ok(SparseMatrix::new(x.rows(), x.columns(), starts, indices, values)?.into())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [name, params, rows, columns, file, rest @ ..] = &args[..] else {
        return Err("usage: ESTIMATOR PARAMS ROWS COLUMNS FILE [TEST_ROWS] [--sparse]".into());
    };
    let (rows, columns): (usize, usize) = (rows.parse()?, columns.parse()?);
    let test: usize = rest.first().filter(|r| !r.starts_with('-')).map_or(Ok(0), |r| r.parse())?;
    let bytes = std::fs::read(file)?;
    let numbers: Vec<f64> =
        bytes.chunks_exact(8).map(|b| f64::from_ne_bytes(b.try_into().unwrap_or([0; 8]))).collect();
    let (mut x, mut y) = (Vec::with_capacity(numbers.len()), Vec::with_capacity(rows));
    for row in numbers.chunks_exact(columns + 1) {
        x.extend_from_slice(&row[..columns]);
        y.push(row[columns]);
    }
    let train = Matrix::new(rows, columns, x[..rows * columns].to_vec())?;
    let held = Matrix::new(test, columns, x[rows * columns..].to_vec())?;
    let (train, held): (Features, Features) = if rest.iter().any(|r| r == "--sparse") {
        (sparse(&train)?, sparse(&held)?)
    } else {
        (train.into(), held.into())
    };
    let estimator = registry::estimator(name, &serde_json::from_str(params)?)?;
    let (processor, wall) = (processor_seconds(), Instant::now());
    let model = estimator.fit_any(&train, &y[..rows], &FitOptions::default())?;
    let (processor, wall) = (processor_seconds() - processor, wall.elapsed().as_secs_f64());
    let held = if test > 0 { &held } else { &train };
    let truth = if test > 0 { &y[rows..] } else { &y[..rows] };
    let right = model.predict(held)?.iter().zip(truth).filter(|(a, b)| a == b).count();
    let state: serde_json::Value = model.state()?.deserialized()?;
    println!(
        "{}",
        serde_json::json!({
            "cpu": processor, "wall": wall, "accuracy": right as f64 / truth.len() as f64,
            "n_iter": state["n_iter"], "coef": state["coef"], "intercept": state["intercept"],
            "model": if columns <= 20 { state.clone() } else { serde_json::Value::Null },
        })
    );
    Ok(())
}
