use super::*;
use crate::isa::Isa;
use proptest::prelude::*;

pub(crate) use crate::kernel::testing::alone;

/// Runs a check with every instruction set that the machine has.
pub(crate) fn on_every_isa(check: impl Fn()) {
    let _alone = alone();
    let best = Isa::current();
    for isa in Isa::ALL.into_iter().filter(|isa| isa.is_available()) {
        isa.force();
        check();
    }
    best.force();
}

/// The result of `compute` on 1, 2 and 3 threads must have the same bits.
pub(crate) fn same_on_any_threads<T: Float>(compute: impl Fn() -> Vec<T>) -> Vec<T> {
    let bits = |x: &[T]| x.iter().map(|x| x.to_f64().to_bits()).collect::<Vec<_>>();
    par::set_threads(1);
    let one = compute();
    for threads in [2, 3] {
        par::set_threads(threads);
        assert_eq!(bits(&one), bits(&compute()), "{threads} threads");
    }
    par::set_threads(2);
    one
}

/// Numbers in -1..1 that look random.
pub(crate) fn noise<T: Float>(len: usize, seed: u64) -> Vec<T> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..len)
        .map(|_| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            T::from_f64((state >> 33) as f64 / (1u64 << 30) as f64 - 1.0)
        })
        .collect()
}

#[track_caller]
pub(crate) fn close<T: Float>(got: &[T], want: &[f64], terms: usize) {
    assert_eq!(got.len(), want.len());
    let unit = if size_of::<T>() == 4 { 6e-8 } else { 1.2e-16 };
    let tolerance = unit * (4.0 + 2.0 * terms as f64);
    for (i, (&got, &want)) in got.iter().zip(want).enumerate() {
        let got = got.to_f64();
        assert!((got - want).abs() <= tolerance * want.abs().max(1.0), "[{i}]: {got} != {want}");
    }
}

fn reference_gemm<T: Float>(
    m: usize,
    n: usize,
    k: usize,
    a: &MatRef<'_, T>,
    b: &MatRef<'_, T>,
    c: &[T],
    accumulate: bool,
    epilogue: &Epilogue<'_, T>,
) -> Vec<f64> {
    let at = |x: &MatRef<'_, T>, i: usize, j: usize| {
        let offset = i as isize * x.row_stride + j as isize * x.col_stride;
        x.data[x.offset.wrapping_add_signed(offset)].to_f64()
    };
    let mut out = Vec::new();
    for i in 0..m {
        for j in 0..n {
            let mut sum = if accumulate { c[i * n + j].to_f64() } else { 0.0 };
            for l in 0..k {
                sum += at(a, i, l) * at(b, l, j);
            }
            sum += epilogue.bias.map_or(0.0, |bias| bias[j].to_f64());
            out.push(match epilogue.activation {
                Activation::None => sum,
                Activation::Relu => sum.max(0.0),
                Activation::Relu6 => sum.clamp(0.0, 6.0),
                Activation::Clamp(low, high) => sum.max(low.to_f64()).min(high.to_f64()),
                Activation::Function(_) => 2.0 * sum,
            });
        }
    }
    out
}

fn double<T: Float>(x: &mut [T]) {
    x.iter_mut().for_each(|x| *x = *x + *x);
}

/// A matrix of noise with one of several layouts.
fn matrix<T: Float>(rows: usize, columns: usize, layout: u8, data: &[T]) -> MatRef<'_, T> {
    let (r, c) = (rows as isize, columns as isize);
    match layout % 5 {
        0 => MatRef::row_major(data, columns),
        1 => MatRef::new(data, 1, r),
        2 => MatRef::new(data, 2 * c + 3, 2),
        3 => MatRef { offset: rows.saturating_sub(1) * columns, ..MatRef::new(data, -c, 1) },
        _ => MatRef::new(data, 0, 1),
    }
}

