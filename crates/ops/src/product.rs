//! What the matrix products share.

use crate::call::{Call, InferCx};
use crate::elementwise;
use crate::grad::{OpCx, Var};
use crate::kernel::{KernelCx, slice, slice_mut};
use sparkler_base::{Array, Complex64, DType, Layout, Result, Scalar, Shape};
use sparkler_cpu::gemm::{Activation, Epilogue, Float, MatRef, gemm, gemm_batched, gemm_i32};
use sparkler_cpu::vecmath;

/// The activations that fused operations know, by Keras's names.
pub(crate) const ACTIVATIONS: &[&str] = &[
    "linear",
    "relu",
    "relu6",
    "leakyrelu",
    "elu",
    "sigmoid",
    "tanh",
    "selu",
    "softplus",
    "silu",
    "gelu",
];

/// Applies a fused operation's activation where it has a parameter, which no epilogue takes.
pub(crate) fn activate(cx: &Call<'_>, y: &mut Array) -> Result<()> {
    if cx.op.attrs.iter().all(|d| d.name != "activation") || cx.str("activation") != "leakyrelu" {
        return Ok(());
    }
    let alpha = cx.float("leakyreluAlpha");
    if y.dtype() == DType::F64 {
        let slope = |x: f64| if x > 0.0 { x } else { alpha * x };
        vecmath::map_inplace(
            |y| y.iter_mut().for_each(|v| *v = slope(*v)),
            1,
            slice_mut::<f64>(y)?,
        );
    } else {
        let alpha = alpha as f32;
        vecmath::map_inplace(
            |y| vecmath::leaky_relu_f32_inplace(y, alpha),
            1,
            slice_mut::<f32>(y)?,
        );
    }
    Ok(())
}

/// The activation of that name as part of an `f32` epilogue.
pub(crate) fn activation_f32(name: &str) -> Activation<f32> {
    match name {
        "relu" => Activation::Relu,
        "relu6" => Activation::Relu6,
        "elu" => Activation::Function(vecmath::elu_f32_inplace),
        "sigmoid" => Activation::Function(vecmath::sigmoid_f32_inplace),
        "tanh" => Activation::Function(vecmath::tanh_f32_inplace),
        "selu" => Activation::Function(vecmath::selu_f32_inplace),
        "softplus" => Activation::Function(vecmath::softplus_f32_inplace),
        "silu" => Activation::Function(vecmath::silu_f32_inplace),
        "gelu" => Activation::Function(vecmath::gelu_f32_inplace),
        _ => Activation::None,
    }
}

/// The activation of that name as part of an `f64` epilogue.
pub(crate) fn activation_f64(name: &str) -> Activation<f64> {
    match name {
        "relu" => Activation::Relu,
        "relu6" => Activation::Relu6,
        "elu" => Activation::Function(vecmath::elu_f64_inplace),
        "sigmoid" => Activation::Function(vecmath::sigmoid_f64_inplace),
        "tanh" => Activation::Function(vecmath::tanh_f64_inplace),
        "selu" => Activation::Function(vecmath::selu_f64_inplace),
        "softplus" => Activation::Function(vecmath::softplus_f64_inplace),
        "silu" => Activation::Function(vecmath::silu_f64_inplace),
        "gelu" => Activation::Function(vecmath::gelu_f64_inplace),
        _ => Activation::None,
    }
}

