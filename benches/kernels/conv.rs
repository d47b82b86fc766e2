//! The heavy kernels of one training step of a small convolutional network at batch 128:
//! 28 x 28 x 1, convolution 3 x 3 to 32, pool, convolution 3 x 3 to 64, pool. Then some layers of
//! ResNet and MobileNetV2.
//!
//! `cargo bench -p sparkler-bench --bench conv [-- THREADS]`

use sparkler_cpu::conv::{
    ConvShape, Pooled, conv_backprop_filter, conv_backprop_input, conv_forward, conv_max_pool,
    conv_max_pool_backprop_filter, conv_max_pool_backprop_input,
};
use sparkler_cpu::gemm::{Activation, Epilogue, MatRef, PackedB, gemm, gemm_packed};
use sparkler_cpu::par;
use sparkler_cpu::pool::{PoolShape, max_pool, max_pool_grad};
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

/// Runs a kernel often and prints its median time; returns it in milliseconds.
fn report(name: &str, flops: usize, bytes: usize, mut run: impl FnMut()) -> f64 {
    for _ in 0..5 {
        run();
    }
    let mut times: Vec<f64> = (0..41)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let time = times[times.len() / 2];
    let (rate, traffic) = (flops as f64 / time / 1e9, bytes as f64 / time / 1e9);
    println!("{name:>34} {:8.3} ms {rate:8.1} GFLOP/s {traffic:8.1} GB/s", time * 1e3);
    time * 1e3
}

