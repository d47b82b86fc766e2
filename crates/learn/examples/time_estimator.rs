//! Fits an estimator and predicts, and prints how long each took: the side of the benchmarks in
//! `benches/learn` that is ours.
//!
//! `time_estimator NAME PARAMETERS TRAIN TEST OUT [REPEATS]`: the parameters are a JSON object; the
//! data are files of double-precision numbers: rows, columns, the features row after row, the target.
//! The predictions for TEST (of what makes pictures, the places of TRAIN) go to
//! OUT in the same form. It prints a JSON object with seconds of
//! processor time of the main thread (all there is with `SPARKLER_THREADS=1`) and of the clock, the
//! least of the repeats, and the coefficients of linear models.

use sparkler_learn::{FitOptions, Matrix, registry};
use std::error::Error;
use std::time::Instant;

fn read(path: &str) -> Result<(Matrix, Vec<f64>), Box<dyn Error>> {
    let bytes = std::fs::read(path)?;
    let (chunks, _) = bytes.as_chunks::<8>();
    let numbers: Vec<f64> = chunks.iter().map(|b| f64::from_le_bytes(*b)).collect();
    let (rows, columns) = (numbers[0] as usize, numbers[1] as usize);
    let (x, y) = numbers[2..].split_at(rows * columns);
    Ok((Matrix::new(rows, columns, x.to_vec())?, y.to_vec()))
}

/// Processor time of the main thread, in seconds (Linux).
fn processor() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let first = text.split_whitespace().next().and_then(|word| word.parse::<f64>().ok());
    first.unwrap_or(f64::NAN) * 1e-9
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, name, parameters, train, test, out, repeats @ ..] = arguments.as_slice() else {
        return Err("time_estimator NAME PARAMETERS TRAIN TEST OUT [REPEATS]".into());
    };
    let repeats: usize = repeats.first().map_or(Ok(1), |r| r.parse())?;
    let (x, y) = read(train)?;
    let (test, _) = read(test)?;
    let (x, test) = (x.into(), test.into());
    let estimator = registry::estimator(name, &serde_json::from_str(parameters)?)?;
    let clock = || (processor(), Instant::now());
    let mut least = [f64::INFINITY; 4];
    let mut run = || {
        let begin = clock();
        let model = estimator.fit_any(&x, &y, &FitOptions::default())?;
        let middle = clock();
        let found = model.predict(&test);
        let end = clock();
        let times = [
            middle.0 - begin.0,
            middle.1.duration_since(begin.1).as_secs_f64(),
            end.0 - middle.0,
            end.1.duration_since(middle.1).as_secs_f64(),
        ];
        least = std::array::from_fn(|i| least[i].min(times[i]));
        Ok::<_, Box<dyn Error>>((model, found))
    };
    let (mut model, mut found) = run()?;
    for _ in 1..repeats {
        (model, found) = run()?;
    }
    let mut found = found.ok();
    let [fit_cpu, fit_wall, predict_cpu, predict_wall] = least;
    let mut report = serde_json::json!({
        "fit_cpu": fit_cpu,
        "fit_wall": fit_wall,
        "predict_cpu": predict_cpu,
        "predict_wall": predict_wall,
    });
    // A few numbers of the model, where it has them.
    if let Ok(ciborium::Value::Map(fields)) = model.state() {
        for (key, value) in fields {
            let (Some(key), Ok(value)) = (key.as_text(), value.deserialized()) else { continue };
            let value: serde_json::Value = value;
            if matches!(
                key,
                "inertia" | "n_iter" | "n_support" | "converged" | "coef" | "intercept"
            ) {
                report[key] = value;
            } else if key == "embedding" && found.is_none() {
                found = serde_json::from_value(value)?;
            }
        }
    }
    if let Some(found) = found {
        let bytes: Vec<u8> = found.iter().flat_map(|v| v.to_le_bytes()).collect();
        std::fs::write(out, bytes)?;
    }
    println!("{report}");
    Ok(())
}
