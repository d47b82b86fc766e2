//! Random operations: their distributions, and the same numbers from the same seed everywhere.

use sparkler_engine::{DType, Result, Tape, Tensor, options::*};

const N: usize = 200_000;

fn seed(stream: u64) -> Tensor {
    Tensor::seed(42, stream).unwrap()
}

fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (mean, values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / values.len() as f64)
}

/// Holds mean and variance to five standard errors of the mean, and all values to a range.
fn check(values: Vec<f64>, mean: f64, variance: f64, range: [f64; 2]) {
    let (m, v) = mean_and_variance(&values);
    let error = 5.0 * (variance / values.len() as f64).sqrt();
    assert!((m - mean).abs() < error, "mean {m}, expected {mean}");
    assert!((v / variance - 1.0).abs() < 0.03, "variance {v}, expected {variance}");
    let outside = values.iter().find(|v| !(range[0]..=range[1]).contains(*v));
    assert_eq!(outside, None, "outside {range:?}");
}

fn draw(op: &str, dtype: DType, stream: u64) -> Result<Tensor> {
    let seed = seed(stream);
    match op {
        "uniform" => Tensor::random_uniform(
            &seed,
            [N],
            RandomUniformOptions { minval: -1.0, maxval: 3.0, dtype },
        ),
        "normal" => Tensor::random_normal(
            &seed,
            [N],
            RandomNormalOptions { mean: 1.0, std_dev: 2.0, dtype },
        ),
        "truncated" => Tensor::truncated_normal(
            &seed,
            [N],
            TruncatedNormalOptions { mean: 1.0, std_dev: 2.0, dtype },
        ),
        _ => Tensor::random_uniform_int(&seed, [N], -3, 5)?.cast(dtype),
    }
}

const KINDS: [&str; 4] = ["uniform", "normal", "truncated", "int"];

#[test]
fn distributions() {
    for dtype in [DType::F32, DType::F64, DType::F16] {
        let values =
            |op| draw(op, dtype, 1).unwrap().cast(DType::F64).unwrap().to_vec::<f64>().unwrap();
        check(values("uniform"), 1.0, 16.0 / 12.0, [-1.0, 3.0]);
        check(values("normal"), 1.0, 4.0, [-12.0, 14.0]);
        // A normal distribution cut at two standard deviations has 0.7737 of its variance.
        check(values("truncated"), 1.0, 4.0 * 0.773_741_3, [-3.0, 5.0]);
        check(values("int"), 0.5, 63.0 / 12.0, [-3.0, 4.0]);
    }
    // The upper bound itself is never drawn in full precision.
    let most = draw("uniform", DType::F32, 3).unwrap().max((), false).unwrap().item().unwrap();
    assert!(most < 3.0);
    // Every whole number occurs.
    let ints = draw("int", DType::I32, 2).unwrap().to_vec::<i32>().unwrap();
    let mut counts = [0usize; 8];
    ints.iter().for_each(|i| counts[(i + 3) as usize] += 1);
    assert!(counts.iter().all(|&c| c.abs_diff(N / 8) < N / 80), "{counts:?}");
}

#[test]
fn half_of_a_normal_distribution_lies_within_the_quartiles() {
    let x = Tensor::random_normal(&seed(5), [N], RandomNormalOptions::default()).unwrap();
    let x = x.to_vec::<f32>().unwrap();
    for (bound, share) in [(0.674_49, 0.5), (1.0, 0.682_689), (2.0, 0.954_5), (3.0, 0.997_3)] {
        let inside = x.iter().filter(|v| v.abs() < bound).count() as f64 / N as f64;
        assert!((inside - share).abs() < 0.006, "{inside} within {bound}, expected {share}");
    }
}

