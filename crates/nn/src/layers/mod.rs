//! Layers: what models are made of.
//!
//! A [`Layer`] says what weights it needs ([`Layer::build`]), what it computes ([`Layer::call`])
//! and how it is written down ([`Layer::config`]). It holds no weights itself: a [`LayerRef`]
//! joins a layer with its name and its weights, and is what models are made of. Applying one
//! `LayerRef` twice shares the weights.
//!
//! Names, arguments and defaults are those of Keras 3.
//!
//! ```
//! use sparkler_nn::layers::{BuildContext, CallContext, Dims, Layer};
//! use sparkler_nn::{Result, Sequential, initializers::Initializer};
//! use sparkler_engine::Tensor;
//!
//! /// Multiplies each feature by a weight of its own.
//! struct Scale;
//!
//! impl Layer for Scale {
//!     fn class_name(&self) -> &str {
//!         "Scale"
//!     }
//!     fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
//!         cx.add_weight("scale", &[cx.extent(inputs, -1)?], &Initializer::Ones, true)?;
//!         Ok(())
//!     }
//!     fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
//!         Ok(inputs[0].mul(&cx.weight("scale")?)?)
//!     }
//! }
//!
//! let model = Sequential::new().input([3]).add(Scale).build()?;
//! assert_eq!(model.count_params(), 3);
//! # Ok::<(), sparkler_nn::Error>(())
//! ```

mod activation;
mod batch_normalization;
mod bidirectional;
mod concatenate;
mod context;
mod conv1d;
mod conv2d;
mod conv2d_transpose;
mod conv3d;
mod cropping2d;
mod dense;
mod depthwise_conv2d;
mod dot;
mod dropout;
mod elu;
mod embedding;
mod flatten;
mod global_pooling;
mod gru;
mod input_layer;
mod layer_normalization;
mod layer_ref;
mod leaky_relu;
mod lstm;
mod merge;
mod noise;
mod permute;
mod pooling;
mod prelu;
mod recurrent;
mod registry;
mod relu;
mod repeat_vector;
mod rescaling;
mod reshape;
mod separable_conv2d;
mod simple_rnn;
mod softmax;
mod spatial_dropout;
mod thresholded_relu;
mod time_distributed;
mod up_sampling2d;
mod windows;
mod zero_padding1d;
mod zero_padding2d;

pub use crate::arguments::Arguments;
pub use activation::Activation;
pub use batch_normalization::BatchNormalization;
pub use bidirectional::{Bidirectional, MergeMode};
pub use concatenate::Concatenate;
pub use context::{BuildContext, CallContext, WeightOptions};
pub use conv1d::Conv1D;
pub use conv2d::Conv2D;
pub use conv2d_transpose::Conv2DTranspose;
pub use conv3d::Conv3D;
pub use cropping2d::Cropping2D;
pub use dense::Dense;
pub use depthwise_conv2d::DepthwiseConv2D;
pub use dot::Dot;
pub use dropout::Dropout;
pub use elu::ELU;
pub use embedding::Embedding;
pub use flatten::Flatten;
pub use global_pooling::{
    GlobalAveragePooling1D, GlobalAveragePooling2D, GlobalAveragePooling3D, GlobalMaxPooling1D,
    GlobalMaxPooling2D, GlobalMaxPooling3D,
};
pub use gru::GRU;
pub use input_layer::InputLayer;
pub(crate) use input_layer::{dims_json, parse_dims};
pub use layer_normalization::LayerNormalization;
pub use layer_ref::LayerRef;
pub use leaky_relu::LeakyReLU;
pub use lstm::LSTM;
pub use merge::{Add, Average, Maximum, Minimum, Multiply, Subtract};
pub use noise::{AlphaDropout, GaussianDropout, GaussianNoise};
pub use permute::Permute;
pub use pooling::{
    AveragePooling1D, AveragePooling2D, AveragePooling3D, MaxPooling1D, MaxPooling2D, MaxPooling3D,
};
pub use prelu::PReLU;
pub use recurrent::Recurrent;
pub use registry::{Constructor, Registry, SharedConstructor, WrapperConstructor};
pub use relu::ReLU;
pub use repeat_vector::RepeatVector;
pub use rescaling::Rescaling;
pub use reshape::Reshape;
pub use separable_conv2d::SeparableConv2D;
pub use simple_rnn::SimpleRNN;
pub use softmax::Softmax;
pub use spatial_dropout::{SpatialDropout1D, SpatialDropout2D};
pub use thresholded_relu::ThresholdedReLU;
pub use time_distributed::TimeDistributed;
pub use up_sampling2d::UpSampling2D;
pub use zero_padding1d::ZeroPadding1D;
pub use zero_padding2d::ZeroPadding2D;

pub(crate) use context::{Run, weight_and_bias_options};
pub(crate) use layer_ref::assign_names;

use crate::model::{KerasTensor, Network};
use crate::{Error, Result};
use serde_json::{Map, Value as Json};
use sparkler_engine::{DType, Tensor};

/// The shape of a batch that flows between layers: the extents, of which the first counts the
/// examples; `None` where any extent will do.
pub type Dims = Vec<Option<usize>>;

/// A shape as Keras prints it: `(None, 28, 28, 1)`.
pub fn format_dims(dims: &[Option<usize>]) -> String {
    let extents: Vec<String> =
        dims.iter().map(|d| d.map_or("None".into(), |d| d.to_string())).collect();
    match &extents[..] {
        [one] => format!("({one},)"),
        all => format!("({})", all.join(", ")),
    }
}

