//! What the convolutions share.

use crate::call::{Call, InferCx};
use crate::grad::{OpCx, Var};
use crate::kernel::{KernelCx, contiguous, slice, slice_mut};
use crate::options::*;
use crate::windows::{Windows, three};
use crate::{Specs, elementwise, infer, product};
use sparkler_base::{Array, DType, Error, ErrorKind, Result, Shape};
use sparkler_cpu::conv::{self, ConvShape, Pooled};
use sparkler_cpu::depthwise;
use sparkler_cpu::gemm::Epilogue;

/// Is the batch's layout channels-first (`NCHW`, `NCDHW`)?
fn channels_first(cx: &Call<'_>) -> bool {
    cx.op.attrs.iter().any(|d| d.name == "dataFormat") && cx.str("dataFormat").starts_with("NC")
}

/// A shape with its channels last.
fn channels_last(shape: &Shape, first: bool) -> Result<Shape> {
    if !first || shape.rank() < 3 {
        return Ok(*shape);
    }
    Shape::new(&[&shape[..1], &shape[2..], &shape[1..2]].concat())
}

/// The geometry of one convolution over `N` spatial axes.
pub(crate) struct Plan<const N: usize> {
    pub(crate) shape: ConvShape,
    first: bool,
}

fn spatial<const N: usize>(dims: &[usize]) -> [usize; N] {
    std::array::from_fn(|i| dims[i])
}

impl<const N: usize> Plan<N> {
    /// For an input and a filter of those shapes.
    pub(crate) fn new(cx: &Call<'_>, x: &Shape, filter: &Shape) -> Result<Plan<N>> {
        Plan::build(cx, x, filter, false)
    }

    /// For a depthwise convolution: a filter of `[.., channels, multiplier]`.
    pub(crate) fn depthwise(cx: &Call<'_>, x: &Shape, filter: &Shape) -> Result<Plan<N>> {
        Plan::build(cx, x, filter, true)
    }

    fn build(cx: &Call<'_>, x: &Shape, filter: &Shape, depthwise: bool) -> Result<Plan<N>> {
        for (input, shape) in [("x", x), ("filter", filter)] {
            if shape.rank() != N + 2 {
                return Err(Error::new(
                    cx.op.name,
                    ErrorKind::Rank {
                        input,
                        shape: shape.to_vec(),
                        expected: format!("rank {}", N + 2).into(),
                    },
                ));
            }
        }
        let first = channels_first(cx);
        let input = channels_last(x, first)?;
        let (channels, taken) = (input[N + 1], filter[N]);
        let groups = if depthwise { channels } else { channels / taken.max(1) };
        let fits = taken == channels
            || (!depthwise
                && groups > 0
                && channels.is_multiple_of(taken)
                && filter[N + 1].is_multiple_of(groups));
        if !fits {
            return Err(Error::new(
                cx.op.name,
                ErrorKind::ShapeMismatch {
                    what: format!("x has {channels} channels, the filter takes {taken}").into(),
                    lhs: x.to_vec(),
                    rhs: filter.to_vec(),
                },
            ));
        }
        let kernel: [usize; N] = spatial(filter);
        let windows = Windows::<N>::new(cx, spatial(&input[1..]), kernel, channels)?;
        let out_channels = if depthwise { channels * filter[N + 1] } else { filter[N + 1] };
        Ok(Plan {
            shape: ConvShape {
                batch: input[0],
                input: three::<N>(spatial(&input[1..]), 1),
                in_channels: channels,
                output: three(windows.output, 1),
                out_channels,
                kernel: three(kernel, 1),
                strides: three(windows.strides, 1),
                dilations: three(windows.dilations, 1),
                pad_before: three(windows.before, 0),
                groups: groups.max(1),
            },
            first,
        })
    }

    fn output_shape(&self) -> Result<Shape> {
        let s = &self.shape;
        let (b, c, space) = ([s.batch], [s.out_channels], &s.output[3 - N..]);
        let dims = if self.first { [&b, &c, space].concat() } else { [&b, space, &c].concat() };
        Shape::new(&dims)
    }