#[test]
fn numbers_follow_from_seed_and_stream_alone() {
    let bits = |op, stream| {
        let x = draw(op, DType::F32, stream).unwrap().to_vec::<f32>().unwrap();
        x.into_iter().map(f32::to_bits).collect::<Vec<u32>>()
    };
    let threads = sparkler_cpu::par::threads();
    for op in KINDS {
        let want = bits(op, 7);
        for n in [1, 2, 3, 4] {
            sparkler_cpu::par::set_threads(n);
            assert!(bits(op, 7) == want, "{op} on {n} threads");
        }
        sparkler_cpu::par::set_threads(threads);
        let other = bits(op, 8);
        let equal = want.iter().zip(&other).filter(|(a, b)| a == b).count();
        assert!(equal < if op == "int" { N / 7 } else { N / 1000 }, "{op}: streams are alike");
    }
}

#[test]
fn streams_are_not_correlated() {
    let draws: Vec<Vec<f64>> =
        (0..4).map(|s| draw("uniform", DType::F64, s).unwrap().to_vec::<f64>().unwrap()).collect();
    let correlation = |a: &[f64], b: &[f64]| {
        let ((ma, va), (mb, vb)) = (mean_and_variance(a), mean_and_variance(b));
        let both = a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).sum::<f64>();
        both / a.len() as f64 / (va * vb).sqrt()
    };
    for i in 0..draws.len() {
        for j in 0..i {
            assert!(correlation(&draws[i], &draws[j]).abs() < 0.012, "streams {i} and {j}");
        }
        // Neighbours in one stream neither.
        assert!(correlation(&draws[i][1..], &draws[i][..N - 1]).abs() < 0.012);
    }
}

#[test]
fn a_longer_draw_begins_with_the_shorter_one() {
    let long = Tensor::random_normal(&seed(1), [1000], RandomNormalOptions::default()).unwrap();
    let short = Tensor::random_normal(&seed(1), [10, 7], RandomNormalOptions::default()).unwrap();
    assert_eq!(long.to_vec::<f32>().unwrap()[..70], short.to_vec::<f32>().unwrap()[..]);
}

#[test]
fn dropout_keeps_its_mask_for_the_gradient() {
    for dtype in [DType::F32, DType::F64, DType::F16] {
        let x = Tensor::full(&[300, 100], 2.0, dtype).unwrap();
        let tape = Tape::new();
        tape.watch(&x);
        let y = x.dropout(&seed(3), 0.25).unwrap();
        let dx = tape.gradient(&y, &[&x]).unwrap().remove(0);
        let list = |t: &Tensor| t.cast(DType::F64).unwrap().to_vec::<f64>().unwrap();
        let (y, dx) = (list(&y), list(&dx));
        let kept = y.iter().filter(|v| **v != 0.0).count() as f64 / y.len() as f64;
        assert!((kept - 0.75).abs() < 0.015, "{kept} kept");
        for (y, dx) in y.iter().zip(&dx) {
            assert!((y / 2.0 - dx).abs() < 1e-3 && (*dx == 0.0 || (dx - 4.0 / 3.0).abs() < 1e-3));
        }
        let again = list(&x.dropout(&seed(3), 0.25).unwrap());
        assert_eq!(again, y);
        let whole = x.dropout(&seed(3), 0.0).unwrap();
        assert_eq!(list(&whole), list(&x));
    }
}

#[test]
fn impossible_draws_are_errors() {
    let e = Tensor::random_uniform_int(&seed(0), [3], 5, 5).unwrap_err().to_string();
    assert!(e.starts_with("randomUniformInt: attribute maxval is 5"), "{e}");
    let x = Tensor::new(&[1.0f32], &[1]).unwrap();
    let e = x.dropout(&seed(0), 1.0).unwrap_err().to_string();
    assert!(e.starts_with("dropout: attribute rate is 1"), "{e}");
    let pair = Tensor::new(&[1i32, 2, 3], &[3]).unwrap();
    let e = Tensor::random_uniform(&pair, [2], RandomUniformOptions::default())
        .unwrap_err()
        .to_string();
    assert!(e.contains("seed and stream"), "{e}");
}
