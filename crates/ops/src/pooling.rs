//! What the pooling operations share.

use crate::call::{Call, InferCx};
use crate::elementwise;
use crate::grad::{OpCx, Var};
use crate::kernel::{KernelCx, slice, slice_mut};
use crate::options::*;
use crate::windows::{Windows, three};
use sparkler_base::{Array, DType, Error, ErrorKind, Result, Shape};
use sparkler_cpu::pool::{self, PoolShape};

/// The geometry of one pooling over `N` spatial axes.
pub(crate) struct Plan<const N: usize> {
    pub(crate) shape: PoolShape,
    /// The shape of the result.
    pub(crate) output: Shape,
}

impl<const N: usize> Plan<N> {
    /// For an input of that shape.
    pub(crate) fn new(cx: &Call<'_>, x: &Shape) -> Result<Plan<N>> {
        if x.rank() != N + 2 {
            let expected = format!("rank {}", N + 2).into();
            let shape = x.to_vec();
            return Err(Error::new(cx.op.name, ErrorKind::Rank { input: "x", shape, expected }));
        }
        let input: [usize; N] = std::array::from_fn(|i| x[i + 1]);
        let kernel: [usize; N] = cx.spatial("filterSize")?;
        let windows = Windows::<N>::new(cx, input, kernel, x[N + 1])?;
        let output = Shape::new(&[&x[..1], &windows.output, &x[N + 1..]].concat())?;
        Ok(Plan {
            shape: PoolShape {
                batch: x[0],
                input: three(input, 1),
                channels: x[N + 1],
                output: three(windows.output, 1),
                kernel: three(kernel, 1),
                strides: three(windows.strides, 1),
                dilations: three(windows.dilations, 1),
                pad_before: three(windows.before, 0),
            },
            output,
        })
    }

    /// Does input `i` have the shape of the result?
    pub(crate) fn check_output(&self, cx: &InferCx<'_>, i: usize) -> Result<()> {
        if *cx.shape(i) == self.output {
            return Ok(());
        }
        Err(cx.error(format!("dy has shape {}, expected {}", cx.shape(i), self.output)))
    }
}

/// The type that is computed in: integers in `f64`, which holds every int32.
fn compute_type(dtype: DType) -> DType {
    match dtype {
        DType::F32 | DType::F16 | DType::BF16 => DType::F32,
        _ => DType::F64,
    }
}

/// Runs a kernel of one operand and one result in `f32` or `f64`.
macro_rules! run {
    ($cx:ident, |$($x:ident = $input:expr),* ; $y:ident| $call:expr) => {{
        let spec = $cx.spec(0);
        let wide = compute_type(spec.dtype);
        let mut out =
            if spec.dtype == wide { $cx.out()? } else { Array::alloc(wide, spec.shape)? };
        $(let $x = elementwise::cast_array($cx.x($input), wide)?;)*
        if wide == DType::F64 {
            $(let $x = slice::<f64>(&$x)?;)*
            let $y = slice_mut::<f64>(&mut out)?;
            $call
        } else {
            $(let $x = slice::<f32>(&$x)?;)*
            let $y = slice_mut::<f32>(&mut out)?;
            $call
        }
        let out = elementwise::cast_array(&out, spec.dtype)?;
        $cx.put(out);
        Ok(())
    }};
}

/// Kernel of `maxPool`.
pub(crate) fn max_pool<const N: usize>(cx: &mut KernelCx<'_>) -> Result<()> {
    let plan = Plan::<N>::new(cx, cx.x(0).shape())?;
    run!(cx, |x = 0; y| pool::max_pool(&plan.shape, x, y))
}

/// Kernel of `avgPool`.
pub(crate) fn avg_pool<const N: usize>(cx: &mut KernelCx<'_>) -> Result<()> {
    let plan = Plan::<N>::new(cx, cx.x(0).shape())?;
    run!(cx, |x = 0; y| pool::avg_pool(&plan.shape, x, y, false))
}

/// Kernel of `maxPoolGrad`.
pub(crate) fn max_pool_grad<const N: usize>(cx: &mut KernelCx<'_>) -> Result<()> {
    let plan = Plan::<N>::new(cx, cx.x(1).shape())?;
    run!(cx, |x = 1, dy = 0; dx| pool::max_pool_grad(&plan.shape, x, dy, dx))
}

/// Kernel of `avgPoolGrad`.
pub(crate) fn avg_pool_grad<const N: usize>(cx: &mut KernelCx<'_>) -> Result<()> {
    let plan = Plan::<N>::new(cx, &cx.spec(0).shape)?;
    run!(cx, |dy = 0; dx| pool::avg_pool_grad(&plan.shape, dy, dx, false))
}