    /// Type and shape of the result.
    pub(crate) fn output_spec(&self, dtype: DType) -> Result<Specs> {
        infer::one(dtype, self.output_shape()?)
    }

    /// Does a gradient have the shape of the result?
    pub(crate) fn check_output(&self, cx: &InferCx<'_>, dy: &Shape) -> Result<()> {
        let expected = self.output_shape()?;
        if *dy == expected {
            return Ok(());
        }
        Err(cx.error(format!("dy has shape {dy}, expected {expected}")))
    }
}

/// An input with channels last, in the type that is computed in.
fn operand(cx: &KernelCx<'_>, i: usize, image: bool, wide: DType) -> Result<Array> {
    let x = cx.x(i);
    let x = if image && channels_first(cx) {
        let rank = x.shape().rank();
        let perm: Vec<usize> = [0].into_iter().chain(2..rank).chain([1]).collect();
        x.transpose(&perm)?
    } else {
        x.clone()
    };
    elementwise::cast_array(&contiguous(&x)?, wide)
}

/// Delivers a result computed with channels last in a wider type as the operation's.
fn deliver(cx: &mut KernelCx<'_>, y: Array, image: bool) -> Result<()> {
    let dtype = cx.spec(0).dtype;
    let y = elementwise::cast_array(&y, dtype)?;
    if image && channels_first(cx) {
        let rank = y.shape().rank();
        let perm: Vec<usize> = [0, rank - 1].into_iter().chain(1..rank - 1).collect();
        let y = contiguous(&y.transpose(&perm)?)?;
        cx.put(y);
    } else {
        cx.put(y);
    }
    Ok(())
}

fn compute_type(dtype: DType) -> DType {
    if dtype == DType::F64 { DType::F64 } else { DType::F32 }
}

/// Memory for a result with channels last: the output itself where that is its form.
fn result(cx: &mut KernelCx<'_>, wide: DType, shape: Shape) -> Result<Array> {
    if cx.spec(0).dtype == wide && !channels_first(cx) {
        cx.out()
    } else {
        Array::alloc(wide, shape)
    }
}

/// Runs one of the three kernels for `f32` or `f64`.
macro_rules! run {
    ($cx:ident, $wide:ident, $a:ident, $b:ident, $y:ident, |$x:ident, $f:ident, $out:ident| $call:expr) => {
        if $wide == DType::F64 {
            let ($x, $f, $out) =
                (slice::<f64>(&$a)?, slice::<f64>(&$b)?, slice_mut::<f64>(&mut $y)?);
            $call
        } else {
            let ($x, $f, $out) =
                (slice::<f32>(&$a)?, slice::<f32>(&$b)?, slice_mut::<f32>(&mut $y)?);
            $call
        }
    };
}

/// Kernel of `conv2d`, `conv3d` and `fusedConv2d`.
pub(crate) fn forward<const N: usize>(cx: &mut KernelCx<'_>) -> Result<()> {
    let plan = Plan::<N>::new(cx, cx.x(0).shape(), cx.x(1).shape())?;
    let wide = compute_type(cx.spec(0).dtype);
    let (x, filter) = (operand(cx, 0, true, wide)?, operand(cx, 1, false, wide)?);
    let fused = cx.op.attrs.iter().any(|d| d.name == "activation");
    let activation = if fused { cx.str("activation") } else { "linear" };
    let bias = if cx.has(2) { Some(elementwise::cast_array(cx.x(2), wide)?) } else { None };
    let shape = channels_last(&cx.spec(0).shape, plan.first)?;
    let mut y = result(cx, wide, shape)?;
    if wide == DType::F64 {
        let bias = bias.as_ref().map(slice::<f64>).transpose()?;
        let epilogue = Epilogue::new(bias, product::activation_f64(activation));
        let out = slice_mut::<f64>(&mut y)?;
        conv::conv_forward(&plan.shape, slice::<f64>(&x)?, slice::<f64>(&filter)?, out, epilogue);
    } else {
        let bias = bias.as_ref().map(slice::<f32>).transpose()?;
        let epilogue = Epilogue::new(bias, product::activation_f32(activation));
        let out = slice_mut::<f32>(&mut y)?;
        conv::conv_forward(&plan.shape, slice::<f32>(&x)?, slice::<f32>(&filter)?, out, epilogue);
    }
    product::activate(cx, &mut y)?;
    deliver(cx, y, true)
}