fn check<T: Float>(
    (m, n, k): (usize, usize, usize),
    (a_layout, b_layout): (u8, u8),
    accumulate: bool,
    activation: u8,
    bias: bool,
) {
    let (a_data, b_data): (Vec<T>, Vec<T>) =
        (noise(m * (2 * k + 3) + 9, 1), noise(k * (2 * n + 3) + 9, 2));
    let (a, b) = (matrix(m, k, a_layout, &a_data), matrix(k, n, b_layout, &b_data));
    let before: Vec<T> = noise(m * n, 3);
    let biases: Vec<T> = noise(n, 4);
    let epilogue = Epilogue::new(
        bias.then_some(&biases[..]),
        match activation % 5 {
            0 => Activation::None,
            1 => Activation::Relu,
            2 => Activation::Relu6,
            3 => Activation::Clamp(T::from_f64(-0.5), T::from_f64(0.25)),
            _ => Activation::Function(double),
        },
    );
    let want = reference_gemm(m, n, k, &a, &b, &before, accumulate, &epilogue);
    let got = same_on_any_threads(|| {
        let mut c = before.clone();
        gemm(m, n, k, a, b, &mut c, accumulate, epilogue);
        c
    });
    close(&got, &want, k);
    let packed = PackedB::new(k, n, b);
    let got = same_on_any_threads(|| {
        let mut c = before.clone();
        gemm_packed(m, a, &packed, &mut c, accumulate, epilogue);
        c
    });
    close(&got, &want, k);
}

#[test]
fn sizes_around_tiles_and_blocks() {
    on_every_isa(|| {
        for (m, n, k) in [
            (1, 1, 1),
            (0, 5, 3),
            (5, 0, 3),
            (5, 3, 0),
            (1, 0, 0),
            (2, 2, 1),
            (8, 48, 256),
            (9, 49, 257),
            (7, 31, 513),
            (32, 10, 128),
            (41, 100, 70),
            (130, 200, 300),
            (300, 16, 20),
            (17, 1200, 33),
        ] {
            for layouts in [(0, 0), (1, 0), (0, 1), (1, 1), (2, 2)] {
                check::<f32>((m, n, k), layouts, false, 0, false);
            }
            check::<f32>((m, n, k), (0, 0), true, 2, true);
            check::<f64>((m, n, k), (0, 0), true, 1, true);
            check::<f64>((m, n, k), (1, 1), false, 4, false);
        }
    });
}