/// Kernel of `maxPoolWithArgmax` and `maxPool3dWithArgmax`.
pub(crate) fn max_pool_with_argmax<const N: usize>(cx: &mut KernelCx<'_>) -> Result<()> {
    let plan = Plan::<N>::new(cx, cx.x(0).shape())?;
    let x = elementwise::cast_array(cx.x(0), DType::F64)?;
    let mut y = Array::alloc(DType::F64, plan.output)?;
    let mut places = Array::alloc(DType::I64, plan.output)?;
    pool::max_pool_with_argmax(
        &plan.shape,
        slice::<f64>(&x)?,
        slice_mut::<f64>(&mut y)?,
        slice_mut::<i64>(&mut places)?,
        cx.bool("includeBatchInIndex"),
    );
    let y = elementwise::cast_array(&y, cx.spec(0).dtype)?;
    cx.put(y);
    let places = elementwise::cast_array(&places, DType::I32)?;
    cx.put(places);
    Ok(())
}

macro_rules! options {
    ($cx:expr, $Options:ident) => {
        $Options { pad: $cx.padding("pad"), dilations: $cx.list("dilations").into() }
    };
}

/// Gradient of `maxPool` and of the first output of `maxPoolWithArgmax`.
pub(crate) fn max_gradient<'a, const N: usize>(cx: &OpCx<'a>) -> Result<Vec<Option<Var<'a>>>> {
    let (x, y, dy) = (cx.x(0), cx.y(0), cx.dy_of(0)?);
    let (size, strides) = (cx.list("filterSize"), cx.list("strides"));
    let dx = match N {
        2 => dy.max_pool_grad(x, y, size, strides, options!(cx, MaxPoolGradOptions))?,
        _ => dy.max_pool3d_grad(x, y, size, strides, options!(cx, MaxPool3dGradOptions))?,
    };
    Ok(vec![Some(dx)])
}

/// Gradient of `avgPool`.
pub(crate) fn avg_gradient<'a, const N: usize>(cx: &OpCx<'a>) -> Result<Vec<Option<Var<'a>>>> {
    let (shape, dy) = (cx.x(0).shape(), cx.dy()?);
    let (size, strides) = (cx.list("filterSize"), cx.list("strides"));
    let dx = match N {
        2 => dy.avg_pool_grad(shape, size, strides, options!(cx, AvgPoolGradOptions))?,
        _ => dy.avg_pool3d_grad(shape, size, strides, options!(cx, AvgPool3dGradOptions))?,
    };
    Ok(vec![Some(dx)])
}

/// Gradient of `avgPoolGrad`, which is linear: the pooling of the gradient.
pub(crate) fn avg_grad_gradient<'a, const N: usize>(cx: &OpCx<'a>) -> Result<Vec<Option<Var<'a>>>> {
    let (g, size, strides) = (cx.dy()?, cx.list("filterSize"), cx.list("strides"));
    let d = match N {
        2 => g.avg_pool(size, strides, options!(cx, AvgPoolOptions))?,
        _ => g.avg_pool3d(size, strides, options!(cx, AvgPool3dOptions))?,
    };
    Ok(vec![Some(d)])
}

/// Gradient of `maxPoolGrad`, which is linear in `dy`: each window takes the gradient at the place
/// of its largest element. The places do not move with `x`.
pub(crate) fn max_grad_gradient<'a, const N: usize>(cx: &OpCx<'a>) -> Result<Vec<Option<Var<'a>>>> {
    let (dy, x, g) = (cx.x(0), cx.x(1), cx.dy()?);
    let (size, strides) = (cx.list("filterSize"), cx.list("strides"));
    macro_rules! picked {
        ($method:ident, $Options:ident) => {{
            let options = $Options {
                pad: cx.padding("pad"),
                dilations: cx.list("dilations").into(),
                include_batch_in_index: true,
            };
            x.$method(size, strides, options)?
        }};
    }
    let picked = match N {
        2 => picked!(max_pool_with_argmax, MaxPoolWithArgmaxOptions),
        _ => picked!(max_pool3d_with_argmax, MaxPool3dWithArgmaxOptions),
    };
    let places = picked[1].reshape([dy.shape().size()])?;
    let d = g.reshape([x.shape().size()])?.gather(places, 0, 0)?.reshape(dy.shape())?;
    Ok(vec![Some(d), None, None])
}