/// Kernel of `conv2dBackpropInput` and its like.
pub(crate) fn backprop_input<const N: usize>(cx: &mut KernelCx<'_>) -> Result<()> {
    let plan = Plan::<N>::new(cx, &cx.spec(0).shape, cx.x(1).shape())?;
    let wide = compute_type(cx.spec(0).dtype);
    let (dy, filter) = (operand(cx, 0, true, wide)?, operand(cx, 1, false, wide)?);
    let shape = channels_last(&cx.spec(0).shape, plan.first)?;
    let mut dx = result(cx, wide, shape)?;
    run!(cx, wide, dy, filter, dx, |dy, f, dx| conv::conv_backprop_input(&plan.shape, dy, f, dx));
    deliver(cx, dx, true)
}

/// Kernel of `conv2dBackpropFilter` and its like.
pub(crate) fn backprop_filter<const N: usize>(cx: &mut KernelCx<'_>) -> Result<()> {
    let filter = cx.spec(0).shape;
    let plan = Plan::<N>::new(cx, cx.x(0).shape(), &filter)?;
    let wide = compute_type(cx.spec(0).dtype);
    let (x, dy) = (operand(cx, 0, true, wide)?, operand(cx, 1, true, wide)?);
    let mut df = if cx.spec(0).dtype == wide { cx.out()? } else { Array::alloc(wide, filter)? };
    run!(cx, wide, x, dy, df, |x, dy, df| conv::conv_backprop_filter(&plan.shape, x, dy, df));
    deliver(cx, df, false)
}

/// The geometry of a convolution with max pooling after it, whose windows lie side by side.
pub(crate) struct Pooling {
    /// The convolution, cut down to what the windows see.
    shape: ConvShape,
    window: [usize; 2],
}

impl Pooling {
    /// For an input and a filter of those shapes.
    pub(crate) fn new(cx: &Call<'_>, x: &Shape, filter: &Shape) -> Result<Pooling> {
        let mut shape = Plan::<2>::new(cx, x, filter)?.shape;
        let window = cx.spatial::<2>("window")?;
        for (size, window) in shape.output[1..].iter_mut().zip(window) {
            *size = *size / window * window;
        }
        if shape.groups > 1 || window[0].saturating_mul(window[1]) > 254 {
            return Err(cx.error(format!("{} groups, windows of {window:?}", shape.groups)));
        }
        Ok(Pooling { shape, window })
    }

    /// The shape of the result.
    pub(crate) fn output(&self) -> Result<Shape> {
        let ([_, height, width], [lines, columns]) = (self.shape.output, self.window);
        Shape::new(&[self.shape.batch, height / lines, width / columns, self.shape.out_channels])
    }

    /// Do the gradient and the places have the shape of the result?
    pub(crate) fn check(&self, cx: &InferCx<'_>, dy: &Shape, places: &Shape) -> Result<()> {
        let expected = self.output()?;
        if *dy == expected && *places == expected {
            return Ok(());
        }
        Err(cx.error(format!("dy has shape {dy}, places have {places}, expected {expected}")))
    }
}

