//! `SeparableConv2D`

use super::*;
use crate::activations::Activation as Function;
use crate::initializers::Initializer;
use crate::layers::windows::{padding, slide, windows};
use sparkler_engine::options::{DepthwiseConv2dOptions, FusedConv2dOptions};

/// A depthwise convolution of images `[batch, height, width, channels]` followed by one of 1 x 1
/// that mixes the channels.
///
/// Weights: `depthwise_kernel` `[height, width, channels, depth_multiplier]`, `pointwise_kernel`
/// `[1, 1, channels * depth_multiplier, filters]` (both Glorot uniform) and `bias` `[filters]`
/// (zeros).
///
/// ```
/// use sparkler_nn::{Sequential, layers::SeparableConv2D};
/// let model = Sequential::new().input([8, 8, 4]).add(SeparableConv2D::new(6, [3, 3])).build()?;
/// assert_eq!(model.count_params(), 3 * 3 * 4 + 4 * 6 + 6);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct SeparableConv2D {
    filters: usize,
    kernel_size: [usize; 2],
    strides: [usize; 2],
    padding: String,
    dilation_rate: [usize; 2],
    depth_multiplier: usize,
    activation: Function,
    use_bias: bool,
    depthwise: WeightOptions,
    pointwise: WeightOptions,
    bias: WeightOptions,
}

impl SeparableConv2D {
    /// With that many outputs, from depthwise filters of `[height, width]`.
    pub fn new(filters: usize, kernel_size: [usize; 2]) -> SeparableConv2D {
        SeparableConv2D {
            filters,
            kernel_size,
            strides: [1, 1],
            padding: "valid".into(),
            dilation_rate: [1, 1],
            depth_multiplier: 1,
            activation: Function::Linear,
            use_bias: true,
            depthwise: WeightOptions::new(Initializer::glorot_uniform()),
            pointwise: WeightOptions::new(Initializer::glorot_uniform()),
            bias: WeightOptions::new(Initializer::Zeros),
        }
    }

    /// How far one window lies from the next.
    pub fn strides(self, strides: [usize; 2]) -> SeparableConv2D {
        SeparableConv2D { strides, ..self }
    }

    /// `"valid"` or `"same"`.
    pub fn padding(self, padding: &str) -> SeparableConv2D {
        SeparableConv2D { padding: padding.into(), ..self }
    }

    /// How far the elements of a window lie from one another.
    pub fn dilation_rate(self, dilation_rate: [usize; 2]) -> SeparableConv2D {
        SeparableConv2D { dilation_rate, ..self }
    }

    /// How many depthwise filters each channel has.
    pub fn depth_multiplier(self, depth_multiplier: usize) -> SeparableConv2D {
        SeparableConv2D { depth_multiplier, ..self }
    }

    /// The activation of that name.
    ///
    /// # Errors
    /// If there is no such activation.
    pub fn activation(self, name: &str) -> Result<SeparableConv2D> {
        Ok(SeparableConv2D { activation: Function::from_name(name)?, ..self })
    }

    /// With a bias, or without.
    pub fn use_bias(self, use_bias: bool) -> SeparableConv2D {
        SeparableConv2D { use_bias, ..self }
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<SeparableConv2D> {
        a.only("data_format", "channels_last")?;
        let kernel_size = a.counts("kernel_size")?;
        let kernel_size = kernel_size.ok_or_else(|| a.error("kernel_size", "two whole numbers"))?;
        Ok(SeparableConv2D {
            strides: a.counts("strides")?.unwrap_or([1, 1]),
            padding: a.text("padding", "valid")?,
            dilation_rate: a.counts("dilation_rate")?.unwrap_or([1, 1]),
            depth_multiplier: a.optional_count("depth_multiplier")?.unwrap_or(1),
            activation: a.activation("activation")?,
            use_bias: a.bool("use_bias", true)?,
            depthwise: a.weight("depthwise", Initializer::glorot_uniform())?,
            pointwise: a.weight("pointwise", Initializer::glorot_uniform())?,
            bias: a.weight("bias", Initializer::Zeros)?,
            ..SeparableConv2D::new(a.count("filters")?, kernel_size)
        })
    }
}

impl Layer for SeparableConv2D {
    fn class_name(&self) -> &str {
        "SeparableConv2D"
    }

    fn config(&self) -> Map<String, Json> {
        let mut config = config_of(vec![
            ("filters", self.filters.into()),
            ("kernel_size", self.kernel_size.to_vec().into()),
            ("strides", self.strides.to_vec().into()),
            ("padding", self.padding.clone().into()),
            ("data_format", "channels_last".into()),
            ("dilation_rate", self.dilation_rate.to_vec().into()),
            ("depth_multiplier", self.depth_multiplier.into()),
            ("activation", self.activation.name().into()),
            ("use_bias", self.use_bias.into()),
        ]);
        self.depthwise.write_config("depthwise", &mut config);
        self.pointwise.write_config("pointwise", &mut config);
        self.bias.write_config("bias", &mut config);
        config
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        let channels = cx.extent(inputs, -1)?;
        let [height, width] = self.kernel_size;
        let depthwise = [height, width, channels, self.depth_multiplier];
        cx.add("depthwise_kernel", &depthwise, self.depthwise.clone())?;
        let pointwise = [1, 1, channels.saturating_mul(self.depth_multiplier), self.filters];
        cx.add("pointwise_kernel", &pointwise, self.pointwise.clone())?;
        if self.use_bias {
            cx.add("bias", &[self.filters], self.bias.clone())?;
        }
        Ok(())
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        if self.filters == 0 || self.depth_multiplier == 0 {
            return Err(Error::argument(
                self.class_name(),
                "filters and depth_multiplier must be at least 1",
            ));
        }
        let windows = windows(self.kernel_size, self.strides, self.dilation_rate);
        slide(self, inputs, windows, &self.padding, Some(self.filters))
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let options = DepthwiseConv2dOptions {
            strides: self.strides.into(),
            pad: padding(self.class_name(), &self.padding)?,
            dilations: self.dilation_rate.into(),
        };
        let x = only(self, inputs)?;
        let x = x.depthwise_conv2d(&cx.weight("depthwise_kernel")?, options)?;
        let bias = self.use_bias.then(|| cx.weight("bias")).transpose()?;
        let options = FusedConv2dOptions {
            activation: self.activation.fused_name().unwrap_or("linear"),
            ..Default::default()
        };
        let y = x.fused_conv2d(&cx.weight("pointwise_kernel")?, bias.as_ref(), options)?;
        match self.activation.fused_name() {
            Some(_) => Ok(y),
            None => self.activation.apply(&y),
        }
    }
}