/// A layer: a computation with weights.
///
/// The methods after [`Layer::sublayers`] are there to be called, not to be implemented.
pub trait Layer: 'static {
    /// The name of its class, `Dense` say, under which a [`Registry`] finds it.
    fn class_name(&self) -> &str;

    /// Its arguments, as Keras's `get_config` writes them, without `name` and `trainable`.
    fn config(&self) -> Map<String, Json> {
        Map::new()
    }

    /// Checks the shapes of the inputs and makes the weights.
    ///
    /// # Errors
    /// If the layer cannot take inputs of those shapes.
    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        let _ = (inputs, cx);
        Ok(())
    }

    /// The shape of the output; that of the first input unless the layer says otherwise.
    ///
    /// # Errors
    /// If the layer cannot take inputs of those shapes.
    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        inputs.first().cloned().ok_or_else(|| Error::argument(self.class_name(), "needs an input"))
    }

    /// The output for those inputs.
    ///
    /// It must be made of tensor operations alone, so that it can be captured in a graph: no
    /// reading of numbers, no state but that of variables.
    ///
    /// # Errors
    /// If an operation fails.
    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor>;

    /// The type of the output, where it is not that of the first input.
    fn output_dtype(&self) -> Option<DType> {
        None
    }

    /// The activation that the layer ends with, if [`Layer::call_before_activation`] can leave it
    /// out. A loss that works on logits, as cross-entropy does, is then exact where the
    /// activation has lost digits.
    fn last_activation(&self) -> Option<crate::activations::Activation> {
        None
    }

    /// The output without [`Layer::last_activation`].
    ///
    /// # Errors
    /// If an operation fails.
    fn call_before_activation(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        self.call(inputs, cx)
    }

    /// The layers inside this one, whose weights are its own too.
    fn sublayers(&self) -> &[LayerRef] {
        &[]
    }

    /// The model that this layer is, if it is one.
    fn as_network(&self) -> Option<&Network> {
        None
    }

    /// This layer under a name, which must be the only one of its kind in a model.
    fn named(self, name: impl Into<String>) -> LayerRef
    where
        Self: Sized,
    {
        LayerRef::new(Box::new(self), Some(name.into()))
    }

    /// This layer as one that can be applied several times with the same weights.
    fn shared(self) -> LayerRef
    where
        Self: Sized,
    {
        LayerRef::new(Box::new(self), None)
    }

    /// Applies this layer to a symbolic tensor.
    ///
    /// # Errors
    /// If the layer cannot take an input of that shape.
    fn apply(self, input: &KerasTensor) -> Result<KerasTensor>
    where
        Self: Sized,
    {
        self.shared().apply(input)
    }

    /// Applies this layer to several symbolic tensors at once.
    ///
    /// # Errors
    /// If the layer cannot take inputs of those shapes.
    fn apply_all(self, inputs: &[&KerasTensor]) -> Result<KerasTensor>
    where
        Self: Sized,
    {
        self.shared().apply_all(inputs)
    }
}

/// The arguments of a layer, by name.
pub(crate) fn config_of(arguments: Vec<(&str, Json)>) -> Map<String, Json> {
    arguments.into_iter().map(|(name, value)| (name.to_string(), value)).collect()
}

/// The only input of a layer that takes one.
pub(crate) fn only<'a, T>(layer: &dyn Layer, inputs: &'a [T]) -> Result<&'a T> {
    match inputs {
        [one] => Ok(one),
        _ => Err(Error::argument(
            layer.class_name(),
            format!("takes one input, got {}", inputs.len()),
        )),
    }
}

/// The only input's shape, which must have that rank (the batch counts).
pub(crate) fn only_of_rank<'a>(
    layer: &dyn Layer,
    inputs: &'a [Dims],
    rank: usize,
) -> Result<&'a Dims> {
    let dims = only(layer, inputs)?;
    if dims.len() == rank {
        return Ok(dims);
    }
    Err(Error::argument(
        layer.class_name(),
        format!(
            "takes an input of rank {rank} (the batch counts), got shape {} of rank {}",
            format_dims(dims),
            dims.len()
        ),
    ))
}

/// An extent that a layer must know to make its weights; `axis` may count from the end.
pub(crate) fn known(class: &str, dims: &[Option<usize>], axis: i64) -> Result<usize> {
    let at = if axis < 0 { axis + dims.len() as i64 } else { axis };
    match usize::try_from(at).ok().and_then(|at| dims.get(at)) {
        Some(Some(extent)) => Ok(*extent),
        Some(None) => Err(Error::argument(
            class,
            format!("axis {axis} of its input {} must be known, not None", format_dims(dims)),
        )),
        None => Err(Error::argument(
            class,
            format!("its input {} has no axis {axis}", format_dims(dims)),
        )),
    }
}

/// An axis that may count from the end, as an index below the rank.
pub(crate) fn resolve_axis(class: &str, axis: i64, rank: usize) -> Result<usize> {
    let at = if axis < 0 { axis + rank as i64 } else { axis };
    usize::try_from(at).ok().filter(|&a| a < rank).ok_or_else(|| {
        Error::argument(class, format!("axis {axis} is out of range for rank {rank}"))
    })
}