/// Kernel of `conv2dMaxPool`, for `f32` alone.
pub(crate) fn pooled_forward(cx: &mut KernelCx<'_>) -> Result<()> {
    let pooling = Pooling::new(cx, cx.x(0).shape(), cx.x(1).shape())?;
    let (x, filter) = (cx.dense(0)?, cx.dense(1)?);
    let bias = if cx.has(2) { Some(cx.dense(2)?) } else { None };
    let activation = product::activation_f32(cx.str("activation"));
    let epilogue = Epilogue::new(bias.as_ref().map(slice::<f32>).transpose()?, activation);
    let mut y = cx.out()?;
    let mut places = cx.out_at(1)?;
    conv::conv_max_pool(
        &pooling.shape,
        pooling.window,
        slice::<f32>(&x)?,
        slice::<f32>(&filter)?,
        slice_mut::<f32>(&mut y)?,
        slice_mut::<u8>(&mut places)?,
        epilogue,
        cx.bool("positive"),
    );
    cx.put(y);
    cx.put(places);
    Ok(())
}

/// Kernel of `conv2dMaxPoolBackpropFilter`, for `f32` alone.
pub(crate) fn pooled_backprop_filter(cx: &mut KernelCx<'_>) -> Result<()> {
    let Pooling { shape, window } = Pooling::new(cx, cx.x(0).shape(), &cx.spec(0).shape)?;
    let (x, dy, places) = (cx.dense(0)?, cx.dense(1)?, cx.dense(2)?);
    let pooled = Pooled { window, dy: slice::<f32>(&dy)?, places: slice::<u8>(&places)? };
    let mut filter = cx.out()?;
    let mut bias = cx.out_at(1)?;
    conv::conv_max_pool_backprop_filter(
        &shape,
        slice::<f32>(&x)?,
        pooled,
        slice_mut::<f32>(&mut filter)?,
        slice_mut::<f32>(&mut bias)?,
    );
    cx.put(filter);
    cx.put(bias);
    Ok(())
}

/// Kernel of `conv2dMaxPoolBackpropInput`, for `f32` alone.
pub(crate) fn pooled_backprop_input(cx: &mut KernelCx<'_>) -> Result<()> {
    let Pooling { shape, window } = Pooling::new(cx, &cx.spec(0).shape, cx.x(1).shape())?;
    let (dy, filter, places) = (cx.dense(0)?, cx.dense(1)?, cx.dense(2)?);
    let pooled = Pooled { window, dy: slice::<f32>(&dy)?, places: slice::<u8>(&places)? };
    let mut dx = cx.out()?;
    conv::conv_max_pool_backprop_input(
        &shape,
        pooled,
        slice::<f32>(&filter)?,
        slice_mut::<f32>(&mut dx)?,
    );
    cx.put(dx);
    Ok(())
}

/// Options of a 2-D or 3-D convolution operation, from another's attributes.
macro_rules! options {
    ($cx:expr, $Options:ident) => {
        $Options {
            strides: $cx.list("strides").into(),
            pad: $cx.padding("pad"),
            dilations: $cx.list("dilations").into(),
            data_format: if channels_first($cx) {
                if $cx.op.name.contains("3d") { "NCDHW" } else { "NCHW" }
            } else if $cx.op.name.contains("3d") {
                "NDHWC"
            } else {
                "NHWC"
            },
        }
    };
}

/// The gradients that the three operations need, by number of spatial axes.
fn conv<'a, const N: usize>(cx: &OpCx<'a>, x: Var<'a>, filter: Var<'a>) -> Result<Var<'a>> {
    match N {
        2 => x.conv2d(filter, options!(cx, Conv2dOptions)),
        _ => x.conv3d(filter, options!(cx, Conv3dOptions)),
    }
}

fn to_input<'a, const N: usize>(
    cx: &OpCx<'a>,
    dy: Var<'a>,
    filter: Var<'a>,
    shape: Shape,
) -> Result<Var<'a>> {
    match N {
        2 => dy.conv2d_backprop_input(filter, shape, options!(cx, Conv2dBackpropInputOptions)),
        _ => dy.conv3d_backprop_input(filter, shape, options!(cx, Conv3dBackpropInputOptions)),
    }
}

fn to_filter<'a, const N: usize>(
    cx: &OpCx<'a>,
    x: Var<'a>,
    dy: Var<'a>,
    shape: Shape,
) -> Result<Var<'a>> {
    match N {
        2 => x.conv2d_backprop_filter(dy, shape, options!(cx, Conv2dBackpropFilterOptions)),
        _ => x.conv3d_backprop_filter(dy, shape, options!(cx, Conv3dBackpropFilterOptions)),
    }
}