/// The gradient through an activation, from its output where that is enough.
pub(crate) fn activation_gradient<'a>(
    cx: &OpCx<'a>,
    before: impl FnOnce() -> Result<Var<'a>>,
) -> Result<Var<'a>> {
    let (y, dy) = (cx.y(0), cx.dy()?);
    match cx.str("activation") {
        "linear" => Ok(dy),
        "relu" => dy.relu_grad(y),
        "relu6" => dy.relu6_grad(y),
        "leakyrelu" => dy.mul(before()?.step(cx.float("leakyreluAlpha"))?),
        "sigmoid" => dy.mul(y.mul(y.neg()?.add_scalar(1.0)?)?),
        "tanh" => dy.mul(y.square()?.neg()?.add_scalar(1.0)?),
        "elu" => dy.mul(y.minimum(y.scalar(0.0)?)?.add_scalar(1.0)?),
        "softplus" => dy.mul(before()?.sigmoid()?),
        "selu" => {
            // As in selu's own row; above and below 0 the output has the input's sign.
            let (scale, alpha) = (1.050_700_987_355_480_5, 1.673_263_242_354_377_2);
            let below = y.add_scalar(scale * alpha)?;
            let positive = y.greater(y.scalar(0.0)?)?;
            dy.mul(positive.select(y.scalar(scale)?, below)?)
        }
        "silu" => {
            let x = before()?;
            let s = x.sigmoid()?;
            dy.mul(s.add(y.mul(s.neg()?.add_scalar(1.0)?)?)?)
        }
        _ => {
            // gelu: y' = distribution + x * density.
            let x = before()?;
            let distribution = x
                .mul_scalar(std::f64::consts::FRAC_1_SQRT_2)?
                .erf()?
                .add_scalar(1.0)?
                .mul_scalar(0.5)?;
            let density = x
                .square()?
                .mul_scalar(-0.5)?
                .exp()?
                .mul_scalar(1.0 / (2.0 * std::f64::consts::PI).sqrt())?;
            dy.mul(distribution.add(x.mul(density)?)?)
        }
    }
}

/// A matrix operand: its batch shape, rows and columns (transposition undone).
struct Operand {
    batch: Vec<usize>,
    rows: usize,
    columns: usize,
}

fn operand(shape: &Shape, transpose: bool, left: bool) -> Operand {
    let rank = shape.rank();
    if rank == 1 {
        // A vector is a row on the left, a column on the right; transposing it changes nothing.
        let (rows, columns) = if left { (1, shape[0]) } else { (shape[0], 1) };
        return Operand { batch: vec![], rows, columns };
    }
    let (a, b) = (shape[rank - 2], shape[rank - 1]);
    let (rows, columns) = if transpose { (b, a) } else { (a, b) };
    Operand { batch: shape[..rank - 2].to_vec(), rows, columns }
}

/// The shape of a product, vectors' axes left out.
pub(crate) fn output_shape(cx: &InferCx<'_>) -> Result<Shape> {
    let (sa, sb) = (cx.at_least(0, 1)?, cx.at_least(1, 1)?);
    let a = operand(sa, cx.bool("transposeA"), true);
    let b = operand(sb, cx.bool("transposeB"), false);
    if a.columns != b.rows {
        return Err(cx.mismatch(
            format!("inner dimensions differ ({} != {})", a.columns, b.rows),
            0,
            1,
        ));
    }
    let batch = Shape::new(&a.batch)?.broadcast(&Shape::new(&b.batch)?)?;
    let mut dims = batch.to_vec();
    if sa.rank() > 1 {
        dims.push(a.rows);
    }
    if sb.rank() > 1 {
        dims.push(b.columns);
    }
    Shape::new(&dims)
}

/// A matrix of a batch in memory: elements from one matrix to the next, and within one.
struct Strides {
    offset: usize,
    batch: isize,
    row: isize,
    column: isize,
}

/// An operand broadcast over the batch such that one stride leads from matrix to matrix; copied
/// where its layout has none.
fn prepare(
    x: &Array,
    transpose: bool,
    left: bool,
    batch: &Shape,
) -> Result<(Array, Strides, Operand)> {
    let shape = operand(x.shape(), transpose, left);
    let matrix = match (x.shape().rank(), left) {
        (1, true) => x.expand_dims(0)?,
        (1, false) => x.expand_dims(1)?,
        _ => x.clone(),
    };
    let rank = matrix.shape().rank();
    let inner = [matrix.shape()[rank - 2], matrix.shape()[rank - 1]];
    let wide = Shape::new(&[&batch[..], &inner].concat())?;
    let view = matrix.broadcast_to(&wide)?;
    let flat = Shape::new(&[batch.size(), inner[0], inner[1]])?;
    // A layout that broadcasts the whole batch, or none of it, folds into one stride.
    let view = match fold(view.layout(), batch.rank(), &flat) {
        Some(layout) => view.with_layout(layout)?,
        None => crate::kernel::contiguous(&view)?.reshape(flat)?,
    };
    let s = view.layout().strides().to_vec();
    let (row, column) = if transpose && x.shape().rank() > 1 { (s[2], s[1]) } else { (s[1], s[2]) };
    let strides = Strides { offset: view.layout().offset(), batch: s[0], row, column };
    Ok((view, strides, shape))
}