fn main() {
    let threads = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(1);
    par::set_threads(threads);
    println!("{threads} thread(s)");
    let batch = 128;
    let first = ConvShape {
        batch,
        input: [1, 28, 28],
        in_channels: 1,
        output: [1, 26, 26],
        out_channels: 32,
        kernel: [1, 3, 3],
        ..ConvShape::default()
    };
    let second = ConvShape {
        input: [1, 13, 13],
        in_channels: 32,
        output: [1, 11, 11],
        out_channels: 64,
        ..first
    };
    let pool = PoolShape {
        batch,
        input: [1, 26, 26],
        channels: 32,
        output: [1, 13, 13],
        kernel: [1, 2, 2],
        strides: [1, 2, 2],
        ..PoolShape::default()
    };
    let second_pool = PoolShape { input: [1, 11, 11], channels: 64, output: [1, 5, 5], ..pool };

    let mut sum = 0.0;
    let n = 512;
    let (a, b, c) = (noise(n * n, 1), noise(n * n, 2), zeros(n * n));
    report("GEMM 512", 2 * n * n * n, 12 * n * n, || {
        let (a, b) = (MatRef::row_major(a, n), MatRef::row_major(b, n));
        gemm(n, n, n, a, b, c, false, Epilogue::default());
    });
    for (layer, (conv, pool)) in [(first, pool), (second, second_pool)].into_iter().enumerate() {
        let (x, filter) = (noise(conv.input_len(), 1), noise(conv.filter_len(), 2));
        let bias = noise(conv.out_channels, 3);
        let y = zeros(conv.output_len());
        let pooled = zeros(pool.output_len());
        let (d_pooled, dy) = (noise(pool.output_len(), 4), zeros(pool.input_len()));
        let (dx, d_filter) = (zeros(conv.input_len()), zeros(conv.filter_len()));
        let flops = 2 * conv.macs();
        let bytes = 4 * (x.len() + y.len());
        let pool_bytes = 4 * (y.len() + pooled.len());
        let name = |what: &str| format!("layer {} {what}", layer + 1);
        sum += report(&name("conv + bias + relu"), flops, bytes, || {
            let epilogue = Epilogue::new(Some(&bias[..]), Activation::Relu);
            conv_forward(&conv, x, filter, y, epilogue);
        });
        sum += report(&name("max pool"), 0, pool_bytes, || max_pool(&pool, y, pooled));
        sum += report(&name("max pool gradient"), 0, pool_bytes + 4 * dy.len(), || {
            max_pool_grad(&pool, y, d_pooled, dy);
        });
        sum += report(&name("conv filter gradient"), flops, bytes, || {
            conv_backprop_filter(&conv, x, dy, d_filter);
        });
        if layer > 0 {
            sum += report(&name("conv input gradient"), flops, bytes, || {
                conv_backprop_input(&conv, dy, filter, dx);
            });
        }
    }
    println!("{:>34} {sum:8.3} ms", "all");

    println!("the same with convolution and pooling in one, as compiled graphs have it");
    let mut sum = 0.0;
    for (layer, (conv, pool)) in [(first, pool), (second, second_pool)].into_iter().enumerate() {
        let window = [2, 2];
        let cut = ConvShape { output: [1, pool.output[1] * 2, pool.output[2] * 2], ..conv };
        let (x, filter) = (noise(conv.input_len(), 1), noise(conv.filter_len(), 2));
        let bias = noise(conv.out_channels, 3);
        let (y, mut places) = (zeros(pool.output_len()), vec![0; pool.output_len()]);
        let dy = noise(pool.output_len(), 4);
        let (dx, d_filter) = (zeros(conv.input_len()), zeros(conv.filter_len()));
        let d_bias = zeros(conv.out_channels);
        let flops = 2 * cut.macs();
        let bytes = 4 * (x.len() + y.len());
        let name = |what: &str| format!("layer {} {what}", layer + 1);
        sum += report(&name("conv + bias + relu + pool"), flops, bytes, || {
            let epilogue = Epilogue::new(Some(&bias[..]), Activation::Relu);
            conv_max_pool(&cut, window, x, filter, y, &mut places, epilogue, true);
        });
        let pooled = Pooled { window, dy, places: &places };
        sum += report(&name("filter and bias gradient"), flops, bytes, || {
            conv_max_pool_backprop_filter(&cut, x, pooled, d_filter, d_bias);
        });
        if layer > 0 {
            sum += report(&name("input gradient"), flops, bytes, || {
                conv_max_pool_backprop_input(&cut, pooled, filter, dx);
            });
        }
    }
    println!("{:>34} {sum:8.3} ms", "all");

    println!("layers of ResNet");
    for (batch, size, channels) in
        [(1, 56, 64), (1, 28, 128), (1, 14, 256), (1, 7, 512), (4, 7, 512), (8, 14, 256)]
    {
        let shape = ConvShape {
            batch,
            input: [1, size, size],
            in_channels: channels,
            output: [1, size, size],
            out_channels: channels,
            kernel: [1, 3, 3],
            pad_before: [0, 1, 1],
            ..ConvShape::default()
        };
        let (x, filter) = (noise(shape.input_len(), 1), noise(shape.filter_len(), 2));
        let (y, dx) = (zeros(shape.output_len()), zeros(shape.input_len()));
        let (flops, bytes) = (2 * shape.macs(), 4 * (x.len() + y.len()));
        let name = |what: &str| format!("{batch} x {size} x {channels} {what}");
        report(&name(""), flops, bytes, || {
            let epilogue = Epilogue::new(None, Activation::Relu);
            conv_forward(&shape, x, filter, y, epilogue);
        });
        report(&name("input"), flops, bytes, || conv_backprop_input(&shape, y, filter, dx));
    }

    println!("layers of MobileNetV2, batch 1");
    for (size, channels, stride) in
        [(112, 32, 1), (112, 96, 2), (56, 144, 1), (14, 576, 1), (7, 960, 1)]
    {
        let shape = ConvShape {
            batch: 1,
            input: [1, size, size],
            in_channels: channels,
            output: [1, size / stride, size / stride],
            out_channels: channels,
            kernel: [1, 3, 3],
            strides: [1, stride, stride],
            pad_before: [0, 2 - stride, 2 - stride],
            groups: channels,
            ..ConvShape::default()
        };
        let (x, filter) = (noise(shape.input_len(), 1), noise(shape.filter_len(), 2));
        let (y, d_filter) = (zeros(shape.output_len()), zeros(shape.filter_len()));
        let (dy, dx) = (noise(shape.output_len(), 3), zeros(shape.input_len()));
        let (flops, bytes) = (2 * shape.macs(), 4 * (x.len() + y.len()));
        let name = |what: &str| format!("depthwise {size} x {channels} {what}");
        report(&name(""), flops, bytes, || {
            let epilogue = Epilogue::new(None, Activation::Relu6);
            conv_forward(&shape, x, filter, y, epilogue);
        });
        report(&name("filter"), flops, bytes, || conv_backprop_filter(&shape, x, dy, d_filter));
        report(&name("input"), flops, bytes, || conv_backprop_input(&shape, dy, filter, dx));
    }
    for (size, from, to) in
        [(112, 32, 16), (56, 24, 144), (14, 576, 96), (7, 160, 960), (7, 960, 320)]
    {
        let (m, n, k) = (size * size, to, from);
        let (a, b, c) = (noise(m * k, 1), noise(k * n, 2), zeros(m * n));
        let packed = PackedB::new(k, n, MatRef::row_major(b, n));
        let name = |what: &str| format!("pointwise {size} x {from}-{to} {what}");
        report(&name(""), 2 * m * n * k, 4 * (m * k + m * n), || {
            let (a, b) = (MatRef::row_major(a, k), MatRef::row_major(b, n));
            gemm(m, n, k, a, b, c, false, Epilogue::new(None, Activation::Relu6));
        });
        report(&name("packed"), 2 * m * n * k, 4 * (m * k + m * n), || {
            let epilogue = Epilogue::new(None, Activation::Relu6);
            gemm_packed(m, MatRef::row_major(a, k), &packed, c, false, epilogue);
        });
    }
    let shape = ConvShape {
        batch: 1,
        input: [1, 224, 224],
        in_channels: 3,
        output: [1, 112, 112],
        out_channels: 32,
        kernel: [1, 3, 3],
        strides: [1, 2, 2],
        ..ConvShape::default()
    };
    let (x, filter) = (noise(shape.input_len(), 1), noise(shape.filter_len(), 2));
    let y = zeros(shape.output_len());
    report("first layer", 2 * shape.macs(), 4 * (x.len() + y.len()), || {
        conv_forward(&shape, x, filter, y, Epilogue::new(None, Activation::Relu6));
    });
}