/// Gradient of a convolution.
pub(crate) fn gradient<'a, const N: usize>(cx: &OpCx<'a>) -> Result<Vec<Option<Var<'a>>>> {
    through::<N>(cx, cx.dy()?)
}

fn through<'a, const N: usize>(cx: &OpCx<'a>, dy: Var<'a>) -> Result<Vec<Option<Var<'a>>>> {
    let (x, filter) = (cx.x(0), cx.x(1));
    Ok(vec![
        cx.when(0, || to_input::<N>(cx, dy, filter, x.shape()))?,
        cx.when(1, || to_filter::<N>(cx, x, dy, filter.shape()))?,
    ])
}

/// Gradient of the gradient with respect to the input, which is linear in both its operands.
pub(crate) fn input_gradient<'a, const N: usize>(cx: &OpCx<'a>) -> Result<Vec<Option<Var<'a>>>> {
    let (dy, filter, g) = (cx.x(0), cx.x(1), cx.dy()?);
    Ok(vec![
        cx.when(0, || conv::<N>(cx, g, filter))?,
        cx.when(1, || to_filter::<N>(cx, g, dy, filter.shape()))?,
    ])
}

/// Gradient of the gradient with respect to the filter, which is linear in both its operands.
pub(crate) fn filter_gradient<'a, const N: usize>(cx: &OpCx<'a>) -> Result<Vec<Option<Var<'a>>>> {
    let (x, dy, g) = (cx.x(0), cx.x(1), cx.dy()?);
    Ok(vec![
        cx.when(0, || to_input::<N>(cx, dy, g, x.shape()))?,
        cx.when(1, || conv::<N>(cx, x, g))?,
    ])
}

/// Gradient of `fusedConv2d`.
pub(crate) fn fused_gradient<'a>(cx: &OpCx<'a>) -> Result<Vec<Option<Var<'a>>>> {
    let before = || {
        let y = conv::<2>(cx, cx.x(0), cx.x(1))?;
        cx.optional(2).map_or(Ok(y), |bias| y.add(channel_vector(cx, bias)?))
    };
    let dy = product::activation_gradient(cx, before)?;
    let mut gradients = through::<2>(cx, dy)?;
    if let Some(bias) = cx.optional(2) {
        gradients.push(cx.when(2, || {
            let axes = if channels_first(cx) { [0, 2, 3] } else { [0, 1, 2] };
            dy.sum(axes, false)?.reshape(bias.shape())
        })?);
    }
    Ok(gradients)
}

/// A vector over the channels that broadcasts over images.
fn channel_vector<'a>(cx: &Call<'_>, bias: Var<'a>) -> Result<Var<'a>> {
    if channels_first(cx) { bias.reshape([-1, 1, 1]) } else { Ok(bias) }
}

/// Kernel of `depthwiseConv2d`.
pub(crate) fn depthwise_forward(cx: &mut KernelCx<'_>) -> Result<()> {
    let plan = Plan::<2>::depthwise(cx, cx.x(0).shape(), cx.x(1).shape())?;
    let wide = compute_type(cx.spec(0).dtype);
    let (x, filter) = (operand(cx, 0, true, wide)?, operand(cx, 1, false, wide)?);
    let mut y = result(cx, wide, cx.spec(0).shape)?;
    run!(cx, wide, x, filter, y, |x, f, y| depthwise::depthwise_forward(
        &plan.shape,
        x,
        f,
        y,
        Epilogue::default()
    ));
    deliver(cx, y, true)
}