/// The layout with its first `axes` folded into one, if they have one stride.
fn fold(layout: &Layout, axes: usize, flat: &Shape) -> Option<Layout> {
    let strides = layout.strides();
    let all_zero = (0..axes).all(|i| strides[i] == 0 || layout.shape()[i] == 1);
    if axes > 0 && all_zero {
        // Take the first matrix and repeat it.
        let mut size = layout.shape().to_vec();
        size[..axes].fill(1);
        let one = layout.slice(&vec![0; size.len()], &size, &vec![1; size.len()]).ok()?;
        let single = Shape::new(&[1, flat[1], flat[2]]).ok()?;
        return one.reshape(&single)?.broadcast_to(flat).ok();
    }
    layout.reshape(flat)
}

/// Kernel of `matMul`, and of `fusedMatMul` with the name of the attribute that holds the
/// activation; then input 2, if given, is the bias.
pub(crate) fn matmul(cx: &mut KernelCx<'_>, activation: Option<&str>) -> Result<()> {
    let (ta, tb) = (cx.bool("transposeA"), cx.bool("transposeB"));
    let activation = activation.map_or("linear", |name| cx.str(name));
    let dtype = cx.spec(0).dtype;
    match dtype {
        DType::F32 | DType::F64 | DType::I32 => {}
        // Other types compute in a wider one.
        DType::Complex64 => return complex_matmul(cx),
        _ => return widened(cx, activation),
    }
    let bias = if cx.has(2) { Some(cx.dense(2)?) } else { None };
    let (a, b) = (cx.x(0).clone(), cx.x(1).clone());
    let mut out = cx.out()?;
    match dtype {
        DType::F32 => {
            let bias = bias.as_ref().map(slice::<f32>).transpose()?;
            let epilogue = Epilogue::new(bias, activation_f32(activation));
            multiply(&a, ta, &b, tb, slice_mut::<f32>(&mut out)?, epilogue)?;
            activate(cx, &mut out)?;
        }
        DType::F64 => {
            let bias = bias.as_ref().map(slice::<f64>).transpose()?;
            let epilogue = Epilogue::new(bias, activation_f64(activation));
            multiply(&a, ta, &b, tb, slice_mut::<f64>(&mut out)?, epilogue)?;
            activate(cx, &mut out)?;
        }
        _ => multiply_i32(&a, ta, &b, tb, slice_mut::<i32>(&mut out)?)?,
    }
    cx.put(out);
    Ok(())
}

fn batch_shape(a: &Array, b: &Array) -> Result<Shape> {
    let lead = |x: &Array| Shape::new(&x.shape()[..x.shape().rank().saturating_sub(2)]);
    lead(a)?.broadcast(&lead(b)?)
}

fn multiply<T: Float + sparkler_base::Element>(
    a: &Array,
    ta: bool,
    b: &Array,
    tb: bool,
    out: &mut [T],
    epilogue: Epilogue<'_, T>,
) -> Result<()> {
    let batch = batch_shape(a, b)?;
    let (a, sa, left) = prepare(a, ta, true, &batch)?;
    let (b, sb, right) = prepare(b, tb, false, &batch)?;
    let (Some(da), Some(db)) = (a.buffer().as_slice::<T>(), b.buffer().as_slice::<T>()) else {
        return Err(sparkler_base::Error::other("kernel", "operands of unlike types"));
    };
    let ma = MatRef { data: da, offset: sa.offset, row_stride: sa.row, col_stride: sa.column };
    let mb = MatRef { data: db, offset: sb.offset, row_stride: sb.row, col_stride: sb.column };
    let (m, n, k) = (left.rows, right.columns, left.columns);
    // Sums of nothing are one product, however many matrices there are.
    let rows = if k == 0 { m * batch.size() } else { m };
    if batch.size() == 1 || k == 0 {
        gemm(rows, n, k, ma, mb, out, false, epilogue);
    } else {
        gemm_batched(batch.size(), m, n, k, ma, sa.batch, mb, sb.batch, out, false, epilogue);
    }
    Ok(())
}

