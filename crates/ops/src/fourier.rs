//! What the Fourier transforms share.

use crate::InferCx;
use crate::grad::Var;
use crate::kernel::{KernelCx, slice};
use sparkler_base::{Complex64, Result, Shape};
use sparkler_cpu::fft;

/// Kernel of `fft` and `ifft`.
pub(crate) fn transform(cx: &mut KernelCx<'_>, inverse: bool) -> Result<()> {
    let x = cx.dense(0)?;
    let n = last(x.shape());
    cx.fill::<Complex64>(|_, y| {
        fft::fft(slice::<Complex64>(&x)?, n, inverse, y);
        Ok(())
    })
}

/// The extent of the last axis.
pub(crate) fn last(shape: &Shape) -> usize {
    shape[shape.rank() - 1]
}

/// The length that the attribute `fftLength` asks for, by default that of the last axis.
pub(crate) fn length(cx: &crate::Call<'_>, shape: &Shape) -> Result<usize> {
    match cx.attr("fftLength") {
        crate::Attr::Null => Ok(last(shape)),
        _ => cx.count("fftLength"),
    }
}

/// The spectrum of the real numbers along the last axis: half of it, for the rest mirrors it.
pub(crate) fn real_spectrum<'a>(x: Var<'a>, length: usize) -> Result<Var<'a>> {
    let x = fitted(x, length)?;
    let spectrum = x.complex(x.zeros_like()?)?.fft()?;
    fitted(spectrum, length / 2 + 1)
}

/// The last axis cut to a length, or filled up with zeros.
pub(crate) fn fitted<'a>(x: Var<'a>, length: usize) -> Result<Var<'a>> {
    let (shape, axis) = (x.shape(), x.shape().rank() - 1);
    if shape[axis] == length {
        return Ok(x);
    }
    if shape[axis] > length {
        return x.slice(vec![0; axis + 1], Some(shape.with(axis, length).into()));
    }
    let mut paddings = vec![0; 2 * shape.rank()];
    paddings[2 * axis + 1] = length - shape[axis];
    x.pad(paddings, 0.0)
}

/// The shape of input 0 with another last axis.
pub(crate) fn with_last(cx: &InferCx<'_>, extent: usize) -> Result<Shape> {
    let shape = cx.at_least(0, 1)?;
    Shape::new(&shape.with(shape.rank() - 1, extent))
}
