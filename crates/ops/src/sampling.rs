//! What the random operations share.

use crate::call::InferCx;
use crate::kernel::{KernelCx, slice, slice_mut};
use crate::movement;
use sparkler_base::{DType, Result, match_dtype};
use sparkler_cpu::elementwise::CastTo;
use sparkler_cpu::{par, random};

/// Elements of one parallel piece.
const GRAIN: usize = 16 * 1024;

/// Is input 0 a pair of seed and stream?
pub(crate) fn check_seed(cx: &InferCx<'_>) -> Result<()> {
    if cx.shape(0)[..] == [2] {
        return Ok(());
    }
    Err(cx.rank_error(0, "two numbers: seed and stream".into()))
}

/// The attribute `dtype`, which must be a float's.
pub(crate) fn float_dtype(cx: &InferCx<'_>) -> Result<DType> {
    match cx.dtype_attr("dtype") {
        Some(dtype) if dtype.is_float() => Ok(dtype),
        _ => Err(cx.attr_error("dtype", "a floating-point dtype")),
    }
}

fn seed(cx: &KernelCx<'_>, input: usize) -> Result<(u64, u64)> {
    match movement::indices(cx.x(input))?[..] {
        [seed, stream] => Ok((seed as u64, stream as u64)),
        _ => Err(cx.error("the seed must be two numbers: seed and stream")),
    }
}

/// Fills the next output: doubles for `f64`, else singles cast to the type.
fn fill(
    cx: &mut KernelCx<'_>,
    single: impl Fn(u64, &mut [f32]) + Sync,
    double: impl Fn(u64, &mut [f64]) + Sync,
) -> Result<()> {
    match_dtype!([float] cx.spec(0).dtype, T => {
        let mut out = cx.out()?;
        if let Some(y) = out.as_mut_slice::<f64>() {
            par::chunks_mut(y, GRAIN, 16, |start, y| double(start as u64, y));
        } else if let Some(y) = out.as_mut_slice::<f32>() {
            par::chunks_mut(y, GRAIN, 8, |start, y| single(start as u64, y));
        } else {
            let y = slice_mut::<T>(&mut out)?;
            par::chunks_mut(y, GRAIN, 8, |start, y| {
                let mut wide = vec![0.0f32; y.len()];
                single(start as u64, &mut wide);
                for (y, w) in y.iter_mut().zip(wide) {
                    *y = w.cast();
                }
            });
        }
        cx.put(out);
        Ok(())
    }, else => Err(cx.error("draws floats only")))
}

/// Kernel of `randomUniform`.
pub(crate) fn uniform(cx: &mut KernelCx<'_>) -> Result<()> {
    let ((seed, stream), low, high) = (seed(cx, 0)?, cx.float("minval"), cx.float("maxval"));
    fill(
        cx,
        |start, y| random::uniform_f32(seed, stream, start, y, low as f32, high as f32),
        |start, y| random::uniform_f64(seed, stream, start, y, low, high),
    )
}

/// Kernel of `randomUniformInt`.
pub(crate) fn uniform_int(cx: &mut KernelCx<'_>) -> Result<()> {
    let ((seed, stream), low, high) = (seed(cx, 0)?, cx.int("minval"), cx.int("maxval"));
    cx.fill::<i32>(|_, y| {
        par::chunks_mut(y, GRAIN, 8, |start, y| {
            random::uniform_i32(seed, stream, start as u64, y, low as i32, high as i32);
        });
        Ok(())
    })
}

/// Kernel of `randomNormal` and `truncatedNormal`.
pub(crate) fn normal(cx: &mut KernelCx<'_>, truncated: bool) -> Result<()> {
    let ((seed, stream), mean, deviation) = (seed(cx, 0)?, cx.float("mean"), cx.float("stdDev"));
    let single = |start: u64, y: &mut [f32]| {
        let (mean, deviation) = (mean as f32, deviation as f32);
        if truncated {
            random::truncated_normal_f32(seed, stream, start, y, mean, deviation);
        } else {
            random::normal_f32(seed, stream, start, y, mean, deviation);
        }
    };
    fill(cx, single, |start, y| {
        if truncated {
            let mut narrow = vec![0.0f32; y.len()];
            random::truncated_normal_f32(seed, stream, start, &mut narrow, 0.0, 1.0);
            for (y, n) in y.iter_mut().zip(narrow) {
                *y = mean + deviation * n as f64;
            }
        } else {
            random::normal_f64(seed, stream, start, y, mean, deviation);
        }
    })
}

/// Kernel of `dropout`: the mask is drawn where it is used and never stored.
pub(crate) fn dropout(cx: &mut KernelCx<'_>, input: usize) -> Result<()> {
    let ((seed, stream), rate) = (seed(cx, 1)?, cx.float("rate"));
    let x = cx.dense(input)?;
    // An element stays if its number lies at or above the rate.
    let scale = 1.0 / (1.0 - rate);
    if x.dtype() == DType::F32 {
        return cx.fill::<f32>(|_, y| {
            random::dropout_f32(seed, stream, 0, slice(&x)?, rate as f32, scale as f32, y);
            Ok(())
        });
    }
    match_dtype!([float] x.dtype(), T => cx.fill::<T>(|_, y| {
        let x = slice::<T>(&x)?;
        par::chunks_mut(y, GRAIN, 4, |start, y| {
            let mut numbers = [0.0f32; 1024];
            for (i, y) in y.chunks_mut(1024).enumerate() {
                let at = start + i * 1024;
                let numbers = &mut numbers[..y.len()];
                random::uniform_f32(seed, stream, at as u64, numbers, 0.0, 1.0);
                apply_mask(&x[at..at + y.len()], numbers, rate as f32, scale, y);
            }
        });
        Ok(())
    }), else => Err(cx.error("takes floats only")))
}

fn apply_mask<T: CastTo<f32> + Copy>(x: &[T], numbers: &[f32], rate: f32, scale: f64, y: &mut [T])
where
    f32: CastTo<T>,
{
    let scale = scale as f32;
    for ((y, &x), &u) in y.iter_mut().zip(x).zip(numbers) {
        let x: f32 = x.cast();
        *y = CastTo::<T>::cast(if u < rate { 0.0 } else { x * scale });
    }
}

/// Kernel of `randomGamma`.
pub(crate) fn gamma(cx: &mut KernelCx<'_>) -> Result<()> {
    let ((seed, stream), alpha, beta) = (seed(cx, 0)?, cx.float("alpha"), cx.float("beta"));
    fill(
        cx,
        |start, y| random::gamma_f32(seed, stream, start, y, alpha, beta),
        |start, y| {
            let mut narrow = vec![0.0f32; y.len()];
            random::gamma_f32(seed, stream, start, &mut narrow, alpha, beta);
            y.iter_mut().zip(narrow).for_each(|(y, n)| *y = n.into());
        },
    )
}