fn multiply_i32(a: &Array, ta: bool, b: &Array, tb: bool, out: &mut [i32]) -> Result<()> {
    let batch = batch_shape(a, b)?;
    let (a, sa, left) = prepare(a, ta, true, &batch)?;
    let (b, sb, right) = prepare(b, tb, false, &batch)?;
    let (m, n, k) = (left.rows, right.columns, left.columns);
    let (da, db) =
        (a.buffer().as_slice::<i32>().unwrap_or(&[]), b.buffer().as_slice::<i32>().unwrap_or(&[]));
    for (i, out) in out.chunks_exact_mut((m * n).max(1)).enumerate() {
        let at = |s: &Strides| s.offset.wrapping_add_signed(s.batch * i as isize);
        let ma = MatRef { data: da, offset: at(&sa), row_stride: sa.row, col_stride: sa.column };
        let mb = MatRef { data: db, offset: at(&sb), row_stride: sb.row, col_stride: sb.column };
        gemm_i32(m, n, k, ma, mb, out, false);
    }
    Ok(())
}

/// Half floats compute in `f32`, narrow integers in `i32`.
fn widened(cx: &mut KernelCx<'_>, activation: &str) -> Result<()> {
    let (ta, tb) = (cx.bool("transposeA"), cx.bool("transposeB"));
    let spec = cx.spec(0);
    if spec.dtype == DType::I64 {
        return matmul_i64(cx);
    }
    let wide = if spec.dtype.is_float() { DType::F32 } else { DType::I32 };
    let a = elementwise::cast_array(cx.x(0), wide)?;
    let b = elementwise::cast_array(cx.x(1), wide)?;
    let mut y = Array::alloc(wide, spec.shape)?;
    if wide == DType::F32 {
        let bias = if cx.has(2) { Some(elementwise::to_f32(cx.x(2))?) } else { None };
        let bias = bias.as_ref().map(slice::<f32>).transpose()?;
        let epilogue = Epilogue::new(bias, activation_f32(activation));
        multiply(&a, ta, &b, tb, slice_mut::<f32>(&mut y)?, epilogue)?;
        activate(cx, &mut y)?;
    } else {
        multiply_i32(&a, ta, &b, tb, slice_mut::<i32>(&mut y)?)?;
    }
    let mut out = cx.out()?;
    elementwise::cast(&y, &mut out)?;
    cx.put(out);
    Ok(())
}

fn matmul_i64(cx: &mut KernelCx<'_>) -> Result<()> {
    let (ta, tb) = (cx.bool("transposeA"), cx.bool("transposeB"));
    let batch = batch_shape(cx.x(0), cx.x(1))?;
    let (a, sa, left) = prepare(cx.x(0), ta, true, &batch)?;
    let (b, sb, right) = prepare(cx.x(1), tb, false, &batch)?;
    let (m, n, k) = (left.rows, right.columns, left.columns);
    cx.fill::<i64>(|_, out| {
        let (da, db) = (
            a.buffer().as_slice::<i64>().unwrap_or(&[]),
            b.buffer().as_slice::<i64>().unwrap_or(&[]),
        );
        let at = |s: &Strides, i: usize, row: usize, column: usize| {
            let by = s.batch * i as isize + s.row * row as isize + s.column * column as isize;
            s.offset.wrapping_add_signed(by)
        };
        for (place, y) in out.iter_mut().enumerate() {
            let (i, row, column) = (place / (m * n), place / n % m, place % n);
            *y = (0..k).fold(0i64, |sum, step| {
                let (x, z) = (da[at(&sa, i, row, step)], db[at(&sb, i, step, column)]);
                sum.wrapping_add(x.wrapping_mul(z))
            });
        }
        Ok(())
    })
}

