//! What the reductions and scans share.

use crate::call::Call;
use crate::grad::{OpCx, Var};
use crate::kernel::{KernelCx, slice};
use sparkler_base::{Complex64, Element, Result, Shape, match_dtype};
use sparkler_cpu::reduce::{self, Reduce, Reduction};
use sparkler_cpu::scan;

/// Reduces input 0 over the attribute `axis`.
pub(crate) fn run<R: Reduction<T>, T: Element>(cx: &mut KernelCx<'_>) -> Result<()> {
    let axes = cx.axes("axis", cx.x(0).shape())?;
    cx.fill::<R::Out>(|cx, y| reduce::reduce::<R, T>(cx.x(0), &axes, y))
}

/// Kernel of `sum`: every number, complex ones by their parts.
pub(crate) fn sum(cx: &mut KernelCx<'_>) -> Result<()> {
    match_dtype!([number] cx.x(0).dtype(), T => run::<reduce::Sum, T>(cx), else => {
        let axes = cx.axes("axis", cx.x(0).shape())?;
        let x = cx.dense(0)?;
        let values = slice::<Complex64>(&x)?;
        let mut parts = [Vec::new(), Vec::new()];
        for (part, read) in parts.iter_mut().zip([|z: &Complex64| z.re, |z: &Complex64| z.im]) {
            let real: Vec<f32> = values.iter().map(read).collect();
            let real = sparkler_base::Array::from_slice(&real, x.shape())?;
            part.resize(cx.spec(0).shape.size(), 0.0);
            reduce::reduce::<reduce::Sum, f32>(&real, &axes, part)?;
        }
        let [re, im] = parts;
        cx.fill::<Complex64>(|_, y| {
            for ((y, &re), &im) in y.iter_mut().zip(&re).zip(&im) {
                *y = Complex64 { re, im };
            }
            Ok(())
        })
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
    match_dtype!([number] x.dtype(), T => cx.fill::<T>(|_, y| {
        match which {
            Scan::Cumsum => scan::cumsum(slice::<T>(&x)?, dims, exclusive, reverse, y),
            Scan::Cumprod => scan::cumprod(slice::<T>(&x)?, dims, exclusive, reverse, y),
        }
        Ok(())
    }), else => Err(cx.error("takes numbers only")))
}

fn axis(cx: &Call<'_>, shape: &Shape) -> Result<usize> {
    cx.axis("axis", shape)
}

