//! `DepthwiseConv2D`

use super::*;
use crate::activations::Activation as Function;
use crate::initializers::Initializer;
use crate::layers::windows::{padding, slide, windows};
use sparkler_engine::options::DepthwiseConv2dOptions;

/// A convolution of each channel of images `[batch, height, width, channels]` with filters of its
/// own.
///
/// Weights: `depthwise_kernel` `[height, width, channels, depth_multiplier]` (Glorot uniform) and
/// `bias` `[channels * depth_multiplier]` (zeros).
///
/// ```
/// use sparkler_nn::{Sequential, layers::DepthwiseConv2D};
/// let model =
///     Sequential::new().input([8, 8, 4]).add(DepthwiseConv2D::new([3, 3]).padding("same")).build()?;
/// assert_eq!(model.output_shape(), [None, Some(8), Some(8), Some(4)]);
/// # Ok::<(), sparkler_nn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct DepthwiseConv2D {
    kernel_size: [usize; 2],
    strides: [usize; 2],
    padding: String,
    depth_multiplier: usize,
    dilation_rate: [usize; 2],
    activation: Function,
    use_bias: bool,
    depthwise: WeightOptions,
    bias: WeightOptions,
}

impl DepthwiseConv2D {
    /// With filters of `[height, width]`.
    pub fn new(kernel_size: [usize; 2]) -> DepthwiseConv2D {
        DepthwiseConv2D {
            kernel_size,
            strides: [1, 1],
            padding: "valid".into(),
            depth_multiplier: 1,
            dilation_rate: [1, 1],
            activation: Function::Linear,
            use_bias: true,
            depthwise: WeightOptions::new(Initializer::glorot_uniform()),
            bias: WeightOptions::new(Initializer::Zeros),
        }
    }

    /// How far one window lies from the next.
    pub fn strides(self, strides: [usize; 2]) -> DepthwiseConv2D {
        DepthwiseConv2D { strides, ..self }
    }

    /// `"valid"` or `"same"`.
    pub fn padding(self, padding: &str) -> DepthwiseConv2D {
        DepthwiseConv2D { padding: padding.into(), ..self }
    }

    /// How many filters each channel has.
    pub fn depth_multiplier(self, depth_multiplier: usize) -> DepthwiseConv2D {
        DepthwiseConv2D { depth_multiplier, ..self }
    }

    /// How far the elements of a window lie from one another.
    pub fn dilation_rate(self, dilation_rate: [usize; 2]) -> DepthwiseConv2D {
        DepthwiseConv2D { dilation_rate, ..self }
    }

    /// The activation of that name.
    ///
    /// # Errors
    /// If there is no such activation.
    pub fn activation(self, name: &str) -> Result<DepthwiseConv2D> {
        Ok(DepthwiseConv2D { activation: Function::from_name(name)?, ..self })
    }

    /// With a bias, or without.
    pub fn use_bias(self, use_bias: bool) -> DepthwiseConv2D {
        DepthwiseConv2D { use_bias, ..self }
    }

    /// How the kernel begins.
    pub fn depthwise_initializer(mut self, initializer: Initializer) -> DepthwiseConv2D {
        self.depthwise.initializer = initializer;
        self
    }

    /// How the bias begins.
    pub fn bias_initializer(mut self, initializer: Initializer) -> DepthwiseConv2D {
        self.bias.initializer = initializer;
        self
    }

    pub(crate) fn from_arguments(a: &Arguments<'_>) -> Result<DepthwiseConv2D> {
        a.only("data_format", "channels_last")?;
        let kernel_size = a.counts("kernel_size")?;
        let kernel_size = kernel_size.ok_or_else(|| a.error("kernel_size", "two whole numbers"))?;
        let default = DepthwiseConv2D::new(kernel_size);
        Ok(DepthwiseConv2D {
            strides: a.counts("strides")?.unwrap_or([1, 1]),
            padding: a.text("padding", "valid")?,
            depth_multiplier: a.optional_count("depth_multiplier")?.unwrap_or(1),
            dilation_rate: a.counts("dilation_rate")?.unwrap_or([1, 1]),
            activation: a.activation("activation")?,
            use_bias: a.bool("use_bias", true)?,
            depthwise: a.weight("depthwise", Initializer::glorot_uniform())?,
            bias: a.weight("bias", Initializer::Zeros)?,
            ..default
        })
    }
}

impl Layer for DepthwiseConv2D {
    fn class_name(&self) -> &str {
        "DepthwiseConv2D"
    }

    fn config(&self) -> Map<String, Json> {
        let mut config = config_of(vec![
            ("kernel_size", self.kernel_size.to_vec().into()),
            ("strides", self.strides.to_vec().into()),
            ("padding", self.padding.clone().into()),
            ("depth_multiplier", self.depth_multiplier.into()),
            ("data_format", "channels_last".into()),
            ("dilation_rate", self.dilation_rate.to_vec().into()),
            ("activation", self.activation.name().into()),
            ("use_bias", self.use_bias.into()),
        ]);
        self.depthwise.write_config("depthwise", &mut config);
        self.bias.write_config("bias", &mut config);
        config
    }

    fn build(&self, inputs: &[Dims], cx: &BuildContext) -> Result<()> {
        let channels = cx.extent(inputs, -1)?;
        let shape = [self.kernel_size[0], self.kernel_size[1], channels, self.depth_multiplier];
        cx.add("depthwise_kernel", &shape, self.depthwise.clone())?;
        if self.use_bias {
            let size = channels.saturating_mul(self.depth_multiplier);
            cx.add("bias", &[size], self.bias.clone())?;
        }
        Ok(())
    }

    fn compute_output_shape(&self, inputs: &[Dims]) -> Result<Dims> {
        if self.depth_multiplier == 0 {
            return Err(Error::argument(
                self.class_name(),
                "depth_multiplier is 0, expected at least 1",
            ));
        }
        let windows = windows(self.kernel_size, self.strides, self.dilation_rate);
        let mut dims = slide(self, inputs, windows, &self.padding, None)?;
        dims[3] = dims[3].map(|d| d.saturating_mul(self.depth_multiplier));
        Ok(dims)
    }

    fn call(&self, inputs: &[Tensor], cx: &CallContext<'_>) -> Result<Tensor> {
        let options = DepthwiseConv2dOptions {
            strides: self.strides.into(),
            pad: padding(self.class_name(), &self.padding)?,
            dilations: self.dilation_rate.into(),
        };
        let x = only(self, inputs)?;
        let mut y = x.depthwise_conv2d(&cx.weight("depthwise_kernel")?, options)?;
        if self.use_bias {
            y = y.add(&cx.weight("bias")?)?;
        }
        self.activation.apply(&y)
    }
}