/// Kernel of `depthwiseConv2dBackpropInput`.
pub(crate) fn depthwise_backprop_input(cx: &mut KernelCx<'_>) -> Result<()> {
    let plan = Plan::<2>::depthwise(cx, &cx.spec(0).shape, cx.x(1).shape())?;
    let wide = compute_type(cx.spec(0).dtype);
    let (dy, filter) = (operand(cx, 0, true, wide)?, operand(cx, 1, false, wide)?);
    let mut dx = result(cx, wide, cx.spec(0).shape)?;
    run!(cx, wide, dy, filter, dx, |dy, f, dx| depthwise::depthwise_backprop_input(
        &plan.shape,
        dy,
        f,
        dx
    ));
    deliver(cx, dx, true)
}

/// Kernel of `depthwiseConv2dBackpropFilter`.
pub(crate) fn depthwise_backprop_filter(cx: &mut KernelCx<'_>) -> Result<()> {
    let plan = Plan::<2>::depthwise(cx, cx.x(0).shape(), &cx.spec(0).shape)?;
    let wide = compute_type(cx.spec(0).dtype);
    let (x, dy) = (operand(cx, 0, true, wide)?, operand(cx, 1, true, wide)?);
    let mut df = result(cx, wide, cx.spec(0).shape)?;
    run!(cx, wide, x, dy, df, |x, dy, df| depthwise::depthwise_backprop_filter(
        &plan.shape,
        x,
        dy,
        df
    ));
    deliver(cx, df, false)
}

/// The three depthwise operations with the attributes of one of them.
struct Depthwise<'c, 'a>(&'c OpCx<'a>);

impl<'a> Depthwise<'_, 'a> {
    fn forward(&self, x: Var<'a>, filter: Var<'a>) -> Result<Var<'a>> {
        x.depthwise_conv2d(
            filter,
            DepthwiseConv2dOptions {
                strides: self.0.list("strides").into(),
                pad: self.0.padding("pad"),
                dilations: self.0.list("dilations").into(),
            },
        )
    }

    fn to_input(&self, dy: Var<'a>, filter: Var<'a>, shape: Shape) -> Result<Var<'a>> {
        dy.depthwise_conv2d_backprop_input(
            filter,
            shape,
            DepthwiseConv2dBackpropInputOptions {
                strides: self.0.list("strides").into(),
                pad: self.0.padding("pad"),
                dilations: self.0.list("dilations").into(),
            },
        )
    }

    fn to_filter(&self, x: Var<'a>, dy: Var<'a>, shape: Shape) -> Result<Var<'a>> {
        x.depthwise_conv2d_backprop_filter(
            dy,
            shape,
            DepthwiseConv2dBackpropFilterOptions {
                strides: self.0.list("strides").into(),
                pad: self.0.padding("pad"),
                dilations: self.0.list("dilations").into(),
            },
        )
    }
}

/// Gradient of `depthwiseConv2d`.
pub(crate) fn depthwise_gradient<'a>(cx: &OpCx<'a>) -> Result<Vec<Option<Var<'a>>>> {
    let (x, filter, dy) = (cx.x(0), cx.x(1), cx.dy()?);
    Ok(vec![
        cx.when(0, || Depthwise(cx).to_input(dy, filter, x.shape()))?,
        cx.when(1, || Depthwise(cx).to_filter(x, dy, filter.shape()))?,
    ])
}

/// Gradient of `depthwiseConv2dBackpropInput`.
pub(crate) fn depthwise_input_gradient<'a>(cx: &OpCx<'a>) -> Result<Vec<Option<Var<'a>>>> {
    let (dy, filter, g) = (cx.x(0), cx.x(1), cx.dy()?);
    Ok(vec![
        cx.when(0, || Depthwise(cx).forward(g, filter))?,
        cx.when(1, || Depthwise(cx).to_filter(g, dy, filter.shape()))?,
    ])
}

/// Gradient of `depthwiseConv2dBackpropFilter`.
pub(crate) fn depthwise_filter_gradient<'a>(cx: &OpCx<'a>) -> Result<Vec<Option<Var<'a>>>> {
    let (x, dy, g) = (cx.x(0), cx.x(1), cx.dy()?);
    Ok(vec![
        cx.when(0, || Depthwise(cx).to_input(dy, g, x.shape()))?,
        cx.when(1, || Depthwise(cx).forward(x, g))?,
    ])
}