/// Complex matrices by four real products.
fn complex_matmul(cx: &mut KernelCx<'_>) -> Result<()> {
    let (ta, tb) = (cx.bool("transposeA"), cx.bool("transposeB"));
    let parts = |x: &Array| -> Result<[Array; 2]> {
        let values = x.to_vec::<Complex64>()?;
        let re: Vec<f32> = values.iter().map(|z| z.re).collect();
        let im: Vec<f32> = values.iter().map(|z| z.im).collect();
        Ok([Array::from_slice(&re, x.shape())?, Array::from_slice(&im, x.shape())?])
    };
    let (a, b) = (parts(cx.x(0))?, parts(cx.x(1))?);
    let shape = cx.spec(0).shape;
    let mut products = Vec::new();
    for (i, j) in [(0, 0), (1, 1), (0, 1), (1, 0)] {
        let mut y = Array::full(DType::F32, shape, Scalar::Int(0))?;
        multiply(&a[i], ta, &b[j], tb, slice_mut::<f32>(&mut y)?, Epilogue::default())?;
        products.push(y.to_vec::<f32>()?);
    }
    cx.fill::<Complex64>(|_, out| {
        for (i, y) in out.iter_mut().enumerate() {
            let re = products[0][i] - products[1][i];
            *y = Complex64 { re, im: products[2][i] + products[3][i] };
        }
        Ok(())
    })
}

/// Gradient of `matMul`.
pub(crate) fn gradient<'a>(cx: &OpCx<'a>) -> Result<Vec<Option<Var<'a>>>> {
    product_gradient(cx, cx.dy()?)
}

fn product_gradient<'a>(cx: &OpCx<'a>, dy: Var<'a>) -> Result<Vec<Option<Var<'a>>>> {
    let (ta, tb) = (cx.bool("transposeA"), cx.bool("transposeB"));
    let (xa, xb) = (cx.x(0), cx.x(1));
    // Give vectors their second axis, and take it away again at the end.
    let a = if xa.shape().rank() == 1 { xa.expand_dims(0)? } else { xa };
    let b = if xb.shape().rank() == 1 { xb.expand_dims(1)? } else { xb };
    let (ta, tb) = (ta && xa.shape().rank() > 1, tb && xb.shape().rank() > 1);
    let mut dy = dy;
    if xa.shape().rank() == 1 {
        let at = dy.shape().rank() - usize::from(xb.shape().rank() > 1);
        dy = dy.expand_dims(at as i64)?;
    }
    if xb.shape().rank() == 1 {
        dy = dy.expand_dims(-1)?;
    }
    let (ca, cb) = (crate::prelude::conjugate(a)?, crate::prelude::conjugate(b)?);
    let da = cx.when(0, || {
        let d = if ta { cb.matmul(dy, tb, true) } else { dy.matmul(cb, false, !tb) }?;
        d.sum_to(a.shape())?.reshape(xa.shape())
    })?;
    let db = cx.when(1, || {
        let d = if tb { dy.matmul(ca, true, ta) } else { ca.matmul(dy, !ta, false) }?;
        d.sum_to(b.shape())?.reshape(xb.shape())
    })?;
    Ok(vec![da, db])
}

/// Gradient of `fusedMatMul`.
pub(crate) fn fused_gradient<'a>(cx: &OpCx<'a>) -> Result<Vec<Option<Var<'a>>>> {
    let before = || {
        let (ta, tb) = (cx.bool("transposeA"), cx.bool("transposeB"));
        let product = cx.x(0).matmul(cx.x(1), ta, tb)?;
        cx.optional(2).map_or(Ok(product), |bias| product.add(bias))
    };
    let dy = activation_gradient(cx, before)?;
    let mut gradients = product_gradient(cx, dy)?;
    if let Some(bias) = cx.optional(2) {
        gradients.push(cx.when(2, || match dy.shape().rank() {
            0 => dy.reshape(bias.shape()),
            _ => dy.sum_to(bias.shape()),
        })?);
    }
    Ok(gradients)
}
