//! What `benches/learn/decompositions.py` times: `decompositions pca FILE ROWS COLUMNS PARAMETERS
//! REPEATS OUT` reads doubles in the machine's order, fits, and writes the components; `tsne` and
//! `umap` in place of `pca` write the new columns. Prints one line of JSON. Times are the mean
//! processor seconds of this thread: run it with `SPARKLER_THREADS=1`.

use serde_json::json;
use sparkler_learn::decomposition::Pca;
use sparkler_learn::manifold::{Tsne, Umap};
use sparkler_learn::{Estimator, Features, Matrix};
use std::time::Instant;

type Failure = Box<dyn std::error::Error>;

fn seconds(start: Instant) -> f64 {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok())
        .map_or_else(|| start.elapsed().as_secs_f64(), |ns| ns / 1e9)
}

fn write(path: &str, values: &[f64]) -> Result<(), Failure> {
    let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_ne_bytes()).collect();
    Ok(std::fs::write(path, bytes)?)
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [method, file, rows, columns, parameters, repeats, out] = &arguments[..] else {
        return Err("see the comment at the top of the file".into());
    };
    let bytes = std::fs::read(file)?;
    let values = bytes.as_chunks::<8>().0.iter().map(|b| f64::from_ne_bytes(*b)).collect();
    let x: Features = Matrix::new(rows.parse()?, columns.parse()?, values)?.into();
    let repeats: usize = repeats.parse()?;
    let start = Instant::now();
    let before = seconds(start);
    let mut found = Vec::new();
    for _ in 0..repeats.max(1) {
        found = match method.as_str() {
            "pca" => serde_json::from_str::<Pca>(parameters)?.fit(&x, &[])?.components,
            "tsne" => serde_json::from_str::<Tsne>(parameters)?.fit(&x, &[])?.embedding,
            "umap" => serde_json::from_str::<Umap>(parameters)?.fit(&x, &[])?.embedding,
            other => return Err(format!("no method {other}").into()),
        };
    }
    let n = repeats.max(1) as f64;
    let (cpu, wall) = ((seconds(start) - before) / n, start.elapsed().as_secs_f64() / n);
    write(out, &found)?;
    println!("{}", json!({ "cpu": cpu, "wall": wall }));
    Ok(())
}
