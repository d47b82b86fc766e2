//! What softmax and its losses share.

use crate::call::InferCx;
use crate::elementwise;
use crate::kernel::{KernelCx, slice, slice_mut};
use crate::{Specs, infer, movement, reduction};
use sparkler_base::{Array, DType, Result, Shape};
use sparkler_cpu::softmax;

/// The shape of the input, which has the attribute `axis`.
pub(crate) fn along_axis(cx: &InferCx<'_>) -> Result<Specs> {
    cx.axis("axis", cx.at_least(0, 1)?)?;
    infer::first_input(cx)
}

/// Kernel of `softmax` and `logSoftmax`.
pub(crate) fn softmax(cx: &mut KernelCx<'_>, log: bool) -> Result<()> {
    let dims = reduction::around(cx.x(0).shape(), cx.axis("axis", cx.x(0).shape())?);
    let dtype = cx.spec(0).dtype;
    let x = cx.dense(0)?;
    match dtype {
        DType::F32 => cx.fill::<f32>(|_, y| {
            let x = slice::<f32>(&x)?;
            if log { softmax::log_softmax(x, dims, y) } else { softmax::softmax(x, dims, y) }
            Ok(())
        }),
        DType::F64 => cx.fill::<f64>(|_, y| {
            let x = slice::<f64>(&x)?;
            if log { softmax::log_softmax(x, dims, y) } else { softmax::softmax(x, dims, y) }
            Ok(())
        }),
        _ => {
            let x = elementwise::to_f32(&x)?;
            let mut wide = Array::alloc(DType::F32, *x.shape())?;
            let (x, y) = (slice::<f32>(&x)?, slice_mut::<f32>(&mut wide)?);
            if log { softmax::log_softmax(x, dims, y) } else { softmax::softmax(x, dims, y) }
            let mut out = cx.out()?;
            elementwise::cast(&wide, &mut out)?;
            cx.put(out);
            Ok(())
        }
    }
}

/// Labels that all lie among the classes, and logits as dense `f32` or `f64`.
fn labels_and_logits(cx: &KernelCx<'_>) -> Result<(Vec<i32>, Array, usize)> {
    let shape = cx.x(1).shape();
    let classes = shape[shape.rank() - 1];
    let labels = movement::indices(cx.x(0))?;
    movement::check_indices(cx, &labels, classes)?;
    let wide = if cx.x(1).dtype() == DType::F64 { DType::F64 } else { DType::F32 };
    let logits = elementwise::cast_array(cx.x(1), wide)?;
    Ok((labels.into_iter().map(|l| l as i32).collect(), logits, classes))
}

/// Losses, or with `gradient` their gradients.
fn sparse(cx: &mut KernelCx<'_>, gradient: bool) -> Result<()> {
    let (labels, logits, classes) = labels_and_logits(cx)?;
    let mut loss = Array::alloc(logits.dtype(), Shape::new(&[labels.len()])?)?;
    let mut dx = gradient.then(|| Array::alloc(logits.dtype(), *logits.shape())).transpose()?;
    macro_rules! run {
        ($t:ty) => {{
            let dx = dx.as_mut().map(slice_mut::<$t>).transpose()?;
            let (logits, loss) = (slice::<$t>(&logits)?, slice_mut::<$t>(&mut loss)?);
            softmax::sparse_softmax_cross_entropy(logits, &labels, classes, loss, dx)?;
        }};
    }
    if logits.dtype() == DType::F64 { run!(f64) } else { run!(f32) }
    let y = match dx {
        Some(dx) => dx,
        None => loss.reshape(cx.spec(0).shape)?,
    };
    let y = elementwise::cast_array(&y, cx.spec(0).dtype)?;
    cx.put(y);
    Ok(())
}

/// Kernel of `sparseSoftmaxCrossEntropyWithLogits`.
pub(crate) fn sparse_cross_entropy(cx: &mut KernelCx<'_>) -> Result<()> {
    sparse(cx, false)
}

/// Kernel of `sparseSoftmaxCrossEntropyGrad`.
pub(crate) fn sparse_cross_entropy_gradient(cx: &mut KernelCx<'_>) -> Result<()> {
    sparse(cx, true)
}
