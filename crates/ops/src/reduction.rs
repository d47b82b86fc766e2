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

/// A reduction of `sparkler_cpu::reduce` for numbers.
#[macro_export]
#[doc(hidden)]
macro_rules! number_reduction {
    ($cx:ident, $R:ident) => {
        match_dtype!([number] $cx.x(0).dtype(), T => reduction::run::<reduce::$R, T>($cx),
            else => Err($cx.error("takes numbers only")))
    };
}

/// A reduction of `sparkler_cpu::reduce` for floats.
#[macro_export]
#[doc(hidden)]
macro_rules! float_reduction {
    ($cx:ident, $R:ident) => {
        match_dtype!([float] $cx.x(0).dtype(), T => reduction::run::<reduce::$R, T>($cx),
            else => Err($cx.error("takes floats only")))
    };
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
