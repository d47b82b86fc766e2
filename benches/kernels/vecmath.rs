//! Nanoseconds per element of the light kernels: `cargo bench -p sparkler-bench --bench vecmath`.
//! Words behind `--` choose the lines that contain one of them.

use sparkler_base::{Array, Layout, Shape};
use sparkler_cpu::elementwise::{self, Add, Mul, Pow};
use sparkler_cpu::isa::Isa;
use sparkler_cpu::reduce::{self, LogSumExp, Max, Reduce, Sum};
use sparkler_cpu::{copy, par, random, softmax, sort, vecmath};
use std::hint::black_box;
use std::time::Instant;

/// The best of several runs of some milliseconds each.
fn time(name: &str, elements: usize, mut work: impl FnMut()) {
    let chosen: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    if !chosen.is_empty() && !chosen.iter().any(|c| name.contains(c.as_str())) {
        return;
    }
    let mut best = f64::INFINITY;
    let mut rounds = 1;
    for _ in 0..12 {
        let start = Instant::now();
        (0..rounds).for_each(|_| work());
        let seconds = start.elapsed().as_secs_f64();
        best = best.min(seconds / rounds as f64);
        if seconds < 2e-3 {
            rounds = (rounds * 4).min(1 << 20);
        }
    }
    println!("{name:34} {:8.3} ns/element", best * 1e9 / elements as f64);
}

fn main() {
    par::set_threads(1);
    let n = 4096;
    let x: Vec<f32> = (0..n).map(|i| 0.05 + (i % 977) as f32 * 1e-3).collect();
    let mut y = vec![0.0f32; n];
    for isa in Isa::ALL {
        if isa.force() {
            for f in vecmath::ALL {
                let name = format!("{} {}", isa.name(), f.name);
                time(&name, n, || (f.f32)(black_box(&x), black_box(&mut y)));
            }
        }
    }
    let array = |dims: &[usize]| {
        let size = dims.iter().product();
        let data: Vec<f32> = (0..size).map(|i| (i % 977) as f32 * 1e-3 + 0.1).collect();
        Array::from_slice(&data, dims).expect("an array")
    };
    for (name, a, b) in [
        ("[4096] + [4096]", &[4096][..], &[4096][..]),
        ("[1M] + [1M]", &[1 << 20], &[1 << 20]),
        ("[1M] + []", &[1 << 20], &[]),
        ("[86528, 32] + [32]", &[86528, 32], &[32]),
        ("[8192, 100] + [8192, 1]", &[8192, 100], &[8192, 1]),
    ] {
        let (a, b) = (array(a), array(b));
        let mut y = vec![0.0; a.size()];
        time(&format!("add {name}"), a.size(), || {
            elementwise::binary::<Add, f32>(&a, &b, black_box(&mut y)).expect("shapes fit");
        });
    }
    let (a, b) = (array(&[4096]), array(&[4096]));
    let shape = *a.shape();
    time("multiply in place [4096]", n, || {
        elementwise::binary_assign::<Mul, f32>(black_box(&mut y), &shape, &b).expect("shapes fit");
    });
    time("pow [4096]", n, || {
        elementwise::binary::<Pow, f32>(&a, &b, black_box(&mut y)).expect("shapes fit");
    });
    for (name, dims, axis) in [
        ("[1, 1M] rows", [1, 1 << 20], 1),
        ("[1024, 1024] rows", [1024, 1024], 1),
        ("[10000, 10] rows", [10_000, 10], 1),
        ("[86528, 32] columns", [86528, 32], 0),
        ("[1024, 1024] columns", [1024, 1024], 0),
        ("[100000, 3] columns", [100_000, 3], 0),
    ] {
        let x = array(&dims);
        let mut y = vec![0.0f32; dims[1 - axis]];
        time(&format!("sum {name}"), x.size(), || {
            reduce::reduce::<Sum, f32>(&x, &[axis], black_box(&mut y)).expect("shapes fit");
        });
        time(&format!("max {name}"), x.size(), || {
            reduce::reduce::<Max, f32>(&x, &[axis], black_box(&mut y)).expect("shapes fit");
        });
    }
    let rows = array(&[1024, 1024]);
    let mut sums = vec![0.0f32; 1024];
    time("log_sum_exp [1024, 1024] rows", 1 << 20, || {
        reduce::reduce::<LogSumExp, f32>(&rows, &[1], black_box(&mut sums)).expect("shapes fit");
    });
    let data = rows.to_vec::<f32>().expect("singles");
    let mut out = vec![0.0f32; 1 << 20];
    let mut indices = vec![0i32; 1 << 20];
    let dims = Reduce { outer: 1024, len: 1024, inner: 1 };
    time("arg_max [1024, 1024] rows", 1 << 20, || {
        reduce::arg_max(&data, dims, black_box(&mut indices[..1024]));
    });
    time("softmax [1024, 1024]", 1 << 20, || softmax::softmax(&data, dims, black_box(&mut out)));
    let dims = Reduce { outer: 128, len: 10, inner: 1 };
    time("softmax [128, 10]", 1280, || {
        softmax::softmax(&data[..1280], dims, black_box(&mut out[..1280]));
    });
    let (labels, mut loss) = ([3i32; 128], [0.0f32; 128]);
    time("cross entropy with gradient [128, 10]", 1280, || {
        softmax::sparse_softmax_cross_entropy(
            &data[..1280],
            &labels,
            10,
            black_box(&mut loss),
            Some(&mut out[..1280]),
        )
        .expect("labels fit");
    });
    let square = Layout::contiguous(Shape::new(&[1024, 1024]).expect("a shape"));
    let turned = square.transpose(&[1, 0]).expect("a permutation");
    time("transpose [1024, 1024]", 1 << 20, || {
        copy::copy_strided(&data, &turned, black_box(&mut out));
    });
    time("copy [1024, 1024]", 1 << 20, || copy::copy_strided(&data, &square, black_box(&mut out)));
    time("sort [1024, 1024]", 1 << 20, || {
        out.copy_from_slice(&data);
        sort::sort(&mut out, 1024, false);
    });
    time("argsort [1024, 1024]", 1 << 20, || sort::argsort(&data, 1024, true, &mut indices));
    time("top_k(5) [1024, 1024]", 1 << 20, || {
        let (values, indices) = (&mut out[..5120], &mut indices[..5120]);
        sort::top_k(&data, 1024, 5, values, indices);
    });
    for isa in Isa::ALL {
        if isa.force() {
            let name = |what: &str| format!("{} {what}", isa.name());
            let part = &mut out[..65536];
            time(&name("uniform_f32"), part.len(), || {
                random::uniform_f32(1, 2, 0, black_box(part), 0.0, 1.0);
            });
            time(&name("normal_f32"), part.len(), || {
                random::normal_f32(1, 2, 0, black_box(part), 0.0, 1.0);
            });
        }
    }
}
