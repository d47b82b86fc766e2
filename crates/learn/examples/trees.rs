//! Fits one estimator to a table and prints what it took; `benches/learn/trees.py` runs it.
//!
//! `trees ESTIMATOR PARAMS TABLE OUT`: parameters are a JSON object. A table is two 64-bit counts
//! (rows and columns of the training part, then rows of the test part), then 32-bit floats of both
//! parts row after row and the 64-bit target of the training part. Predictions of the test part
//! (scores or probabilities, 64-bit) go to OUT.

use sparkler_learn::{Error, FitOptions, Matrix, Result, Values, registry};

fn main() {
    if let Err(error) = run() {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

fn file_error(error: impl std::fmt::Display) -> Error {
    Error::Model { what: "trees".into(), reason: error.to_string() }
}

/// Nanoseconds that this thread has worked, where the system tells.
fn worked() -> f64 {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse::<f64>().ok())
        .map_or(f64::NAN, |ns| ns / 1e9)
}

fn run() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, name, params, table, out] = &arguments[..] else {
        return Err(file_error("expected: trees ESTIMATOR PARAMS TABLE OUT"));
    };
    let params = serde_json::from_str(params).map_err(file_error)?;
    let (rows, test_rows, columns, x, test, y) = {
        let bytes = std::fs::read(table).map_err(file_error)?;
        let count =
            |i: usize| bytes[i * 8..].first_chunk().map_or(0, |b| u64::from_le_bytes(*b) as usize);
        let (rows, columns, test_rows) = (count(0), count(1), count(2));
        let floats = |from: usize, n: usize| -> Vec<f32> {
            let bytes = &bytes[from..from + n * 4];
            bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
        };
        let x = floats(24, rows * columns);
        let test = floats(24 + rows * columns * 4, test_rows * columns);
        let y: Vec<f64> = bytes[24 + (rows + test_rows) * columns * 4..]
            .chunks_exact(8)
            .map(|b| f64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]))
            .collect();
        (rows, test_rows, columns, x, test, y)
    };
    let x = Matrix::with_values(rows, columns, Values::F32(x))?.into();
    let test = Matrix::with_values(test_rows, columns, Values::F32(test))?.into();
    let estimator = registry::estimator(name, &params)?;
    let repeats = std::env::var("REPEATS").ok().and_then(|s| s.parse().ok()).unwrap_or(1);
    let (mut fit, mut wall, mut predict) = (f64::INFINITY, f64::INFINITY, f64::INFINITY);
    let mut scores = Vec::new();
    for _ in 0..repeats {
        let (start, clock) = (worked(), std::time::Instant::now());
        let model = estimator.fit_any(&x, &y, &FitOptions::default())?;
        fit = fit.min(worked() - start);
        wall = wall.min(clock.elapsed().as_secs_f64());
        let start = worked();
        scores = match model.predict_proba(&test) {
            Ok(p) => p.into_f64(),
            Err(_) => match model.decision_function(&test) {
                Ok(p) => p.into_f64(),
                Err(_) => model.predict(&test)?,
            },
        };
        predict = predict.min(worked() - start);
    }
    let bytes: Vec<u8> = scores.iter().flat_map(|s| s.to_le_bytes()).collect();
    std::fs::write(out, bytes).map_err(file_error)?;
    println!("{{\"fit\": {fit}, \"wall\": {wall}, \"predict\": {predict}}}");
    Ok(())
}
