//! What graphs make of a convolution with max pooling after it. These rows are in no list: only a
//! graph's compiler puts them in, where the convolution's own output is read by nobody else.

use crate::prelude::*;
use crate::{convolution, product};

op! {
    /// `maxPool(fusedConv2d(x, filter, bias))` with windows of `window` lines and columns side by
    /// side, and for each window the place of its largest element, or 255 for none: with
    /// `positive`, where that is not above 0.
    CONV2D_MAX_POOL {
        name: "conv2dMaxPool",
        family: Family::Nn,
        inputs: &[
            InputDef::one("x", Accept::Float),
            InputDef::one("filter", Accept::Float),
            InputDef::optional("bias", Accept::Float),
        ],
        attrs: &[
            attr("strides", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("activation", AttrKind::Word(product::ACTIVATIONS), AttrDefault::Str("linear")),
            attr("window", AttrKind::Ints, AttrDefault::Required),
            attr("positive", AttrKind::Bool, AttrDefault::Bool(false)),
        ],
        outputs: Outputs::Named(&["y", "places"]),
        infer: |cx| {
            let shape = convolution::Pooling::new(cx, cx.shape(0), cx.shape(1))?.output()?;
            Ok(smallvec![Spec::new(cx.dtype(0), shape), Spec::new(DType::U8, shape)])
        },
        kernel: Kernel::Run(convolution::pooled_forward),
        grad: Grad::None("it is made after gradients are"),
    }
}

op! {
    /// Gradients of conv2dMaxPool with respect to its filter, of shape `filterShape`, and its bias.
    CONV2D_MAX_POOL_BACKPROP_FILTER {
        name: "conv2dMaxPoolBackpropFilter",
        family: Family::Nn,
        inputs: &[
            InputDef::one("x", Accept::Float),
            InputDef::one("dy", Accept::Float),
            InputDef::one("places", Accept::Int),
        ],
        attrs: &[
            attr("filterShape", AttrKind::Ints, AttrDefault::Required),
            attr("strides", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("window", AttrKind::Ints, AttrDefault::Required),
        ],
        outputs: Outputs::Named(&["filter", "bias"]),
        infer: |cx| {
            let filter = cx.shape_attr("filterShape")?;
            let pooling = convolution::Pooling::new(cx, cx.shape(0), &filter)?;
            pooling.check(cx, cx.shape(1), cx.shape(2))?;
            let bias = Shape::new(&filter[3..])?;
            Ok(smallvec![Spec::new(cx.dtype(0), filter), Spec::new(cx.dtype(0), bias)])
        },
        kernel: Kernel::Run(convolution::pooled_backprop_filter),
        grad: Grad::None("it is made after gradients are"),
    }
}

op! {
    /// Gradient of conv2dMaxPool with respect to its input, of shape `inputShape`.
    CONV2D_MAX_POOL_BACKPROP_INPUT {
        name: "conv2dMaxPoolBackpropInput",
        family: Family::Nn,
        inputs: &[
            InputDef::one("dy", Accept::Float),
            InputDef::one("filter", Accept::Float),
            InputDef::one("places", Accept::Int),
        ],
        attrs: &[
            attr("inputShape", AttrKind::Ints, AttrDefault::Required),
            attr("strides", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("pad", AttrKind::Padding, AttrDefault::Str("valid")),
            attr("dilations", AttrKind::Ints, AttrDefault::Ints(&[1])),
            attr("window", AttrKind::Ints, AttrDefault::Required),
        ],
        infer: |cx| {
            let shape = cx.shape_attr("inputShape")?;
            let pooling = convolution::Pooling::new(cx, &shape, cx.shape(1))?;
            pooling.check(cx, cx.shape(0), cx.shape(2))?;
            infer::one(cx.dtype(0), shape)
        },
        kernel: Kernel::Run(convolution::pooled_backprop_input),
        grad: Grad::None("it is made after gradients are"),
    }
}
