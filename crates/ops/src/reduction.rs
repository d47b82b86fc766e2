//! What the reductions and scans share.

use crate::call::Call;
use crate::elementwise;
use crate::grad::{OpCx, Var};
use crate::kernel::{KernelCx, slice, slice_mut};
use sparkler_base::{Array, Complex64, DType, Element, Result, Shape};
use sparkler_cpu::reduce::{self, Reduce, Reduction};
use sparkler_cpu::scan;

/// Reduces input 0 over the attribute `axis`.
pub(crate) fn run<R: Reduction<T>, T: Element>(cx: &mut KernelCx<'_>) -> Result<()> {
    let axes = cx.axes("axis", cx.x(0).shape())?;
    cx.fill::<R::Out>(|cx, y| reduce::reduce::<R, T>(cx.x(0), &axes, y))
}

/// Reduces the real and the imaginary parts of input 0 over the attribute `axis`.
pub(crate) fn complex<R: Reduction<f32, Out = f32>>(cx: &mut KernelCx<'_>) -> Result<()> {
    let axes = cx.axes("axis", cx.x(0).shape())?;
    let x = cx.dense(0)?;
    let values = slice::<Complex64>(&x)?;
    let size = cx.spec(0).shape.size();
    let reduced = |part: fn(&Complex64) -> f32| -> Result<Vec<f32>> {
        let parts: Vec<f32> = values.iter().map(part).collect();
        let mut y = vec![0.0; size];
        reduce::reduce::<R, f32>(&Array::from_slice(&parts, x.shape())?, &axes, &mut y)?;
        Ok(y)
    };
    let (re, im) = (reduced(|z| z.re)?, reduced(|z| z.im)?);
    cx.fill::<Complex64>(|_, y| {
        for ((y, &re), &im) in y.iter_mut().zip(&re).zip(&im) {
            *y = Complex64 { re, im };
        }
        Ok(())
    })
}

/// Reduces in a wider type and casts back: bytes wrap to the same bits, half floats are rounded
/// once.
fn through<R, W: Element>(cx: &mut KernelCx<'_>) -> Result<()>
where
    R: Reduction<W, Out = W>,
{
    let axes = cx.axes("axis", cx.x(0).shape())?;
    let x = elementwise::cast_array(cx.x(0), W::DTYPE)?;
    let mut y = Array::alloc(W::DTYPE, cx.spec(0).shape)?;
    reduce::reduce::<R, W>(&x, &axes, slice_mut(&mut y)?)?;
    let mut out = cx.out()?;
    elementwise::cast(&y, &mut out)?;
    cx.put(out);
    Ok(())
}

/// A reduction of floats.
pub(crate) fn floats<R>(cx: &mut KernelCx<'_>) -> Result<()>
where
    R: Reduction<f32, Out = f32> + Reduction<f64, Out = f64>,
{
    match cx.x(0).dtype() {
        DType::F32 => run::<R, f32>(cx),
        DType::F64 => run::<R, f64>(cx),
        dtype if dtype.is_float() => through::<R, f32>(cx),
        dtype => Err(cx.error(format!("has no kernel for {dtype}"))),
    }
}

/// A reduction of real numbers.
pub(crate) fn numbers<R>(cx: &mut KernelCx<'_>) -> Result<()>
where
    R: Reduction<f32, Out = f32>
        + Reduction<f64, Out = f64>
        + Reduction<i32, Out = i32>
        + Reduction<i64, Out = i64>,
{
    match cx.x(0).dtype() {
        DType::I32 => run::<R, i32>(cx),
        DType::I64 => run::<R, i64>(cx),
        // The least of all `i32` would wrap to some byte; infinity becomes the least of bytes.
        DType::U8 | DType::I8 if cx.x(0).size() == 0 => through::<R, f64>(cx),
        DType::U8 | DType::I8 => through::<R, i32>(cx),
        _ => floats::<R>(cx),
    }
}

/// A reduced value with its reduced axes back as axes of one element.
pub(crate) fn keep_dims<'a>(cx: &OpCx<'a>, y: Var<'a>) -> Result<Var<'a>> {
    let shape = cx.x(0).shape();
    let mut kept = shape;
    for a in cx.axes("axis", &shape)? {
        kept = kept.with(a, 1);
    }
    y.reshape(kept)
}

/// A shape as `[before, axis, behind]`.
pub(crate) fn around(shape: &Shape, axis: usize) -> Reduce {
    Reduce {
        outer: shape[..axis].iter().product(),
        len: shape[axis],
        inner: shape[axis + 1..].iter().product(),
    }
}

/// Which running fold.
#[derive(Clone, Copy)]
pub(crate) enum Scan {
    Cumsum,
    Cumprod,
}

/// Kernel of `cumsum` and `cumprod`.
pub(crate) fn scan(cx: &mut KernelCx<'_>, which: Scan) -> Result<()> {
    let x = cx.dense(0)?;
    let dims = around(x.shape(), axis(cx, x.shape())?);
    let (exclusive, reverse) = (cx.bool("exclusive"), cx.bool("reverse"));
    macro_rules! run {
        ($t:ty, $x:expr, $y:expr) => {
            match which {
                Scan::Cumsum => scan::cumsum(slice::<$t>($x)?, dims, exclusive, reverse, $y),
                Scan::Cumprod => scan::cumprod(slice::<$t>($x)?, dims, exclusive, reverse, $y),
            }
        };
    }
    macro_rules! fill {
        ($t:ty) => {
            cx.fill::<$t>(|_, y| {
                run!($t, &x, y);
                Ok(())
            })
        };
    }
    match x.dtype() {
        DType::F32 => fill!(f32),
        DType::F64 => fill!(f64),
        DType::I32 => fill!(i32),
        DType::I64 => fill!(i64),
        DType::U8 => fill!(u8),
        DType::I8 => fill!(i8),
        _ => {
            // Half floats run in single precision.
            let x = elementwise::to_f32(&x)?;
            let mut wide = Array::alloc(DType::F32, *x.shape())?;
            run!(f32, &x, slice_mut::<f32>(&mut wide)?);
            let mut out = cx.out()?;
            elementwise::cast(&wide, &mut out)?;
            cx.put(out);
            Ok(())
        }
    }
}

fn axis(cx: &Call<'_>, shape: &Shape) -> Result<usize> {
    cx.axis("axis", shape)
}
