//! Matrix multiplication against the crate `gemm`, alternately, results compared first.
//!
//! `cargo bench -p sparkler-bench --bench gemm [-- THREADS]`

use sparkler_cpu::gemm::{Epilogue, MatRef, gemm};
use sparkler_cpu::par;
use std::time::Instant;

/// Zeros that begin at a cache line, as the engine's buffers do; never freed.
fn zeros(len: usize) -> &'static mut [f32] {
    let memory = vec![0.0; len + 16].leak();
    let offset = memory.as_ptr().align_offset(64);
    &mut memory[offset..offset + len]
}

fn noise(len: usize, mut state: u64) -> &'static mut [f32] {
    let to = zeros(len);
    for x in to.iter_mut() {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        *x = (state >> 40) as f32 / (1 << 23) as f32 - 1.0;
    }
    to
}

fn median(mut x: Vec<f64>) -> f64 {
    x.sort_by(f64::total_cmp);
    x[x.len() / 2]
}

/// Ours on one thread and on more, before the peer's threads come into being.
fn scaling(threads: usize, sizes: &[(usize, usize, usize, bool, bool)]) {
    println!("ours, GFLOP/s\n{:>20} {:>8} {threads:>8} {:>6}", "m x n x k", 1, "ratio");
    for &(m, n, k, ..) in sizes {
        let (a, b, c) = (noise(m * k, 1), noise(k * n, 2), zeros(m * n));
        let flops = 2.0 * (m * n * k) as f64;
        let repeat = (2e7 / flops).ceil() as usize;
        let mut time = |threads: usize| {
            par::set_threads(threads);
            let start = Instant::now();
            for _ in 0..repeat {
                let (a, b) = (MatRef::row_major(a, k), MatRef::row_major(b, n));
                gemm(m, n, k, a, b, c, false, Epilogue::default());
            }
            flops * repeat as f64 / start.elapsed().as_secs_f64() / 1e9
        };
        let rounds = if flops > 5e9 { 7 } else { 41 };
        let runs: Vec<(f64, f64)> = (0..rounds).map(|_| (time(1), time(threads))).collect();
        let (one, more) = (runs.iter().map(|x| x.0), runs.iter().map(|x| x.1));
        let ratio = median(runs.iter().map(|x| x.1 / x.0).collect());
        let (one, more) = (median(one.collect()), median(more.collect()));
        println!("{:>20} {one:8.1} {more:8.1} {ratio:6.2}", format!("{m} x {n} x {k}"));
    }
}

fn main() {
    let threads = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(1);
    par::set_threads(threads);
    // The last two flags: is the left (right) matrix transposed?
    let sizes = [
        (256, 256, 256, false, false),
        (512, 512, 512, false, false),
        (1024, 1024, 1024, false, false),
        (2048, 2048, 2048, false, false),
        (512, 512, 512, true, false),
        (512, 512, 512, false, true),
        (1000, 1000, 1000, false, false),
        (32, 128, 784, false, false),
        (784, 128, 32, true, false),
        (32, 784, 128, false, true),
        (32, 10, 128, false, false),
        (128, 10, 32, true, false),
        (64, 64, 64, false, false),
        (16, 16, 16, false, false),
        (1, 1000, 1280, false, false),
        (1000, 1, 1280, false, false),
        (3136, 64, 32, false, false),
        (196, 576, 96, false, false),
    ];
    if threads > 1 {
        scaling(threads, &sizes);
    }
    println!(
        "{threads} thread(s), GFLOP/s\n{:>20} {:>8} {:>8} {:>6}",
        "m x n x k", "ours", "gemm", "ratio"
    );
    for (m, n, k, a_transposed, b_transposed) in sizes {
        let (a, b) = (noise(m * k, 1), noise(k * n, 2));
        let a_ref =
            if a_transposed { MatRef::new(a, 1, m as isize) } else { MatRef::row_major(a, k) };
        let b_ref =
            if b_transposed { MatRef::new(b, 1, k as isize) } else { MatRef::row_major(b, n) };
        let (ours, theirs) = (zeros(m * n), zeros(m * n));
        let parallelism = if threads == 1 {
            ::gemm::Parallelism::None
        } else {
            ::gemm::Parallelism::Rayon(threads)
        };
        let mut run_ours =
            |c: &mut [f32]| gemm(m, n, k, a_ref, b_ref, c, false, Epilogue::default());
        let mut run_theirs = |c: &mut [f32]| {
            // SAFETY: the sizes are those of the slices.
            #[allow(unsafe_code)]
            unsafe {
                ::gemm::gemm(
                    m,
                    n,
                    k,
                    c.as_mut_ptr(),
                    1,
                    n as isize,
                    false,
                    a.as_ptr(),
                    a_ref.col_stride,
                    a_ref.row_stride,
                    b.as_ptr(),
                    b_ref.col_stride,
                    b_ref.row_stride,
                    0.0,
                    1.0,
                    false,
                    false,
                    false,
                    parallelism,
                );
            }
        };
        run_ours(ours);
        run_theirs(theirs);
        for (x, y) in ours.iter().zip(&*theirs) {
            assert!((x - y).abs() <= 1e-5 * (k as f32).sqrt() * 4.0, "{x} != {y}");
        }
        let flops = 2.0 * (m * n * k) as f64;
        let repeat = (2e7 / flops).ceil() as usize;
        let rounds = if flops > 5e9 { 7 } else { 41 };
        let time = |run: &mut dyn FnMut(&mut [f32]), c: &mut [f32]| {
            let start = Instant::now();
            for _ in 0..repeat {
                run(c);
            }
            flops * repeat as f64 / start.elapsed().as_secs_f64() / 1e9
        };
        let (mut us, mut them, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..rounds {
            let x = time(&mut run_ours, ours);
            let y = time(&mut run_theirs, theirs);
            us.push(x);
            them.push(y);
            ratios.push(x / y);
        }
        let mark = |transposed| if transposed { "T" } else { "" };
        let name = format!("{m}{} x {n}{} x {k}", mark(a_transposed), mark(b_transposed));
        println!("{name:>20} {:8.1} {:8.1} {:6.2}", median(us), median(them), median(ratios));
    }
}