#[test]
fn vectors_on_either_side() {
    on_every_isa(|| {
        for layouts in [(0, 0), (1, 0), (0, 1), (1, 1), (2, 2), (3, 3), (4, 4)] {
            for size in [(1, 300, 200), (300, 1, 200), (1, 33, 7), (37, 1, 3), (1, 1, 100)] {
                check::<f32>(size, layouts, false, 3, true);
                check::<f64>(size, layouts, true, 4, false);
            }
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_sizes_and_layouts(
        size in (0usize..70, 0usize..120, 0usize..300),
        layouts in (0u8..5, 0u8..5),
        accumulate: bool,
        activation: u8,
        bias: bool,
    ) {
        on_every_isa(|| {
            check::<f32>(size, layouts, accumulate, activation, bias);
            check::<f64>(size, layouts, accumulate, activation, bias);
        });
    }

    #[test]
    fn batches(
        batch in 0usize..5,
        (m, n, k) in (0usize..20, 0usize..40, 0usize..30),
        (a_same, b_same) in any::<(bool, bool)>(),
        bias: bool,
    ) {
        let _alone = alone();
        let (a, b): (Vec<f32>, Vec<f32>) = (noise(batch * m * k, 1), noise(batch * k * n, 2));
        let biases: Vec<f32> = noise(n, 3);
        let (a_stride, b_stride) =
            (if a_same { 0 } else { m * k }, if b_same { 0 } else { k * n });
        let epilogue = Epilogue::new(bias.then_some(&biases[..]), Activation::Relu);
        let mut want = Vec::new();
        for i in 0..batch {
            let (a, b) = (&a[i * a_stride..], &b[i * b_stride..]);
            let (a, b) = (MatRef::row_major(a, k), MatRef::row_major(b, n));
            want.extend(reference_gemm(m, n, k, &a, &b, &[], false, &epilogue));
        }
        let got = same_on_any_threads(|| {
            let mut c = vec![0.0; batch * m * n];
            gemm_batched(
                batch, m, n, k,
                MatRef::row_major(&a, k), a_stride as isize,
                MatRef::row_major(&b, n), b_stride as isize,
                &mut c, false, epilogue,
            );
            c
        });
        close(&got, &want, k);
    }

    #[test]
    fn integers(
        (m, n, k) in (0usize..40, 0usize..90, 0usize..20),
        (a_layout, b_layout) in (0u8..5, 0u8..5),
        accumulate: bool,
    ) {
        let scale = |x: Vec<f64>| x.iter().map(|x| (x * 1e9) as i32).collect::<Vec<_>>();
        let a_data = scale(noise(m * (2 * k + 3) + 9, 1));
        let b_data = scale(noise(k * (2 * n + 3) + 9, 2));
        let strided = |rows: usize, columns: usize, layout: u8| {
            let probe = vec![0.0f32; rows * (2 * columns + 3) + 9];
            let x = matrix(rows, columns, layout, &probe);
            (x.offset, x.row_stride, x.col_stride)
        };
        let (offset, row_stride, col_stride) = strided(m, k, a_layout);
        let a = MatRef { data: &a_data[..], offset, row_stride, col_stride };
        let (offset, row_stride, col_stride) = strided(k, n, b_layout);
        let b = MatRef { data: &b_data[..], offset, row_stride, col_stride };
        let at = |x: &MatRef<'_, i32>, i: usize, j: usize| {
            let offset = i as isize * x.row_stride + j as isize * x.col_stride;
            x.data[x.offset.wrapping_add_signed(offset)]
        };
        let mut c = vec![5; m * n];
        gemm_i32(m, n, k, a, b, &mut c, accumulate);
        for i in 0..m {
            for j in 0..n {
                let mut sum = if accumulate { 5i32 } else { 0 };
                for l in 0..k {
                    sum = sum.wrapping_add(at(&a, i, l).wrapping_mul(at(&b, l, j)));
                }
                prop_assert_eq!(c[i * n + j], sum);
            }
        }
    }
}

#[test]
fn not_a_number_comes_through_an_activation() {
    on_every_isa(|| {
        let a = [f32::NAN, 1.0, 1.0, 1.0];
        let mut c = vec![0.0; 2 * 40];
        let b = vec![1.0; 2 * 40];
        let epilogue = Epilogue::new(None, Activation::Relu6);
        let (a, b) = (MatRef::row_major(&a, 2), MatRef::row_major(&b, 40));
        gemm(2, 40, 2, a, b, &mut c, false, epilogue);
        assert!(c[..40].iter().all(|x| x.is_nan()) && c[40..].iter().all(|&x| x == 2.0));
    });
}

#[test]
fn the_lower_triangle_of_a_product_with_itself() {
    on_every_isa(|| {
        for (k, n) in [(1, 1), (3, 5), (40, 33), (700, 210)] {
            let a = noise::<f64>(k * n, 7);
            let c = same_on_any_threads(|| {
                let mut c = vec![1.0; n * n];
                gram(n, k, MatRef::row_major(&a, n), &mut c, true);
                for i in 0..n {
                    c[i * n + i + 1..(i + 1) * n].fill(0.0);
                }
                c
            });
            for i in 0..n {
                for j in 0..=i {
                    let want = 1.0 + (0..k).map(|s| a[s * n + i] * a[s * n + j]).sum::<f64>();
                    let got = c[i * n + j];
                    assert!((got - want).abs() < 1e-12 * k as f64, "{n} {i} {j}: {got} {want}");
                }
            }
        }
    });
}

#[test]
fn a_product_into_a_part_of_a_matrix() {
    on_every_isa(|| {
        for (m, n, k, stride) in [(1, 1, 1, 3), (5, 17, 9, 20), (90, 64, 64, 70)] {
            let (a, b) = (noise::<f64>(m * k, 1), noise::<f64>(k * n, 2));
            let mut c = vec![2.0; m * stride];
            let (left, right) = (MatRef::row_major(&a, k), MatRef::row_major(&b, n));
            gemm_strided(m, n, k, left, right, &mut c, stride, true);
            for i in 0..m {
                for j in 0..n {
                    let want = 2.0 + (0..k).map(|s| a[i * k + s] * b[s * n + j]).sum::<f64>();
                    assert!((c[i * stride + j] - want).abs() < 1e-12, "{m} {n} {k}: {i} {j}");
                }
                assert!(c[i * stride + n..(i + 1) * stride].iter().all(|&x| x == 2.0));
            }
        }
    });
}
